"""Exports of real digests: every format parses strictly in two libraries, and says the same."""

from __future__ import annotations

import io
import json
import logging
from pathlib import Path

import pyoxigraph as ox
import pytest
import rdflib

from kg.building import build
from kg.checking import check_graph, shapes, sparql
from kg.checking.data import of_graph
from kg.export import export
from kg.store import Store

pytestmark = pytest.mark.shared

SYNTAX = {
    "turtle": (ox.RdfFormat.TURTLE, "turtle"),
    "ntriples": (ox.RdfFormat.N_TRIPLES, "nt"),
    "rdfxml": (ox.RdfFormat.RDF_XML, "xml"),
    "jsonld": (ox.RdfFormat.JSON_LD, "json-ld"),
    "trig": (ox.RdfFormat.TRIG, "trig"),
    "nquads": (ox.RdfFormat.N_QUADS, "nquads"),
}


@pytest.fixture(scope="module")
def real_graph(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A graph of ten real digests, spread over the collection: enough for authors who wrote two papers."""
    digests = sorted((shared / "digests").iterdir())
    chosen = digests[:: max(1, len(digests) // 10)][:10]
    folder = tmp_path_factory.mktemp("real") / "graph"
    build(chosen, folder, workers=1)
    return folder


@pytest.fixture(scope="module")
def expected(real_graph: Path) -> set[str]:
    quads = ox.parse("\n".join(Store(real_graph).quads()), format=ox.RdfFormat.N_QUADS)
    return {str(quad.triple) for quad in quads}


def written(folder: Path, name: str) -> bytes:
    out = io.BytesIO()
    export(Store(folder), out, name)
    return out.getvalue()


@pytest.mark.parametrize("name", SYNTAX)
@pytest.mark.filterwarnings("ignore:(ConjunctiveGraph|Dataset):DeprecationWarning:rdflib")
def test_a_format_of_real_digests_parses_without_a_warning_in_both_libraries_to_the_same_triples(
    name: str, real_graph: Path, expected: set[str], caplog: pytest.LogCaptureFixture
) -> None:
    data = written(real_graph, name)
    strict, by_rdflib = SYNTAX[name]
    assert {str(quad.triple) for quad in ox.parse(data, format=strict)} == expected
    with caplog.at_level(logging.DEBUG, "rdflib"):
        dataset = rdflib.Dataset(default_union=True)
        dataset.parse(data=data, format=by_rdflib)
    assert [r.getMessage() for r in caplog.records if r.levelno >= logging.WARNING] == []
    found = {" ".join(term.n3() for term in triple) for triple in dataset.triples((None, None, None))}
    same = rdflib.Graph().parse(data="\n".join(f"{line} ." for line in expected), format="nt")
    assert len(found) == len(expected)
    assert found == {" ".join(term.n3() for term in triple) for triple in same}
    assert not any(isinstance(term, rdflib.BNode) for triple in same for term in triple)


def test_the_reference_processor_expands_the_json_ld_of_real_digests_to_the_same_triples(
    real_graph: Path, expected: set[str]
) -> None:
    jsonld = pytest.importorskip("pyld").jsonld
    quads = jsonld.to_rdf(json.loads(written(real_graph, "jsonld")), {"format": "application/n-quads"})
    assert {str(quad.triple) for quad in ox.parse(quads, format=ox.RdfFormat.N_QUADS)} == expected


def test_a_graph_of_real_digests_conforms_without_a_warning(real_graph: Path) -> None:
    assert check_graph(real_graph).findings == ()


def test_every_shape_has_something_to_check_in_a_graph_of_real_digests(real_graph: Path) -> None:
    focused = sparql.focused(of_graph(real_graph), shapes.read())
    idle = {name.removeprefix(shapes.SHAPES) for name, count in focused.items() if not count}
    # the shipped vocabulary links nothing out; digests need not hold two people of one name, nor corrections
    assert idle <= {"Linkset", "OfPeople", "Plan", "Plan-terms"}
