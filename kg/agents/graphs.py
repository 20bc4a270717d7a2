"""The graph that tools ask: in a folder, by worker processes; or on a server."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Protocol

import orjson
import pyoxigraph as ox

from kg.opening import Address, Where, open_graph
from kg.query import in_a_line
from kg.serve.indexing import Indexer
from kg.serve.limits import Limits
from kg.serve.problem import Problem
from kg.serve.processes import Reply
from kg.serve.records import RECORDS, Rows, answered, slim, turtle
from kg.serve.refusal import check_query, graphs_named
from kg.serve.search import build_index
from kg.serve.workers import Pool
from kg.store import Store

_ACCEPT = "application/sparql-results+json, application/n-triples"

_PATIENCE = 30.0
"""Seconds that a search waits for the index of names, which is made when a graph is opened."""


class Graph(Protocol):
    """A graph that answers jobs."""

    @property
    def counts(self) -> dict[str, int]:
        """How much of what it holds."""
        ...

    async def record(self, job: dict[str, Any]) -> dict[str, Any]:
        """What a job of `kg.serve.records` gives, as plain values. Problem where there is nothing to give."""
        ...

    async def sparql(self, query: str) -> dict[str, Any]:
        """The answer of a query, `kg.serve.records.Rows` as plain values. Problem where it is refused or fails."""
        ...


@asynccontextmanager
async def opened(where: Where, limits: Limits) -> AsyncIterator[Graph]:
    """The graph in a folder or on a server. GraphError where there is none."""
    with TemporaryDirectory(prefix="kg-mcp-") as scratch:
        if isinstance(where, Address):
            yield await _Remote.open(where, limits, Path(scratch))
            return
        folder = Path(where)
        indexer = Indexer(folder, Path(scratch))
        pool = Pool(folder, limits, Path(scratch), indexer.begin)
        try:
            await pool.open()
            yield _Local(pool, indexer)
        finally:
            await indexer.close()
            await pool.close()


class _Local:
    def __init__(self, pool: Pool, indexer: Indexer) -> None:
        self._pool = pool
        self._indexer = indexer

    @property
    def counts(self) -> dict[str, int]:
        return self._pool.counts

    async def record(self, job: dict[str, Any]) -> dict[str, Any]:
        if job["job"] == "found":
            await self._indexer.wait(_PATIENCE)
        reply = await self._reply(job)
        found: dict[str, Any] = orjson.loads(await _whole(reply))
        return found

    async def sparql(self, query: str) -> dict[str, Any]:
        _check_length(query, self._pool.limits)
        job = {"job": "query", "query": query, "accept": _ACCEPT, "format": ""}
        reply = await self._reply(job | {"default_graphs": [], "named_graphs": []})
        if reply.type == "application/n-triples":
            found = ox.parse(await _whole(reply), format=ox.RdfFormat.N_TRIPLES)
            return slim(Rows(turtle=turtle(quad.triple for quad in found)))
        answer = ox.parse_query_results(await _whole(reply), format=ox.QueryResultsFormat.JSON)
        return slim(answered(answer, self._pool.limits.rows))

    async def _reply(self, job: dict[str, Any]) -> Reply:
        reply = await self._pool.begin(orjson.dumps(job))
        return reply if isinstance(reply, Reply) else await reply


def _check_length(query: str, limits: Limits) -> None:
    if len(query.encode()) > limits.query_length:
        raise Problem(413, f"the query is longer than {limits.query_length:,} bytes, the limit here")


async def _whole(reply: Reply) -> bytes:
    if isinstance(reply.body, bytes):
        return reply.body
    parts = []
    try:
        while part := await reply.body.take():
            parts.append(part)
    finally:
        reply.body.close()
    return b"".join(parts)


class _Remote:
    """A graph on a server, which has limits of its own; ours hold for rows and for what is refused."""

    def __init__(self, store: Store, limits: Limits, index: Path) -> None:
        self._store = store
        self._limits = limits
        self._index = index
        self._turn = asyncio.Lock()

    @classmethod
    async def open(cls, where: Address, limits: Limits, scratch: Path) -> _Remote:
        store = await asyncio.to_thread(open_graph, where)
        return cls(store, limits, scratch / "names.sqlite")

    @property
    def counts(self) -> dict[str, int]:
        return self._store.manifest.counts

    async def record(self, job: dict[str, Any]) -> dict[str, Any]:
        async with self._turn:
            return await asyncio.to_thread(self._record, job)

    def _record(self, job: dict[str, Any]) -> dict[str, Any]:
        if job["job"] in ("found", "shown") and not self._index.exists():
            build_index(self._store, self._index)
        record = RECORDS[job["job"]](self._store, self._index, job)
        return record if isinstance(record, dict) else slim(record)

    async def sparql(self, query: str) -> dict[str, Any]:
        async with self._turn:
            return await asyncio.to_thread(self._sparql, query)

    def _sparql(self, query: str) -> dict[str, Any]:
        _check_length(query, self._limits)
        check_query(query)
        if graphs_named(query):
            raise Problem(403, "FROM would have the server load graphs; GRAPH ?g tells those that it has")
        try:
            record = answered(self._store.query(query), self._limits.rows)
        except (SyntaxError, ValueError) as error:
            raise Problem(400, f"the query does not parse: {in_a_line(error)}") from error
        if record.more:
            raise Problem(
                403, f"the answer has more than {self._limits.rows:,} rows, the limit here; add a LIMIT"
            )
        return slim(record)
