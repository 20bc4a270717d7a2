"""The server that offers the tools over stdin and stdout."""

from __future__ import annotations

import asyncio
import os
import signal
from contextlib import suppress
from typing import Any

from mcp.server.mcpserver import MCPServer
from mcp.types import ToolAnnotations

from kg.agents.graphs import Graph, opened
from kg.agents.tools import Tools, sparql_described
from kg.opening import Where
from kg.serve.limits import Limits
from kg.version import __version__

_INSTRUCTIONS = """\
A knowledge graph made from abstracts of arXiv papers: {counts}.
It says which methods, datasets and tasks each paper introduces, uses, compares with, evaluates on or addresses;
every such fact has the sentence that proves it. It was extracted by a program: facts may be wrong, so quote the
sentence and name the paper when you tell one. Nothing here changes the graph or reaches the network.
Begin with search (forgives typos), then show. For counts, rankings and lists, run_query with one of list_queries;
for what none of them answers, sparql, after a look at vocabulary. whats_new tells what a period brought."""

_READS = ToolAnnotations(
    read_only_hint=True, destructive_hint=False, idempotent_hint=True, open_world_hint=False
)


def served(graph: Graph, limits: Limits) -> MCPServer[Any]:
    """The server that offers a graph's tools."""
    told = ", ".join(f"{n:,} {what}" for what, n in graph.counts.items() if what != "statements" and n)
    server: MCPServer[Any] = MCPServer(
        "kg",
        title="arXiv knowledge graph",
        version=__version__,
        instructions=_INSTRUCTIONS.format(counts=told or "empty as yet"),
        log_level="ERROR",
    )
    tools = Tools(graph, limits)
    server.add_tool(tools.search, title="Search names", annotations=_READS)
    server.add_tool(tools.show, title="Show a thing with its proof", annotations=_READS)
    server.add_tool(tools.list_queries, title="List the shipped queries", annotations=_READS)
    server.add_tool(tools.run_query, title="Run a shipped query", annotations=_READS)
    server.add_tool(
        tools.sparql, title="Ask in SPARQL", annotations=_READS, description=sparql_described(limits)
    )
    server.add_tool(tools.vocabulary, title="Vocabulary of the graph", annotations=_READS)
    server.add_tool(tools.whats_new, title="What is new", annotations=_READS)
    return server


def serve(where: Where, limits: Limits) -> None:
    """Offer a graph's tools over stdin and stdout until stdin ends. GraphError where there is no graph."""
    ended_by = asyncio.run(_serve(where, limits))
    if ended_by is not None:
        # a thread of the SDK reads stdin, and nothing but its end would end it
        os._exit(0 if ended_by == signal.SIGTERM else 130)


async def _serve(where: Where, limits: Limits) -> signal.Signals | None:
    """Serve; the signal that ended it, if one did."""
    loop = asyncio.get_running_loop()
    async with opened(where, limits) as graph:
        stopped: asyncio.Future[signal.Signals] = loop.create_future()

        def stop(by: signal.Signals) -> None:
            if not stopped.done():
                stopped.set_result(by)

        for by in (signal.SIGTERM, signal.SIGINT):
            with suppress(NotImplementedError):  # on Windows, where Ctrl-C ends it as it does all programs
                loop.add_signal_handler(by, stop, by)
        serving = asyncio.ensure_future(served(graph, limits).run_stdio_async())
        both: list[asyncio.Future[Any]] = [serving, stopped]
        await asyncio.wait(both, return_when=asyncio.FIRST_COMPLETED)
        if serving.done():
            serving.result()
            return None
    return stopped.result()
