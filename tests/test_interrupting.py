"""Ctrl-C and SIGKILL in real processes: what is finished is kept, and the same command goes on."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from kg.cli.interrupting import ended_at_once
from kg.store import Store
from tests.conftest import ROOT

LONG = (
    "The quick brown fox jumps over the lazy dog and runs through the wide open field to the river bank. "
    * 40
)
"""Takes long to be looked through, and names nothing."""
ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two chunks: one that is done at once, and one that takes a while."""
    path = tmp_path_factory.mktemp("in") / "many.jsonl"
    abstracts = ["We use LoRA."] * 20 + [""] * 980 + [LONG] * 900
    rows = (
        {"id": f"2512.{number:05}", "title": f"Paper {number}", "summary": abstract}
        for number, abstract in enumerate(abstracts, 1)
    )
    path.write_text("".join(f"{json.dumps(row)}\n" for row in rows), encoding="utf-8")
    return path


def started(source: Path, graph: Path, *options: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "kg", "build", str(source), "-o", str(graph), "--fast", *options]
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    return subprocess.Popen(command, stderr=subprocess.PIPE, text=True, env=env, start_new_session=True)


def finished(source: Path, graph: Path) -> str:
    """The version of the graph that a build from there makes."""
    build = started(source, graph, "--workers", "1")
    _, said = build.communicate(timeout=300)
    assert build.returncode == 0, said
    return Store(graph).manifest.current


def wait_for_a_chunk(build: subprocess.Popen[str], graph: Path) -> None:
    deadline = time.monotonic() + 120
    while not list(graph.glob("parts/*.jsonl.gz")):
        assert build.poll() is None, build.stderr and build.stderr.read()
        assert time.monotonic() < deadline
        time.sleep(0.002)


@pytest.fixture(scope="module")
def whole(source: Path, tmp_path_factory: pytest.TempPathFactory) -> str:
    return finished(source, tmp_path_factory.mktemp("whole") / "g")


@pytest.mark.parametrize("workers", ["1", "2"])
def test_ctrl_c_leaves_a_graph_of_what_is_finished_and_the_same_command_goes_on(
    source: Path, whole: str, tmp_path: Path, workers: str
) -> None:
    build = started(source, tmp_path / "g", "--workers", workers)
    wait_for_a_chunk(build, tmp_path / "g")
    os.killpg(build.pid, signal.SIGINT)  # as a terminal does: the workers get it too
    _, said = build.communicate(timeout=300)
    assert build.returncode == 130
    assert "run the same command again to go on" in said
    assert "Traceback" not in said
    assert 0 < Store(tmp_path / "g").manifest.counts["papers"] <= 1900
    assert finished(source, tmp_path / "g") == whole


def test_a_killed_build_goes_on_with_the_chunks_that_it_kept(
    source: Path, whole: str, tmp_path: Path
) -> None:
    build = started(source, tmp_path / "g", "--workers", "1")
    wait_for_a_chunk(build, tmp_path / "g")
    os.killpg(build.pid, signal.SIGKILL)
    build.communicate(timeout=60)
    kept = {chunk: chunk.stat().st_mtime_ns for chunk in (tmp_path / "g" / "parts").glob("*.jsonl.gz")}
    assert finished(source, tmp_path / "g") == whole
    assert kept
    assert all(chunk.stat().st_mtime_ns == made for chunk, made in kept.items())


def test_a_worker_that_dies_is_told_and_what_is_finished_is_kept(
    source: Path, whole: str, tmp_path: Path
) -> None:
    build = started(source, tmp_path / "g", "--workers", "2")
    wait_for_a_chunk(build, tmp_path / "g")
    children = Path(f"/proc/{build.pid}/task/{build.pid}/children")
    if not children.exists():
        build.kill()
        build.communicate()
        pytest.skip("children of a process are told by Linux alone")
    for child in children.read_text(encoding="utf-8").split():
        if b"spawn_main" in Path(f"/proc/{child}/cmdline").read_bytes():  # a worker, not their caretaker
            os.kill(int(child), signal.SIGKILL)
    _, said = build.communicate(timeout=300)
    if build.returncode:  # else the last chunk was done before they died
        assert build.returncode == 1
        assert "a worker died" in said
        assert "Traceback" not in said
    assert finished(source, tmp_path / "g") == whole


def test_ctrl_c_ends_a_query_at_once_with_status_130(example_graph: Path) -> None:
    command = [sys.executable, "-m", "kg", "query", "-g", str(example_graph), "-e", ENDLESS, "--explain"]
    shell = ["sh", "-c", 'trap : INT; "$@"; echo "status $?"', "sh", *command]
    query = subprocess.Popen(
        shell,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        start_new_session=True,
    )
    try:
        assert query.stderr is not None
        assert query.stderr.readline().strip() == ENDLESS  # said just before the engine begins
        time.sleep(0.5)
        os.killpg(query.pid, signal.SIGINT)
        printed, said = query.communicate(timeout=20)
    finally:
        if query.poll() is None:
            os.killpg(query.pid, signal.SIGKILL)
            query.communicate()
    assert printed == "status 130\n"
    assert "Traceback" not in said


@pytest.fixture
def python_hears_ctrl_c() -> Iterator[None]:
    """As in a process that was not told to ignore it."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.usefixtures("python_hears_ctrl_c")
def test_ctrl_c_has_its_own_action_while_an_engine_works_and_python_s_afterwards() -> None:
    with ended_at_once():
        assert signal.getsignal(signal.SIGINT) is signal.SIG_DFL
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


def test_who_ignores_ctrl_c_goes_on_ignoring_it() -> None:
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        with ended_at_once():
            assert signal.getsignal(signal.SIGINT) is signal.SIG_IGN
    finally:
        signal.signal(signal.SIGINT, before)


@pytest.mark.usefixtures("python_hears_ctrl_c")
def test_another_thread_leaves_ctrl_c_as_it_is() -> None:
    found: list[object] = []

    def work() -> None:
        with ended_at_once():
            found.append(signal.getsignal(signal.SIGINT))

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert found == [signal.default_int_handler]
