"""Disks that are full, folders that may not be written, stores that are old or damaged: one line, the graph stands."""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from kg.building import build
from kg.checking import check_graph
from kg.errors import GraphError
from kg.store import Store
from tests.conftest import ROOT
from tests.trust.test_crashing import digest, state

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="limits of processes are POSIX")


@pytest.fixture
def graph(tmp_path: Path) -> Path:
    build([digest(tmp_path / "in" / "2025-12-01.jsonl", 1, 2)], tmp_path / "g", fast=True, workers=1)
    return tmp_path / "g"


def kg(*arguments: object, most: int = 0) -> subprocess.CompletedProcess[str]:
    """The command line; no file may grow beyond `most` bytes, as if the disk were full."""

    def limit() -> None:
        if most:
            resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))

    return subprocess.run(
        [sys.executable, "-m", "kg", *map(str, arguments)],
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        preexec_fn=limit,
        timeout=300,
        check=False,
    )


def explained(done: subprocess.CompletedProcess[str]) -> str:
    """What a command that failed says: one line."""
    assert done.returncode == 1, done.stderr
    assert "Traceback" not in done.stderr
    assert len(done.stderr.splitlines()) == 1, done.stderr
    return done.stderr


@pytest.mark.parametrize("most", [100, 1000, 4000], ids=["parts", "statements", "store"])
def test_a_full_disk_ends_a_build_in_one_line_and_the_graph_stands(graph: Path, most: int) -> None:
    before = state(graph)
    more = digest(graph.parent / "more" / "2025-12-02.jsonl", 3, 4, 5)
    said = explained(kg("build", more, "-o", graph, "--fast", most=most))
    assert "File too large" in said
    assert state(graph) == before
    assert kg("build", more, "-o", graph, "--fast").returncode == 0
    assert state(graph) != before


def test_a_full_disk_ends_an_export_in_one_line_and_the_file_stays(graph: Path) -> None:
    file = graph.parent / "graph.ttl"
    file.write_bytes(b"older")
    assert "graph.ttl" in explained(kg("export", "-g", graph, "-o", file, most=1000))
    assert file.read_bytes() == b"older"
    assert not list(graph.parent.glob(".graph.ttl*"))


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_read_only_folder_is_named_and_can_still_be_read(graph: Path, tmp_path: Path) -> None:
    folders = [graph, graph / "parts"]
    for folder in folders:
        folder.chmod(0o555)
    try:
        with pytest.raises((GraphError, OSError), match="ermission"):
            build([digest(tmp_path / "b.jsonl", 3)], graph, fast=True, workers=1)
        assert state(graph) is not None
    finally:
        for folder in folders:
            folder.chmod(0o755)


def test_a_lock_that_a_dead_process_left_stops_nobody(graph: Path) -> None:
    (graph / ".lock").write_text("4711\n", encoding="utf-8")
    build([digest(graph.parent / "b.jsonl", 3)], graph, fast=True, workers=1)
    assert Store(graph).manifest.counts["documents"] == 2


@pytest.mark.parametrize(
    "command", [["query", "sources"], ["stats"], ["check"], ["remove", "a"], ["show", "x"]]
)
def test_a_graph_of_another_format_is_refused_with_what_to_do(graph: Path, command: list[str]) -> None:
    manifest = graph / "kg.json"
    manifest.write_text(json.dumps(json.loads(manifest.read_text()) | {"format": 1}), encoding="utf-8")
    said = explained(kg(*command, "-g", graph))
    assert "another version of kg" in said
    assert "build the graph again" in said


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def flip(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 0xFF
    path.write_bytes(data)


@pytest.mark.parametrize("damage", [cut, flip, Path.unlink], ids=["cut", "flipped", "gone"])
@pytest.mark.parametrize("file", ["store/*.sst", "store/MANIFEST-*", "store/CURRENT", "quads.nq.gz"])
def test_a_damaged_file_of_the_store_is_found_by_check_and_mended_by_rebuild(
    graph: Path, file: str, damage: Callable[[Path], None]
) -> None:
    whole = state(graph)
    version = graph / Store(graph).manifest.current
    for path in sorted(version.glob(file)):
        damage(path)
    try:
        found = not check_graph(graph).conforms
    except GraphError as error:
        found = "--rebuild" in str(error)
    assert found
    build([graph.parent / "in"], graph, fast=True, workers=1, rebuild=True)
    assert state(graph) == whole
    assert check_graph(graph).conforms
