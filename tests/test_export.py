"""Exports: every format holds the same triples, two parsers agree, bytes do not change."""

from __future__ import annotations

import csv
import io
import warnings
from dataclasses import replace
from pathlib import Path
from typing import BinaryIO

import networkx as nx
import pyoxigraph as ox
import pytest
import rdflib
from rdflib.compare import isomorphic

from kg.errors import ExportError
from kg.export import FORMATS, export
from kg.export.formats import format_of
from kg.store import Store

TRIPLES = {
    "turtle": (ox.RdfFormat.TURTLE, "turtle"),
    "ntriples": (ox.RdfFormat.N_TRIPLES, "nt"),
    "rdfxml": (ox.RdfFormat.RDF_XML, "xml"),
    "jsonld": (ox.RdfFormat.JSON_LD, "json-ld"),
    "trig": (ox.RdfFormat.TRIG, "trig"),
    "nquads": (ox.RdfFormat.N_QUADS, "nquads"),
}


def written(store: Store, name: str) -> bytes:
    out = io.BytesIO()
    export(store, out, name)
    return out.getvalue()


@pytest.fixture(scope="module")
def expected(example_graph: Path) -> set[str]:
    lines = Store(example_graph).quads()
    return {str(quad.triple) for quad in ox.parse("\n".join(lines), format=ox.RdfFormat.N_QUADS)}


@pytest.mark.parametrize("name", TRIPLES)
def test_a_format_parses_back_to_the_same_triples_in_pyoxigraph(
    name: str, store: Store, expected: set[str]
) -> None:
    parsed = {str(quad.triple) for quad in ox.parse(written(store, name), format=TRIPLES[name][0])}
    assert parsed == expected


@pytest.mark.parametrize("name", TRIPLES)
def test_a_format_parses_back_to_the_same_graph_in_rdflib(name: str, store: Store) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # rdflib's own JSON-LD parser uses its old class
        dataset = rdflib.Dataset(default_union=True)
        dataset.parse(data=written(store, name), format=TRIPLES[name][1])
        plain = rdflib.Graph().parse(data=written(store, "ntriples"), format="nt")
        found = rdflib.Graph()
        for triple in dataset.triples((None, None, None)):
            found.add(triple)
    assert isomorphic(found, plain)


@pytest.mark.parametrize("name", ["trig", "nquads"])
def test_quad_formats_keep_the_named_graphs(name: str, store: Store) -> None:
    graphs = {str(quad.graph_name) for quad in ox.parse(written(store, name), format=TRIPLES[name][0])}
    assert len(graphs) == 5  # three documents, what follows from all of them, the graph's own description


@pytest.mark.parametrize("name", FORMATS)
def test_a_format_gives_the_same_bytes_twice(name: str, store: Store) -> None:
    assert written(store, name) == written(store, name)


def test_graphml_is_read_by_networkx_with_types_and_relations(store: Store) -> None:
    graph = nx.parse_graphml(written(store, "graphml").decode())
    kinds = {data["type"] for _, data in graph.nodes(data=True)}
    assert kinds == {"Paper", "Author", "Category", "Method", "Dataset", "Task"}
    assert {"introduces", "uses", "addresses", "creator"} <= {
        d["relation"] for *_, d in graph.edges(data=True)
    }


def test_csv_has_a_row_per_paper_role_and_entity(store: Store) -> None:
    rows = list(csv.DictReader(io.StringIO(written(store, "csv").decode(), newline="")))
    primo = [r for r in rows if r["entity"] == "PRIMO" and r["role"] == "introduces"]
    assert [r["paper"] for r in primo] == ["https://doi.org/10.48550/arXiv.2512.02315"]


@pytest.mark.parametrize(
    ("name", "target", "found"),
    [
        (None, "graph.ttl", "turtle"),
        (None, "graph.jsonld", "jsonld"),
        (None, "graph.nq", "nquads"),
        ("csv", "graph.ttl", "csv"),
        ("ttl", None, "turtle"),
        (None, None, "turtle"),
    ],
)
def test_the_format_is_named_or_told_by_the_suffix(name: str | None, target: str | None, found: str) -> None:
    assert format_of(name, Path(target) if target else None).name == found


@pytest.mark.parametrize(("name", "target"), [("docx", None), (None, "graph.docx")])
def test_an_unknown_format_is_refused(name: str | None, target: str | None) -> None:
    with pytest.raises(ExportError, match="docx"):
        format_of(name, Path(target) if target else None)


def test_a_failed_export_leaves_the_old_file_and_nothing_else(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "graph.nt"
    target.write_text("old", encoding="utf-8")

    def fails(_store: Store, out: BinaryIO) -> None:
        out.write(b"half")
        raise OSError(28, "No space left on device")

    monkeypatch.setitem(FORMATS, "ntriples", replace(FORMATS["ntriples"], write=fails))
    with pytest.raises(ExportError, match="No space left"):
        export(store, target, "ntriples")
    assert target.read_text(encoding="utf-8") == "old"
    assert [p.name for p in tmp_path.iterdir()] == ["graph.nt"]
