"""Text that was meant to be JSON -> its values with their lines, in memory that does not grow with the text.

Lines of JSON, whatever the suffix; values one after the other; arrays of values; and the lists of rows within
the answers of web services ("envelopes").
"""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterator
from itertools import islice

import orjson

from kg.sources.json_window import Window
from kg.sources.text import Text

_TRY_LINES = 50
_GIVE_UP = 1000
_LONGEST_PYTHON = 1 << 20
_ARRAY = re.compile(r'\s*\[\s*(?:[\[{\]"\d]|null\s*[,\]])')
_OBJECT = re.compile(r'\s*\{\s*["}]')
_OPENING = re.compile(r'\{\s*"[^"\n]{0,60}"')
_OF_PAPERS = "papers|articles|entries"
"""What an object with a title may hold and yet be no paper: it is a whole digest."""
_LISTS = (
    rf"results|data|{_OF_PAPERS}|items|responses?|docs|works|recommendedPapers|recommended_papers|records"
)
"""What services call their lists of rows."""
_OF_ROWS = re.compile(rf'"({_LISTS})"\s*:\s*\[\s*[{{\[\]n]')
_EMPTY = re.compile(rf'"(?:{_LISTS})"\s*:\s*\[\s*(?:\]|null)')
_ROWS = re.compile(rf"(?:{_LISTS})\Z")
_DIGEST = re.compile(rf"(?:{_OF_PAPERS})\Z")
_NESTING = re.compile(r"(?:data|response|results?|body)\Z")
_TITLE = re.compile(r'"title"\s*:')
_CLOSING = {"[": "]", "{": "}"}


class Broken:
    """A place where JSON was due and none could be read."""


class Unclosed:
    """The end of a text that ends before its list of rows does."""


def values(text: Text) -> Iterator[tuple[int, object]] | None:
    """Each value with its line; None where nothing looks like JSON."""
    if is_envelope(text.head):
        return _one_after_the_other(text, enveloped=True)
    if _ARRAY.match(text.head):
        return _one_after_the_other(text)
    tried = islice((line for _, line in text.lines() if line.strip()), _TRY_LINES)
    if any(isinstance(_parsed(line), dict) for line in tried if line.lstrip().startswith("{")):
        return _line_by_line(text)
    if _OBJECT.match(text.head):
        return _one_after_the_other(text)
    return None


def is_envelope(head: str) -> bool:
    """Whether a text that begins with `head` is an object that holds a list of rows, not a row itself."""
    if not _OBJECT.match(head):
        return False
    rows = _OF_ROWS.search(head)
    return rows is not None and (bool(_DIGEST.match(rows[1])) or not _TITLE.search(head, 0, rows.start()))


def is_empty(head: str) -> bool:
    """Whether a text that begins with `head` is an array or envelope without a row."""
    return head.startswith("[") or (is_envelope(head) and _EMPTY.search(head) is not None)


def looks_like_json(head: str) -> bool:
    """Whether a document that begins with `head` was meant to be JSON."""
    return bool(_ARRAY.match(head) or _OBJECT.match(head))


def rows_within(value: object) -> list[object] | None:
    """The rows of an envelope that was read as a whole; None for what is no envelope."""
    if not isinstance(value, dict):
        return None
    for key, inner in value.items():
        if "title" in value and not _DIGEST.match(key):
            continue
        if isinstance(inner, list) and _ROWS.match(key) and (not inner or isinstance(inner[0], dict)):
            return inner
        if isinstance(inner, dict) and _NESTING.match(key) and (rows := rows_within(inner)) is not None:
            return rows
    return None


def _line_by_line(text: Text) -> Iterator[tuple[int, object]]:
    for number, line in text.lines():
        if line.strip():
            yield number, _parsed(line)


def _parsed(line: str) -> object:
    try:
        return orjson.loads(line)
    except ValueError:
        pass
    try:  # slower, but takes NaN and the halves of surrogate pairs, which some programs write
        return json.loads(line.strip().rstrip(","))
    except (ValueError, RecursionError):
        return _as_python(line.strip()) if line.lstrip().startswith("{'") else Broken()


def _as_python(line: str) -> object:
    """A row as Python prints it, with single quotes and None."""
    try:
        value = ast.literal_eval(line) if len(line) <= _LONGEST_PYTHON else None
    except (ValueError, SyntaxError, RecursionError, MemoryError):
        return Broken()
    return value if isinstance(value, dict) and all(isinstance(key, str) for key in value) else Broken()


def _one_after_the_other(text: Text, enveloped: bool = False) -> Iterator[tuple[int, object]]:
    """Values of arrays, of envelopes, or none of these; after a broken one on to what begins like the first."""
    window = Window(text.pieces())
    inside: list[str] = []  # the brackets that are open
    failures, opening = 0, ""
    while failures < _GIVE_UP:
        character = window.skip()
        line, within = window.line, inside[-1] if inside else ""
        if not character:
            if inside and text.damage is None:
                yield line, Unclosed()
            return
        if within and character == _CLOSING[within]:
            window.place += 1
            inside.pop()
            continue
        if not within and (character == "[" or (enveloped and character == "{")):
            window.place += 1
            inside.append(character)
            continue
        try:
            if within == "{":
                if (bracket := _bracket_after(window.key(), window.skip())) is not None:
                    window.place += 1
                    inside.append(bracket)
                else:
                    window.value()
                continue
            if not opening and (match := _OPENING.match(window.text, window.place)):
                opening = match[0]
            value = window.value()
        except (ValueError, RecursionError) as error:
            if window.ended and text.damage:
                return
            yield line, Broken()
            failures += 1
            stopped = getattr(error, "pos", window.place) - len(opening)
            if not opening or not window.find(opening, max(window.place + 1, stopped)):
                return
            if within == "{":
                inside.append("[")
        else:
            failures = 0
            yield line, value


def _bracket_after(key: str, character: str) -> str | None:
    """The bracket after a key of an envelope if rows are within."""
    if (character == "[" and _ROWS.match(key)) or (character == "{" and _NESTING.match(key)):
        return character
    return None
