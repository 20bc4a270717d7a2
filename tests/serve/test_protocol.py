"""The SPARQL 1.1 Protocol, clause by clause, over HTTP. docs/serve.md shows this table."""

from __future__ import annotations

import gzip
import json
from typing import Any, NamedTuple
from urllib.parse import urlencode

import httpx
import pyoxigraph as ox
import pytest

from tests.conftest import ROOT
from tests.serve.conftest import Server

ASK = "ASK {}"
ROWS = "SELECT ?m WHERE { ?m a kg:Method } ORDER BY ?m LIMIT 2"
GRAPH = "CONSTRUCT { ?m a kg:Method } WHERE { ?m a kg:Method } LIMIT 2"
JSON, XML = "application/sparql-results+json", "application/sparql-results+xml"
TSV, PLAIN = "text/tab-separated-values", "text/plain"
FORM, QUERY = "application/x-www-form-urlencoded", "application/sparql-query"
KNOWN = "https://w3id.org/digestgraph/source/2025-12-04.md"


class Case(NamedTuple):
    """A request, and how it is answered."""

    method: str
    status: int
    type: str
    fields: str = ""
    headers: dict[str, str] | None = None
    body: str = ""


def get(status: int, type_: str, accept: str = "", method: str = "GET", **fields: str | list[str]) -> Case:
    named = {name.replace("_", "-"): value for name, value in fields.items()}
    return Case(method, status, type_, urlencode(named, doseq=True), {"Accept": accept} if accept else {})


def post(status: int, type_: str, content: str, body: str, fields: str = "") -> Case:
    return Case("POST", status, type_, fields, {"Content-Type": content} if content else {}, body)


def form(status: int, type_: str, content: str = FORM, **fields: str | list[str]) -> Case:
    return post(status, type_, content, urlencode(fields, doseq=True))


FROM_ELSEWHERE = "SELECT * FROM <http://example.org/g> {?s ?p ?o}"
FROM_FILE = "SELECT * FROM <file:///etc/passwd> {?s ?p ?o}"
TO_ELSEWHERE = "SELECT * {SERVICE <http://127.0.0.1:9/> {}}"

