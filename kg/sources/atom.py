"""Atom: what the arXiv API answers, the feeds of rss.arxiv.org, and feeds made from either."""

from __future__ import annotations

from kg.sources import announcements, markup
from kg.sources.authors import join_suffixes
from kg.sources.bylines import name, names
from kg.sources.classes import without_classes
from kg.sources.days import day, first
from kg.sources.descriptions import described
from kg.sources.elements import Element, NoPaper, attribute, children, content, text, texts, written
from kg.sources.entries import Entry

ENTRY = "entry"


def entry_of(element: Element, line: int) -> Entry | NoPaper:
    """The parts of an entry; or what it is instead, where the arXiv API tells an error by it."""
    entry = Entry(line=line)
    identifiers = texts(element, "id")
    entry.links = _links(element)
    if any("/api/errors" in found for found in (*identifiers, *entry.links)):
        told = " ".join(text(element, "summary").split())
        return NoPaper(f"the arXiv API answered with an error: {told or 'none told'}")
    entry.title, named, primary = announcements.title(_title(element))
    of_api = any(True for _ in children(element, "primary_category"))
    entry.authors = _authors(element, of_api)
    told, marked = written(element, *(("summary",) if text(element, "summary") else ("content",)))
    found = described(told, entry.authors, marked=marked)
    entry.abstract, entry.code_url = found.abstract, found.code_url
    entry.authors = max(entry.authors, found.authors, key=len)
    entry.links += found.links
    dois = [part for some in texts(element, "doi", "identifier") for part in some.split()]
    entry.ids = [*identifiers, named, *found.ids, *dois]
    entry.comment = text(element, "comment") or found.comment
    terms = [attribute(child, "term") for child in children(element, "category")]
    entry.categories = without_classes(terms) or found.categories
    entry.primary = _primary(element) or primary or None
    if found.announced or text(element, "announce_type"):
        entry.primary = entry.primary or next(iter(entry.categories), None)
        return entry
    given = day(text(element, "published", "issued"))
    entry.published = given if of_api else first(given, [*entry.ids, *entry.links])
    entry.published = entry.published or found.published
    entry.updated = day(text(element, "updated")) if of_api else None
    return entry


def _links(element: Element) -> list[str]:
    """Addresses, those that the paper may be read at first."""
    pages: list[str] = []
    others: list[str] = []
    for link in children(element, "link"):
        (pages if attribute(link, "rel") in ("", "alternate") else others).append(attribute(link, "href"))
    own = [address for address in texts(element, "id") if address.startswith(("http://", "https://"))]
    return [address for address in (*pages, *own, *others) if address]


def _authors(element: Element, of_api: bool) -> list[str]:
    named = [text(author, "name") or content(author) for author in children(element, "author")]
    found = list(filter(None, named)) or texts(element, "creator")
    if len(found) == 1 and not of_api:
        return names(markup.plain(found[0]))
    return join_suffixes(name(markup.plain(author)) for author in found)


def _primary(element: Element) -> str | None:
    found = (attribute(child, "term") for child in children(element, "primary_category"))
    return next(filter(None, found), None)


def _title(element: Element) -> str:
    title, marked = written(element, "title")
    return markup.plain(title) if marked else title
