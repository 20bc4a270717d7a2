"""The ontology as the service shows it, and what its editor completes."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

import pyoxigraph as ox

from kg import resources
from kg.export.compaction import properties
from kg.graph.namespaces import ONTOLOGY, PREFIXES, compact, expand


@dataclass(frozen=True, slots=True)
class Term:
    """A class or property of ours."""

    iri: str
    name: str
    kind: str
    label: str
    comment: str


def file() -> bytes:
    """The ontology as it is published."""
    return (resources.folder("ontology") / "kg.ttl").read_bytes()


def context_file() -> bytes:
    """The JSON-LD context as it is published."""
    return (resources.folder("ontology") / "context.jsonld").read_bytes()


@cache
def triples() -> list[ox.Triple]:
    """The ontology's triples."""
    return [quad.triple for quad in ox.parse(file(), format=ox.RdfFormat.TURTLE)]


@cache
def terms() -> list[Term]:
    """Classes, then properties, by name."""
    english: dict[tuple[str, str], str] = {}
    kinds: dict[str, str] = {}
    for triple in triples():
        subject = str(getattr(triple.subject, "value", ""))
        if not subject.startswith(ONTOLOGY):
            continue
        if triple.predicate.value == expand("rdf:type") and isinstance(triple.object, ox.NamedNode):
            kinds.setdefault(subject, "class" if triple.object.value == expand("owl:Class") else "property")
        elif isinstance(triple.object, ox.Literal) and triple.object.language in ("en", None):
            english[subject, triple.predicate.value] = triple.object.value
    found = [
        Term(
            iri=iri,
            name=compact(iri),
            kind=kind,
            label=english.get((iri, expand("rdfs:label")), ""),
            comment=english.get((iri, expand("rdfs:comment")), ""),
        )
        for iri, kind in kinds.items()
    ]
    return sorted(found, key=lambda term: (term.kind, term.name))


@cache
def completions() -> dict[str, Any]:
    """For the editor: prefixes, and the terms that graphs use, each with a word on what it is."""
    known = {term.name: term.label for term in terms()}
    others = {compact(iri) for iri, _ in properties().values()}
    others |= {"rdf:type", "foaf:Person", "fabio:Preprint", "skos:Concept", "oa:Annotation", "prov:Activity"}
    names = {name: known.get(name, "") for name in {*known, *others} if name.partition(":")[0] in PREFIXES}
    return {"prefixes": PREFIXES, "terms": sorted(names.items())}
