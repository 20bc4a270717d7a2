"""A stream of XML -> its entries, one at a time, each as text.

Entries are cut out before any of them is parsed. So memory stays flat however large the document is,
damage in one entry does not reach the next, several documents one after the other in a file are read
like one, and no entry ever meets a DTD: entities that a document defines, internal or external, do
not exist for it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import Enum, auto

MAX_ENTRY = 4_000_000
"""Characters of an entry; longer ones are lost."""

_TAG = 2000
"""Characters of a start tag with its attributes."""
_BOUNDS = {
    "<!--": (re.compile("<!--|-->"), "-->"),
    "<![CDATA[": (re.compile(r"<!\[CDATA\[|\]\]>"), "]]>"),
}


class End(Enum):
    """How an entry ends."""

    WHOLE = auto()
    CUT = auto()
    """Another one begins before its end tag."""
    FILE = auto()
    """The file ends before its end tag."""
    LONG = auto()
    """It is longer than MAX_ENTRY; its text is only the beginning."""


@dataclass(frozen=True, slots=True)
class Fragment:
    """An entry as the document writes it."""

    name: str
    """Of its element, in lower case, without prefix."""
    line: int
    """Where it begins, counted from 1."""
    text: str
    end: End


def fragments(pieces: Iterable[str], names: Iterable[str]) -> Iterator[Fragment]:
    """The elements called one of `names` (lower case, any prefix), in order; none within another.

    Comments and CDATA sections are passed over, unless their own end is missing.
    """
    mark = re.compile(
        rf"<!--|<!\[CDATA\[|<(/?)(?:[\w.-]{{1,50}}:)?({'|'.join(map(re.escape, names))})(?=[\s/>])[^<>]{{0,{_TAG}}}>",
        re.IGNORECASE,
    )
    window = _Window(iter(pieces))
    begin, name, place = -1, "", 0
    while True:
        match = mark.search(window.text, place)
        passed = _after(window, match) if match and not match[2] else None
        if match is None or passed == 0:
            if begin >= 0 and len(window.text) - begin > MAX_ENTRY:
                yield Fragment(name, window.line_at(begin), window.text[begin : begin + _TAG], End.LONG)
                begin = -1
            waiting = match.start() if match else max(place, len(window.text) - _TAG - 100)
            gone = window.advance(begin if begin >= 0 else waiting)
            place, begin = waiting - gone, begin - gone if begin >= 0 else -1
            if window.ended and match is None:
                break
            continue
        if passed:
            place = passed
            continue
        place = match.end()
        if match[1]:
            if begin >= 0 and match[2].lower() == name:
                yield Fragment(name, window.line_at(begin), window.text[begin:place], End.WHOLE)
                begin = -1
            continue
        if begin >= 0:
            yield Fragment(name, window.line_at(begin), window.text[begin : match.start()], End.CUT)
            begin = -1
        if match[0].endswith("/>"):
            yield Fragment(match[2].lower(), window.line_at(match.start()), match[0], End.WHOLE)
        else:
            begin, name = match.start(), match[2].lower()
    if begin >= 0:
        yield Fragment(name, window.line_at(begin), window.text[begin:], End.FILE)


class _Window:
    """The part of a stream that is looked at."""

    def __init__(self, pieces: Iterator[str]) -> None:
        self._pieces = pieces
        self.text = next(pieces, "")
        self.ended = not self.text
        self._line, self._counted = 1, 0

    def advance(self, keep_from: int) -> int:
        """Read on, and forget what is before `keep_from`; how many characters that were."""
        self.line_at(keep_from)
        piece = next(self._pieces, "")
        self.ended = not piece
        self.text = self.text[keep_from:] + piece
        self._counted = 0
        return keep_from

    def line_at(self, place: int) -> int:
        """The line of a place; places are asked for in order."""
        self._line += self.text.count("\n", self._counted, place)
        self._counted = max(self._counted, place)
        return self._line


def _after(window: _Window, match: re.Match[str]) -> int:
    """Where the comment or CDATA section ends that `match` opens; 0 while more of the stream must tell.

    One that another of its kind, or the end of the stream, precedes the end of is no more than its mark.
    """
    pattern, end = _BOUNDS[match[0].upper()]
    bound = pattern.search(window.text, match.end())
    if bound is not None:
        return bound.end() if bound[0] == end else match.end()
    return match.end() if window.ended or len(window.text) - match.start() > MAX_ENTRY else 0
