import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from kg.errors import SourceError
from kg.model import Paper, Skipped, Summary
from tests.sources.samples import papers, reasons, results

ROW: dict[str, Any] = {
    "id": "2512.00001v2",
    "title": "Sheep",
    "summary": " We count\nsheep. ",
    "authors": ["Ada Byron", ":", "Karl Gauß", "Jr."],
    "categories": ["cs.LG", "cs.AI"],
    "abs": "https://arxiv.org/abs/2512.00001",
    "pdf": None,
    "comment": "3 pages",
    "code_url": "https://github.com/a/b",
    "AI": {"task": "Count.", "method": "", "conclusion": "羊很多。"},
}


def lines(*rows: object) -> str:
    return "".join(f"{json.dumps(row)}\n" for row in rows)


def one(folder: Path, **changes: object) -> Paper:
    (paper,) = papers(folder, lines(ROW | changes))
    return paper


def test_a_row_is_read_whole(tmp_path: Path) -> None:
    paper, failed = results(tmp_path, lines(ROW))
    assert isinstance(paper, Paper)
    assert (paper.id, paper.arxiv_id, paper.version, paper.line) == ("2512.00001", "2512.00001", 2, 1)
    assert paper.abstract == "We count\nsheep."
    assert [author.name for author in paper.authors] == ["Ada Byron", "Karl Gauß, Jr."]
    assert (paper.categories, paper.primary_category) == (("cs.LG", "cs.AI"), "cs.LG")
    assert (paper.url, paper.code_url) == ("https://arxiv.org/abs/2512.00001", "https://github.com/a/b")
    assert paper.comment == "3 pages"
    assert paper.summaries == (
        Summary(field="tldr", text="Count.", language="en"),
        Summary(field="conclusion", text="羊很多。", language="zh"),
    )
    assert failed == Skipped(
        document="digest.md", line=1, reason="summary field failed: method: empty", paper=False
    )


@pytest.mark.parametrize(
    ("changes", "id_", "doi"),
    [
        ({"id": "arxiv:2605.00640"}, "2605.00640", None),
        ({"id": "openalex:W1", "abs": "https://doi.org/10.1000/XYZ"}, "doi:10.1000/xyz", "10.1000/xyz"),
        ({"id": "doi:10.1000/XYZ", "abs": None}, "doi:10.1000/xyz", "10.1000/xyz"),
        ({"id": "s2:ff7d", "abs": "", "pdf": "https://arxiv.org/pdf/2605.00640v3.pdf"}, "2605.00640", None),
        ({"id": None, "abs": None, "url": "http://arxiv.org/abs/2506.09148v1"}, "2506.09148", None),
        ({"id": "math/0306266", "abs": None}, "math/0306266", None),
    ],
)
def test_rows_of_many_sources_keep_their_identity(
    tmp_path: Path, changes: dict[str, object], id_: str, doi: str | None
) -> None:
    paper = one(tmp_path, **changes)
    assert (paper.id, paper.doi) == (id_, doi)


@pytest.mark.parametrize("changes", [{"id": "openalex:W1", "abs": None}, {"id": 7, "abs": "ftp://a"}])
def test_a_row_without_known_identifier_is_known_by_a_hash(
    tmp_path: Path, changes: dict[str, object]
) -> None:
    paper = one(tmp_path, **changes)
    assert paper.id.startswith("x:")
    assert paper.url is None


