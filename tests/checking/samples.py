"""Digests and a vocabulary that between them make kg emit every class and predicate it knows; broken graphs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import pyoxigraph as ox

from kg.checking.data import Data
from kg.checking.report import Finding
from kg.checking.shapes import SHAPES, Constraint, NodeShape, PropertyShape
from kg.graph.namespaces import BASE, PREFIXES

XSD = PREFIXES["xsd"]
TYPE = ox.NamedNode(PREFIXES["rdf"] + "type")

VOCABULARY = """
@prefix kg: <https://w3id.org/digestgraph/ontology#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix my: <https://example.org/terms/> .

my:net a kg:Method ; skos:prefLabel "zonal network"@en .
my:zon a kg:Method ; skos:prefLabel "zonal transport network"@en ; skos:altLabel "zone carrier"@en ;
    kg:abbreviation "ZTN" ; skos:broader my:net ; skos:scopeNote "Not the zonal mean."@en .
my:data a kg:Dataset ; skos:prefLabel "zone archive"@en ; skos:altLabel "archive of zones"@en .
my:bench a kg:Dataset ; skos:prefLabel "ZoneBench"@en ; skos:broader my:data .
my:task a kg:Task ; skos:prefLabel "zone forecasting"@en ; skos:broader my:above .
my:above a kg:Task ; skos:prefLabel "zone analysis"@en .
my:other a kg:Task ; skos:prefLabel "zone segmentation"@en .
"""

CORRECTIONS = """
[[better-name]]
name = "zone archive"
label = "zone archives"

[[same-as]]
names = ["zone analysis", "analysis of zones"]

