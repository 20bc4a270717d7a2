"""The tagger's network: what `training/student.py` trained, run by numpy alone.

Each word has a vector (static floret vector and four small embeddings, projected straight and through one layer
inside), each place the sum of its hints; five gated convolutions read them (Y. N. Dauphin et al.: Language modeling
with gated convolutional networks, ICML 2017; dilated as in E. Strubell et al.: Fast and accurate entity recognition
with iterated dilated convolutions, EMNLP 2017). Before two of these each place hears of the whole paper: the mean and
the maximum over all places (as in J. Hu et al.: Squeeze-and-excitation networks, CVPR 2018, but added).

Papers are read one at a time and words are projected one at a time, so that no result depends on what else is read: the
same text gives the same numbers.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from spacy.strings import StringStore
from spacy.vectors import Vectors
from threadpoolctl import ThreadpoolController

from kg.extraction.features import ROWS, as_seen, word_rows
from kg.extraction.tokens import Tokens

Array = NDArray[np.float32]
_REMEMBERED = 60_000
"""Words whose vectors are kept; then the memory starts afresh."""


class Network:
    """Weights read from one file of arrays; loading takes some tens of milliseconds."""

    def __init__(self, path: Path) -> None:
        with np.load(path) as stored:
            weights = {name: stored[name] for name in stored.files}
        floret = [int(number) for number in weights.pop("floret")]
        self._vectors = Vectors(
            strings=StringStore(),
            data=_in_full(weights, "static"),
            mode="floret",
            minn=floret[0],
            maxn=floret[1],
            hash_count=floret[2],
            hash_seed=floret[3],
            bow="<",
            eow=">",
        )
        plain = {name: np.ascontiguousarray(array, dtype=np.float32) for name, array in weights.items()}
        self._embeddings = [_in_full(weights, f"embedding{i}") for i in range(len(ROWS))]
        self._project, self._project_bias = plain["project"], plain["project_bias"]
        self._widen, self._widen_bias, self._narrow = (plain[n] for n in ("widen", "widen_bias", "narrow"))
        self._hints = plain["hints"]
        self._layers: list[tuple[Array, Array, int]] = []
        while f"layer{len(self._layers)}" in plain:
            i = len(self._layers)
            self._layers.append((plain[f"layer{i}"], plain[f"layer{i}_bias"], int(weights["dilations"][i])))
        self._papers = {
            i: (plain[f"paper{i}"], plain[f"paper{i}_bias"])
            for i in range(len(self._layers))
            if f"paper{i}" in plain
        }
        self._out, self._out_bias = plain["out"], plain["out_bias"]
        self._tags = int(weights["tags"][0])
        self._threads = ThreadpoolController()
        self._index: dict[str, int] = {}
        self._seen = np.empty((1024, self._project.shape[1]), dtype=np.float32)

    def __call__(self, tokens: Tokens, hints: NDArray[np.int16]) -> tuple[Array, Array]:
        """Log-probabilities of tags and of roles, one row for each token.

        One thread: the matrices are small, and threads that wait for each other cost more than they save.
        """
        with self._threads.limit(limits=1, user_api="blas"):
            return self._read(tokens.words, hints)

    def _read(self, words: list[str], hints: NDArray[np.int16]) -> tuple[Array, Array]:
        seen = self._word_vectors(words)
        for column in hints.T:
            seen += self._hints.take(column, axis=0)
        np.maximum(seen, 0, out=seen)
        size, width = seen.shape
        wide = np.zeros((size, 3 * width), dtype=np.float32)
        read = np.empty((size, 2 * width), dtype=np.float32)
        gate = np.empty((size, width), dtype=np.float32)
        for i, (kernel, bias, step) in enumerate(self._layers):
            if i in self._papers:
                weights, base = self._papers[i]
                seen += np.concatenate([seen.mean(axis=0), seen.max(axis=0)]) @ weights + base
            wide[:step, :width] = wide[-step:, 2 * width :] = 0
            wide[step:, :width] = seen[:-step]
            wide[:, width : 2 * width] = seen
            wide[:-step, 2 * width :] = seen[step:]
            np.matmul(wide, kernel, out=read)
            read += bias
            np.negative(read[:, width:], out=gate)
            np.exp(gate, out=gate)
            gate += 1
            np.divide(read[:, :width], gate, out=gate)
            seen += gate
        out = seen @ self._out + self._out_bias
        return log_softmax(out[:, : self._tags]), log_softmax(out[:, self._tags :])

    def _word_vectors(self, words: list[str]) -> Array:
        index = self._index
        if len(index) > _REMEMBERED:
            index.clear()
        numbers = []
        for word in words:
            number = index.get(word)
            if number is None:
                number = index[word] = len(index)
                if number >= len(self._seen):
                    self._seen = np.concatenate([self._seen, np.empty_like(self._seen)])
                self._seen[number] = self._word_vector(word)
            numbers.append(number)
        return self._seen[numbers]

    def _word_vector(self, word: str) -> Array:
        word = as_seen(word)
        lower = word.lower()
        static = self._vectors.get_batch([lower])[0]
        rows = word_rows(word)
        seen = [table[row] for table, row in zip(self._embeddings, rows, strict=True)]
        letters = np.concatenate([*seen, static])
        inside = np.maximum(letters @ self._widen + self._widen_bias, 0)
        vector: Array = letters @ self._project + inside @ self._narrow + self._project_bias
        return vector


def _in_full(weights: dict[str, NDArray[np.generic]], name: str) -> Array:
    """A table that is kept in 8 bits, with a scale for each row."""
    return weights[name].astype(np.float32) * weights[f"{name}_scale"].astype(np.float32)


def log_softmax(scores: Array) -> Array:
    """Logarithms of the probabilities in each row."""
    scores = scores - scores.max(axis=1, keepdims=True)
    scores -= np.log(np.exp(scores).sum(axis=1, keepdims=True))
    return scores
