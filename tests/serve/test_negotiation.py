"""Which form a client gets for its Accept header."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.serve.negotiation import GRAPHS, HTML, ROWS, accepted, choose
from kg.serve.problem import Problem
from tests.serve.conftest import Server

DOCUMENTS = (*GRAPHS, HTML)
BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8"


@pytest.mark.parametrize(
    ("header", "offers", "name", "type_"),
    [
        ("", ROWS, "json", "application/sparql-results+json"),
        ("nonsense", ROWS, "json", "application/sparql-results+json"),
        ("*/*", ROWS, "json", "application/sparql-results+json"),
        ("application/json", ROWS, "json", "application/json"),
        ("text/csv;q=0.5, text/tab-separated-values;q=0.7", ROWS, "tsv", "text/tab-separated-values"),
        ("text/*", ROWS, "xml", "text/xml"),
        ("application/sparql-results+xml, */*;q=0.1", ROWS, "xml", "application/sparql-results+xml"),
        ("TEXT/CSV", ROWS, "csv", "text/csv"),
        ('text/csv;header="present, always";q=0.9, application/json;q=0.1', ROWS, "csv", "text/csv"),
        ("*/*, application/json;q=0, application/sparql-results+json;q=0", ROWS, "xml", ROWS[1].type),
        ("text/csv;q=0.3;ext=1, application/xml;q=0.2", ROWS, "csv", "text/csv"),
        (";;, ,text/csv", ROWS, "csv", "text/csv"),
        ("", DOCUMENTS, "turtle", "text/turtle"),
        (BROWSER, DOCUMENTS, "html", "text/html"),
        ("application/ld+json", DOCUMENTS, "jsonld", "application/ld+json"),
        ("application/rdf+xml, text/html;q=0.9", DOCUMENTS, "rdfxml", "application/rdf+xml"),
    ],
)  # fmt: skip
def test_the_form_liked_best_is_chosen(header: str, offers: tuple, name: str, type_: str) -> None:
    form, found = choose(header, offers)
    assert (form.name, found) == (name, type_)


@pytest.mark.parametrize("header", ["image/png", "text/csv;q=0", "*/*;q=0", "text/csv;q=much"])
def test_what_accepts_nothing_on_offer_is_told_what_there_is(header: str) -> None:
    with pytest.raises(Problem) as raised:
        choose(header, ROWS)
    assert raised.value.status == 406
    assert "text/csv" in raised.value.detail


@given(st.text(max_size=60))
def test_any_header_can_be_read(header: str) -> None:
    assert all(0 <= quality <= 1 for _, _, quality in accepted(header))


def test_several_accept_headers_count_as_one(server: Server) -> None:
    headers = [("Accept", "text/csv;q=0.1"), ("Accept", "application/sparql-results+json")]
    answer = server.client.get("/sparql", params={"query": "ASK {}"}, headers=headers)
    assert answer.headers["content-type"] == "application/sparql-results+json"


def test_the_description_of_the_service_tells_its_charset(server: Server) -> None:
    assert server.get("/sparql", "text/turtle").headers["content-type"] == "text/turtle; charset=utf-8"
