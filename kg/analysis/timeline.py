"""When the papers of a graph came, and when each was first said to speak of what.

A document says things on its day: the day of the digest (`dcterms:issued` of the source); where it bears none,
the day of the paper (`dcterms:issued`: the earliest that any document gives; of a month the first day). A paper
counts on the earliest day of the documents that list it, and so does what is said of it, whichever document's account
is in force (see `kg.accounts`): the earliest statement of a term is its `kg:firstSeen`. What has no day at all is
counted and left out.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from itertools import islice

import numpy as np
import numpy.typing as npt
import pyoxigraph as ox

from kg.analysis.period import Period
from kg.counting import has_tables, read_links
from kg.graph.iris import Minter
from kg.graph.namespaces import ROLE_PREDICATE
from kg.model import Kind, Role
from kg.store import Store

Column = npt.NDArray[np.int64]
Rows = npt.NDArray[np.bool_]

ROLES = tuple(Role)
"""Roles in the order of their bits in `Timeline.roles`."""
NO_DAY = np.iinfo(np.int64).max
"""The day (`date.toordinal`) of what bears none: later than any."""


def role_bits(*roles: Role) -> int:
    """The bits of these roles in `Timeline.roles`."""
    return sum(1 << ROLES.index(role) for role in roles)


@dataclass(frozen=True, slots=True, kw_only=True)
class Timeline:
    """Papers with their days, and one row for each paper and entity that it speaks of.

    Papers and entities are numbers, places in `papers` and `entities`; days are `date.toordinal`.
    """

    documents: tuple[date | None, ...]
    """The day of each document, None where it bears none."""
    papers: list[str]
    """IRIs."""
    days: Column
    """Of each paper."""
    by_month: Rows
    """Papers whose month alone is known."""
    listed: tuple[tuple[int, int], ...]
    """(paper, day) for every document that lists the paper."""
    entities: list[str]
    """IRIs."""
    kinds: list[Kind | None]
    """Of each entity; None for what is of none, which no graph of ours holds."""
    paper: Column
    """Of each row."""
    entity: Column
    roles: Column
    """Bits, see `role_bits`: all roles that any document gives."""
    said: Column
    """The day on which its paper came."""

    def within(self, period: Period) -> Rows:
        """Which papers came in the period."""
        return (self.days >= period.since.toordinal()) & (self.days <= period.until.toordinal())

    def before(self, period: Period) -> Rows:
        """Which papers came before the period."""
        return self.days < period.since.toordinal()

    def day_of(self, paper: int) -> date | None:
        """When a paper came; None where no document bears or gives a day."""
        day = int(self.days[paper])
        return None if day == NO_DAY else date.fromordinal(day)

    def first_seen(self) -> Column:
        """The day each entity was first spoken of."""
        first = np.full(len(self.entities), NO_DAY, np.int64)
        np.minimum.at(first, self.entity, self.said)
        return first

    def span(self) -> tuple[date, date] | None:
        """The days of the first and the last paper; None where no paper has a day."""
        known = self.days[self.days != NO_DAY]
        if not len(known):
            return None
        return date.fromordinal(int(known.min())), date.fromordinal(int(known.max()))

    def newest(self) -> date | None:
        """The day of the newest digest; the newest paper's where no document bears a day."""
        digests = [day for day in self.documents if day]
        span = self.span()
        return max(digests) if digests else span[1] if span else None


@dataclass(slots=True)
class _Numbers:
    """Numbers for strings, in the order met."""

    of: dict[str, int] = field(default_factory=dict)

    def __getitem__(self, value: str) -> int:
        return self.of.setdefault(value, len(self.of))


