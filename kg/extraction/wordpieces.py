"""A paper's words as wordpieces, in chunks that a transformer reads at once.

Nearly every abstract is one chunk; longer ones are cut between sentences, into about equal parts.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

from kg.extraction.tokens import Tokens

LONGEST = 384
"""Wordpieces of one chunk at most, with its first and its last."""
_CLEARANCE = 24
"""Wordpieces by which a part may be longer than its share, so that sentences stay whole."""


Cut = Callable[[list[str]], list[tuple[int, int]]]
"""Cuts words into wordpieces: (number of the wordpiece, index of its word), in order."""


@dataclass(frozen=True, slots=True)
class Chunks:
    """Chunks of wordpieces, and where each token of the paper begins in them."""

    pieces: list[list[int]]
    places: list[tuple[int, int]]
    """For each token its chunk and first piece there; (chunk, 0) for a token that has no piece."""


def cut(tokens: Tokens, cut_words: Cut, first: int, last: int) -> Chunks:
    """Chunks of runs of sentences; `first` and `last` are the wordpieces that begin and end each."""
    pieces: list[list[int]] = [[] for _ in tokens.words]
    for piece, word in cut_words(tokens.words):
        if len(pieces[word]) < LONGEST - 2:
            pieces[word].append(piece)
    total = sum(map(len, pieces))
    parts = math.ceil(total / (LONGEST - 2))
    limit = LONGEST if parts <= 1 else min(LONGEST, math.ceil(total / parts) + _CLEARANCE)
    chunks: list[list[int]] = [[first]]
    places = []
    for start, end in tokens.sentences:
        if len(chunks[-1]) > 1 and len(chunks[-1]) + sum(map(len, pieces[start:end])) >= limit:
            chunks.append([first])
        for word in range(start, end):
            if len(chunks[-1]) + len(pieces[word]) >= LONGEST:
                chunks.append([first])
            places.append((len(chunks) - 1, len(chunks[-1]) if pieces[word] else 0))
            chunks[-1] += pieces[word]
    return Chunks([[*chunk, last] for chunk in chunks], places)
