"""Where a name may end: what is written in one piece is one name, and brackets come in pairs.

The tagger sees one token at a time and may cut `Sol(Di)$^2$T` into `Sol` and `$^2$T`, or keep the `(` of an
abbreviation that it leaves out.
"""

from __future__ import annotations

from kg.extraction.tokens import Tokens

_PAIRS = {"(": ")", "[": "]", "{": "}"}
_CLOSERS = frozenset((*_PAIRS.values(), "}$"))
_OUTSIDE = frozenset(",.;:!?'\"“”‘’`-‐‑–/")
_DASHES = frozenset("-‐‑–—")
_NEAR = 6
"""Tokens between brackets that are part of a name, at most."""


def pieces(tokens: Tokens) -> list[tuple[int, int]]:
    """Runs of tokens that are one word to the eye, with brackets or inline math inside: `E(3)`, `CO$_2$`."""
    found: list[tuple[int, int]] = []
    words, spaces = tokens.words, tokens.spaces
    for i in range(1, len(words)):
        if (words[i] == "(" or _is_math(words[i])) and not spaces[i - 1] and words[i - 1][0].isalnum():
            start, end = _joined(tokens, i - 1, i)
            if end - start > 1 and (not found or found[-1][1] <= start):
                found.append((start, end))
    return found


def mend(tokens: Tokens, start: int, end: int) -> tuple[int, int]:
    """The mended span; empty (start equal to end) where nothing but signs is left.

    A bracket whose partner stands outside is left out, and what it holds with it; but of a piece (see
    `pieces`) the whole is taken.
    """
    words = tokens.words
    while start < end and _is_outside(words[start]):
        start += 1
    while start < end and _is_outside(words[end - 1]):
        end -= 1
    start, end = _balanced(words, *_undivided(tokens, start, end))
    while start < end and _is_outside(words[end - 1]):
        end -= 1
    if end - start > 2 and _closer(words[start]) == words[end - 1] == "}$" not in words[start : end - 1]:
        start, end = start + 1, end - 1
    return _joined(tokens, start, end) if start < end else (start, end)


def _undivided(tokens: Tokens, start: int, end: int) -> tuple[int, int]:
    """Of the parts that dashes between blanks divide, the longest, of equal ones the last."""
    words, spaces = tokens.words, tokens.spaces
    parts, first = [], start
    for i in range(start + 1, end - 1):
        if words[i] in _DASHES and spaces[i - 1] and (spaces[i] or words[i + 1] in _DASHES):
            parts.append((first, i))
            first = i + 1 if spaces[i] else i + 2
    parts.append((first, end))
    return max(parts, key=lambda part: (part[1] - part[0], part[0]))


def _closer(word: str) -> str:
    """What closes a bracket that opens with this word, `$\\textbf{` included; "" where none opens."""
    return _PAIRS.get(word) or ("}$" if word[0] == "$" and word[-1] == "{" else "")


def _is_math(word: str) -> bool:
    return word[0] == "$" and word[-1] == "$"


def _is_outside(word: str) -> bool:
    return word in _OUTSIDE or word.isspace()


def _joined(tokens: Tokens, start: int, end: int) -> tuple[int, int]:
    """The span with all that is written onto its ends: `(Di)`, `$^2$`, and words behind or before these."""
    words, spaces = tokens.words, tokens.spaces
    while 0 < end < len(words) and not spaces[end - 1]:
        word, last = words[end], words[end - 1]
        if word == "(":
            close = _partner(tokens, end)
            if close is None or words[end + 1 : close] == ["s"] or _abbreviates(tokens, end, close):
                break
            end = close + 1
        elif _is_math(word) or (word[0].isalnum() and (last == ")" or _is_math(last))):
            end += 1
        else:
            break
    while start > 0 and not spaces[start - 1]:
        word, first = words[start - 1], words[start]
        if word == ")":
            opening = next(
                (i for i in range(start - 2, max(-1, start - 2 - _NEAR), -1) if words[i] == "("), None
            )
            if opening is None or _partner(tokens, opening) != start - 1:
                break  # the bracket opens behind a blank, or holds one
            start = opening
        elif _is_math(word) or (word[0].isalnum() and (first == "(" or _is_math(first))):
            start -= 1
        else:
            break
    return start, end


def _abbreviates(tokens: Tokens, opening: int, close: int) -> bool:
    """Whether the bracket holds an abbreviation whose writer forgot the blank before it: "network(GNN)"."""
    held = tokens.words[opening + 1 : close]
    ends = close + 1 == len(tokens) or tokens.spaces[close] or not tokens.words[close + 1][0].isalnum()
    return ends and len(held) == 1 and sum(char.isupper() for char in held[0]) > 1


def _partner(tokens: Tokens, opening: int) -> int | None:
    """Where the bracket at `opening` closes, if that is near and no blank stands between."""
    for i in range(opening + 1, min(len(tokens), opening + 2 + _NEAR)):
        if tokens.words[i] == ")" and not tokens.spaces[i - 1]:
            return i if i > opening + 1 else None
        if tokens.spaces[i - 1] or tokens.words[i] in _PAIRS or tokens.words[i] in _CLOSERS:
            return None
    return None


def _balanced(words: list[str], start: int, end: int) -> tuple[int, int]:
    """The longest beginning of the span whose brackets pair, behind a closing bracket that has no partner."""
    open_at: list[int] = []
    for i in range(start, end):
        if _closer(words[i]):
            open_at.append(i)
        elif words[i] in _CLOSERS:
            if open_at and _closer(words[open_at[-1]]) == words[i]:
                open_at.pop()
            elif i == end - 1:
                return _balanced(words, start, i)
            else:
                return _balanced(words, i + 1, end)
    if open_at:
        return _balanced(words, start, open_at[0]) if open_at[0] > start else _balanced(words, start + 1, end)
    return start, end
