"""Other readings of what the tagger proposes: a word less or more at one end, two neighbours as one, another kind.

The tagger's best guess of where a name ends is often one word off ("cold-start bootstrapping strategy"), and it
calls a benchmark a method where the name alone is all that it knows. The combiner chooses among the readings.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from kg.extraction.decoding import KINDS
from kg.extraction.tokens import Tokens
from kg.extraction.words import FUNCTION
from kg.model import Kind

Span = tuple[int, int, Kind]
_JOINERS = frozenset("-‐‑–/")
_BETWEEN = frozenset("of for in from to and with on".split()) | _JOINERS
_POSSIBLE = -4.0
"""A kind is possible where the mean logarithm of its chance is at least this, and a word where its own is."""
_LONGEST = 10
"""Tokens of a joined name at most."""


def variants(tokens: Tokens, spans: Iterable[Span], tags: NDArray[np.float32]) -> set[Span]:
    """Readings beside `spans`; `tags` are log-probabilities, (tokens, TAGS)."""
    any_tag = np.logaddexp(tags[:, 1::2], tags[:, 2::2])
    rows = any_tag.tolist()
    sums = np.concatenate([np.zeros((1, len(KINDS))), np.cumsum(any_tag, axis=0)]).tolist()
    size = len(tokens)
    ends: dict[int, list[Span]] = {}
    found: set[Span] = set()
    chosen = ordered(spans)
    for start, end, kind in chosen:
        k = KINDS.index(kind)
        for first in _later(tokens, start, end):
            found.add((first, end, kind))
        for last in _earlier(tokens, start, end):
            found.add((start, last, kind))
        if start and _open(tokens, start - 1) and rows[start - 1][k] >= _POSSIBLE:
            found.add((start - 1, end, kind))
        if end < size and _open(tokens, end) and rows[end][k] >= _POSSIBLE:
            found.add((start, end + 1, kind))
        for gap in (0, 1):
            if gap and (start < 1 or tokens.lower[start - 1] not in _BETWEEN):
                continue
            for other in ends.get(start - gap, ()):
                if end - other[0] <= _LONGEST:
                    found.update({(other[0], end, kind), (other[0], end, other[2])})
        ends.setdefault(end, []).append((start, end, kind))
    for start, end, kind in [*chosen, *found]:
        for k, second in enumerate(KINDS):
            if second is not kind and (sums[end][k] - sums[start][k]) / (end - start) >= _POSSIBLE:
                found.add((start, end, second))
    return found.difference(chosen)


def ordered(spans: Iterable[Span]) -> list[Span]:
    """Spans in the order of the text."""
    return sorted(spans, key=lambda span: (span[0], span[1], span[2].value))


def _later(tokens: Tokens, start: int, end: int) -> Iterable[int]:
    """Where the span begins without its first word."""
    first = start + 1
    while first < end and tokens.words[first] in _JOINERS:
        first += 1
    if first < end and _open(tokens, first):
        yield first


def _earlier(tokens: Tokens, start: int, end: int) -> Iterable[int]:
    """Where it ends without its last word."""
    last = end - 1
    while last > start and tokens.words[last - 1] in _JOINERS:
        last -= 1
    if last > start and _open(tokens, last - 1):
        yield last


def _open(tokens: Tokens, i: int) -> bool:
    """Whether a name may begin or end with a token."""
    word = tokens.words[i]
    return word[0].isalnum() and tokens.lower[i] not in FUNCTION
