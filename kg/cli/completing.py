"""What the shell offers behind `kg query`, when Tab is pressed: names of shipped queries, and files."""

from __future__ import annotations

import click
from click.shell_completion import CompletionItem

from kg import resources


def query_names(_ctx: click.Context, _param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """The shipped queries whose names begin so, with their titles; files where none does."""
    return [
        CompletionItem(path.stem, help=path.read_text(encoding="utf-8").partition("\n")[0].lstrip("# "))
        for path in sorted(resources.folder("queries").glob("*.rq"))
        if path.stem.startswith(incomplete)
    ] or [CompletionItem(incomplete, type="file")]
