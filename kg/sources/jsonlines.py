"""Documents of rows: JSON Lines, whatever the suffix, JSON arrays of rows, and answers of web services."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import chain, islice

from kg.model import Document, Paper, Skipped
from kg.sources import kaggle, openalex, rows, semantic_scholar
from kg.sources.entries import Entry, finish
from kg.sources.fields import Row, kind_of
from kg.sources.json_values import Broken, Unclosed, is_empty, rows_within, values
from kg.sources.text import Text

_LOOK_AT = 1000
"""Rows among which one must be a paper for the document to be read."""
_DIALECTS: tuple[tuple[Callable[[Row], bool], Callable[[Row, int], Entry | str]], ...] = (
    (kaggle.is_row, kaggle.entry_of),
    (openalex.is_row, openalex.entry_of),
    (semantic_scholar.is_row, semantic_scholar.entry_of),
)
"""Rows that are not of a digest: how they are told, and read."""


def read(text: Text, document: Document) -> Iterator[Paper | Skipped] | None:
    """The papers of a document of rows; None where it holds no JSON, or no row that is a paper."""
    found = values(text)
    if found is None:
        return None
    each = _each_row(found)
    looked_at: list[tuple[int, object]] = []
    for line, value in islice(each, _LOOK_AT):
        looked_at.append((line, value))
        if isinstance(value, dict) and _is_paper(value):
            return _results(chain(looked_at, each), text, document.name)
    if not looked_at and is_empty(text.head):
        reason = "the list of rows is empty"
        return iter([Skipped(document=document.name, line=1, reason=reason, paper=False)])
    return None


def _each_row(found: Iterator[tuple[int, object]]) -> Iterator[tuple[int, object]]:
    for line, value in found:
        within = rows_within(value)
        if within is None:
            yield line, value
        else:
            yield from ((line, row) for row in within)


def _is_paper(row: Row) -> bool:
    if row.get("is_placeholder") is True or rows.is_paper(row):
        return True
    read = next((entry_of(row, 1) for is_row, entry_of in _DIALECTS if is_row(row)), None)
    return isinstance(read, Entry) and bool(read.title)


def _results(found: Iterator[tuple[int, object]], text: Text, document: str) -> Iterator[Paper | Skipped]:
    for line, value in found:
        if isinstance(value, Broken):
            yield Skipped(document=document, line=line, reason="row is not valid JSON")
        elif isinstance(value, Unclosed):
            reason = "the file ends before its list of rows does"
            yield Skipped(document=document, line=line, reason=reason, paper=False)
        elif value is None:
            yield Skipped(document=document, line=line, reason="row is null, not a paper", paper=False)
        elif not isinstance(value, dict):
            yield Skipped(document=document, line=line, reason=f"row is {kind_of(value)}, not an object")
        else:
            entry = _entry_of(value, line)
            if entry is None:
                reason = "placeholder row, not a paper"
                yield Skipped(document=document, line=line, reason=reason, paper=False)
            elif isinstance(entry, str):
                yield Skipped(document=document, line=line, reason=entry)
            else:
                yield from finish(entry, document)
    yield from text.notes()


def _entry_of(row: Row, line: int) -> Entry | str | None:
    """The parts of a row, or why it is lost; None where it only says that there is no paper."""
    for is_row, entry_of in _DIALECTS:
        if is_row(row):
            return entry_of(row, line)
    return None if rows.is_placeholder(row) else rows.entry_of(row, line)
