"""What the tagger sees of each token: the letters of the word, and what the rules say of the place.

A word is seen by its lower case, its first three and its last three letters, its shape ("Xxxx-dd") and its
static vector. A place is seen by hints: which candidates of the vocabulary, of the naming patterns and of
the term heads cover it, whether it stands in a definition, in the title, or repeats a word of the title.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray
from spacy.strings import hash_string  # type: ignore[attr-defined]  # its stub leaves it out

from kg.extraction.abbreviations import Definition
from kg.extraction.candidate import NAME, NAMING, TERM, VOCABULARY, Candidate
from kg.extraction.tokens import Tokens
from kg.model import Kind
from kg.names import accented

ROWS = (24_000, 1500, 2500, 1000)
"""Rows of the embedding tables of lower case, prefix, suffix and shape; words share rows by hash."""
_KINDS = tuple(Kind)
_SPAN_HINTS = (VOCABULARY, NAMING, NAME, TERM)
_PER_SPAN_HINT = 1 + 2 * len(_KINDS)
_DEFINITION = _PER_SPAN_HINT * len(_SPAN_HINTS)
_TITLE = _DEFINITION + 5
_REPEATS = _TITLE + 2
_BEGINS = _REPEATS + 2
HINTS = _BEGINS + 2
"""Number of different hints; each token has one of each of the 8 columns."""
COLUMNS = len(_SPAN_HINTS) + 4


def as_seen(word: str) -> str:
    """The word itself; for LaTeX that only dresses a name (`$\\textbf{`, `}$`) the quotation mark it amounts to, and
    accented letters for LaTeX's (`R\\'enyi`).
    """
    if word == "}$":
        return "”"
    if "\\" in word and word[0] != "$":
        return unicodedata.normalize("NFC", accented(word))
    return "“" if word[0] == "$" and word[-1] == "{" else word


def word_rows(word: str) -> tuple[int, int, int, int]:
    """The row of the word in each of the four embedding tables."""
    lower = word.lower()
    seen = (lower, "<" + lower[:3], lower[-3:] + ">", "=" + shape(word))
    a, b, c, d = (hash_string(text) % rows for text, rows in zip(seen, ROWS, strict=True))
    return a, b, c, d


def shape(word: str) -> str:
    """Capitals as X, small letters as x, digits as d, other signs as they are; runs longer than four cut.

    >>> shape("GPT"), shape("Transformers"), shape("3.5B"), shape("DiT")
    ('XXX', 'Xxxxx', 'd.dX', 'XxX')
    """
    found: list[str] = []
    run = 0
    for char in word[:40]:
        sign = "X" if char.isupper() else "x" if char.isalpha() else "d" if char.isdigit() else char
        run = run + 1 if found and found[-1] == sign else 1
        if run <= 4:
            found.append(sign)
    return "".join(found)


def place_hints(
    tokens: Tokens, candidates: Iterable[Candidate], definitions: Sequence[Definition]
) -> NDArray[np.int16]:
    """One row for each token, one column for each sort of hint; numbers below `HINTS`, no two columns share one.

    Of overlapping candidates of one source the longest is seen, of equal ones the first kind.
    """
    size = len(tokens)
    hints = np.empty((size, COLUMNS), dtype=np.int16)
    for column in range(len(_SPAN_HINTS)):
        hints[:, column] = column * _PER_SPAN_HINT
    order = {source: column for column, source in enumerate(_SPAN_HINTS)}
    for candidate in sorted(candidates, key=lambda c: (c.end - c.start, -_KINDS.index(c.kind), -c.start)):
        found = order.get(candidate.source)
        if found is None:
            continue
        first = found * _PER_SPAN_HINT + 1 + 2 * _KINDS.index(candidate.kind)
        hints[candidate.start, found] = first
        hints[candidate.start + 1 : candidate.end, found] = first + 1
    column = len(_SPAN_HINTS)
    hints[:, column] = _DEFINITION
    for definition in definitions:
        for (start, end), sign in ((definition.long, 1), (definition.short, 3)):
            hints[start, column] = _DEFINITION + sign
            hints[start + 1 : end, column] = _DEFINITION + sign + 1
    hints[:, column + 1] = _TITLE
    hints[: tokens.title_end, column + 1] = _TITLE + 1
    title = {word for word in tokens.lower[: tokens.title_end] if len(word) > 3}
    hints[:, column + 2] = [_REPEATS + (word in title) for word in tokens.lower]
    hints[:, column + 3] = _BEGINS
    hints[[start for start, end in tokens.sentences if start < size], column + 3] = _BEGINS + 1
    return hints
