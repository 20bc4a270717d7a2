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
from kg.parts import Finding, PartHeader, part_path, read_header, read_part, skipped_counts, write_part

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


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=50)
@given(FINDINGS)
def test_what_is_written_is_read_back_equal(tmp_path: Path, findings: list[Finding]) -> None:
    assert list(read_part(write_part(tmp_path, header(), iter(findings)))) == findings


@pytest.mark.parametrize("day", [None, date(2025, 12, 3)])
def test_a_header_is_read_back_without_where_the_file_lay(tmp_path: Path, day: date | None) -> None:
    path = write_part(tmp_path, header(day=day), [])
    assert read_header(path) == header(path="", day=day)
    assert b"ada" not in gzip.decompress(path.read_bytes())


def test_the_same_findings_make_the_same_bytes(tmp_path: Path) -> None:
    one, other = tmp_path / "one", tmp_path / "other"
    for folder in (one, other):
        folder.mkdir()
    first = write_part(one, header(path="/home/ada/tea.md"), [FINDING])
    second = write_part(other, header(path="/home/zoe/tea.md"), [FINDING])
    assert first.name == second.name
    assert first.read_bytes() == second.read_bytes()
    assert first.read_bytes()[4:8] == bytes(4), "the gzip header bears a time"
    assert write_part(one, header(), [FINDING, FINDING]).read_bytes() != second.read_bytes()


def test_a_part_replaces_the_older_one_of_its_document_and_leaves_nothing_beside(tmp_path: Path) -> None:
    write_part(tmp_path, header(), [FINDING, FINDING])
    path = write_part(tmp_path, header(), [FINDING])
    write_part(tmp_path, header("other.md"), [])
    assert list(read_part(path)) == [FINDING]
    assert sorted(tmp_path.iterdir()) == sorted([path, part_path(tmp_path, "other.md")])


def test_an_older_part_stays_whole_when_writing_fails(tmp_path: Path) -> None:
    path = write_part(tmp_path, header(), [FINDING])

    def breaks():
        yield FINDING
        raise RuntimeError("the kettle boiled over")

    with pytest.raises(RuntimeError, match="kettle"):
        write_part(tmp_path, header(), breaks())
    assert list(read_part(path)) == [FINDING]


@pytest.mark.parametrize("name", ["a/../../b", "/etc/tea", "tea\nx", "..", "😀" * 300, "", "\ud800"])
def test_a_part_of_any_name_lies_in_its_folder(tmp_path: Path, name: str) -> None:
    path = part_path(tmp_path, name)
    assert path.parent == tmp_path
    assert path.name.endswith(".jsonl.gz")
    assert path == part_path(tmp_path, name) != part_path(tmp_path, name + "x")


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
    path = write_part(tmp_path, header(), [FINDING])
    path.write_bytes(damage(path.read_bytes()))
    with pytest.raises(GraphError, match="--rebuild") as raised:
        list(read_part(path))
    assert str(path) in str(raised.value)


def test_a_part_that_is_absent_is_told_too(tmp_path: Path) -> None:
    with pytest.raises(GraphError, match="--rebuild"):
        list(read_part(tmp_path / "absent.jsonl.gz"))


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"no gzip",
        packed(),
        packed(b"no json"),
        packed(b"[]"),
        packed(b"null"),
        packed(b"{}"),
        packed(b'{"document": {"name": "a", "date": "teatime"}}'),
        packed(b'{"document": "a"}'),
        gzip.compress(b"{}")[:-9],
    ],
)
def test_a_header_that_cannot_be_read_is_none(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "part.jsonl.gz"
    path.write_bytes(data)
    assert read_header(path) is None


def test_the_header_of_an_absent_part_is_none(tmp_path: Path) -> None:
    assert read_header(tmp_path / "absent.jsonl.gz") is None


def test_reasons_for_skipping_are_counted_commonest_first() -> None:
    assert list(skipped_counts([header(), header("b")]).items()) == [("no title", 4), ("bad summary", 2)]
    assert skipped_counts([]) == {}
