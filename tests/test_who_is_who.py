"""Who is who in a graph that `kg build` makes: homonyms, merges and their reasons, told and shown."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from kg import about
from kg.building import build
from kg.checking import check_graph
from kg.cli import kg
from kg.lookup import find_one
from kg.query import run, shipped
from kg.store import Store

BASE = "https://w3id.org/digestgraph/author/"
ORCID = "0000-0002-1825-0097"
ENTRIES = [
    ("2512.00001", "Galaxies", ["Wei Zhang", "Ottoline Quibblewick"], ["astro-ph.GA"]),
    ("2512.00002", "More galaxies", ["Wei Zhang", "Ottoline Quibblewick"], ["astro-ph.GA"]),
    ("2512.00003", "Proteins", ["Wei Zhang"], ["q-bio.BM"]),
    ("2512.00004", "Knots", [{"name": "W. Zhang", "orcid": f"https://orcid.org/{ORCID}"}], []),
    ("2512.00005", "Links", [{"name": "Wei Zhang", "orcid": ORCID}], ["math.GT"]),
]


@pytest.fixture(scope="module")
def digests(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("people")
    for day, entries in (("2025-12-01", ENTRIES[:3]), ("2025-12-02", ENTRIES[2:])):
        rows = (
            {"id": i, "title": t, "abstract": "None.", "authors": a, "categories": c}
            for i, t, a, c in entries
        )
        (folder / f"{day}.jsonl").write_text("".join(f"{json.dumps(r)}\n" for r in rows), encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def graph(digests: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("graph") / "whole"
    assert build([digests], folder, workers=1).counts["authors"] == 4
    return folder


def test_homonyms_are_people_of_their_own_and_an_orcid_is_one_whatever_the_name(graph: Path) -> None:
    people = {row[0] for row in Store(graph).rows("SELECT ?x WHERE { ?x a foaf:Person }")}
    assert people == {
        f"{BASE}ottoline_quibblewick",
        f"{BASE}wei_zhang",
        f"{BASE}wei_zhang/2512.00003",
        f"https://orcid.org/{ORCID}",
    }


def test_documents_added_one_by_one_give_the_same_graph(graph: Path, digests: Path, tmp_path: Path) -> None:
    build([digests / "2025-12-02.jsonl"], tmp_path / "graph", workers=1)
    build([digests / "2025-12-01.jsonl"], tmp_path / "graph", workers=1)
    assert Store(tmp_path / "graph").manifest.current == Store(graph).manifest.current


def test_the_graph_of_each_document_says_who_wrote_its_papers(graph: Path) -> None:
    rows = Store(graph).rows(
        "SELECT ?g WHERE { GRAPH ?g { <https://doi.org/10.48550/arXiv.2512.00003> dcterms:creator ?x } }"
    )
    assert sorted(row[0].rpartition("/")[2] for row in rows) == ["2025-12-01.jsonl", "2025-12-02.jsonl"]


def test_the_queries_tell_who_bears_a_name_and_why_papers_are_one_persons(graph: Path) -> None:
    store = Store(graph)
    rows = [[str(term.value) for term in row] for row in run(store, shipped()["homonyms"], {})]
    assert {(row[0], row[1], row[2], row[3]) for row in rows} == {
        ("Wei Zhang", f"{BASE}wei_zhang", "2", "common name"),
        ("Wei Zhang", f"{BASE}wei_zhang/2512.00003", "1", "common name"),
        ("Wei Zhang", f"https://orcid.org/{ORCID}", "2", "common name"),
    }
    found = list(run(store, shipped()["author-identity"], {"author": "Wei Zhang"}))
    assert [row["title"].value for row in found] == ["Galaxies", "More galaxies"]
    assert {(row["because"].value, row["shared"].value) for row in found} == {
        ("shared co-author", "Ottoline Quibblewick")
    }


def test_a_homonym_is_found_by_any_of_their_papers(graph: Path) -> None:
    store = Store(graph)
    assert find_one(store, "Wei Zhang").iri == f"{BASE}wei_zhang"
    assert find_one(store, "wei zhang/2512.00002").iri == f"{BASE}wei_zhang"
    assert find_one(store, "wei zhang/2512.00003").iri == f"{BASE}wei_zhang/2512.00003"
    assert find_one(store, "W. Zhang/arXiv:2512.00004").iri == f"https://orcid.org/{ORCID}"
    assert len(about.homonyms(store, f"https://orcid.org/{ORCID}")) == 2


def test_kg_show_tells_homonyms_apart_and_how_to_ask_for_each(graph: Path) -> None:
    done = CliRunner().invoke(kg, ["show", "Wei Zhang", "-g", str(graph)])
    assert "one person because of: shared co-author (Ottoline Quibblewick)" in done.output
    assert "2 others of this name, told apart because of: common name" in done.output
    assert "kg show 'Wei Zhang/2512.00003'" in done.output
    other = CliRunner().invoke(kg, ["show", "Wei Zhang/2512.00003", "-g", str(graph)])
    assert "Proteins" in other.output
    assert "1 paper\n" in other.output


def test_the_graph_conforms(graph: Path) -> None:
    assert check_graph(graph).findings == ()


def test_the_graph_of_the_real_digests_conforms_and_merges_keep_their_reason(
    shared: Path, tmp_path: Path
) -> None:
    build([shared / "digests"], tmp_path / "graph")
    assert check_graph(tmp_path / "graph").findings == ()
    unexplained = """SELECT ?x WHERE {
      { SELECT ?x (COUNT(DISTINCT ?p) AS ?n) WHERE { ?p dcterms:creator ?x } GROUP BY ?x } FILTER(?n > 1)
      FILTER NOT EXISTS { ?i kg:identifies ?x ; kg:mergedBecause ?reason } }"""
    assert list(Store(tmp_path / "graph").rows(unexplained)) == []
