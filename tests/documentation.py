"""The code blocks of README.md and docs/*.md: found, run, and compared with what the page says they print.

- ```console holds commands behind "$ " and what they print on a terminal 100 columns wide. "..." stands for any
  text, and as a line of its own for any lines. Where the last line is an error message, the command must fail.
- ```python and ```sparql (asked of the page's graph) run too; a ```text block right behind holds what they print.
- title="FILE" makes a block a file, which lies beside the commands that follow.
- title="Not run by the tests: REASON" is shown to readers, and keeps a block from being run.
- `python -m tests.documentation docs/PAGE.md` writes what blocks print now into the page.

A page has a folder of its own: a copy of examples/, and in graph/ what `kg build examples/digests` makes, unless
the page calls that itself.
"""

from __future__ import annotations

import contextlib
import io
import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import zip_longest
from pathlib import Path
from tempfile import TemporaryDirectory
from unittest.mock import patch

from tests.conftest import ROOT

PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
NOT_RUN = "Not run by the tests: "
RUN = ("console", "python", "sparql")
CHECKED = (*RUN, "text", "toml", "turtle", "rq", "markdown", "json")

_FENCE = re.compile(
    r"^```(?P<language>\w*)(?: +title=\"(?P<title>[^\"]*)\")? *\n(?P<code>.*?)^``` *$",
    re.MULTILINE | re.DOTALL,
)
_ENVIRONMENT = {"COLUMNS": "100", "NO_COLOR": "1", "PYTHONPATH": str(ROOT)}
_BUILDS = re.compile(r"^\$ kg build examples/digests(?!.* -o )|^graph = kg\.build\(", re.MULTILINE)
_SHELL = set("|>$;&")


@dataclass(frozen=True, slots=True)
class Block:
    """A fenced block of a page, where it begins, and the text block right behind it."""

    page: Path
    line: int
    language: str
    title: str
    code: str
    printed: str | None

    @property
    def runs(self) -> bool:
        return self.language in RUN and not self.title

    @property
    def place(self) -> str:
        return f"{self.page.name}:{self.line}"


def blocks(page: Path) -> list[Block]:
    """All fenced blocks of a page, in order."""
    text = page.read_text(encoding="utf-8")
    found = list(_FENCE.finditer(text))
    out = []
    for match, behind in zip_longest(found, found[1:]):
        follows = behind is not None and not text[match.end() : behind.start()].strip()
        printed = behind["code"] if behind is not None and follows and behind["language"] == "text" else None
        line = text.count("\n", 0, match.start()) + 1
        out.append(Block(page, line, match["language"], match["title"] or "", match["code"], printed))
    return out


def commands(session: str) -> list[tuple[str, list[str]]]:
    """Each command of a session with the lines it prints; a line that ends in a backslash goes on."""
    found: list[tuple[str, list[str]]] = []
    goes_on = False
    for line in session.splitlines():
        if goes_on:
            found[-1] = (f"{found[-1][0][:-1]}{line.strip()}", [])
        elif line.startswith("$ "):
            found.append((line[2:], []))
        else:
            found[-1][1].append(line)
        goes_on = (line.startswith("$ ") or goes_on) and line.endswith("\\")
    return found


def matches(printed: list[str], said: list[str]) -> bool:
    """Whether the lines are equal; "..." stands for any text, as a whole line for any number of lines."""
    if not said:
        return not printed
    if said[0] == "...":
        return any(matches(printed[i:], said[1:]) for i in range(len(printed) + 1))
    if not printed:
        return False
    wanted = ".*".join(map(re.escape, said[0].split("...")))
    return re.fullmatch(wanted, printed[0].rstrip()) is not None and matches(printed[1:], said[1:])


def workplace(page: Path, graph: Path, folder: Path) -> Path:
    """The folder in which the blocks of a page run."""
    folder.mkdir(exist_ok=True)
    shutil.copytree(ROOT / "examples", folder / "examples")
    if not _BUILDS.search(page.read_text(encoding="utf-8")):
        shutil.copytree(graph, folder / "graph")
    for name in ("ontology", "queries", "training"):
        (folder / name).symlink_to(ROOT / name)
    return folder


def run(command: str, folder: Path) -> tuple[int, str]:
    """Exit status and output of a command: kg in this process, all else in a shell that knows kg."""
    words = shlex.split(command)
    if words[0] == "kg" and not _SHELL & set(command):
        return _in_process(words[1:], folder)
    place = folder / ".bin"
    place.mkdir(exist_ok=True)
    script = place / "kg"
    script.write_text(f'#!/bin/sh\nexec {shlex.quote(sys.executable)} -m kg "$@"\n', encoding="utf-8")
    script.chmod(0o755)
    environment = {**os.environ, **_ENVIRONMENT, "PATH": f"{place}{os.pathsep}{os.environ['PATH']}"}
    environment.pop("KG_GRAPH", None)
    done = subprocess.run(
        command,
        cwd=folder,
        env=environment,
        shell=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        check=False,
    )
    return done.returncode, done.stdout.decode()


