"""An answer of the arXiv API (Atom 1.0) -> rows of a digest.

The layout is described at https://info.arxiv.org/help/api/user-manual.html, section 3.3.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from lxml import etree

from kg.fetching.client import Faulty, RefusedError
from kg.sources.identifiers import doi, identify

Row = dict[str, Any]
"""In the layout of digest JSON Lines, see `kg.sources.rows`."""

_ATOM = "{http://www.w3.org/2005/Atom}"
_ARXIV = "{http://arxiv.org/schemas/atom}"
_SEARCH = "{http://a9.com/-/spec/opensearch/1.1/}"


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
    RefusedError, with the API's own words, if it is the feed that explains an error.
    """
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True, remove_pis=True
    )
    try:
        feed = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise Faulty(f"the answer is no whole Atom feed: {_beginning(data)}") from error
    if feed.tag != f"{_ATOM}feed" or feed.getroottree().docinfo.doctype:
        raise Faulty(f"the answer is no Atom feed: {_beginning(data)}")
    entries = feed.findall(f"{_ATOM}entry")
    for entry in entries:
        if _line(entry, f"{_ATOM}title") == "Error" and "/api/errors" in _line(entry, f"{_ATOM}id"):
            raise RefusedError(
                f"the arXiv API refuses: {_line(entry, f'{_ATOM}summary') or 'it does not say why'}"
            )
    total = _line(feed, f"{_SEARCH}totalResults")
    if not (total.isascii() and total.isdigit()):
        raise Faulty("the answer does not say how many results there are")
    rows = tuple(row for entry in entries if (row := _row(entry)) is not None)
    return Answer(int(total[:12]), rows, len(entries))


def _row(entry: etree._Element) -> Row | None:
    """None for an entry without an id of arXiv or without a title: the API's way to say that there is none."""
    found = identify([_line(entry, f"{_ATOM}id")]).arxiv
    title = _line(entry, f"{_ATOM}title")
    if found is None or not title:
        return None
    version = f"v{found.version}" if found.version else ""
    first = entry.find(f"{_ARXIV}primary_category")
    primary = "" if first is None else first.get("term", "").strip()
    terms = [element.get("term", "").strip() for element in entry.findall(f"{_ATOM}category")]
    names = [_line(author, f"{_ATOM}name") for author in entry.findall(f"{_ATOM}author")]
    row = {
        "id": found.id,
        "title": title,
        "authors": [name for name in names if name],
        "categories": [term for term in dict.fromkeys([primary, *terms]) if term],
        "primary_category": primary,
        "abs": f"https://arxiv.org/abs/{found.id}",
        "pdf": f"https://arxiv.org/pdf/{found.id}{version}",
        "summary": _text(entry, f"{_ATOM}summary").strip(),
        "comment": _line(entry, f"{_ARXIV}comment"),
        "journal_ref": _line(entry, f"{_ARXIV}journal_ref"),
        "doi": next(
            (one for text in _all(entry, f"{_ARXIV}doi") for part in text.split() if (one := doi(part))), ""
        ),
        "published": _line(entry, f"{_ATOM}published"),
        "updated": _line(entry, f"{_ATOM}updated"),
    }
    return {key: value for key, value in row.items() if value or key in ("authors", "categories", "summary")}


def _all(parent: etree._Element, tag: str) -> list[str]:
    return ["".join(element.itertext()) for element in parent.findall(tag)]


def _text(parent: etree._Element, tag: str) -> str:
    return next(iter(_all(parent, tag)), "")


def _line(parent: etree._Element, tag: str) -> str:
    """Text with blanks collapsed: the API breaks long lines."""
    return " ".join(_text(parent, tag).split())


def _beginning(data: bytes) -> str:
    text = " ".join(data[:2000].decode("utf-8", "replace").split())
    return repr(text[:80]) if text else "it is empty"
