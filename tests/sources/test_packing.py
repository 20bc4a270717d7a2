import bz2
import gzip
import io
import json
import lzma
import sys
import tarfile
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from kg.errors import SourceError
from kg.model import Document, Paper, Skipped
from kg.sources import content_digest, find, packing, read
from tests.sources.samples import PRESENT, TASK, results
from tests.sources.test_bibtex import ARTICLE
from tests.sources.test_jsonlines import ROW

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

PACK: dict[str, Callable[[bytes], bytes]] = {
    ".gz": gzip.compress,
    ".bz2": lambda data: bz2.compress(data, 1),  # in many blocks
    ".xz": lzma.compress,
    ".zst": lambda data: zstd.compress(data, options={zstd.CompressionParameter.checksum_flag: 1}),
}
# rows that no packing makes much smaller, so that half of a file has half of the rows
ROWS = "".join(
    f"{json.dumps(ROW | {'AI': None, 'title': f'Sheep {hash_}'})}\n"
    for number in range(3000)
    for hash_ in [f"{number * 0x9E3779B97F4A7C15 % (1 << 64):016x}" * 3]
).encode()


def zipped(members: dict[str, bytes], packing: int = zipfile.ZIP_DEFLATED) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", packing) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return held.getvalue()


def counted(found: list[Paper | Skipped]) -> tuple[int, list[str]]:
    return sum(isinstance(r, Paper) for r in found), [r.reason for r in found if isinstance(r, Skipped)]


@pytest.mark.parametrize("suffix", PACK)
@pytest.mark.parametrize("content", [PRESENT.encode(), ARTICLE.encode(), ROWS])
def test_a_packed_file_gives_the_same_papers_whatever_it_is_called(
    tmp_path: Path, suffix: str, content: bytes
) -> None:
    assert results(tmp_path, PACK[suffix](content)) == results(tmp_path, content)


