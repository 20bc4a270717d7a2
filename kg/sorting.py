"""Sort any number of lines in bounded memory, without duplicates."""

from __future__ import annotations

import heapq
import itertools
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import ExitStack

_IN_MEMORY = 500_000


def sort_unique(lines: Iterable[str], in_memory: int = _IN_MEMORY) -> Iterator[str]:
    """The lines in order of their code points, each once.

    Lines hold no line break. Beyond `in_memory` lines (some 200 bytes each) sorted runs go to temporary
    files and are merged.
    """
    stream = iter(lines)
    run = set(itertools.islice(stream, in_memory))
    with ExitStack() as open_files:
        runs: list[Iterator[str]] = []
        while run:
            following = set(itertools.islice(stream, in_memory))
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
