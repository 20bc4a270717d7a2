"""Sort any number of lines in bounded memory, without duplicates."""

from __future__ import annotations

import heapq
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import ExitStack

IN_MEMORY = 64_000_000
"""Characters that a sorted run holds at most before it goes to a temporary file."""


def sort_unique(lines: Iterable[str], in_memory: int = IN_MEMORY) -> Iterator[str]:
    """The lines in order of their code points, each once.

    Lines hold no line break. Runs of more than `in_memory` characters go to temporary files and are merged.
    """
    stream = iter(lines)
    with ExitStack() as open_files:
        runs: list[Iterator[str]] = []
        run = _next_run(stream, in_memory)
        while run:
            following = _next_run(stream, in_memory)
            if not following and not runs:
                yield from sorted(run)
                return
            file = open_files.enter_context(tempfile.TemporaryFile("w+", encoding="utf-8", newline="\n"))
            file.writelines(f"{line}\n" for line in sorted(run))
            file.seek(0)
            runs.append(line[:-1] for line in file)
            run = following
        previous: str | None = None
        for line in heapq.merge(*runs):
            if line != previous:
                yield line
                previous = line


def _next_run(stream: Iterator[str], in_memory: int) -> set[str]:
    run: set[str] = set()
    size = 0
    for line in stream:
        run.add(line)
        size += len(line)
        if size >= in_memory:
            break
    return run
