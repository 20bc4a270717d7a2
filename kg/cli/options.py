"""Options and texts that several commands share."""

from __future__ import annotations

from pathlib import Path

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

vocabulary_option = click.option(
    "--vocabulary",
    "vocabularies",
    multiple=True,
    type=click.Path(exists=True, dir_okay=False),
    help="A SKOS file of your own (Turtle), added to the shipped vocabulary; may be given again.",
)
