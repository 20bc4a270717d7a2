import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.model import Author, Paper
from kg.sources.openalex import restored
from tests.sources.samples import papers, reasons, results

WORK: dict[str, Any] = {
    "id": "https://openalex.org/W2741809807",
    "doi": "https://doi.org/10.1000/Sheep",
    "title": "Sheep",
    "display_name": "Sheep",
    "publication_year": 2021,
    "publication_date": "2021-01-02",
    "ids": {"openalex": "https://openalex.org/W2741809807", "doi": "https://doi.org/10.1000/Sheep"},
    "primary_location": {"landing_page_url": "https://doi.org/10.1000/Sheep", "pdf_url": None},
    "locations": [
        {"landing_page_url": "https://doi.org/10.1000/Sheep"},
        {
            "landing_page_url": "http://arxiv.org/abs/2101.00001",
            "pdf_url": "https://arxiv.org/pdf/2101.00001",
        },
    ],
    "authorships": [
        {"author": {"id": "https://openalex.org/A1", "display_name": "Ada Byron", "orcid": None}},
        {
            "author": {
                "display_name": "Karl Gauß",
                "orcid": "https://orcid.org/0000-0002-1825-0097",
            },
            "raw_author_name": "K. Gauss",
        },
        {"author": {}, "raw_author_name": "B. Balázs"},
    ],
    "primary_topic": {"display_name": "Animal Husbandry"},
    "concepts": [{"display_name": "Sheep"}],
    "abstract_inverted_index": {"We": [0], "count": [1, 4], "sheep": [2], "and": [3], "goats.": [5]},
}
ENVELOPE = {"meta": {"count": 1, "page": 1}, "results": [WORK], "group_by": []}


def test_a_work_is_read_whole(tmp_path: Path) -> None:
    assert results(tmp_path, json.dumps(WORK) + "\n") == [
        Paper(
            id="2101.00001",
            arxiv_id="2101.00001",
            doi="10.1000/sheep",
            title="Sheep",
            abstract="We count sheep and count goats.",
            authors=(
                Author(name="Ada Byron"),
                Author(name="Karl Gauß", orcid="0000-0002-1825-0097"),
                Author(name="B. Balázs"),
            ),
            url="https://doi.org/10.1000/Sheep",
            published=date(2021, 1, 2),
            document="digest.md",
            line=1,
        )
    ]


@pytest.mark.parametrize(
    ("text", "count"),
    [
        (json.dumps(ENVELOPE), 1),
        (json.dumps(ENVELOPE, indent=2), 1),
        (json.dumps(ENVELOPE) + "\n" + json.dumps(ENVELOPE), 2),
        (json.dumps([ENVELOPE, ENVELOPE]), 2),
        (json.dumps([WORK, WORK], indent=1), 2),
        (json.dumps({**ENVELOPE, "results": []}), 0),
        (json.dumps({"results": [WORK] * 3, "meta": {"count": 3}}), 3),
    ],
)
def test_works_are_found_in_answers_lists_and_lines(tmp_path: Path, text: str, count: int) -> None:
    assert [paper.id for paper in papers(tmp_path, text)] == ["2101.00001"] * count


@pytest.mark.parametrize(
    ("changes", "id_", "doi"),
    [
        ({"doi": "https://doi.org/10.48550/arxiv.2101.00002", "ids": {}}, "2101.00002", "10.1000/sheep"),
        ({"locations": []}, "doi:10.1000/sheep", "10.1000/sheep"),
        ({"locations": [{"id": "pmh:oai:arXiv.org:math/0306266"}]}, "math/0306266", "10.1000/sheep"),
        (
            {"locations": [{"landing_page_url": "https://doi.org/10.48550/arXiv.2101.00003"}]},
            "2101.00003",
            "10.1000/sheep",
        ),
        (
            {"best_oa_location": {"pdf_url": "https://arxiv.org/pdf/2101.00004v3"}, "locations": None},
            "2101.00004",
            "10.1000/sheep",
        ),
    ],
)
def test_a_work_is_known_by_arxiv_where_any_place_says_so_else_by_its_doi(
    tmp_path: Path, changes: dict[str, object], id_: str, doi: str | None
) -> None:
    (paper,) = papers(tmp_path, json.dumps(WORK | changes))
    assert (paper.id, paper.doi) == (id_, doi)


def test_a_work_without_any_identifier_is_known_by_a_hash(tmp_path: Path) -> None:
    bare = {"id": "https://openalex.org/W1", "display_name": "Sheep", "doi": None}
    (paper,) = papers(tmp_path, json.dumps(bare))
    assert paper.id.startswith("x:")
    assert (paper.title, paper.url) == ("Sheep", "https://openalex.org/W1")


@pytest.mark.parametrize(
    ("index", "text"),
    [
        ({"We": [0], "count": [1]}, "We count"),
        ({"count": [1], "We": [0]}, "We count"),
        ({"We": [0], "count": [7]}, "We count"),
        ({"We": [0], "count": [1], "sheep": [1]}, "We count sheep"),
        ({"late": [10**15], "early": [3]}, "early late"),
        ({"IndexLength": 2, "InvertedIndex": {"We": [0], "count": [1]}}, "We count"),
        ('{"We": [0], "count": [1]}', "We count"),
        ({}, ""),
        (None, ""),
    ],
)
def test_an_abstract_is_put_together_again(tmp_path: Path, index: object, text: str) -> None:
    (paper,) = papers(tmp_path, json.dumps(WORK | {"abstract_inverted_index": index}))
    assert paper.abstract == text


@given(st.lists(st.text(st.characters(exclude_categories=["Z", "C"]), min_size=1), min_size=1))
def test_any_words_come_back_from_their_index_in_their_order(words: list[str]) -> None:
    index: dict[str, list[int]] = {}
    for place, word in enumerate(words):
        index.setdefault(word, []).append(3 * place)
    assert restored(dict(sorted(index.items()))) == (" ".join(words), True)


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        (
            {"abstract_inverted_index": {"We": ["0"]}},
            "abstract_inverted_index has places that are no numbers",
        ),
        (
            {"abstract_inverted_index": {"We": [True, -1]}},
            "abstract_inverted_index has places that are no numbers",
        ),
        ({"abstract_inverted_index": "{We"}, "abstract_inverted_index is not valid JSON"),
        ({"abstract_inverted_index": 7}, "abstract_inverted_index is a number, not an object"),
        ({"authorships": [7]}, "author without a name"),
        ({"authorships": {}}, None),
        ({"locations": 7}, "locations is a number, not a list"),
        ({"title": None, "display_name": None}, "entry without a title"),
    ],
)
def test_what_cannot_be_read_is_reported(
    tmp_path: Path, changes: dict[str, object], reason: str | None
) -> None:
    assert reasons(tmp_path, json.dumps([WORK, WORK | changes])) == ([reason] if reason else [])
