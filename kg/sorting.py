"""Sort any number of lines in bounded memory, without duplicates."""

from __future__ import annotations

import heapq
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from itertools import groupby, islice
from operator import itemgetter
from typing import IO

IN_MEMORY = 32_000_000
"""Characters that a sorted run holds at most before it goes to a temporary file."""

_BATCH = 1000
"""Lines taken and written at once."""


class Sorter:
    """Takes lines in any order; then gives them in order of their code points, each once.

    Lines hold no line break. Runs of more than `in_memory` characters go to temporary files and are merged.
    """

    def __init__(self, in_memory: int = IN_MEMORY) -> None:
        self._in_memory = in_memory
        self._run: list[str] = []
        self._size = 0
        self._files: list[IO[str]] = []

    def add(self, line: str) -> None:
        """Take one line."""
        self._run.append(line)
        self._size += len(line)
        if self._size >= self._in_memory:
            self._put_aside()

    def extend(self, lines: Iterable[str]) -> None:
        """Take many."""
        lines = iter(lines)
        while batch := list(islice(lines, _BATCH)):
            self._run += batch
            self._size += sum(map(len, batch))
            if self._size >= self._in_memory:
                self._put_aside()

    def __iter__(self) -> Iterator[str]:
        """The lines taken so far; may be asked for again, but not while lines are still being given."""
        if not self._files:
            yield from self._sorted()
            return
        if self._run:
            self._put_aside()
        for file in self._files:
            file.seek(0)
        yield from _once(heapq.merge(*((line[:-1] for line in file) for file in self._files)))

    def _sorted(self) -> Iterator[str]:
        """The lines in memory. (Kept as a list, for lines that come in sorted stretches are sorted fast.)"""
        self._run.sort()
        return _once(self._run)

    def close(self) -> None:
        """Let go of what was taken."""
        self._run = []
        with ExitStack() as closing:
            for file in self._files:
                closing.callback(file.close)
        self._files = []

    def _put_aside(self) -> None:
        file = tempfile.TemporaryFile("w+", encoding="utf-8", newline="\n")  # noqa: SIM115
        self._files.append(file)
        lines = self._sorted()
        while batch := list(islice(lines, _BATCH)):
            file.write("\n".join(batch) + "\n")
        self._run, self._size = [], 0


def _once(lines: Iterable[str]) -> Iterator[str]:
    """Sorted lines without their repetitions."""
    return map(itemgetter(0), groupby(lines))


def sort_unique(lines: Iterable[str], in_memory: int = IN_MEMORY) -> Iterator[str]:
    """The lines in order of their code points, each once; see `Sorter`."""
    sorter = Sorter(in_memory)
    try:
        sorter.extend(lines)
        yield from sorter
    finally:
        sorter.close()
