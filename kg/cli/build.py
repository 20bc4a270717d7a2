"""`kg build`: digests into the graph, with progress, and what Ctrl-C leaves."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING

import click

from kg.cli.console import progress, say
from kg.cli.options import (
    FOLDER,
    confidence_option,
    example,
    own_files_options,
    reading_options,
    sources_argument,
)

if TYPE_CHECKING:
    from kg.building import Progress


@click.command(
    epilog=example(
        "kg build digests/",
        "kg build 2025-12-03.md 2025-12-04.jsonl -o week",
        "cat day.md | kg build -",
        "kg build digests/ --corrections kg.corrections.toml",
    )
)
@sources_argument
@click.option(
    "-o",
    "--output",
    default="graph",
    show_default=True,
    envvar="KG_GRAPH",
    show_envvar=True,
    type=FOLDER,
    help="The graph folder; made, or added to.",
)
@own_files_options
@reading_options
@confidence_option
@click.option(
    "--base", default=None, help="Where your own data IRIs live (default: https://w3id.org/digestgraph/)."
)
@click.option(
    "--workers",
    type=click.IntRange(1),
    default=None,
    help="Processes that look through papers (default: as needed).",
)
@click.option(
    "--scheduler",
    metavar="ADDRESS",
    help="Let a Dask cluster look through papers, such as tcp://10.0.0.1:8786 (extra: cluster).",
)
@click.option("--rebuild", is_flag=True, help="Read every document anew, changed or not.")
@click.option("-v", "--verbose", is_flag=True, help="Say each thing that was skipped, with file and line.")
def build(
    sources: tuple[str, ...],
    output: Path,
    vocabularies: tuple[str, ...] | None,
    corrections: tuple[str, ...] | None,
    fast: bool,
    accurate: bool,
    min_confidence: float,
    base: str | None,
    workers: int | None,
    scheduler: str | None,
    rebuild: bool,
    verbose: bool,
) -> None:
    """Read digests, find what they speak of, and build the graph.

    SOURCE: files, folders (searched) or "-" for standard input: digests, feeds, metadata. What is in the graph
    already stays; documents that changed are replaced.
    """
    if workers and scheduler:
        raise click.UsageError("--workers and --scheduler exclude each other")
    from kg import building  # loads spaCy
    from kg.cli.report import print_build

    with _watching() as watch:
        report = building.build(
            sources,
            output,
            vocabularies=vocabularies,
            corrections=corrections,
            fast=fast,
            accurate=accurate,
            min_confidence=min_confidence,
            base=base,
            workers=workers,
            scheduler=scheduler,
            rebuild=rebuild,
            watch=watch,
        )
    print_build(report, verbose)
    if report.interrupted:
        say("interrupted: the graph holds what was finished; run the same command again to go on")
        sys.exit(130)
    if report.failed:
        sys.exit(1)


@contextmanager
def _watching() -> Iterator[Callable[[Progress], None]]:
    """Draws how far a build is: papers, their rate and the time left; then statements."""
    begun = monotonic()
    with progress("reading", "") as update:

        def watch(now: Progress) -> None:
            if now.stage == "reading":
                seconds = monotonic() - begun
                rate = f", {now.made / seconds:,.0f} a second" if now.made and seconds > 1 else ""
                note = f"{now.papers:,} papers of {now.documents:,} documents{rate}"
                update(round(1000 * (now.share or 0)), 1000, note)
            else:
                update(None, None, f"{now.stage} {now.statements:,} statements")

        yield watch
