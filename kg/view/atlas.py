"""The atlas: where on the map a paper stands, as a function of its words alone.

It is made once of many arXiv abstracts (training/atlas/make.py) and comes with kg: words with vectors, and
landmarks in the space of these vectors with their places in the plane. A paper stands among the landmarks
that its words are nearest to. So it keeps its place whatever papers are added, and the maps of two people
agree.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from io import BytesIO
from zlib import crc32

import numpy as np
import numpy.typing as npt

from kg.view.words import words

_Array = npt.NDArray[np.float32]
_NEAR = 12
"""Landmarks that may decide a place."""
_SHARP = 30.0
"""How much a nearer landmark counts above one further away: a factor of e for 1/30 of cosine."""
_REACH = 0.03
"""Only landmarks that stand so near the nearest one count: between two regions there is nowhere to be."""


@dataclass(frozen=True, slots=True)
class Atlas:
    """Words and landmarks."""

    number: dict[str, int]
    vectors: _Array
    """Of each word, by its number."""
    centres: _Array
    """Of each landmark, of length 1."""
    places: _Array
    """Of each landmark in the plane: -1 to 1."""

    def place(self, texts: Iterable[str]) -> tuple[_Array, npt.NDArray[np.bool_]]:
        """Places of papers in the plane, in order, and which of them have one: they speak a known word."""
        rows = [self._vector(text) for text in texts]
        table = np.array(rows, np.float32).reshape(-1, self.vectors.shape[1])
        length = np.linalg.norm(table, axis=1)
        known = length > 1e-6
        table[known] /= length[known, None]
        return self.place_vectors(table), known

    def _vector(self, text: str) -> _Array:
        found = sorted(
            (self.number[word], n) for word, n in Counter(words(text)).items() if word in self.number
        )
        if not found:
            return np.zeros(self.vectors.shape[1], np.float32)
        index, counts = zip(*found, strict=True)
        weights = np.array([1 + math.log(n) for n in counts], np.float32)
        return np.asarray(weights @ self.vectors[list(index)], np.float32)

    def place_vectors(self, vectors: _Array) -> _Array:
        """Places of vectors of length 1."""
        return np.concatenate(
            [np.zeros((0, 2), np.float32)]
            + [self._among(vectors[i : i + 2048]) for i in range(0, len(vectors), 2048)]
        )

    def _among(self, vectors: _Array) -> _Array:
        near = vectors @ self.centres.T
        best = np.argpartition(-near, _NEAR, axis=1)[:, :_NEAR]
        likeness = np.take_along_axis(near, best, axis=1)
        order = np.lexsort((best, -likeness), axis=1)
        best = np.take_along_axis(best, order, axis=1)
        likeness = np.take_along_axis(likeness, order, axis=1)
        places = self.places[best]
        weight = np.exp(_SHARP * (likeness - likeness[:, :1]))
        weight *= np.linalg.norm(places - places[:, :1], axis=2) < _REACH
        weight /= weight.sum(axis=1, keepdims=True)
        return np.asarray((places * weight[:, :, None]).sum(axis=1), np.float32)


@cache
def load() -> Atlas:
    """The atlas that comes with kg."""
    return read((resources.files(__package__) / "atlas.npz").read_bytes())


def read(file: bytes) -> Atlas:
    """An atlas as training/atlas/make.py writes it."""
    packed = np.load(BytesIO(file))
    known = packed["words"].tobytes().decode().split("\n")
    centres = packed["centres"].astype(np.float32)
    return Atlas(
        {word: i for i, word in enumerate(known)},
        packed["vectors"] * packed["step"][:, None],
        centres / np.linalg.norm(centres, axis=1, keepdims=True),
        packed["places"].astype(np.float32) / 32767,
    )


def scatter(names: Sequence[str], width: float) -> _Array:
    """Small steps aside, a function of each name: papers with the same words do not hide each other."""
    turn = np.array([crc32(name.encode()) for name in names], np.float64) / 2**32
    far = np.array([crc32(b"far" + name.encode()) for name in names], np.float64) / 2**32
    angle = turn * math.tau
    return np.asarray(
        np.column_stack((np.cos(angle), np.sin(angle))) * (np.sqrt(far) * width)[:, None], np.float32
    )
