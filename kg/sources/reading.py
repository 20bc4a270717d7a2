"""From a document to its papers: the kind is told by the content, never by the name."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import chain

from kg.errors import SourceError
from kg.model import Document, Paper, Skipped
from kg.sources import bibtex, jsonlines, markdown, xml
from kg.sources.documents import FoundDocument
from kg.sources.json_values import looks_like_json
from kg.sources.text import Text

_READERS = (xml.read, jsonlines.read, bibtex.read, markdown.read)
_READ = (
    "kg reads digest Markdown, JSON rows (of digests, Kaggle's arXiv snapshot, Semantic Scholar, OpenAlex), "
    f"BibTeX, {xml.READ}"
)
_HTML = re.compile(
    r"\s*(?:<\?xml\b.{0,200}?\?>\s*)?(?:<!doctype html|<html[\s/>])", re.IGNORECASE | re.DOTALL
)
_XML_DECLARED = re.compile(r"\s*<\?xml\s", re.IGNORECASE)


def read(document: Document) -> Iterator[Paper | Skipped]:
    """The papers of `document` in its order, and what was left out of it.

    Nothing is merged: a paper that is listed twice comes twice. Raises SourceError, before the first
    result, for a document that cannot be read or is no digest; one that was merely met in a folder
    or an archive is then passed over instead.
    """
    try:
        text = Text(document)
        results = _of_archive(text, document) if text.members else _results(text, document)
    except SourceError as error:
        if not isinstance(document, FoundDocument):
            raise
        results = iter([_passed_over(error, document)])
    yield from results


def _of_archive(archive: Text, document: Document) -> Iterator[Paper | Skipped]:
    """The papers of an archive that is one document: from standard input, or with members of unknown suffixes."""
    before: list[Skipped] = []
    names = iter(archive.members)
    for name in names:
        try:
            results = _results(archive.of_member(name), document)
        except SourceError as error:
            before.append(_passed_over(error, document))
        else:
            return chain(before, results, _rest(archive, names, document))
    raise SourceError(f"this is a zip archive without a digest; {_READ}", path=document.path)


def _rest(archive: Text, names: Iterator[str], document: Document) -> Iterator[Paper | Skipped]:
    for name in names:
        try:
            yield from _results(archive.of_member(name), document)
        except SourceError as error:
            yield _passed_over(error, document)


def _passed_over(error: SourceError, document: Document) -> Skipped:
    reason = f"file passed over: {str(error).removeprefix(f'{error.path}: ')}"
    return Skipped(document=document.name, line=1, reason=reason, paper=False)


def _results(text: Text, document: Document) -> Iterator[Paper | Skipped]:
    if text.is_blank:
        return iter([Skipped(document=document.name, line=1, reason="the file is empty", paper=False)])
    kind = _foreign(text.head)
    if kind is None:
        for reader in _READERS:
            if (results := reader(text, document)) is not None:
                return results
        if text.damage is not None:
            raise SourceError(f"cannot be read: {text.damage}", path=document.path)
        kind = "JSON without papers" if looks_like_json(text.head) else "no digest"
    raise SourceError(f"this is {kind}; {_READ}", path=document.path)


def _foreign(head: str) -> str | None:
    """What a document in a markup that is not read is; None for any other."""
    if _HTML.match(head):
        return "a web page (HTML)"
    if _XML_DECLARED.match(head) and not xml.is_read(head):
        return f"an XML file ({xml.root_of(head) or 'without an element'})"
    return None
