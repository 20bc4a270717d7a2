"""What the words of a span, and those beside it, say of whether it is a name: numbers for the combiner."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from kg.extraction.tokens import Tokens
from kg.extraction.words import EVALUATIVE, FUNCTION, METHOD_HEADS
from kg.names import singular

_GENERIC = frozenset(
    """framework frameworks method methods approach approaches dataset datasets benchmark benchmarks task tasks
    problem problems algorithm algorithms technique techniques system systems""".split()
)
_EMPTY_WORDS = EVALUATIVE | FUNCTION
_ARTICLES = {"a": 1, "an": 1, "the": 2, "this": 2, "these": 2, "our": 3}
FIELDS = (
    "capitals", "digits", "begins evaluative", "ends generic", "ends in head", "begins in -ing", "joint inside",
    "hyphen before", "hyphen after", "article before", "evaluative before", "generic after", "bracket after",
)  # fmt: skip
"""Names of the numbers, in their order."""


(
    _CAPITAL, _CAPITAL_INSIDE, _DIGIT, _EMPTY, _HEAD, _ING, _FUNCTION, _EVALUATIVE, _IS_GENERIC, _HYPHEN, _OPENS,
) = (1 << i for i in range(11))  # fmt: skip
_ARTICLE = 11
"""The bit from which on the number of an article stands."""


def describe_places(
    tokens: Tokens, starts: NDArray[np.int64], ends: NDArray[np.int64]
) -> NDArray[np.float32]:
    """One row of `FIELDS` for each span; none is empty."""
    facts = np.array([0, *map(_facts, tokens.words), 0], dtype=np.int32)  # nothing stands before and behind
    joined = ~np.array([False, *tokens.spaces], dtype=np.bool_)
    before, first, last, after = (facts[at] for at in (starts, starts + 1, ends, ends + 1))

    def within(fact: int, begin: NDArray[np.int64], end: NDArray[np.int64]) -> NDArray[np.bool_]:
        """Whether it is said of any token of the spans."""
        so_far = np.cumsum((facts & fact) > 0)  # of the tokens before the one of this number
        return so_far[end] > so_far[begin]

    columns = (
        (first & _CAPITAL_INSIDE > 0) | within(_CAPITAL, starts + 1, ends),
        within(_DIGIT, starts, ends),
        first & _EMPTY > 0,
        last & _IS_GENERIC > 0,
        last & _HEAD > 0,
        first & _ING > 0,
        within(_FUNCTION, starts + 1, ends - 1),
        (before & _HYPHEN > 0) & joined[starts],
        (after & _HYPHEN > 0) & joined[ends],
        before >> _ARTICLE,
        before & _EVALUATIVE > 0,
        after & _IS_GENERIC > 0,
        after & _OPENS > 0,
    )
    return np.array(columns, dtype=np.float32).T


@lru_cache(maxsize=50_000)
def _facts(word: str) -> int:
    """What is known of a word by itself, one bit each, and the number of the article that it is."""
    lower = word.casefold()
    said = (
        (_CAPITAL, word != word.lower()),
        (_CAPITAL_INSIDE, word[1:] != word[1:].lower()),
        (_DIGIT, any(map(str.isdigit, word))),
        (_EMPTY, lower in _EMPTY_WORDS),
        (_HEAD, singular(lower) in METHOD_HEADS),
        (_ING, lower.endswith("ing")),
        (_FUNCTION, lower in FUNCTION),
        (_EVALUATIVE, lower in EVALUATIVE),
        (_IS_GENERIC, lower in _GENERIC),
        (_HYPHEN, word == "-"),
        (_OPENS, word == "("),
    )
    return sum(bit for bit, true in said if true) + (_ARTICLES.get(lower, 0) << _ARTICLE)
