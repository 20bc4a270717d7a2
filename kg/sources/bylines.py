r"""The one line in which arXiv keeps the authors of a paper -> names.

"Team Sheep: Ada Byron (1), Karl Gau\ss{} and \'E. Galois (2) ((1) Here, (2) There)"
"""

from __future__ import annotations

import re
import unicodedata

from kg.sources.authors import join_suffixes, split_names

_ACCENTS = {
    "`": "\u0300", "'": "\u0301", "^": "\u0302", "~": "\u0303", "=": "\u0304", "u": "\u0306", ".": "\u0307",
    '"': "\u0308", "r": "\u030a", "H": "\u030b", "v": "\u030c", "d": "\u0323", "c": "\u0327", "k": "\u0328",
    "b": "\u0331",
}  # fmt: skip
"""TeX's accents as those of Unicode."""
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


def without_tex(name: str) -> str:
    r"""A name with the letters that TeX's commands stand for.

    >>> without_tex(r"Kurt G{\"o}del, M. \L{}ukasz, S\'ebastien, Ho\v{r}ava, Mart\'{\i}n")
    'Kurt Gödel, M. Łukasz, Sébastien, Hořava, Martín'
    """
    if "\\" not in name:
        return name
    name = _LETTER.sub(lambda match: _LETTERS[match[1]], _ACCENT.sub(_accented, name))
    return name.replace("{", "").replace("}", "").replace("~", " ")


def names(line: str) -> list[str]:
    """The names in a byline, without affiliations."""
    line = without_tex(" ".join(line.split()))
    for _ in range(9):
        line, count = _INNERMOST.subn(" ", line)
        if not count:
            break
    return split_names(_BETWEEN.sub(", ", line).strip())


def inverted(name: str) -> str:
    """ "Family, Given" turned; with a suffix "Family, Given, Jr." or "Family, Jr., Given".

    >>> inverted("Coja-Oghlan, Amin"), inverted("Gauß, Karl, Jr."), inverted("Sheep Collaboration")
    ('Amin Coja-Oghlan', 'Karl Gauß, Jr.', 'Sheep Collaboration')
    """
    family, *rest = [part.strip() for part in without_tex(name).split(",") if part.strip()] or [""]
    if not rest:
        return family
    first, *later = join_suffixes([family, *rest]) or [""]
    head, _, suffix = first.partition(", ")
    if not later:
        return first
    given, _, own = later[0].partition(", ")
    end = "".join(f", {part}" for part in (suffix or own, *later[1:]) if part)
    return f"{given} {head}{end}"


def _accented(match: re.Match[str]) -> str:
    return unicodedata.normalize("NFC", (match[3] or match[4]) + _ACCENTS[match[1] or match[2]])
