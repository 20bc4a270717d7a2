from __future__ import annotations

import pyoxigraph as ox
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from kg.sparql import bind

TEXT = st.text(st.characters(exclude_categories=("Cs",)), max_size=40)
HOSTILE = [
    "> } DROP ALL",
    '" } DROP ALL #',
    '"""',
    "'''",
    'tea"@en',
    'tea"^^<http://a>',
    "\\",
    '\\"',
    "tea\npot\r\t\x00\x0b\x7f",
    "?value $value ?other",
    "{ } . ; , # <http://a>",
    "\\u0022 } \\U00000022",
    "\\1 \\g<0> \\g<variable>",
    "😀 שלום \u202e",
    "",
]
TEA = ox.Literal("tea")


@pytest.fixture(scope="module")
def store() -> ox.Store:
    found = ox.Store()
    node = ox.NamedNode("http://tea.example/a")
    found.add(ox.Quad(node, ox.NamedNode("http://tea.example/p"), TEA))
    return found


def answer(query: str, **bindings: ox.Literal | ox.NamedNode) -> list[tuple]:
    solutions = ox.Store().query(bind(query, bindings))
    assert isinstance(solutions, ox.QuerySolutions)
    return [tuple(solution) for solution in solutions]


@given(TEXT, st.sampled_from([None, "en"]))
@example("> } DROP ALL", None)
@example('"""\\', "en")
def test_any_text_bound_into_a_query_comes_back_as_it_is(value: str, language: str | None) -> None:
    term = ox.Literal(value, language=language)
    assert answer("SELECT ?x { BIND(?value AS ?x) }", value=term) == [(term,)]


@pytest.mark.parametrize("value", HOSTILE)
@pytest.mark.parametrize("sign", "?$")
def test_no_value_changes_the_structure_of_a_query(value: str, sign: str) -> None:
    term = ox.Literal(value)
    query = (
        f"SELECT ?x ?other {{ VALUES ?x {{ 1 2 }} BIND({sign}value AS ?other) FILTER(?other = {sign}value) }}"
    )
    assert [(str(x.value), other) for x, other in answer(query, value=term)] == [("1", term), ("2", term)]


@pytest.mark.parametrize("value", HOSTILE)
def test_a_value_never_stands_for_another_variable(value: str) -> None:
    terms = {"value": ox.Literal(value), "other": TEA}
    assert answer("SELECT ?x ?y { BIND(?value AS ?x) BIND(?other AS ?y) }", **terms) == [
        (ox.Literal(value), TEA)
    ]


@pytest.mark.parametrize(
    "term",
    [
        ox.NamedNode("http://tea.example/a?b=c#d"),
        ox.Literal(3),
        ox.Literal("2025-01", datatype=ox.NamedNode("http://www.w3.org/2001/XMLSchema#gYearMonth")),
    ],
)
def test_iris_and_typed_values_are_bound_too(term: ox.Literal | ox.NamedNode) -> None:
    assert answer("SELECT ?x { BIND(?value AS ?x) }", value=term) == [(term,)]


@pytest.mark.parametrize(
    "query",
    [
        "# ?value $value\nASK {}",
        "ASK { ?s ?p '?value' }",
        'ASK { ?s ?p "?value" }',
        'ASK { ?s ?p "\\" ?value" }',
        "ASK { ?s ?p '\\' ?value' }",
        'ASK { ?s ?p """ " ?value\n"" ?value """ }',
        "ASK { ?s ?p ''' ' ?value\n'' ?value ''' }",
        "ASK { <http://tea.example/?value> ?p <http://tea.example/a#?value> }",
        "ASK { ?values ?value2 ?value_ }",
        "ASK { ?Value ?s ?p }",
        "ASK { value:value a <x> }",
        "",
    ],
)
def test_text_that_only_looks_like_the_variable_is_left_alone(query: str) -> None:
    assert bind(query, {"value": TEA}) == query


@pytest.mark.parametrize(
    ("query", "bound"),
    [
        ("?value", '"tea"'),
        ("$value", '"tea"'),
        ("(?value)", '("tea")'),
        ("?value,?value;", '"tea","tea";'),
        ("'a'?value", "'a'\"tea\""),
        ('"a" ?value "b"', '"a" "tea" "b"'),
        ("# ?value\n?value", '# ?value\n"tea"'),
        ("<http://a#b> ?value", '<http://a#b> "tea"'),
        ("?x < ?value && ?value > 3", '?x < "tea" && "tea" > 3'),
        ("?x<?value", '?x<"tea"'),
        ("?p*/?value", '?p*/"tea"'),
        ('"" ?value ""', '"" "tea" ""'),
        ("'' ?value ''", "'' \"tea\" ''"),
        ('"""""" ?value', '"""""" "tea"'),
    ],
)
def test_a_variable_is_replaced_wherever_it_is_a_token(query: str, bound: str) -> None:
    assert bind(query, {"value": TEA}) == bound


def test_variables_without_a_value_stay() -> None:
    assert bind("?s ?value ?o", {"value": TEA}) == '?s "tea" ?o'
    assert bind("?s ?value ?o", {}) == "?s ?value ?o"


def test_a_bound_query_finds_what_it_names(store: ox.Store) -> None:
    query = "SELECT ?s { ?s <http://tea.example/p> ?value }"
    assert len(list(store.query(bind(query, {"value": TEA})))) == 1
    assert list(store.query(bind(query, {"value": ox.Literal("TEA")}))) == []


@given(TEXT)
@example('"')
@example("\\")
def test_a_query_that_bears_a_text_as_a_literal_is_left_alone(value: str) -> None:
    query = f"ASK {{ ?s ?p {ox.Literal(value)} }}"
    assert bind(query, {"value": TEA, "q": TEA}) == query
