"""Abbreviations that a text defines: "physics-informed neural network (PINN)".

A. S. Schwartz, M. A. Hearst: A simple algorithm for identifying abbreviation definitions in biomedical
text. Pacific Symposium on Biocomputing 8:451-462 (2003). Beyond it: plural short forms, LaTeX inside
either form, the reversed order "PRIMO (PRotein In-context Mutation Oracle)", brackets inside the long
form, short forms followed by more ("(PINN; Raissi et al.)"), and digits that are read as words ("text-to-image (T2I)")
or count letters ("causal cellular context transfer learning (C3TL)").
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from kg.extraction.tokens import Tokens
from kg.names import strip_latex

_STOP_STARTS = frozenset(
    "a an the of and or for with to in on by from using via this that our their its".split()
)
_BREAKS = frozenset(",;:.!?()[]")
_JOINS = ("together with", "as well as", "along with")
"""What stands between two things, and within no long form."""
_DIGITS = {
    "1": ("one", "first"), "2": ("to", "two", "second"), "3": ("three", "third"), "4": ("for", "four", "fourth"),
    "5": ("five", "fifth"), "6": ("six", "sixth"),
}  # fmt: skip
"""What a digit of a short form is read as."""
_HYPHENS = frozenset("-‐‑–/")
_DETACHED = ("near-", "beyond-")
"""Before a long form, and no part of it: "near-density functional theory (DFT) accuracy"."""


@dataclass(frozen=True, slots=True)
class Definition:
    """Token spans (start, end) of a short form and of the long form it abbreviates."""

    short: tuple[int, int]
    long: tuple[int, int]


def find_definitions(tokens: Tokens) -> Iterator[Definition]:
    """Definitions in order of the text."""
    words = tokens.words
    titled = _title_definition(tokens)
    if titled is not None:
        yield titled
    for i in [i for i, word in enumerate(words) if word == "("]:
        close = _closing(words, i)
        if close is None or close == i + 1 or not i > 0:
            continue
        short = _short_form(tokens, i + 1, close)
        if short is not None:
            long = _long_form_before(tokens, i, tokens.slice(*short))
            if long is not None:
                yield Definition(short, long)
                continue
        reverse = _reversed(tokens, i, close)
        if reverse is not None:
            yield reverse


def _title_definition(tokens: Tokens) -> Definition | None:
    """A title "... HIP: Hessian Interatomic Potentials ...": the word before the colon is made of initials."""
    words, title_end = tokens.words, tokens.title_end
    colon = words.index(":", 0, title_end) if ":" in words[:title_end] else 0
    short = words[colon - 1] if colon else ""
    if len(short) < 3 or not short.isupper() or not short.isalpha():
        return None
    letters, first = list(short.casefold()), 0
    for i in range(colon + 1, title_end):
        word = words[i].casefold()
        if letters and word[0] == letters[0] and word not in _STOP_STARTS:
            letters.pop(0)
            first = first or i
        elif word in _BREAKS or (word[0].isalnum() and word not in _STOP_STARTS):
            return None
        if not letters:
            return Definition((colon - 1, colon), (first, i + 1))
    return None


def _closing(words: list[str], opening: int) -> int | None:
    depth = 0
    for i in range(opening, min(len(words), opening + 40)):
        if words[i] == "(":
            depth += 1
        elif words[i] == ")":
            depth -= 1
            if depth == 0:
                return i
    return None


def _plausible(short: str) -> bool:
    """Schwartz & Hearst: begins with a letter or digit, has a letter; here: 2 to 12 characters, a capital too."""
    plain = strip_latex(short)
    return (
        2 <= len(plain) <= 12
        and plain[0].isalnum()
        and any(c.isalpha() for c in plain)
        and any(c.isupper() for c in plain)
        and len(plain.split()) <= 2
    )


def _short_form(tokens: Tokens, start: int, end: int) -> tuple[int, int] | None:
    """The short form at the beginning of a bracket, up to a comma or semicolon."""
    words = tokens.words
    stop = start
    while stop < end and words[stop] not in ",;":
        stop += 1
    while start < stop and words[start] in "\"'“‘":
        start += 1
    while start < stop and words[stop - 1] in "\"'”’":
        stop -= 1
    start, stop = _undressed(words, start, stop)
    if start < stop and _plausible(tokens.slice(start, stop)):
        return start, stop
    return None


def _undressed(words: list[str], start: int, stop: int) -> tuple[int, int]:
    """What a LaTeX command for letters holds, where it holds all of it: `\\textbf{SNO}`, `$\\textbf{SNO}$`."""
    if stop - start > 2 and words[start].startswith("$\\") and words[stop - 1] == "}$":
        return start + 1, stop - 1
    dressed = (
        stop - start > 3 and words[start][0] == "\\" and words[start + 1] == "{" and words[stop - 1] == "}"
    )
    return (start + 2, stop - 1) if dressed and "}" not in words[start : stop - 1] else (start, stop)


def _long_form_before(tokens: Tokens, bracket: int, short: str) -> tuple[int, int] | None:
    """The shortest run of words before the bracket that the short form abbreviates."""
    words = tokens.words
    plain = strip_latex(short)
    if len(plain) > 2 and plain.endswith("s") and plain[:-1].isupper():
        plain = plain[:-1]
    letters = sum(c.isalnum() for c in plain)
    first = bracket
    count = 0
    while first > 0 and count < min(letters + 5, letters * 2):
        first -= 1
        if words[first] in ".;:!?" or (words[first].isspace() and "\n\n" in words[first]):
            first += 1
            break
        if words[first][0].isalnum() or words[first][0] == "$":
            count += 1
    if first >= bracket:
        return None
    offset, _ = tokens.chars(first, bracket)
    long = tokens.slice(first, bracket)
    begin = best_long_form(plain, long)
    if begin is None:
        spelt = _with_digits(tokens, first, bracket, plain)
        return (spelt, bracket) if spelt is not None and _acceptable(tokens, spelt, bracket, plain) else None
    start = next((i for i in range(first, bracket) if tokens.chars(i, i + 1)[1] > offset + begin), None)
    if start is None or tokens.starts[start] < offset + begin:
        return None
    while start < bracket and words[start].casefold() in _STOP_STARTS:
        start += 1
    return (start, bracket) if _acceptable(tokens, start, bracket, plain) else None


def _acceptable(tokens: Tokens, start: int, end: int, short: str) -> bool:
    words = tokens.words
    long = tokens.slice(start, end)
    text_words = [w for w in words[start:end] if w[0].isalnum()]
    return (
        len(long) > len(short)
        and short.casefold() not in (w.casefold() for w in text_words)
        and not any(w in _BREAKS for w in words[start:end] if w not in "()")
        and not any(f" {join} " in long.casefold() for join in _JOINS)
        and words[start:end].count("(") == words[start:end].count(")")
        and (len(text_words) > 1 or len(long) >= 2 * len(short))
        and len(text_words) <= max(2 * sum(c.isalnum() for c in short), 3)
    )


def best_long_form(short: str, long: str) -> int | None:
    """Where in `long` the long form of `short` begins; None when the letters cannot be matched.

    Characters are matched from the right; the first one must begin a word (an X may follow the E that does).

    >>> best_long_form("FNO", "with the Fourier neural operator"), best_long_form("XAI", "by explainable AI")
    (9, 3)
    """
    i = len(short) - 1
    j = len(long) - 1
    while i >= 0:
        char = short[i].casefold()
        if not char.isalnum():
            i -= 1
            continue
        while j >= 0 and (long[j].casefold() != char or (i == 0 and not _begins_word(long, j))):
            j -= 1
        if j < 0:
            return None
        i -= 1
        j -= 1
    j += 1
    end = j
    while j > 0 and not long[j - 1].isspace() and long[j - 1] != "(":
        j -= 1
    return end if long[j:end].casefold() in _DETACHED else j


def _with_digits(tokens: Tokens, first: int, end: int, short: str) -> int | None:
    """Where the words before `end` begin whose initials, in order and all of them, a short form with a digit spells."""
    if not short.isalnum() or not 0 < sum(map(str.isdigit, short)) < len(short):
        return None
    for reading in _readings(short.casefold()):
        left = list(reading)
        start = end
        while left and start > first:
            start -= 1
            word = tokens.lower[start]
            sign = left[-1]
            if word in _DIGITS.get(sign, ()) or (word[0] == sign and word[0].isalpha()):
                left.pop()
            elif word not in _HYPHENS and word not in _STOP_STARTS:
                break
        if not left:
            return start
    return None


def _readings(short: str) -> Iterator[str]:
    """The short form, and with letters in place of a digit that counts them: "c3tl" is "ccctl", "i3cd" "icccd"."""
    yield short
    for i, sign in enumerate(short):
        if sign in "2345":
            for letter in filter(str.isalpha, dict.fromkeys((short[i - 1 : i], short[i + 1 : i + 2]))):
                yield short[:i] + letter * (int(sign) - 1) + short[i + 1 :]


def _begins_word(text: str, i: int) -> bool:
    if text[i] in "xX" and text[i - 1 : i] in ("e", "E"):
        i -= 1
    return i == 0 or not (text[i - 1].isalnum() or text[i - 1] in "'’")


def _reversed(tokens: Tokens, bracket: int, close: int) -> Definition | None:
    """The order "SHORT (long form)"."""
    words = tokens.words
    start = bracket - 1
    if words[start].isspace():
        return None
    while (
        start > 0
        and not tokens.spaces[start - 1]
        and not words[start - 1].isspace()
        and words[start - 1] not in "("
    ):
        start -= 1
    short = tokens.slice(start, bracket)
    if not _plausible(short) or len(short.split()) > 1:
        return None
    first = bracket + 1
    while first < close and words[first].casefold() in _STOP_STARTS:
        first += 1
    inner = tokens.slice(first, close)
    plain = strip_latex(short)
    spelt = best_long_form(plain, inner) == 0 or _with_digits(tokens, first, close, plain) == first
    if not spelt or not _acceptable(tokens, first, close, plain):
        return None
    return Definition((start, bracket), (first, close))
