"""One layer of attention of the tagger's network: each place hears of all places of the paper that are like it.

Scaled dot products of several heads (A. Vaswani et al.: Attention is all you need, NeurIPS 2017), of what the places
are after normalisation (J. L. Ba et al.: Layer normalization, 2016). Beside what is learnt of the places there is one
number for each head that is added where two places bear the same word: so what a word is in one sentence is heard
wherever the paper says it again.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float32]
Pairs = NDArray[np.intp]
"""Where two places bear the same word, each place with itself included: numbers of a (places, places) table, flat."""
_LARGEST = 70.0
"""Logarithms between this and its negative can be exponentiated in single precision, and summed over a paper."""


class Attention:
    """Weights as the file of the network keeps them; `width` is the number of columns of what is read."""

    def __init__(self, ask: Array, ask_bias: Array, tell: Array, tell_bias: Array, same: Array) -> None:
        """
        Args:
            ask: of (width, 3 * width): what each place asks for, answers to, and tells, head by head in each.
            ask_bias: of 3 * width.
            tell: of (width, width): from what the heads heard to what is added.
            tell_bias: of width.
            same: of each head, what the same word adds before the softmax.
        """
        self._size = len(ask) // len(same)
        scale = np.ones(ask.shape[1], dtype=np.float32)
        scale[: len(ask)] /= np.sqrt(self._size)  # what is asked is scaled here, once
        self._ask, self._ask_bias = ask * scale, ask_bias * scale
        self._tell, self._tell_bias = tell, tell_bias
        self._same = np.exp(same)

    def __call__(self, seen: Array, same: Pairs) -> Array:
        """What is to be added to each place, from what the places are: (places, width) both."""
        places, width = seen.shape
        level = seen - seen.mean(axis=1, keepdims=True)
        level *= 1 / np.sqrt(np.einsum("ij,ij->i", level, level) / width + 1e-5)[:, None]
        asked = level @ self._ask
        asked += self._ask_bias
        heard = np.empty_like(seen)
        weights = np.empty((places, places), dtype=np.float32)
        ones = np.ones(places, dtype=np.float32)
        for head, gain in enumerate(self._same):
            own = slice(head * self._size, (head + 1) * self._size)
            asks, answers, tells = (asked[:, at : at + width][:, own] for at in range(0, 3 * width, width))
            np.matmul(asks, answers.T, out=weights)
            if max(weights.max(), -weights.min()) > _LARGEST:
                weights -= weights.max(axis=1, keepdims=True)
            np.exp(weights, out=weights)
            weights.ravel()[same] *= gain
            np.divide(weights @ tells, (weights @ ones)[:, None], out=heard[:, own])
        added: Array = heard @ self._tell
        added += self._tell_bias
        return added


def same_words(numbers: Sequence[int]) -> Pairs:
    """The pairs of places whose words have the same number."""
    given = np.asarray(numbers, dtype=np.int32)
    return np.flatnonzero(given[:, None] == given)
