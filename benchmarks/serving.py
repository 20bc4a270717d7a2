"""Requests per second of SPARQL services on one graph: python benchmarks/serving.py GRAPH [--rounds N] [--seconds N]

`kg serve`, Oxigraph's own server (`oxigraph` on PyPI) and rdflib-endpoint, whichever are installed (--path
names a folder of programs), answer one query about one thing, and the same made distinct by a comment, so
that no cache helps. They take turns; `wrk` asks with four connections. Beside requests per second stands what
holds on a loaded machine too: requests per second of CPU time of the service and its processes. Then the pages of
`kg serve` that have the most to tell, each asked for the first time; and cheap queries, searches and pages of papers
while two queries that would never end are under way.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
from contextlib import suppress
from pathlib import Path
from urllib.parse import quote

import pyoxigraph as ox

from kg.export import export
from kg.serve.addresses import address
from kg.store import Store

_TICKS = os.sysconf("SC_CLK_TCK")


def cpu_seconds(pid: int) -> float:
    """Of a process, those it has started, and those of them that have ended."""
    parents: dict[int, list[str]] = {}
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            try:
                fields = (folder / "stat").read_text().rpartition(")")[2].split()
            except OSError:
                continue
            parents[int(folder.name)] = fields
    family = {pid}
    while more := {p for p, fields in parents.items() if int(fields[1]) in family} - family:
        family |= more
    return sum(sum(map(int, parents[p][11:15])) for p in family if p in parents) / _TICKS


class Service:
    """A service that runs, and where it answers."""

    def __init__(self, name: str, command: list[str], port: int, path: str) -> None:
        self.name, self.port, self.path = name, port, path
        self.process = subprocess.Popen(
            command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env={**os.environ, "KG_TOKEN": ""}
        )
        deadline = time.monotonic() + 120
        while True:
            try:
                address = f"http://127.0.0.1:{port}{path}?query=ASK%7B%7D"
                request = urllib.request.Request(
                    address, headers={"Accept": "application/sparql-results+json"}
                )
                with urllib.request.urlopen(request, timeout=5):
                    return
            except OSError:
                if time.monotonic() > deadline or self.process.poll() is not None:
                    raise SystemExit(f"{name} does not answer") from None
                time.sleep(0.3)

    def measure(self, query: str, seconds: int, distinct: bool, folder: Path) -> tuple[float, float]:
        """Requests per second, and per second of CPU time."""
        script = folder / "ask.lua"
        count = ' .. "%20%23" .. n .. os.time()' if distinct else ""
        script.write_text(
            'wrk.headers["Accept"] = "application/sparql-results+json"\nlocal n = 0\n'
            "request = function() n = n + 1; return "
            f'wrk.format("GET", "{self.path}?query={quote(query, safe="")}"{count}) end\n'
        )
        before = cpu_seconds(self.process.pid)
        done = subprocess.run(
            ["wrk", "-t1", "-c4", f"-d{seconds}s", "-s", script, f"http://127.0.0.1:{self.port}"],
            capture_output=True,
            text=True,
            check=True,
        )
        spent = cpu_seconds(self.process.pid) - before
        requests = int(re.search(r"(\d+) requests in", done.stdout)[1])  # type: ignore[index]
        if failed := re.search(r"Non-2xx or 3xx responses: (\d+)", done.stdout):
            raise SystemExit(f"{self.name}: {failed[0]}")
        rate = float(re.search(r"Requests/sec:\s+([\d.]+)", done.stdout)[1])  # type: ignore[index]
        return rate, requests / max(spent, 0.01)


def answer(service: Service, path: str) -> float:
    """Seconds until a page or an answer is there."""
    begun = time.monotonic()
    request = urllib.request.Request(
        f"http://127.0.0.1:{service.port}{path}", headers={"Accept": "text/html"}
    )
    with urllib.request.urlopen(request, timeout=60) as found:
        found.read()
    return time.monotonic() - begun


def pages(service: Service, store: Store, thing: str) -> None:
    """Print what the pages with the most to tell take, asked for the first time."""
    while b"being made" in urllib.request.urlopen(f"http://127.0.0.1:{service.port}/search?q=x").read():
        time.sleep(0.5)
    (papers,) = next(store.rows("SELECT ?n { ?x kg:paperCount ?n } LIMIT 1", x=ox.NamedNode(thing)))
    (category,) = next(
        store.rows("SELECT ?c { ?p dcterms:subject ?c } GROUP BY ?c ORDER BY DESC(COUNT(?p)) LIMIT 1")
    )
    of = address(thing, store.manifest.base)
    for name, path in (
        ("the front page", "/"),
        ("the commonest method", of),
        (f"its last page, of {papers} papers", f"{of}?page={-(-int(papers) // 20)}"),
        ("its network", f"/network?iri={quote(thing, safe='')}"),
        ("the commonest category", address(category, store.manifest.base)),
        ("what is new", "/new"),
        ("a search with a typo", "/search?q=difusion+modle"),
    ):
        before = cpu_seconds(service.process.pid)
        seconds = answer(service, path)
        print(f"{name:36} {seconds:6.2f} s, {cpu_seconds(service.process.pid) - before:5.2f} s CPU")


def beside_killers(
    service: Service, query: str, papers: list[str], seconds: int
) -> dict[str, tuple[list[float], int]]:
    """How long cheap requests take, in seconds, while two that would never end are under way all the time.

    By kind: the times, sorted, and how many failed.
    """
    sparql = f"http://127.0.0.1:{service.port}{service.path}?query="
    killer = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i FILTER(?a != ?d) }"
    end = time.monotonic() + seconds

    def kill(name: str) -> None:
        while time.monotonic() < end:
            with suppress(OSError):
                urllib.request.urlopen(
                    sparql + quote(f"{killer} # {name} {time.monotonic()}"), timeout=60
                ).close()

    for name in ("one", "two"):
        threading.Thread(target=kill, args=(name,), daemon=True).start()
    time.sleep(1)
    found: dict[str, tuple[list[float], int]] = {}
    count = 0
    while time.monotonic() < end:
        count += 1
        paths = {
            "queries": f"{service.path}?query={quote(f'{query} # {count}')}&format=json",
            "searches": f"/search?q={quote(f'difusion modle {count}')}",
            "papers": f"{papers[count % len(papers)]}?n={count}",
        }
        for kind, path in paths.items():
            times, failed = found.get(kind, ([], 0))
            try:
                times = sorted([*times, answer(service, path)])
            except OSError:
                failed += 1
            found[kind] = times, failed
        time.sleep(0.02)
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("graph", type=Path)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=int, default=5)
    parser.add_argument("--path", type=Path, help="where oxigraph and rdflib-endpoint are installed")
    options = parser.parse_args()
    places = os.pathsep.join([str(options.path or ""), os.environ["PATH"]])
    store = Store(options.graph)
    (thing,) = next(store.rows("SELECT ?x { ?x a kg:Method ; kg:paperCount ?n } ORDER BY DESC(?n) LIMIT 1"))
    query = f"SELECT ?p ?o WHERE {{ <{thing}> ?p ?o }}"
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        services = [
            Service(
                "kg serve",
                [sys.executable, "-m", "kg", "serve", "-g", str(options.graph), "--port", "8101"],
                8101,
                "/sparql",
            )
        ]
        if found := shutil.which("oxigraph", path=places):
            location = options.graph / store.manifest.current / "store"
            command = [found, "serve-read-only", "--location", str(location), "--bind", "127.0.0.1:8102"]
            services.append(Service("oxigraph", command, 8102, "/query"))
        if found := shutil.which("rdflib-endpoint", path=places):
            export(store, folder / "graph.nt", "ntriples")
            command = [found, "serve", str(folder / "graph.nt"), "--host", "127.0.0.1", "--port", "8103"]
            services.append(Service("rdflib-endpoint", command, 8103, "/"))
        figures: dict[tuple[str, bool], list[tuple[float, float]]] = {}
        try:
            for _ in range(options.rounds):
                for distinct in (False, True):
                    for service in services:
                        got = service.measure(query, options.seconds, distinct, folder)
                        figures.setdefault((service.name, distinct), []).append(got)
            pages(services[0], store, thing)
            found_ = store.rows("SELECT ?p { ?p a fabio:Preprint } LIMIT 1000")
            papers = [address(str(row[0]), store.manifest.base) for row in found_]
            beside = beside_killers(services[0], query, papers, 30)
        finally:
            for service in services:
                service.process.terminate()
        for (name, distinct), found_ in figures.items():
            rate, per_cpu = (statistics.median(column) for column in zip(*found_, strict=True))
            kind = "distinct" if distinct else "same"
            print(f"{name:16} {kind:9} {rate:8.0f} requests/s {per_cpu:8.0f} requests/CPU-s")
        for kind, (times, failed) in beside.items():
            told = ", ".join(
                f"{part:.0%} within {times[int(part * len(times)) - 1]:.3f} s" for part in (0.5, 0.99, 1)
            )
            print(f"beside two killers, {len(times)} {kind}: {told}; {failed} failed")


if __name__ == "__main__":
    main()