[[role]]
paper = "2512.00001"
name = "U-Net"
role = "compares"
"""

_ABSTRACT = (
    "We address zone forecasting. We propose ZoneFlow, a new method built on the zonal transport network (ZTN). "
    "We train on ZoneBench and show that ZoneFlow outperforms U-Net by a wide margin. "
    "Accurate maps matter for applications such as zone segmentation."
)
_SUMMARY = {
    "tldr": "A model of zones that is quicker than all earlier ones.",
    "motivation": "Earlier models of zones needed a new run for every place.",
    "method": "One network is trained on the zones of all places together.",
    "result": "Errors fall by one third, at half of the earlier cost.",
    "conclusion": "小模型在数据干净时已经足够，无需更大的网络。",
}

DIGESTS: dict[str, list[dict[str, Any]]] = {
    "2025-12-04.jsonl": [
        {
            "id": "2512.00001v2",
            "title": "ZoneFlow: forecasting of zones",
            "abstract": _ABSTRACT,
            "authors": ["Ada Lovelace", "Émilie du Châtelet", "李小龙"],
            "categories": ["cs.LG", "physics.ao-ph", "my own topic"],
            "doi": "10.1038/s41586-021-03819-2",
            "url": "https://arxiv.org/abs/2512.00001v2",
            "comment": "12 pages",
            "code_url": "https://github.com/example/zoneflow",
            "published": "2025-12-01",
            "AI": _SUMMARY,
        },
        {
            "title": "A note on zones, with neither id nor date",
            "abstract": "We use the zonal transport network.",
            "authors": ["Ada Lovelace"],
            "categories": ["hep-th"],
            "url": "https://example.org/notes/7",
        },
    ],
    "people.jsonl": [
        {
            "id": f"2512.0010{number}",
            "title": title,
            "abstract": "No more.",
            "authors": authors,
            "categories": [category],
        }
        for number, (title, authors, category) in enumerate(
            (
                ("Zones of galaxies", ["Wei Zhang", "Ada Lovelace"], "astro-ph.GA"),
                ("More zones of galaxies", ["Wei Zhang", "Ada Lovelace"], "astro-ph.GA"),
                ("Zones of proteins", ["Wei Zhang", "Maria Sibylla Merian"], "q-bio.BM"),
                ("Zones of knots", ["Peter Smith"], "math.GT"),
                ("More zones of knots", ["Peter Smith"], "math.GT"),
                ("Zone forecasting by the zonal transport network", ["Ivan Petrov"], "cs.LG"),
                ("The zonal transport network in zone segmentation", ["Ivan Petrov"], "cs.LG"),
                ("Zones alone", [{"name": "Wei Zhang", "orcid": "0000-0002-1825-0097"}], "econ.TH"),
            )
        )
    ],
    "later.jsonl": [
        {
            "id": "2512.00001v3",
            "title": "ZoneFlow: the forecasting of zones",
            "abstract": _ABSTRACT.replace("by a wide margin", "clearly"),
            "authors": ["Ada LOVELACE", "Émilie du Châtelet"],
            "categories": ["cs.LG"],
            "comment": "12 pages. This paper has been withdrawn by the authors",
            "code_url": "https://github.com/example/zoneflow",
            "updated": "2025-12-09",
        },
        {
            "doi": "10.1103/PhysRevLett.1.1",
            "title": "Zones of old",
            "abstract": "",
            "authors": [],
            "categories": [],
        },
        {
            "id": "math/0306266",
            "title": "Zones in geometry",
            "abstract": "No more.",
            "authors": ["E. Noether"],
        },
    ],
}


def names(findings: Iterable[Finding]) -> set[str]:
    """The checks that were not met."""
    return {finding.source.removeprefix(SHAPES) for finding in findings}


def data_of(quads: Iterable[ox.Quad], *, minted: bool = True) -> Data:
    """Quads as data to check."""
    store = ox.Store()
    store.bulk_extend(quads)

    def query(text: str) -> object:
        return store.query(text, prefixes=PREFIXES, use_default_graph_as_union=True)

    return Data("quads", query, base=BASE, minted=minted)


def quads_of(data: Data) -> list[ox.Quad]:
    """Every quad of the named graphs."""
    return [
        ox.Quad(s, p, o, g) for s, p, o, g in data.terms("SELECT ?s ?p ?o ?g WHERE { GRAPH ?g { ?s ?p ?o } }")
    ]


def triples_of(data: Data) -> list[ox.Triple]:
    """Every triple, once, sorted."""
    rows = data.terms("SELECT DISTINCT ?s ?p ?o WHERE { ?s ?p ?o }")
    return [ox.Triple(*row) for row in sorted(rows, key=str)]


@dataclass(frozen=True)
class Broken:
    """A node that breaks one constraint of one shape, and the triples that do so."""

    shape: NodeShape | PropertyShape
    constraint: Constraint
    case: str
    focus: Any
    triples: tuple[ox.Triple, ...]


Triples = list[ox.Triple]


def broken_examples(shapes: Iterable[NodeShape], triples: Triples) -> Iterator[Broken]:
    """For each constraint of each shape a copy of a node of `triples` that breaks it."""
    number = 0
    for node in shapes:
        nodes = focus_nodes(node, triples)
        for shape in (node, *node.properties):
            for constraint in shape.constraints:
                for case, change in MUTATIONS[constraint.kind].items():
                    number += 1
                    focus = _fitting(shape, nodes, triples)
                    copy = _copied(focus, f"-broken{number}", triples)
                    changed = change(shape, constraint, *copy, triples)
                    if changed is not None:
                        yield Broken(shape, constraint, case, changed[0], tuple(changed[1]))


def focus_nodes(shape: NodeShape, triples: Triples) -> list[Any]:
    found = set()
    for kind, iri in shape.targets:
        if kind == "class":
            found.update(t.subject for t in triples if t.predicate == TYPE and t.object.value == iri)
        else:
            ends = [t for t in triples if t.predicate.value == iri]
            found.update(t.subject if kind == "subjectsOf" else t.object for t in ends)
    return sorted(found, key=str)


def _fitting(shape: NodeShape | PropertyShape, nodes: list[Any], triples: Triples) -> Any:
    """A focus node with a value for the shape's path, and for what that value is compared with."""
    if isinstance(shape, NodeShape):
        return nodes[0]
    wanted = {c.value for c in shape.constraints if c.kind in COMPARED}
    for node in nodes:
        paths = {t.predicate.value for t in triples if (t.object if shape.inverse else t.subject) == node}
        if shape.path in paths and wanted <= paths:
            return node
    raise AssertionError(f"nothing in the graph has a value for {shape.id}")


