"""Works as OpenAlex gives them: answers of its API, and lines of its snapshot.

https://docs.openalex.org/api-entities/works/work-object. Abstracts come as inverted indexes and are put together
again; topics and concepts are not categories of arXiv and are left out.
"""

from __future__ import annotations

import json
import re

from kg.sources.authors import join_suffixes
from kg.sources.days import iso_day
from kg.sources.entries import Entry
from kg.sources.fields import (
    Row,
    add_orcid,
    is_nothing,
    kind_of,
    list_of,
    note,
    object_of,
    scrubbed,
    text_of,
    title_into,
)

_WORK = re.compile(r"(?:https?://)?(?:api\.)?openalex\.org/(?:works/)?W\d+\Z", re.IGNORECASE)
_INDEXES = ("abstract_inverted_index", "abstract_inverted_index_v3")
_PLACES = ("primary_location", "best_oa_location")
_HARVESTED = "pmh:"


def is_row(row: Row) -> bool:
    """Whether `row` is a work of OpenAlex."""
    if "authorships" in row or any(key in row for key in _INDEXES):
        return True
    name = row.get("id")
    return isinstance(name, str) and _WORK.match(name) is not None


def entry_of(row: Row, line: int) -> Entry | str:
    """The parts of a work, or why it is lost."""
    entry = Entry(line=line)
    title = row.get("title")
    if (lost := title_into(entry, row.get("display_name") if title is None else title)) is not None:
        return lost
    entry.abstract = _abstract(entry, row)
    known = object_of(entry, row, "ids")
    dois = (text_of(entry, row, "doi"), text_of(entry, known, "doi"), text_of(entry, known, "arxiv"))
    entry.ids = [text.strip() for text in dois if text.strip()]
    entry.links = _links(entry, row)
    if not entry.links:
        entry.links = [text for text in (text_of(entry, row, "id").strip(),) if text]
    entry.authors = _authors(entry, row)
    entry.published = iso_day(text_of(entry, row, "publication_date"))
    return entry


def restored(index: Row) -> tuple[str, bool]:
    """The text of an inverted index (word -> places), and whether all of it is well-formed.

    Words come in the order of their places, one blank between them, whatever places are missing. Where two words
    claim one place both are kept, in the order of the index.

    >>> restored({"We": [0], "count": [1, 4], "sheep,": [2], "and": [3]})
    ('We count sheep, and count', True)
    """
    placed: list[tuple[int, str]] = []
    whole = True
    for word, places in index.items():
        for place in places if isinstance(places, list) else [places]:
            if isinstance(place, int) and not isinstance(place, bool) and place >= 0:
                placed.append((place, word))
            else:
                whole = False
    placed.sort(key=lambda item: item[0])
    return " ".join(word for _, word in placed), whole


def _abstract(entry: Entry, row: Row) -> str:
    for key in _INDEXES:
        index = row.get(key)
        if isinstance(index, str) and index.lstrip().startswith("{"):  # as tables of works have it
            try:
                index = json.loads(index)
            except (ValueError, RecursionError):
                note(entry, f"{key} is not valid JSON")
                continue
        if isinstance(index, dict):
            inner = index.get("InvertedIndex")
            text, whole = restored(inner if isinstance(inner, dict) else index)
            if not whole:
                note(entry, f"{key} has places that are no numbers")
            if text.strip():
                return scrubbed(entry, text)
        elif not is_nothing(index):
            note(entry, f"{key} is {kind_of(index)}, not an object")
    return text_of(entry, row, "abstract")


def _links(entry: Entry, row: Row) -> list[str]:
    """Where the work may be read; the place of record first."""
    places = [object_of(entry, row, key) for key in _PLACES]
    places += [place for place in list_of(entry, row, "locations") if isinstance(place, dict)]
    found: dict[str, None] = {}
    for key in ("landing_page_url", "pdf_url"):
        found |= {link: None for place in places if (link := text_of(entry, place, key).strip())}
    for place in places:
        name = place.get("id")
        if isinstance(name, str) and name.startswith(_HARVESTED):
            entry.ids.append(name.removeprefix(_HARVESTED))
    return list(found)


def _authors(entry: Entry, row: Row) -> list[str]:
    names = []
    for authorship in list_of(entry, row, "authorships"):
        author = authorship.get("author") if isinstance(authorship, dict) else None
        name = author.get("display_name") if isinstance(author, dict) else None
        if not isinstance(name, str) and isinstance(authorship, dict):
            name = authorship.get("raw_author_name")
        if isinstance(name, str):
            names.append(scrubbed(entry, name))
            add_orcid(entry, names[-1], author.get("orcid") if isinstance(author, dict) else None)
        else:
            note(entry, "author without a name")
    return join_suffixes(names)
