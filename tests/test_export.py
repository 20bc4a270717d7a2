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
from rdflib import RDF
from rdflib.compare import isomorphic

from kg.building import build
from kg.checking import check_file
from kg.errors import ExportError
from kg.export import FORMATS, export
from kg.export.formats import format_of
from kg.export.turtle import _Layout, _shortener
from kg.graph.namespaces import PREFIXES, compact
from kg.store import Store
from tests.conftest import EXAMPLES, ROOT

VOID = rdflib.Namespace(PREFIXES["void"])
SHORT = _shortener({"x": "http://x.org/"})
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


@pytest.mark.parametrize("name", TRIPLES)
def test_every_sign_of_a_text_survives_a_format(name: str, tmp_path: Path) -> None:
    abstract = (
        'One\tline\nand\r\nanother\rwith "quotes", \\\\ and \\frac{1}{2}, <b>&amp;</b>, \u202eRTL, \u0301e 🚀'
    )
    row = {"id": "2512.00001", "title": "Signs", "abstract": abstract, "authors": ["Ann Lee"]}
    (tmp_path / "2025-12-01.jsonl").write_text(json.dumps(row), encoding="utf-8")
    build([tmp_path / "2025-12-01.jsonl"], tmp_path / "graph", workers=1)
    data = written(Store(tmp_path / "graph"), name)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        read = rdflib.Dataset(default_union=True).parse(data=data, format=TRIPLES[name][1])
        found = {str(o) for o in read.objects(None, rdflib.DCTERMS.abstract)}
    parsed = ox.parse(data, format=TRIPLES[name][0])
    kept = {q.object.value for q in parsed if q.predicate.value == str(rdflib.DCTERMS.abstract)}
    assert found == kept == {abstract}


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


@pytest.mark.filterwarnings("ignore:(ConjunctiveGraph|Dataset):DeprecationWarning:rdflib")
def test_rdflib_reads_every_line_of_ndjsonld_and_together_they_are_the_graph(full_graph: Path) -> None:
    store = Store(full_graph)
    context = json.loads((ROOT / "ontology" / "context.jsonld").read_text(encoding="utf-8"))["@context"]
    found = rdflib.Graph()
    for line in written(store, "ndjsonld").decode().splitlines():
        found.parse(data=json.dumps(json.loads(line) | {"@context": context}), format="json-ld")
    assert set(found) == set(rdflib.Graph().parse(data=written(store, "ntriples"), format="nt"))


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
    assert [text.startswith("arxiv:") for text in paragraphs[:34]] == [True] * 33 + [False]
    primo = next(text for text in paragraphs if text.startswith("arxiv:2512.02315\n"))
    assert primo.splitlines()[3:5] == [
        '    dcterms:title "Few-shot Protein Fitness Prediction via In-context Learning and Test-time Training" ;',
        "    kg:introduces method:primo ;",
    ]


def paragraphs(store: Store) -> dict[str, str]:
    """Each subject with its paragraph of Turtle, in their order."""
    found = written(store, "turtle").decode().split("\n\n")[1:]
    return {text.partition("\n")[0]: text for text in found}


def by_subject(store: Store) -> dict[str, set[str]]:
    """Each subject with all that is said of it."""
    found: dict[str, set[str]] = {}
    for quad in ox.parse("\n".join(store.quads()), format=ox.RdfFormat.N_QUADS):
        found.setdefault(quad.subject.value, set()).add(str(quad.triple))
    return found


@pytest.fixture(scope="module")
def two_days(tmp_path_factory: pytest.TempPathFactory) -> tuple[Store, Store]:
    """Two documents, and the same with a third."""
    days, folder = sorted(EXAMPLES.iterdir()), tmp_path_factory.mktemp("days")
    for number in (2, 3):
        build(days[:number], folder / str(number), workers=1)
    return Store(folder / "2"), Store(folder / "3")


def test_a_new_digest_changes_only_the_paragraphs_of_which_it_says_something(
    two_days: tuple[Store, Store],
) -> None:
    before, after = (paragraphs(store) for store in two_days)
    old, new = (by_subject(store) for store in two_days)
    concerned = {iri for iri in new if old.get(iri) != new[iri]}
    assert set(old) <= set(new)
    assert len(concerned) < len(new) * 0.6
    changed = [subject for subject in after if before.get(subject) != after[subject]]
    assert len(changed) == len(concerned)
    assert [subject for subject in after if subject in before] == list(before), "what stays keeps its order"


