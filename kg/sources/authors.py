"""Lists of authors, as digests write them -> names."""

from __future__ import annotations

import re
from collections.abc import Iterable

_SUFFIX = re.compile(r"(?:jr|sr|ii|iii|iv|ph\.? ?d|m\.? ?d)\.?", re.IGNORECASE)
_NO_NAME = re.compile(
    r"(?:et al|and others|others|n/?a|none|unknown|null)\.?"
    r"|\+?\s*\d+ (?:more|others?|additional)(?: (?:co-?)?authors?)?",
    re.IGNORECASE,
)
_REST = re.compile(
    r"\s+et\.?\s?al\.?$|\s*等\s?(?:\d*\s?[位名])?(?:作者|人)?$|\s*\(?\+\s?\d+(?: more)?\)?$", re.IGNORECASE
)
_FOOTNOTES = re.compile(
    r"<sup>[^<>]*</sup>|\^\{[^{}]*\}|[\[(（][\d\s,;*†‡§]+[\])）]"
    r"|`?[\[(（](?:[共同]{0,2}一作|[共同]{0,2}通讯(?:作者)?|corresponding(?: author)?|equal contribution)[\])）]`?",
    re.IGNORECASE,
)
_AFFILIATION = re.compile(r"(?<=\S) \((?=[^()]{0,200}[A-Za-z])[^()]{1,200}\)$")
_OF_MANY = re.compile(r"collaboration|consortium|team|group", re.IGNORECASE)
"""What stands in brackets behind these may be the people."""
_QUOTED = re.compile(r"""'((?:[^'\\]|\\.|'(?=\w))*)'|"((?:[^"\\]|\\.)*)\"""")
_AND = re.compile(r"(?:\s*[,;，；、])?\s+(?:and|&)\s+", re.IGNORECASE)
_LETTER = re.compile(r"[^\W\d_]")
_SEPARATORS = ",，、"


def split_names(text: str) -> list[str]:
    """The names in one string, without footnotes and affiliations in brackets.

    They are separated by commas, or by semicolons where there are any, and by "and"; where there is none of these, by
    dots or strokes between blanks. A list as Python writes it is taken for one.
    """
    text = " ".join(_FOOTNOTES.sub("", text).split())
    if text.startswith(("['", '["')) and text.endswith(("']", '"]')):
        return join_suffixes(single or double for single, double in _QUOTED.findall(text[1:-1]))
    separators = ";；" if ";" in text or "；" in text else _SEPARATORS
    text = _AND.sub(f"{separators[0]} ", text)
    if not any(sign in text for sign in separators):
        text = text.replace(" · ", ", ").replace(" | ", ", ")
    parts = (part.rstrip() for part in _parts(text, separators))
    return join_suffixes(part if _OF_MANY.search(part) else _AFFILIATION.sub("", part) for part in parts)


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