CLAUSES: dict[str, Case] = {
    "2.1.1 query by GET": get(200, JSON, query=ASK),
    "2.1.2 query by POST, as a form": form(200, JSON, query=ASK),
    "2.1.2 a form with a charset": form(200, JSON, f"{FORM}; charset=UTF-8", query=ASK),
    "2.1.3 query by POST, direct": post(200, JSON, QUERY, ASK),
    "2.1.3 direct, with a charset": post(200, JSON, f'{QUERY}; charset="utf-8"', ASK),
    "2.1.3 direct, in another charset": post(415, PLAIN, f"{QUERY}; charset=utf-16", ASK),
    "2.1 POST without a type": post(415, PLAIN, "", ASK),
    "2.1 POST as something else": post(415, PLAIN, PLAIN, ASK),
    "2.1 two queries, GET": get(400, PLAIN, query=[ASK, ASK]),
    "2.1 two queries, form": form(400, PLAIN, query=[ASK, ASK]),
    "2.1 a query in the body and one in the address": post(400, PLAIN, QUERY, ASK, urlencode({"query": ASK})),
    "2.1 a form without a query": form(400, PLAIN, a="b"),
    "2.1 fields that nobody knows": get(200, JSON, query=ASK, timeout="1", results="json"),
    "2.1 not UTF-8, GET": Case("GET", 400, PLAIN, "query=%ff"),
    "2.1 PUT": get(405, PLAIN, method="PUT", query=ASK),
    "2.1 DELETE": get(405, PLAIN, method="DELETE", query=ASK),
    "2.1.4 default-graph-uri": get(200, JSON, query=ASK, default_graph_uri=KNOWN),
    "2.1.4 named-graph-uri": get(200, JSON, query=ASK, named_graph_uri=KNOWN),
    "2.1.4 a graph that is not here": get(403, PLAIN, query=ASK, default_graph_uri="http://example.org/g"),
    "2.1.4 a file as a graph": get(403, PLAIN, query=ASK, named_graph_uri="file:///etc/passwd"),
    "2.1.4 FROM a graph that is not here": get(403, PLAIN, query=FROM_ELSEWHERE),
    "2.1.4 FROM a file": get(403, PLAIN, query=FROM_FILE),
    "2.1.5 JSON": get(200, JSON, JSON, query=ROWS),
    "2.1.5 XML": get(200, XML, XML, query=ROWS),
    "2.1.5 CSV": get(200, "text/csv", "text/csv", query=ROWS),
    "2.1.5 TSV": get(200, TSV, TSV, query=ROWS),
    "2.1.5 weighed": get(200, XML, f"{JSON};q=0.4, {XML};q=0.6", query=ROWS),
    "2.1.5 ASK as XML": get(200, XML, XML, query=ASK),
    "2.1.5 Turtle": get(200, "text/turtle", "text/turtle", query=GRAPH),
    "2.1.5 N-Triples": get(200, "application/n-triples", "application/n-triples", query=GRAPH),
    "2.1.5 RDF/XML": get(200, "application/rdf+xml", "application/rdf+xml", query=GRAPH),
    "2.1.5 JSON-LD": get(200, "application/ld+json", "application/ld+json", query=GRAPH),
    "2.1.5 what the query cannot be had as": get(406, "text/turtle", "text/turtle", query=ROWS),
    "2.1.5 what nothing can be had as": get(406, PLAIN, "image/png", query=ROWS),
    "2.1.6 no SPARQL": get(400, PLAIN, query="SELECT nothing"),
    "2.1.6 no SPARQL, told in JSON": get(400, "application/problem+json", JSON, query="SELECT nothing"),
    "2.1.7 refused": get(403, PLAIN, query=TO_ELSEWHERE),
    "2.2 update, as a form": form(403, PLAIN, update="CLEAR ALL"),
    "2.2 update, direct": post(403, PLAIN, "application/sparql-update", "CLEAR ALL"),
    "2.2 update by GET": get(403, PLAIN, update="CLEAR ALL"),
    "2.2 update as a query": get(403, PLAIN, query="CLEAR ALL"),
    "HEAD": get(200, JSON, method="HEAD", query=ASK),
    "service description": get(200, "text/turtle", "text/turtle"),
    "service description as RDF/XML": get(200, "application/rdf+xml", "application/rdf+xml"),
}
"""By the sections of the SPARQL 1.1 Protocol."""


def send(server: Server, case: Case) -> httpx.Response:
    address = f"{server.url}/sparql{'?' if case.fields else ''}{case.fields}"
    request = httpx.Request(case.method, address, headers=case.headers, content=case.body or None)
    return server.client.send(request)


@pytest.mark.parametrize("clause", CLAUSES)
def test_each_clause_of_the_protocol_holds(server: Server, clause: str) -> None:
    case = CLAUSES[clause]
    answer = send(server, case)
    assert (answer.status_code, answer.headers["content-type"].partition(";")[0]) == (case.status, case.type)
    assert (answer.content == b"") == (case.method == "HEAD")


def test_the_table_in_the_documents_is_this_one() -> None:
    shown = (ROOT / "docs" / "serve.md").read_text(encoding="utf-8")
    rows = [f"| {clause} | {case.method} | {case.status} |" for clause, case in CLAUSES.items()]
    assert [row for row in rows if row not in shown] == []


def read(answer: httpx.Response) -> Any:
    """What an answer holds, read by the engine's own parsers."""
    type_ = answer.headers["content-type"].partition(";")[0]
    formats = {
        JSON: ox.QueryResultsFormat.JSON,
        XML: ox.QueryResultsFormat.XML,
        "text/tab-separated-values": ox.QueryResultsFormat.TSV,
    }
    if type_ in formats:
        return [str(row["m"]) for row in ox.parse_query_results(answer.content, format=formats[type_])]
    syntax = ox.RdfFormat.from_media_type(type_)
    return sorted(str(quad.triple) for quad in ox.parse(answer.content, format=syntax))


