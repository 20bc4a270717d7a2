"""The map: every paper a point that stands near papers about the same, regions named by what is told there.

Where a paper stands is a function of its words and of the names of what it speaks of, see `kg.view.atlas`:
it keeps its place whatever else is in the graph. Regions are the hills of the papers' density.
"""

from __future__ import annotations

import base64
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.ndimage import gaussian_filter, maximum_filter

from kg.selection import Selection, listed
from kg.view.atlas import load, scatter
from kg.view.authors import about, spoken
from kg.view.frame import SIGNS, STYLES, Frame, of
from kg.view.timeline import numbered

COLOURS = 7
"""Categories that have a colour of their own."""
_SCATTER = 0.006
"""How far a paper stands from where its words put it, at most: of the atlas, whose width is 2."""
_LEVELS = ((2.6, 14), (1.2, 60))
"""Of regions, coarse before fine: how much the density is smoothed (in cells of the grid), and how many at most."""
_CELLS = 72
_FEWEST = 4
"""Papers that make a region."""

_Array = npt.NDArray[np.float64]


def paper_map(selection: Selection, top: int = 60) -> Frame:
    """The page, of papers with their texts; `top` regions have a name at most."""
    places, known = load().place(paper.text for paper in selection.papers)
    on = np.flatnonzero(known).tolist()
    papers = [selection.papers[i] for i in on]
    at = (places[known] + scatter([paper.iri for paper in papers], _SCATTER)).astype(np.float64)
    first = Counter(paper.categories[0] for paper in papers if paper.categories)
    coloured = sorted(first, key=lambda c: (-first[c], c))[:COLOURS]
    number = {c: i for i, c in enumerate(coloured)}
    periods, times = numbered([paper.time for paper in papers])
    when = [65535 if time is None else time for time in times]
    named = Counter(e for paper in papers for e in paper.uses)
    told = sorted((e for e in named if named[e] > 1), key=lambda e: (-named[e], e))[:60000]
    index = {e: i for i, e in enumerate(told)}
    filed = [number.get(p.categories[0] if p.categories else "", COLOURS) for p in papers]
    uses = [[index[e] for e in paper.uses if e in index][:255] for paper in papers]
    lines = listed(selection)
    kinds = list(STYLES)
    quantised = np.clip(np.round((at + 1.02) / 2.04 * 65535), 0, 65535)
    return Frame(
        kind="map",
        title="What is in this graph",
        caption="Every point is a paper; papers about the same stand together. What is there, and where?",
        shown=(
            f"{selection.shown}; {of(len(papers), len(selection.papers))} on the map"
            + ("" if len(papers) == len(selection.papers) else ", the others have no English words to place them by")
            + "; regions are named by what their papers speak of more than others do"
        ),
        details=selection.details,
        data={
            "types": SIGNS,
            "count": len(papers),
            "at": _packed(quantised.astype("<u2")),
            "category": _packed(np.array(filed, "u1")),
            "when": _packed(np.array(when, "<u2")),
            "said": _packed(np.array([len(found) for found in uses], "u1")),
            "uses": _packed(np.array([e for found in uses for e in found], "<u2")),
            "categories": [[c, first[c]] for c in coloured],
            "others": len(papers) - sum(first[c] for c in coloured),
            "periods": periods,
            "things": _lines(selection.entities[e].label for e in told),
            "kinds": _packed(np.array([kinds.index(selection.entities[e].kind) for e in told], "u1")),
            "papersOf": _packed(np.array([named[e] for e in told], "<u4")),
            "regions": regions(selection, on, at, top),
            "papers": [_lines(lines[i][column] for i in on) for column in range(4)],
        },
        keys=(("/", "search"), ("↑ ↓ ← → + -", "move"), ("L", "lasso"), ("Esc", "clear")),
    )  # fmt: skip


def _lines(texts: Iterable[str]) -> str:
    """Many texts as one: a page reads a long string far sooner than a list of short ones."""
    return "\n".join(text.replace("\n", " ") for text in texts)


def _packed(numbers: npt.NDArray[Any]) -> str:
    return base64.b64encode(numbers.tobytes()).decode()


def regions(selection: Selection, on: Sequence[int], at: _Array, top: int) -> list[list[Any]]:
    """Name, level (0: coarse), papers and middle (0 to 65535) of each region, the largest first within a level.

    `on` are the numbers of the papers that stand `at` these places.
    """
    if len(on) < _FEWEST:
        return []
    low, high = at.min(axis=0), at.max(axis=0)
    side = max(float((high - low).max()), 1e-6)
    cells = np.minimum(((at - low) / side * _CELLS).astype(int), _CELLS - 1)
    found: list[list[Any]] = []
    taken: set[str] = set()
    everywhere = spoken(selection)
    for level, (smooth, most) in enumerate(_LEVELS):
        members: dict[int, list[int]] = {}
        for i, hill in enumerate(_hills(cells, smooth).tolist()):
            members.setdefault(hill, []).append(i)
        largest = sorted(members.values(), key=lambda m: (-len(m), m))
        for inside in largest[: min(most, top)]:
            if len(inside) < _FEWEST:
                break
            names = [
                n for n in about(selection, everywhere, [[on[i] for i in inside]], most=4) if n not in taken
            ][:2]
            if names:
                taken.update(names)
                middle = np.median(at[inside], axis=0)
                place = np.clip(np.round((middle + 1.02) / 2.04 * 65535), 0, 65535).astype(int).tolist()
                found.append([", ".join(names), level, len(inside), *place])
    return found


def _hills(cells: npt.NDArray[np.int64], smooth: float) -> npt.NDArray[np.int64]:
    """The hill of the density that each cell belongs to: where one comes by always going up."""
    density = np.zeros((_CELLS, _CELLS))
    np.add.at(density, (cells[:, 0], cells[:, 1]), 1.0)
    density = gaussian_filter(density, smooth, mode="constant")
    density += np.arange(density.size).reshape(density.shape) * 1e-12  # no two cells are equally high
    best = maximum_filter(density, size=3, mode="constant")
    up = np.empty(density.size, np.int64)
    flat = {value: k for k, value in enumerate(density.ravel().tolist())}
    for k, value in enumerate(best.ravel().tolist()):
        up[k] = flat[value]
    while True:
        further = up[up]
        if (further == up).all():
            return np.asarray(up[cells[:, 0] * _CELLS + cells[:, 1]])
        up = further
