"""Papers as Semantic Scholar gives them: answers of its API, and lines of its data sets.

https://api.semanticscholar.org/api-docs/ and https://www.semanticscholar.org/product/api. Its fields of study are
not categories of arXiv and are left out; its one-sentence summary is kept as such, never as the abstract.
"""

from __future__ import annotations

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

_OWN_KEYS = frozenset(
    "paperId corpusId corpusid externalIds externalids paperAbstract citingPaper citedPaper s2FieldsOfStudy "
    "s2_url mag_id".split()
)
_WITHIN = ("citingPaper", "citedPaper", "paper")
"""Where lists of citations, references and snippets put the paper."""
_PARTS_OF_NAMES = ("first", "middle", "last", "suffix")


def is_row(row: Row) -> bool:
    """Whether `row` is a paper of Semantic Scholar."""
    return not _OWN_KEYS.isdisjoint(row) or _is_paper_within(row)


def entry_of(row: Row, line: int) -> Entry | str:
    """The parts of a row, or why the row is lost."""
    for key in _WITHIN:
        inner = row.get(key)
        if isinstance(inner, dict) and "title" not in row:
            row = inner
            break
    entry = Entry(line=line)
    if (lost := title_into(entry, row.get("title"))) is not None:
        return lost
    entry.abstract = text_of(entry, row, "abstract") or text_of(entry, row, "paperAbstract")
    known = _folded(object_of(entry, row, "externalIds") or object_of(entry, row, "externalids"))
    entry.ids = [
        text_of(entry, known, "arxiv"),
        text_of(entry, row, "arxivId"),
        text_of(entry, row, "arxiv_id"),
    ]
    entry.ids += [text_of(entry, known, "doi"), text_of(entry, row, "doi")]
    entry.ids = [text.strip() for text in entry.ids if text.strip()]
    pdf = text_of(entry, object_of(entry, row, "openAccessPdf"), "url")
    entry.links = [link.strip() for link in (text_of(entry, row, "url"), pdf) if link.strip()]
    entry.authors = _authors(entry, row)
    day = text_of(entry, row, "publicationDate") or text_of(entry, row, "publicationdate")
    entry.published = iso_day(day)
    summary = text_of(entry, object_of(entry, row, "tldr"), "text")
    if summary.strip():
        entry.summaries = [("tldr", summary)]
    return entry


def _is_paper_within(row: Row) -> bool:
    inner = row.get("paper")
    return isinstance(inner, dict) and "title" not in row and not _OWN_KEYS.isdisjoint(inner)


def _folded(row: Row) -> Row:
    """API and data sets differ in the case of the names of ids."""
    return {key.lower(): value for key, value in row.items()}


def _authors(entry: Entry, row: Row) -> list[str]:
    names = []
    for author in list_of(entry, row, "authors"):
        name = _name(author)
        if name is None:
            if not is_nothing(author):
                note(entry, f"author is {kind_of(author)} without a name")
            continue
        names.append(scrubbed(entry, name))
        ids = author.get("externalIds") if isinstance(author, dict) else None
        add_orcid(entry, names[-1], ids.get("ORCID") if isinstance(ids, dict) else None)
    return join_suffixes(names)


def _name(author: object) -> str | None:
    if isinstance(author, str):
        return author
    if not isinstance(author, dict):
        return None
    if isinstance(name := author.get("name"), str):
        return name
    parts: list[str] = []
    for key in _PARTS_OF_NAMES:
        part = author.get(key)
        parts += [text for text in (part if isinstance(part, list) else [part]) if isinstance(text, str)]
    return " ".join(filter(None, parts)) or None
