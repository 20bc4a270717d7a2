"""Who is who: the people behind the names on papers, once all papers are known.

Papers that bear one name (see `kg.names.author_key`) are joined where the evidence says that they are one
person's (see `kg.linking.same_person`), strongest evidence first, and what is joined is one person. Equal
ORCIDs always join, whatever the names; different ORCIDs never do. Names are judged one by one, and each
link by its two papers alone, so neither the order of papers nor papers of other people change anything.
Users' corrections come first; only ORCIDs are above them.
"""

from __future__ import annotations

import pickle
import sqlite3
import weakref
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import combinations, groupby
from operator import itemgetter

import orjson

from kg.arxiv import arxiv_month
from kg.corrections import NONE, Corrections
from kg.linking.known_people import KnownPeople
from kg.linking.same_person import (
    CERTAIN,
    ENOUGH,
    TELLING,
    Apart,
    Link,
    Merged,
    Signed,
    arxiv_categories,
    bound,
    entity_weight,
    prior,
    reason_apart,
    weigh,
)
from kg.model import Author, AuthorId, EntityKey, Kind, Paper, PersonRecord, Statement
from kg.names import author_key
from kg.sorting import Sorter

DENSE = 0.1
"""Of the pairs between two groups of papers that bear a common name, the share that must be linked to join them.

Among papers of one person about half share a co-author, so groups that only a few of many pairs link are
those of two people who once had a namesake for a co-author.
"""


@dataclass(frozen=True, slots=True)
class _Place:
    """One name on one paper; told apart by ORCID where a paper bears a name twice."""

    paper: str
    orcid: str


@dataclass(slots=True)
class _Group:
    """What is one person's, of all places of a name."""

    members: list[int]
    """Positions in the list of places."""
    orcid: str
    places: list[_Place] = field(default_factory=list)
    """The earliest paper first."""
    links: list[tuple[str, str, Link]] = field(default_factory=list)
    """What joined them, each with its two papers."""
    apart: set[Apart] = field(default_factory=set)