@pytest.mark.parametrize("suffix", PACK)
def test_packed_files_joined_end_to_end_are_one(tmp_path: Path, suffix: str) -> None:
    half = ROWS.index(b"\n", len(ROWS) // 2) + 1
    joined = PACK[suffix](ROWS[:half]) + PACK[suffix](ROWS[half:])
    assert counted(results(tmp_path, joined)) == (3000, [])


@pytest.mark.parametrize("suffix", PACK)
def test_a_packed_file_that_breaks_off_gives_its_whole_rows_and_says_where(
    tmp_path: Path, suffix: str
) -> None:
    whole = results(tmp_path, ROWS)
    packed = PACK[suffix](ROWS)
    found = results(tmp_path, packed[: len(packed) * 2 // 3])
    assert 0 < len(found) - 1 < 3000
    assert found[:-1] == whole[: len(found) - 1]
    assert isinstance(found[-1], Skipped)
    assert found[-1].line in (len(found), len(found) - 1)
    assert "damaged from here on" in found[-1].reason


@pytest.mark.parametrize("suffix", PACK)
@pytest.mark.parametrize("place", [0.3, 0.5, 0.9])
def test_damage_within_a_packed_file_is_reported_and_what_stands_before_is_kept(
    tmp_path: Path, suffix: str, place: float
) -> None:
    packed = bytearray(PACK[suffix](ROWS))
    at = int(len(packed) * place)
    packed[at : at + 8] = b"\xff\x00" * 4
    papers, reasons = counted(results(tmp_path, bytes(packed)))
    assert papers <= 3000
    assert any("damaged from here on" in reason for reason in reasons)


@pytest.mark.parametrize("suffix", PACK)
def test_the_last_entry_of_a_digest_that_breaks_off_is_not_taken_for_whole(
    tmp_path: Path, suffix: str
) -> None:
    entry = "### [1] [Sheep {0}](https://arxiv.org/abs/2512.{0:05})\n*A B*\n\nAbstract: {1}\n\n"
    digest = "".join(entry.format(n, f"{n * 0x9E3779B97F4A7C15:x}" * 20) for n in range(1, 3000)).encode()
    packed = PACK[suffix](digest)
    whole = results(tmp_path, digest)
    found = results(tmp_path, packed[: len(packed) * 3 // 4])
    assert len(found) > 1
    assert found[:-1] == whole[: len(found) - 1]


def test_packing_within_packing_is_undone_but_not_without_end(tmp_path: Path) -> None:
    assert counted(results(tmp_path, gzip.compress(bz2.compress(lzma.compress(ROWS))))) == (3000, [])
    deep = ROWS
    for _ in range(9):
        deep = gzip.compress(deep)
    with pytest.raises(SourceError):
        results(tmp_path, deep)


def test_what_unpacks_to_far_more_than_its_size_is_not_read_to_its_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(packing, "_FREE", 1 << 20)
    many = ROWS[: ROWS.index(b"\n") + 1] * 5000
    papers, reasons = counted(results(tmp_path, zstd.compress(many)))
    assert 0 < papers < 5000
    assert "unpacks to more than 250 times its size" in reasons[-1]
    assert (
        "unpacks to more than"
        in counted(results(tmp_path, zipped({"a.jsonl": many}, zipfile.ZIP_BZIP2)))[1][-1]
    )
    with pytest.raises(SourceError):
        results(tmp_path, gzip.compress(b" " * (4 << 20)))


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (gzip.compress(zipped({"a.jsonl": ROWS})), "a zip archive that is packed again; unpack it"),
        (zipped({}), "is a zip archive without files"),
        (zipped({"a.bin": bytes(range(256)) * 9, "b.c": b"int a;"}), "a zip archive without a digest"),
        (b"PK\x03\x04 nonsense", "cannot be read"),
        (zipped({"a.jsonl": ROWS}, zipfile.ZIP_STORED)[:-200], "cannot be read"),
        (b"\x28\xb5\x2f\xfd nonsense", "cannot be read"),
        (b"\xfd7zXZ\x00 nonsense", "cannot be read"),
        (b"BZh91AY&SY nonsense", "cannot be read"),
    ],
)
def test_what_cannot_be_unpacked_is_refused_in_one_line(tmp_path: Path, data: bytes, what: str) -> None:
    with pytest.raises(SourceError, match=what) as refusal:
        results(tmp_path, data)
    assert "\n" not in str(refusal.value)


def test_a_tar_archive_is_named_and_refused(tmp_path: Path) -> None:
    with tarfile.open(tmp_path / "x.tgz", "w:gz") as archive:
        archive.addfile(tarfile.TarInfo("a.md"))
    with pytest.raises(SourceError, match="this is a tar archive; unpack it"):
        list(read(find([tmp_path / "x.tgz"])[0]))


MEMBERS = {
    "2025-12-03.md": PRESENT.encode(),
    "sub/rows.jsonl.gz": gzip.compress(ROWS),
    "../../outside/task.md": TASK.encode(),
    "README.md": b"# A tool\n",
    "picture.png": b"\x89PNG",
    "__MACOSX/sub/._rows.jsonl": b"\0",
    ".hidden.md": TASK.encode(),
}


def test_a_zip_archive_is_a_folder_of_documents_named_below_it(tmp_path: Path) -> None:
    path = tmp_path / "month.zip"
    path.write_bytes(zipped(MEMBERS))
    documents = find([path])
    assert [document.name for document in documents] == [
        "month.zip/2025-12-03.md",
        "month.zip/README.md",
        "month.zip/outside/task.md",
        "month.zip/sub/rows.jsonl.gz",
    ]
    assert str(documents[0].date) == "2025-12-03"
    found = [counted(list(read(document)))[0] for document in documents]
    assert found == [2, 0, 1, 3000]
    assert [r.document for r in read(documents[1])] == ["month.zip/README.md"]
    assert [document.name for document in find([tmp_path])] == [document.name for document in documents]
    assert list(tmp_path.iterdir()) == [path]


def test_the_only_member_is_refused_by_name_if_it_is_no_digest(tmp_path: Path) -> None:
    path = tmp_path / "x.zip"
    path.write_bytes(zipped({"README.md": b"# A tool\n"}))
    with pytest.raises(SourceError, match=r"x\.zip: this is no digest"):
        list(read(find([path])[0]))


def test_a_document_is_told_from_its_changed_self_within_an_archive_too(tmp_path: Path) -> None:
    path = tmp_path / "x.zip"
    digests = []
    for changed in (b"", b"", b"\n# changed\n"):
        path.write_bytes(zipped({"a.md": TASK.encode(), "b.md": PRESENT.encode() + changed}))
        digests.append([content_digest(document) for document in find([path])])
    assert digests[0] == digests[1]
    assert digests[0][0] == digests[2][0]
    assert digests[0][1] != digests[2][1]


def test_an_archive_that_lost_its_directory_gives_the_whole_rows_of_its_first_member(tmp_path: Path) -> None:
    path = tmp_path / "x.zip"
    path.write_bytes(zipped({"a.jsonl": ROWS})[:-30_000])
    (document,) = find([path])
    papers, reasons = counted(list(read(document)))
    assert 0 < papers < 3000
    assert reasons == [
        "the file is damaged from here on (the archive breaks off: its directory is missing); "
        "what stands before is kept"
    ]


def test_a_member_that_is_encrypted_is_passed_over(tmp_path: Path) -> None:
    data = bytearray(zipped({"a.md": TASK.encode(), "b.md": TASK.encode()}))
    for magic, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(magic) + flags] |= 1
    path = tmp_path / "x.zip"
    path.write_bytes(bytes(data))
    first, second = (counted(list(read(document))) for document in find([path]))
    assert first[0] == 0
    assert "encrypted" in first[1][0]
    assert second == (1, [])


def test_a_member_that_lost_its_name_is_left_out(tmp_path: Path) -> None:
    data = zipped({"\x01.md": TASK.encode(), "b.md": TASK.encode()})
    path = tmp_path / "x.zip"
    path.write_bytes(data.replace(b"\x01.md", b"\x00.md"))
    assert [document.member for document in find([path])] == ["b.md"]


@pytest.mark.parametrize(
    ("data", "papers"),
    [
        (ROWS, 3000),
        (gzip.compress(ROWS), 3000),
        (bz2.compress(ROWS), 3000),
        (lzma.compress(ROWS), 3000),
        (zstd.compress(ROWS), 3000),
        (zipped({"a.jsonl": ROWS}), 3000),
        (zipped(MEMBERS), 3003),
        (ARTICLE.encode(), 1),
    ],
)
def test_standard_input_may_be_packed_in_any_way(
    data: bytes, papers: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(data)))
    found = list(read(Document(name="stdin", path="-")))
    assert counted(found)[0] == papers
    assert {result.document for result in found} == {"stdin"}


def test_folders_take_packed_files_by_the_suffix_below(tmp_path: Path) -> None:
    for name in (
        *(f"a.md{suffix}" for suffix in PACK),
        *(f"snapshot{suffix}" for suffix in PACK),
        "a.tar.gz",
        "2512.00001.gz",
        "a.py.xz",
        "a.bib",
    ):
        (tmp_path / name).write_bytes(b"")
    assert [document.name for document in find([tmp_path])] == sorted(
        [*(f"a.md{suffix}" for suffix in PACK), *(f"snapshot{suffix}" for suffix in PACK), "a.bib"]
    )
