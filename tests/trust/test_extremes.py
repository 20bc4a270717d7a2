"""Files that are huge, deep, packed to burst, not to be read, or change while they are read: an end, and soon."""

from __future__ import annotations

import gzip
import io
import json
import os
import threading
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

import kg as kg_
from kg.building import build
from kg.checking import check_file
from kg.errors import KgError, SourceError
from kg.model import Paper, Skipped
from kg.sources import find, read
from kg.store import Store
from tests.sources.test_xml import LAUGHS
from tests.trust.test_disk import explained, kg

ROOT = Path(__file__).resolve().parents[2]
WHOLE = json.dumps({"id": "2512.00001", "title": "Whole", "summary": "We introduce FooNet."}) + "\n"


@pytest.fixture(autouse=True)
def soon() -> Iterator[None]:
    begin = time.process_time()
    yield
    assert time.process_time() - begin < 20


def found(path: Path) -> tuple[list[str], list[str]]:
    """Ids of the papers, and what was skipped."""
    results = [result for document in find([path]) for result in read(document)]
    papers = [result.id for result in results if isinstance(result, Paper)]
    return papers, [result.reason for result in results if isinstance(result, Skipped)]


def written(path: Path, *parts: str | bytes) -> Path:
    path.write_bytes(b"".join(part.encode() if isinstance(part, str) else part for part in parts))
    return path


def test_a_line_of_a_hundred_million_characters_costs_its_own_paper_alone(tmp_path: Path) -> None:
    huge = b'{"id": "2512.00002", "title": "' + b"a" * 100_000_000
    papers, reasons = found(
        written(tmp_path / "a.jsonl", WHOLE, huge, b"\n", WHOLE.replace("00001", "00003"))
    )
    assert papers == ["2512.00001", "2512.00003"]
    assert reasons


def test_a_paper_of_a_million_authors_is_read(tmp_path: Path) -> None:
    row = {"id": "2512.00001", "title": "Many", "authors": [f"Ada {n} Byron" for n in range(1_000_000)]}
    (paper,) = read(find([written(tmp_path / "a.jsonl", json.dumps(row))])[0])
    assert isinstance(paper, Paper)
    assert len(paper.authors) == 1_000_000


@pytest.mark.parametrize(
    "deep", ["[" * 200_000, '{"a":' * 200_000, '{"id": "2512.00002", "title": ' + "[" * 200_000]
)
def test_what_is_nested_without_end_is_left_and_the_paper_before_it_read(tmp_path: Path, deep: str) -> None:
    papers, _ = found(written(tmp_path / "a.jsonl", WHOLE, deep, "\n"))
    assert papers == ["2512.00001"]


def test_a_billion_laughs_are_not_heard_in_a_build(tmp_path: Path) -> None:
    feed = (
        f"<?xml version='1.0'?><!DOCTYPE feed [<!ENTITY l0 'ha'>{LAUGHS}"
        '<!ENTITY file SYSTEM "file:///etc/passwd">]><feed xmlns="http://www.w3.org/2005/Atom"><entry>'
        "<id>http://arxiv.org/abs/2512.00001v1</id><title>T &file;</title><summary>&l11;</summary></entry></feed>"
    )
    build([written(tmp_path / "a.xml", feed)], tmp_path / "g", fast=True, workers=1)
    text = "\n".join(Store(tmp_path / "g").quads())
    assert len(text) < 100_000
    assert "root:" not in text


def bomb(size: int) -> bytes:
    packed = io.BytesIO()
    with gzip.GzipFile("", "wb", 9, packed) as file:
        for _ in range(size >> 20):
            file.write(b" " * (1 << 20))
    return packed.getvalue()


