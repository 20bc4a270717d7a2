"""What all commands share: where output goes, how errors end, what a progress bar looks like.

Data go to stdout, messages and progress to stderr. Exit status: 0 fine, 1 an error explained in one
line, 2 wrong usage, 3 a check that failed, 130 after Ctrl-C.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from kg.errors import KgError

if TYPE_CHECKING:
    from rich.console import Console

_CONTROL = dict.fromkeys(
    [
        *range(0x09),
        0x0B,
        0x0C,
        *range(0x0D, 0x20),
        *range(0x7F, 0xA0),
        *range(0x202A, 0x202F),
        *range(0x2066, 0x206A),
    ]
)
"""Control characters, and those that turn the direction of text: terminals obey them."""


def main() -> None:
    """Run the command line; every expected error ends in one line, a closed pipe and Ctrl-C quietly."""
    from kg.cli.commands import kg  # the commands import this module

    for name in ("stdout", "stderr"):  # a closed stream is None in Python; what is written to it goes nowhere
        if getattr(sys, name) is None:
            setattr(sys, name, Path(os.devnull).open("w", encoding="utf-8"))  # noqa: SIM115
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(encoding="utf-8", errors="replace")
    try:
        kg.main(prog_name="kg", standalone_mode=False)
        sys.stdout.flush()
    except click.exceptions.Abort:
        sys.exit(130)
    except click.exceptions.Exit as stop:
        sys.exit(stop.exit_code)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except KgError as error:
        say(f"kg: {one_line(str(error))}")
        sys.exit(1)
    except KeyboardInterrupt:
        sys.exit(130)
    except RecursionError:
        say("kg: something given is nested too deeply to be read")
        sys.exit(1)
    except BrokenPipeError:
        # whoever read our output has enough; let the interpreter's own flush at exit find nothing to do
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)
    except OSError as error:
        say(one_line(f"kg: {error.filename or 'the output'}: {error.strerror or error}"))
        sys.exit(1)


def say(message: str) -> None:
    """A message for people, on stderr; control characters of data do not reach the terminal."""
    click.echo(plain(message), err=True)


def plain(text: str) -> str:
    """Text without control characters: terminals obey some of them."""
    return text.translate(_CONTROL)


def one_line(text: str) -> str:
    """Text whose line breaks are blanks: names in it begin no line that looks like one of ours."""
    return " ".join(text.splitlines())


def out(text: str = "") -> None:
    """A line of data, on stdout."""
    click.echo(text)


def console(stderr: bool = False) -> Console:
    """A rich console; without a terminal it is wide enough for whole rows and has no colour."""
    from rich.console import Console  # slow to load

    stream = sys.stderr if stderr else sys.stdout
    width = None if stream.isatty() or "COLUMNS" in os.environ else 120
    return Console(stderr=stderr, width=width, highlight=False, markup=False, emoji=False, soft_wrap=False)


def print_quote(screen: Console, sentence: str, spans: Iterable[tuple[int, int]], indent: int) -> None:
    """A sentence in one line, the words that prove something marked: by brackets too where there is no colour."""
    from rich.padding import Padding
    from rich.text import Text

    def shown(begin: int, end: int | None = None) -> str:
        return plain(sentence[begin:end].replace("\n", " "))

    marks = ("", "") if screen.color_system else ("[", "]")
    text, last = Text("“"), 0
    for begin, end in spans:
        text.append(shown(last, begin))
        text.append(f"{marks[0]}{shown(begin, end)}{marks[1]}", style="bold yellow")
        last = end
    text.append(shown(last) + "”")
    screen.print(Padding(text, (0, 0, 0, indent)))


@contextmanager
def progress(label: str, unit: str) -> Iterator[Any]:
    """A function to call with (done, total, note); it draws a bar on a terminal and nothing elsewhere.

    Without a total the bar shows that work goes on; without a unit the numbers are not shown.
    """
    if not sys.stderr.isatty():
        yield lambda *_: None
        return
    from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        *([TextColumn("{task.fields[count]} " + unit)] if unit else []),
        TextColumn("{task.fields[note]}"),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=console(stderr=True), transient=True) as bar:
        task = bar.add_task(label, total=None, count="0", note="")

        def update(done: int | None, total: int | None, note: str = "") -> None:
            count = f"{done or 0:,}" if total is None else f"{done:,}/{total:,}"
            bar.update(task, completed=done, total=total, count=count, note=note)

        yield update
