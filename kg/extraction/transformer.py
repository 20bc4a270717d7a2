"""The accurate tagger: what `training/teacher.py` trained, run by numpy alone.

A transformer reads the paper's wordpieces; beside its states stand, as for the small network, the letters of each
word and the hints of its place; one bidirectional LSTM (S. Hochreiter & J. Schmidhuber, Neural Computation 1997)
reads both. The weights are kept as their difference from public ones, a product of two thin matrices for each.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from threading import Lock

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit
from threadpoolctl import ThreadpoolController

from kg.extraction.encoder import Array, Encoder
from kg.extraction.features import word_rows
from kg.extraction.network import log_softmax
from kg.extraction.pretrained import FIRST, LAST, read_pretrained
from kg.extraction.tokens import Tokens
from kg.extraction.wordpieces import Cut, cut

_HEADS = 12


class Transformer:
    """Slow to load (seconds) and to read (0.7 s of one core for an abstract); up to 1 GB of memory."""

    def __init__(self, path: Path, pretrained: tuple[dict[str, Array], Cut] | None = None) -> None:
        """`path` is the file of differences; the public weights are those that are installed, by default.

        KgError where those are missing, damaged, or other ones.
        """
        weights, self._cut = pretrained or read_pretrained()
        with np.load(path) as stored:
            learnt = {name: stored[name].astype(np.float32) for name in stored.files}
        for name in [name for name in learnt if name.endswith(":left")]:
            plain = name.removesuffix(":left")
            left, right = (
                learnt.pop(f"{plain}:{side}") * learnt.pop(f"{plain}:{side} scale")
                for side in ("left", "right")
            )
            learnt[plain] = weights[plain] + left @ right.T
        weights |= {name: learnt.pop(name) for name in list(learnt) if name in weights}
        self._encoder = Encoder(weights, _HEADS)
        self._suffix, self._shape = learnt["suffix.weight"], learnt["shape.weight"]
        self._hints = learnt["hints.weight"]
        self._forward, self._backward = (_Direction(learnt, f"l0{way}") for way in ("", "_reverse"))
        self._tags, self._roles = (
            (learnt[f"{part}.weight"].T, learnt[f"{part}.bias"]) for part in ("tags", "roles")
        )
        self._threads = ThreadpoolController()

    def __call__(self, tokens: Tokens, hints: NDArray[np.int16]) -> tuple[Array, Array]:
        """Log-probabilities of tags and of roles, one row for each token."""
        with self._threads.limit(limits=1, user_api="blas"):
            return self._read(tokens, hints)

    def _read(self, tokens: Tokens, hints: NDArray[np.int16]) -> tuple[Array, Array]:
        chunks = cut(tokens, self._cut, FIRST, LAST)
        read = [self._encoder(chunk) for chunk in chunks.pieces]
        rows = [word_rows(word) for word in tokens.words]
        seen = np.concatenate(
            [
                np.stack([read[chunk][piece] for chunk, piece in chunks.places]),
                self._suffix[[row[2] for row in rows]],
                self._shape[[row[3] for row in rows]],
                self._hints[hints].sum(axis=1),
            ],
            axis=1,
        )
        both = np.concatenate([self._forward(seen), self._backward(seen[::-1])[::-1]], axis=1)
        tags, roles = (log_softmax(both @ weights + bias) for weights, bias in (self._tags, self._roles))
        return tags, roles


_LOADING = Lock()


def load_transformer(path: Path) -> Transformer:
    """The transformer of this process, loaded once, whoever asks and from how many threads."""
    with _LOADING:
        return _load(path)


@lru_cache(maxsize=1)
def _load(path: Path) -> Transformer:
    return Transformer(path)


class _Direction:
    """One direction of the LSTM: its states, in the order of the rows given."""

    def __init__(self, learnt: dict[str, Array], name: str) -> None:
        self._see = learnt[f"lstm.weight_ih_{name}"].T
        self._recall = learnt[f"lstm.weight_hh_{name}"].T
        self._bias = learnt[f"lstm.bias_ih_{name}"] + learnt[f"lstm.bias_hh_{name}"]

    def __call__(self, seen: Array) -> Array:
        given = seen @ self._see + self._bias
        width = len(self._recall)
        state, cell = np.zeros(width, dtype=np.float32), np.zeros(width, dtype=np.float32)
        states = np.empty((len(seen), width), dtype=np.float32)
        for i, row in enumerate(given):
            admit, keep, new, show = (row + state @ self._recall).reshape(4, width)
            cell = expit(keep) * cell + expit(admit) * np.tanh(new)
            state = states[i] = expit(show) * np.tanh(cell)
        return states
