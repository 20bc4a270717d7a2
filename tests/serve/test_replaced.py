"""A graph that is built again is served without a restart, and no request fails meanwhile."""

from __future__ import annotations

import json
import threading
import time
from pathlib import Path

import httpx

from kg.building import build
from tests.serve.conftest import Server, running

COUNT = "SELECT (COUNT(*) AS ?n) { ?p a fabio:Preprint }"


def _write(folder: Path, day: str, papers: int) -> None:
    rows = (
        {"id": f"2512.{day}{i:03}", "title": f"A paper {i}", "summary": "We use GPT-4."}
        for i in range(papers)
    )
    (folder / f"2025-12-{day}.jsonl").write_text(
        "".join(json.dumps(r) + "\n" for r in rows), encoding="utf-8"
    )


def _papers(server: Server) -> int:
    return int(server.query(COUNT).json()["results"]["bindings"][0]["n"]["value"])


def test_a_new_version_is_picked_up_without_a_failed_request(tmp_path: Path) -> None:
    digests, graph = tmp_path / "digests", tmp_path / "graph"
    digests.mkdir()
    _write(digests, "01", 2)
    build([digests], graph, fast=True, workers=1)
    with running(graph) as server:
        assert _papers(server) == 2
        failed: list[int] = []
        done = threading.Event()

        def ask() -> None:
            with httpx.Client(base_url=server.url, timeout=30) as client:
                i = 0
                while not done.is_set():
                    i += 1
                    query = f"SELECT ?p {{ ?p a fabio:Preprint }} LIMIT 1 # {i}"
                    for path in (
                        f"/new?by=day&x={i}",
                        "/method/gpt_4",
                        f"/sparql?{httpx.QueryParams(query=query)}",
                    ):
                        status = client.get(path).status_code
                        if status not in (200, 404):
                            failed.append(status)

        asking = threading.Thread(target=ask)
        asking.start()
        for day, papers in (("02", 5), ("03", 9)):
            _write(digests, day, papers - 2 if day == "02" else 4)
            build([digests], graph, fast=True, workers=1)
            deadline = time.monotonic() + 60
            while _papers(server) != papers:
                assert time.monotonic() < deadline, "the new version is not served"
                time.sleep(0.1)
        done.set()
        asking.join()
        assert failed == []
    kept = [folder.name for folder in graph.iterdir() if folder.name.startswith("graph-")]
    assert json.loads((graph / "kg.json").read_text(encoding="utf-8"))["current"] in kept


def test_a_graph_that_breaks_is_served_as_it_was(tmp_path: Path) -> None:
    digests, graph = tmp_path / "digests", tmp_path / "graph"
    digests.mkdir()
    _write(digests, "01", 2)
    build([digests], graph, fast=True, workers=1)
    with running(graph) as server:
        (graph / "kg.json").write_text("{broken", encoding="utf-8")
        time.sleep(1.5)
        assert _papers(server) == 2
