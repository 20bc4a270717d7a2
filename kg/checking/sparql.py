"""The shapes as SPARQL, run over a store: streams, needs no copy of the graph, and takes a fraction of the
time of a SHACL engine. `kg.checking.oracle` does the same by such an engine; the tests compare the two.

Each constraint is one query whose rows are its violations. Constraints that look at one value at a time
are first asked for together, once per shape: a graph that conforms is not read once for each of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import pyoxigraph as ox

from kg.checking.data import Data
from kg.checking.report import Collector, Finding
from kg.checking.shapes import SH, Constraint, NodeShape, PropertyShape
from kg.graph.namespaces import PREFIXES

_SUBCLASS = f"<{PREFIXES['rdfs']}subClassOf>"
_LEXICAL = {PREFIXES["xsd"] + name for name in ("integer", "decimal", "date", "dateTime", "gYearMonth")}
"""Datatypes whose lexical forms are looked at, by the casts of the engine."""

Classes = Callable[[str], tuple[str, ...]]
"""A class with its subclasses, as the data declare them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """One constraint of a shape, compiled."""

    source: str
    constraint: Constraint
    path: str
    """IRI of the predicate, with "^" before it where it is followed backwards; "" on the node itself."""
    severity: str
    message: str
    text: str
    """SPARQL; its rows are the violations: ?this, and where the constraint has them ?value and ?path."""


def check(data: Data, shapes: Sequence[NodeShape], found: Collector) -> int:
    """Add every violation to `found`; how many nodes the shapes speak of."""
    classes = _classes_of(data)
    for shape in shapes:
        for screen, queries in compiled(shape, classes):
            if screen and next(data.terms(screen), None) is None:
                continue
            for query in queries:
                for row in data.terms(query.text):
                    found.add(_finding(query, row))
    return nodes(data, shapes)


def nodes(data: Data, shapes: Sequence[NodeShape]) -> int:
    """How many nodes of the data the shapes speak of."""
    targets = sorted({target for shape in shapes for target in shape.targets})
    union = _union(targets, _classes_of(data))
    return int(next(data.terms(f"SELECT (COUNT(DISTINCT ?this) AS ?n) WHERE {{ {union} }}"))[0].value)


def focused(data: Data, shapes: Sequence[NodeShape]) -> dict[str, int]:
    """How many nodes of the data each shape speaks of, by IRI of the shape."""
    classes = _classes_of(data)
    found: dict[tuple[tuple[str, str], ...], int] = {}
    for shape in shapes:
        if shape.targets not in found:
            query = f"SELECT (COUNT(DISTINCT ?this) AS ?n) WHERE {{ {_union(shape.targets, classes)} }}"
            found[shape.targets] = int(next(data.terms(query))[0].value)
    return {shape.id: found[shape.targets] for shape in shapes}


def _classes_of(data: Data) -> Classes:
    """A class with its subclasses, as the data declare them."""
    parents: dict[str, set[str]] = {}
    for child, parent in data.rows(f"SELECT DISTINCT ?c ?d WHERE {{ ?c {_SUBCLASS} ?d }}"):
        parents.setdefault(str(child), set()).add(str(parent))

    def classes(iri: str) -> tuple[str, ...]:
        found, size = {iri}, 0
        while size < len(found):
            size = len(found)
            found.update(child for child, above in parents.items() if above & found)
        return (iri, *sorted(found - {iri}))

    return classes


def _finding(query: Query, row: tuple[Any, ...]) -> Finding:
    several = query.constraint.kind == "uniqueLang"  # its rows tell the language, of which there are several
    value = str(row[1]) if len(row) > 1 and not several else ""
    return Finding(
        severity=query.severity,
        source=query.source,
        component=query.constraint.component,
        focus=str(row[0]),
        path=row[2].value if len(row) > 2 else query.path,
        value=value,
        message=query.message,
    )


def compiled(
    shape: NodeShape, classes: Classes = lambda iri: (iri,)
) -> Iterator[tuple[str, tuple[Query, ...]]]:
    """(a query that has rows if one of those that follow has, "" for none; the queries)."""
    focus = _focus(shape.targets, classes)
    yield from _of_shape(shape, focus, classes)
    for each in shape.properties:
        yield from _of_shape(each, focus, classes)


def _focus(targets: Sequence[tuple[str, str]], classes: Classes) -> str:
    """A pattern that binds ?this to every focus node."""
    if len(targets) == 1 and targets[0][0] == "class" and len(classes(targets[0][1])) == 1:
        return f"?this a <{targets[0][1]}> ."
    return f"{{ SELECT DISTINCT ?this WHERE {{ {_union(targets, classes)} }} }}"