def test_all_forms_of_rows_hold_the_same(server: Server) -> None:
    forms = [read(server.query(ROWS, accept)) for accept in (JSON, XML, "text/tab-separated-values")]
    assert len(forms[0]) == 2
    assert forms[1:] == forms[:-1]
    lines = server.query(ROWS, "text/csv").text.split("\r\n")
    assert lines == ["m", *(iri.strip("<>") for iri in forms[0]), ""]


def test_all_forms_of_graphs_hold_the_same(server: Server) -> None:
    types = ("text/turtle", "application/n-triples", "application/rdf+xml", "application/ld+json")
    forms = [read(server.query(GRAPH, accept)) for accept in types]
    assert len(forms[0]) == 2
    assert forms[1:] == forms[:-1]


def test_the_dataset_of_the_request_stands_over_that_of_the_query(server: Server) -> None:
    count = "SELECT (COUNT(*) AS ?n) {?s ?p ?o}"

    def counted(text: str, **fields: str) -> int:
        found = server.query(text, **{name.replace("_", "-"): v for name, v in fields.items()}).json()
        return int(found["results"]["bindings"][0]["n"]["value"])

    other = "https://w3id.org/digestgraph/source/2025-09-29.md"
    whole, part = counted(count), counted(count, default_graph_uri=KNOWN)
    assert whole > part > 0
    assert counted(count.replace("{", f"FROM <{KNOWN}> {{", 1)) == part
    assert counted(count.replace("{", f"FROM <{other}> {{", 1), default_graph_uri=KNOWN) == part
    assert counted(count, named_graph_uri=KNOWN) == 0  # the default graph is empty then
    graphs = "SELECT (COUNT(DISTINCT ?g) AS ?n) {GRAPH ?g {?s ?p ?o}}"
    assert counted(graphs) > 3
    assert counted(graphs, named_graph_uri=KNOWN) == 1


def test_the_service_describes_itself_and_its_graphs(server: Server) -> None:
    store = ox.Store()
    store.load(server.get("/sparql", "text/turtle").content, format=ox.RdfFormat.TURTLE)
    rows = store.query(
        """PREFIX sd: <http://www.w3.org/ns/sparql-service-description#>
        SELECT ?endpoint ?name {
          ?s a sd:Service ; sd:endpoint ?endpoint ; sd:supportedLanguage sd:SPARQL11Query ;
             sd:defaultDataset/sd:namedGraph/sd:name ?name }"""
    )
    assert isinstance(rows, ox.QuerySolutions)
    found = {(row["endpoint"].value, row["name"].value) for row in rows}
    assert (f"{server.url}/sparql", KNOWN) in found


def test_other_origins_may_ask(server: Server) -> None:
    before = server.client.options(
        "/sparql", headers={"Origin": "https://example.org", "Access-Control-Request-Method": "POST"}
    )
    assert before.status_code == 204
    assert before.headers["access-control-allow-origin"] == "*"
    assert "POST" in before.headers["access-control-allow-methods"]
    assert "Content-Type" in before.headers["access-control-allow-headers"]
    assert server.query(ASK).headers["access-control-allow-origin"] == "*"
    assert server.query("nonsense").headers["access-control-allow-origin"] == "*"


def test_an_answer_is_sent_again_only_when_it_has_changed(server: Server) -> None:
    first = server.query(ROWS)
    again = server.client.get(
        "/sparql", params={"query": ROWS}, headers={"Accept": JSON, "If-None-Match": first.headers["etag"]}
    )
    assert (again.status_code, again.content) == (304, b"")
    assert server.query(ROWS, XML).headers["etag"] != first.headers["etag"]


