"""OAI-PMH: records in the formats arXiv, arXivRaw (and arXivOld) and oai_dc, in answers or bare."""

from __future__ import annotations

import re

from kg.sources import dublin_core
from kg.sources.authors import join_suffixes
from kg.sources.bylines import names, without_tex
from kg.sources.classes import without_classes
from kg.sources.days import day, first
from kg.sources.elements import Element, NoPaper, attribute, children, local, text, texts
from kg.sources.entries import Entry

ENTRIES = ("record", "error")
BARE = ("arxiv", "arxivraw", "arxivold", "dc")
"""Elements of metadata that also stand alone, outside of records."""

_VERSION = re.compile(r"v?(\d{1,4})", re.IGNORECASE)


def entry_of(element: Element, line: int) -> Entry | NoPaper:
    """The parts of a record; or what it is instead: an error, or the record of a deletion."""
    if local(element) == "error":
        code, told = attribute(element, "code"), " ".join("".join(map(str, element.itertext())).split())
        return NoPaper(f"OAI-PMH error {code or 'without code'}: {told or 'none told'}")
    if local(element) in BARE:
        return _of_metadata(element, line)
    header = next(children(element, "header"), None)
    if header is not None and attribute(header, "status") == "deleted":
        return NoPaper("record deleted by its repository")
    inner = [found for metadata in children(element, "metadata") for found in metadata]
    known = [found for found in inner if local(found) in BARE]
    if not known:
        formats = ", ".join(sorted({local(found) for found in inner} - {""}))
        found = f"in a format that kg does not read: {formats}" if formats else "missing"
        return NoPaper(f"metadata of the record {found}", lost=True)
    entry = _of_metadata(known[0], line)
    if header is not None:
        entry.ids += texts(header, "identifier")
        entry.categories = entry.categories or [_category(spec) for spec in texts(header, "setspec")]
    return entry


def _of_metadata(element: Element, line: int) -> Entry:
    if local(element) == "dc":
        return dublin_core.entry_of(element, line)
    entry = Entry(line=line)
    entry.title, entry.abstract = text(element, "title"), text(element, "abstract")
    entry.ids = [*texts(element, "id"), *text(element, "doi").split()]
    entry.categories = without_classes(text(element, "categories").split())
    entry.primary = next(iter(entry.categories), None)
    entry.comment = text(element, "comments") or None
    entry.published = first(day(text(element, "created", "date")), entry.ids)
    entry.updated = day(text(element, "updated"))
    entry.authors = _authors(element)
    versions = [
        (int(match[1]), day(text(version, "date")))
        for version in children(element, "version")
        if (match := _VERSION.fullmatch(attribute(version, "version")))
    ]
    if versions:
        entry.published = dict(versions).get(1)
        entry.updated = max(versions, key=lambda version: version[0])[1]
        entry.ids = [f"{own}v{max(number for number, _ in versions)}" for own in entry.ids[:1]] + entry.ids
    return entry


def _authors(element: Element) -> list[str]:
    found = []
    for authors in children(element, "authors"):
        given = [_name(author) for author in children(authors, "author")]
        found += given or names("".join(map(str, authors.itertext())))
    return join_suffixes(found)


def _name(author: Element) -> str:
    parts = (text(author, part) for part in ("forenames", "keyname", "suffix"))
    return without_tex(" ".join(filter(None, parts)))


def _category(spec: str) -> str:
    """The category that a set stands for: "math:math:CO", "physics:hep-th", "cs"."""
    return ".".join(spec.split(":")[-2:] if spec.count(":") == 2 else spec.split(":")[-1:])
