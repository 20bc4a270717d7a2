"""Lines of text as a stream of bytes, for parsers that read files."""

from __future__ import annotations

import io
from collections.abc import Iterable
from itertools import islice

_BATCH = 2000


class _Lines(io.RawIOBase):
    def __init__(self, lines: Iterable[str]) -> None:
        self._lines = iter(lines)
        self._rest = b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        while not self._rest:
            batch = list(islice(self._lines, _BATCH))
            if not batch:
                return 0
            self._rest = ("\n".join(batch) + "\n").encode()
        size = min(len(buffer), len(self._rest))
        buffer[:size] = self._rest[:size]
        self._rest = self._rest[size:]
        return size


def as_stream(lines: Iterable[str]) -> io.BufferedReader:
    """A readable binary stream of the lines, each ended by a line break; they are drawn as it is read."""
    return io.BufferedReader(_Lines(lines), 1 << 16)
