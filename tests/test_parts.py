from __future__ import annotations

import gzip
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kg.errors import GraphError
from kg.model import Author, Document, Entity, Kind, Mention, Paper, Role, Skipped, Statement, Summary
from kg.parts import (
    ChunkMark,
    Finding,
    PartHeader,
    account,
    chunk_bytes,
    chunk_path,
    header_path,
    is_whole,
    read_accounts,
    read_chunk,
    read_header,
    read_part,
    remove_part,
    skipped_counts,
    write_chunk,
    write_header,
)

TEXT = st.text(st.characters(exclude_categories=("Cs",)), max_size=20)
DAYS = st.none() | st.dates(date(1900, 1, 1))
AUTHORS = st.builds(Author, name=TEXT, orcid=st.none() | TEXT)
SUMMARIES = st.builds(Summary, field=st.sampled_from(["tldr", "method"]), text=TEXT, language=TEXT)
PAPERS = st.builds(
    Paper,
    id=TEXT,
    title=TEXT,
    abstract=TEXT,
    authors=st.lists(AUTHORS, max_size=2).map(tuple),
    categories=st.lists(TEXT, max_size=2).map(tuple),
    primary_category=st.none() | TEXT,
    arxiv_id=st.none() | TEXT,
    version=st.none() | st.integers(1, 99),
    doi=st.none() | TEXT,
    url=st.none() | TEXT,
    comment=st.none() | TEXT,
    code_url=st.none() | TEXT,
    published=DAYS,
    updated=DAYS,
    summaries=st.lists(SUMMARIES, max_size=2).map(tuple),
    document=TEXT,
    line=st.integers(0, 9999),
)
MENTIONS = st.builds(
    Mention,
    start=st.integers(0, 999),
    end=st.integers(0, 999),
    text=TEXT,
    kind=st.sampled_from(Kind),
    role=st.sampled_from(Role),
    sentence=st.tuples(st.integers(0, 9), st.integers(0, 9)),
    confidence=st.floats(0, 1),
    found_by=TEXT,
    concept=TEXT,
    long_form=TEXT,
)
ENTITIES = st.builds(
    Entity, kind=st.sampled_from(Kind), name=TEXT, key=TEXT, aliases=st.lists(TEXT, max_size=2).map(tuple)
)
STATEMENTS = st.builds(
    Statement,
    paper=TEXT,
    role=st.sampled_from(Role),
    entity=ENTITIES,
    evidence=st.lists(MENTIONS, min_size=1, max_size=2).map(tuple),
    confidence=st.floats(0, 1),
)
FINDINGS = st.lists(st.tuples(PAPERS, st.lists(STATEMENTS, max_size=2).map(tuple)), max_size=3)
SKIPPED = (
    Skipped(document="a", line=3, reason="no title"),
    Skipped(document="a", line=9, reason="no title"),
    Skipped(document="a", line=5, reason="bad summary", paper=False),
)
MENTION = Mention(start=0, end=3, text="tea", kind=Kind.TASK, role=Role.ADDRESSES, sentence=(0, 3))
FINDING: Finding = (
    Paper(id="1", title="tea", abstract="hot\n\tpot"),
    (
        Statement(
            paper="1",
            role=Role.ADDRESSES,
            entity=Entity(kind=Kind.TASK, name="tea", key="tea"),
            evidence=(MENTION,),
        ),
    ),
)


def header(name: str = "2025/tea.md", path: str = "/home/ada/tea.md", day: date | None = None) -> PartHeader:
    document = Document(name=name, path=path, date=day)
    return PartHeader(document=document, digest="ab", fingerprint="cd", papers=1, entries=2, skipped=SKIPPED)


def mark(*findings: Finding, number: int = 0, digest: str = "ab") -> ChunkMark:
    accounts = tuple(account(paper) for paper, _ in findings)
    return ChunkMark(digest=digest, fingerprint="cd", number=number, accounts=accounts)


def write_part(folder: Path, header: PartHeader, *findings: Finding) -> Path:
    """A part of one chunk, and where that lies."""
    write_chunk(folder, header.document.name, 0, chunk_bytes(mark(*findings), findings))
    write_header(folder, header)
    return chunk_path(folder, header.document.name, 0)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=50)
@given(FINDINGS)
def test_what_is_written_is_read_back_equal(tmp_path: Path, findings: list[Finding]) -> None:
    write_part(tmp_path, header(), *findings)
    assert list(read_part(tmp_path, header())) == findings
    assert list(read_accounts(tmp_path, header())) == [account(paper) for paper, _ in findings]


@pytest.mark.parametrize("day", [None, date(2025, 12, 3)])
def test_a_header_is_read_back_without_where_the_file_lay(tmp_path: Path, day: date | None) -> None:
    write_part(tmp_path, header(day=day))
    assert read_header(tmp_path, "2025/tea.md") == header(path="", day=day)
    assert b"ada" not in header_path(tmp_path, "2025/tea.md").read_bytes()


def test_the_same_findings_make_the_same_bytes() -> None:
    data = chunk_bytes(mark(FINDING), [FINDING])
    assert data == chunk_bytes(mark(FINDING), iter([FINDING]))
    assert data[4:8] == bytes(4), "the gzip header bears a time"
    assert data != chunk_bytes(mark(FINDING, FINDING), [FINDING, FINDING])


def test_a_part_replaces_the_older_one_of_its_document_and_leaves_nothing_beside(tmp_path: Path) -> None:
    write_chunk(tmp_path, "2025/tea.md", 1, chunk_bytes(mark(FINDING, number=1), [FINDING]))
    write_part(tmp_path, header(), FINDING, FINDING)
    path = write_part(tmp_path, header(), FINDING)
    other = write_part(tmp_path, header("other.md"))
    assert list(read_part(tmp_path, header())) == [FINDING]
    headers = [header_path(tmp_path, name) for name in ("2025/tea.md", "other.md")]
    assert sorted(tmp_path.iterdir()) == sorted([path, other, *headers])


