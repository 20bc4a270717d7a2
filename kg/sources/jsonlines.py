"""Documents of rows: JSON Lines, whatever the suffix, or JSON arrays of rows."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from itertools import chain, islice

import orjson

from kg.errors import SourceError
from kg.model import Document, Paper, Skipped
from kg.sources.entries import finish
from kg.sources.rows import entry_of, is_kaggle, is_paper, is_placeholder, kind_of
from kg.sources.text import Text

KAGGLE = "this is the arXiv metadata snapshot of Kaggle"

_LOOK_AT = 1000
"""Rows among which one must be a paper for the document to be a digest."""
_TRY_LINES = 50
_GIVE_UP = 1000
_ARRAY = re.compile(r'\s*\[\s*[\[{\]"\d]')
_OBJECT = re.compile(r'\s*\{\s*["}]')
_BLANK = re.compile(r"[\s,]*")
_OPENING = re.compile(r'\{\s*"[^"\n]{0,60}"')


class _Broken:
    """A place where JSON was due and none could be read."""


def read(text: Text, document: Document) -> Iterator[Paper | Skipped] | None:
    """The papers of a document of rows; None where it holds no JSON, or no row of a digest.

    Raises SourceError for the Kaggle snapshot.
    """
    values = _values(text)
    if values is None:
        return None
    looked_at: list[tuple[int, object]] = []
    for line, value in islice(values, _LOOK_AT):
        looked_at.append((line, value))
        if isinstance(value, dict):
            if is_kaggle(value):
                raise SourceError(KAGGLE, path=document.path)
            if is_paper(value) or value.get("is_placeholder") is True:
                return _results(chain(looked_at, values), text, document.name)
    if not looked_at and text.head.startswith("["):
        return iter(
            [Skipped(document=document.name, line=1, reason="the list of rows is empty", paper=False)]
        )
    return None


def looks_like_json(head: str) -> bool:
    """Whether a document that begins with `head` was meant to be JSON."""
    return bool(_ARRAY.match(head) or _OBJECT.match(head))


def _results(values: Iterator[tuple[int, object]], text: Text, document: str) -> Iterator[Paper | Skipped]:
    for line, value in values:
        if isinstance(value, _Broken):
            yield Skipped(document=document, line=line, reason="row is not valid JSON")
        elif not isinstance(value, dict):
            yield Skipped(document=document, line=line, reason=f"row is {kind_of(value)}, not an object")
        elif is_placeholder(value):
            yield Skipped(document=document, line=line, reason="placeholder row, not a paper", paper=False)
        elif is_kaggle(value):
            yield Skipped(document=document, line=line, reason="row of the Kaggle snapshot")
        else:
            entry = entry_of(value, line)
            if isinstance(entry, str):
                yield Skipped(document=document, line=line, reason=entry)
            else:
                yield from finish(entry, document)
    yield from text.notes()


def _values(text: Text) -> Iterator[tuple[int, object]] | None:
    """Each value with its line; None where nothing looks like JSON."""
    if _ARRAY.match(text.head):
        return _in_a_row("\n".join(text.whole()))
    tried = islice((line for _, line in text.lines() if line.strip()), _TRY_LINES)
    if any(isinstance(_parsed(line), dict) for line in tried if line.lstrip().startswith("{")):
        return _line_by_line(text)
    if _OBJECT.match(text.head):
        return _in_a_row("\n".join(text.whole()))
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
        return _Broken()


def _in_a_row(text: str) -> Iterator[tuple[int, object]]:
    """Values of an array, or one after the other; after a broken one on to what begins like the first."""
    decoder = json.JSONDecoder()
    place, line, counted, failures, inside = 0, 1, 0, 0, False
    opening = ""
    while failures < _GIVE_UP:
        blank = _BLANK.match(text, place)
        place = blank.end() if blank else place
        if place >= len(text):
            return
        if text[place] == ("]" if inside else "["):
            inside, place = not inside, place + 1
            continue
        line += text.count("\n", counted, place)
        counted = place
        if not opening and (match := _OPENING.match(text, place)):
            opening = match[0]
        try:
            value, place = decoder.raw_decode(text, place)
        except (ValueError, RecursionError) as error:
            yield line, _Broken()
            failures += 1
            if not opening:
                return
            stopped = getattr(error, "pos", place)
            place = text.find(opening, max(place + 1, stopped - len(opening)))
            if place < 0:
                return
        else:
            failures = 0
            yield line, value
