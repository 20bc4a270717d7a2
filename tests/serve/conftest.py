"""A running service for tests that speak to it as clients do."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from tests.conftest import ROOT


class Server:
    """`kg serve` in a process of its own, and a client for it."""

    def __init__(self, graph: Path, *options: str) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "kg", "serve", "-g", str(graph), "--port", "0", *options],
            stderr=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=ROOT,
            start_new_session=True,
            env={k: v for k, v in os.environ.items() if k != "KG_TOKEN"} | {"PYTHONPATH": str(ROOT)},
        )
        assert self.process.stderr is not None
        said = self.process.stderr.readline()
        found = re.search(r"http://\S+:\d+", said)
        assert found, said + self.process.stderr.read()
        self.url = found[0]
        self.client = httpx.Client(base_url=self.url, timeout=60)
        self.complaints: list[str] = []
        self._listener = threading.Thread(target=self._listen, daemon=True)
        self._listener.start()

    def _listen(self) -> None:
        assert self.process.stderr is not None
        self.complaints.extend(self.process.stderr)

    def get(self, path: str, accept: str | None = None, **options: object) -> httpx.Response:
        headers = {"Accept": accept} if accept is not None else {}
        return self.client.get(path, headers=headers, **options)  # type: ignore[arg-type]

    def query(
        self, text: str, accept: str = "application/sparql-results+json", **fields: str
    ) -> httpx.Response:
        return self.client.get("/sparql", params={"query": text, **fields}, headers={"Accept": accept})

    def wait_for_index(self) -> None:
        """Until names are found by their parts."""
        deadline = time.monotonic() + 60
        while "being made" in self.get("/search?q=x").text:
            assert time.monotonic() < deadline, "the index of names was not made"
            time.sleep(0.1)

    def stop(self) -> None:
        self.client.close()
        self.process.terminate()
        self.process.wait(20)
        self._listener.join(5)
        assert self.process.stdout is not None
        assert self.process.stderr is not None
        self.process.stdout.close()
        self.process.stderr.close()


@contextmanager
def running(graph: Path, *options: str) -> Iterator[Server]:
    server = Server(graph, *options)
    try:
        yield server
    finally:
        server.stop()


@pytest.fixture(scope="session")
def server(example_graph: Path) -> Iterator[Server]:
    """The example graph, served as it is by default; whatever tests do to it must leave it well."""
    with running(example_graph) as server:
        yield server
        assert server.complaints == []
