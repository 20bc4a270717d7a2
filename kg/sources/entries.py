"""What a reader picked out of one entry of a digest -> a paper. Shared by all readers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from kg.languages import foreign_note
from kg.model import Author, Paper, Skipped
from kg.sources.identifiers import http_iri, identify, paper_id
from kg.sources.summaries import clean


@dataclass(slots=True, kw_only=True)
class Entry:
    """The parts of an entry as its document writes them."""

    line: int
    title: str = ""
    abstract: str = ""
    authors: list[str] = field(default_factory=list)
    orcids: dict[str, list[str]] = field(default_factory=dict)
    """Name -> ORCID iD of each author of that name in their order, "" for one without."""
    primary: str | None = None
    categories: list[str] = field(default_factory=list)
    ids: list[str] = field(default_factory=list)
    """What may identify the paper, best first: ids and links."""
    links: list[str] = field(default_factory=list)
    """Where the paper may be read, best first. Links identify, too, after `ids`."""
    comment: str | None = None
    code_url: str | None = None
    published: date | None = None
    updated: date | None = None
    """Day of the version that is described."""
    summaries: list[tuple[str, str]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    """Reasons for what the reader left out of this entry."""


def finish(entry: Entry, document: str) -> Iterator[Paper | Skipped]:
    """The paper of an entry, then what was left out of it; only the latter if it has no title."""
    title = entry.title.strip()
    if not title:
        yield Skipped(document=document, line=entry.line, reason="entry without a title")
        return
    abstract = entry.abstract.strip()
    identity = identify([*entry.ids, *entry.links])
    summaries, failed = clean(entry.summaries, abstract)
    authors = tuple(_authors(entry))
    categories = dict.fromkeys(text for raw in entry.categories if (text := " ".join(raw.split())))
    primary = " ".join(entry.primary.split()) if entry.primary else None
    if primary:
        categories = {primary: None} | categories
    yield Paper(
        id=paper_id(identity, title, authors[0].name if authors else ""),
        title=title,
        abstract=abstract,
        authors=authors,
        categories=tuple(categories),
        primary_category=primary or None,
        arxiv_id=identity.arxiv.id if identity.arxiv else None,
        version=identity.arxiv.version if identity.arxiv else None,
        doi=identity.doi,
        url=next((url for link in entry.links if (url := http_iri(link))), None),
        comment=entry.comment,
        code_url=http_iri(entry.code_url) if entry.code_url else None,
        published=entry.published,
        updated=entry.updated,
        summaries=summaries,
        document=document,
        line=entry.line,
    )
    if any(link.strip() for link in entry.links) and not any(map(http_iri, entry.links)):
        failed.append("link that is no web address left out")
    if (note := foreign_note(abstract)) is not None:
        failed.append(note)
    for reason in (*entry.notes, *failed):
        yield Skipped(document=document, line=entry.line, reason=reason, paper=False)


def _authors(entry: Entry) -> Iterator[Author]:
    met: dict[str, int] = {}
    for name in entry.authors:
        orcids = entry.orcids.get(name, [])
        turn = met[name] = met.get(name, -1) + 1
        yield Author(name=name, orcid=(orcids[turn] if turn < len(orcids) else "") or None)