@pytest.mark.parametrize(
    ("changes", "categories", "primary"),
    [
        ({"categories": None, "cate": "cs.CR"}, ("cs.CR",), "cs.CR"),
        ({"categories": "hep-ph cs.LG"}, ("hep-ph", "cs.LG"), "hep-ph"),
        ({"categories": "cs.LG, Sheep & goats"}, ("cs.LG", "Sheep & goats"), "cs.LG"),
        ({"categories": ["Sheep & goats", "cs.LG"]}, ("Sheep & goats", "cs.LG"), None),
        ({"categories": [], "raw_categories": ["q-bio.NC"]}, ("q-bio.NC",), "q-bio.NC"),
        ({"primary_category": "cs.AI"}, ("cs.AI", "cs.LG"), "cs.AI"),
        ({"categories": ["Open MIND", 7]}, ("Open MIND",), "Open MIND"),
        ({"categories": {"a": 1}}, (), None),
    ],
)
def test_categories_come_in_many_forms(
    tmp_path: Path, changes: dict[str, object], categories: tuple[str, ...], primary: str | None
) -> None:
    paper = one(tmp_path, **changes)
    assert (paper.categories, paper.primary_category) == (categories, primary)


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"AI": None}, None),
        ({"AI": {}}, None),
        ({"AI": "Sheep"}, "AI is text, not an object"),
        ({"AI": ["a"]}, "AI is a list, not an object"),
        ({"AI": {}, "summary": 7}, "summary is a number, not text"),
        ({"AI": {}, "authors": 7}, "authors are a number, not a list"),
        ({"AI": {}, "authors": [7]}, "author is a number, not text"),
        ({"AI": {}, "authors": "Ada Byron, Karl Gauß"}, None),
        ({"AI": {}, "authors": [{"name": "Ada Byron"}]}, None),
        ({"AI": {}, "comment": float("nan")}, None),
        ({"AI": {}, "title": "S\0heep"}, "NUL characters or halves of surrogate pairs removed"),
        ({"AI": {}, "title": "S\ud800heep"}, "NUL characters or halves of surrogate pairs removed"),
    ],
)
def test_a_field_of_the_wrong_type_is_reported_and_the_paper_kept(
    tmp_path: Path, changes: dict[str, object], reason: str | None
) -> None:
    assert one(tmp_path, **changes).title == "Sheep"
    assert reasons(tmp_path, lines(ROW | changes)) == ([reason] if reason else [])


@pytest.mark.parametrize(
    ("line", "reason", "paper"),
    [
        ("{nonsense", "row is not valid JSON", True),
        ("[" * 100_000, "row is not valid JSON", True),
        ("7", "row is a number, not an object", True),
        ('["a"]', "row is a list, not an object", True),
        ('{"id": "2512.00002"}', "entry without a title", True),
        ('{"id": "2512.00002", "title": 7}', "title is a number, not text", True),
        ('{"title": "none today", "is_placeholder": true}', "placeholder row, not a paper", False),
        ('{"date": "today"}', "placeholder row, not a paper", False),
    ],
)
def test_a_bad_row_is_skipped_with_its_line_and_the_others_are_read(
    tmp_path: Path, line: str, reason: str, paper: bool
) -> None:
    plain = ROW | {"AI": None}
    first, skipped, last = results(tmp_path, lines(plain) + f"\n{line}\n" + lines(plain))
    assert skipped == Skipped(document="digest.md", line=3, reason=reason, paper=paper)
    assert isinstance(first, Paper)
    assert isinstance(last, Paper)
    assert last.line == 4


def test_a_broken_first_row_does_not_hide_the_others(tmp_path: Path) -> None:
    assert len(papers(tmp_path, '{"id": "25\n' + lines(ROW, ROW))) == 2


@pytest.mark.parametrize("indent", [None, 2])
def test_an_array_of_rows_is_read_like_lines_even_around_a_broken_row(
    tmp_path: Path, indent: int | None
) -> None:
    rows = [ROW | {"AI": None, "title": f"T{number}"} for number in range(4)]
    text = json.dumps(rows, indent=indent)
    assert [paper.title for paper in papers(tmp_path, text)] == ["T0", "T1", "T2", "T3"]
    broken = text.replace('"T1"', '"T1" "')
    assert [paper.title for paper in papers(tmp_path, broken)] == ["T0", "T2", "T3"]
    assert reasons(tmp_path, broken) == ["row is not valid JSON"]


def test_rows_written_over_many_lines_are_read(tmp_path: Path) -> None:
    text = json.dumps(ROW, indent=1) + "\n" + json.dumps(ROW | {"title": "Goats"}, indent=1)
    second = len(json.dumps(ROW, indent=1).splitlines()) + 1
    found = [(paper.title, paper.line) for paper in papers(tmp_path, text)]
    assert found == [("Sheep", 1), ("Goats", second)]


