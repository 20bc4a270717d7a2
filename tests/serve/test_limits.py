"""What strangers may cost: time, memory, rows, bytes, places; and that others do not notice."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode

import httpx
import pytest

from tests.serve.conftest import Server, running

KILLER = "SELECT (COUNT(*) AS ?n) {{ ?a ?b ?c . ?d ?e ?f . ?g ?h ?i FILTER(?a != ?d) }} # {}"
HUNGRY = "SELECT (GROUP_CONCAT(STR(?c)) AS ?all) { ?a ?b ?c . ?d ?e ?f }"
CHEAP = "SELECT ?m {{ ?m a kg:Method }} ORDER BY ?m LIMIT 1 OFFSET {}"


@pytest.fixture(scope="module")
def strict(example_graph: Path) -> Iterator[Server]:
    with running(example_graph, "--timeout", "3", "--max-rows", "1000", "--memory", "200") as server:
        yield server
        assert server.complaints == []


def test_a_query_is_stopped_at_the_time_limit(strict: Server) -> None:
    begun = time.monotonic()
    answer = strict.query(KILLER.format("alone"))
    assert answer.status_code == 503
    assert "stopped after 3 s" in answer.json()["detail"]
    assert 2.5 < time.monotonic() - begun < 15
    assert strict.query("ASK {}").json()["boolean"] is True


def test_a_query_is_stopped_at_the_memory_limit(example_graph: Path) -> None:
    with running(example_graph, "--timeout", "60", "--memory", "64") as server:
        answer = server.query(HUNGRY)
        assert answer.status_code == 503
        assert "64 MB of memory" in answer.json()["detail"]
        assert server.query("ASK {}").json()["boolean"] is True


@pytest.mark.parametrize("accept", ["application/json", "application/sparql-results+xml", "text/csv",
                                    "text/tab-separated-values"])  # fmt: skip
def test_answers_end_where_the_limit_of_rows_says_and_not_before(strict: Server, accept: str) -> None:
    for text in ("SELECT * {?s ?p ?o} LIMIT %d", 'SELECT ?s ("},{\\r\\n<result>" AS ?x) {?s ?p ?o} LIMIT %d'):
        assert strict.query(text % 1000, accept).status_code == 200
        refused = strict.query(text % 1001, accept)
        assert refused.status_code == 403
        assert "1,000 rows" in refused.text


def test_graphs_end_where_the_limit_says(strict: Server) -> None:
    text = "CONSTRUCT WHERE {?s ?p ?o} LIMIT %d"
    assert strict.query(text % 1000, "text/turtle").status_code == 200
    assert strict.query(text % 1001, "text/turtle").status_code == 403


def test_large_answers_are_refused_whole() -> None:
    import io

    from kg.serve.limits import Limits
    from kg.serve.output import Output
    from kg.serve.problem import Problem

    pipe = io.BytesIO()
    output = Output(pipe, Limits(size=1 << 20))
    output.head("text/csv")
    for _ in range(52):
        output.write(b"x" * 20_000)
    with pytest.raises(Problem, match="larger than 1 MB"):
        output.write(b"x" * 20_000)
    assert len(pipe.getvalue()) < 1_100_000


def test_long_queries_are_refused_before_they_are_read(server: Server) -> None:
    long = f"ASK {{}} #{'x' * 70_000}"
    posted = server.client.post("/sparql", content=long, headers={"Content-Type": "application/sparql-query"})
    assert posted.status_code == 413
    address = f"/query?{urlencode({'name': 'x' * 500, 'query': long[:30_000] + '%' * 40_000})}"
    head = f"GET {address} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".encode()
    with socket.create_connection(("127.0.0.1", int(server.url.rpartition(":")[2])), 20) as line:
        line.sendall(head)
        assert line.makefile("rb").readline().split()[1] in (b"400", b"414")
    endless = (b"x" * 65_536 for _ in range(100))
    posted = server.client.post(
        "/sparql", content=endless, headers={"Content-Type": "application/sparql-query"}
    )
    assert posted.status_code == 413


def test_deeply_nested_queries_do_no_harm(server: Server) -> None:
    for text in (
        "ASK {" + "{" * 20_000 + "}" * 20_000 + "}",
        "ASK { FILTER(" + "(" * 20_000 + "1" + ")" * 20_000 + ") }",
    ):
        answer = server.client.post(
            "/sparql", content=text, headers={"Content-Type": "application/sparql-query"}
        )
        assert answer.status_code in (200, 400, 503)
    assert server.query("ASK {}").json()["boolean"] is True


def _killers(server: Server, names: list[str], found: list[int]) -> list[threading.Thread]:
    def ask(name: str) -> None:
        with httpx.Client(base_url=server.url, timeout=120) as client:
            found.append(client.get("/sparql", params={"query": KILLER.format(name)}).status_code)

    threads = [threading.Thread(target=ask, args=(name,)) for name in names]
    for thread in threads:
        thread.start()
    return threads


def test_cheap_queries_and_pages_are_answered_while_killers_run(strict: Server) -> None:
    """More killers than there are places for slow queries; each is stopped, nobody else waits for them."""
    stopped: list[int] = []
    threads = _killers(strict, ["one", "two", "three"], stopped)
    time.sleep(1)
    times = []
    offset = 0
    while any(thread.is_alive() for thread in threads):
        begun = time.monotonic()
        assert strict.query(CHEAP.format(offset)).status_code == 200
        assert strict.get(f"/suggest?q=diffusion%20{offset}").status_code == 200
        times.append(time.monotonic() - begun)
        offset += 1
        time.sleep(0.05)
    for thread in threads:
        thread.join()
    assert stopped == [503, 503, 503]
    assert len(times) > 10
    assert sorted(times)[len(times) // 2] < 1


def test_a_client_that_leaves_takes_its_query_with_it(example_graph: Path) -> None:
    with running(example_graph, "--timeout", "60") as server:
        for name in ("first", "second"):
            with pytest.raises(httpx.ReadTimeout), httpx.Client(base_url=server.url, timeout=1.5) as client:
                client.get("/sparql", params={"query": KILLER.format(name)})
        begun = time.monotonic()
        slow = "SELECT (COUNT(*) AS ?n) { { SELECT * { ?a ?b ?c . ?d ?e ?f } LIMIT 4000000 } }"
        assert server.query(slow).status_code == 200
        assert time.monotonic() - begun < 40  # with both places taken it would wait for 60 s


def test_one_client_has_no_more_than_its_share(strict: Server) -> None:
    stopped: list[int] = []
    threads = _killers(strict, [f"share {i}" for i in range(9)], stopped)
    for thread in threads:
        thread.join()
    assert stopped.count(429) >= 1
    assert set(stopped) <= {429, 503}
