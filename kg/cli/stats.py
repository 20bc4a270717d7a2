"""The command `kg stats`: how much there is of each thing, and what the shape of the graph tells."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

import click

from kg.cli.console import console, out, plain
from kg.cli.options import example, graph_option

if TYPE_CHECKING:
    from kg.analysis.shape import Analysis
    from kg.opening import Where
    from kg.store import Store


@click.command(epilog=example("kg stats", "kg stats -g out", "kg stats --analysis -n 5"))
@click.option(
    "--analysis",
    "deeper",
    is_flag=True,
    help="Also who and what stands in the middle, which groups there are, which topics densify.",
)
@click.option(
    "-n", "--limit", type=click.IntRange(1), default=10, show_default=True, help="Rows of each analysis."
)
@graph_option
def stats(deeper: bool, limit: int, graph: Where) -> None:
    """Tell how much of each thing the graph holds."""
    from kg.opening import open_graph

    store = open_graph(graph)
    print_stats(store)
    if deeper:
        from kg.analysis.shape import analyse
        from kg.selection import select

        print_analysis(analyse(store, select(store, authors=True), limit))


def print_stats(store: Store) -> None:
    """Counts, times and provenance of a graph, as a table."""
    from rich.table import Table  # slow to load

    from kg.graph.namespaces import ROLE_PREDICATE

    table = Table(box=None, show_header=False, pad_edge=False)
    table.add_column(justify="left")
    table.add_column(justify="right")
    for name, count in store.manifest.counts.items():
        table.add_row(name if name != "statements" else "RDF statements", f"{count:,}")
    for role in ROLE_PREDICATE.values():
        rows = store.rows(
            f"SELECT (COUNT(*) AS ?n) WHERE {{ SELECT DISTINCT ?p ?e WHERE {{ ?p {role} ?e }} }}"
        )
        table.add_row(role, f"{int(next(rows)[0]):,}")
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


def print_analysis(found: Analysis) -> None:
    """Centralities, communities and densifying topics, each as a table."""
    head = ("papers", "links", "pagerank", "betweenness")
    for title, things in (
        ("Central things, named together", found.entities),
        ("Central authors", found.authors),
    ):
        _print(
            title,
            ("name", "type", *head),
            (
                (c.label, c.type, f"{c.papers:,}", f"{c.links:,}", f"{c.rank:.4f}", f"{c.between:.4f}")
                for c in things
            ),
        )
    modularity = f"Communities of things named together twice (modularity {found.modularity:.2f})"
    for title, groups in ((modularity, found.communities), ("Groups of authors of two papers", found.groups)):
        _print(title, ("things" if groups is found.communities else "authors", "best linked"),
               ((f"{g.size:,}", "; ".join(g.members)) for g in groups))  # fmt: skip
    _print(
        "Densifying topics: pairs named together per thing, earlier and later half of the papers",
        ("topic", "papers", "earlier", "later"),
        (
            (d.label, f"{d.papers[0]}, {d.papers[1]}", f"{d.density[0]:.2f}", f"{d.density[1]:.2f}")
            for d in found.densifying
        ),
    )


def _print(title: str, head: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    from rich.table import Table  # slow to load

    table = Table(box=None, pad_edge=False)
    for name in head:
        table.add_column(
            name, justify="left" if name in ("name", "type", "best linked", "topic") else "right"
        )
    for row in rows:
        table.add_row(*map(plain, row))
    out()
    out(title)
    console().print(table)
