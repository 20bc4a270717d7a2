"""When two strings count as the same name, and where a string stands in a text."""

from __future__ import annotations

import re
from collections.abc import Iterable

_LATEX = re.compile(r"[\$\{\}\\]")
_BETWEEN = re.compile(r"[\s\-‐‑–_/]+")
_NOT_PLURAL = ("ss", "us", "is")


def normalise(surface: str) -> str:
    """The form by which names are compared: case, hyphens, LaTeX signs and a plural s do not matter."""
    text = _BETWEEN.sub(" ", _LATEX.sub("", surface).lower()).strip(" .,;:'\"()")
    words = text.split()
    if words and len(words[-1]) > 3 and words[-1].endswith("s") and not words[-1].endswith(_NOT_PLURAL):
        words[-1] = words[-1][:-1]
    return " ".join(words)


def places(text: str, surfaces: Iterable[tuple[str, str]]) -> set[tuple[int, int, str]]:
    """Where strings (each with its type) stand in a text, at word boundaries; longer ones take their place first."""
    found: set[tuple[int, int, str]] = set()
    taken = bytearray(len(text) + 1)
    for surface, kind in sorted(surfaces, key=lambda pair: -len(pair[0])):
        for hit in occurrences(text, surface):
            start, end = hit
            if not any(taken[start:end]):
                taken[start:end] = b"\x01" * (end - start)
                found.add((start, end, kind))
    return found


def occurrences(text: str, surface: str) -> Iterable[tuple[int, int]]:
    """Every place of a string at word boundaries, from left to right."""
    if surface not in text:
        return []
    return [hit.span() for hit in re.finditer(rf"(?<!\w){re.escape(surface)}(?!\w)", text)]
