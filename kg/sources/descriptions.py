"""The description of a paper in a feed: its abstract alone, or one text of all that is known of it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from kg.sources import announcements, markup
from kg.sources.bylines import names
from kg.sources.classes import without_classes
from kg.sources.days import day

_LABELS = {
    label: field
    for field, labels in {
        "abstract": "abstract, summary",
        "authors": "author",
        "published": "published, submitted",
        "comment": "comment",
        "categories": "category, categorie, subject",
        "id": "doi, arxiv, arxiv id",
        "link": "link, url, pdf",
        "code": "code",
        "other": "updated, date, journal, journal-ref, journal ref, journal reference, title, affiliation,"
        " report-no, license, keyword, tag, primary category, announce type, html, version, source",
    }.items()
    for label in labels.split(", ")
}
"""What stands before a colon at the beginning of a paragraph -> which field follows."""
_LABEL = re.compile(rf"({'|'.join(sorted(_LABELS, key=len, reverse=True))})s?\s*[:：]\s*", re.IGNORECASE)
_SAYS_WHICH = re.compile(r"^(?:authors?|abstract)\s{0,9}:.*\n", re.IGNORECASE | re.MULTILINE)
_LINES = re.compile(r"\n\s*\n|\n(?=[A-Z][A-Za-z -]{1,20}:)")
_NAME_AT_MOST = 6
"""Words of a name in a paragraph that is nothing but names."""


@dataclass(slots=True, kw_only=True)
class Description:
    """The parts of a description; empty where it has none."""

    abstract: str = ""
    authors: list[str] = field(default_factory=list)
    comment: str | None = None
    categories: list[str] = field(default_factory=list)
    ids: list[str] = field(default_factory=list)
    links: list[str] = field(default_factory=list)
    code_url: str | None = None
    published: date | None = None
    announced: bool = False
    """Whether it is one of arXiv's announcements: then the feed's days are not those of the paper."""


def described(text: str, authors: Iterable[str], *, marked: bool) -> Description:
    """The parts of a description by someone of `authors`; `marked` where it is HTML.

    Text that is no HTML is the abstract, exactly, unless it says which of its lines is.
    """
    abstract, announced = announcements.abstract(text)
    if announced:
        return Description(abstract=abstract, ids=[announced], announced=True)
    if marked:
        found = _fields(markup.paragraphs(text), authors)
        found.links += markup.links(text)
        return found
    if _SAYS_WHICH.search(text):
        return _fields([part for part in _LINES.split(text) if part], authors)
    return Description(abstract=abstract)


def _fields(paragraphs: list[str], authors: Iterable[str]) -> Description:
    found = Description()
    abstract: list[str] = []
    last = ""
    for number, paragraph in enumerate(paragraphs):
        match = _LABEL.match(paragraph)
        if match is None:
            if number == 0 and len(paragraphs) > 1 and _are_names(paragraph, authors):
                found.authors = names(paragraph)
            elif last in ("", "authors", "abstract") or not abstract:
                abstract.append(paragraph)
            continue
        label = match[1].lower()
        last, value = _LABELS[label], paragraph[match.end() :].strip()
        if last == "abstract":
            abstract = [value]
        elif last == "authors":
            found.authors = names(value)
        elif last == "comment":
            found.comment = value or None
        elif last == "categories":
            found.categories = without_classes(re.split(r"[,;]|\s+(?=[a-z-]+\.)", value))
        elif last == "published":
            found.published = day(value)
        elif last == "id":
            found.ids += value.split()
        elif last == "link":
            found.links += value.split()
        elif last == "code":
            found.code_url = value or None
    found.abstract = "\n\n".join(abstract).strip()
    return found


def _are_names(paragraph: str, authors: Iterable[str]) -> bool:
    """Whether a first paragraph names the authors: it begins with one of them, or is a list of short names."""
    flat = " ".join(paragraph.split())
    if any(flat.startswith(author) for author in authors if author):
        return True
    parts = names(flat)
    return len(parts) > 1 and all(len(part.split()) <= _NAME_AT_MOST and part[:1].isupper() for part in parts)
