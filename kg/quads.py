"""Statements as lines of N-Quads, each in a named graph: read, parted by graph, or without it."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from pathlib import Path

_PORTION_BYTES = 1 << 20
"""Of statements read at once."""


def without_graph(line: str) -> str:
    """The triple of an N-Quads line that names a graph, as N-Triples."""
    return f"{line[: line.rindex(' <')]} ."


def read_quads(file: Path) -> Iterator[str]:
    """The lines of a version's packed statements, without their line breaks."""
    with gzip.open(file, "rt", encoding="utf-8", newline="\n") as lines:
        for line in lines:
            yield line[:-1]


def read_portions(file: Path) -> Iterator[tuple[str, str]]:
    """The same by portions: a named graph, written `<IRI>`, and triples in it, parted by line breaks, without dots."""
    with gzip.open(file, "rb") as packed:
        rest = b""
        while data := packed.read(_PORTION_BYTES):
            data = rest + data
            whole = data.rfind(b"\n") + 1
            rest = data[whole:]
            yield from parted(data[:whole])
        if rest:
            raise EOFError("the last line is cut off")


def parted(quads: bytes) -> Iterator[tuple[str, str]]:
    """N-Quads lines, graph by graph, as `read_portions` gives them."""
    while quads:
        # the graph is the same for many lines: found once, it is cut off all of them at once
        line = quads.index(b"\n") + 1
        end = quads[quads.rindex(b" <", 0, line) : line]
        until = quads.rindex(end) + len(end)
        yield end[1:-3].decode(), quads[:until].replace(end, b"\n")[:-1].decode()
        quads = quads[until:]
