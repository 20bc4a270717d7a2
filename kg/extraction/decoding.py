"""From the tagger's scores of single tokens to spans: the best sequence of tags that BIO allows.

Viterbi's algorithm (1967) over the seven tags O, B-K and I-K of three kinds; I-K may follow only B-K and I-K.
"""

from __future__ import annotations

from bisect import bisect

import numpy as np
from numpy.typing import NDArray

from kg.model import Kind

KINDS = tuple(Kind)
TAGS = 1 + 2 * len(KINDS)
"""O, then B and I of each kind in the order of `Kind`."""
_INSIDE = [2 * k + 2 for k in range(len(KINDS))]
_NEVER = -1e9


_SURE = 7.0
"""Where "O" is ahead of every other tag by this much (in logarithms), it is taken as certain."""


def decode(scores: NDArray[np.float32]) -> list[tuple[int, int, Kind]]:
    """Spans (first token, one past the last, kind) in order; `scores` are log-probabilities, (tokens, TAGS).

    Where each token's likeliest tag may follow the one before, these tags are the best path. Only runs of
    tokens, between certain "O"s, in which some may not are searched.
    """
    if not len(scores):
        return []
    tags = scores.argmax(axis=1)
    before = np.concatenate(([0], tags[:-1]))
    stray = np.flatnonzero((tags > 0) & (tags % 2 == 0) & (before != tags) & (before != tags - 1))
    if len(stray):
        certain = np.flatnonzero(scores[:, 0] - scores[:, 1:].max(axis=1) >= _SURE).tolist()
        done = 0
        for place in stray.tolist():
            if place >= done:
                following = bisect(certain, place)
                first = certain[following - 1] + 1 if following else 0
                done = certain[following] if following < len(certain) else len(scores)
                tags[first:done] = _best_path(scores[first:done].tolist())
    return _spans(tags)


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


def _spans(tags: NDArray[np.int64]) -> list[tuple[int, int, Kind]]:
    spans: list[tuple[int, int, Kind]] = []
    inside = np.flatnonzero(tags)
    for i, tag in zip(inside.tolist(), tags[inside].tolist(), strict=True):
        start = i if tag % 2 else spans.pop()[0]
        spans.append((start, i + 1, KINDS[(tag - 1) // 2]))
    return spans
