"""From the tagger's scores of single tokens to spans: the best sequence of tags that BIO allows.

Viterbi's algorithm (1967) over the seven tags O, B-K and I-K of three kinds; I-K may follow only B-K and I-K.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from kg.model import Kind

KINDS = tuple(Kind)
TAGS = 1 + 2 * len(KINDS)
"""O, then B and I of each kind in the order of `Kind`."""
_INSIDE = [2 * k + 2 for k in range(len(KINDS))]
_NEVER = -1e9


_SURE = 9.0
"""Where "O" is ahead of every other tag by this much (in logarithms), it is taken as certain."""


def decode(scores: NDArray[np.float32]) -> list[tuple[int, int, Kind]]:
    """Spans (first token, one past the last, kind) in order; `scores` are log-probabilities, (tokens, TAGS).

    The runs of tokens between certain "O"s are decoded one by one.
    """
    spans: list[tuple[int, int, Kind]] = []
    if not len(scores):
        return spans
    unsure = np.flatnonzero(scores[:, 0] - scores[:, 1:].max(axis=1) < _SURE)
    for run in np.split(unsure, np.flatnonzero(np.diff(unsure) > 1) + 1) if len(unsure) else ():
        first = int(run[0])
        tags = _best_path(scores[first : first + len(run)].tolist())
        spans += [(first + start, first + end, kind) for start, end, kind in _spans(tags)]
    return spans


def _best_path(rows: list[list[float]]) -> list[int]:
    best = list(rows[0])
    for tag in _INSIDE:
        best[tag] = _NEVER
    back: list[list[int]] = []
    for row in rows[1:]:
        top = max(best)
        trail = [best.index(top)] * TAGS
        following = [top + value for value in row]
        for tag in _INSIDE:
            before = tag - 1 if best[tag - 1] > best[tag] else tag
            following[tag] = best[before] + row[tag]
            trail[tag] = before
        back.append(trail)
        best = following
    tag = best.index(max(best))
    tags = [tag]
    for trail in reversed(back):
        tag = trail[tag]
        tags.append(tag)
    return tags[::-1]


def _spans(tags: list[int]) -> list[tuple[int, int, Kind]]:
    spans = []
    start = -1
    for i, tag in enumerate([*tags, 0]):
        if start >= 0 and (tag == 0 or tag % 2 == 1):
            spans.append((start, i, KINDS[(tags[start] - 1) // 2]))
            start = -1
        if tag % 2 == 1:
            start = i
    return spans
