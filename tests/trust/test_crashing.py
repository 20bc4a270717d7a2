"""SIGKILL at any moment: the graph before or the graph after, never between; the same command then goes on.

The moments are every change that is made to a file, in turn, and random times for what the store does by
itself. KG_KILLS says how many there are in all (30 where it is not set; 200 take some minutes).
"""

from __future__ import annotations

import json
import os
import random
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest

from kg.errors import GraphError
from kg.folder import read_manifest
from kg.removal import remove
from kg.store import Store
from tests.trust.killing import Killer

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="processes are not forked here")

KILLS = int(os.environ.get("KG_KILLS", "30"))
DEEDS = ("first build", "growing build", "changed document", "rebuild", "remove", "correct")
State = tuple[frozenset[str], tuple[str, ...], int]


def digest(path: Path, *numbers: int, method: str = "FooNet") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    rows = (
        {
            "id": f"2512.{n:05}",
            "title": f"{method}{n}: Flow Matching",
            "summary": f"We introduce {method}{n}.",
        }
        for n in numbers
    )
    path.write_text("".join(f"{json.dumps(row)}\n" for row in rows), encoding="utf-8")
    return path


def state(folder: Path) -> State | None:
    """All that readers see; None where there is no graph. It must be of one piece."""
    manifest = read_manifest(folder)
    if manifest is None:
        return None
    store = Store(folder)
    inside = ox.Store.read_only(str(folder / manifest.current / "store"))
    lines = frozenset(store.quads())
    held = {str(quad) for quad in inside if not isinstance(quad.graph_name, ox.DefaultGraph)}
    assert held == {line.removesuffix(" .") for line in lines}
    assert len(lines) == manifest.counts["statements"]
    return lines, tuple(sorted(manifest.documents)), len(inside)


class Deed:
    """Something done to a graph, and what is there before and after."""

    def __init__(self, name: str, killer: Killer, folder: Path) -> None:
        self.killer = killer
        self.folder = folder
        self.base = folder / "base"
        self.source = folder / "in"
        one, two = self.source / "2025-12-01.jsonl", self.source / "2025-12-02.jsonl"
        digest(one, 1, 2)
        digest(two, 3)
        if name != "first build":
            killer.run("build", [str(one)] if name == "growing build" else [str(self.source)], self.base)
        if name == "changed document":
            digest(one, 1, 2, method="BarNet")
        corrections = folder / "kg.corrections.toml"
        corrections.write_text('[[not-an-entity]]\nname = "FooNet1"\n', encoding="utf-8")
        self.do: tuple[Any, ...] = {
            "remove": ("remove", [two.name]),
            "rebuild": ("build", [str(self.source)], "GRAPH", "rebuild"),
            "correct": ("correct", "GRAPH", [str(corrections)]),
        }.get(name, ("build", [str(self.source)]))
        if "GRAPH" not in self.do:
            self.do = (*self.do, "GRAPH")
        self.before = state(self.base)
        self.whole = self.run(folder / "whole")
        self.after = state(folder / "whole")
        assert self.after is not None
        assert name == "rebuild" or self.before != self.after

    def run(self, graph: Path, **when: float) -> dict[str, Any]:
        if self.base.exists() and not graph.exists():
            shutil.copytree(self.base, graph)
        return self.killer.run(*(graph if part == "GRAPH" else part for part in self.do), **when)

    def moments(self, count: int) -> Iterator[dict[str, float]]:
        """Half of them changes of files, evenly spread, half random times."""
        steps = int(self.whole["steps"])
        for i in range(half := count - count // 2):
            yield {"step": 1 + (i * steps) // half}
        chance = random.Random(f"{count}")
        for _ in range(count // 2):
            yield {"after": chance.uniform(0, self.whole["seconds"])}


@pytest.fixture(scope="module")
def killer() -> Iterator[Killer]:
    with Killer() as process:
        yield process


@pytest.mark.parametrize("name", DEEDS)
def test_a_kill_leaves_the_graph_before_or_the_graph_after_and_the_same_command_goes_on(
    killer: Killer, tmp_path: Path, name: str
) -> None:
    deed = Deed(name, killer, tmp_path)
    tidy = {path.name.split("-")[0] for path in (tmp_path / "whole").iterdir()}
    killed = 0
    for number, moment in enumerate(deed.moments(max(2, KILLS // len(DEEDS)))):
        graph = tmp_path / f"{number}"
        killed += deed.run(graph, **moment)["killed"]
        left = state(graph)
        assert left in (deed.before, deed.after), moment
        if name == "remove" and left == deed.after:  # what is gone cannot be removed again
            continue
        deed.run(graph)
        assert state(graph) == deed.after, moment
        assert {path.name.split("-")[0] for path in graph.iterdir()} == tidy
        shutil.rmtree(graph)
    assert killed


def test_another_command_after_a_killed_build_never_mixes_two_states_of_a_document(
    killer: Killer, tmp_path: Path
) -> None:
    deed = Deed("changed document", killer, tmp_path)
    seen = set()
    for step in range(1, deed.whole["steps"] + 1):
        graph = tmp_path / f"{step}"
        deed.run(graph, step=step)
        if state(graph) == deed.after:
            break
        try:
            remove(["2025-12-02.jsonl"], graph)
        except GraphError as error:
            seen.add("refused" if "interrupted" in str(error) else str(error))
            continue
        text = "\n".join(Store(graph).quads())
        assert ("FooNet1" in text) != ("BarNet1" in text)
        assert ("FooNet2" in text) != ("BarNet2" in text)
        seen.add("done")
        shutil.rmtree(graph)
    assert seen == {"refused", "done"}


def test_a_build_that_was_killed_after_its_last_document_was_read_is_finished_by_the_next(
    killer: Killer, tmp_path: Path
) -> None:
    deed = Deed("changed document", killer, tmp_path)
    shutil.copytree(tmp_path / "whole" / "parts", graph := tmp_path / "g" / "parts")
    for path in deed.base.iterdir():
        if path.name != "parts":
            (shutil.copytree if path.is_dir() else shutil.copy2)(path, tmp_path / "g" / path.name)
    assert state(graph.parent) == deed.before
    deed.run(graph.parent)
    assert state(graph.parent) == deed.after


def test_a_killed_export_leaves_the_file_as_it_was_or_as_it_will_be(killer: Killer, tmp_path: Path) -> None:
    graph, file = tmp_path / "g", tmp_path / "graph.ttl"
    killer.run("build", [str(digest(tmp_path / "in" / "a.jsonl", 1, 2))], graph)
    whole = killer.run("export", graph, tmp_path / "whole.ttl")
    expected = (tmp_path / "whole.ttl").read_bytes()
    left = set()
    for step in range(1, whole["steps"] + 1):
        file.write_bytes(b"older")
        assert killer.run("export", graph, file, step=step)["killed"]
        left.add(file.read_bytes())
    assert left <= {b"older", expected}
    killer.run("export", graph, file)
    assert file.read_bytes() == expected
