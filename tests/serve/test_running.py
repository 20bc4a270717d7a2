"""How the service begins and ends."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path

import httpx
import pytest

from tests.conftest import ROOT
from tests.serve.conftest import Server


def kg_serve(*options: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "kg", "serve", *map(str, options)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


def test_without_a_graph_it_says_how_to_make_one(tmp_path: Path) -> None:
    done = kg_serve("-g", tmp_path / "nothing", "--port", "0")
    assert (done.returncode, done.stdout) == (1, "")
    assert "there is no graph in" in done.stderr
    assert "kg build" in done.stderr


def test_a_port_that_is_taken_is_named(example_graph: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        done = kg_serve("-g", example_graph, "--port", str(port))
    assert done.returncode == 1
    assert f"127.0.0.1:{port}" in done.stderr
    assert "--port" in done.stderr


@pytest.mark.skipif(os.name != "posix", reason="signals")
@pytest.mark.parametrize("seconds", [0, 1.5], ids=["while workers start", "in a query"])
def test_ctrl_c_is_heard_by_the_server_alone_and_waiting_clients_are_told(
    example_graph: Path, seconds: float
) -> None:
    server = Server(example_graph)
    slow = "SELECT (COUNT(*) AS ?n) WHERE { GRAPH ?g {?a ?b ?c} GRAPH ?h {?d ?e ?f} GRAPH ?i {?j ?k ?l} }"
    answers: list[httpx.Response] = []
    client = threading.Thread(target=lambda: answers.append(server.query(slow)))
    if seconds:
        client.start()
        time.sleep(seconds)
    os.killpg(server.process.pid, signal.SIGINT)  # as a terminal does: all processes of the group
    assert server.process.wait(30) == 130
    if seconds:
        client.join(30)
        assert answers[0].status_code == 503
        assert "the server ends" in answers[0].text
    server.stop()
    assert "".join(server.complaints).strip() == ""


@pytest.mark.skipif(os.name != "posix", reason="signals")
@pytest.mark.parametrize(("end", "status"), [(signal.SIGINT, 130), (signal.SIGTERM, 0)])
def test_it_ends_quietly_with_its_workers_and_leaves_nothing(
    example_graph: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, end: signal.Signals, status: int
) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    server = Server(example_graph)
    assert list(tmp_path.glob("kg-serve-*"))
    assert server.query("ASK {}").status_code == 200
    children = Path(f"/proc/{server.process.pid}/task/{server.process.pid}/children")
    workers = children.read_text(encoding="ascii").split() if children.exists() else []
    server.process.send_signal(end)
    assert server.process.wait(30) == status
    server.stop()
    assert "".join(server.complaints).strip() == ""
    deadline = time.monotonic() + 10
    while any(Path(f"/proc/{worker}").exists() for worker in workers) and time.monotonic() < deadline:
        time.sleep(0.1)
    assert [worker for worker in workers if Path(f"/proc/{worker}").exists()] == []
    assert list(tmp_path.iterdir()) == []
