"""Methods, datasets and tasks that papers of a period were the first to speak of."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

import numpy as np

from kg.analysis.period import Period
from kg.analysis.quoting import PaperShown, Quotations, Quote, weights
from kg.analysis.timeline import ROLES, Rows, Timeline, role_bits
from kg.lookup import Thing
from kg.model import Kind, Role

_MOST_PROOFS = 3
_NEW = role_bits(Role.INTRODUCES)


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """What a paper does with an entity, and the sentence that says so."""

    paper: PaperShown
    roles: tuple[Role, ...]
    """Several where documents differ."""
    quotes: tuple[Quote, ...]
    confidence: float
    """Probability, 0 to 1, that the paper speaks of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewTerm:
    """Something seen for the first time."""

    thing: Thing
    first_seen: date
    papers: int
    """Of the period, that speak of it."""
    introduced: bool
    """Whether one of them says it is its own; else it is new to the graph, perhaps not to the world."""
    proofs: tuple[Proof, ...]
    """Those that introduce it first, then the earliest; three at most."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewTerms:
    """What is new of one kind."""

    kind: Kind
    total: int
    introduced: int
    """How many of them a paper introduces; the others may be old in the world."""
    items: tuple[NewTerm, ...]
    """Those that papers introduce first; then those that most papers speak of; one of each paper before a second
    of any, the most surely and often named first (see `kg.analysis.quoting.weights`)."""


@dataclass(frozen=True, slots=True)
class _Found:
    """A new term: its number, and the rows of the timeline that speak of it, the best proof first."""

    entity: int
    rows: tuple[int, ...]
    introduced: bool

    @property
    def rank(self) -> tuple[bool, int]:
        return not self.introduced, -len(self.rows)


def new_terms(
    timeline: Timeline, period: Period, chosen: Rows, kind: Kind, top: int, quotations: Quotations
) -> NewTerms:
    """What is new of this kind, proved by `chosen` papers; `top` items at most, 0 for all."""
    found = sorted(_found(timeline, period, chosen, kind), key=lambda term: term.rank)
    last = found[min(top or len(found), len(found)) - 1].rank if found else (False, 0)
    # what cannot come among the first needs no look at its mentions
    pool = [term for term in found if term.rank <= last]
    weight = weights(quotations.store, (timeline.papers[timeline.paper[term.rows[0]]] for term in pool))

    def heaviest(row: int) -> float:
        return -weight.get(
            (timeline.papers[timeline.paper[row]], timeline.entities[timeline.entity[row]]), 0.0
        )

    pool.sort(key=lambda term: (term.rank, heaviest(term.rows[0]), timeline.entities[term.entity]))
    places = in_turn((term.rank, int(timeline.paper[term.rows[0]])) for term in pool)
    order = sorted(range(len(pool)), key=lambda i: (pool[i].rank, places[i], i))
    items = []
    for i in order[: top or None]:
        rows = pool[i].rows[:_MOST_PROOFS]
        items.append(
            NewTerm(
                thing=quotations.thing(timeline.entities[pool[i].entity], kind),
                first_seen=date.fromordinal(int(min(timeline.said[list(pool[i].rows)]))),
                papers=len(pool[i].rows),
                introduced=pool[i].introduced,
                proofs=tuple(_proof(timeline, row, quotations) for row in rows),
            )
        )
    introduced = sum(term.introduced for term in found)
    return NewTerms(kind=kind, total=len(found), introduced=introduced, items=tuple(items))


def in_turn(groups: Iterable[object]) -> list[int]:
    """For each item how many of its group came before it: by that the groups take turns.

    >>> in_turn("aabab")
    [0, 1, 0, 2, 1]
    """
    seen: dict[object, int] = {}
    places = []
    for group in groups:
        places.append(seen.get(group, 0))
        seen[group] = places[-1] + 1
    return places


def roles_of(bits: int) -> tuple[Role, ...]:
    """The roles of these bits, in the order of `Role`."""
    return tuple(role for i, role in enumerate(ROLES) if bits >> i & 1)


def _found(timeline: Timeline, period: Period, chosen: Rows, kind: Kind) -> Iterable[_Found]:
    first = timeline.first_seen()
    new = (first >= period.since.toordinal()) & (first <= period.until.toordinal())
    new &= np.array([each is kind for each in timeline.kinds], np.bool_)
    rows = new[timeline.entity] & (timeline.said <= period.until.toordinal()) & chosen[timeline.paper]
    by_entity: dict[int, list[int]] = {}
    for row in np.flatnonzero(rows):
        by_entity.setdefault(int(timeline.entity[row]), []).append(int(row))
    for entity, of in by_entity.items():
        of.sort(
            key=lambda r: (not timeline.roles[r] & _NEW, timeline.said[r], timeline.papers[timeline.paper[r]])
        )
        yield _Found(entity, tuple(of), bool(timeline.roles[of[0]] & _NEW))


def _proof(timeline: Timeline, row: int, quotations: Quotations) -> Proof:
    paper, entity = timeline.papers[timeline.paper[row]], timeline.entities[timeline.entity[row]]
    return Proof(
        paper=quotations.paper(paper, timeline.day_of(int(timeline.paper[row]))),
        roles=roles_of(int(timeline.roles[row])),
        quotes=quotations.quote(paper, entity),
        confidence=quotations.confidence(paper, entity),
    )
