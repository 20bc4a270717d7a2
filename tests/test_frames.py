"""Documents about one thing: what JSON-LD framing makes of the export by our frames, triple by triple."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest
from click.testing import CliRunner

from kg.checking.data import of_graph
from kg.cli.commands import kg
from kg.errors import ExportError
from kg.export import export
from kg.export.framing import FRAMES, all_framed, document, framed
from kg.lookup import KINDS
from kg.store import Store
from tests.checking.samples import triples_of
from tests.conftest import ROOT

jsonld = pytest.importorskip("pyld").jsonld

ONTOLOGY = ROOT / "ontology"
CONTEXT = json.loads((ONTOLOGY / "context.jsonld").read_text(encoding="utf-8"))
IS_A = ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")


def load(url: str, _options: object) -> dict[str, object]:
    assert url == "https://w3id.org/digestgraph/context.jsonld"
    return {"contextUrl": None, "documentUrl": url, "document": CONTEXT}


def published(name: str) -> dict[str, Any]:
    record: dict[str, Any] = json.loads((ONTOLOGY / "frames" / f"{name}.jsonld").read_text(encoding="utf-8"))
    return record


def of_kind(store: Store, name: str) -> list[str]:
    kinds = " ".join(FRAMES[name])
    rows = store.rows(f"SELECT DISTINCT ?x WHERE {{ VALUES ?t {{ {kinds} }} ?x a ?t }} ORDER BY ?x")
    return [str(row[0]) for row in rows]


def unordered(value: Any) -> Any:
    """The same with its arrays sorted: in JSON-LD they are sets."""
    if isinstance(value, dict):
        return {key: unordered(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return sorted((unordered(inner) for inner in value), key=lambda v: json.dumps(v, sort_keys=True))
    return value


def triples(document: dict[str, Any]) -> set[str]:
    quads = jsonld.to_rdf(document, {"format": "application/n-quads", "documentLoader": load})
    return {str(quad.triple) for quad in ox.parse(quads, format=ox.RdfFormat.N_QUADS)}


@pytest.fixture(scope="module")
def samples(full_graph: Path) -> Store:
    """A small graph with everything that kg can say."""
    return Store(full_graph)


@pytest.fixture(scope="module")
def exported(samples: Store) -> dict[str, Any]:
    out = io.BytesIO()
    export(samples, out, "jsonld")
    flat: dict[str, Any] = jsonld.flatten(json.loads(out.getvalue()), CONTEXT, {"documentLoader": load})
    return flat


@pytest.mark.parametrize("name", FRAMES)
def test_framing_the_export_by_the_published_frame_gives_our_documents(
    name: str, samples: Store, exported: dict[str, Any]
) -> None:
    theirs = jsonld.frame(exported, published(name), {"documentLoader": load})
    ours = {node["id"]: node for node in all_framed(samples, name)}
    assert len(ours) >= 2
    nodes = theirs.get("@graph", [theirs])
    assert unordered([n for n in nodes if n["id"] in ours]) == unordered(list(ours.values()))


@pytest.mark.parametrize("name", FRAMES)
def test_a_document_says_nothing_that_the_graph_does_not(name: str, samples: Store) -> None:
    everything = {str(triple) for triple in triples_of(of_graph(samples.folder))}
    for iri in of_kind(samples, name):
        said = triples(document(samples, iri, name))
        assert said
        assert said <= everything


def test_a_paper_document_holds_everything_said_of_the_paper_and_its_evidence(samples: Store) -> None:
    graph = triples_of(of_graph(samples.folder))
    for iri in of_kind(samples, "paper"):
        paper = ox.NamedNode(iri)
        targets = {t.subject for t in graph if t.predicate.value.endswith("hasSource") and t.object == paper}
        mentions = {t.subject for t in graph if t.object in targets}
        parts = {paper, *targets, *mentions}
        parts |= {t.object for t in graph if t.subject in parts and "hasSelector" in t.predicate.value}
        parts |= {t.object for t in graph if t.subject == paper and "authorList" in t.predicate.value}
        said = triples(document(samples, iri, "paper"))
        assert {str(t) for t in graph if t.subject in parts} - said == set()


def test_a_paper_has_its_authors_in_order_with_names_and_what_it_introduces_with_labels(store: Store) -> None:
    paper = framed(store, "https://doi.org/10.48550/arXiv.2512.02315", "paper")
    names = [author["name"] for author in paper["authors"]]
    assert names[0] == "Felix Teufel"
    assert names[-1] == "Debora S. Marks"
    listed = [value["id"] for key, value in paper["authorList"].items() if key.startswith("rdf:_")]
    assert listed == [author["id"] for author in paper["authors"]]
    assert [method["prefLabel"] for method in paper["introduces"]] == ["PRIMO"]
    assert list(paper)[:4] == ["id", "type", "title", "authors"]
    quotes = [s["exact"] for e in paper["evidence"] for s in e["selector"] if "exact" in s]
    starts = [s["start"] for e in paper["evidence"] for s in e["selector"] if "start" in s]
    assert "PRIMO" in quotes
    assert starts == sorted(starts)


def test_a_day_has_its_papers_and_what_they_introduce(store: Store) -> None:
    (day,) = (node for node in all_framed(store, "day") if node["identifier"] == "2025-12-04.md")
    assert day["issued"] == "2025-12-04"
    assert len(day["lists"]) == day["paperCount"] == 12
    assert "PRIMO" in {m["prefLabel"] for paper in day["lists"] for m in paper.get("introduces", ())}


def test_a_document_carries_no_more_of_the_context_than_it_needs(store: Store) -> None:
    author = document(store, of_kind(store, "author")[0], "author")
    assert {"name", "authorOf", "foaf"} <= set(author["@context"])
    assert {"abbreviation", "void", "evidence"}.isdisjoint(author["@context"])
    whole = {"@context": CONTEXT["@context"]} | {key: author[key] for key in author if key != "@context"}
    assert triples(author) == triples(whole)


@pytest.mark.parametrize("name", FRAMES)
def test_a_frame_names_the_published_context_and_only_keys_of_it(name: str) -> None:
    record = published(name)
    assert record["@context"] == "https://w3id.org/digestgraph/context.jsonld"

    def keys(value: Any) -> set[str]:
        found = set(value) if isinstance(value, dict) else set()
        return found.union(*(keys(inner) for inner in value.values())) if isinstance(value, dict) else found

    known = {"@context", "@explicit", "@embed", "@omitDefault", *CONTEXT["@context"]}
    assert keys(record) <= known
    types = [record["type"]] if isinstance(record["type"], str) else record["type"]
    assert sorted(CONTEXT["@context"][kind] for kind in types) == sorted(FRAMES[name])


def test_what_can_be_shown_has_a_frame() -> None:
    framed_types = {kind for kinds in FRAMES.values() for kind in kinds}
    assert {kind for kinds in KINDS.values() for kind in kinds} == framed_types


@pytest.mark.parametrize("form", ["jsonld", "ndjsonld"])
def test_an_export_of_framed_documents_is_json_ld_of_part_of_the_graph(store: Store, form: str) -> None:
    out = io.BytesIO()
    export(store, out, form, "paper")
    text = out.getvalue().decode()
    found = [json.loads(line) for line in text.splitlines()] if form == "ndjsonld" else [json.loads(text)]
    said = set().union(*(triples(node) for node in found))
    everything = {str(triple) for triple in triples_of(of_graph(store.folder))}
    assert said <= everything
    papers = {t for t in said if f"{IS_A}" in t and "Preprint" in t}
    assert len(papers) == 33


def test_a_frame_asks_for_json_ld(store: Store) -> None:
    with pytest.raises(ExportError, match="-f jsonld or -f ndjsonld, not turtle"):
        export(store, io.BytesIO(), "turtle", "paper")
    with pytest.raises(ExportError, match="no frame 'book'; there are paper, author"):
        export(store, io.BytesIO(), "jsonld", "book")


@pytest.mark.parametrize("name", ["2512.02315", "PRIMO", "Felix Teufel", "cs.LG", "2025-12-04"])
def test_kg_show_prints_a_document_that_stands_by_itself(name: str, example_graph: Path) -> None:
    result = CliRunner().invoke(kg, ["show", name, "-f", "jsonld", "-g", str(example_graph)])
    assert result.exit_code == 0
    assert len(triples(json.loads(result.stdout))) > 5


def test_a_day_can_be_shown_by_its_date_and_by_its_name(example_graph: Path) -> None:
    for name in ("2025-12-04", "2025-12-04.md"):
        result = CliRunner().invoke(kg, ["show", name, "-g", str(example_graph)])
        assert result.exit_code == 0
        assert "12 papers, 10 shown" in result.stdout
