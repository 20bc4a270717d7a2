r"""The one line in which arXiv keeps the authors of a paper -> names.

"Team Sheep: Ada Byron (1), Karl Gau\ss{} and \'E. Galois (2) ((1) Here, (2) There)"
"""

from __future__ import annotations

import re
import unicodedata

from kg.names import COMBINING
from kg.sources.authors import join_suffixes, split_names

_LETTERS = {
    "ss": "ß", "ae": "æ", "AE": "Æ", "oe": "œ", "OE": "Œ", "aa": "å", "AA": "Å", "o": "ø", "O": "Ø",
    "l": "ł", "L": "Ł", "i": "ı", "j": "ȷ", "dh": "ð", "DH": "Ð", "th": "þ", "TH": "Þ",
}  # fmt: skip
_ACCENT = re.compile(
    r"""\\(?:([`'^~=."])|([uHvcdrkb])(?![A-Za-z]))\s*(?:\{\s*\\?([A-Za-z])\s*\}|\\?([A-Za-z]))"""
)
_LETTER = re.compile(r"\\(ss|ae|AE|oe|OE|aa|AA|dh|DH|th|TH|o|O|l|L|i|j)(?![A-Za-z])(?:\s*\{\}|\s+(?=[a-z])|)")
_INNERMOST = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")
_BETWEEN = re.compile(r"(?:\s*[,;:])?\s+(?:and|&)\s+|\s*:\s+")


def without_tex(text: str) -> str:
    r"""A name with the letters that TeX's commands stand for.

    >>> without_tex(r"Kurt G{\"o}del, M. \L{}ukasz, S\'ebastien, Ho\v{r}ava, Mart\'{\i}n")
    'Kurt Gödel, M. Łukasz, Sébastien, Hořava, Martín'
    """
    if "\\" not in text:
        return text
    text = _LETTER.sub(lambda match: _LETTERS[match[1]], _ACCENT.sub(_accented, text))
    return text.replace("{", "").replace("}", "").replace("~", " ")


def names(line: str) -> list[str]:
    """The names in a byline, without affiliations."""
    return split_names(_BETWEEN.sub(", ", name(line)))


def name(text: str) -> str:
    """The name in what is one name, perhaps with affiliations in parentheses and letters in TeX."""
    text = without_tex(" ".join(text.split()))
    for _ in range(9):
        text, count = _INNERMOST.subn(" ", text)
        if not count:
            break
    return " ".join(text.split()).replace(" ,", ",")


def inverted(text: str) -> str:
    """ "Family, Given" turned; a suffix ("Family, Given, Jr.", "Family, Jr., Given") comes last.

    >>> inverted("Coja-Oghlan, Amin"), inverted("Gauß, Karl, Jr."), inverted("Sheep Collaboration")
    ('Amin Coja-Oghlan', 'Karl Gauß Jr.', 'Sheep Collaboration')
    """
    joined = join_suffixes(without_tex(text).split(",")) or [""]
    suffixes = [suffix for part in joined if (suffix := part.partition(", ")[2])]
    family, *given = [part.partition(", ")[0] for part in joined]
    return " ".join([*given, family, *suffixes])


def _accented(match: re.Match[str]) -> str:
    return unicodedata.normalize("NFC", (match[3] or match[4]) + COMBINING[match[1] or match[2]])
