"""Names are found by their parts, with typos, and the best one first."""

from __future__ import annotations

from pathlib import Path

import pytest

from kg.serve.search import build_index, fold, search
from kg.store import Store
from tests.serve.conftest import Server

FEW_SHOT = "Few-shot Protein Fitness Prediction via In-context Learning and Test-time Training"


@pytest.fixture(scope="module")
def found(example_graph: Path, tmp_path_factory: pytest.TempPathFactory):
    store = Store(example_graph)
    index = tmp_path_factory.mktemp("index") / "names.sqlite"
    build_index(store, index)
    return lambda text, *types: [hit.thing.label for hit in search(store, index, text, 8, types)]


@pytest.mark.parametrize(
    ("written", "first"),
    [
        ("primo", "PRIMO"),
        ("PRotein In-context Mutation Oracle", "PRIMO"),
        ("protein in-context", "PRIMO"),
        ("diffusion model", "diffusion model"),
        ("difusion model", "diffusion model"),
        ("diffusion modle", "diffusion model"),
        ("difussion", "diffusion model"),
        ("neural operater", "neural operator"),
        ("transf", "transformer"),
        ("TRANSFORMERS", "transformer"),
        ("DM", "diffusion model"),
        ("barati farimani", "Amir Barati Farimani"),
        ("farimani amir", "Amir Barati Farimani"),
        ("cs.LG", "cs.LG"),
        ("2512.02315", FEW_SHOT),
        ("few-shot protein fitness", FEW_SHOT),
        ("protien fitness predicton", "protein fitness prediction"),
    ],
)  # fmt: skip
def test_the_thing_meant_comes_first(found, written: str, first: str) -> None:
    assert found(written)[0] == first


@pytest.mark.parametrize(
    "written", ["", " ", "?!", "xqzwv", "\x00", '"', "a" * 500, "' OR 1=1 --", "NEAR(", "*"]
)
def test_what_names_nothing_finds_nothing_or_something_without_an_error(found, written: str) -> None:
    assert len(found(written)) <= 8


def test_kinds_can_be_asked_for(found) -> None:
    assert "PRIMO" not in found("primo", "foaf:Person")
    assert found("protein", "kg:Task")


def test_names_are_compared_without_accents_case_and_signs() -> None:
    assert fold("  Schrödinger's  CAT-4 ") == "schrodinger s cat 4"


def test_without_an_index_whole_names_are_found(example_graph: Path, tmp_path: Path) -> None:
    store = Store(example_graph)
    assert [h.thing.label for h in search(store, tmp_path / "none", "PRIMO", 5)] == ["PRIMO"]


def test_suggestions_say_what_and_where(server: Server) -> None:
    server.wait_for_index()
    hit = server.get("/suggest?q=primo").json()[0]
    assert hit == {"label": "PRIMO", "kind": "Method", "name": "", "href": "/method/primo"}
    assert (
        server.get("/suggest?q=protein%20in-context%20mut").json()[0]["name"]
        == "PRotein In-context Mutation Oracle"
    )


def test_documents_are_found_by_their_days(found) -> None:
    assert found("2025-12-04", "kg:Source") == ["2025-12-04.md"]


def test_entity_stands_for_methods_datasets_and_tasks(server: Server) -> None:
    server.wait_for_index()
    page = server.get("/search?q=protein&kind=entity").text
    assert "protein fitness prediction" in page
    assert FEW_SHOT not in page
    assert FEW_SHOT in server.get("/search?q=protein").text
