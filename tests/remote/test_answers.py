"""A graph on a server gives the answers that its folder gives, whatever the server's default graph holds."""

from __future__ import annotations

import io
from pathlib import Path

import pyoxigraph as ox
import pytest

import kg
from kg.about import evidence
from kg.analysis import chosen_period, what_is_new
from kg.checking import check_graph
from kg.errors import GraphError, NotFoundError, QueryError
from kg.export import export
from kg.export.framing import document
from kg.lookup import find_one
from kg.opening import Address, open_graph
from kg.query import run, shipped
from kg.remote import RemoteStore
from kg.sparql import Answer, with_prefixes
from kg.store import Store
from kg.view import neighbourhood, render
from tests.remote.server import SparqlServer

_LISTS = ("because", "shared", "tasks", "names")
"""Columns that GROUP_CONCAT makes, whose order SPARQL leaves open."""


def rows(answer: Answer) -> list[tuple[str, ...]]:
    if isinstance(answer, ox.QueryTriples):
        return sorted({(str(t.subject), str(t.predicate), str(t.object)) for t in answer})
    assert isinstance(answer, ox.QuerySolutions)
    names = [variable.value for variable in answer.variables]
    found = []
    for row in answer:
        cells = [str(term) for term in row]
        for i, name in enumerate(names):
            if name in _LISTS:
                cells[i] = "".join(sorted(cells[i]))
        found.append(tuple(cells))
    return found


def test_every_shipped_query_gives_the_rows_of_the_folder(server: SparqlServer, store: Store) -> None:
    remote = RemoteStore(server.address)
    for query in shipped().values():
        assert rows(run(remote, query, {})) == rows(run(store, query, {})), query.name


def test_base_software_and_counts_are_those_of_the_folder(server: SparqlServer, store: Store) -> None:
    manifest, due = RemoteStore(server.address).manifest, store.manifest
    assert (manifest.base, manifest.software) == (due.base, due.software)
    counts, known = dict(manifest.counts), dict(due.counts)
    statements = {line.rpartition(" <")[0] for line in store.quads() if not line.endswith("/description> .")}
    assert counts.pop("statements") == len(statements)  # as the description has it: each once
    del known["statements"]
    assert counts == known


@pytest.mark.parametrize("name", ["nquads", "turtle", "jsonld", "csv", "graphml", "void"])
def test_exports_have_the_bytes_of_the_folders(name: str, plain: SparqlServer, store: Store) -> None:
    written, due = io.BytesIO(), io.BytesIO()
    export(RemoteStore(plain.address), written, name)
    export(store, due, name)
    assert written.getvalue() == due.getvalue()


@pytest.mark.parametrize("most_rows", [4000])
def test_all_statements_come_where_the_server_cuts_answers_off(
    most_rows: int, server: SparqlServer, store: Store
) -> None:
    remote = RemoteStore(server.address)
    server.most_rows = most_rows
    assert list(remote.quads()) == list(store.quads())


def test_a_server_that_never_gives_all_it_counts_is_told_of(plain: SparqlServer) -> None:
    remote = RemoteStore(plain.address)
    plain.store = _without_pages(plain.store)
    with pytest.raises(GraphError, match=r"of the .* statements of"):
        list(remote.quads())


def _without_pages(store: ox.Store) -> ox.Store:
    class Lossy:  # gives the first five of any statements, whichever are asked for
        def query(self, text: str, **dataset: object) -> object:
            lost = "COUNT(" not in text and "?s ?p ?o" in text
            return store.query(
                f"{text} LIMIT 5" if lost and "LIMIT" not in text else text.replace("OFFSET", "#")
            )

    return Lossy()  # type: ignore[return-value]


def test_a_server_without_named_graphs_cannot_be_exported_as_quads(both: ox.Store) -> None:
    triples = ox.Store()
    triples.bulk_extend(
        ox.Quad(*q.triple) for q in both.quads_for_pattern(None, None, None, ox.DefaultGraph())
    )
    server = SparqlServer(triples)
    try:
        with pytest.raises(GraphError, match="without their named graphs"):
            list(RemoteStore(server.address).quads())
    finally:
        server.close()


def test_things_evidence_documents_pictures_and_news_are_those_of_the_folder(
    server: SparqlServer, store: Store
) -> None:
    remote = RemoteStore(server.address)
    thing = find_one(remote, "flow matching")
    assert thing == find_one(store, "flow matching")
    paper = find_one(remote, "2512.02303")
    assert evidence(remote, paper.iri, thing.iri) == evidence(store, paper.iri, thing.iri) != ()
    assert document(remote, paper.iri, "paper") == document(store, paper.iri, "paper")
    assert render(neighbourhood(remote, thing, 30)) == render(neighbourhood(store, thing, 30))
    month = chosen_period("2026-02", "2026-02", None)
    assert what_is_new(remote, month, top=3) == what_is_new(store, month, top=3)


def test_what_is_not_there_is_not_found(plain: SparqlServer) -> None:
    with pytest.raises(NotFoundError, match="Did you mean: flow matching"):
        find_one(RemoteStore(plain.address), "flow matchign")


def test_a_check_finds_nothing_wrong(server: SparqlServer) -> None:
    report = check_graph(server.address, "sparql")
    assert report.conforms
    assert report.subject == server.address


