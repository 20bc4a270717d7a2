"""`kg stats`: how much of each thing a graph holds."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from kg.cli.console import console
from kg.cli.options import example, graph_option

if TYPE_CHECKING:
    from kg.opening import Where
    from kg.store import Store


@click.command(epilog=example("kg stats", "kg stats -g out"))
@graph_option
def stats(graph: Where) -> None:
    """Tell how much of each thing the graph holds."""
    from kg.opening import open_graph

    print_stats(open_graph(graph))


def print_stats(store: Store) -> None:
    """Counts, times and provenance of a graph, as a table."""
    from rich.table import Table  # slow to load

    table = Table(box=None, show_header=False, pad_edge=False)
    table.add_column(justify="left")
    table.add_column(justify="right")
    for name, count in store.manifest.counts.items():
        table.add_row(name if name != "statements" else "RDF statements", f"{count:,}")
    for role in ("introduces", "uses", "comparesWith", "addresses", "mentionsTask"):
        rows = store.rows(
            f"SELECT (COUNT(*) AS ?n) WHERE {{ SELECT DISTINCT ?p ?e WHERE {{ ?p kg:{role} ?e }} }}"
        )
        table.add_row(f"kg:{role}", f"{int(next(rows)[0]):,}")
    first = next(
        store.rows("SELECT (MIN(?d) AS ?a) (MAX(?d) AS ?b) WHERE { ?s a kg:Source ; dcterms:issued ?d }")
    )
    if first[0]:
        table.add_row("digests from", str(first[0]))
        table.add_row("digests to", str(first[1]))
    if store.manifest.built:  # a server does not tell when
        table.add_row("built", store.manifest.built)
    table.add_row("by", f"digestgraph {store.manifest.software}")
    console().print(table)