def _in_process(arguments: list[str], folder: Path) -> tuple[int, str]:
    from kg.cli import main

    status = 0
    with _terminal(folder) as written, patch.object(sys, "argv", ["kg", *arguments]):
        try:
            main()
        except SystemExit as stop:
            status = int(stop.code or 0)
    return status, written.getvalue().decode()


def run_python(code: str, folder: Path, names: dict[str, object]) -> str:
    """What Python code prints; `names` are those that earlier blocks of the page left."""
    with _terminal(folder) as written:
        exec(compile(code, "<page>", "exec"), names)
    return written.getvalue().decode()


@contextlib.contextmanager
def _terminal(folder: Path) -> Iterator[io.BytesIO]:
    """Both streams go into one buffer, in the order of writing."""
    written = io.BytesIO()
    stream = io.TextIOWrapper(written, encoding="utf-8", write_through=True)
    with (
        contextlib.chdir(folder),
        contextlib.redirect_stdout(stream),
        contextlib.redirect_stderr(stream),
        patch.dict(os.environ, _ENVIRONMENT),
    ):
        os.environ.pop("KG_GRAPH", None)
        yield written
    stream.detach()


def fails(said: list[str]) -> bool:
    """Whether a session says that its command fails."""
    return bool(said) and said[-1].startswith(("kg: ", "Error: "))


def check(page: Path, folder: Path) -> int:
    """Run all blocks of a page in a folder and compare; how many ran."""
    ran = 0
    for block, results in answers(page, folder):
        ran += 1
        for command, said, status, printed in results:
            assert bool(status) == fails(said or []), f"{block.place}: {command}: status {status}\n{printed}"
            if said is not None:
                assert matches(printed, said), f"{block.place}: {command}\n" + "\n".join(printed)
    return ran


def answers(
    page: Path, folder: Path
) -> Iterator[tuple[Block, list[tuple[str, list[str] | None, int, list[str]]]]]:
    """Each block that runs: per command, what the page says it prints (None: nothing), status, printed lines."""
    names: dict[str, object] = {"__name__": "__main__"}
    for block in blocks(page):
        if block.title and not block.title.startswith(NOT_RUN):
            target = folder / block.title
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(block.code, encoding="utf-8")
        if not block.runs:
            continue
        if block.language == "console":
            results = [(command, said, *run(command, folder)) for command, said in commands(block.code)]
        else:
            said = None if block.printed is None else block.printed.splitlines()
            if block.language == "python":
                answer = (0, run_python(block.code, folder, names))
            else:
                answer = _in_process(["query", "-e", block.code, "-f", "table"], folder)
            results = [(block.code, said, *answer)]
        yield (
            block,
            [(command, said, status, _lines(printed)) for command, said, status, printed in results],
        )


def _lines(printed: str) -> list[str]:
    return [line.rstrip() for line in printed.splitlines()]


def renew(page: Path, graph: Path) -> int:
    """Write what the blocks of a page print now into it, where it differs; how many answers changed.

    What stood there with "..." is written in full and wants to be shortened by hand again.
    """
    changed = 0
    text = page.read_text(encoding="utf-8").splitlines()
    with TemporaryDirectory() as folder:
        done = list(answers(page, workplace(page, graph, Path(folder) / "place")))
    for block, results in reversed(done):  # from below, so that the lines above stay where they are
        end = text.index("```", block.line)
        if block.language == "console":
            new = []
            for command, said, _, printed in results:
                same = said is not None and matches(printed, said)
                changed += not same
                new += [f"$ {command}", *(said if said is not None and same else printed)]
            text[block.line : end] = new
        elif results[0][1] is not None and not matches(results[0][3], results[0][1]):
            changed += 1
            begin = text.index("```text", end) + 1
            text[begin : text.index("```", begin)] = results[0][3]
    page.write_text("\n".join(text) + "\n", encoding="utf-8")
    return changed


if __name__ == "__main__":
    from kg.building import build

    with TemporaryDirectory() as made:
        build([ROOT / "examples" / "digests"], Path(made) / "graph", workers=1)
        for name in sys.argv[1:]:
            sys.stdout.write(
                f"{name}: {renew(Path(name).absolute(), Path(made) / 'graph')} answers changed\n"
            )
