"""A long text of JSON, seen through a window that moves on."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

MAX_VALUE = 64 << 20
"""Characters of one value; longer ones are taken for broken."""

_NEAR_END = 16
"""Characters before the end of a piece within which an error may only mean that the piece ends."""
_LONGEST_KEY = 300
_BLANK = re.compile(r"[\s,]*")
_KEY = re.compile(r'"((?:[^"\\]|\\.){0,200})"\s*:')
_DECODER = json.JSONDecoder()


class Window:
    """The part of a long text that is being read."""

    def __init__(self, pieces: Iterator[str]) -> None:
        self._pieces = pieces
        self._line, self._counted = 1, 0
        self.text = ""
        self.place = 0
        """What stands before it has been read."""
        self.ended = False

    @property
    def line(self) -> int:
        """The line of `place`, from 1."""
        self._line += self.text.count("\n", self._counted, self.place)
        self._counted = self.place
        return self._line

    def more(self) -> bool:
        """Twice as much text to read; False where there is no more."""
        kept = len(self.text) - self.place
        parts: list[str] = []
        size = 0
        while size <= kept and (piece := next(self._pieces, "")):
            parts.append(piece)
            size += len(piece)
        if not parts:
            self.ended = True
            return False
        _ = self.line
        self.text = "".join((self.text[self.place :], *parts))
        self.place = self._counted = 0
        return True

    def skip(self) -> str:
        """Go on to what is neither blank nor comma: its first character, "" at the end."""
        while True:
            blank = _BLANK.match(self.text, self.place)
            self.place = blank.end() if blank else self.place
            if self.place < len(self.text):
                return self.text[self.place]
            if not self.more():
                return ""

    def find(self, opening: str, start: int) -> bool:
        """Go on to the next `opening` from `start` on."""
        self.place = start
        while (found := self.text.find(opening, self.place)) < 0:
            self.place = max(self.place, len(self.text) - len(opening))
            if not self.more():
                return False
        self.place = found
        return True

    def key(self) -> str:
        """Go on behind a key and its colon: the key; ValueError where there is none."""
        match = _KEY.match(self.text, self.place)
        if match is None and len(self.text) - self.place < _LONGEST_KEY and self.more():
            return self.key()
        if match is None:
            raise ValueError("no key")
        self.place = match.end()
        return match[1]

    def value(self) -> object:
        """The value at `place`, which is then behind it; ValueError or RecursionError where there is none."""
        while True:
            try:
                value, end = _DECODER.raw_decode(self.text, self.place)
            except json.JSONDecodeError as error:
                is_cut = error.msg.startswith("Unterminated") or error.pos >= len(self.text) - _NEAR_END
                if is_cut and len(self.text) - self.place < MAX_VALUE and self.more():
                    continue
                raise
            is_cut = end > len(self.text) - _NEAR_END  # "1.5e" is no number yet, and 1.5 is another one
            if is_cut and not isinstance(value, dict | list | str) and self.more():
                continue
            self.place = end
            return value
