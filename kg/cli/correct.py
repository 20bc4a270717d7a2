"""`kg correct`: write a correction into the graph's file of them, and put the graph together again."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kg.cli.console import say
from kg.cli.options import example, folder_option

if TYPE_CHECKING:
    from kg.knowledge import Knowledge

_KINDS = click.Choice(["method", "dataset", "task"], case_sensitive=False)


@click.command(
    epilog=example(
        'kg correct "foundation model" --not-an-entity --category math',
        "kg correct CIFAR --right dataset",
        'kg correct PRIMO "PRIMO model" --same',
        'kg correct MAE "masked autoencoder" --different --paper 2512.02315',
        'kg correct "transfomer" --label transformer',
        "kg correct PRIMO --paper 2512.02315 --role introduces",
        'kg correct "Ann Author" "A. Author" --same-person',
        "kg correct    (after editing the file: put the graph together again)",
    )
)
@click.argument("names", nargs=-1, metavar="[NAME]...")
@click.option("--not-an-entity", "gone", is_flag=True, help="The names are of no method, dataset or task.")
@click.option("--right", type=_KINDS, help="What the names really are.")
@click.option("--same", is_flag=True, help="The names are one thing's; the first is shown, or --label.")
@click.option("--different", is_flag=True, help="The names are of different things, though kg joined them.")
@click.option("--label", help="A better name, to be shown.")
@click.option("--role", help="What the paper does with it: introduces, uses, compares, addresses, mentions.")
@click.option("--same-person", is_flag=True, help="The names are of one author.")
@click.option("--type", "kind", type=_KINDS, help="Only where kg took it for one of these.")
@click.option("--paper", multiple=True, help="Only in this paper (arXiv id or DOI); may be given again.")
@click.option("--category", multiple=True, help="Only in this category; may be given again.")
@click.option(
    "--corrections",
    type=click.Path(dir_okay=False, path_type=Path),
    default=None,
    help="The file to write into (default: the graph's last one, else ./kg.corrections.toml).",
)
@folder_option
def correct(
    names: tuple[str, ...],
    gone: bool,
    right: str | None,
    same: bool,
    different: bool,
    label: str | None,
    role: str | None,
    same_person: bool,
    kind: str | None,
    paper: tuple[str, ...],
    category: tuple[str, ...],
    corrections: Path | None,
    graph: Path,
) -> None:
    """Correct what kg found: write it into a file of corrections, and put the graph together again.

    NAME is the name that kg show prints first. No document is read again. The file can be edited by hand
    (see docs/corrections.md); it is used again by every kg build into this graph.
    """
    chosen = [
        table
        for table, wanted in (
            ("not-an-entity", gone),
            ("wrong-type", right),
            ("same-as", same),
            ("different-from", different),
            ("role", role),
            ("same-person", same_person),
            ("better-name", label and not same),
        )
        if wanted
    ]
    if len(chosen) != bool(names):
        raise click.UsageError(
            "give names with one of --not-an-entity, --right, --same, --different, --label, --role, --same-person"
        )
    entry: dict[str, object] = {}
    if chosen:
        several = chosen[0] in ("same-as", "different-from", "same-person")
        entry["names" if several else "name"] = list(names) if several or len(names) > 1 else names[0]
        given = {"right": right, "label": label, "role": role, "type": kind}
        entry |= {key: value for key, value in given.items() if value is not None}
        entry |= {key: list(value) for key, value in (("paper", paper), ("category", category)) if value}
    from kg.cli.report import print_corrections  # loads what reads graphs

    known, counts = _written(graph, corrections, chosen, entry)
    print_corrections(known)
    say(f"{graph}: {counts['methods']:,} methods, {counts['datasets']:,} datasets, {counts['tasks']:,} tasks")


def _written(
    graph: Path, file: Path | None, chosen: list[str], entry: dict[str, object]
) -> tuple[Knowledge, dict[str, int]]:
    """Add a table to the file and correct the graph; the file stays as it was if that fails."""
    from kg.correcting import correct_again
    from kg.corrections import FILE
    from kg.store import Store

    files = list(Store(graph).manifest.corrections)
    path = str((file or Path(files[-1] if files else FILE)).absolute())
    before = Path(path).read_bytes() if Path(path).exists() else None
    if not chosen:
        return correct_again(graph, [*files, path] if file and path not in files else None)
    lines = (f"{key} = {json.dumps(value, ensure_ascii=False)}" for key, value in entry.items())
    end = "\r\n" if before and b"\r\n" in before else "\n"
    try:
        table = "".join(f"{line}{end}" for line in (f"[[{chosen[0]}]]", *lines)).encode()
    except UnicodeEncodeError as error:
        raise click.UsageError("a name given is not UTF-8") from error
    Path(path).write_bytes(before.rstrip() + 2 * end.encode() + table if before else table)
    try:
        return correct_again(graph, files if path in files else [*files, path])
    except BaseException:
        if before is None:
            Path(path).unlink()
        else:
            Path(path).write_bytes(before)
        raise
