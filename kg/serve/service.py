"""The service description: what the endpoint is, speaks and holds (SPARQL 1.1 Service Description)."""

from __future__ import annotations

from collections.abc import Iterator

import pyoxigraph as ox

from kg.graph.iris import Minter
from kg.graph.namespaces import PREFIXES
from kg.store import Store

_SD = "http://www.w3.org/ns/sparql-service-description#"
_FORMATS = "http://www.w3.org/ns/formats/"
RESULTS = (
    "SPARQL_Results_JSON SPARQL_Results_XML SPARQL_Results_CSV SPARQL_Results_TSV Turtle JSON-LD N-Triples RDF_XML"
).split()


def described(store: Store, endpoint: str) -> Iterator[ox.Triple]:
    """The triples of the description; `endpoint` is the address that the client used."""
    sd = {name: ox.NamedNode(_SD + name) for name in _NAMES}
    here = ox.NamedNode(endpoint)
    rdf_type = ox.NamedNode(f"{PREFIXES['rdf']}type")
    dataset, default = (ox.NamedNode(f"{endpoint}#{name}") for name in ("dataset", "default-graph"))
    yield ox.Triple(here, rdf_type, sd["Service"])
    yield ox.Triple(here, sd["endpoint"], here)
    yield ox.Triple(here, sd["supportedLanguage"], sd["SPARQL11Query"])
    for name in RESULTS:
        yield ox.Triple(here, sd["resultFormat"], ox.NamedNode(_FORMATS + name))
    yield ox.Triple(here, sd["defaultDataset"], dataset)
    yield ox.Triple(dataset, rdf_type, sd["Dataset"])
    yield ox.Triple(dataset, sd["defaultGraph"], default)
    yield ox.Triple(default, rdf_type, sd["Graph"])
    about = ox.NamedNode(f"{PREFIXES['rdfs']}seeAlso")
    yield ox.Triple(dataset, about, ox.NamedNode(Minter(store.manifest.base).dataset))
    for i, name in enumerate(sorted(str(graph.value) for graph in store.engine.named_graphs()), 1):
        graph = ox.NamedNode(f"{endpoint}#graph-{i}")
        yield ox.Triple(dataset, sd["namedGraph"], graph)
        yield ox.Triple(graph, rdf_type, sd["NamedGraph"])
        yield ox.Triple(graph, sd["name"], ox.NamedNode(name))


_NAMES = (
    "Service endpoint supportedLanguage SPARQL11Query resultFormat defaultDataset Dataset defaultGraph Graph "
    "namedGraph NamedGraph name"
).split()
