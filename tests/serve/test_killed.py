"""SIGKILL of `kg serve` at random moments, of a worker and of the server; KG_KILLS says how many (30 if it does not).

A killed worker costs the request that it was at, and no other. A killed server leaves no process behind, and the
graph as it was.
"""

from __future__ import annotations

import hashlib
import os
import random
import shutil
import signal
import sys
import threading
import time
from contextlib import suppress
from pathlib import Path

import httpx
import pytest

from tests.serve.conftest import Server, running

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="processes are looked up in /proc")

KILLS = int(os.environ.get("KG_KILLS", "30"))
LONG = 'SELECT ?a ?d {{ ?a ?b ?c . ?d ?e ?f FILTER(SHA512(CONCAT(STR(?a), STR(?d), "{}")) > "") }} LIMIT {}'


def children(pid: int) -> list[int]:
    """The processes that a process has started, those that ended and were not waited for among them."""
    with suppress(OSError):
        return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text("ascii").split()]
    return []


def state(pid: int) -> str:
    """R, S, Z (ended, not waited for) and the like; "" where there is no such process."""
    with suppress(OSError):
        return Path(f"/proc/{pid}/stat").read_text("ascii").rpartition(")")[2].split()[0]
    return ""


def kill(pid: int) -> None:
    with suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)


def files(folder: Path) -> dict[str, str]:
    """Every file of a graph, and what it holds."""
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def test_a_killed_worker_costs_one_request_and_the_next_is_answered(example_graph: Path) -> None:
    chance = random.Random(7)
    with running(example_graph) as server:
        killed_at_work = 0
        for number in range(max(4, KILLS // 8)):
            statuses: list[int] = []
            long = number % 2 == 1  # half of them long at work, half at any moment of something cheap
            rows = 4_000_000 if long else 10

            def ask(number: int, rows: int, statuses: list[int]) -> None:
                with httpx.Client(base_url=server.url, timeout=60) as client:
                    params = {"query": LONG.format(f"{number}", rows), "format": "csv"}
                    try:
                        statuses.append(client.get("/sparql", params=params).status_code)
                    except httpx.RemoteProtocolError:
                        statuses.append(0)  # it was being sent already, and broke off

            asking = threading.Thread(target=ask, args=(number, rows, statuses))
            asking.start()
            time.sleep(chance.uniform(0, 1.5) if long else chance.uniform(0, 0.02))
            workers = children(server.process.pid)
            for worker in workers:
                kill(worker)
            asking.join()
            assert set(statuses) <= {200, 503, 0}, number
            killed_at_work += statuses != [200]
            answer = server.query(f"ASK {{ ?x a kg:Method }} # {number}")
            assert answer.status_code == 200, server.complaints
            assert (answer.status_code, answer.json()["boolean"]) == (200, True), number
            assert server.get("/method/transformer").status_code == 200
        assert killed_at_work
        server.wait_for_index()  # made again, though its process was killed, too
        deadline = time.monotonic() + 10
        while (
            left := [c for c in children(server.process.pid) if state(c) == "Z"]
        ) and time.monotonic() < deadline:
            time.sleep(0.05)
        assert left == []
        assert server.complaints == []


def test_a_killed_server_leaves_no_process_and_the_graph_as_it_was(
    example_graph: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    graph = tmp_path / "graph"
    shutil.copytree(example_graph, graph)
    (tmp_path / "tmp").mkdir()
    monkeypatch.setenv("TMPDIR", str(tmp_path / "tmp"))
    whole = files(graph)
    chance = random.Random(11)
    for number in range(max(2, KILLS // 15)):
        server = Server(graph)
        asking = [
            threading.Thread(target=_ask_on, args=(server.url, f"{number} {i}", rows))
            for i, rows in enumerate((10, 100, 4_000_000))
        ]
        for thread in asking:
            thread.start()
        time.sleep(chance.uniform(0, 1))
        family = children(server.process.pid)
        assert family
        kill(server.process.pid)
        assert server.process.wait(10) == -signal.SIGKILL
        deadline = time.monotonic() + 10
        while (left := [pid for pid in family if state(pid)]) and time.monotonic() < deadline:
            time.sleep(0.05)
        assert left == [], number
        for thread in asking:
            thread.join(20)
        server.stop()
        assert files(graph) == whole, number


def _ask_on(url: str, name: str, rows: int) -> None:
    """Ask until nobody answers."""
    with httpx.Client(base_url=url, timeout=60) as client, suppress(httpx.HTTPError):
        for i in range(10_000):
            client.get("/sparql", params={"query": LONG.format(f"{name} {i}", rows), "format": "csv"})
