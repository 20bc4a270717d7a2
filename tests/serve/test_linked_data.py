"""Every IRI that the graph mints leads to a document about it, in the form asked for."""

from __future__ import annotations

import json
from collections import defaultdict
from pathlib import Path

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.graph.iris import Minter, paper_iri_of
from kg.graph.namespaces import BASE
from kg.model import Kind
from kg.serve.addresses import address, iris_of
from kg.store import Store
from tests.serve.conftest import Server

PRIMO = "/method/primo"
HTML = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
SYNTAX = {
    "ttl": ox.RdfFormat.TURTLE,
    "nt": ox.RdfFormat.N_TRIPLES,
    "rdf": ox.RdfFormat.RDF_XML,
    "jsonld": ox.RdfFormat.JSON_LD,
}


def means(path: str, iri: str) -> bool:
    """Whether a path without a suffix means an IRI before all others that the graph may know."""
    return iri in [found for found, form in iris_of(path.lstrip("/").encode("ascii"), BASE) if form is None]


@given(st.text(min_size=1, max_size=40).filter(lambda name: name.strip()))
def test_the_address_of_any_name_leads_back_to_it(name: str) -> None:
    iri = Minter().entity(Kind.METHOD, name)
    local = address(iri, BASE)
    if local.startswith("/resource?iri="):
        assert "%2E" in iri
    else:
        assert means(local, iri)


@given(st.from_regex(r"10\.[0-9]{4,5}/[ -~]{1,30}", fullmatch=True))
def test_the_address_of_any_doi_leads_back_to_it(doi: str) -> None:
    iri = paper_iri_of(f"doi:{doi}")
    local = address(iri, BASE)
    assert local.startswith("/resource?iri=") or means(local, iri)


def test_everything_that_the_graph_describes_has_an_address(example_graph: Path) -> None:
    rows = Store(example_graph).rows("SELECT DISTINCT ?x WHERE { ?x ?p ?o }")
    for iri in (str(row[0]) for row in rows):
        local = address(iri, BASE).partition("#")[0]
        assert not local.startswith("/resource?"), iri
        assert means(local, iri.partition("#")[0])


def test_each_kind_of_thing_can_be_had_in_each_form(server: Server, example_graph: Path) -> None:
    kinds: dict[str, str] = {}
    for (iri,) in Store(example_graph).rows("SELECT DISTINCT ?x WHERE { ?x ?p ?o } ORDER BY ?x"):
        local = address(str(iri), BASE).partition("#")[0]
        kinds.setdefault(local.split("/")[1], local)
    assert {"author", "category", "dataset", "doi", "mention", "method", "run", "source", "task"} <= set(
        kinds
    )
    for local in kinds.values():
        page = server.get(local, HTML)
        assert (page.status_code, page.headers["content-type"]) == (200, "text/html; charset=utf-8"), local
        for accept, suffix in (
            ("text/turtle", "ttl"),
            ("application/n-triples", "nt"),
            ("application/ld+json", "jsonld"),
        ):
            answer = server.get(local, accept)
            assert answer.status_code == 200
            assert answer.headers["content-type"].startswith(accept)
            assert answer.headers["content-location"] == f"{local}.{suffix}"


def test_all_forms_of_a_document_hold_the_same_triples(server: Server) -> None:
    found = defaultdict(set)
    for suffix, syntax in SYNTAX.items():
        answer = server.get(f"{PRIMO}.{suffix}", HTML)
        assert answer.status_code == 200
        if suffix == "jsonld":
            record = json.loads(answer.content)
            assert record["@graph"][0]["id"] == f"{BASE}method/primo"
        found[suffix] = {str(quad.triple) for quad in ox.parse(answer.content, format=syntax)}
    assert len(found["ttl"]) > 20
    assert found["nt"] == found["ttl"] == found["rdf"] == found["jsonld"]


def test_a_document_says_what_it_is_about_and_where_that_comes_from(server: Server) -> None:
    store = ox.Store()
    store.load(server.get(f"{PRIMO}.ttl").content, format=ox.RdfFormat.TURTLE)
    here = ox.NamedNode(f"{server.url}{PRIMO}")
    about = ox.NamedNode("http://xmlns.com/foaf/0.1/primaryTopic")
    derived = ox.NamedNode("http://www.w3.org/ns/prov#wasDerivedFrom")
    assert [q.object.value for q in store.quads_for_pattern(here, about, None)] == [f"{BASE}method/primo"]
    assert f"{BASE}source/2025-12-04.md" in {
        q.object.value for q in store.quads_for_pattern(here, derived, None)
    }


def test_a_paper_brings_its_proof(server: Server) -> None:
    told = server.get("/doi/10.48550/arXiv.2512.02315", "text/turtle").text
    assert "oa:exact" in told
    assert "bibo:authorList" in told
    assert "PRotein In-context Mutation Oracle" in told


def test_links_lead_to_the_other_forms(server: Server) -> None:
    link = server.get(PRIMO, HTML).headers["link"]
    for suffix, type_ in (("ttl", "text/turtle"), ("jsonld", "application/ld+json"), ("html", "text/html")):
        assert f'<{PRIMO}.{suffix}>; rel="alternate"; type="{type_}"' in link
    assert f"<{BASE}method/primo>" in link


@pytest.mark.parametrize(
    ("path", "accept", "status", "type_"),
    [
        (PRIMO, "*/*", 200, "text/turtle"),
        (PRIMO, None, 200, "text/turtle"),
        (PRIMO, HTML, 200, "text/html"),
        (f"{PRIMO}.html", "text/turtle", 200, "text/html"),
        (PRIMO, "image/png", 406, "text/plain"),
        ("/method/nothing", HTML, 404, "text/html"),
        ("/method/nothing", "text/turtle", 404, "text/turtle"),
        ("/method/nothing", "application/ld+json", 404, "application/ld+json"),
        ("/method/nothing.ttl", HTML, 404, "text/turtle"),
        ("/method/nothing.jsonld", HTML, 404, "application/ld+json"),
        ("/method/nothing.rdf", HTML, 404, "application/rdf+xml"),
        ("/method/nothing", "application/json", 404, "application/problem+json"),
        ("/nothing/at/all", "text/plain", 404, "text/plain"),
        ("/%00%ff", "text/plain", 404, "text/plain"),
        ("/paper/2512.02315", HTML, 303, "text/plain"),
        (f"/resource?iri={BASE}method/primo", HTML, 303, "text/plain"),
        ("/resource?iri=http://example.org/x", HTML, 404, "text/html"),
        ("/resource?iri=not%20an%20iri", HTML, 404, "text/html"),
        ("/resource", HTML, 400, "text/html"),
        ("/ontology", "text/turtle", 200, "text/turtle"),
        ("/ontology.jsonld", HTML, 200, "application/ld+json"),
        ("/ontology", HTML, 200, "text/html"),
        ("/context.jsonld", HTML, 200, "application/ld+json"),
    ],
)  # fmt: skip
def test_status_and_form_are_what_was_asked_for(
    server: Server, path: str, accept: str | None, status: int, type_: str
) -> None:
    answer = server.get(path, accept)
    assert (answer.status_code, answer.headers["content-type"].partition(";")[0]) == (status, type_)
    if status in (404, 406) and path.endswith((".ttl", ".rdf", ".jsonld")):
        list(ox.parse(answer.content, format=SYNTAX[path.rpartition(".")[2]]))  # a document of that form


def test_things_are_not_changed_by_post(server: Server) -> None:
    answer = server.client.post(PRIMO, content="x")
    assert answer.status_code == 405
    assert "GET" in answer.headers["allow"]
