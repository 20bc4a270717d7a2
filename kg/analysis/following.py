"""New papers of the authors and topics that somebody follows.

A follow file is TOML,

    authors = ["Amir Barati Farimani", "Wei Zhang/2512.00003"]
    methods = ["flow matching"]
    datasets = ["QM9"]
    tasks = ["protein fitness prediction"]
    categories = ["cs.LG"]
    papers = ["2512.02315"]

or text, one name a line, "#" before what is not meant, and where a name may mean several things its kind in
front ("author: Mercury"). Names are found as everywhere, see `kg.lookup`; a method, dataset, task or category
stands for all its kinds, too.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyoxigraph as ox

from kg import about
from kg.analysis.first_seen import Proof, roles_of
from kg.analysis.period import Period
from kg.analysis.quoting import Quotations
from kg.analysis.timeline import Rows, Timeline
from kg.errors import QueryError
from kg.graph.iris import paper_id_of
from kg.lookup import EVERYTHING, KINDS, Thing, find_all, suggest
from kg.nearby import unreadable
from kg.store import Store

_KINDS = ("author", "method", "dataset", "task", "category", "paper")
_LISTS = {"categories" if kind == "category" else f"{kind}s": kind for kind in _KINDS}
_ENTITIES = ("kg:Method", "kg:Dataset", "kg:Task")


@dataclass(frozen=True, slots=True)
class Wish:
    """A name that somebody follows."""

    name: str
    kind: str = ""
    """author, method, dataset, task, category or paper; empty where the name alone shall tell."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Namesake:
    """Somebody else of a followed author's name who has papers in the period."""

    name: str
    """What to follow in place of the name: NAME/ID."""
    papers: int
    """In the period."""
    why: tuple[str, ...]
    """Why they are not taken for one person, see `kg.linking.same_person.Apart`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Followed:
    """A name that somebody follows, and what came in the period."""

    wish: Wish
    thing: Thing | None
    """None: nothing in the graph is called so."""
    suggestions: tuple[str, ...]
    """Names like it, where there is nothing of the name itself."""
    also: tuple[str, ...]
    """What else is called so, and is not followed."""
    namesakes: tuple[Namesake, ...]
    total: int
    """Papers in the period."""
    papers: tuple[Proof, ...]
    """The newest first; with the proof where the name is that of a method, dataset or task."""


def read_wishes(path: Path) -> tuple[Wish, ...]:
    """The names in a follow file, each once, in its order.

    QueryError if it cannot be read, is not TOML though its name ends so, holds a list of another name, or
    no name at all.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, ValueError) as error:
        raise QueryError(f"{path}: {unreadable(error, path)}") from error
    found = _from_toml(path, text) if path.suffix.lower() == ".toml" else _from_lines(text)
    wishes = tuple(dict.fromkeys(found))
    if not wishes:
        raise QueryError(f"{path}: names nobody and nothing to follow; write one name a line")
    return wishes


def _from_lines(text: str) -> Iterator[Wish]:
    for line in text.splitlines():
        name = line.partition("#")[0] if line.lstrip().startswith("#") or " #" in line else line
        kind, colon, rest = name.partition(":")
        if colon and kind.strip().casefold() in _KINDS and rest.strip():
            yield Wish(" ".join(rest.split()), kind.strip().casefold())
        elif name.strip():
            yield Wish(" ".join(name.split()))


def _from_toml(path: Path, text: str) -> Iterator[Wish]:
    try:
        lists = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise QueryError(f"{path}: not TOML: {error}") from error
    except RecursionError as error:
        raise QueryError(f"{path}: is nested too deeply to be read") from error
    for key, names in lists.items():
        if key not in _LISTS:
            raise QueryError(f"{path}: there is no list {key!r} to follow; there are {', '.join(_LISTS)}")
        if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
            raise QueryError(f'{path}: {key} is a list of names such as ["one", "two"]')
        for name in names:
            if name.strip():
                yield Wish(" ".join(name.split()), _LISTS[key])