def test_what_a_new_digest_changes_of_old_things_are_counts_days_and_links(
    two_days: tuple[Store, Store],
) -> None:
    old, new = (by_subject(store) for store in two_days)
    gone = {triple.split(" ")[1] for iri in old for triple in old[iri] - new[iri]}
    counted = {"kg:paperCount", "kg:lastSeen", "kg:firstSeen"}
    described = {
        *("void:triples", "void:distinctSubjects", "void:distinctObjects", "void:entities"),
        *("void:classes", "void:properties", "void:exampleResource"),
        *("dcterms:description", "schema:description", "dcterms:issued", "schema:temporalCoverage"),
    }
    assert {compact(iri.strip("<>")) for iri in gone} <= counted | described


def test_the_counts_of_the_description_are_those_that_sparql_counts(store: Store) -> None:
    own = "<https://w3id.org/digestgraph/description>"
    quads = list(ox.parse("\n".join(store.quads()), format=ox.RdfFormat.N_QUADS))
    others = {f"{quad.triple} ." for quad in quads if str(quad.graph_name) != own}
    kept = rdflib.Graph().parse(data="\n".join(others), format="nt")

    def number(pattern: str) -> int:
        return int(next(iter(kept.query(f"SELECT (COUNT(DISTINCT ?x) AS ?n) WHERE {{ {pattern} }}")))[0])

    void = rdflib.Graph().parse(data=written(store, "void"), format="turtle")
    dataset = rdflib.URIRef("https://w3id.org/digestgraph/graph")

    def said(node: rdflib.term.Node, name: str) -> int:
        return int(void.value(node, VOID[name]).toPython())

    assert said(dataset, "triples") == len(kept)
    assert said(dataset, "distinctSubjects") == number("?x ?p ?o")
    assert said(dataset, "distinctObjects") == number("?s ?p ?x")
    assert said(dataset, "entities") == number(
        'FILTER(STRSTARTS(STR(?x), "https://w3id.org/digestgraph/")) ?x ?p ?o'
    )
    classes = set(kept.objects(None, RDF.type))
    properties = {p for p in kept.predicates() if not p.startswith(f"{RDF}_")}
    assert said(dataset, "classes") == len(classes)
    assert said(dataset, "properties") == len(properties)
    parts = list(void.objects(dataset, VOID.classPartition))
    assert {void.value(part, VOID["class"]) for part in parts} == classes
    for part in parts:
        assert said(part, "entities") == number(f"?x a <{void.value(part, VOID['class'])}>")
    parts = list(void.objects(dataset, VOID.propertyPartition))
    assert {void.value(part, VOID.property) for part in parts} == properties
    for part in parts:
        assert said(part, "triples") == len(list(kept.triples((None, void.value(part, VOID.property), None))))
    assert {str(source) for source in void.objects(dataset, rdflib.DCTERMS.source)} == {
        f"https://w3id.org/digestgraph/source/{path.name}" for path in EXAMPLES.iterdir()
    }


def test_the_description_alone_tells_of_its_run_and_its_documents_and_conforms(
    store: Store, tmp_path: Path
) -> None:
    file = tmp_path / "void.ttl"
    export(store, file, "void")
    graph = rdflib.Graph().parse(file)
    assert len(list(graph.subjects(RDF.type, rdflib.PROV.Activity))) == 1
    assert {str(name) for name in graph.objects(None, rdflib.DCTERMS.identifier)} == {
        path.name for path in EXAMPLES.iterdir()
    }
    assert check_file(file).findings == ()


@pytest.mark.parametrize(
    "local",
    [
        "a",
        "ø",
        "李小龙",
        "名前",
        "김",
        "2512.02315",
        "a%2Fb",
        "%41",
        "_",
        "1-2",
        "a.b",
        "é",
        "ה",
        "क्ष",
        "a·b",
    ],
)
def test_a_short_name_means_what_it_stands_for_to_both_parsers(local: str) -> None:
    text = f"@prefix x: <http://x.org/> . x:{local} a x:{local} ."
    short = "\n".join(
        _Layout("http://y.org/", SHORT).paragraphs(
            [f"<http://x.org/{local}> <http://x.org/p> <http://x.org/{local}>"]
        )
    )
    assert f"x:{local}" in short
    for graph in (
        {(str(t.subject.value),) for t in ox.parse(text, format=ox.RdfFormat.TURTLE)},
        {(str(s),) for s in rdflib.Graph().parse(data=text, format="turtle").subjects()},
    ):
        assert graph == {(f"http://x.org/{local}",)}


@pytest.mark.parametrize("local", ["", "a/b", "a(b)", "a+b", "a.", ".a", "-a", "a~1", "a'b", "😀", "a,b"])
def test_a_name_that_needs_escapes_stands_whole(local: str) -> None:
    assert SHORT(f"<http://x.org/{local}>") == f"<http://x.org/{local}>"
