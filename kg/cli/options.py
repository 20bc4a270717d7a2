"""Options and texts that several commands share."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any

import click


def example(*lines: str) -> str:
    """The end of a command's help: examples, one a line."""
    return "\b\nExamples:\n" + "\n".join(f"  {line}" for line in lines)


sources_argument = click.argument("sources", nargs=-1, required=True, type=click.Path(), metavar="SOURCE...")

graph_option = click.option(
    "-g",
    "--graph",
    envvar="KG_GRAPH",
    default="graph",
    show_default=True,
    show_envvar=True,
    type=click.Path(path_type=Path),
    help="The graph folder that kg build made.",
)

fast_option = click.option(
    "--fast",
    is_flag=True,
    help="Rules alone, without the trained tagger: some seven times as fast, finds less.",
)

confidence_option = click.option(
    "--min-confidence",
    type=click.FloatRange(0, 1),
    default=0.0,
    show_default=True,
    help="Leave out entities of lower confidence.",
)

spreadsheet_option = click.option(
    "--spreadsheet",
    is_flag=True,
    help="With -f csv: an apostrophe before what Excel and others would take for a formula.",
)

vocabulary_option = click.option(
    "--vocabulary",
    "vocabularies",
    multiple=True,
    type=click.Path(exists=True, dir_okay=False),
    help="A SKOS file of your own (Turtle), added to the shipped vocabulary; may be given again.",
)

corrections_option = click.option(
    "--corrections",
    multiple=True,
    type=click.Path(exists=True, dir_okay=False),
    help="A file of corrections (TOML, see docs/corrections.md); may be given again.",
)

_FORGET = "Use none, though the graph was built with some; else those are used again."


def own_files_options(command: Callable[..., None]) -> Callable[..., None]:
    """Both kinds of the user's own files, each with a way to forget them; None: those of the graph hold on."""

    @wraps(command)
    def run(**given: Any) -> None:
        for name, parameter in (("vocabulary", "vocabularies"), ("corrections", "corrections")):
            forget = given.pop(f"no_{name}")
            if given[parameter] and forget:
                raise click.UsageError(f"give --{name} or --no-{name}, not both")
            given[parameter] = given[parameter] if given[parameter] or forget else None
        command(**given)

    options = (
        vocabulary_option,
        click.option("--no-vocabulary", is_flag=True, help=_FORGET),
        corrections_option,
        click.option("--no-corrections", is_flag=True, help=_FORGET),
    )
    for option in reversed(options):
        run = option(run)
    return run
