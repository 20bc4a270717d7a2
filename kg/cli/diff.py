"""`kg diff`: what is new in a period."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from kg.cli.options import example, graph_option, output_option

if TYPE_CHECKING:
    from kg.opening import Where

_SUFFIXES = {".json": "json", ".md": "markdown", ".markdown": "markdown"}


@click.command(
    epilog=example(
        "kg diff --last 7d",
        "kg diff 2026-01 2026-01",
        "kg diff 2026-01-15 2026-01-31 --category cs.LG --kind method",
        "kg diff --last 1m --follow names.toml -o news.md",
    )
)
@click.argument("since", required=False)
@click.argument("until", required=False)
@click.option(
    "--last",
    "length",
    metavar="7d|2w|1m",
    help="The last days, weeks or months, counted back from the newest digest of the graph.",
)
@click.option(
    "--follow",
    "follow",
    type=click.Path(path_type=Path),
    help="Authors, methods, datasets, tasks, categories and papers to tell of: TOML, or one name a line.",
)
@click.option("--category", default="", help="Papers of this category alone, such as cs.LG or cs.")
@click.option(
    "--kind",
    "kinds",
    multiple=True,
    type=click.Choice(["method", "dataset", "task"]),
    help="Of these kinds alone; may be given again.",
)
@click.option(
    "--top", type=click.IntRange(0), default=10, show_default=True, help="Items of each list at most; 0: all."
)
@click.option(
    "--min-papers",
    "minimum",
    type=click.IntRange(2),
    default=5,
    show_default=True,
    help="Papers that must speak of a term for it to be tested for rise and fall.",
)
@click.option(
    "-f",
    "--format",
    "form",
    type=click.Choice(["table", "json", "markdown"]),
    default=None,
    help="Default: by the suffix of -o (.md, .json), else table.",
)
@output_option()
@graph_option
def diff(
    since: str | None,
    until: str | None,
    length: str | None,
    follow: Path | None,
    category: str,
    kinds: tuple[str, ...],
    top: int,
    minimum: int,
    form: str | None,
    output: Path | None,
    graph: Where,
) -> None:
    """Tell what is new: first seen, first met, rising and falling, followed.

    SINCE and UNTIL are days (2026-01-31) or months (2026-01), both included; without UNTIL the newest day.
    A paper counts on the day of the earliest digest that lists it.
    """
    if (since is None) == (length is None):
        raise click.UsageError("give SINCE, or --last 7d, and not both")
    from kg.analysis import chosen_period, read_wishes, what_is_new
    from kg.cli.diff_report import write_report
    from kg.model import Kind
    from kg.opening import open_graph

    wishes = read_wishes(follow) if follow else ()
    news = what_is_new(
        open_graph(graph),
        chosen_period(since, until, length),
        top=top,
        kinds=[kind for kind in Kind if not kinds or kind.value.lower() in kinds],
        category=category,
        minimum=minimum,
        wishes=wishes,
    )
    suffix = output.suffix.lower() if output else ""
    write_report(news, form or _SUFFIXES.get(suffix, "table"), output)
