"""The shapes of `ontology/shapes.ttl`, read into a small model.

SHACL (W3C Recommendation, 20 July 2017) has more than the shapes need. What is read here is all that is
checked: a constraint that this module does not know is an error, never passed over.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyoxigraph as ox

from kg import resources
from kg.errors import KgError
from kg.graph.namespaces import PREFIXES
from kg.nearby import unreadable

SH = "http://www.w3.org/ns/shacl#"
SHAPES = "https://w3id.org/digestgraph/shapes#"
_RDF = PREFIXES["rdf"]

_IRIS = ("class", "datatype", "nodeKind", "disjoint", "lessThan", "lessThanOrEquals")
_NUMBERS = ("minCount", "maxCount", "minLength", "maxLength")
_TERMS = ("hasValue", "minInclusive", "maxInclusive", "minExclusive", "maxExclusive")
_QUALIFIED = ("qualifiedMinCount", "qualifiedMaxCount")
_OTHERS = ("pattern", "in", "languageIn", "uniqueLang", "or", "closed")
_NO_CONSTRAINTS = (
    "targetClass targetSubjectsOf targetObjectsOf property path message severity flags ignoredProperties "
    "qualifiedValueShape name description"
).split()


@dataclass(frozen=True, slots=True)
class Constraint:
    """One condition on the values of a path, or on a node itself."""

    kind: str
    """Local name of the SHACL parameter: "minCount", "class", ..."""
    value: Any
    """IRI (str), number (int) or term; for "pattern" (regex, flags); for "in" terms; for "languageIn" tags;
    for "or" one tuple of constraints per alternative; for the qualified counts (number, constraints); for
    "closed" the IRIs of the predicates allowed."""

    @property
    def component(self) -> str:
        """IRI of the constraint component, as reports name it."""
        return f"{SH}{self.kind[0].upper()}{self.kind[1:]}ConstraintComponent"


@dataclass(frozen=True, slots=True, kw_only=True)
class PropertyShape:
    """What holds for the values that a predicate leads to from each focus node."""

    id: str
    path: str
    """IRI of the predicate."""
    inverse: bool = False
    """Whether the predicate is followed backwards, from object to subject."""
    constraints: tuple[Constraint, ...]
    message: str
    severity: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NodeShape:
    """What holds for all nodes of some kind."""

    id: str
    targets: tuple[tuple[str, str], ...]
    """("class" | "subjectsOf" | "objectsOf", IRI), sorted; the focus nodes are those of any of them."""
    constraints: tuple[Constraint, ...]
    """On the focus node itself."""
    properties: tuple[PropertyShape, ...]
    message: str
    severity: str


def shipped() -> Path:
    """The file of the shapes of kg."""
    return resources.folder("ontology") / "shapes.ttl"


def read(path: Path | None = None) -> tuple[NodeShape, ...]:
    """The node shapes of a Turtle file (default: those of kg), sorted by IRI.

    KgError if the file is not Turtle or uses SHACL that is not supported here.
    """
    path = path or shipped()
    try:
        graph = _Graph(ox.parse(path.read_bytes(), format=ox.RdfFormat.TURTLE))
    except (OSError, ValueError) as error:
        raise KgError(f"{path}: {unreadable(error, path)}") from error
    except SyntaxError as error:
        raise KgError(f"{path}: is not Turtle: {error.msg}") from error
    return tuple(_node_shape(graph, node) for node in graph.instances(f"{SH}NodeShape"))


class _Graph:
    """Triples by subject and predicate."""

    def __init__(self, triples: Any) -> None:
        self._found: dict[Any, dict[str, list[Any]]] = {}
        for triple in triples:
            of_subject = self._found.setdefault(triple.subject, {})
            of_subject.setdefault(triple.predicate.value, []).append(triple.object)

    def instances(self, kind: str) -> list[Any]:
        found = [
            s for s, of in self._found.items() if any(o.value == kind for o in of.get(f"{_RDF}type", ()))
        ]
        return sorted(found, key=str)

    def values(self, node: Any, name: str) -> list[Any]:
        """Values of a SHACL parameter, sorted."""
        return sorted(self._found.get(node, {}).get(f"{SH}{name}", ()), key=str)

    def one(self, node: Any, name: str) -> Any:
        found = self.values(node, name)
        if len(found) > 1:
            raise KgError(f"{_show(node)} has {len(found)} values of sh:{name}; give it one")
        return found[0] if found else None

    def items(self, node: Any) -> Iterator[Any]:
        """The members of an RDF list."""
        while node.value != f"{_RDF}nil":
            of = self._found.get(node, {})
            if f"{_RDF}first" not in of:
                raise KgError(f"{_show(node)} is no RDF list")
            yield of[f"{_RDF}first"][0]
            node = of[f"{_RDF}rest"][0]

    def parameters(self, node: Any) -> list[str]:
        """Local names of the SHACL properties of a node."""
        return sorted(p.removeprefix(SH) for p in self._found.get(node, {}) if p.startswith(SH))


def _show(node: Any) -> str:
    return str(getattr(node, "value", node)).removeprefix(SHAPES)


def _message(graph: _Graph, node: Any) -> str:
    found = graph.one(node, "message")
    return str(found.value) if found is not None else ""


def _severity(graph: _Graph, node: Any) -> str:
    found = graph.one(node, "severity")
    return str(found.value).removeprefix(SH) if found is not None else "Violation"


def _node_shape(graph: _Graph, node: Any) -> NodeShape:
    targets = [
        (kind, value.value)
        for kind in ("class", "subjectsOf", "objectsOf")
        for value in graph.values(node, f"target{kind[0].upper()}{kind[1:]}")
    ]
    properties = tuple(_property_shape(graph, each) for each in graph.values(node, "property"))
    paths = tuple(shape.path for shape in properties if not shape.inverse)
    return NodeShape(
        id=node.value,
        targets=tuple(targets),
        constraints=tuple(_constraints(graph, node, paths)),
        properties=properties,
        message=_message(graph, node),
        severity=_severity(graph, node),
    )


def _property_shape(graph: _Graph, node: Any) -> PropertyShape:
    path = graph.one(node, "path")
    if isinstance(path, ox.BlankNode):
        path, inverse = graph.one(path, "inversePath"), True
    else:
        inverse = False
    if not isinstance(path, ox.NamedNode):
        raise KgError(f"{_show(node)}: sh:path must be a predicate or [ sh:inversePath predicate ]")
    return PropertyShape(
        id=node.value,
        path=path.value,
        inverse=inverse,
        constraints=tuple(_constraints(graph, node)),
        message=_message(graph, node),
        severity=_severity(graph, node),
    )


def _constraints(graph: _Graph, node: Any, paths: tuple[str, ...] = ()) -> Iterator[Constraint]:
    """The constraints of a shape; `paths` are those of its property shapes, which sh:closed allows."""
    for name in graph.parameters(node):
        if name in _NO_CONSTRAINTS:
            continue
        for value in graph.values(node, name):
            if name in _IRIS:
                yield Constraint(name, value.value)
            elif name in _NUMBERS:
                yield Constraint(name, int(value.value))
            elif name in _TERMS:
                yield Constraint(name, value)
            elif name in _QUALIFIED:
                inner = tuple(_constraints(graph, graph.one(node, "qualifiedValueShape")))
                yield Constraint(name, (int(value.value), inner))
            elif name in _OTHERS:
                yield from _other(graph, node, name, value, paths)
            else:
                raise KgError(f"{_show(node)}: sh:{name} is not supported by kg check")


def _other(graph: _Graph, node: Any, name: str, value: Any, paths: tuple[str, ...]) -> Iterator[Constraint]:
    if name == "pattern":
        flags = graph.one(node, "flags")
        yield Constraint(name, (value.value, flags.value if flags is not None else ""))
    elif name == "in":
        yield Constraint(name, tuple(graph.items(value)))
    elif name == "languageIn":
        yield Constraint(name, tuple(item.value for item in graph.items(value)))
    elif name == "or":
        yield Constraint(name, tuple(tuple(_constraints(graph, item)) for item in graph.items(value)))
    elif value.value == "true" and name == "uniqueLang":
        yield Constraint(name, True)
    elif value.value == "true":  # closed
        ignored = graph.one(node, "ignoredProperties")
        allowed = {item.value for item in graph.items(ignored)} if ignored is not None else set()
        yield Constraint(name, tuple(sorted(allowed.union(paths))))
