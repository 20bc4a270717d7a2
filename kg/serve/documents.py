"""What the graph says of one thing, as RDF: the document behind its address.

It holds every triple about the thing, those that lead to it (up to a number, which is told), the proof of a
paper's statements, names of whatever it is linked with, and where all that comes from.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain
from typing import Any

import orjson
import pyoxigraph as ox

from kg.export.compaction import compact, context_of, ordered
from kg.export.jsonld import add
from kg.graph.iris import Minter
from kg.graph.namespaces import expand
from kg.serve.answering import write_triples
from kg.serve.negotiation import Form
from kg.serve.output import Output
from kg.store import Store

MOST_LINKS = 500
"""Triples that lead to a thing; an author or method of many papers has more."""
_NAMES = "rdf:type skos:prefLabel foaf:name dcterms:title skos:notation".split()


def is_known(store: Store, iri: str) -> bool:
    """Whether the graph says anything of a thing."""
    try:
        node = ox.NamedNode(iri)
    except ValueError:
        return False
    return next(iter(store.engine.quads_for_pattern(node, None, None, ox.DefaultGraph())), None) is not None


def described(store: Store, iri: str, document: str) -> list[ox.Triple]:
    """The triples of a thing's document, sorted; `document` is the address of it."""
    found = set(_about(store, iri))
    incoming = list(_leading(store, iri))
    found.update(incoming[:MOST_LINKS])
    found.update(_parts(store, iri))
    nodes = {t.object for t in found} | {t.subject for t in found}
    for node in sorted((n for n in nodes if isinstance(n, ox.NamedNode)), key=str)[: 2 * MOST_LINKS]:
        for name in _NAMES:
            for quad in store.engine.quads_for_pattern(
                node, ox.NamedNode(expand(name)), None, ox.DefaultGraph()
            ):
                found.add(quad.triple)
    found.update(_origin(store, iri, document, len(incoming)))
    return sorted(
        found, key=lambda t: (str(t.subject) != f"<{iri}>", str(t.subject), str(t.predicate), str(t.object))
    )


def _about(store: Store, iri: str) -> Iterator[ox.Triple]:
    for quad in store.engine.quads_for_pattern(ox.NamedNode(iri), None, None, ox.DefaultGraph()):
        yield quad.triple


def _leading(store: Store, iri: str) -> Iterator[ox.Triple]:
    for quad in store.engine.quads_for_pattern(None, None, ox.NamedNode(iri), ox.DefaultGraph()):
        yield quad.triple


_PARTS = """CONSTRUCT { ?s ?p ?o } WHERE {
  { ?x bibo:authorList ?s } UNION { ?s oa:hasSource ?x } UNION { ?x oa:hasTarget|oa:hasTarget/oa:hasSelector ?s }
  UNION { ?t oa:hasSource ?x . { ?s oa:hasTarget ?t } UNION { ?t oa:hasSelector ?s } }
  ?s ?p ?o
}"""


def _parts(store: Store, iri: str) -> Iterator[ox.Triple]:
    """What belongs to a paper and has IRIs of its own, or to a document."""
    answer = store.query(_PARTS, {"x": ox.NamedNode(iri)})
    assert isinstance(answer, ox.QueryTriples)
    yield from answer
    if "#" not in iri:
        yield from _about(store, f"{iri}#topics")


def _origin(store: Store, iri: str, document: str, incoming: int) -> Iterator[ox.Triple]:
    """What the document is, and which graphs it was made of."""
    here = ox.NamedNode(document)

    def triple(name: str, value: ox.NamedNode | ox.Literal) -> ox.Triple:
        return ox.Triple(here, ox.NamedNode(expand(name)), value)

    yield triple("rdf:type", ox.NamedNode(expand("foaf:Document")))
    yield triple("foaf:primaryTopic", ox.NamedNode(iri))
    yield triple("dcterms:isPartOf", ox.NamedNode(Minter(store.manifest.base).dataset))
    for graph in sources_of(store, iri):
        yield triple("prov:wasDerivedFrom", ox.NamedNode(graph))
    if incoming > MOST_LINKS:
        told = f"{MOST_LINKS} of the {incoming} statements that lead to this; the SPARQL endpoint gives all"
        yield triple("rdfs:comment", ox.Literal(told, language="en"))


def sources_of(store: Store, iri: str) -> list[str]:
    """The named graphs that speak of a thing, sorted."""
    node = ox.NamedNode(iri)
    about = store.engine.quads_for_pattern(node, None, None, None)
    graphs = {
        quad.graph_name for quad in chain(about, store.engine.quads_for_pattern(None, None, node, None))
    }
    return sorted(graph.value for graph in graphs if isinstance(graph, ox.NamedNode))


def write_document(triples: list[ox.Triple], form: Form, output: Output) -> None:
    """Write a document's triples; JSON-LD is compacted by the project's context, the thing first."""
    if form.name == "jsonld":
        output.write(orjson.dumps(_compacted(triples), option=orjson.OPT_INDENT_2) + b"\n")
    else:
        write_triples(triples, form, output)


def _compacted(triples: Iterable[ox.Triple]) -> dict[str, Any]:
    nodes: dict[str, dict[str, Any]] = {}
    for triple in triples:
        subject = str(getattr(triple.subject, "value", ""))
        add(nodes.setdefault(subject, {"id": subject}), *compact(triple.predicate.value, triple.object))
    graph = [ordered(node) for node in nodes.values()]
    return {"@context": context_of(graph), "@graph": graph}