def read_timeline(store: Store) -> Timeline:
    """Read when everything was said. One pass over the listings and one over the statements of each role."""
    lists, said_of = _links(store)
    sources: dict[str, int | None] = {}
    for source, issued in store.rows(
        "SELECT ?s ?day WHERE { ?s a kg:Source OPTIONAL { ?s dcterms:issued ?day } } ORDER BY ?s ?day"
    ):
        sources.setdefault(source, date.fromisoformat(issued).toordinal() if issued else None)
    own = {source: _paper_days(store, source) for source, known in sources.items() if known is None}
    papers, entities = _Numbers(), _Numbers()
    days: list[int] = []
    exact: list[int] = []
    listed: list[tuple[int, int]] = []
    for source, paper in lists:
        number = papers[paper]
        if number == len(days):
            days.append(NO_DAY)
            exact.append(NO_DAY)
        day, monthly = _day(sources, own, source, paper)
        days[number] = min(days[number], day)
        if not monthly:
            exact[number] = min(exact[number], day)
        listed.append((number, day))
    bits = {role.value: role_bits(role) for role in Role}
    known = papers.of
    rows = [(known[paper], entities[entity], bits[role]) for paper, role, entity in said_of if paper in known]
    columns = np.array(rows, np.int64).reshape(-1, 3)
    all_days = np.array(days, np.int64)
    paper_column, entity_column, roles, said = _one_row_each(
        columns[:, 0], columns[:, 1], columns[:, 2], all_days[columns[:, 0]]
    )
    minter = Minter(store.manifest.base)
    return Timeline(
        documents=tuple(date.fromordinal(known) if known else None for known in sources.values()),
        papers=list(papers.of),
        days=all_days,
        by_month=(all_days != NO_DAY) & (np.array(exact, np.int64) != all_days),
        listed=tuple(listed),
        entities=list(entities.of),
        kinds=[minter.kind_of(entity) for entity in entities.of],
        paper=paper_column,
        entity=entity_column,
        roles=roles,
        said=said,
    )


def _links(store: Store) -> tuple[Iterable[tuple[str, str]], Iterable[tuple[str, str, str]]]:
    """(document, paper) for all that is listed, (paper, role, entity) for all that is said; by the tables if any."""
    if store.version is not None and has_tables(store.version):
        return read_links(store.version)
    return store.rows("SELECT ?s ?p WHERE { ?s dcterms:references ?p }"), (
        (paper, role.value, entity)
        for role, predicate in ROLE_PREDICATE.items()
        for paper, entity in store.rows(f"SELECT ?p ?e WHERE {{ ?p {predicate} ?e }}")
    )


def portions(iris: Iterable[str]) -> Iterator[list[str]]:
    """Each of the IRIs once, sorted, as many at once as one query may ask for."""
    rest = iter(sorted(set(iris)))
    while some := list(islice(rest, 200)):
        yield some


def _paper_days(store: Store, source: str) -> dict[str, tuple[int, bool]]:
    """The days of the papers of a document without a day, and whether the month alone is known."""
    query = "SELECT DISTINCT ?p ?day WHERE { ?s dcterms:references ?p . ?p dcterms:issued ?day }"
    found: dict[str, tuple[int, bool]] = {}
    for paper, day in store.rows(query, s=ox.NamedNode(source)):
        monthly = len(day) == 7
        said = date.fromisoformat(f"{day}-01" if monthly else day[:10]).toordinal(), monthly
        found[paper] = min(said, found.get(paper, said))
    return found


def _day(
    sources: dict[str, int | None], own: dict[str, dict[str, tuple[int, bool]]], source: str, paper: str
) -> tuple[int, bool]:
    """The day on which a document says something of a paper, and whether only its month is known."""
    day = sources.get(source)
    return (day, False) if day is not None else own.get(source, {}).get(paper, (NO_DAY, False))


def _one_row_each(
    paper: Column, entity: Column, roles: Column, said: Column
) -> tuple[Column, Column, Column, Column]:
    """One row for each paper and entity, sorted: all roles together, the earliest day."""
    if not len(paper):
        return paper, entity, roles, said
    order = np.lexsort((entity, paper))
    paper, entity, roles, said = paper[order], entity[order], roles[order], said[order]
    starts = np.flatnonzero(np.r_[True, (paper[1:] != paper[:-1]) | (entity[1:] != entity[:-1])])
    return (
        paper[starts],
        entity[starts],
        np.bitwise_or.reduceat(roles, starts),
        np.minimum.reduceat(said, starts),
    )