class People:
    """Gathers who signed which paper; then tells who they are.

    What is gathered goes to temporary files beyond a bound; memory grows with the homonyms and the ORCIDs alone.
    """

    def __init__(self, corrections: Corrections = NONE) -> None:
        self._told = KnownPeople(corrections)
        self._met: set[str] = set()
        self._signed = Sorter()
        self._orcids: dict[tuple[str, str], set[str]] = {}
        self._known: dict[tuple[str, str, str], AuthorId] = {}
        self._found = sqlite3.connect("", isolation_level=None, check_same_thread=False)
        weakref.finalize(self, self._found.close)
        self._people = 0

    def add(self, paper: Paper, statements: Sequence[Statement] = ()) -> None:
        """Count in what one document says of one paper; several may speak of the same one."""
        keys = list(dict.fromkeys(self._told.key(paper.id, author.name) for author in paper.authors))
        if self._told.speaks:
            self._met.update(author_key(author.name) for author in paper.authors)
        entities = sorted({(s.entity.kind, s.entity.key) for s in statements})
        told = orjson.dumps([keys, sorted(arxiv_categories(paper.categories)), entities]).decode()
        for key in keys:
            self._signed.add(f"{key}\x1f{paper.id}\x1f{told}")
        for author in paper.authors:
            if author.orcid:
                key = self._told.key(paper.id, author.name)
                self._orcids.setdefault((paper.id, key), set()).add(author.orcid)

    def settle(self) -> None:
        """Decide who is who, from all papers added so far."""
        self._known = {}
        self._people = 0
        first: dict[AuthorId, AuthorId] = {}
        orcids: set[str] = set()
        self._found.execute("DROP TABLE IF EXISTS found")
        self._found.execute("CREATE TABLE found (key TEXT, paper TEXT, orcid TEXT, record BLOB)")
        lines = (line.split("\x1f", 2) for line in self._signed)
        for key, rows in groupby(lines, key=itemgetter(0)):
            papers = {paper: _united(told) for paper, told in groupby(rows, key=itemgetter(1))}
            places = self._places(key, papers)
            if len(places) == 1 and not places[0].orcid:
                self._people += 1
                continue
            groups = _join(key, places, [papers[place.paper] for place in places], self._told)
            ids = [_id_of(key, group, i == 0) for i, group in enumerate(groups)]
            self._people += sum(not identity.orcid for identity in ids)
            orcids.update(identity.orcid for identity in ids)
            for identity, group in zip(ids, groups, strict=True):
                if identity != ids[0]:
                    first.setdefault(identity, ids[0])
                if identity.orcid or group.links or len(groups) > 1:
                    record = pickle.dumps((group, first.get(identity)), pickle.HIGHEST_PROTOCOL)
                    row = (identity.key, identity.paper, identity.orcid, record)
                    self._found.execute("INSERT INTO found VALUES (?, ?, ?, ?)", row)
                if identity != AuthorId(key):
                    self._known.update({(p.paper, key, p.orcid): identity for p in group.places})
        self._people += len(orcids - {""})

    @property
    def names(self) -> Iterable[str]:
        """Keys of all names met, as the papers bear them; kept only where a correction is of people."""
        return self._met

    def who(self, paper: str, author: Author) -> AuthorId:
        """Who an author of a paper is."""
        return self._who(paper, self._told.key(paper, author.name), author.orcid)

    def _who(self, paper: str, key: str, orcid: str | None = None) -> AuthorId:
        orcids = self._orcids.get((paper, key), ())
        told = orcid if orcid in orcids else min(orcids, default="")
        return self._known.get((paper, key, told or ""), AuthorId(key))

    def records(self) -> Iterator[PersonRecord]:
        """Everybody whose papers were merged or told from those of a namesake, sorted."""
        rows = self._found.execute("SELECT * FROM found ORDER BY key, paper, orcid, rowid")
        for who, found in groupby(rows, key=lambda row: AuthorId(*row[:3])):
            held = [pickle.loads(row[3]) for row in found]  # written above, to a file of ours alone
            first = next((other for _, other in held if other is not None), None)
            record = self._record(who, [group for group, _ in held], first)
            if record.merged or record.apart:
                yield record

    def __len__(self) -> int:
        """How many people there are."""
        return self._people

    def _places(self, key: str, papers: Iterable[str]) -> list[_Place]:
        return [
            _Place(paper, orcid)
            for paper in sorted(papers, key=_age)
            for orcid in sorted(self._orcids.get((paper, key), {""}))
        ]

    def _record(self, identity: AuthorId, groups: list[_Group], first: AuthorId | None) -> PersonRecord:
        links = [link for group in groups for _, _, link in group.links]
        reasons = {link.reason for link in links}
        if len(groups) > 1:
            reasons.add(Merged.ORCID)
        co_authors = set()
        for group in groups:
            for paper, other, link in group.links:
                if link.reason is Merged.CO_AUTHOR:
                    who = self._who(paper, link.co_author)
                    if who == self._who(other, link.co_author):
                        co_authors.add(who)
        weakest = min((link.odds for link in links), default=CERTAIN)
        papers = {place.paper for group in groups for place in group.places}
        return PersonRecord(
            id=identity,
            papers=tuple(sorted(papers)),
            merged=tuple(sorted(reasons)) if len(papers) > 1 else (),
            co_authors=tuple(sorted(co_authors)),
            categories=tuple(sorted({link.category for link in links if link.category})),
            entities=tuple(sorted({link.entity for link in links if link.entity})),
            confidence=weakest / (1 + weakest) if len(papers) > 1 else None,
            apart=tuple(sorted({reason for group in groups for reason in group.apart})),
            homonym_of=first,
        )


def _united(told: Iterable[list[str]]) -> Signed:
    """What all documents tell together of one paper; lines that end in the same three lists in JSON."""
    authors: set[str] = set()
    categories: set[str] = set()
    entities: set[EntityKey] = set()
    for _, _, record in told:
        names, notations, things = orjson.loads(record)
        authors.update(names)
        categories.update(notations)
        entities.update((Kind(kind), key) for kind, key in things)
    return Signed(frozenset(authors), frozenset(categories), frozenset(entities))


def _age(paper: str) -> tuple[bool, tuple[int, int], str]:
    """By the month of the arXiv id; what has none comes last."""
    month = arxiv_month(paper)
    return month is None, month or (0, 0), paper


