"""Streams of bytes: lines of text for parsers that read files, XML as its parsers want it."""

from __future__ import annotations

import io
import zlib
from collections.abc import Iterable
from itertools import islice
from typing import Any, BinaryIO

DAMAGE = (OSError, EOFError, ValueError, zlib.error)
"""What reading a packed file that is damaged raises."""

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


class _XmlReturns(io.RawIOBase):
    def __init__(self, out: BinaryIO) -> None:
        self._out = out

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        part = bytes(data)
        self._out.write(part.replace(b"\r", b"&#13;"))
        return len(part)


def xml_into(out: BinaryIO) -> io.BufferedWriter:
    """A stream that writes XML into another one, with carriage returns as references.

    XML parsers read bare ones as line breaks (XML 1.0, section 2.11); Oxigraph writes them bare.
    """
    return io.BufferedWriter(_XmlReturns(out), 1 << 16)
