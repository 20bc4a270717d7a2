"""The shapes fit what kg emits, both ways; each of them rejects a broken example; both engines say the same."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest

from kg.checking import oracle, shapes, sparql
from kg.checking.data import Data, of_file, of_graph
from kg.checking.report import Collector, Finding
from kg.errors import KgError
from kg.graph.namespaces import PREFIXES
from tests.checking.samples import Broken, broken_examples, data_of, triples_of

SHAPES = shapes.read()
POSITION = re.compile(re.escape(PREFIXES["rdf"] + "_") + r"\d+")
PROPERTIES = [(node, shape) for node in SHAPES for shape in node.properties]
CASES = [
    (shape.id, constraint.kind, str(constraint.value))
    for node in SHAPES
    for shape in (node, *node.properties)
    for constraint in shape.constraints
]

needs_pyshacl = pytest.mark.skipif(not oracle.is_installed(), reason="pyshacl is not installed")


def closing(shape: shapes.NodeShape) -> bool:
    """Whether a shape does no more than to warn of predicates that it does not list."""
    return not shape.properties and [c.kind for c in shape.constraints] == ["closed"]


def short(iri: str) -> str:
    return iri.removeprefix(shapes.SHAPES)


def by_sparql(data: Data) -> list[Finding]:
    found = Collector()
    sparql.check(data, SHAPES, found)
    return found.findings


def by_pyshacl(data: Data) -> list[Finding]:
    found = Collector()
    oracle.check(data, SHAPES, found)
    return found.findings


def comparable(findings: list[Finding]) -> set[tuple[str, ...]]:
    """Findings without the labels of blank nodes, which every parser makes anew."""

    def term(text: str) -> str:
        return "_:" if text.startswith("_:") else text

    return {
        (f.source, f.component, f.severity, term(f.focus), f.path, term(f.value), f.message) for f in findings
    }


@pytest.fixture(scope="module", params=["example_graph", "full_graph"])
def emitted(request: pytest.FixtureRequest) -> Data:
    folder: Path = request.getfixturevalue(request.param)
    return of_graph(folder)


def test_every_predicate_emitted_has_a_property_shape(emitted: Data) -> None:
    used = {str(row[0]) for row in emitted.rows("SELECT DISTINCT ?p WHERE { ?s ?p ?o }")}
    shaped = {shape.path for _, shape in PROPERTIES}
    assert {p for p in used if not POSITION.fullmatch(p)} - shaped == set()


def test_every_class_emitted_has_a_shape(emitted: Data) -> None:
    used = {str(row[0]) for row in emitted.rows("SELECT DISTINCT ?c WHERE { ?s a ?c }")}
    targets = {iri for node in SHAPES for kind, iri in node.targets if kind == "class" and not closing(node)}
    assert used - targets == set()


def test_every_subject_emitted_is_spoken_of_by_a_shape(emitted: Data) -> None:
    subjects = {str(row[0]) for row in emitted.rows("SELECT DISTINCT ?s WHERE { ?s ?p ?o }")}
    assert sparql.nodes(emitted, SHAPES) >= len(subjects)


def test_every_path_and_target_of_a_shape_occurs_in_a_graph_of_kg(full_data: Data) -> None:
    used = {str(row[0]) for row in full_data.rows("SELECT DISTINCT ?p WHERE { ?s ?p ?o }")}
    classes = {str(row[0]) for row in full_data.rows("SELECT DISTINCT ?c WHERE { ?s a ?c }")}
    targets = {(kind, iri) for node in SHAPES for kind, iri in node.targets}
    assert {short(shape.id) for _, shape in PROPERTIES if shape.path not in used} == set()
    assert {iri for kind, iri in targets if kind == "class"} - classes == set()
    assert {iri for kind, iri in targets if kind != "class"} - used == set()


@pytest.mark.parametrize("node", [n for n in SHAPES if closing(n)], ids=lambda n: short(n.id))
def test_a_warning_of_unknown_predicates_knows_those_of_all_shapes_of_the_class(
    node: shapes.NodeShape,
) -> None:
    allowed = set(node.constraints[0].value)
    shared = [n for n in SHAPES if set(n.targets) & set(node.targets) and n is not node]
    assert shared
    expected = {shape.path for n in shared for shape in n.properties if not shape.inverse}
    assert expected - allowed == set()


def test_every_shape_has_a_target_and_tells_people_what_to_do() -> None:
    for node in SHAPES:
        assert node.targets, node.id
        for shape in (node, *node.properties):
            assert shape.message.endswith((".", "?")), shape.id
            assert shape.constraints or shape is node, shape.id


def test_graphs_of_kg_conform_without_a_warning(emitted: Data) -> None:
    assert by_sparql(emitted) == []


@needs_pyshacl
def test_graphs_of_kg_conform_by_pyshacl(emitted: Data) -> None:
    assert by_pyshacl(emitted) == []


@pytest.fixture(scope="module")
def examples(full_data: Data) -> list[Broken]:
    return list(broken_examples(SHAPES, triples_of(full_data)))


COMPARED = {
    path
    for _, shape in PROPERTIES
    for constraint in shape.constraints
    if constraint.kind.startswith("lessThan")
    for path in (shape.path, constraint.value)
}


def too_hard_for_pyshacl(example: Broken) -> bool:
    """pyshacl 0.40.1 ends in a TypeError where it compares a date or number that is none with another."""
    return example.case == "ill-typed" and getattr(example.shape, "path", "") in COMPARED


@pytest.fixture(scope="module")
def broken_data(full_data: Data, examples: list[Broken]) -> Data:
    """All broken examples beside the graph that they are copies from."""
    return beside(full_data, examples)


@pytest.fixture(scope="module")
def comparable_data(full_data: Data, examples: list[Broken]) -> Data:
    """The same without the few that pyshacl fails at."""
    return beside(full_data, [e for e in examples if not too_hard_for_pyshacl(e)])


def beside(data: Data, examples: list[Broken]) -> Data:
    triples = set(triples_of(data)) | {t for example in examples for t in example.triples}
    return data_of(ox.Quad(t.subject, t.predicate, t.object) for t in triples)


@pytest.fixture(scope="module")
def found_by_sparql(broken_data: Data) -> list[Finding]:
    return by_sparql(broken_data)


@pytest.fixture(scope="module")
def found_by_pyshacl(comparable_data: Data) -> list[Finding]:
    return by_pyshacl(comparable_data)


def rejected(findings: list[Finding]) -> set[tuple[str, str, str]]:
    return {(f.source, f.component, f.focus) for f in findings}


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{short(case[0])} {case[1]}")
def test_a_constraint_rejects_its_broken_examples(
    case: tuple[str, str, str], examples: list[Broken], found_by_sparql: list[Finding]
) -> None:
    mine = [e for e in examples if (e.shape.id, e.constraint.kind, str(e.constraint.value)) == case]
    assert mine, "there is no broken example for this constraint"
    known = rejected(found_by_sparql)
    for example in mine:
        key = (example.shape.id, example.constraint.component, str(example.focus))
        assert key in known, example.case


@needs_pyshacl
def test_pyshacl_rejects_every_broken_example_too(
    examples: list[Broken], found_by_pyshacl: list[Finding]
) -> None:
    known = {key for key in rejected(found_by_pyshacl) if not key[2].startswith("_:")}
    for example in examples:
        focus = str(example.focus)
        key: Any = (example.shape.id, example.constraint.component, focus)
        hard = focus.startswith("_:") or too_hard_for_pyshacl(example)
        assert hard or key in known, (short(example.shape.id), example.case)


@needs_pyshacl
def test_sparql_and_pyshacl_find_the_same_in_all_broken_examples(
    comparable_data: Data, found_by_pyshacl: list[Finding]
) -> None:
    ours, theirs = comparable(by_sparql(comparable_data)), comparable(found_by_pyshacl)
    assert theirs - ours == set()
    # SHACL 4.5.4: a value that cannot be compared is a violation; pyshacl 0.40.1 lets ill-typed decimals pass
    assert {(f[1].removeprefix(shapes.SH), f[5]) for f in ours - theirs} <= {
        ("MaxInclusiveConstraintComponent", f'"many"^^<{PREFIXES["xsd"]}decimal>')
    }


def test_a_screen_has_rows_exactly_where_its_queries_have(broken_data: Data, full_data: Data) -> None:
    for data in (broken_data, full_data):
        for node in SHAPES:
            for screen, queries in sparql.compiled(node):
                if screen:
                    rows = any(next(data.terms(q.text), None) is not None for q in queries)
                    assert rows == (next(data.terms(screen), None) is not None)


@needs_pyshacl
def test_subclasses_that_the_data_declare_count_for_both_engines(tmp_path: Path) -> None:
    file = tmp_path / "x.ttl"
    file.write_text(
        """@prefix kg: <https://w3id.org/digestgraph/ontology#> . @prefix : <https://example.org/> .
        @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
        :Robot rdfs:subClassOf <http://xmlns.com/foaf/0.1/Person> . :Arm rdfs:subClassOf :Robot .
        :r a :Arm . <https://doi.org/10.1234/x> <http://purl.org/dc/terms/creator> :r ; a kg:Nothing .""",
        encoding="utf-8",
    )
    data = of_file(file)
    assert {(short(f.source), f.focus) for f in by_sparql(data)} == {
        ("Person-name", "<https://example.org/r>")
    }
    assert comparable(by_sparql(data)) == comparable(by_pyshacl(data))


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("this is no Turtle", "is not Turtle"),
        ("[] a sh:NodeShape ; sh:xone ( ) .", "sh:xone is not supported"),
        ("[] a sh:NodeShape ; sh:property [ sh:path ( <x:a> <x:b> ) ] .", "sh:path must be"),
        ("[] a sh:NodeShape ; sh:message 'a', 'b' .", "2 values of sh:message"),
        ("[] a sh:NodeShape ; sh:in <x:a> .", "is no RDF list"),
    ],
)
def test_shapes_that_cannot_be_checked_are_refused(tmp_path: Path, text: str, says: str) -> None:
    file = tmp_path / "shapes.ttl"
    file.write_text(f"@prefix sh: <{shapes.SH}> . {text}", encoding="utf-8")
    with pytest.raises(KgError, match=says):
        shapes.read(file)
