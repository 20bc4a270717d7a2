"""Which queries have another answer each time."""

from __future__ import annotations

import pytest

from kg.serve.varying import varies


@pytest.mark.parametrize(
    "text",
    [
        "SELECT (NOW() AS ?x) {}",
        "SELECT (struuid\t() AS ?x) {}",
        "SELECT * { ?s ?p ?o FILTERRAND()<0.5 }",
        "SELECT * { ?s ?p ?o FILTER(?s<NOW()&&?o>3) }",
        "SELECT (RAND # a comment\n() AS ?x) {}",
        "SELECT (BNODE('a') AS ?x) {}",
        r"SELECT (\u004eOW() AS ?x) {}",
    ],
)
def test_a_call_of_what_gives_another_value_each_time_is_told(text: str) -> None:
    assert varies(text)


@pytest.mark.parametrize(
    "text",
    [
        "SELECT ?now { ?now a kg:Method }",
        "SELECT * { ?s foaf:knows ?o }",
        "SELECT (COUNT(*) AS ?random) { ?s ?p 'now' }",
        "SELECT (STR(?x) AS ?brand) { ?x ?p ?o }",
    ],
)
def test_names_that_hold_such_a_word_are_no_calls(text: str) -> None:
    assert not varies(text)