@pytest.mark.parametrize("call", ["UUID()", "STRUUID( )", "RAND()", "now\n()", "BNODE()"])
def test_what_is_another_each_time_is_made_anew_and_kept_by_nobody(server: Server, call: str) -> None:
    text = f"SELECT ({call} AS ?x) {{}}"
    first, second = server.query(text), server.query(text)
    assert first.status_code == second.status_code == 200
    assert first.content != second.content
    assert first.headers["cache-control"] == "no-store"
    assert "etag" not in first.headers


def test_a_graph_of_what_is_another_each_time_is_made_anew(server: Server) -> None:
    text = "CONSTRUCT { <http://example.org/> <http://example.org/> ?x } WHERE { BIND(UUID() AS ?x) }"
    first, second = server.query(text, "text/turtle"), server.query(text, "text/turtle")
    assert first.content != second.content
    assert first.headers["cache-control"] == "no-store"


@pytest.mark.parametrize("form", ["bogus", "turtle", "table", "JSN"])
def test_a_format_that_rows_cannot_be_had_as_is_answered_with_those_that_they_can(
    server: Server, form: str
) -> None:
    answer = server.query(ROWS, format=form)
    assert answer.status_code == 400
    detail = f"this query gives no graph; format= takes json, xml, csv, tsv for it, not '{form}'"
    assert answer.json()["detail"] == detail


def test_a_format_that_a_graph_cannot_be_had_as_is_answered_with_those_that_it_can(server: Server) -> None:
    answer = server.query(GRAPH, format="csv")
    assert answer.status_code == 400
    assert (
        "this query gives a graph; format= takes turtle, jsonld, ntriples, rdfxml" in answer.json()["detail"]
    )


@pytest.mark.parametrize(
    ("form", "type_"),
    [("rdfxml", "application/rdf+xml"), ("nt", "application/n-triples"), ("text/turtle", "text/turtle")],
)
def test_a_format_stands_over_the_accept_header(server: Server, form: str, type_: str) -> None:
    answer = server.query(GRAPH, "application/ld+json", format=form)
    assert answer.headers["content-type"].partition(";")[0] == type_


@pytest.mark.parametrize("rows", [40, 20_000])
def test_answers_are_packed_for_who_takes_that(server: Server, rows: int) -> None:
    text = f"SELECT ?s ?p ?o {{ {{?s ?p ?o}} UNION {{?s ?p ?o}} UNION {{?s ?p ?o}} }} LIMIT {rows}"
    sizes = {}
    for encoding in ("gzip", "identity", "gzip;q=0"):
        with server.client.stream(
            "GET",
            "/sparql",
            params={"query": text},
            headers={"Accept": "text/csv", "Accept-Encoding": encoding},
        ) as answer:
            raw = b"".join(answer.iter_raw())
            assert ("gzip" in answer.headers.get("content-encoding", "")) == (encoding == "gzip")
            assert "Accept-Encoding" in answer.headers["vary"]
            plain = gzip.decompress(raw) if encoding == "gzip" else raw
            assert plain.count(b"\r\n") >= rows
            sizes[encoding] = len(raw)
    assert sizes["gzip"] < sizes["identity"] / 2


def test_browsers_get_a_page_with_the_same_query(server: Server) -> None:
    html = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
    answer = server.query(ROWS, html)
    assert answer.status_code == 303
    assert "kg:Method" in server.get(answer.headers["location"], html).text
    assert server.get("/sparql", html).headers["location"] == "/query"


def test_a_problem_says_what_to_do(server: Server) -> None:
    told = server.query("SELECT * {?s ?p", "application/json").json()
    assert told["status"] == 400
    assert "does not parse" in told["detail"]
    assert json.loads(server.query("CLEAR ALL", JSON).text)["title"] == "Forbidden"


def test_every_response_is_secured(server: Server) -> None:
    for path in ("/", "/sparql?query=ASK%7B%7D", "/method/primo", "/static/explorer.js", "/nothing"):
        headers = server.get(path).headers
        assert "default-src 'none'" in headers["content-security-policy"]
        assert "unsafe" not in headers["content-security-policy"]
        assert headers["x-content-type-options"] == "nosniff"
        assert "server" not in headers
