"""A store made from the one before holds what a store loaded anew holds, and leaves the one before as it was."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pyoxigraph as ox
import pytest
from hypothesis import HealthCheck, given, settings

from kg import folder, growing
from kg.building import build
from kg.removal import remove
from kg.store import Store
from tests.test_growing import STEPS, row, write

BASE = "https://example.org/"


def held(store: ox.Store) -> set[str]:
    return {str(quad) for quad in store}


def stated(store: Store) -> set[str]:
    """What a store of these statements must hold: each in its graph and, once, in the default graph."""
    quads = list(ox.parse("\n".join(store.quads()), format=ox.RdfFormat.N_QUADS))
    return {str(quad) for quad in quads} | {str(ox.Quad(*quad.triple)) for quad in quads}


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> list[bool]:
    """However much differs, stores are made from those before; whether each could be."""
    done: list[bool] = []

    def grown(*arguments: object) -> ox.Store | None:
        store = growing.grown(*arguments)  # type: ignore[arg-type]
        done.append(store is not None)
        return store

    monkeypatch.setattr(folder, "SHARE", 100)
    monkeypatch.setattr(folder, "grown", grown)
    return done


@settings(
    max_examples=20,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
    derandomize=True,
)
@given(STEPS)
def test_after_any_sequence_of_adds_changes_and_removals_the_store_holds_what_is_stated(
    tmp_path: Path, made: list[bool], steps: list[tuple[str, list[dict[str, object]] | None]]
) -> None:
    for name in ("in", "graph"):
        shutil.rmtree(tmp_path / name, ignore_errors=True)
    documents: set[str] = set()
    for name, rows in steps:
        made.clear()
        if rows is not None:
            documents.add(name)
            build([write(tmp_path / "in" / name, rows)], tmp_path / "graph", fast=True, workers=1)
        elif name in documents and len(documents) > 1:
            documents.remove(name)
            remove([name], tmp_path / "graph")
        else:
            continue
        assert all(made)
        store = Store(tmp_path / "graph")
        assert held(store.engine) == stated(store)


def days(tmp_path: Path) -> list[Path]:
    return [write(tmp_path / "in" / f"2025-12-0{day}.jsonl", [row(day)]) for day in (1, 2)]


def test_the_store_before_stays_as_it_was_for_those_who_read_it(tmp_path: Path, made: list[bool]) -> None:
    one, other = days(tmp_path)
    build([one], tmp_path / "g", fast=True)
    before = Store(tmp_path / "g")
    was = held(before.engine)
    build([other], tmp_path / "g", fast=True)
    assert made == [True]
    assert held(before.engine) == was
    assert held(ox.Store.read_only(str(before.version / "store"))) == was
    del before
    build([one, other], tmp_path / "g", fast=True, rebuild=True)
    store = Store(tmp_path / "g")
    assert (made, held(store.engine)) == ([True], stated(store))


def test_where_files_cannot_be_linked_they_are_copied(
    tmp_path: Path, made: list[bool], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_: object) -> None:
        raise OSError(95, "Operation not supported")

    monkeypatch.setattr(os, "link", fails)
    one, other = days(tmp_path)
    build([one], tmp_path / "g", fast=True)
    build([other], tmp_path / "g", fast=True)
    store = Store(tmp_path / "g")
    assert (made, held(store.engine)) == ([True], stated(store))


@pytest.mark.parametrize(
    "damage", ["a statement lost", "no store", "no database", "quads cut off", "tables cut off"]
)
def test_where_the_version_before_is_damaged_the_store_is_loaded_anew(
    tmp_path: Path, made: list[bool], damage: str
) -> None:
    one, other = days(tmp_path)
    build([one], tmp_path / "g", fast=True)
    version = Store(tmp_path / "g").version
    assert version is not None
    if damage == "a statement lost":
        store = ox.Store(str(version / "store"))
        store.remove(next(quad for quad in store if "quote" in str(quad)))
        del store
    elif damage == "quads cut off":
        quads = version / folder.QUADS
        quads.write_bytes(quads.read_bytes()[:-100])
    elif damage == "tables cut off":
        for file in (version / "store").glob("*.sst"):
            file.write_bytes(file.read_bytes()[:-50])
    else:
        shutil.rmtree(version / "store")
        if damage == "no database":
            (version / "store").mkdir()
            (version / "store" / "CURRENT").write_text("nothing")
    build([other], tmp_path / "g", fast=True)
    after = Store(tmp_path / "g")
    assert made == [damage == "a statement lost"]
    assert held(after.engine) == stated(after)


def test_a_day_that_changes_much_of_a_small_graph_is_loaded_anew_and_one_of_a_large_graph_is_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    loads: list[Path] = []
    loaded = folder._loaded

    def counted(path: Path, *rest: object) -> ox.Store:
        loads.append(path)
        return loaded(path, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(folder, "_loaded", counted)
    one, other = days(tmp_path)
    build([one], tmp_path / "g", fast=True)
    build([other], tmp_path / "g", fast=True)
    assert len(loads) == 2
    more = [row(number, f"Paper {number}", summary="We use LoRA.") for number in range(10, 60)]
    build([write(tmp_path / "in" / "2025-11-01.jsonl", more)], tmp_path / "g", fast=True)
    write(other, [row(3)])
    build([other], tmp_path / "g", fast=True)
    assert len(loads) == 3


def test_changes_are_the_lines_that_one_of_two_versions_has() -> None:
    def quads(**graphs: str) -> list[str]:
        return [f"<{line}> <p> <o> <{BASE}{graph}> ." for graph, lines in graphs.items() for line in lines]

    old = quads(derived="abd", a="ab", b="c", description="xy")
    new = quads(derived="acd", **{"a": "b", "a.x": "ab", "c": "c"})
    found = list(growing.changes(old, new, BASE))
    assert {line for sign, line in found if sign == "-"} == set(old) - set(new)
    assert {line for sign, line in found if sign == "+"} == set(new) - set(old)
    assert len(found) == len(set(old) ^ set(new))
