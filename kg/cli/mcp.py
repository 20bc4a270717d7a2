"""`kg mcp`: the graph as tools for models, over the Model Context Protocol."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from kg.cli.options import example, graph_option, memory_option, timeout_option
from kg.errors import KgError

if TYPE_CHECKING:
    from kg.opening import Where


@click.command(
    epilog=example("kg mcp", "kg mcp -g /data/graph --timeout 30", "kg mcp -g https://host/sparql")
)
@timeout_option
@click.option(
    "--max-rows", type=click.IntRange(1), default=1000, show_default=True, help="Rows of one answer at most."
)
@memory_option
@graph_option
def mcp(timeout: float, max_rows: int, memory: int, graph: Where) -> None:
    """Offer the graph to a model as tools: search, show with proof, queries, SPARQL, what is new.

    Speaks the Model Context Protocol over stdin and stdout: programs start it, see docs/mcp.md. Whatever is asked,
    the graph is only read.
    """
    try:
        from kg.agents.server import serve
        from kg.serve.limits import Limits
    except ModuleNotFoundError as error:
        if error.name and error.name.partition(".")[0] in ("mcp", "pydantic", "anyio", "jinja2"):
            raise KgError(f"{error.name} is not installed; pip install 'digestgraph[mcp]'") from error
        raise
    serve(graph, Limits(seconds=timeout, rows=max_rows, size=_SIZE, memory=memory << 20, quick_workers=1))


_SIZE = 1 << 20
"""Bytes of one answer: more is no use to a model."""
