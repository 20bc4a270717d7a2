"""`kg serve`: a SPARQL endpoint, linked data and an explorer on one port."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from kg.cli.console import say
from kg.cli.options import example, folder_option, memory_option, timeout_option
from kg.errors import KgError


@click.command(
    epilog=example("kg serve", "kg serve -g out --port 8080", "KG_TOKEN=... kg serve --host 0.0.0.0")
)
@folder_option
@click.option("--host", default="127.0.0.1", show_default=True, help="Where to listen; 0.0.0.0: everywhere.")
@click.option(
    "--port", type=click.IntRange(0, 65535), default=8000, show_default=True, help="0: any that is free."
)
@click.option(
    "--token",
    envvar="KG_TOKEN",
    show_envvar=True,
    default="",
    help="For private graphs: answer nobody who does not show it (8 characters at least).",
)
@timeout_option
@click.option(
    "--max-rows",
    type=click.IntRange(1),
    default=100_000,
    show_default=True,
    help="Rows, or triples, of one answer.",
)
@memory_option
def serve(graph: Path, host: str, port: int, token: str, timeout: float, max_rows: int, memory: int) -> None:
    """Serve the graph: SPARQL at /sparql, each thing as linked data at its own address, an explorer at /.

    A graph that is built again is served without a restart.
    """
    try:
        from kg.serve.limits import Limits
        from kg.serve.running import serve as run
    except ModuleNotFoundError as error:
        if error.name and error.name.partition(".")[0] in ("starlette", "uvicorn", "anyio"):
            raise KgError(f"{error.name} is not installed; pip install 'digestgraph[serve]'") from error
        raise
    if token and len(token) < 8:
        raise click.UsageError("a token has 8 characters at least; make one with: openssl rand -hex 16")
    limits = Limits(seconds=timeout, rows=max_rows, memory=memory << 20)

    def ready(address: str, pool: Any) -> None:
        papers = pool.counts.get("papers", 0)
        say(f"{papers:,} papers at {address}   SPARQL at {address}sparql   Ctrl-C ends")
        if not pool.confined:
            say("Workers keep their network here: only the parser stands between SERVICE and other servers")

    run(graph, host, port, token, limits, ready)