def _union(targets: Sequence[tuple[str, str]], classes: Classes) -> str:
    parts = []
    for kind, iri in targets:
        if kind == "class":
            parts += [f"{{ ?this a <{each}> }}" for each in classes(iri)]
        elif kind == "subjectsOf":
            parts.append(f"{{ ?this <{iri}> ?any }}")
        else:
            parts.append(f"{{ ?any <{iri}> ?this }}")
    return " UNION ".join(parts)


def _of_shape(
    shape: NodeShape | PropertyShape, focus: str, classes: Classes
) -> Iterator[tuple[str, tuple[Query, ...]]]:
    path = ""
    if isinstance(shape, PropertyShape):
        path = f"^{shape.path}" if shape.inverse else shape.path

    def query(constraint: Constraint, text: str) -> Query:
        return Query(
            source=shape.id,
            constraint=constraint,
            path=path,
            severity=shape.severity,
            message=shape.message,
            text=text,
        )

    tests: list[str] = []
    queries: list[Query] = []
    for constraint in shape.constraints:
        alone = _alone(constraint, focus, shape, classes)
        if alone:
            yield "", (query(constraint, alone),)
            continue
        wrong = f"FILTER(!({_holds(constraint)}))"
        tests.append(f"!({_holds(constraint)})")
        queries.append(query(constraint, _values(shape, focus, wrong)))
    if queries:
        yield _values(shape, focus, f"FILTER({' || '.join(tests)})") + " LIMIT 1", tuple(queries)


def _step(shape: PropertyShape, variable: str) -> str:
    """A pattern from ?this along the path of the shape."""
    return f"{variable} <{shape.path}> ?this ." if shape.inverse else f"?this <{shape.path}> {variable} ."


def _pairs(shape: PropertyShape, condition: str = "", variable: str = "?value") -> str:
    """Every ?this with its values, once. The engine reads one range of an index for it, and joins by hash."""
    return f"{{ SELECT DISTINCT ?this {variable} WHERE {{ {_step(shape, variable)} {condition} }} }}"


def _values(shape: NodeShape | PropertyShape, focus: str, condition: str) -> str:
    """The query for all values of a shape that meet a condition; a node is the value of its own shape."""
    if isinstance(shape, PropertyShape):
        return f"SELECT DISTINCT ?this ?value WHERE {{ {_pairs(shape, condition)} {focus} }}"
    condition = condition.replace("?value", "?this")
    return f"SELECT DISTINCT ?this (?this AS ?value) WHERE {{ {focus} {condition} }}"


def _alone(constraint: Constraint, focus: str, shape: NodeShape | PropertyShape, classes: Classes) -> str:
    """The query of a constraint that looks at more than the value itself; "" for all other constraints."""
    kind, value = constraint.kind, constraint.value
    if kind == "closed":
        allowed = ", ".join(f"<{iri}>" for iri in value)
        wrong = f"?this ?path ?value FILTER(?path NOT IN ({allowed}))"
        return f"SELECT DISTINCT ?this ?value ?path WHERE {{ {focus} {wrong} }}"
    if kind == "class":
        return _values(shape, focus, _no_instance([value], classes))
    if kind == "or" and all(len(inner) == 1 and inner[0].kind == "class" for inner in value):
        return _values(shape, focus, _no_instance([inner[0].value for inner in value], classes))
    if not isinstance(shape, PropertyShape):
        return ""
    if kind in ("minCount", "qualifiedMinCount"):
        number, pattern = _qualified(constraint, shape, classes)
        if number == 1:
            return f"SELECT DISTINCT ?this WHERE {{ {focus} MINUS {{ {pattern} }} }}"
        return (
            f"SELECT ?this WHERE {{ {focus} OPTIONAL {{ {pattern} }} }} "
            f"GROUP BY ?this HAVING(COUNT(DISTINCT ?value) < {number})"
        )
    if kind in ("maxCount", "qualifiedMaxCount"):
        number, pattern = _qualified(constraint, shape, classes)
        many = f"SELECT ?this WHERE {{ {pattern} }} GROUP BY ?this HAVING(COUNT(DISTINCT ?value) > {number})"
        return f"SELECT DISTINCT ?this WHERE {{ {{ {many} }} {focus} }}"
    if kind == "hasValue":
        return f"SELECT DISTINCT ?this WHERE {{ {focus} MINUS {{ {_step(shape, str(value))} }} }}"
    if kind == "uniqueLang":
        lang = f"{_pairs(shape)} BIND(LCASE(LANG(?value)) AS ?lang) FILTER(?lang != '')"
        many = f"SELECT ?this ?lang WHERE {{ {lang} }} GROUP BY ?this ?lang HAVING(COUNT(*) > 1)"
        return f"SELECT DISTINCT ?this ?lang WHERE {{ {{ {many} }} {focus} }}"
    if kind in ("lessThan", "lessThanOrEquals", "disjoint"):
        sign = {"lessThan": "<", "lessThanOrEquals": "<="}.get(kind)
        wrong = f"!COALESCE(?value {sign} ?other, false)" if sign else "sameTerm(?value, ?other)"
        other = f"{{ SELECT DISTINCT ?this ?other WHERE {{ ?this <{value}> ?other }} }}"
        return f"SELECT DISTINCT ?this ?value WHERE {{ {_pairs(shape)} {other} FILTER({wrong}) {focus} }}"
    return ""


