"""Lists of authors, as digests write them -> names."""

from __future__ import annotations

import re
from collections.abc import Iterable

_SUFFIX = re.compile(r"(?:jr|sr|ii|iii|iv|ph\.? ?d|m\.? ?d)\.?", re.IGNORECASE)
_NO_NAME = re.compile(r"(?:et al|and others|others|n/?a|none|unknown|null)\.?", re.IGNORECASE)
_REST = re.compile(r"\s+et\.?\s?al\.?$", re.IGNORECASE)
_AND = re.compile(r"(?:\s*[,;，；、])?\s+(?:and|&)\s+", re.IGNORECASE)
_LETTER = re.compile(r"[^\W\d_]")
_SEPARATORS = ",，、"


def split_names(text: str) -> list[str]:
    """The names in one string; separated by commas, or by semicolons where there are any, and by "and"."""
    separators = ";；" if ";" in text or "；" in text else _SEPARATORS
    text = _AND.sub(f"{separators[0]} ", " ".join(text.split()))
    return join_suffixes(_parts(text, separators))


def join_suffixes(names: Iterable[str]) -> list[str]:
    """Names with blanks collapsed; "Jr." and the like joined to the name before; what is no name dropped."""
    joined: list[str] = []
    for raw in names:
        name = _REST.sub("", " ".join(raw.split()).rstrip("…").rstrip())
        if joined and _SUFFIX.fullmatch(name):
            joined[-1] += f", {name}"
            continue
        name = name.removeprefix("and ")
        if _LETTER.search(name) and not _NO_NAME.fullmatch(name):
            joined.append(name)
    return joined


def _parts(text: str, separators: str) -> list[str]:
    """Split outside parentheses; everywhere where they do not balance."""
    parts, depth, start = [], 0, 0
    for position, character in enumerate(text):
        if character == "(":
            depth += 1
        elif character == ")":
            depth -= 1
        elif depth == 0 and character in separators:
            parts.append(text[start:position])
            start = position + 1
    if depth != 0:
        return re.split(f"[{separators}]", text)
    return [*parts, text[start:]]
