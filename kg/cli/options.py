"""Options and texts that several commands share."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from functools import wraps
from pathlib import Path
from typing import Any, NoReturn

import click

from kg.nearby import did_you_mean


class ExistingFile(click.Path):
    """A file that must be there; where it is not, files of its folder that are written like it are named."""

    def __init__(self) -> None:
        super().__init__(exists=True, dir_okay=False)

    def fail(
        self, message: str, param: click.Parameter | None = None, ctx: click.Context | None = None
    ) -> NoReturn:
        """Click's own words, and the hint."""
        quoted = re.search(r"'(.*)'", message, re.DOTALL)
        hint = did_you_mean(quoted[1]) if quoted and "does not exist" in message else ""
        super().fail(f"{message}{hint}", param, ctx)


def example(*lines: str) -> str:
    """The end of a command's help: examples, one a line."""
    return "\b\nExamples:\n" + "\n".join(f"  {line}" for line in lines)


sources_argument = click.argument("sources", nargs=-1, required=True, type=click.Path(), metavar="SOURCE...")


class _Folder(click.Path):
    """A graph folder; a server is no place to write a graph to."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        from kg.opening import is_address

        if isinstance(value, str) and is_address(value):
            from kg.endpoint import shown

            command = ctx.command_path if ctx else "kg"
            self.fail(
                f"{shown(value)} is a server, which kg only reads; {command} needs the graph folder itself. "
                "What it makes is then loaded into the server, see docs/servers.md.",
                param,
                ctx,
            )
        return super().convert(value, param, ctx)


class _FolderOrServer(click.Path):
    """A graph folder, or the address of a server."""

    name = "dir or address"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        from kg.opening import Address, is_address

        if isinstance(value, str) and is_address(value):
            return Address(value)
        return super().convert(value, param, ctx)


class _File(click.Path):
    """A file to write; None for "-", standard output."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        return None if str(value) == "-" else super().convert(value, param, ctx)


def output_option(
    help: str = "The file (default, and -: stdout).",  # noqa: A002 - the word of click
    default: Path | None = None,
) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """The file to write, None for standard output."""
    return click.option(
        "-o",
        "--output",
        type=_File(dir_okay=False, path_type=Path),
        default=default,
        show_default=default is not None,
        help=help,
    )


FOLDER = _Folder(path_type=Path)

folder_option = click.option(
    "-g",
    "--graph",
    envvar="KG_GRAPH",
    default="graph",
    show_default=True,
    show_envvar=True,
    type=FOLDER,
    help="The graph folder that kg build made.",
)


def graph_option(command: Callable[..., None]) -> Callable[..., None]:
    """The graph to read: a folder, or a server and the token it wants."""

    @wraps(command)
    def run(*args: Any, token: str | None, **given: Any) -> None:
        if token and not isinstance(given["graph"], Path):
            given["graph"] = replace(given["graph"], token=token)
        command(*args, **given)

    where = click.option(
        "-g",
        "--graph",
        envvar="KG_GRAPH",
        default="graph",
        show_default=True,
        show_envvar=True,
        type=_FolderOrServer(path_type=Path),
        metavar="DIR|ADDRESS",
        help="The graph folder that kg build made, or the address of a server's SPARQL queries.",
    )
    with_token = click.option(
        "--token", envvar="KG_TOKEN", show_envvar=True, help="For a server that wants one (bearer token)."
    )
    return where(with_token(run))


def reading_options(command: Callable[..., None]) -> Callable[..., None]:
    """How papers are read, `--fast` or `--accurate`."""

    @wraps(command)
    def run(*args: Any, fast: bool, accurate: bool, **given: Any) -> None:
        if fast and accurate:
            raise click.UsageError("--fast and --accurate exclude each other")
        command(*args, fast=fast, accurate=accurate, **given)

    with_fast = click.option(
        "--fast",
        is_flag=True,
        help="Rules alone, without the trained tagger: some seven times as fast, finds less.",
    )
    with_accurate = click.option(
        "--accurate",
        is_flag=True,
        help="Tag by a transformer (extra: accurate): some ninety times as slow, finds more.",
    )
    return with_fast(with_accurate(run))


confidence_option = click.option(
    "--min-confidence",
    type=click.FloatRange(0, 1),
    default=0.0,
    show_default=True,
    help="Leave out entities of lower confidence.",
)

timeout_option = click.option(
    "--timeout",
    type=click.FloatRange(0.1, 3600),
    default=10.0,
    show_default=True,
    help="Seconds after which a query is stopped.",
)

memory_option = click.option(
    "--memory",
    type=click.IntRange(64),
    default=1024,
    show_default=True,
    help="Megabytes that one query may take.",
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
    type=ExistingFile(),
    help="A SKOS file of your own (Turtle), added to the shipped vocabulary; may be given again.",
)

corrections_option = click.option(
    "--corrections",
    multiple=True,
    type=ExistingFile(),
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
