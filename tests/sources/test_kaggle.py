import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from kg.model import Author, Paper, Skipped
from kg.sources.kaggle import split_authors
from tests.sources.samples import papers, reasons, results
from tests.sources.test_jsonlines import ROW

KAGGLE: dict[str, Any] = {
    "id": "0704.0009",
    "submitter": "A. Byron",
    "authors": "A. Byron, K. Gau{\\ss} (1) and B. Bal\\'azs ((1) Goettingen)",
    "title": "Sheep in\n  the $\\Lambda$ field",
    "comments": "3 pages",
    "journal-ref": "J. Sheep 1 (2007) 1",
    "doi": "10.1000/SHEEP 10.1000/goats",
    "report-no": None,
    "categories": "math.CO cs.CG",
    "license": None,
    "abstract": "  We count\nsheep.\n",
    "versions": [
        {"version": "v1", "created": "Mon, 2 Apr 2007 19:18:42 GMT"},
        {"version": "v2", "created": "Tue, 24 Jul 2007 20:10:27 GMT"},
    ],
    "update_date": "2008-11-26",
    "authors_parsed": [
        ["Byron", "A. -C.", ""],
        ["Gau{\\ss}", "K.", "Jr.", "Goettingen"],
        ["Bal\u00e1zs", "B."],
        [":", ""],
    ],
}


def lines(*rows: object) -> str:
    return "".join(f"{json.dumps(row)}\n" for row in rows)


def one(folder: Path, **changes: object) -> Paper:
    (paper,) = papers(folder, lines(KAGGLE | changes))
    return paper


def test_a_row_of_the_snapshot_is_read_whole(tmp_path: Path) -> None:
    assert results(tmp_path, lines(KAGGLE), "arxiv-metadata-oai-snapshot.json") == [
        Paper(
            id="0704.0009",
            arxiv_id="0704.0009",
            version=2,
            title="Sheep in\n  the $\\Lambda$ field",
            abstract="We count\nsheep.",
            authors=tuple(map(author, ("A.-C. Byron", "K. Gauß, Jr.", "B. Balázs"))),
            categories=("math.CO", "cs.CG"),
            primary_category="math.CO",
            doi="10.1000/sheep",
            comment="3 pages",
            published=date(2007, 4, 2),
            updated=date(2007, 7, 24),
            document="arxiv-metadata-oai-snapshot.json",
            line=1,
        )
    ]


def author(name: str) -> Author:
    return Author(name=name)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("A. Byron", ["A. Byron"]),
        ("A. Byron and K. Gauss", ["A. Byron", "K. Gauss"]),
        ("A. Byron, K. Gauss, and B. Balazs", ["A. Byron", "K. Gauss", "B. Balazs"]),
        ("A. Byron (1,2), K. Gauss (2) ((1) Turin (Italy), (2) Bonn)", ["A. Byron", "K. Gauss"]),
        (
            "C. Bal\\'azs, M. M\\\"uller, \\L. \\O stby, S. Du\\v{s}an",
            ["C. Balázs", "M. Müller", "Ł. Østby", "S. Dušan"],
        ),
        ("A. Byron, Jr., K. Gauss III", ["A. Byron, Jr.", "K. Gauss III"]),
        ("Alexander\n  Anderson & Sandy Randall", ["Alexander Anderson", "Sandy Randall"]),
        ("A. Byron (unbalanced, K. Gauss", ["A. Byron (unbalanced", "K. Gauss"]),
        ("", []),
    ],
)
def test_free_text_of_authors_is_split_into_names(text: str, names: list[str]) -> None:
    assert split_authors(text) == names


@pytest.mark.parametrize("parsed", [None, [], [[]], "Byron", [[None, "A."]]])
def test_without_parsed_authors_the_free_text_is_read(tmp_path: Path, parsed: object) -> None:
    names = [a.name for a in one(tmp_path, authors_parsed=parsed).authors]
    assert names == ["A. Byron", "K. Gauß", "B. Balázs"]


@pytest.mark.parametrize(
    ("changes", "version", "published"),
    [
        ({"versions": [{"version": "v3", "created": "Mon, 2 Apr 2007 19:18:42 GMT"}]}, 3, None),
        ({"versions": [{"version": "v1", "created": "2007-04-02T19:18:42"}]}, 1, date(2007, 4, 2)),
        ({"versions": ["v1", "v12"]}, 12, None),
        ({"versions": []}, None, None),
        ({"versions": None}, None, None),
        ({"id": "math/0306266"}, 2, date(2007, 4, 2)),
    ],
)
def test_the_last_version_and_the_day_of_the_first_are_taken(
    tmp_path: Path, changes: dict[str, object], version: int | None, published: date | None
) -> None:
    paper = one(tmp_path, **changes)
    assert (paper.version, paper.published) == (version, published)


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"versions": [{"version": "v1", "created": "yesterday"}]}, "day of a version is no day"),
        ({"versions": [{"number": 1}]}, "version without a number"),
        ({"authors_parsed": [7]}, "parsed author is a number without a name"),
        ({"categories": 7}, "categories are a number, not text"),
        ({"title": None}, "entry without a title"),
        ({"title": ["a"]}, "title is a list, not text"),
        ({"categories": ["math.CO cs.CG"], "authors_parsed": None}, None),
    ],
)
def test_a_field_of_another_type_is_reported(
    tmp_path: Path, changes: dict[str, object], reason: str | None
) -> None:
    assert reasons(tmp_path, lines(KAGGLE | changes)) == ([reason] if reason else [])


def test_rows_of_digests_and_of_the_snapshot_may_stand_in_one_file(tmp_path: Path) -> None:
    found = results(tmp_path, lines(ROW | {"AI": None}, KAGGLE, {"id": 7, "update_date": "", "versions": []}))
    assert [r.id if isinstance(r, Paper) else (r.line, r.reason) for r in found] == [
        "2512.00001",
        "0704.0009",
        (3, "entry without a title"),
    ]


def test_the_snapshot_is_read_as_it_comes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from kg.model import Document
    from kg.sources import read
    from kg.sources import text as text_module

    path = tmp_path / "snapshot.json"
    path.write_text(lines(*(KAGGLE | {"id": f"0704.{number:04}"} for number in range(1, 200))))
    monkeypatch.setattr(text_module, "_SAMPLE", 4096)
    monkeypatch.setattr(text_module, "_PIECE", 1024)
    drawn = read(Document(name="snapshot.json", path=str(path)))
    first = next(drawn)
    with path.open("r+") as file:
        file.truncate(60_000)  # what is not read yet is not held
    rest = list(drawn)
    assert isinstance(first, Paper)
    assert len([r for r in rest if isinstance(r, Paper)]) < 100
    assert isinstance(rest[-1], Skipped)


@pytest.mark.parametrize(
    "changes",
    [
        {"versions": ["v1", "v2"], "categories": ["math.CO cs.CG"]},
        {"update_date": "2008-11-26", "categories": "math.CO cs.CG"},
        {"submitter": "A. Byron", "categories": "math.CO cs.CG"},
    ],
)
def test_copies_of_the_snapshot_may_lack_columns(tmp_path: Path, changes: dict[str, object]) -> None:
    row = {
        "id": "0704.0009",
        "title": "Sheep",
        "abstract": "We count.",
        "authors": r"B. Bal\'azs (1), K. G. ((1) Turin)",
    }
    (paper,) = papers(tmp_path, lines(row | changes))
    assert [author.name for author in paper.authors] == ["B. Balázs", "K. G."]
    assert paper.categories == ("math.CO", "cs.CG")
