"""The words of a text as the map counts them: lower case, letters only, plurals as singulars."""

from __future__ import annotations

import re

_LATEX = re.compile(r"\\[A-Za-z]+|[{}$]")
_WORD = re.compile(r"[a-z]{3,}")


def words(text: str) -> list[str]:
    """The words of an English text in order; commands of LaTeX are none.

    >>> words(r"Graph networks of $\\alpha$-helices and GANs")
    ['graph', 'network', 'helice', 'and', 'gan']
    """
    return [_singular(word) for word in _WORD.findall(_LATEX.sub(" ", text).lower())]


def _singular(word: str) -> str:
    if word.endswith("s") and not word.endswith(("ss", "us", "is")) and len(word) > 3:
        return word[:-1]
    return word