def test_the_day_is_taken_where_the_row_gives_one(tmp_path: Path) -> None:
    assert one(tmp_path, published="2025-12-03T10:00:00Z").published == date(2025, 12, 3)
    assert one(tmp_path, published="2025-13-03").published is None


def test_an_empty_array_is_an_empty_digest(tmp_path: Path) -> None:
    assert reasons(tmp_path, "[]\n") == ["the list of rows is empty"]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ('{"a": 1}\n', "JSON without papers"),
        ("[1, 2]", "JSON without papers"),
        ('{"a": {"b": ' * 50_000, "JSON without papers"),
        ("<!DOCTYPE html><html></html>", "a web page"),
        ("<?xml version='1.0'?><svg/>", "an XML file"),
    ],
)
def test_other_formats_are_named_and_refused_in_one_line(tmp_path: Path, text: str, kind: str) -> None:
    with pytest.raises(SourceError, match=f"this is {kind}.*; kg reads digest Markdown") as refusal:
        results(tmp_path, text)
    assert "\n" not in str(refusal.value)


@pytest.mark.parametrize(
    "row",
    [
        {
            "paper": {
                "id": "2512.00001",
                "authors": [{"name": "Ada Byron"}],
                "publishedAt": "2025-12-01T10:00:00Z",
            }
        },
        {"arxivId": "2512.00001", "author": "Ada Byron", "publishedDate": "2025-12-01"},
        {
            "entry_id": "http://arxiv.org/abs/2512.00001v1",
            "authors": "['Ada Byron']",
            "published": "2025-12-01",
        },
        {
            "DOI": "10.48550/arXiv.2512.00001",
            "author": [{"family": "Byron", "given": "Ada"}],
            "issued": {"date-parts": [["2025", 12, 1]]},
        },
    ],
)
def test_a_row_is_known_by_the_keys_of_many_programs(tmp_path: Path, row: dict[str, object]) -> None:
    rest = {"title": "Sheep", "summary": "We count.", "categories": "['cs.LG', 'cs.AI']"}
    (paper,) = papers(tmp_path, json.dumps(rest | row))
    assert (paper.id, [author.name for author in paper.authors]) == ("2512.00001", ["Ada Byron"])
    assert (paper.published, paper.categories) == (date(2025, 12, 1), ("cs.LG", "cs.AI"))


def test_a_row_without_anything_that_tells_the_paper_says_which_keys_it_has(tmp_path: Path) -> None:
    text = '{"title": "Sheep", "summary": "We count.", "Writers": "Ada Byron"}'
    assert "neither authors nor an id or link found (keys: Writers, summary, title)" in reasons(
        tmp_path, text
    )


@pytest.mark.parametrize("key", ["papers", "articles", "entries"])
def test_a_digest_with_a_title_is_no_paper_itself(tmp_path: Path, key: str) -> None:
    rows = [ROW | {"id": "2512.00001"}, ROW | {"id": "2512.00002", "title": "Goats"}]
    for text in (
        json.dumps({"title": "Today", key: rows}, indent=1),
        json.dumps({"title": "Today", key: rows}),
    ):
        assert [paper.title for paper in papers(tmp_path, text)] == ["Sheep", "Goats"]


def test_rows_may_be_written_as_python_prints_them(tmp_path: Path) -> None:
    rows = [ROW, ROW | {"title": "It's about goats", "id": "2512.00002"}]
    text = "".join(f"{row!r}\n" for row in rows) + "{'title': open('x')}\n"
    assert [paper.title for paper in papers(tmp_path, text)] == ["Sheep", "It's about goats"]
    assert reasons(tmp_path, text)[-1] == "row is not valid JSON"


def test_what_a_feed_writes_before_an_abstract_is_taken_off_and_tells_the_id(tmp_path: Path) -> None:
    row = {
        "title": "Sheep",
        "summary": "arXiv:2512.00001v1 Announce Type: new \nAbstract: We count.",
        "authors": ["A B"],
    }
    (paper,) = papers(tmp_path, json.dumps(row))
    assert (paper.id, paper.abstract) == ("2512.00001", "We count.")
