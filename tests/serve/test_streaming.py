"""Long answers are sent while they are made; one that breaks off never looks whole."""

from __future__ import annotations

import asyncio
import json
import os
import socket
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import ClassVar
from urllib.parse import urlencode

import httpx
import pytest

from tests.serve.conftest import Server, running

LONG = (
    'SELECT ?a ?c ?d {{ ?a ?b ?c . ?d ?e ?f FILTER(SHA512(CONCAT(STR(?a), STR(?d), "{}")) > "") }} LIMIT {}'
)
"""Takes its time for each row; the first megabyte is there long before the last row."""
ENDLESS = 4_000_000


@pytest.fixture(scope="module")
def brief(example_graph: Path) -> Iterator[Server]:
    with running(example_graph, "--timeout", "2", "--max-rows", "5000000") as server:
        yield server
        assert server.complaints == []


def places_free(server: Server) -> bool:
    """Whether a slow query is begun at once, which it is not while others have both places."""
    slow = "SELECT (COUNT(*) AS ?n) { { SELECT * { ?a ?b ?c . ?d ?e ?f } LIMIT 1500000 } }"
    return server.query(f"{slow} # {time.monotonic()}").status_code == 200


def test_a_long_answer_is_sent_whole_while_it_is_made(server: Server) -> None:
    params = {"query": LONG.format("whole", 90_000), "format": "csv"}
    headers = {"Accept-Encoding": "identity"}
    with server.client.stream("GET", "/sparql", params=params, headers=headers) as answer:
        assert answer.headers["transfer-encoding"] == "chunked"  # its length was not known
        body = answer.read()
    assert body.count(b"\r\n") == 90_001


def memory(pid: int) -> int:
    """Bytes that a process takes."""
    pages = Path(f"/proc/{pid}/statm").read_text(encoding="ascii").split()[1]
    return int(pages) * os.sysconf("SC_PAGE_SIZE")


@pytest.mark.skipif(sys.platform != "linux", reason="memory is looked up in /proc")
def test_memory_does_not_grow_with_an_answer_that_nobody_reads(server: Server) -> None:
    params = {"query": LONG.format("unread", 90_000), "format": "json"}
    before = memory(server.process.pid)
    with server.client.stream("GET", "/sparql", params=params) as answer:
        parts = answer.iter_bytes()
        size = len(next(parts))
        time.sleep(1.5)
        taken = memory(server.process.pid) - before
        size += sum(map(len, parts))
    assert size > 20_000_000
    assert taken < 8_000_000


def test_a_slow_reader_keeps_no_worker_and_gets_everything(brief: Server) -> None:
    query = LONG.format("slowly", 25_000)
    with brief.client.stream("GET", "/sparql", params={"query": query, "format": "json"}) as answer:
        parts = answer.iter_bytes()
        body = next(parts)
        time.sleep(2.2)  # longer than any query may take
        body += b"".join(parts)
    assert len(json.loads(body)["results"]["bindings"]) == 25_000


@pytest.mark.parametrize(
    ("accept", "encoding"), [("application/sparql-results+json", "identity"), ("text/csv", "gzip")]
)
def test_an_answer_that_meets_the_time_limit_breaks_off(brief: Server, accept: str, encoding: str) -> None:
    headers = {"Accept": accept, "Accept-Encoding": encoding}
    params = {"query": LONG.format(encoding, ENDLESS)}
    with brief.client.stream("GET", "/sparql", params=params, headers=headers) as answer:
        assert answer.status_code == 200
        assert "content-length" not in answer.headers
        with pytest.raises(httpx.RemoteProtocolError, match="incomplete chunked read"):
            answer.read()
    assert places_free(brief)


def test_who_would_not_notice_a_break_is_told_in_place_of_it(brief: Server) -> None:
    query = urlencode({"query": LONG.format("1.0", ENDLESS), "format": "csv"})
    with socket.create_connection(("127.0.0.1", int(brief.url.rpartition(":")[2])), 20) as line:
        line.sendall(f"GET /sparql?{query} HTTP/1.0\r\nHost: x\r\n\r\n".encode())
        with line.makefile("rb") as answer:
            assert answer.readline().split()[1] == b"503"
            assert b"stopped after 2 s" in answer.read()


def test_a_reader_that_leaves_takes_the_query_with_it(example_graph: Path) -> None:
    with running(example_graph, "--timeout", "60", "--max-rows", "50000000") as server:
        for name in ("first", "second"):
            params = {"query": LONG.format(name, 40_000_000), "format": "json"}
            with (
                httpx.Client(base_url=server.url, timeout=30) as client,
                client.stream("GET", "/sparql", params=params) as answer,
            ):
                assert next(answer.iter_bytes())
        begun = time.monotonic()
        assert places_free(server)
        assert time.monotonic() - begun < 30  # with both places taken it would wait for 60 s


def test_little_is_collected_until_the_loop_comes_round_and_much_is_not() -> None:
    from kg.serve.connection import Collecting

    class Line(asyncio.Transport):
        sent: ClassVar[list[bytes]] = []

        def write(self, data: bytes | bytearray | memoryview) -> None:
            self.sent.append(bytes(data))

        def is_closing(self) -> bool:
            return False

    async def write() -> None:
        collecting = Collecting(Line(), asyncio.get_running_loop())
        collecting.write(b"head")
        collecting.write(b"body")
        assert Line.sent == []
        await asyncio.sleep(0)
        assert Line.sent == [b"headbody"]
        collecting.write(b"x" * 40_000)
        assert len(Line.sent) == 2

    asyncio.run(write())
