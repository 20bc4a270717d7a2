"""A transformer's states of wordpieces, run by numpy alone: MPNet (K. Song et al., NeurIPS 2020).

Twelve layers of attention and feed-forward (A. Vaswani et al., NeurIPS 2017), each followed by layer normalisation;
attention adds a number for the distance of two wordpieces, in buckets that grow with the distance (C. Raffel et al.:
T5, JMLR 2020).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import erf

Array = NDArray[np.float32]
_FIRST_POSITION = 2
"""MPNet counts positions from behind that of its padding."""
_EPSILON = np.float32(1e-5)
_BUCKETS = 32
_FARTHEST = 128
"""Distances from here on share the last bucket of their side."""
_ROOT_HALF = np.float32(0.5**0.5)


@dataclass(frozen=True, slots=True)
class _Layer:
    attend: Array
    """Queries, keys and values side by side."""
    attend_bias: Array
    out: Array
    out_bias: Array
    out_norm: tuple[Array, Array]
    wide: Array
    wide_bias: Array
    narrow: Array
    narrow_bias: Array
    norm: tuple[Array, Array]


class Encoder:
    """States, one row for each wordpiece of a chunk, from the numbers of the wordpieces."""

    def __init__(self, weights: dict[str, Array], heads: int) -> None:
        """Weights by their published names, such as `encoder.layer.0.output.dense.weight`.

        They are taken out of the dictionary, so that no two forms of all of them are held at a time.
        """
        self._heads = heads
        self._words = weights.pop("embeddings.word_embeddings.weight")
        self._positions = weights.pop("embeddings.position_embeddings.weight")
        self._norm = _named(weights, "embeddings.LayerNorm")
        self._distances = weights.pop("encoder.relative_attention_bias.weight")
        self._layers: list[_Layer] = []
        while f"encoder.layer.{len(self._layers)}.output.dense.weight" in weights:
            self._layers.append(_layer(weights, f"encoder.layer.{len(self._layers)}"))

    def __call__(self, pieces: list[int]) -> Array:
        """ValueError for more wordpieces than there are positions."""
        size = len(pieces)
        if size > len(self._positions) - _FIRST_POSITION:
            raise ValueError(f"{size} wordpieces; the encoder reads {len(self._positions) - _FIRST_POSITION}")
        positions = self._positions[_FIRST_POSITION : size + _FIRST_POSITION]
        states: Array = _normalise(self._words[pieces] + positions, self._norm)
        bias = self._distances[_buckets(size)].transpose(2, 0, 1)
        for layer in self._layers:
            states = self._read(layer, states, bias)
        return states

    def _read(self, layer: _Layer, states: Array, bias: Array) -> Array:
        size, width = states.shape
        each = width // self._heads
        seen = states @ layer.attend + layer.attend_bias
        queries, keys, values = seen.reshape(size, 3, self._heads, each).transpose(1, 2, 0, 3)
        scores = queries @ keys.transpose(0, 2, 1)
        scores *= np.float32(each**-0.5)
        scores += bias
        scores -= scores.max(axis=-1, keepdims=True)
        np.exp(scores, out=scores)
        scores /= scores.sum(axis=-1, keepdims=True)
        read = (scores @ values).transpose(1, 0, 2).reshape(size, width)
        states = _normalise(states + read @ layer.out + layer.out_bias, layer.out_norm)
        wide: Array = states @ layer.wide + layer.wide_bias
        np.multiply(wide, (1 + erf(wide * _ROOT_HALF)) / 2, out=wide)
        return _normalise(states + wide @ layer.narrow + layer.narrow_bias, layer.norm)


def _layer(weights: dict[str, Array], name: str) -> _Layer:
    parts = [f"{name}.attention.attn.{part}" for part in "qkv"]

    def turned(part: str) -> Array:
        return np.ascontiguousarray(weights.pop(f"{part}.weight").T)

    out, wide, narrow = f"{name}.attention.attn.o", f"{name}.intermediate.dense", f"{name}.output.dense"
    return _Layer(
        attend=np.concatenate([weights.pop(f"{part}.weight") for part in parts]).T,
        attend_bias=np.concatenate([weights.pop(f"{part}.bias") for part in parts]),
        out=turned(out),
        out_bias=weights.pop(f"{out}.bias"),
        out_norm=_named(weights, f"{name}.attention.LayerNorm"),
        wide=turned(wide),
        wide_bias=weights.pop(f"{wide}.bias"),
        narrow=turned(narrow),
        narrow_bias=weights.pop(f"{narrow}.bias"),
        norm=_named(weights, f"{name}.output.LayerNorm"),
    )


def _named(weights: dict[str, Array], name: str) -> tuple[Array, Array]:
    return weights.pop(f"{name}.weight"), weights.pop(f"{name}.bias")


def _normalise(states: Array, norm: tuple[Array, Array]) -> Array:
    states = states - states.mean(axis=-1, keepdims=True)
    states /= np.sqrt(np.square(states).mean(axis=-1, keepdims=True) + _EPSILON)
    return states * norm[0] + norm[1]


def _buckets(size: int) -> NDArray[np.int64]:
    """The bucket of the distance from each wordpiece (row) to each other (column).

    Half of the buckets for each direction; of them half for one distance each, the rest by its logarithm.
    """
    half = _BUCKETS // 2
    exact = half // 2
    distance = np.arange(-size + 1, size)
    near = np.abs(distance)
    far = np.log(np.maximum(near, 1) / exact) / np.log(_FARTHEST / exact) * (half - exact)
    bucket = np.where(near < exact, near, np.minimum(exact + far.astype(np.int64), half - 1))
    bucket += np.where(distance > 0, half, 0)
    places = np.arange(size)
    found: NDArray[np.int64] = bucket[places[None, :] - places[:, None] + size - 1]
    return found
