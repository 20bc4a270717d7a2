"""The words of many examples, each once, with the features of `kg.extraction.features` and its static vector."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from spacy.strings import StringStore
from spacy.vectors import Vectors

from examples import Example
from kg.extraction.features import as_seen, word_rows


def read_vectors(path: Path) -> Vectors:
    """floret's text format: a line of settings, then one row a bucket."""
    with path.open(encoding="utf-8") as lines:
        buckets, width, minn, maxn, hashes, seed, bow, eow = next(lines).rstrip("\n").split(" ")
        table = np.zeros((int(buckets), int(width)), dtype=np.float32)
        for row, line in enumerate(lines):
            table[row] = np.array(line.split(" ")[1 : int(width) + 1], dtype=np.float32)
    return Vectors(
        strings=StringStore(),
        data=table,
        mode="floret",
        minn=int(minn),
        maxn=int(maxn),
        hash_count=int(hashes),
        hash_seed=int(seed),
        bow=bow,
        eow=eow,
    )


def _words(example: Example) -> list[str]:
    return example.tokens if isinstance(example.tokens, list) else example.tokens.words


class Words:
    """Numbers words as they come."""

    def __init__(self, vectors: Vectors) -> None:
        self._vectors = vectors
        self._index: dict[str, int] = {}

    def numbers(self, example: Example) -> np.ndarray:
        index = self._index
        return np.array(
            [index.setdefault(word, len(index)) for word in map(as_seen, _words(example))], dtype=np.int64
        )

    def tables(self) -> tuple[np.ndarray, np.ndarray]:
        """Embedding rows (words, 4) and static vectors (words, width) of all words numbered so far."""
        rows = np.array([word_rows(word) for word in self._index], dtype=np.int64)
        lower = [word.lower() for word in self._index]
        for word in lower:
            self._vectors.strings.add(word)
        static = np.concatenate(
            [self._vectors.get_batch(lower[i : i + 5000]) for i in range(0, len(lower), 5000)]
        )
        return rows, static.astype(np.float32)
