"""What the words of a span, and those beside it, say of whether it is a name: numbers for the combiner."""

from __future__ import annotations

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


def describe_place(tokens: Tokens, start: int, end: int) -> tuple[float, ...]:
    """One number for each of `FIELDS`."""
    words, lower, spaces = tokens.words, tokens.lower, tokens.spaces
    text = tokens.slice(start, end)
    last = lower[end - 1]
    before = lower[start - 1] if start else ""
    after = lower[end] if end < len(words) else ""
    return (
        text[1:] != text[1:].lower(),
        not text.isalpha() and any(map(str.isdigit, text)),
        lower[start] in _EMPTY_WORDS,
        last in _GENERIC,
        singular(last) in METHOD_HEADS,
        lower[start].endswith("ing"),
        not FUNCTION.isdisjoint(lower[start + 1 : end - 1]),
        before == "-" and not spaces[start - 1],
        after == "-" and not spaces[end - 1],
        _ARTICLES.get(before, 0),
        before in EVALUATIVE,
        after in _GENERIC,
        after == "(",
    )
