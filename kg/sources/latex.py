"""LaTeX in names and titles -> text as people read it. Formulas stay as they are."""

from __future__ import annotations

import re
from functools import lru_cache

from pylatexenc.latex2text import LatexNodes2Text

_LONGEST = 20_000
_TOLD_BY = re.compile(r"[\\{}~]|--|``|''")
_PERCENT = re.compile(r"(?<!\\)%")
_DEEPEST = 50
_SET = (("{", ""), ("}", ""), ("~", " "), ("---", "—"), ("--", "–"), ("``", "“"), ("''", "”"))
"""What sets text without being a command."""


@lru_cache(maxsize=8192)  # names come again and again
def plain(text: str) -> str:
    r"""`text` without the LaTeX that only sets it: accents as letters, braces and commands of style gone.

    >>> plain(r"Schr{\"o}dinger and {\'E}. Cartan on {BERT}: \emph{some} $x_{i}$")
    'Schrödinger and É. Cartan on BERT: some $x_{i}$'
    """
    if len(text) > _LONGEST or not _TOLD_BY.search(text):
        return text
    if text.count("{") > _DEEPEST and _depth(text) > _DEEPEST:
        return text
    if "\\" not in text and "$" not in text:
        for sign, meaning in _SET:
            text = text.replace(sign, meaning)
        return text
    try:
        # outside of LaTeX documents, a per cent sign begins no comment
        read = _reader().latex_to_text(_PERCENT.sub(r"\\%", text), tolerant_parsing=True)
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError):
        return text
    return str(read).replace("\u00a0", " ")


@lru_cache(maxsize=1)
def _reader() -> LatexNodes2Text:
    return LatexNodes2Text(math_mode="verbatim", keep_comments=False, strict_latex_spaces=False)


def _depth(text: str) -> int:
    depth = deepest = 0
    for character in text:
        depth += (character == "{") - (character == "}")
        deepest = max(deepest, depth)
    return deepest
