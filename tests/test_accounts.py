"""Which account of a paper is in force where several documents tell of it."""

from __future__ import annotations

from datetime import date
from itertools import permutations
from pathlib import Path

import pytest

from kg.accounts import Accounts
from kg.model import Author, Document, Paper
from kg.parts import ChunkMark, PartHeader, account, chunk_bytes, write_chunk

LONG, SHORT = "We brew tea in copper kettles.", "We brew tea …"


def paper(abstract: str = LONG, **fields: object) -> Paper:
    given = {"id": "2512.00001", "title": "Tea", "abstract": abstract} | fields
    return Paper(**given)  # type: ignore[arg-type]


def accounts(folder: Path, told: dict[str, list[Paper]]) -> Accounts:
    """Of documents by name; a name that is a day bears that day."""
    headers = []
    for name, papers in told.items():
        mark = ChunkMark(digest="", fingerprint="", number=0, accounts=tuple(map(account, papers)))
        write_chunk(folder, name, 0, chunk_bytes(mark, [(p, ()) for p in papers]))
        headers.append(
            PartHeader(
                document=document(name),
                digest="",
                fingerprint="",
                papers=len(papers),
                entries=len(papers),
                skipped=(),
            )
        )
    return Accounts(folder, headers)


def document(name: str) -> Document:
    return Document(name=name, path="", date=date.fromisoformat(name) if name[:2] == "20" else None)


OLD, NEW = "2025-12-01", "2025-12-02"


@pytest.mark.parametrize(
    ("told", "in_force"),
    [
        ({OLD: paper()}, {OLD}),
        ({OLD: paper(), NEW: paper()}, {OLD, NEW}),
        ({OLD: paper(version=2), NEW: paper()}, {OLD, NEW}),
        ({OLD: paper(version=2), NEW: paper(version=1)}, {OLD}),
        ({OLD: paper(SHORT, version=2), NEW: paper(LONG, version=1)}, {OLD}),
        ({OLD: paper(SHORT, version=2), NEW: paper(LONG)}, {OLD}),
        ({OLD: paper(LONG), NEW: paper(SHORT)}, {OLD}),
        ({OLD: paper(title="Tee"), NEW: paper(title="Tea")}, {NEW}),
        ({OLD: paper(authors=(Author(name="A B"),)), NEW: paper()}, {NEW}),
        ({"z": paper(title="Tee"), NEW: paper()}, {NEW}),
        ({"b": paper(title="Tee"), "a": paper()}, {"b"}),
        ({OLD: paper(title="Tee"), NEW: paper(id="2512.00002")}, {OLD, NEW}),
    ],
)
def test_the_newest_version_the_longest_text_the_newest_digest_is_in_force(
    tmp_path: Path, told: dict[str, Paper], in_force: set[str]
) -> None:
    for order in permutations(told):
        found = accounts(tmp_path, {name: [told[name]] for name in order})
        assert {name for name in told if found.in_force(account(told[name]))} == in_force


def test_a_paper_was_seen_on_all_the_days_that_any_account_bears(tmp_path: Path) -> None:
    old, new, other = paper(version=1), paper(version=2), paper(id="2512.00002")
    found = accounts(tmp_path, {OLD: [old, other], NEW: [new]})
    both = date(2025, 12, 1), date(2025, 12, 2)
    assert found.seen(account(new), document(NEW)) == found.seen(account(old), document(OLD)) == both
    assert found.seen(account(other), document(OLD)) == (both[0], both[0])


@pytest.mark.parametrize(
    ("given", "day"),
    [
        ((None,), None),
        ((None, None), None),
        ((date(2024, 1, 5),), date(2024, 1, 5)),
        ((None, date(2024, 1, 5)), date(2024, 1, 5)),
        ((date(2024, 1, 5), date(2024, 1, 4), None), date(2024, 1, 4)),
    ],
)
@pytest.mark.parametrize("title", ["Tea", "Tee"])
def test_the_day_of_a_paper_is_the_earliest_that_any_account_gives(
    tmp_path: Path, given: tuple[date | None, ...], day: date | None, title: str
) -> None:
    told = {
        name: paper(published=each, title=title if name == "a" else "Tea")
        for name, each in zip("abc", given, strict=False)
    }
    for order in permutations(told):
        found = accounts(tmp_path, {name: [told[name]] for name in order})
        assert {found.published(account(each)) for each in told.values()} == {day}


def test_documents_without_a_day_met_a_paper_on_its_day(tmp_path: Path) -> None:
    early, late, none = paper(published=date(2024, 1, 4)), paper(published=date(2024, 1, 5)), paper()
    found = accounts(tmp_path, {"a": [early], "b": [late], "c": [none], OLD: [none]})
    assert found.seen(account(none), document("c")) == (date(2024, 1, 4), date(2025, 12, 1))
    found = accounts(tmp_path, {"a": [early], "b": [late], "c": [none]})
    assert found.seen(account(none), document("c")) == (date(2024, 1, 4), date(2024, 1, 4))


@pytest.mark.parametrize(
    ("fields", "day"),
    [
        ({"published": date(2024, 1, 5)}, date(2024, 1, 5)),
        ({}, date(2025, 12, 1)),
        ({"id": "doi:10.1000/2512"}, None),
        ({"id": "x:2512aaaa"}, None),
    ],
)
def test_without_a_digests_day_the_papers_own_tells(
    tmp_path: Path, fields: dict[str, object], day: date | None
) -> None:
    one = paper(**fields)
    assert accounts(tmp_path, {"d": [one]}).seen(account(one), document("d")) == (day and (day, day))


def test_papers_are_counted_once_and_the_first_is_the_example(tmp_path: Path) -> None:
    found = accounts(
        tmp_path, {OLD: [paper(), paper(id="2512.00003")], NEW: [paper(id="2511.00009"), paper()]}
    )
    assert (found.papers, found.example) == (3, "2511.00009")
    assert (accounts(tmp_path, {}).papers, accounts(tmp_path, {}).example) == (0, "")
