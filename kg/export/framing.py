"""Documents about one thing, nested as a frame of `ontology/frames/` says (JSON-LD 1.1 Framing).

The frames are public: any JSON-LD processor that frames the JSON-LD export by one of them gives the same
document. What is read here is what they use: types, @explicit, @embed, reverse terms; and @omitDefault
always. Only what the document holds is read from the store.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import pyoxigraph as ox

from kg import resources
from kg.errors import ExportError
from kg.export.compaction import compact, context_of, ordered, properties
from kg.export.jsonld import Node, add, author_order, place
from kg.graph.namespaces import expand
from kg.store import Store

FRAMES: dict[str, tuple[str, ...]] = {
    "paper": ("fabio:Preprint",),
    "author": ("foaf:Person",),
    "entity": ("kg:Method", "kg:Dataset", "kg:Task"),
    "category": ("skos:Concept",),
    "day": ("kg:Source",),
}
"""The frames that there are, and the classes whose things they nest."""

_TYPE = expand("rdf:type")


@dataclass(frozen=True, slots=True)
class Frame:
    """What a node of a document holds."""

    explicit: bool = False
    """Whether only properties that the frame names."""
    embed: str = "@once"
    properties: dict[str, Frame] = field(default_factory=dict)
    """By IRI."""
    reverse: dict[str, tuple[str, Frame]] = field(default_factory=dict)
    """By IRI of the property followed backwards: the key it stands under."""


@cache
def frame(name: str) -> Frame:
    """A frame by its name; ExportError if there is none."""
    if name not in FRAMES:
        raise ExportError(f"there is no frame {name!r}; there are {', '.join(FRAMES)}")
    path = resources.folder("ontology") / "frames" / f"{name}.jsonld"
    return _frame(json.loads(path.read_text(encoding="utf-8")))


def _frame(record: dict[str, Any]) -> Frame:
    found = Frame(explicit=record.get("@explicit", False), embed=record.get("@embed", "@once"))
    for key, inner in record.items():
        if key.startswith("@") or key == "type":
            continue
        iri, backwards = properties()[key]
        if backwards:
            found.reverse[iri] = key, _frame(inner)
        else:
            found.properties[iri] = _frame(inner)
    return found


def frame_of(type_: str) -> str:
    """The name of the frame for things of a class, a prefixed name."""
    return next(name for name, types in FRAMES.items() if type_ in types)


def framed(store: Store, iri: str, name: str) -> Node:
    """The document about one thing, without its context."""
    return _Framing(store).node(iri, frame(name))


def document(store: Store, iri: str, name: str) -> Node:
    """The document about one thing, with as much of the context as it needs."""
    node = framed(store, iri, name)
    return {"@context": context_of(node)} | node


def all_framed(store: Store, name: str) -> Iterator[Node]:
    """The documents about all things of a frame, by IRI; ExportError if there is no such frame."""
    frame(name)
    kinds = " ".join(FRAMES[name])
    query = f"SELECT DISTINCT ?x WHERE {{ VALUES ?t {{ {kinds} }} ?x a ?t }} ORDER BY ?x"
    return (framed(store, str(row[0]), name) for row in store.rows(query))


class _Framing:
    """One document in the making."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._about: dict[str, list[tuple[str, Any]]] = {}

    def node(self, iri: str, wanted: Frame) -> Node:
        return self._node(iri, wanted, set(), ())

    def _said(self, iri: str) -> list[tuple[str, Any]]:
        """Predicates and objects of a node, sorted."""
        if iri not in self._about:
            query = "SELECT DISTINCT ?p ?o WHERE { ?x ?p ?o }"
            rows = self._store.query(query, {"x": ox.NamedNode(iri)})
            assert isinstance(rows, ox.QuerySolutions)
            self._about[iri] = sorted(
                ((p.value, o) for p, o in rows), key=lambda pair: (pair[0], str(pair[1]))
            )
        return self._about[iri]

    def _leading(self, predicate: str, iri: str) -> list[str]:
        rows = self._store.rows(
            "SELECT DISTINCT ?s WHERE { ?s ?p ?x } ORDER BY ?s",
            p=ox.NamedNode(predicate),
            x=ox.NamedNode(iri),
        )
        return [str(row[0]) for row in rows]

    def _node(self, iri: str, wanted: Frame, embedded: set[str], path: tuple[str, ...]) -> Node:
        """A node; `embedded` are those that the document holds already, `path` those around it."""
        embedded.add(iri)
        node: Node = {"id": iri}
        for predicate, value in self._said(iri):
            inner = wanted.properties.get(predicate)
            if inner is None:
                if wanted.explicit and predicate != _TYPE:
                    continue
                inner = Frame(explicit=wanted.explicit, embed=wanted.embed)
            name, shown, array = compact(predicate, value)
            if isinstance(value, ox.NamedNode) and predicate != _TYPE:
                shown = self._embedded(value.value, inner, shown, embedded, (*path, iri))
            add(node, name, shown, array)
        for predicate, (name, inner) in wanted.reverse.items():
            # what leads here begins a part of its own, in which things may stand again
            found = [self._node(each, inner, set(), (*path, iri)) for each in self._leading(predicate, iri)]
            if found:
                node[name] = sorted(found, key=place) if name == "evidence" else found
        if isinstance(node.get("authors"), list):
            node["authors"].sort(key=self._author_order(iri))
        return ordered(node)

    def _embedded(
        self, iri: str, wanted: Frame, reference: Any, embedded: set[str], path: tuple[str, ...]
    ) -> Any:
        """The node that a property leads to, or the mere reference to it."""
        again = wanted.embed == "@once" and iri in embedded
        if wanted.embed == "@never" or again or iri in path or not self._said(iri):
            return reference
        return self._node(iri, wanted, embedded, path)

    def _author_order(self, paper: str) -> Callable[[Any], tuple[int, str]]:
        lists = [o.value for p, o in self._said(paper) if p == expand("bibo:authorList")]
        return author_order([dict(self._positions(each)) for each in sorted(lists)])

    def _positions(self, sequence: str) -> Iterator[tuple[str, str]]:
        for predicate, value in self._said(sequence):
            if predicate.startswith(expand("rdf:_")):
                yield f"rdf:_{predicate.rpartition('_')[2]}", value.value
