"""The shipped queries: each is described, parses, and answers on the example graph; parameters are terms."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox
import pytest

from kg.errors import NotFoundError, QueryError
from kg.query import NamedQuery, find_query, run, shipped
from kg.store import Store

QUERIES = shipped()

EMPTY_ON_EXAMPLES = {"homonyms"}  # no two people of the example digests share a name
"""Queries that give no row on the example graph with their defaults; each needs a reason."""


def test_there_are_at_least_twelve_queries() -> None:
    assert len(QUERIES) >= 12


@pytest.mark.parametrize("name", QUERIES)
def test_a_shipped_query_answers_with_rows_on_the_example_graph(name: str, store: Store) -> None:
    answer = run(store, QUERIES[name], {})
    rows = list(answer)
    assert bool(rows) is (name not in EMPTY_ON_EXAMPLES)
    if QUERIES[name].limit and isinstance(answer, ox.QuerySolutions):
        assert len(rows) <= QUERIES[name].limit


@pytest.mark.parametrize("name", QUERIES)
def test_a_shipped_query_says_what_it_answers(name: str) -> None:
    query = QUERIES[name]
    assert query.title
    assert query.question.endswith((".", "?"))
    assert name == name.lower().replace("_", "-")


def test_a_parameter_is_found_by_abbreviation_plural_and_case(store: Store) -> None:
    answers = [
        [str(row) for row in run(store, QUERIES["papers-with-method"], {"method": value})]
        for value in ("physics-informed neural network", "PINN", "Physics-Informed Neural Networks")
    ]
    assert answers[0] == answers[1] == answers[2] != []


@pytest.mark.parametrize(
    ("settings", "error", "says"),
    [
        ({"method": "no such method at all"}, NotFoundError, "no such method"),
        ({"metod": "flow matching"}, QueryError, "takes no 'metod'"),
    ],
)
def test_a_wrong_parameter_is_explained(
    store: Store, settings: dict[str, str], error: type[Exception], says: str
) -> None:
    with pytest.raises(error, match=says):
        run(store, QUERIES["papers-with-method"], settings)


@pytest.mark.parametrize(("value", "says"), [("yesterday", "a day such as"), ("2026-13-01", "a day such as")])
def test_a_day_that_is_none_is_refused(store: Store, value: str, says: str) -> None:
    with pytest.raises(QueryError, match=says):
        run(store, QUERIES["first-seen"], {"since": value})


def test_a_misspelt_query_name_brings_suggestions() -> None:
    with pytest.raises(QueryError, match="methods-by-paper-count"):
        find_query("methods-by-paper-cout")


def test_a_query_that_does_not_parse_says_so(store: Store) -> None:
    with pytest.raises(QueryError, match="does not parse"):
        run(store, NamedQuery("x", "SELECT ?x WHERE {"), {})


def test_common_prefixes_need_no_declaration(store: Store) -> None:
    text = (
        "ASK { ?m a kg:Method ; skos:prefLabel ?l . ?p a fabio:Preprint ; dcterms:title ?t ; schema:url ?u }"
    )
    assert bool(run(store, NamedQuery("x", text), {}))


def test_the_default_graph_is_the_union_and_named_graphs_tell_the_sources(store: Store) -> None:
    union = next(store.rows("SELECT (COUNT(DISTINCT ?p) AS ?n) WHERE { ?p a fabio:Preprint }"))[0]
    named = next(store.rows("SELECT (COUNT(DISTINCT ?g) AS ?n) WHERE { GRAPH ?g { ?p a fabio:Preprint } }"))[
        0
    ]
    assert (int(union), int(named)) == (33, 3)


def test_a_query_file_of_ones_own_is_read(store: Store, tmp_path: Path) -> None:
    path = tmp_path / "mine.rq"
    path.write_text("SELECT ?p WHERE { ?p a fabio:Preprint }", encoding="utf-8")
    assert len(list(run(store, find_query(str(path)), {}))) == 33


def test_a_shipped_query_copied_into_a_file_keeps_its_number_of_rows(tmp_path: Path) -> None:
    path = tmp_path / "m.rq"
    path.write_text(QUERIES["methods-by-paper-count"].text, encoding="utf-8")
    assert find_query(str(path)).limit == 20


@pytest.mark.parametrize(
    ("comment", "limit"), [("# @limit 3", 3), ("# three\n#\n#@limit 3", 3), ("# of @limit 3", 0), ("", 0)]
)
def test_a_query_file_may_say_its_number_of_rows_and_nothing_else(
    store: Store, tmp_path: Path, comment: str, limit: int
) -> None:
    path = tmp_path / "mine.rq"
    path.write_text(f"{comment}\nSELECT ?p WHERE {{ ?p a fabio:Preprint }}", encoding="utf-8")
    assert find_query(str(path)).limit == limit
    assert len(list(run(store, find_query(str(path)), {}))) == (limit or 33)


@pytest.mark.parametrize("name", ["methods-by-paper-count", "sources"])
def test_any_number_of_rows_may_be_asked_for(store: Store, name: str) -> None:
    rows = [[str(row) for row in run(store, QUERIES[name], {}, limit)] for limit in (10**20, 0)]
    assert rows[0] == rows[1]
