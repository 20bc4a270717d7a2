"""An answer of the arXiv API (Atom 1.0) -> rows of a digest.

The layout is described at https://info.arxiv.org/help/api/user-manual.html, section 3.3. Entries mean what they
mean in a file (`kg.sources.atom`); but of a file all that can be read is wanted, of an answer the whole.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from lxml import etree

from kg.fetching.client import BadRequestError, Faulty
from kg.sources import atom
from kg.sources.elements import Element, NoPaper, children, text
from kg.sources.identifiers import identify

Row = dict[str, Any]
"""In the layout of digest JSON Lines, see `kg.sources.rows`."""

_FEED = "{http://www.w3.org/2005/Atom}feed"


@dataclass(frozen=True, slots=True)
class Answer:
    """One page of results."""

    total: int
    """Of all pages, as the API counts now."""
    rows: tuple[Row, ...]
    entries: int
    """Of this page; more than `rows` where some are no papers."""


def read_answer(data: bytes) -> Answer:
    """The page in an answer.

    Faulty if it is no whole feed (arXiv sends a line of text, or a web page, when it has too much to do);
    BadRequestError, with the API's own words, if it is the feed that explains an error.
    """
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True, remove_pis=True
    )
    try:
        feed = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise Faulty(f"the answer is no whole Atom feed: {_beginning(data)}") from error
    if feed.tag != _FEED or feed.getroottree().docinfo.doctype:
        raise Faulty(f"the answer is no Atom feed: {_beginning(data)}")
    entries = list(children(feed, atom.ENTRY))
    rows = tuple(row for entry in entries if (row := _row(entry)) is not None)
    total = text(feed, "totalresults")
    if not (total.isascii() and total.isdigit()):
        raise Faulty("the answer does not say how many results there are")
    return Answer(int(total[:12]), rows, len(entries))


def _row(element: Element) -> Row | None:
    """None for an entry without an id of arXiv or without a title: the API's way to say that there is none."""
    entry = atom.entry_of(element, 0)
    if isinstance(entry, NoPaper):
        raise BadRequestError(entry.reason)
    identity = identify([*entry.ids, *entry.links])
    title = " ".join(entry.title.split())
    if identity.arxiv is None or not title:
        return None
    found = identity.arxiv
    primary = (entry.primary or "").strip()
    row = {
        "id": found.id,
        "title": title,
        "authors": entry.authors,
        "categories": [term for term in dict.fromkeys([primary, *entry.categories]) if term],
        "primary_category": primary,
        "abs": f"https://arxiv.org/abs/{found.id}",
        "pdf": f"https://arxiv.org/pdf/{found.id}{f'v{found.version}' if found.version else ''}",
        "summary": entry.abstract.strip(),
        "comment": " ".join((entry.comment or "").split()),
        "journal_ref": " ".join(text(element, "journal_ref").split()),
        "doi": identity.doi,
        "published": text(element, "published"),
        "updated": text(element, "updated"),
    }
    return {key: value for key, value in row.items() if value or key in ("authors", "categories", "summary")}


def _beginning(data: bytes) -> str:
    start = " ".join(data[:2000].decode("utf-8", "replace").split())
    return repr(start[:80]) if start else "it is empty"
