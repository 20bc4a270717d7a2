"""`kg remove`: documents out of the graph, with all that only they said."""

from __future__ import annotations

from pathlib import Path

import click

from kg.cli.console import say
from kg.cli.options import example, folder_option, sources_argument
from kg.plural import plural


@click.command(
    epilog=example(
        "kg remove 2025-12-03.md", "kg remove '2025-12-*' -g out", "kg remove old-digests/ --dry-run"
    )
)
@sources_argument
@click.option("--dry-run", is_flag=True, help="Only say what would go.")
@folder_option
def remove(sources: tuple[str, ...], dry_run: bool, graph: Path) -> None:
    """Take documents out of the graph, and what only they said.

    SOURCE: names of documents (kg query sources lists them), patterns of names, or the files and folders that
    were built from. The files themselves are not touched.
    """
    from kg import removal  # loads spaCy

    report = removal.remove(sources, graph, dry_run=dry_run)
    verb = "would be taken" if dry_run else "taken"
    for name in report.removed:
        say(f"{verb} out: {name}")
    say(f"{plural(len(report.removed), 'document')} {verb} out, {report.left} left in {graph}")
    if not dry_run:
        changed = [
            f"{report.before.get(name, 0):,} to {now:,} {name}"
            for name, now in report.counts.items()
            if now != report.before.get(name, 0) and name != "documents"
        ]
        say("; ".join(changed) if changed else "everything they said is said by others too")
