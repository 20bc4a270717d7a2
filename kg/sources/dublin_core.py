"""Dublin Core (oai_dc): what OAI-PMH says of a paper in any repository, and how arXiv writes it."""

from __future__ import annotations

import re
from functools import cache

from kg.categories import by_notation
from kg.sources.authors import join_suffixes
from kg.sources.bylines import inverted
from kg.sources.classes import without_classes
from kg.sources.days import day, first
from kg.sources.elements import Element, text, texts
from kg.sources.entries import Entry
from kg.sources.identifiers import is_category

_COMMENT = re.compile(r"Comments?:\s*", re.IGNORECASE)
_FORMER = {
    "Computer Science - Learning": "cs.LG",
    "Astrophysics - Cosmology and Extragalactic Astrophysics": "astro-ph.CO",
    "Astrophysics - Galaxy Astrophysics": "astro-ph.GA",
}
"""Names that categories had before."""


def entry_of(element: Element, line: int) -> Entry:
    """The parts of a record in Dublin Core."""
    entry = Entry(line=line)
    entry.title = text(element, "title")
    for found in texts(element, "description"):
        comment = _COMMENT.match(found)
        if comment:
            entry.comment = entry.comment or found[comment.end() :].strip() or None
        else:
            entry.abstract = entry.abstract or found
    entry.authors = join_suffixes(map(inverted, texts(element, "creator")))
    entry.categories = [notations().get(name, name) for name in without_classes(texts(element, "subject"))]
    entry.primary = entry.categories[0] if len(entry.categories) == 1 else None
    identifiers = texts(element, "identifier")
    entry.links = [found for found in identifiers if found.startswith(("http://", "https://"))]
    entry.ids = [found for found in identifiers if found not in entry.links]
    days = filter(None, map(day, texts(element, "date")))
    entry.published = first(min(days, default=None), [*entry.ids, *entry.links])
    return entry


@cache
def notations() -> dict[str, str]:
    """ "Mathematics - Combinatorics" -> "math.CO", "Quantum Physics" -> "quant-ph"."""
    known = by_notation()
    found = dict(_FORMER)
    for notation, category in known.items():
        archive = notation.partition(".")[0]
        if is_category(notation):
            name = f"{known[archive].name} - {category.name}" if archive != notation else category.name
            found.setdefault(name, notation)
    return found
