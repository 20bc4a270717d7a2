"""What goes wrong on a server's side is said in one line, with what to do; nothing half is taken for whole."""

from __future__ import annotations

import socket

import pytest

from kg.endpoint import Endpoint
from kg.errors import GraphError, KgError, QueryError
from kg.remote import RemoteStore
from tests.remote.server import SparqlServer


@pytest.mark.parametrize(
    ("fault", "says"),
    [
        ("html", "is no SPARQL result, or not a whole one .*text/html"),
        ("broken", "is no SPARQL result, or not a whole one"),
        ("empty", "is no SPARQL result, or not a whole one"),
        ("cut", "broke off after"),
        ("moved", "sends on to https://elsewhere.example/sparql; give that address"),
        ("silent", "says nothing for 0.2 seconds"),
        ("401", "does not let you in .*--token or KG_TOKEN"),
        ("403", "does not let you in"),
        ("404", "takes no SPARQL queries .*/sparql"),
        ("405", "takes no SPARQL queries"),
        ("429", "ask again later"),
        ("500", r"failed \(status 500\)"),
        ("502", r"failed \(status 502\)"),
        ("206", "limit of time"),
        ("408", "limit of time"),
        ("503", "limit of time"),
        ("504", "limit of time"),
    ],
)
def test_a_fault_of_the_server_is_explained(fault: str, says: str, plain: SparqlServer) -> None:
    remote = RemoteStore(plain.address, silence=0.2 if fault == "silent" else 20)
    plain.fault = fault
    with pytest.raises(KgError, match=says) as raised:
        remote.query("SELECT ?x WHERE { ?x a kg:Method }")
    assert plain.address in str(raised.value)
    assert "\n" not in str(raised.value)


@pytest.mark.parametrize(
    ("media", "body", "says"),
    [
        ("application/json", b'{"exception": "out of\\n memory", "query": "x"}', "500.: out of memory"),
        ("application/problem+json", b'{"title": "T", "detail": "too deep"}', "too deep"),
        ("application/json", b"[not json", "not json"),
        ("text/html", b"<html><title>Bad  day</title><p>long", "500.: Bad day"),
        ("text/html", b"<p>no title", "500.$"),
        ("text/plain", b"x" * 5000, "x{300}…$"),
        ("text/plain", b"Query timed out: Transaction time-out", "limit of time"),
        ("text/plain", b"\xff\xfe", "�"),
    ],
)
def test_what_a_server_says_is_passed_on(media: str, body: bytes, says: str, plain: SparqlServer) -> None:
    remote = RemoteStore(plain.address)
    plain.fault, plain.said = "500", (media, body)
    with pytest.raises(GraphError, match=says):
        remote.query("ASK {}")


def test_a_query_that_the_server_alone_refuses_is_told_in_its_words(plain: SparqlServer) -> None:
    remote = RemoteStore(plain.address)
    plain.fault, plain.said = "400", ("text/plain", b"no aggregates here")
    with pytest.raises(QueryError, match="refuses the query: no aggregates here"):
        remote.query("ASK {}")


@pytest.mark.parametrize(
    ("header", "value", "says"),
    [
        ("X-SPARQL-MaxRows", "5", "cuts answers off at 5 rows"),
        ("X-SQL-State", "S1TAT", "a part of the answer"),
    ],
)
def test_an_answer_that_says_it_is_a_part_is_refused(
    header: str, value: str, says: str, plain: SparqlServer
) -> None:
    remote = RemoteStore(plain.address)
    plain.extra, plain.most_rows = {header: value}, 5
    with pytest.raises(GraphError, match=says):
        remote.query("SELECT ?x WHERE { ?x a kg:Method }")


def test_an_answer_below_the_limit_of_rows_is_whole(plain: SparqlServer) -> None:
    remote = RemoteStore(plain.address)
    plain.extra, plain.most_rows = {"X-SPARQL-MaxRows": "5"}, 5
    assert len(list(remote.rows("SELECT ?x WHERE { ?x a kg:Method } LIMIT 4"))) == 4


def test_a_graph_that_breaks_off_is_refused(plain: SparqlServer) -> None:
    remote = RemoteStore(plain.address)
    plain.fault = "cut"
    with pytest.raises(GraphError, match="broke off"):
        remote.query("CONSTRUCT WHERE { ?x a kg:Method }")


def test_a_server_that_is_not_there_is_told_of() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{taken.getsockname()[1]}/sparql"
        with pytest.raises(GraphError, match=r"cannot be reached .*is the server up"):
            RemoteStore(address)


@pytest.mark.parametrize(
    "address", ["http://", "http://host:port/sparql", "https://[::1/sparql", "http://a b/"]
)
def test_what_is_no_address_is_told_of(address: str) -> None:
    with pytest.raises(GraphError):
        RemoteStore(address)


@pytest.mark.parametrize("token", ["geheim\nX: y", "schlüssel–"])
def test_a_token_that_no_header_can_hold_is_told_of(token: str, plain: SparqlServer) -> None:
    with pytest.raises(GraphError) as raised:
        RemoteStore(plain.address, token)
    assert token not in str(raised.value)


def test_a_name_and_password_in_the_address_are_sent_and_not_shown(plain: SparqlServer) -> None:
    address = plain.basic("ada", "geheim")
    remote = RemoteStore(address)
    assert remote.name == plain.address
    plain.fault = "500"
    with pytest.raises(GraphError) as raised:
        remote.query("ASK {}")
    assert "geheim" not in str(raised.value)


def test_a_token_is_sent_as_a_bearer_token(plain: SparqlServer) -> None:
    plain.authorization = "Bearer geheim"
    assert RemoteStore(plain.address, "geheim").manifest.counts["papers"] == 33
    with pytest.raises(GraphError, match="does not let you in"):
        RemoteStore(plain.address, "falsch")
    with pytest.raises(GraphError, match=r"does not let you in \(status 401\): who are you"):
        RemoteStore(plain.address)


def test_a_token_goes_before_a_password(plain: SparqlServer) -> None:
    address = plain.basic("ada", "falsch")
    plain.authorization = "Bearer geheim"
    assert Endpoint(address, "geheim").ask("ASK {}", "application/sparql-results+json").media