COMPARED = ("lessThan", "lessThanOrEquals", "disjoint")


def _copied(focus: Any, suffix: str, triples: Triples) -> tuple[Any, Triples]:
    """Another node of which all is said that is said of `focus`."""
    copy = ox.NamedNode(focus.value + suffix)
    return copy, _renamed(focus, copy, [t for t in triples if focus in (t.subject, t.object)])


def _renamed(old: Any, new: Any, triples: Triples) -> Triples:
    return [
        ox.Triple(new if t.subject == old else t.subject, t.predicate, new if t.object == old else t.object)
        for t in triples
    ]


def _is_value(shape: PropertyShape, focus: Any, triple: ox.Triple) -> bool:
    end = triple.object if shape.inverse else triple.subject
    return bool(triple.predicate.value == shape.path and end == focus)


def _without(shape: PropertyShape, focus: Any, triples: Triples) -> Triples:
    return [t for t in triples if not _is_value(shape, focus, t)]


def _with(shape: PropertyShape, focus: Any, values: Iterable[Any], triples: Triples) -> Triples:
    path = ox.NamedNode(shape.path)
    more = [ox.Triple(v, path, focus) if shape.inverse else ox.Triple(focus, path, v) for v in values]
    return [*triples, *more]


def _replaced(make: Any) -> Any:
    """A mutation that puts another value in place of all there are; `make` gets shape, constraint, old value."""

    def change(shape: Any, constraint: Constraint, focus: Any, triples: Triples, everything: Triples) -> Any:
        if isinstance(shape, NodeShape):
            return None
        old = next(t.object for t in triples if _is_value(shape, focus, t))
        new = make(shape, constraint, old, [t for t in triples if t.subject == focus])
        return None if new is None else (focus, _with(shape, focus, [new], _without(shape, focus, triples)))

    return change


def _datatype(shape: PropertyShape) -> str:
    found = [c.value for c in shape.constraints if c.kind == "datatype"]
    return found[0] if found else f"{XSD}string"


def _literal(shape: PropertyShape, text: str, old: Any) -> Any:
    """A literal of the kind that the shape asks for."""
    if isinstance(old, ox.Literal) and old.language:
        return ox.Literal(text, language=old.language)
    return ox.Literal(text, datatype=ox.NamedNode(_datatype(shape)))


def _other_datatype(shape: PropertyShape, constraint: Constraint, old: Any, _: Triples) -> Any:
    return ox.Literal("x") if constraint.value.endswith("langString") else ox.Literal("x", language="en")


def _ill_typed(shape: PropertyShape, constraint: Constraint, old: Any, _: Triples) -> Any:
    if constraint.value.endswith(("string", "langString")):
        return None
    wrong = "2025-02-30" if constraint.value.endswith("date") else "many"
    return ox.Literal(wrong, datatype=ox.NamedNode(constraint.value))


def _unfit(shape: PropertyShape, constraint: Constraint, old: Any, _: Triples) -> Any:
    if isinstance(old, ox.NamedNode):
        return ox.NamedNode("urn:unfit")
    return _literal(shape, "", old) if constraint.value[0].startswith("^") else ox.Literal("?")


def _beyond(step: int) -> Any:
    def make(shape: PropertyShape, constraint: Constraint, old: Any, _: Triples) -> Any:
        text = str(int(constraint.value.value) + step)
        return ox.Literal(text, datatype=ox.NamedNode(_datatype(shape)))

    return make


def _greater(shape: PropertyShape, constraint: Constraint, old: Any, of: Triples) -> Any:
    text = "9999-01-01" if _datatype(shape).endswith("date") else "999999999"
    return _literal(shape, text, old)


def _same(shape: PropertyShape, constraint: Constraint, old: Any, of: Triples) -> Any:
    return next(t.object for t in of if t.predicate.value == constraint.value)


def _fewer(shape: Any, constraint: Constraint, focus: Any, triples: Triples, everything: Triples) -> Any:
    return focus, _without(shape, focus, triples)


