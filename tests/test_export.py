"""Exports: every format holds the same triples, two parsers agree, bytes do not change."""

from __future__ import annotations

import csv
import io
import json
import warnings
from dataclasses import replace
from pathlib import Path
from typing import BinaryIO

import networkx as nx
import pyoxigraph as ox
import pytest
import rdflib
from pyld import jsonld
from rdflib.compare import isomorphic

from kg.building import build
from kg.errors import ExportError
from kg.export import FORMATS, export
from kg.export.formats import format_of
from kg.store import Store
from tests.conftest import EXAMPLES, ROOT

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


def test_the_reference_processor_expands_jsonld_to_the_same_triples(store: Store, expected: set[str]) -> None:
    document = json.loads(written(store, "jsonld"))
    quads = jsonld.to_rdf(document, {"format": "application/n-quads"})
    assert {str(quad.triple) for quad in ox.parse(quads, format=ox.RdfFormat.N_QUADS)} == expected


def test_every_line_of_ndjsonld_is_a_document_and_together_they_are_the_graph(
    store: Store, expected: set[str]
) -> None:
    context = json.loads((ROOT / "ontology" / "context.jsonld").read_text(encoding="utf-8"))

    def load(url: str, _options: object) -> dict[str, object]:
        assert url == "https://w3id.org/digestgraph/context.jsonld"
        return {"contextUrl": None, "documentUrl": url, "document": context}

    found = set()
    for line in written(store, "ndjsonld").decode().splitlines():
        options = {"format": "application/n-quads", "documentLoader": load}
        quads = jsonld.to_rdf(json.loads(line), options)
        found |= {str(quad.triple) for quad in ox.parse(quads, format=ox.RdfFormat.N_QUADS)}
    assert found == expected


def test_a_paper_in_jsonld_has_its_authors_in_order_and_its_evidence_within(store: Store) -> None:
    graph = json.loads(written(store, "jsonld"))["@graph"]
    paper = next(node for node in graph if node["id"].endswith("2512.02315"))
    assert [name.rpartition("/")[2] for name in paper["authors"][:2]] == ["felix_teufel", "aaron_w._kollasch"]
    quotes = [s["exact"] for e in paper["evidence"] for s in e["selector"] if "exact" in s]
    assert "PRIMO" in quotes
    starts = [s["start"] for e in paper["evidence"] for s in e["selector"] if "start" in s]
    assert starts == sorted(starts)


def test_turtle_has_papers_first_and_what_they_introduce_near_their_title(store: Store) -> None:
    paragraphs = written(store, "turtle").decode().split("\n\n")[1:]
    kinds = [line.partition(" ")[0].strip("<") for line in paragraphs]
    assert [kind.startswith("https://doi.org/") for kind in kinds[:33]] == [True] * 33
    primo = next(
        text for text in paragraphs if text.startswith("<https://doi.org/10.48550/arXiv.2512.02315>")
    )
    assert primo.splitlines()[3:5] == [
        '    dcterms:title "Few-shot Protein Fitness Prediction via In-context Learning and Test-time Training" ;',
        "    kg:introduces method:primo ;",
    ]


def test_a_new_digest_changes_only_its_own_lines_of_turtle_and_counts(tmp_path: Path) -> None:
    days = sorted(EXAMPLES.iterdir())
    texts = []
    for number in (2, 3):
        build(days[:number], tmp_path / str(number), workers=1)
        texts.append(written(Store(tmp_path / str(number)), "turtle").decode())
    lost = set(texts[0].splitlines()) - set(texts[1].splitlines())
    telling = (
        "kg:paperCount",
        "kg:lastSeen",
        "void:",
        "schema:",
        "dcterms:",
        "prov:",
        "kg:firstSeen",
        "kg:builtOn",
    )
    assert {
        line for line in lost if not line.strip().startswith(telling) and not line.endswith((" ;", " ."))
    } == set()


def test_the_description_counts_what_is_there(store: Store, expected: set[str]) -> None:
    text = written(store, "void").decode()
    described = {str(quad.triple) for quad in ox.parse(text, format=ox.RdfFormat.TURTLE)}
    assert f"void:triples {len(expected - described)} ;" in text