def test_the_chunks_of_a_part_come_in_their_order(tmp_path: Path) -> None:
    papers = [Paper(id=str(number), title="tea", abstract="") for number in range(3)]
    for number in (2, 0, 1):
        write_chunk(tmp_path, "t", number, chunk_bytes(mark(number=number), [(papers[number], ())]))
    whole = PartHeader(
        document=Document(name="t", path=""),
        digest="ab",
        fingerprint="cd",
        papers=3,
        entries=3,
        skipped=(),
        chunks=(0, 1, 2),
    )
    assert [paper for paper, _ in read_part(tmp_path, whole)] == papers


def test_a_removed_part_leaves_nothing(tmp_path: Path) -> None:
    write_part(tmp_path, header(), FINDING)
    remove_part(tmp_path, "2025/tea.md")
    assert list(tmp_path.iterdir()) == []
    remove_part(tmp_path, "2025/tea.md")


def test_a_chunk_is_trusted_only_where_it_is_whole_and_says_the_same(tmp_path: Path) -> None:
    path = write_part(tmp_path, header(), FINDING)
    assert is_whole(tmp_path, "2025/tea.md", mark(FINDING))
    for other in (mark(), mark(FINDING, digest="x"), mark(FINDING, number=1)):
        assert not is_whole(tmp_path, "2025/tea.md", other)
    path.write_bytes(path.read_bytes()[:-9])
    assert not is_whole(tmp_path, "2025/tea.md", mark(FINDING))


@pytest.mark.parametrize("name", ["a/../../b", "/etc/tea", "tea\nx", "..", "😀" * 300, "", "\ud800"])
def test_a_part_of_any_name_lies_in_its_folder(tmp_path: Path, name: str) -> None:
    path = chunk_path(tmp_path, name, 3)
    assert path.parent == tmp_path == header_path(tmp_path, name).parent
    assert path.name.endswith("-00003.jsonl.gz")
    assert path == chunk_path(tmp_path, name, 3) != chunk_path(tmp_path, name + "x", 3)


def packed(*lines: bytes) -> bytes:
    return gzip.compress(b"".join(line + b"\n" for line in lines))


def truncated(data: bytes) -> bytes:
    return data[: len(data) // 2]


def without_statements(data: bytes) -> bytes:
    return gzip.compress(gzip.decompress(data).replace(b'"statements"', b'"sentences"'))


def of_another_role(data: bytes) -> bytes:
    return gzip.compress(gzip.decompress(data).replace(b'"addresses"', b'"drinks"'))


def with_a_field_too_many(data: bytes) -> bytes:
    return gzip.compress(gzip.decompress(data).replace(b'"title":', b'"taste":"hot","title":'))


def without_evidence(data: bytes) -> bytes:
    start, end = b'"evidence":[', b'],"confidence"'
    plain = gzip.decompress(data)
    return gzip.compress(plain[: plain.index(start) + len(start)] + plain[plain.index(end) :])


def of_a_flipped_bit(data: bytes) -> bytes:
    return data[:-6] + bytes([data[-6] ^ 1]) + data[-5:]


@pytest.mark.parametrize(
    "damage",
    [
        truncated,
        without_statements,
        of_another_role,
        with_a_field_too_many,
        without_evidence,
        of_a_flipped_bit,
        lambda _: b"no gzip",
        lambda _: packed(b"{}", b"no json"),
        lambda _: packed(b"{}", b"{}"),
        lambda _: packed(b"{}", b"[1]"),
        lambda _: packed(b"{}", b'{"paper": null, "statements": []}'),
    ],
)
def test_a_damaged_part_is_told_with_what_to_do(tmp_path: Path, damage: Callable[[bytes], bytes]) -> None:
    path = write_part(tmp_path, header(), FINDING)
    path.write_bytes(damage(path.read_bytes()))
    with pytest.raises(GraphError, match="--rebuild") as raised:
        list(read_part(tmp_path, header()))
    assert str(path) in str(raised.value)


@pytest.mark.parametrize(
    "data", [b"", b"no gzip", packed(), packed(b"[]"), packed(b'{"accounts": [{"id": 1}]}')]
)
def test_damaged_accounts_are_told_with_what_to_do(tmp_path: Path, data: bytes) -> None:
    write_part(tmp_path, header(), FINDING).write_bytes(data)
    with pytest.raises(GraphError, match="--rebuild"):
        list(read_accounts(tmp_path, header()))


def test_a_chunk_that_is_absent_is_told_too(tmp_path: Path) -> None:
    with pytest.raises(GraphError, match="--rebuild"):
        list(read_chunk(tmp_path / "absent.jsonl.gz"))


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"no json",
        b"[]",
        b"null",
        b"{}",
        b'{"document": {"name": "a", "date": "teatime"}}',
        b'{"document": "a"}',
    ],
)
def test_a_header_that_cannot_be_read_is_none(tmp_path: Path, data: bytes) -> None:
    header_path(tmp_path, "t").write_bytes(data)
    assert read_header(tmp_path, "t") is None


def test_the_header_of_an_absent_part_is_none(tmp_path: Path) -> None:
    assert read_header(tmp_path, "absent") is None


def test_reasons_for_skipping_are_counted_commonest_first() -> None:
    assert list(skipped_counts([header(), header("b")]).items()) == [("no title", 4), ("bad summary", 2)]
    assert skipped_counts([]) == {}
