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


def decode(scores: NDArray[np.float32]) -> list[tuple[int, int, Kind]]:
    """Spans (first token, one past the last, kind) in order; `scores` are log-probabilities, (tokens, TAGS)."""
    size = len(scores)
    if not size:
        return []
    inside = [2 * k + 2 for k in range(len(KINDS))]
    back = np.zeros((size, TAGS), dtype=np.int8)
    rows = scores.tolist()
    best = list(rows[0])
    for tag in inside:
        best[tag] = -1e9
    for i in range(1, size):
        row = rows[i]
        top = max(best)
        origin = best.index(top)
        following = [top + value for value in row]
        trail = [origin] * TAGS
        for tag in inside:
            before = tag - 1 if best[tag - 1] > best[tag] else tag
            following[tag] = best[before] + row[tag]
            trail[tag] = before
        back[i] = trail
        best = following
    tag = best.index(max(best))
    tags = [0] * size
    for i in range(size - 1, -1, -1):
        tags[i] = tag
        tag = int(back[i, tag])
    spans = []
    start = -1
    for i in range(size + 1):
        tag = tags[i] if i < size else 0
        if start >= 0 and (tag == 0 or tag % 2 == 1):
            spans.append((start, i, KINDS[(tags[start] - 1) // 2]))
            start = -1
        if tag % 2 == 1:
            start = i
    return spans