def _more(shape: Any, constraint: Constraint, focus: Any, triples: Triples, everything: Triples) -> Any:
    number = constraint.value[0] if constraint.kind.startswith("qualified") else constraint.value
    if constraint.kind == "qualifiedMaxCount":
        kind = constraint.value[1][0].value
        values = [t.subject for t in everything if t.predicate == TYPE and t.object.value == kind]
    else:
        values = [ox.NamedNode(f"urn:more:{i}") for i in range(number + 1)]
    assert len(values) > number
    return focus, _with(shape, focus, values[: number + 1], triples)


def _twice(shape: Any, constraint: Constraint, focus: Any, triples: Triples, everything: Triples) -> Any:
    old = next(t.object for t in triples if _is_value(shape, focus, t))
    return focus, _with(shape, focus, [ox.Literal("another", language=old.language.upper())], triples)


def _lacking(shape: Any, constraint: Constraint, focus: Any, triples: Triples, everything: Triples) -> Any:
    return focus, [t for t in triples if not (_is_value(shape, focus, t) and t.object == constraint.value)]


def _untyped(shape: Any, constraint: Constraint, focus: Any, triples: Triples, everything: Triples) -> Any:
    """The node itself without the classes asked for."""
    if isinstance(shape, PropertyShape):
        return None
    inner = constraint.value if constraint.kind == "or" else ((constraint,),)
    kinds = {each.value for alternative in inner for each in alternative}
    return focus, [t for t in triples if not (t.subject == focus and t.object.value in kinds)]


def _blank(shape: Any, constraint: Constraint, focus: Any, triples: Triples, everything: Triples) -> Any:
    if isinstance(shape, PropertyShape):
        return None
    node = ox.BlankNode()
    return node, _renamed(focus, node, triples)


def _renamed_focus(shape: Any, constraint: Constraint, focus: Any, triples: Triples, _: Triples) -> Any:
    if isinstance(shape, PropertyShape):
        return None
    node = ox.NamedNode("urn:" + focus.value.rpartition("-")[2])
    return node, _renamed(focus, node, triples)


def _strange(shape: Any, constraint: Constraint, focus: Any, triples: Triples, everything: Triples) -> Any:
    return focus, [*triples, ox.Triple(focus, ox.NamedNode("urn:strange"), ox.Literal("x"))]


_NOTHING = ox.NamedNode("urn:nothing")

MUTATIONS: dict[str, dict[str, Any]] = {
    "minCount": {"none": _fewer},
    "maxCount": {"too many": _more},
    "qualifiedMinCount": {"none": _fewer},
    "qualifiedMaxCount": {"too many": _more},
    "datatype": {"another": _replaced(_other_datatype), "ill-typed": _replaced(_ill_typed)},
    "nodeKind": {"literal": _replaced(lambda *_: ox.Literal("text")), "blank node": _blank},
    "class": {"no instance": _replaced(lambda *_: _NOTHING), "not typed": _untyped},
    "or": {"neither": _replaced(lambda *_: _NOTHING), "not typed": _untyped},
    "in": {"another": _replaced(lambda *_: _NOTHING)},
    "pattern": {"unfit": _replaced(_unfit), "unfit IRI": _renamed_focus},
    "minLength": {"empty": _replaced(lambda shape, _, old, __: _literal(shape, "", old))},
    "minInclusive": {"less": _replaced(_beyond(-1))},
    "maxInclusive": {"more": _replaced(_beyond(1))},
    "languageIn": {
        "another": _replaced(lambda *_: ox.Literal("slovo", language="ru")),
        "none": _replaced(lambda *_: ox.Literal("word")),
    },
    "uniqueLang": {"twice": _twice},
    "hasValue": {"lacking": _lacking},
    "lessThan": {"greater": _replaced(_greater)},
    "lessThanOrEquals": {"greater": _replaced(_greater)},
    "disjoint": {"same": _replaced(_same)},
    "closed": {"a predicate more": _strange},
}
"""How to break each kind of constraint, in one way or several; None where a way does not apply."""
