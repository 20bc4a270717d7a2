"""The arXiv category scheme: notations and their names, from `ontology/categories.ttl`."""

from __future__ import annotations

from functools import cache
from types import MappingProxyType

import pyoxigraph as ox

from kg import resources

_SKOS = "http://www.w3.org/2004/02/skos/core#"


@cache
def labels() -> MappingProxyType[str, str]:
    """Notation ("cs.LG") to English name ("Machine Learning"), archives ("cs") included."""
    path = resources.folder("ontology") / "categories.ttl"
    notations: dict[object, str] = {}
    names: dict[object, str] = {}
    for triple in ox.parse(path.read_bytes(), format=ox.RdfFormat.TURTLE):
        if isinstance(triple.object, ox.Literal):
            if triple.predicate.value == f"{_SKOS}notation":
                notations[triple.subject] = triple.object.value
            elif triple.predicate.value == f"{_SKOS}prefLabel" and triple.object.language == "en":
                names[triple.subject] = triple.object.value
    return MappingProxyType({notation: names.get(node, notation) for node, notation in notations.items()})
