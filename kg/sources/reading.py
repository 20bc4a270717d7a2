"""From a document to its papers: the kind is told by the content, never by the name."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kg.errors import SourceError
from kg.model import Document, Paper, Skipped
from kg.sources import jsonlines, markdown, xml
from kg.sources.documents import FoundDocument
from kg.sources.text import Text

_READ = f"kg reads digest Markdown, digest JSON Lines, {xml.READ}"
_BLANK_AT_MOST = 1 << 16
_HTML = re.compile(
    r"\s*(?:<\?xml\b.{0,200}?\?>\s*)?(?:<!doctype html|<html[\s/>])", re.IGNORECASE | re.DOTALL
)
_XML_DECLARED = re.compile(r"\s*<\?xml\s", re.IGNORECASE)


def read(document: Document) -> Iterator[Paper | Skipped]:
    """The papers of `document` in its order, and what was left out of it.

    Nothing is merged: a paper that is listed twice comes twice. Raises SourceError, before the first
    result, for a document that cannot be read or is no digest; one that was merely met in a folder
    is then passed over instead.
    """
    try:
        results = _results(Text(document), document)
    except SourceError as error:
        if not isinstance(document, FoundDocument):
            raise
        reason = f"file passed over: {str(error).removeprefix(f'{error.path}: ')}"
        results = iter([Skipped(document=document.name, line=1, reason=reason, paper=False)])
    yield from results


def _results(text: Text, document: Document) -> Iterator[Paper | Skipped]:
    if not text.head.strip() and text.size <= _BLANK_AT_MOST:
        return iter([Skipped(document=document.name, line=1, reason="the file is empty", paper=False)])
    kind = _foreign(text.head)
    if kind is None:
        try:
            results = (
                xml.read(text, document) or jsonlines.read(text, document) or markdown.read(text, document)
            )
        except SourceError as error:
            if not str(error).endswith(jsonlines.KAGGLE):
                raise
            results, kind = None, jsonlines.KAGGLE.removeprefix("this is ")
        if results is not None:
            return results
    if kind is None:
        kind = "JSON without papers" if jsonlines.looks_like_json(text.head) else "no digest"
    raise SourceError(f"this is {kind}; {_READ}", path=document.path)


def _foreign(head: str) -> str | None:
    """What a document in a markup that is not read is; None for any other."""
    if _HTML.match(head):
        return "a web page (HTML)"
    if _XML_DECLARED.match(head) and not xml.is_read(head):
        return f"an XML file ({xml.root_of(head) or 'without an element'})"
    return None
