import sqlite3

import pytest

from kg.linking import People
from kg.model import Author, Paper, Summary
from kg.sources import MergedPapers

TLDR = Summary(field="tldr", text="Sheep.", language="en")


def paper(**parts: object) -> Paper:
    given: dict[str, object] = {"id": "2512.00001", "title": "Sheep", "abstract": ""}
    return Paper(**(given | parts))  # type: ignore[arg-type]


def test_a_paper_listed_twice_becomes_one_with_all_that_both_say() -> None:
    first = paper(abstract="We count.", categories=("cs.LG", "cs.AI"), summaries=(TLDR,), line=3)
    later = paper(
        title="Other",
        abstract="We count sheep.",
        authors=(Author(name="Ada Byron"),),
        categories=("cs.CV", "cs.AI"),
        primary_category="cs.AI",
        version=1,
        comment="3 pages",
        summaries=(
            Summary(field="tldr", text="X", language="en"),
            Summary(field="tldr", text="羊", language="zh"),
        ),
    )
    (merged,) = MergedPapers([first, later])
    assert merged == paper(
        abstract="We count sheep.",
        authors=(Author(name="Ada Byron"),),
        categories=("cs.AI", "cs.LG", "cs.CV"),
        primary_category="cs.AI",
        version=1,
        comment="3 pages",
        summaries=(TLDR, Summary(field="tldr", text="羊", language="zh")),
        line=3,
    )


def test_other_papers_keep_their_place() -> None:
    papers = [paper(id="a"), paper(id="b"), paper(id="a"), paper(id="c")]
    assert [merged.id for merged in MergedPapers(papers)] == ["a", "b", "c"]
    assert list(MergedPapers([])) == []


def test_a_newer_version_wins_wherever_it_stands() -> None:
    old = paper(title="Sheep?", abstract="We count many sheep.", version=1, comment="3 pages", line=3)
    new = paper(title="Sheep!", abstract="We count.", version=2, line=9)
    expected = paper(title="Sheep!", abstract="We count.", version=2, comment="3 pages", line=3)
    assert list(MergedPapers([old, new])) == [expected]
    assert [m.title for m in MergedPapers([new, old])] == ["Sheep!"]


def test_papers_with_odd_ids_are_kept_apart() -> None:
    ids = ["a", "a\x00", "a\ud800", "A", "ä", "a "]
    assert [m.id for m in MergedPapers([paper(id=i) for i in ids * 2])] == ids


@pytest.mark.parametrize(("make", "held"), [(MergedPapers, "_held"), (People, "_found")])
def test_what_holds_papers_closes_its_file_when_it_goes(make: type, held: str) -> None:
    of = make()
    file = getattr(of, held)
    del of
    with pytest.raises(sqlite3.ProgrammingError, match="closed"):
        file.execute("SELECT 1")