def follow(
    timeline: Timeline, period: Period, chosen: Rows, wish: Wish, top: int, quotations: Quotations
) -> Followed:
    """What came of one name in `chosen` papers of the period; `top` papers at most, 0 for all."""
    store = quotations.store
    types = KINDS[wish.kind] if wish.kind else EVERYTHING
    called = list(find_all(store, wish.name, types))
    if not called:
        return Followed(
            wish=wish,
            thing=None,
            suggestions=suggest(store, wish.name, types),
            also=(),
            namesakes=(),
            total=0,
            papers=(),
        )
    thing = called[0]
    new = timeline.within(period) & chosen
    homonyms = about.homonyms(store, thing.iri) if thing.type == "foaf:Person" else []
    same = {other.person.iri for other in homonyms}
    proofs = _proofs(timeline, new, thing, quotations)
    return Followed(
        wish=wish,
        thing=thing,
        suggestions=(),
        also=tuple(f"{other.label} ({other.kind})" for other in called[1:] if other.iri not in same),
        namesakes=tuple(_namesakes(timeline, new, homonyms, store)),
        total=len(proofs),
        papers=tuple(_shown(timeline, paper, entity, quotations) for paper, entity in proofs[: top or None]),
    )


def _proofs(
    timeline: Timeline, new: Rows, thing: Thing, quotations: Quotations
) -> list[tuple[int, int | None]]:
    """The new papers of a thing, the newest first, each with the row that proves it where there is one."""
    store = quotations.store
    found: dict[int, int | None]
    if thing.type in _ENTITIES:
        kinds = {row[0] for row in store.rows(_NARROWER, top=ox.NamedNode(thing.iri))} | {thing.iri}
        wanted = np.array([entity in kinds for entity in timeline.entities], np.bool_)
        found = {}
        rows = np.flatnonzero(wanted[timeline.entity] & new[timeline.paper])
        for row in sorted(rows, key=lambda r: timeline.entities[timeline.entity[r]] != thing.iri):
            found.setdefault(
                int(timeline.paper[row]), int(row)
            )  # the thing itself proves more than its kinds
    else:
        found = dict.fromkeys(_numbers(timeline, new, _of(store, thing)))
    return sorted(found.items(), key=lambda item: (-timeline.days[item[0]], timeline.papers[item[0]]))


_NARROWER = "SELECT DISTINCT ?x WHERE { ?x skos:broader* ?top }"
_PAPERS = {
    "foaf:Person": "?p dcterms:creator ?x",
    "skos:Concept": "?c skos:broader* ?x . ?p dcterms:subject ?c",
}


def _of(store: Store, thing: Thing) -> set[str]:
    """The papers of an author or category, or the paper itself."""
    if thing.type == "fabio:Preprint":
        return {thing.iri}
    query = f"SELECT DISTINCT ?p WHERE {{ {_PAPERS[thing.type]} }}"
    return {row[0] for row in store.rows(query, x=ox.NamedNode(thing.iri))}


def papers_of_category(store: Store, timeline: Timeline, category: Thing) -> Rows:
    """Which papers are of a category, or of one below it."""
    wanted = _of(store, category)
    return np.array([paper in wanted for paper in timeline.papers], np.bool_)


def _numbers(timeline: Timeline, new: Rows, iris: set[str]) -> list[int]:
    return [int(i) for i in np.flatnonzero(new) if timeline.papers[i] in iris]


def _namesakes(
    timeline: Timeline, new: Rows, homonyms: list[about.Identity], store: Store
) -> Iterator[Namesake]:
    for other in homonyms:
        papers = _numbers(timeline, new, _of(store, other.person))
        if papers:
            paper = paper_id_of(other.example.iri, store.manifest.base) or other.example.iri
            yield Namesake(name=f"{other.person.label}/{paper}", papers=len(papers), why=other.apart)


def _shown(timeline: Timeline, paper: int, row: int | None, quotations: Quotations) -> Proof:
    iri = timeline.papers[paper]
    entity = timeline.entities[timeline.entity[row]] if row is not None else None
    return Proof(
        paper=quotations.paper(iri, timeline.day_of(paper)),
        roles=roles_of(int(timeline.roles[row])) if row is not None else (),
        quotes=quotations.quote(iri, entity) if entity is not None else (),
        confidence=quotations.confidence(iri, entity) if entity is not None else 1.0,
    )
