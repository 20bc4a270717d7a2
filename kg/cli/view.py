"""The command `kg view`: which picture, of what, into which file."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kg.cli.console import say
from kg.cli.options import example, graph_option, output_option

if TYPE_CHECKING:
    from kg.opening import Where

KINDS = ("network", "map", "timeline", "matrix", "authors", "families", "schema")


@click.command(
    epilog=example(
        'kg view --focus "neural operator" -o graph.html',
        "kg view timeline --since 2025-12 -o timeline.html",
        "kg view matrix --category cs.LG --top 30 -o matrix.html",
    )
)
@click.argument("kind", type=click.Choice(KINDS), default="network")
@click.option(
    "--focus",
    help="A paper, author, category, method, dataset or task (network, by default: the commonest method).",
)
@click.option("--since", default="", metavar="DATE", help="Papers from this day, month or year on.")
@click.option("--until", default="", metavar="DATE", help="Papers up to this day, month or year.")
@click.option("--category", default="", help="Papers of this category or one below it, such as cs.LG or cs.")
@click.option(
    "--top",
    type=click.IntRange(5, 500),
    default=None,
    help="Things at most: nodes of a network (default: 120), pictures of a timeline (24), ...",
)
@output_option("The page: one file that opens without a network; -: stdout.", Path("graph.html"))
@graph_option
def view(
    kind: str,
    focus: str | None,
    since: str,
    until: str,
    category: str,
    top: int | None,
    output: Path | None,
    graph: Where,
) -> None:
    """Draw a picture that answers a question, as one interactive HTML page.

    \b
    network   what surrounds one thing, or the strongest links of a selection?
    map       what is in this graph? every paper a point, the like near each other
    timeline  what rises and falls?
    matrix    which methods go with which tasks, datasets and categories?
    authors   who works with whom?
    families  which kinds of a method, dataset or task are there, and how often are they met?
    schema    of what is this graph made?
    """
    from kg.export import written_whole
    from kg.opening import open_graph
    from kg.view import draw

    page = draw(open_graph(graph), kind, focus=focus, since=since, until=until, category=category, top=top)
    if output is None:
        sys.stdout.buffer.write(page.text.encode())
        return
    with written_whole(output) as out:
        out.write(page.text.encode())
    say(f"{output}: {page.says}; open it in a browser")
