"""No query reaches another server, however it is written; and none that does not is refused for it."""

from __future__ import annotations

import random

import pyoxigraph as ox
import pytest

from kg.serve.problem import Problem
from kg.serve.refusal import check_query, graphs_named

ADDRESS = "http://127.0.0.1:9/"
"""The engine's HTTP client refuses this port by itself, so a query that reaches for it ends in an OSError."""

TRICKS = {
    "plain": "SELECT * {SERVICE <%> {}}",
    "no blanks": "SELECT*{SERVICE<%>{}}",
    "small letters": "SELECT * {service <%> {}}",
    "mixed letters": "SELECT * {sErViCe <%> {}}",
    "silent": "SELECT * {SERVICE SILENT <%> {}}",
    "silent, no blank": "SELECT * {SERVICESILENT<%>{}}",
    "a prefixed name": "PREFIX e: <%> SELECT * {SERVICE e: {}}",
    "an empty prefix, no blank": "PREFIX : <%> SELECT * {SERVICE:x{}}",
    "a variable": "SELECT * {BIND(<%> AS ?where) SERVICE ?where {}}",
    "a variable, no blank": "SELECT * {BIND(<%> AS ?where) SERVICE?where{}}",
    "a comment between": "SELECT * {SERVICE # <x>\n <%> {}}",
    "after a comment that ends in a carriage return": "SELECT * {# nothing\r SERVICE <%> {}}",
    "after a comment with a quote": "SELECT * {# it's\n SERVICE <%> {} # it's\n}",
    "a subquery": "SELECT * {{SELECT * {SERVICE <%> {}}}}",
    "an optional": "SELECT * {OPTIONAL {SERVICE <%> {}}}",
    "a filter": "SELECT * {?s ?p ?o FILTER EXISTS {SERVICE <%> {}}}",
    "a minus": "SELECT * {?s ?p ?o MINUS {SERVICE <%> {?s ?p ?o}}}",
    "a graph": "SELECT * {GRAPH ?g {SERVICE <%> {}}}",
    "an ask": "ASK {SERVICE <%> {}}",
    "a construct": "CONSTRUCT {?s ?p ?o} WHERE {SERVICE <%> {?s ?p ?o}}",
    "a describe": "DESCRIBE ?s {SERVICE <%> {?s ?p ?o}}",
    "after a number": "PREFIX : <%> SELECT * {?s ?p 1SERVICE:x{}}",
    "after a boolean": "PREFIX : <%> SELECT * {?s ?p trueSERVICE:x{}}",
    "after a name and a dot": "PREFIX : <%> SELECT * {?s ?p :a.SERVICE:x{}}",
    "after an escaped quote in a name": "PREFIX e: <%> SELECT * {?s e:a\\'b ?o SERVICE e: {?s ?p 'z'}}",
    "after a string": "SELECT * {?s ?p 'a'SERVICE<%>{}}",
    "between strings that a quote in an IRI could open": "SELECT * {?s <%'a> ?o SERVICE <%> {?s ?p 'z'}}",
    "behind a comparison that looks like an IRI": "SELECT * {FILTER(1<'x>y') SERVICE <%> {?s ?p 'z'}}",
    "behind a comparison and a comment": "SELECT * {FILTER(1<#>'''\n 2) SERVICE <%> {} #'''\n}",
    "within what looks like an IRI": "SELECT * {FILTER(1<2)SERVICE#>\n<%>{}}",
    "long strings around it": "SELECT * {VALUES ?x {'''a'''} SERVICE <%> {VALUES ?x {'''b'''}}}",
    "escaped letters": "SELECT * {\\u0053ERVICE <%> {}}",
    "all letters escaped": "SELECT * {\\U00000053\\u0045\\u0052\\u0056\\u0049\\u0043\\u0045 <%> {}}",
    "an escaped quote": 'SELECT * {?s ?p "\\u0022 SERVICE <%> {} #"}',
    "a long s": "SELECT * {\u017fERVICE <%> {}}",
}
HARMLESS = [
    "SELECT * {?s ?p 'a service'}",
    "SELECT * {?s ?p \"SERVICE <http://x/> {}\"}",
    "SELECT * {?s ?p '''it's a service'''}",
    "SELECT ?service {?s <http://x/service#a> ?service} # SERVICE <http://x/> {}",
    "SELECT * {?s a <http://www.w3.org/ns/sparql-service-description#Service>}",
    "SELECT * {?s ?p ?o FILTER(?o = <http://x/service#a>)}",
    "PREFIX x: <http://x/> SELECT * {?s x:service x:Service}",
    "SELECT * {?s ?p ?o FILTER(?o < 3 && CONTAINS(?t, \"service's\"))}",
    "BASE <http://service/> ASK {<a> <b> <c>}",
    "ASK {$service ?p ?o}",
]  # fmt: skip


