"""RSS, 2.0 and 1.0: the feeds of rss.arxiv.org, of today and before 2024, and feeds made from API results."""

from __future__ import annotations

import html
import re

from kg.sources import announcements, markup
from kg.sources.authors import join_suffixes
from kg.sources.bylines import name, names
from kg.sources.classes import without_classes
from kg.sources.days import day, first
from kg.sources.descriptions import Description, described
from kg.sources.elements import Element, attribute, children, text, texts, written
from kg.sources.entries import Entry

ENTRY = "item"

_MAIL = re.compile(r"\S{1,200}@\S{1,200}\s*(?:\((.*)\))?", re.DOTALL)


def entry_of(element: Element, line: int) -> Entry:
    """The parts of an item."""
    entry = Entry(line=line)
    entry.title, named, primary = announcements.title(text(element, "title"))
    entry.authors = _authors(element)
    found = _description(element, entry.authors)
    entry.abstract, entry.comment, entry.code_url = found.abstract, found.comment, found.code_url
    entry.authors = max(entry.authors, found.authors, key=len)
    given = [part for some in texts(element, "guid", "identifier", "doi") for part in some.split()]
    entry.ids = [*given, named, *found.ids]
    entry.links = [*_links(element), *found.links]
    entry.categories = without_classes(texts(element, "category", "subject")) or found.categories
    entry.primary = text(element, "primary_category") or primary or None
    if found.announced or text(element, "announce_type"):
        entry.primary = entry.primary or next(iter(entry.categories), None)
    else:
        given_day = day(text(element, "pubdate", "date"))
        entry.published = found.published or first(given_day, [*entry.ids, *entry.links])
    return entry


def _description(element: Element, authors: list[str]) -> Description:
    told, marked = written(element, "description", "encoded", "summary")
    if announcements.abstract(told)[1]:
        return described(told, authors, marked=False)
    marked = marked or markup.is_marked(told)
    return described(told if marked else html.unescape(told), authors, marked=marked)


def _links(element: Element) -> list[str]:
    found = texts(element, "link")
    found += [attribute(link, "href") for link in children(element, "link")]
    found += [guid for guid in texts(element, "guid") if guid.startswith(("http://", "https://"))]
    return [address for address in (*found, attribute(element, "about")) if address]


def _authors(element: Element) -> list[str]:
    """From dc:creator, one element for all or one for each, with links or without; else from author."""
    found = [markup.plain(author) for author in texts(element, "creator")]
    if not found:
        mails = ((author, _MAIL.fullmatch(author)) for author in texts(element, "author"))
        found = [(mail[1] or "") if mail else markup.plain(author) for author, mail in mails]
    return names(found[0]) if len(found) == 1 else join_suffixes(map(name, found))
