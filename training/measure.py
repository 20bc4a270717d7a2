"""Strict scores of spans and types, from the probabilities of tags."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from tags import TAGS

from kg.extraction.decoding import decode


def span_scores(examples: Iterable, probabilities: Iterable[np.ndarray]) -> str:
    """Precision, recall and F1 of spans with their type, over all papers together, and F1 of each type."""
    hit: dict[str, int] = {}
    have: dict[str, int] = {}
    want: dict[str, int] = {}
    for example, tags in zip(examples, probabilities, strict=True):
        gold = set(spans(example.tags))
        found = {(start, end, kind) for start, end, kind in decode(np.log(tags + 1e-9))}
        for counts, chosen in ((hit, gold & found), (have, found), (want, gold)):
            for _, _, kind in chosen:
                counts[kind] = counts.get(kind, 0) + 1
    total = [sum(counts.values()) for counts in (hit, have, want)]
    precision, recall = total[0] / max(1, total[1]), total[0] / max(1, total[2])
    each = {kind: round(2 * hit.get(kind, 0) / (have.get(kind, 0) + want[kind]), 3) for kind in sorted(want)}
    return f"P {precision:.3f} R {recall:.3f} F1 {2 * total[0] / (total[1] + total[2]):.3f} {each}"


def spans(tags: np.ndarray) -> Iterable[tuple[int, int, str]]:
    """The spans of BIO tags (indices into TAGS)."""
    scores = np.full((len(tags), len(TAGS)), -20.0)
    scores[range(len(tags)), tags] = 0
    return decode(scores)
