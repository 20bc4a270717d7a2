"""A Dask cluster does the work as processes here do; a worker that dies in the middle costs nothing but time."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from kg.building import Progress, build
from kg.errors import ClusterError, KgError
from kg.executors import on_cluster
from kg.store import Store
from tests.conftest import EXAMPLES

distributed = pytest.importorskip("distributed", reason="the extra `cluster` is not installed")


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, list[subprocess.Popen[bytes]]]]:
    """Address of a scheduler, and its two workers, each a process of its own."""
    file = tmp_path_factory.mktemp("cluster") / "scheduler.json"
    place = ["--scheduler-file", str(file), "--no-dashboard"]
    worker = [
        "worker",
        *place,
        "--nworkers",
        "1",
        "--nthreads",
        "1",
        "--no-nanny",
        "--local-directory",
        str(file.parent),
    ]
    with ExitStack() as stack:
        started = [
            dask("scheduler", *place, "--host", "127.0.0.1", "--port", "0"),
            dask(*worker),
            dask(*worker),
        ]
        for process in started:
            stack.callback(process.wait, 30)
            stack.callback(process.kill)
        deadline = time.monotonic() + 60
        while not (file.exists() and file.read_text(encoding="utf-8").strip()):
            assert time.monotonic() < deadline, "the scheduler did not start"
            time.sleep(0.1)
        yield json.loads(file.read_text(encoding="utf-8"))["address"], started[1:]


def dask(*arguments: str) -> subprocess.Popen[bytes]:
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    return subprocess.Popen([sys.executable, "-m", "dask", *arguments], **quiet)  # type: ignore[call-overload]


def test_a_cluster_gives_the_same_graph_even_where_a_worker_is_killed_in_the_middle(
    cluster: tuple[str, list[subprocess.Popen[bytes]]],
    example_graph: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    address, workers = cluster
    monkeypatch.setattr("kg.chunks.CHUNK", 3)

    def watch(now: Progress) -> None:
        if now.made and workers[0].poll() is None:
            os.kill(workers[0].pid, signal.SIGKILL)
            workers[0].wait(30)

    build([EXAMPLES], tmp_path / "g", scheduler=address, watch=watch)
    assert workers[0].poll() is not None
    assert list(Store(tmp_path / "g").quads()) == list(Store(example_graph).quads())


def test_a_scheduler_that_does_not_answer_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kg.executors._WAIT", 0.2)
    with (
        pytest.raises(ClusterError, match=r"no Dask scheduler answers at tcp://127\.0\.0\.1:1"),
        on_cluster("tcp://127.0.0.1:1"),
    ):
        pass


def test_workers_of_another_version_are_refused(
    cluster: tuple[str, list[subprocess.Popen[bytes]]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kg.executors.__version__", "99")
    with pytest.raises(ClusterError, match="install 99 there"), on_cluster(cluster[0]):
        pass


def test_workers_that_lack_what_the_work_needs_are_refused_before_it_begins(
    cluster: tuple[str, list[subprocess.Popen[bytes]]],
) -> None:
    def lack() -> None:
        raise KgError("the encoder is not there")

    with (
        pytest.raises(
            ClusterError, match=rf"the workers of {cluster[0]} lack something: the encoder is not there"
        ),
        on_cluster(cluster[0], lack),
    ):
        pass