def status(text: str) -> int:
    try:
        check_query(text)
    except Problem as problem:
        return problem.status
    return 200


@pytest.mark.parametrize("trick", TRICKS)
def test_service_is_refused_however_it_is_written(trick: str) -> None:
    assert status(TRICKS[trick].replace("%", ADDRESS)) == 403


@pytest.mark.parametrize("text", HARMLESS)
def test_the_word_service_alone_is_no_reason_to_refuse(text: str) -> None:
    assert status(text) == 200


PIECES = [
    *("SERVICE", "service SILENT", f"<{ADDRESS}>", f"<{ADDRESS}#a>", f"<{ADDRESS}'a>", "{", "}", "?s", "?p", "?o", "."),
    *(";", ",", "'", "'''", '"', '"""', "#", "\n", "\r", "\\", "\\'", "\\u0027", " ", "<", ">", "1", "true", "a", "e:"),
    *("e:a", "e:a.b", "@en", "FILTER", "(", ")", "UNION", "OPTIONAL", "GRAPH", "VALUES", "'x'", "||", "=", "_:b", "^^"),
]  # fmt: skip
BEGINS = [
    *("FILTER(?s<%) ", "?s ?p % ", "VALUES ?x {%} ", "#%\n", "BIND(% AS ?z)", "FILTER('a'<%)", "FILTER(?s<#% ?o) "),
    *("?s e:% ?o . ", "?s <%> ?o . ", "FILTER(?s<'%) "),
]  # fmt: skip
ENDS = [f"SERVICE<{ADDRESS}>{{%}}", "%SERVICE e:x{}", "% SERVICE e:x {?s ?p 'z'}%", "SERVICE?s{%}"]


def test_no_query_that_the_engine_would_send_out_passes() -> None:
    """Random pieces around SERVICE; the engine itself says which of them reach for an address."""
    chance = random.Random(7)
    store = ox.Store()
    store.add(ox.Quad(ox.NamedNode(ADDRESS), ox.NamedNode(ADDRESS), ox.NamedNode(ADDRESS)))
    reached = 0
    for _ in range(6000):
        begin, end = (
            chance.choice(shape).replace("%", "".join(chance.choices(PIECES, k=chance.randint(0, 3))))
            for shape in (BEGINS, ENDS)
        )
        close = chance.choice(["}", "#'''\n}", "#'\n}", "}#'"])
        text = f"PREFIX e: <{ADDRESS}> SELECT * {{?s ?p ?o {begin}{end}{close}"
        try:
            answer = store.query(text)
            assert isinstance(answer, ox.QuerySolutions)
            list(answer)
        except SyntaxError:
            continue
        except (OSError, RuntimeError):
            reached += 1
            assert status(text) == 403, text
    assert reached > 20


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("INSERT DATA {<a:a> <a:b> <a:c>}", 403),
        ("PREFIX x: <http://x/> DELETE WHERE {?s ?p ?o}", 403),
        ("LOAD <http://127.0.0.1/>", 403),
        ("# hello\nload <file:///etc/passwd>", 403),
        ("CLEAR ALL", 403),
        ("WITH <a:g> DELETE {?s ?p ?o} WHERE {?s ?p ?o}", 403),
        ("", 400),
        ("hello", 400),
        ("# SELECT * {}", 400),
        ("PREFIX select: <http://x/> select * {?s ?p ?o}", 200),
        ("BASE <http://x/INSERT> ASK {}", 200),
    ],
)
def test_updates_are_refused_and_nonsense_is_named_so(text: str, expected: int) -> None:
    assert status(text) == expected


@pytest.mark.parametrize(
    ("text", "graphs"),
    [
        ("SELECT * FROM <http://x/> FROM NAMED <http://y/> {}", ["http://x/", "http://y/"]),
        ("SELECT * from<file:///etc/passwd>{}", ["file:///etc/passwd"]),
        ("PREFIX p: <http://x/> SELECT * FROM p:a FROM NAMED kg:b {}", ["http://x/a", "https://w3id.org/digestgraph/ontology#b"]),
        ("SELECT * FROM # comment\n <http://\\u0078/> {}", ["http://x/"]),
        ("SELECT ?from { ?s ?p 'FROM <http://x/>' }", []),
    ],
)  # fmt: skip
def test_graphs_that_a_query_names_are_known(text: str, graphs: list[str]) -> None:
    assert graphs_named(text) == graphs
