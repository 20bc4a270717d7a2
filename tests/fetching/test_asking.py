"""What can be asked for: spans of days, categories, ids."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from kg.arxiv import ArxivId
from kg.errors import FetchError
from kg.fetching import ByCategory, ById, Days, categories_named, ids_in
from kg.fetching.asking import id_parameters

DATES = st.dates(date(1991, 1, 1), date(2030, 12, 31))


@given(DATES, DATES)
def test_the_parts_of_a_span_are_all_its_days_once_in_order(one: date, other: date) -> None:
    span = Days(min(one, other), max(one, other))
    parts = span.parts()
    if one == other:
        assert parts == []
        return
    assert len(parts) > 1
    assert (parts[0].since, parts[-1].until) == (span.since, span.until)
    assert all(part.since <= part.until for part in parts)
    assert all(a.until + timedelta(1) == b.since for a, b in pairwise(parts))


@given(DATES, DATES, DATES)
def test_a_span_that_grew_has_the_parts_it_had_but_for_the_last(a: date, b: date, c: date) -> None:
    since, until, later = sorted((a, b, c))
    kept = Days(since, until).parts()[:-1]
    assume(since.year != until.year)
    assert Days(since, later).parts()[: len(kept)] == kept


def test_a_request_for_categories_names_the_days_from_the_first_minute_to_the_last() -> None:
    asked = ByCategory(("cs.LG", "hep-th"), Days(date(2026, 1, 1), date(2026, 1, 31)))
    assert asked.parameters(asked.days) == {
        "search_query": "(cat:cs.LG OR cat:hep-th) AND submittedDate:[202601010000 TO 202601312359]",
        "sortBy": "submittedDate",
        "sortOrder": "ascending",
    }
    assert str(asked) == "cs.LG, hep-th, 2026-01-01 to 2026-01-31"


def test_an_archive_means_its_categories_and_the_papers_from_before_these() -> None:
    asked = ByCategory(("astro-ph",), Days(date(2026, 1, 1), date(2026, 1, 1)))
    assert asked.parameters(asked.days)["search_query"].startswith("(cat:astro-ph OR cat:astro-ph.*) AND ")


@pytest.mark.parametrize(
    ("given", "meant"),
    [
        (["cs.LG"], ("cs.LG",)),
        (["cs.lg", "CS.LG", " cs.LG "], ("cs.LG",)),
        (["stat.ML", "cs.LG"], ("cs.LG", "stat.ML")),
        (["HEP-TH"], ("hep-th",)),
        (["cs"], ("cs",)),
    ],
)
def test_categories_are_known_in_any_case(given: list[str], meant: tuple[str, ...]) -> None:
    assert categories_named(given) == meant


@pytest.mark.parametrize("wrong", ["cs.LGG", "", "machine learning", "cs.LG OR all:x", "*"])
def test_a_category_that_arxiv_does_not_have_is_refused_with_those_near_it(wrong: str) -> None:
    with pytest.raises(FetchError, match=r"no category .* did you mean "):
        categories_named(["cs.AI", wrong])
    if wrong == "cs.LGG":
        with pytest.raises(FetchError, match=r"cs\.LG\b"):
            categories_named([wrong])


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("2512.02315", [ArxivId("2512.02315")]),
        ("2512.02315v3", [ArxivId("2512.02315", 3)]),
        ("arXiv:2512.02315", [ArxivId("2512.02315")]),
        ("arXiv: 2512.02315", [ArxivId("2512.02315")]),
        ("hep-th/9901001", [ArxivId("hep-th/9901001")]),
        ("math.GT/0306266v2", [ArxivId("math/0306266", 2)]),
        ("https://arxiv.org/abs/2512.02315v1", [ArxivId("2512.02315", 1)]),
        ("https://arxiv.org/pdf/2512.02315.pdf#page=3", [ArxivId("2512.02315")]),
        ("https://doi.org/10.48550/arXiv.2512.02315", [ArxivId("2512.02315")]),
        ("2512.02315, 2512.02316;2512.02317", [ArxivId(f"2512.0231{n}") for n in (5, 6, 7)]),
        ("\ufeff2512.02315  # read this first: 2512.99999", [ArxivId("2512.02315")]),
        ("# nothing", []),
        ("   ", []),
        ("10.1000/182", [None]),
        ("2513.00001", [None]),
        ("2512.02315 hello", [ArxivId("2512.02315"), None]),
    ],
)
def test_ids_are_read_however_they_are_written(text: str, meant: list[ArxivId | None]) -> None:
    assert [found for _, _, found in ids_in([text])] == meant


def test_ids_of_a_list_bear_their_line() -> None:
    assert [(line, text) for line, text, _ in ids_in(["2512.00001", "", "x 2512.00002"])] == [
        (1, "2512.00001"),
        (3, "x"),
        (3, "2512.00002"),
    ]


def test_ids_are_asked_for_in_sorted_batches_each_once() -> None:
    ids = [ArxivId(f"2601.{n:05}") for n in (3, 1, 2, 3)]
    assert [[one.id for one in batch] for batch in ById(tuple(ids)).batches(2)] == [
        ["2601.00001", "2601.00002"],
        ["2601.00003"],
    ]
    assert id_parameters([ArxivId("2601.00001", 2), ArxivId("hep-th/9901001")]) == {
        "id_list": "2601.00001v2,hep-th/9901001"
    }