def test_a_check_finds_what_is_wrong(named: SparqlServer, store: Store) -> None:
    thing = find_one(store, "flow matching").iri
    count = ox.NamedNode("https://w3id.org/digestgraph/ontology#paperCount")
    broken = ox.Store()
    broken.bulk_extend(named.store)
    for quad in broken.quads_for_pattern(ox.NamedNode(thing), count, None):
        broken.remove(quad)
        broken.add(ox.Quad(quad.subject, quad.predicate, ox.Literal(999), quad.graph_name))
    named.store = broken
    assert "PaperCount" in check_graph(named.address, "sparql").text()


def test_graphs_that_the_default_graph_lacks_are_named_with_each_query(named: SparqlServer) -> None:
    remote = RemoteStore(named.address)
    assert remote.query("ASK { ?x a kg:Method }")
    assert named.asked[-1].default_graphs == named.asked[-1].named_graphs
    assert len(named.asked[-1].default_graphs) == 5
    remote.query("ASK FROM <https://w3id.org/digestgraph/derived> { ?x a kg:Method }")
    assert named.asked[-1].default_graphs == []


def test_nothing_is_named_where_the_default_graph_holds_all(plain: SparqlServer) -> None:
    RemoteStore(plain.address).query("ASK { ?x a kg:Method }")
    assert all(asked.default_graphs == [] for asked in plain.asked)


def test_too_many_graphs_to_name_are_told_of(named: SparqlServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kg.remote.MOST_GRAPHS", 4)
    with pytest.raises(GraphError, match="too many to name; make their union the default graph"):
        RemoteStore(named.address)


def test_a_server_without_a_graph_of_kg_is_told_of(plain: SparqlServer) -> None:
    plain.store = ox.Store()
    with pytest.raises(GraphError, match="holds no graph of kg"):
        RemoteStore(plain.address)


def test_two_graphs_of_kg_on_one_server_are_told_of(plain: SparqlServer) -> None:
    two = ox.Store()
    two.bulk_extend(plain.store)
    two.update(
        """PREFIX void: <http://rdfs.org/ns/void#> PREFIX dcterms: <http://purl.org/dc/terms/>
        INSERT DATA { <x:d> dcterms:conformsTo <https://w3id.org/digestgraph/ontology> ; void:uriSpace "https://b/" }"""
    )
    plain.store = two
    with pytest.raises(GraphError, match="several graphs of kg"):
        RemoteStore(plain.address)


def test_whether_statements_of_two_graphs_are_found_twice_is_asked(both: ox.Store, quads: ox.Store) -> None:
    for store, union, once in ((both, False, True), (quads, True, False)):
        server = SparqlServer(store, union)
        try:
            assert RemoteStore(server.address).once is once
        finally:
            server.close()


def test_python_opens_a_server_as_a_folder(plain: SparqlServer, tmp_path: Path) -> None:
    graph = kg.Graph(plain.address)
    assert graph.counts["papers"] == 33
    first = next(iter(graph.query("methods-by-paper-count", 1)))
    assert first["papers"].value.isdecimal()
    graph.export(tmp_path / "graph.nq")
    assert (tmp_path / "graph.nq").stat().st_size > 100_000
    with pytest.raises(GraphError, match="is a server"):
        graph.rdflib()


def test_graphs_and_answers_of_ones_own_queries_are_terms(plain: SparqlServer) -> None:
    graph = kg.Graph(Address(plain.address).url)
    triples = graph.query(
        "CONSTRUCT { ?x a kg:Method } WHERE { ?x a kg:Method ; skos:prefLabel 'flow matching'@en }"
    )
    assert [t.subject.value for t in triples] == ["https://w3id.org/digestgraph/method/flow_matching"]
    assert bool(graph.query("ASK { ?x a kg:Method }"))
    with pytest.raises(QueryError, match=r"does not parse: .*3:"):
        graph.query("SELECT ?x WHERE {\n ?x a kg:Method ;\n }}")


def test_a_server_may_want_the_query_as_it_is(named: SparqlServer) -> None:
    named.takes_forms = False
    remote = open_graph(named.address)
    assert remote.query("ASK { ?x a kg:Method }")
    assert len(named.asked[-1].default_graphs) == 5


def test_a_packed_answer_is_unpacked(plain: SparqlServer) -> None:
    plain.packed = True
    assert open_graph(plain.address).query("ASK { ?x a kg:Method }")


@pytest.mark.parametrize(
    ("query", "declares"),
    [
        ("SELECT ?x { ?x a kg:Method }", ["kg"]),
        ("SELECT ?x { ?x a kg:Method ; ^kg:uses/dcterms:title ?t }", ["dcterms", "kg"]),
        ("prefix kg: <http://other/> SELECT ?x { ?x a kg:Method ; skos:prefLabel 'dcterms:x' }", ["skos"]),
        ("# foaf:Person\nSELECT ?x { ?x ?p <foaf:name> , 'owl:Thing' }", []),
        ("SELECT ?x { ?x ex:p ?y }", []),
    ],
)
def test_common_prefixes_are_declared_where_used_and_not_declared(query: str, declares: list[str]) -> None:
    whole = with_prefixes(query)
    assert whole.endswith(query)
    before = whole[: len(whole) - len(query)]
    assert "\n" not in before
    assert [word[:-1] for word in before.split() if word.endswith(":")] == declares
