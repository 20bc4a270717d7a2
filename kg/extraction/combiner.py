"""The chance that a proposed span is a correct mention, from all that speaks for and against it.

A small network over the numbers of `kg.extraction.evidence`, fitted by `training/combiner.py` on annotated
papers that the tagger had not seen, so that its answers are honest probabilities.
"""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray


class Combiner:
    """Weights read from one JSON file: standardisation of each number, then one hidden layer."""

    def __init__(self, path: Path) -> None:
        stored = json.loads(gzip.decompress(path.read_bytes()))
        self.threshold: float = stored["threshold"]
        """Spans less likely than this are no mentions, unless the user asks for others."""
        self._mean = np.array(stored["mean"], dtype=np.float32)
        self._scale = np.array(stored["scale"], dtype=np.float32)
        self._layers = [
            (np.array(weights, dtype=np.float32), np.array(bias, dtype=np.float32))
            for weights, bias in stored["layers"]
        ]

    def __call__(self, table: NDArray[np.float32]) -> list[float]:
        """The probability of each row, 0 to 1."""
        seen: NDArray[np.floating[Any]] = (table - self._mean) / self._scale
        for weights, bias in self._layers[:-1]:
            seen = np.tanh(seen @ weights + bias)
        weights, bias = self._layers[-1]
        scores = (seen @ weights + bias)[:, 0]
        chances: list[float] = (1 / (1 + np.exp(-scores))).tolist()
        return chances
