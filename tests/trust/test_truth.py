"""The graph of real digests says what they say: nothing else, nothing changed."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from kg.building import build
from kg.cli.extract import lines
from kg.extraction import DEFAULT
from kg.graph.iris import paper_id_of
from kg.model import Paper
from kg.sources import find, read
from kg.store import Store

pytestmark = pytest.mark.shared


@pytest.fixture(scope="module")
def digests(shared: Path) -> list[Path]:
    """Eight of the collection, spread over it."""
    found = sorted((shared / "digests").glob("*.md"))
    return found[:: max(1, len(found) // 8)][:8]


@pytest.fixture(scope="module")
def store(digests: list[Path], tmp_path_factory: pytest.TempPathFactory) -> Store:
    folder = tmp_path_factory.mktemp("truth") / "g"
    build(digests, folder, workers=1)
    return Store(folder)


@pytest.fixture(scope="module")
def papers(digests: list[Path]) -> list[Paper]:
    return [paper for document in find(digests) for paper in read(document) if isinstance(paper, Paper)]


def paper_of(store: Store, iri: str) -> str:
    return paper_id_of(iri, store.manifest.base) or iri


def test_every_entity_of_the_graph_is_in_what_kg_extract_prints_and_the_other_way_round(
    store: Store, digests: list[Path]
) -> None:
    printed = {
        (found["id"], entity["iri"])
        for found in map(json.loads, lines([str(path) for path in digests], DEFAULT))
        for entity in found["entities"]
    }
    rows = store.rows(
        """SELECT DISTINCT ?paper ?entity WHERE {
             VALUES ?role { kg:introduces kg:uses kg:comparesWith kg:addresses kg:mentionsTask }
             ?paper ?role ?entity }"""
    )
    held = {(paper_of(store, paper), entity) for paper, entity in rows}
    assert len(held) > 100
    assert held == printed


def test_every_statement_has_evidence_and_every_quotation_is_its_slice_of_the_text(
    store: Store, papers: list[Paper]
) -> None:
    texts = {}
    for paper in papers:
        texts.setdefault(paper.id, set()).add(paper.text)
    quoted = set()
    rows = store.rows(
        """SELECT ?paper ?entity ?exact ?start ?end ?before ?after WHERE {
             ?mention oa:hasBody ?entity ; oa:hasTarget ?target .
             ?target oa:hasSource ?paper ; oa:hasSelector ?quote , ?position .
             ?quote oa:exact ?exact ; oa:prefix ?before ; oa:suffix ?after .
             ?position oa:start ?start ; oa:end ?end }"""
    )
    for paper, entity, exact, start, end, before, after in rows:
        quoted.add((paper, entity))
        begin, last = int(start), int(end)
        assert any(
            text[begin:last] == exact and text[:begin].endswith(before) and text[last:].startswith(after)
            for text in texts[paper_of(store, paper)]
        ), (paper, exact)
    stated = store.rows(
        """SELECT DISTINCT ?paper ?entity WHERE {
             VALUES ?role { kg:introduces kg:uses kg:comparesWith kg:addresses kg:mentionsTask }
             ?paper ?role ?entity }"""
    )
    assert set(stated) == quoted


def test_titles_abstracts_summaries_and_names_stand_in_the_digests_as_the_graph_has_them(
    store: Store, digests: list[Path]
) -> None:
    text = "\n".join(path.read_text(encoding="utf-8") for path in digests).replace("\r\n", "\n")
    count = 0
    for value in literals(store):
        count += 1
        assert value in text
    assert count > 100


def literals(store: Store) -> Iterator[str]:
    for predicate in (
        "dcterms:title",
        "dcterms:abstract",
        "foaf:name",
        "kg:tldr",
        "kg:motivation",
        "kg:result",
    ):
        typed = "?s a fabio:Preprint ." if predicate.startswith("dcterms") else ""
        for (value,) in store.rows(f"SELECT DISTINCT ?v WHERE {{ {typed} ?s {predicate} ?v }}"):
            yield value
