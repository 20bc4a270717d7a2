from __future__ import annotations

from datetime import date
from decimal import Decimal

import pyoxigraph as ox
import pytest
import rdflib
from hypothesis import example, given
from hypothesis import strategies as st

from kg.graph.terms import day, decimal, integer, iri, month, name, text, triple

TEXT = st.text(st.characters(exclude_categories=("Cs",)), max_size=80)
HOSTILE = '\\ " \n\r\t\b\f\x00\x01\x0b\x1f\x7f\x85\u2028 \\n \\u0041 \\" $\\alpha$ \ufffe\uffff 😀 e\u0301 \u202e"@en .'
XSD = "http://www.w3.org/2001/XMLSchema#"
SUBJECT = "<http://tea.example/s>"


def parsed(literal: str) -> ox.Literal:
    """The literal as Oxigraph reads it off a line of N-Quads."""
    (quad,) = ox.parse(f"{SUBJECT} {SUBJECT} {literal} {SUBJECT} .\n", format=ox.RdfFormat.N_QUADS)
    assert isinstance(quad.object, ox.Literal)
    return quad.object


def parsed_by_rdflib(literal: str) -> rdflib.Literal:
    data = rdflib.Dataset().parse(data=f"{SUBJECT} {SUBJECT} {literal} {SUBJECT} .\n", format="nquads")
    ((_, _, found, _),) = data.quads()
    return found


@given(TEXT, st.sampled_from(["", "en", "zh"]))
@example(HOSTILE, "")
@example('"""', "en")
@example("ends in \\", "")
def test_any_text_comes_back_equal_from_oxigraph(value: str, language: str) -> None:
    found = parsed(text(value, language))
    assert (found.value, found.language) == (value, language or None)
    assert "\n" not in text(value)


@pytest.mark.filterwarnings("ignore:Dataset.default_context:DeprecationWarning")
@given(TEXT)
@example(HOSTILE)
@example('"""')
@example("ends in \\")
def test_any_text_comes_back_equal_from_rdflib(value: str) -> None:
    assert str(parsed_by_rdflib(text(value))) == value


@given(TEXT)
def test_a_text_is_written_as_oxigraph_writes_it(value: str) -> None:
    if not set(value) & set("\b\f") and all(c >= " " or c in "\n\r\t" for c in value) and "\x7f" not in value:
        assert text(value) == str(ox.Literal(value))


@pytest.mark.parametrize(
    ("value", "written"),
    [
        ("tea", '"tea"'),
        ('say "tea"', r'"say \"tea\""'),
        ("a\\b", r'"a\\b"'),
        ("a\nb\rc\td", r'"a\nb\rc\td"'),
        ("\b\f\x00\x0b\x7f", r'"\b\f\u0000\u000B\u007F"'),
        ("茶😀'", '"茶😀\'"'),
    ],
)
def test_only_what_must_be_escaped_is(value: str, written: str) -> None:
    assert text(value) == written
    assert text(value, "en") == f"{written}@en"


@pytest.mark.parametrize(
    ("value", "shown"), [(0.8, "0.8"), (1.0, "1"), (0.0, "0"), (0.1234, "0.123"), (0.9996, "1"), (10.0, "10")]
)
def test_a_decimal_is_short_and_of_its_type(value: float, shown: str) -> None:
    found = parsed(decimal(value))
    assert (found.value, found.datatype.value) == (shown, f"{XSD}decimal")


@given(st.floats(0, 1))
def test_a_probability_is_a_valid_decimal_near_itself(value: float) -> None:
    assert abs(Decimal(parsed(decimal(value)).value) - Decimal(value)) <= Decimal("0.00051")


@pytest.mark.parametrize(
    ("literal", "value", "datatype"),
    [
        (integer(0), "0", "integer"),
        (integer(120_000), "120000", "integer"),
        (day(date(2025, 3, 9)), "2025-03-09", "date"),
        (month(2025, 3), "2025-03", "gYearMonth"),
        (month(199, 12), "0199-12", "gYearMonth"),
    ],
)
def test_numbers_and_days_bear_their_types(literal: str, value: str, datatype: str) -> None:
    assert (parsed(literal).value, parsed(literal).datatype.value) == (value, XSD + datatype)


def test_a_triple_expands_its_predicate() -> None:
    assert name("skos:broader") == iri("http://www.w3.org/2004/02/skos/core#broader")
    line = triple("<http://a>", "skos:broader", "<http://b>")
    assert line == "<http://a> <http://www.w3.org/2004/02/skos/core#broader> <http://b>"
