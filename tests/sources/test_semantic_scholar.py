import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from kg.model import Author, Paper, Skipped, Summary
from tests.sources.samples import papers, reasons, results

PAPER: dict[str, Any] = {
    "paperId": "649def34f8be52c8b66281af98ae884c09aef38b",
    "externalIds": {"ArXiv": "2101.00001", "DOI": "10.1000/Sheep", "CorpusId": 19170988},
    "url": "https://www.semanticscholar.org/paper/649def34f8be52c8b66281af98ae884c09aef38b",
    "title": "Sheep",
    "abstract": "We count sheep.",
    "year": 2021,
    "venue": "arXiv.org",
    "fieldsOfStudy": ["Computer Science"],
    "s2FieldsOfStudy": [{"category": "Computer Science", "source": "external"}],
    "publicationDate": "2021-01-02",
    "openAccessPdf": {"url": "https://arxiv.org/pdf/2101.00001", "status": "GREEN"},
    "tldr": {"model": "tldr@v2.0.0", "text": "Sheep are counted by a new method."},
    "authors": [{"authorId": "1", "name": "Ada Byron"}, {"authorId": None, "name": "Karl Gauß"}],
}
READ = Paper(
    id="2101.00001",
    arxiv_id="2101.00001",
    doi="10.1000/sheep",
    title="Sheep",
    abstract="We count sheep.",
    authors=(Author(name="Ada Byron"), Author(name="Karl Gauß")),
    url="https://www.semanticscholar.org/paper/649def34f8be52c8b66281af98ae884c09aef38b",
    published=date(2021, 1, 2),
    summaries=(Summary(field="tldr", text="Sheep are counted by a new method.", language="en"),),
    document="digest.md",
    line=1,
)


@pytest.mark.parametrize(
    "text",
    [
        json.dumps(PAPER),
        json.dumps(PAPER, indent=1),
        json.dumps([PAPER]),
        json.dumps({"total": 1, "offset": 0, "data": [PAPER]}),
        json.dumps({"total": 1, "token": None, "data": [PAPER]}) + "\n",
        json.dumps({"recommendedPapers": [PAPER]}),
        json.dumps({"offset": 0, "data": [{"isInfluential": True, "citingPaper": PAPER}]}),
        json.dumps({"data": [{"snippet": {"text": "sheep"}, "score": 1, "paper": PAPER}]}),
    ],
)
def test_a_paper_is_read_whole_from_any_answer(tmp_path: Path, text: str) -> None:
    assert results(tmp_path, text) == [READ]


def test_lines_of_the_data_sets_are_read(tmp_path: Path) -> None:
    line = {
        "corpusid": 19170988,
        "externalids": {"ArXiv": "cs/0101001", "DOI": None},
        "title": "Sheep",
        "authors": [{"authorId": "1", "name": "Ada Byron"}],
        "publicationdate": None,
        "year": 2001,
    }
    older = {
        "paper_id": "1",
        "title": "Goats",
        "arxiv_id": "2101.00009",
        "s2_url": "https://api.semanticscholar.org/1",
        "authors": [{"first": "Ada", "middle": ["K."], "last": "Byron", "suffix": ""}],
    }
    first, second = papers(tmp_path, f"{json.dumps(line)}\n{json.dumps(older)}\n")
    assert (first.id, first.published, first.authors) == ("cs/0101001", None, (Author(name="Ada Byron"),))
    assert (second.id, second.authors) == ("2101.00009", (Author(name="Ada K. Byron"),))


@pytest.mark.parametrize(
    ("ids", "id_"),
    [
        ({"DOI": "10.1000/Sheep"}, "doi:10.1000/sheep"),
        ({"DOI": "10.48550/arXiv.2101.00002"}, "2101.00002"),
        ({"ArXiv": "2101.00003v2"}, "2101.00003"),
        ({"ArXiv": None, "DOI": ""}, "x:"),
        (None, "x:"),
    ],
)
def test_a_paper_is_known_by_arxiv_then_doi_then_a_hash(tmp_path: Path, ids: object, id_: str) -> None:
    (paper,) = papers(tmp_path, json.dumps(PAPER | {"externalIds": ids, "openAccessPdf": None}))
    assert paper.id.startswith(id_)


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"title": None}, "entry without a title"),
        ({"title": 7}, "title is a number, not text"),
        ({"authors": 7}, "authors is a number, not a list"),
        ({"authors": [7]}, "author is a number without a name"),
        ({"externalIds": "2101.00001"}, "externalIds is text, not an object"),
        ({"tldr": {"text": "N/A"}}, "summary field failed: tldr: placeholder"),
        ({"tldr": None, "abstract": None, "authors": None}, None),
    ],
)
def test_what_cannot_be_read_is_reported(
    tmp_path: Path, changes: dict[str, object], reason: str | None
) -> None:
    assert reasons(tmp_path, json.dumps([PAPER, PAPER | changes])) == ([reason] if reason else [])


def test_a_paper_that_the_service_does_not_know_is_no_loss(tmp_path: Path) -> None:
    found = results(tmp_path, json.dumps([None, PAPER]))
    assert found == [
        Skipped(document="digest.md", line=1, reason="row is null, not a paper", paper=False),
        READ,
    ]
