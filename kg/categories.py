"""The arXiv category scheme, from `ontology/categories.ttl`."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

import pyoxigraph as ox

from kg import resources

_BASE = "https://w3id.org/digestgraph/"
_SKOS = "http://www.w3.org/2004/02/skos/core#"

TITLE = "arXiv categories"
"""The title of the scheme, in English."""


@dataclass(frozen=True, slots=True)
class Category:
    """A concept of the scheme: a category, an archive, or a group of archives."""

    path: str
    """Of its IRI below the base: "category/cs.LG"."""
    notation: str
    """"" for groups, which no paper bears."""
    name: str
    broader: str
    """The path of what is above it; "" for the top concepts of the scheme."""


@cache
def scheme() -> MappingProxyType[str, Category]:
    """Path to category."""
    path = resources.folder("ontology") / "categories.ttl"
    said: dict[str, dict[str, str]] = {}
    for triple in ox.parse(path.read_bytes(), format=ox.RdfFormat.TURTLE):
        value, name = triple.object, triple.predicate.value.removeprefix(_SKOS)
        if name == "prefLabel" and value.language != "en":
            continue
        if name in ("notation", "prefLabel", "broader"):
            subject = triple.subject.value.removeprefix(_BASE)
            said.setdefault(subject, {})[name] = value.value.removeprefix(_BASE)
    return MappingProxyType(
        {
            subject: Category(
                path=subject,
                notation=of.get("notation", ""),
                name=of["prefLabel"],
                broader=of.get("broader", ""),
            )
            for subject, of in said.items()
        }
    )


@cache
def by_notation() -> MappingProxyType[str, Category]:
    """Notation ("cs.LG") to category; archives ("cs") included."""
    return MappingProxyType({found.notation: found for found in scheme().values() if found.notation})
