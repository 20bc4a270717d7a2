"""The store of a new version, made from that of the version before: what stayed is shared, what changed is changed.

Loading a store costs most of putting a graph together, and a day more changes little of a large graph.
So the files of the store before, which nobody ever changes, are linked into the new folder, and only the
statements that differ are taken out and put in.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path

import pyoxigraph as ox

from kg.quads import without_graph
from kg.streams import DAMAGE, as_stream

MOST = 500_000
"""Statements that may differ; with more, a store is loaded anew."""
SHARE = 0.2
"""The same as a share of the new statements: loading many anew is as fast as changing them one by one."""


def changes(old: Iterable[str], new: Iterable[str], base: str) -> Iterator[tuple[str, str]]:
    """The lines that only one of two versions has: "-" and a line of the old one, "+" and one of the new one.

    Both are N-Quads as `kg.assembly` orders them: graph by graph, each sorted.
    """
    places = {f"{base}derived": 0, f"{base}description": 2}

    def key(line: str) -> tuple[int, str, str]:
        end = line.rindex(" <")
        graph = line[end + 2 : -3]
        return places.get(graph, 1), graph, line[:end]

    olds, news = iter(old), iter(new)
    one, other = next(olds, None), next(news, None)
    while one is not None or other is not None:
        if one == other:
            one, other = next(olds, None), next(news, None)
        elif other is None or (one is not None and key(one) < key(other)):
            assert one is not None
            yield "-", one
            one = next(olds, None)
        else:
            yield "+", other
            other = next(news, None)


def grown(before: Path, after: Path, differing: Iterable[tuple[str, str]], most: int) -> ox.Store | None:
    """The store at `after`, made from the one at `before` by `changes` of its statements.

    None where more than `most` differ, or the one before cannot serve; then nothing is left at `after`.
    """
    try:
        found = list(islice(differing, most + 1))
        if len(found) > most or not before.is_dir():
            return None
        _link(before, after)
        store = ox.Store(str(after))
        gone = _quads(line for sign, line in found if sign == "-")
        for quad in gone:
            store.remove(quad)
        come = [line for sign, line in found if sign == "+"]
        # every triple also stands in the default graph, once
        both = (line for quad in come for line in (quad, without_graph(quad)))
        store.bulk_load(as_stream(both), format=ox.RdfFormat.N_QUADS)
        for quad in gone:
            held = store.quads_for_pattern(quad.subject, quad.predicate, quad.object, None)
            if all(isinstance(each.graph_name, ox.DefaultGraph) for each in held):
                store.remove(ox.Quad(quad.subject, quad.predicate, quad.object, ox.DefaultGraph()))
    except (*DAMAGE, RuntimeError, SyntaxError):
        shutil.rmtree(after, ignore_errors=True)
        return None
    return store


def holds(store: ox.Store, due: int) -> bool:
    """Whether a store holds so many statements, and all can be read: what was there before may be damaged."""
    try:
        return len(store) == due
    except (OSError, RuntimeError):
        return False


def _quads(lines: Iterable[str]) -> list[ox.Quad]:
    return list(ox.parse("\n".join(lines), format=ox.RdfFormat.N_QUADS))


def _link(before: Path, after: Path) -> None:
    """The files of a RocksDB database that nobody writes into, for another one to begin with.

    Its tables (*.sst) are never changed once they are written, so both may share them.
    """
    after.mkdir()
    for file in before.iterdir():
        if file.name == "LOCK":
            continue
        if file.suffix == ".sst":
            try:
                os.link(file, after / file.name)
                continue
            except OSError:
                pass  # a file system without links
        shutil.copy2(file, after / file.name)
