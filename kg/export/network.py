"""GraphML and GEXF: papers, authors, categories and entities as nodes, what relates them as edges.

GraphML (http://graphml.graphdrawing.org) is what Gephi, yEd, Cytoscape and networkx read, GEXF
(https://gexf.net) Gephi's own. Mentions, selectors, sources and runs are left out: they are the proof, not the network.
"""

from __future__ import annotations

import re
from typing import BinaryIO
from xml.sax.saxutils import XMLGenerator
from xml.sax.xmlreader import AttributesImpl

import networkx as nx

from kg.graph.namespaces import compact
from kg.lookup import kind_name
from kg.projection import IMPLIED, NODES, STATED, whole
from kg.store import Store

_WRITTEN = re.compile(r' lastmodifieddate="[^"]*"')
_KEYS = (("label", "node"), ("type", "node"), ("papers", "node"), ("relation", "edge"))
_ILLEGAL = dict.fromkeys([*range(9), 11, 12, *range(14, 32), 65534, 65535], 65533)


def write_graphml(store: Store, out: BinaryIO) -> None:
    """Write a directed graph; node ids are IRIs. Signs that XML cannot hold become U+FFFD."""
    xml = XMLGenerator(out, "utf-8", short_empty_elements=True)
    xml.startDocument()
    _start(xml, "graphml", {"xmlns": "http://graphml.graphdrawing.org/xmlns"})
    for name, domain in _KEYS:
        kind = "int" if name == "papers" else "string"
        _start(xml, "key", {"id": name, "for": domain, "attr.name": name, "attr.type": kind})
        xml.endElement("key")
    _start(xml, "graph", {"id": "kg", "edgedefault": "directed"})
    seen: set[str] = set()
    for iri, kind, label, papers in store.rows(NODES):
        if iri in seen:
            continue
        seen.add(iri)
        _start(xml, "node", {"id": iri})
        _data(xml, "label", label)
        _data(xml, "type", kind_name(compact(kind)))
        if papers is not None:
            _data(xml, "papers", papers)
        xml.endElement("node")
    edges = (
        f"SELECT DISTINCT ?s ?p ?o WHERE {{ VALUES ?p {{ {STATED} {IMPLIED} }} ?s ?p ?o }} ORDER BY ?p ?s ?o"
    )
    for source, relation, target in store.rows(edges):
        if source in seen and target in seen:
            _start(xml, "edge", {"source": source, "target": target})
            _data(xml, "relation", compact(relation).partition(":")[2])
            xml.endElement("edge")
    xml.endElement("graph")
    xml.endElement("graphml")
    xml.endDocument()


def write_gexf(store: Store, out: BinaryIO) -> None:
    """Write the same graph as GEXF 1.2, by networkx, which holds all of it in memory; edges have weights.

    The day of writing, which networkx adds, is left out: the same graph gives the same bytes.
    """
    graph = whole(store)
    for _, facts in graph.nodes(data=True):
        facts["label"] = facts["label"].translate(_ILLEGAL)
    for line in nx.generate_gexf(graph, version="1.2draft"):
        out.write(_WRITTEN.sub("", line).encode() + b"\n")


def _start(xml: XMLGenerator, name: str, attributes: dict[str, str]) -> None:
    xml.startElement(name, AttributesImpl(attributes))


def _data(xml: XMLGenerator, key: str, value: str) -> None:
    _start(xml, "data", {"key": key})
    xml.characters(str(value).translate(_ILLEGAL))
    xml.endElement("data")