def _id_of(key: str, group: _Group, earliest: bool) -> AuthorId:
    if group.orcid:
        return AuthorId("", orcid=group.orcid)
    return AuthorId(key) if earliest else AuthorId(key, paper=group.places[0].paper)


def _join(key: str, places: Sequence[_Place], papers: Sequence[Signed], told: KnownPeople) -> list[_Group]:
    """The people of one name, the one with the earliest paper first; places come in that order."""
    group_of = [_Group([i], place.orcid) for i, place in enumerate(places)]
    links = _links(key, places, papers)
    persons = [told.person(key, place.paper) for place in places]
    joined = told.joined(key, [place.paper for place in places])
    links = [(i, j, Link(CERTAIN, Merged.CORRECTION)) for i, j in joined] + links
    near: list[set[int]] = [set() for _ in places]
    for i, j, _ in links:
        near[i].add(j)
        near[j].add(i)
    dense = DENSE / (1 + prior(key))
    for i, j, link in links:
        one, other = group_of[i], group_of[j]
        if one is other:
            continue
        if one.orcid and other.orcid and one.orcid != other.orcid:
            for group in (one, other):
                group.apart.add(Apart.ORCID)
            continue
        if _told_apart(one, other, persons):
            for group in (one, other):
                group.apart.add(Apart.CORRECTION)
            continue
        if link.reason not in (Merged.ORCID, Merged.CORRECTION):
            linked = sum(len(near[member].intersection(other.members)) for member in one.members)
            if linked < dense * len(one.members) * len(other.members):
                continue
        one.members += other.members
        one.orcid = one.orcid or other.orcid
        one.links += [*other.links, (places[i].paper, places[j].paper, link)]
        one.apart |= other.apart
        for member in other.members:
            group_of[member] = one
    groups = list({id(group): group for group in group_of}.values())  # in order of their earliest members
    for group in groups:
        group.places = [places[member] for member in sorted(group.members)]
        if len(groups) > 1:
            orcids = {other.orcid for other in groups if other is not group} - {"", group.orcid}
            if group.orcid and orcids:
                group.apart.add(Apart.ORCID)
            others = [other for other in groups if other is not group]
            told_apart = [other for other in others if _told_apart(group, other, persons)]
            if told_apart:
                group.apart.add(Apart.CORRECTION)
            unclear = [other for other in others if not other.orcid and other not in told_apart]
            if not group.apart or unclear:
                group.apart.add(reason_apart(key))
    return groups


def _told_apart(one: _Group, other: _Group, persons: Sequence[int | None]) -> bool:
    """Whether a correction says that these are two people."""
    mine, theirs = ({persons[m] for m in group.members} - {None} for group in (one, other))
    return bool(mine and theirs and mine != theirs)


def _links(key: str, places: Sequence[_Place], papers: Sequence[Signed]) -> list[tuple[int, int, Link]]:
    """Every link that is strong enough, the strongest first; of each the earlier place first."""
    links = []
    for i, j in _pairs(key, places, papers):
        if places[i].orcid and places[i].orcid == places[j].orcid:
            link = Link(CERTAIN, Merged.ORCID)
        elif places[i].paper == places[j].paper:
            continue  # one paper bears the name twice, for two people
        else:
            link = weigh(key, papers[i], papers[j])
        if link.odds >= ENOUGH:
            links.append((i, j, link))
    return sorted(links, key=lambda found: (-found[2].odds, found[0], found[1]))


def _pairs(key: str, places: Sequence[_Place], papers: Sequence[Signed]) -> Iterator[tuple[int, int]]:
    """Places worth to be compared: all, or for common names those with something telling in common."""
    if bound(key) >= ENOUGH:
        yield from combinations(range(len(places)), 2)
        return
    sharing: dict[object, list[int]] = defaultdict(list)
    for i, (place, paper) in enumerate(zip(places, papers, strict=True)):
        for name in paper.authors - {key}:
            sharing[name].append(i)
        if place.orcid:
            sharing["ORCID", place.orcid].append(i)
        for entity in paper.entities:
            if entity_weight(entity) > TELLING:
                sharing[entity].append(i)
    yield from sorted({pair for found in sharing.values() for pair in combinations(found, 2)})