def test_a_zip_bomb_is_left_after_a_while_and_says_so(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.zip", "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("a.jsonl", WHOLE)
        with packed.open("b.jsonl", "w", force_zip64=True) as file:
            file.write(WHOLE.replace("00001", "00002").encode())
            for _ in range(600):
                file.write(b" " * ((1 << 20) - 1) + b"\n")
    papers, reasons = found(tmp_path / "a.zip")
    assert papers == ["2512.00001", "2512.00002"]
    assert any("times its size" in reason for reason in reasons)


def test_a_bomb_in_a_bomb_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="times its size"):
        found(written(tmp_path / "a.jsonl.gz", gzip.compress(bomb(700 << 20))))


def test_links_out_of_a_folder_and_pipes_in_it_are_not_followed(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    written(folder / "a.jsonl", WHOLE)
    (folder / "b.jsonl").symlink_to(written(tmp_path / "secret.jsonl", WHOLE.replace("00001", "00666")))
    os.mkfifo(folder / "c.jsonl")
    assert found(folder) == (["2512.00001"], [])


def test_a_pipe_that_is_named_is_read_whole_by_build(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    writer = threading.Thread(target=lambda: pipe.write_text(WHOLE, encoding="utf-8"), daemon=True)
    writer.start()
    report = build([pipe], tmp_path / "g", fast=True, workers=1)
    writer.join()
    assert report.counts["papers"] == 1


@pytest.mark.parametrize("device", ["/dev/zero", "/dev/full"])
def test_a_device_is_refused(device: str) -> None:
    if not Path(device).exists():
        pytest.skip(f"there is no {device}")
    with pytest.raises(SourceError, match="is a device"):
        find([device])


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_that_may_not_be_read_is_named_and_the_others_are_read(tmp_path: Path) -> None:
    written(tmp_path / "a.jsonl", WHOLE)
    written(tmp_path / "b.jsonl", WHOLE).chmod(0)
    papers, reasons = found(tmp_path)
    assert papers == ["2512.00001"]
    assert "ermission" in reasons[0]


def test_a_file_that_may_not_be_read_ends_a_build_of_it_in_one_line(tmp_path: Path) -> None:
    folder = tmp_path / "a.jsonl"
    folder.symlink_to(folder)  # a loop: nobody can open it, root included
    assert "a.jsonl" in explained(kg("build", folder, "-o", tmp_path / "g", "--fast"))


def test_a_name_with_a_nul_is_refused_in_our_own_words_wherever_it_is_given(tmp_path: Path) -> None:
    graph = kg_.build(ROOT / "examples" / "digests" / "2025-12-04.md", tmp_path / "g", fast=True)
    for act in (
        lambda: kg_.build("a\0.md", tmp_path / "g"),
        lambda: list(kg_.read(["a\0.md"])),
        lambda: list(kg_.extract([], corrections=["a\0.toml"])),
        lambda: kg_.build(ROOT / "examples", tmp_path / "g", vocabularies=["a\0.ttl"], fast=True),
        lambda: graph.export(tmp_path / "a\0.ttl"),
        lambda: check_file(tmp_path / "a\0.ttl"),
        lambda: kg_.Graph("a\0"),
    ):
        with pytest.raises(KgError, match="NUL"):
            act()


@pytest.mark.parametrize("after", [b"", b"{", WHOLE.encode() * 3], ids=["emptied", "cut", "rewritten"])
def test_a_file_that_changes_while_it_is_read_is_read_anew_by_the_next_build(
    tmp_path: Path, after: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    from kg import chunks

    source = tmp_path / "in" / "a.jsonl"
    source.parent.mkdir()
    rows = "".join(WHOLE.replace("00001", f"{n:05}") for n in range(2, 2000))
    written(source, rows)
    truly = chunks.read

    def changing(document: object) -> Iterator[object]:
        results = truly(document)
        yield next(results)
        written(source, after)
        yield from results

    monkeypatch.setattr(chunks, "read", changing)
    build([source.parent], tmp_path / "g", fast=True, workers=1)
    monkeypatch.undo()
    written(source, WHOLE)
    build([source.parent], tmp_path / "g", fast=True, workers=1)
    build([source.parent], tmp_path / "fresh", fast=True, workers=1)
    assert list(Store(tmp_path / "g").quads()) == list(Store(tmp_path / "fresh").quads())