def _no_instance(kinds: Iterable[str], classes: Classes) -> str:
    """A condition that only values which are of none of these classes meet."""
    return " ".join(f"MINUS {{ ?value a <{each}> }}" for kind in kinds for each in classes(kind))


def _qualified(constraint: Constraint, shape: PropertyShape, classes: Classes) -> tuple[int, str]:
    """The number of a count, and the pattern of the values that are counted."""
    if not constraint.kind.startswith("qualified"):
        return constraint.value, _step(shape, "?value")
    number, inner = constraint.value
    conditions = []
    for each in inner:
        if each.kind == "class":
            kinds = " UNION ".join(f"{{ ?value a <{one}> }}" for one in classes(each.value))
            conditions.append(f"{{ SELECT DISTINCT ?value WHERE {{ {kinds} }} }}")
        else:
            conditions.append(f"FILTER({_holds(each)})")
    return number, f"{_pairs(shape)} {' '.join(conditions)}"


def _holds(constraint: Constraint) -> str:
    """An expression, never an error, that tells whether ?value meets a constraint."""
    kind, value = constraint.kind, constraint.value
    if kind == "nodeKind":
        return _NODE_KINDS[value.removeprefix(SH)]
    if kind == "datatype":
        return _is_of(value)
    if kind == "pattern":
        pattern, flags = (str(ox.Literal(part)) for part in value)
        return f"COALESCE(REGEX(STR(?value), {pattern}, {flags}), false)"
    if kind in ("minLength", "maxLength"):
        return f"COALESCE(STRLEN(STR(?value)) {_SIGNS[kind]} {value}, false)"
    if kind in ("minInclusive", "maxInclusive", "minExclusive", "maxExclusive"):
        return f"COALESCE(?value {_SIGNS[kind]} {value}, false)"
    if kind == "in":
        return "(" + " || ".join(f"sameTerm(?value, {term})" for term in value) + ")"
    if kind == "hasValue":
        return f"sameTerm(?value, {value})"
    if kind == "languageIn":
        tests = " || ".join(f"LANGMATCHES(LANG(?value), {ox.Literal(tag)})" for tag in value)
        return f"COALESCE({tests}, false)"
    if kind == "or":
        inner = (" && ".join(_holds(each) for each in alternative) for alternative in value)
        return "(" + " || ".join(f"({each})" for each in inner) + ")"
    raise AssertionError(f"sh:{kind} is read from the shapes but not compiled")


_SIGNS = {
    "minLength": ">=",
    "maxLength": "<=",
    "minInclusive": ">=",
    "maxInclusive": "<=",
    "minExclusive": ">",
    "maxExclusive": "<",
}
_NODE_KINDS = {
    "IRI": "isIRI(?value)",
    "Literal": "isLiteral(?value)",
    "BlankNode": "isBlank(?value)",
    "BlankNodeOrIRI": "(isBlank(?value) || isIRI(?value))",
    "BlankNodeOrLiteral": "(isBlank(?value) || isLiteral(?value))",
    "IRIOrLiteral": "(isIRI(?value) || isLiteral(?value))",
}


def _is_of(datatype: str) -> str:
    """Whether ?value is a literal of this datatype, well-formed where the engine can tell."""
    test = f"DATATYPE(?value) = <{datatype}>"
    if datatype in _LEXICAL:
        test += f" && isLiteral(<{datatype}>(STR(?value)))"
    return f"COALESCE({test}, false)"
