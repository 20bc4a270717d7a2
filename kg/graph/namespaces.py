"""Namespaces of the graph, the prefixes people may use without declaring them, and the predicates of roles."""

from __future__ import annotations

from kg.model import Kind, Role

ONTOLOGY = "https://w3id.org/digestgraph/ontology#"
BASE = "https://w3id.org/digestgraph/"

PREFIXES: dict[str, str] = {
    "bibo": "http://purl.org/ontology/bibo/",
    "dcat": "http://www.w3.org/ns/dcat#",
    "dcterms": "http://purl.org/dc/terms/",
    "fabio": "http://purl.org/spar/fabio/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "kg": ONTOLOGY,
    "oa": "http://www.w3.org/ns/oa#",
    "owl": "http://www.w3.org/2002/07/owl#",
    "prov": "http://www.w3.org/ns/prov#",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "schema": "https://schema.org/",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "void": "http://rdfs.org/ns/void#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}

ROLE_PREDICATE: dict[Role, str] = {
    Role.INTRODUCES: "kg:introduces",
    Role.USES: "kg:uses",
    Role.COMPARES: "kg:comparesWith",
    Role.ADDRESSES: "kg:addresses",
    Role.MENTIONS: "kg:mentionsTask",
}
ROLES = " ".join(ROLE_PREDICATE.values())
"""The properties of all roles, for VALUES in SPARQL."""

KIND_CLASS: dict[Kind, str] = {kind: f"kg:{kind.value}" for kind in Kind}


def expand(name: str) -> str:
    """The IRI of a prefixed name such as "kg:Method".

    KeyError for an unknown prefix: names come from this code, so that is a mistake in it.
    """
    prefix, _, local = name.partition(":")
    return PREFIXES[prefix] + local


def compact(iri: str) -> str:
    """The prefixed name of an IRI for people to read; the IRI itself where no prefix fits."""
    for prefix, namespace in PREFIXES.items():
        if iri.startswith(namespace):
            return f"{prefix}:{iri[len(namespace) :]}"
    return iri
