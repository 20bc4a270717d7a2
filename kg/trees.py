"""Gradient-boosted trees that numpy alone runs; the scripts in `training/` fit them.

J. H. Friedman: Greedy function approximation, Annals of Statistics 29, 2001.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

_LEAVES = 16
"""Of a tree, at most."""


def read_stored(path: Path) -> dict[str, Any]:
    """What a script of `training/` wrote: gzipped JSON."""
    stored: dict[str, Any] = json.loads(gzip.decompress(path.read_bytes()))
    return stored


class Trees:
    """Trees as sets of cuts, of which each row is compared with all at once.

    Each cut that a row exceeds rules out the leaves on its other side; of those that stay the first is the row's (as
    in C. Lucchese et al.: QuickScorer, a fast algorithm to rank documents with additive ensembles of regression trees,
    SIGIR 2015). A tree has at most 16 leaves, so that one number of 16 bits holds which are ruled out.
    """

    def __init__(self, stored: Mapping[str, Any]) -> None:
        """ValueError where a tree has more than 16 leaves."""
        self.threshold: float = stored["threshold"]
        """Rows less likely than this are to be taken as wrong."""
        self._base: float = stored["base"]
        trees = [_read(stored, root) for root in stored["roots"]]
        if any(len(leaves) > _LEAVES for leaves, _ in trees):
            raise ValueError(f"a tree has more than {_LEAVES} leaves")
        cuts = sorted({cut for _, nodes in trees for cut, _ in nodes})
        self._field = np.array([field for field, _ in cuts], dtype=np.intp)
        self._cut = np.array([[cut] for _, cut in cuts], dtype=np.float32)
        number = {cut: i for i, cut in enumerate(cuts)}
        # The first cuts of all trees, then their second ones, and so on; a tree that has no more rules out nothing.
        most = max(len(nodes) for _, nodes in trees)
        self._which = np.zeros((most, len(trees)), dtype=np.intp)
        self._ruled_out = np.zeros((most, len(trees), 1), dtype=np.uint16)
        self._value = np.zeros((len(trees), _LEAVES))
        for tree, (leaves, nodes) in enumerate(trees):
            self._value[tree, : len(leaves)] = leaves
            for i, (cut, below) in enumerate(nodes):
                self._which[i, tree], self._ruled_out[i, tree] = number[cut], below
        self._first = _first_left()

    def __call__(self, table: NDArray[np.float32]) -> list[float]:
        """The probability of each row, 0 to 1."""
        above = table.T.take(self._field, axis=0) > self._cut
        out = np.zeros((len(self._value), len(table)), dtype=np.uint16)
        for which, ruled_out in zip(self._which, self._ruled_out, strict=True):
            out |= above.take(which, axis=0) * ruled_out
        leaf = self._first.take(out.T) + np.arange(0, self._value.size, _LEAVES)
        scores = self._base + self._value.take(leaf).sum(axis=1)
        chances: list[float] = (1 / (1 + np.exp(-scores))).tolist()
        return chances


def _read(stored: Mapping[str, Any], root: int) -> tuple[list[float], list[tuple[tuple[int, float], int]]]:
    """Values of the leaves of one tree, the lowest side first, and its cuts: field and number, and which leaves are not
    above it, one bit each.
    """
    leaves: list[float] = []
    cuts: list[tuple[tuple[int, float], int]] = []

    def walk(node: int) -> None:
        if stored["below"][node] == node:
            leaves.append(stored["value"][node])
            return
        first = len(leaves)
        walk(stored["below"][node])
        cuts.append(((stored["field"][node], stored["cut"][node]), (1 << len(leaves)) - (1 << first)))
        walk(stored["above"][node])

    walk(root)
    return leaves, cuts


@cache
def _first_left() -> NDArray[np.intp]:
    """For each set of leaves that are ruled out, the first that is not: the lowest bit that is 0."""
    sets = np.arange(1 << _LEAVES)
    first: NDArray[np.intp] = np.log2(~sets & (sets + 1)).astype(np.intp)
    return first
