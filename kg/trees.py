"""Gradient-boosted trees that numpy alone runs; the scripts in `training/` fit them.

J. H. Friedman: Greedy function approximation, Annals of Statistics 29, 2001.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray


def read_stored(path: Path) -> dict[str, Any]:
    """What a script of `training/` wrote: gzipped JSON."""
    stored: dict[str, Any] = json.loads(gzip.decompress(path.read_bytes()))
    return stored


class Trees:
    """For each node a field, a cut, where to go, and the value of a leaf."""

    def __init__(self, stored: Mapping[str, Any]) -> None:
        self.threshold: float = stored["threshold"]
        """Rows less likely than this are to be taken as wrong."""
        self._base: float = stored["base"]
        self._depth: int = stored["depth"]
        self._roots = np.array(stored["roots"], dtype=np.intp)
        self._field = np.array(stored["field"], dtype=np.intp)
        self._cut = np.array(stored["cut"], dtype=np.float32)
        self._next = np.array([stored["above"], stored["below"]], dtype=np.intp).T.ravel()
        self._value = np.array(stored["value"], dtype=np.float64)

    def __call__(self, table: NDArray[np.float32]) -> list[float]:
        """The probability of each row, 0 to 1. A leaf leads to itself, so that all trees take as many steps."""
        numbers, width = table.ravel(), table.shape[1]
        first = np.arange(0, numbers.size, width)[:, None]
        node = np.broadcast_to(self._roots, (len(table), len(self._roots)))
        for _ in range(self._depth):
            low = numbers.take(first + self._field.take(node)) <= self._cut.take(node)
            node = self._next.take(2 * node + low)
        scores = self._base + self._value[node].sum(axis=1)
        chances: list[float] = (1 / (1 + np.exp(-scores))).tolist()
        return chances
