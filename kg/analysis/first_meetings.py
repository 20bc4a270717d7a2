"""First meetings: a paper uses or introduces a method together with a dataset, or for a task, as none did before.

A meeting says more the likelier it was to have happened before. If method and partner were spread over the
papers before the period independently of each other, they would have met in count * count / papers of them in
expectation; what was expected several times and never seen stands first.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

import numpy as np

from kg.analysis.first_seen import in_turn
from kg.analysis.period import Period
from kg.analysis.quoting import PaperShown, Quotations, Quote, weights
from kg.analysis.timeline import Rows, Timeline, role_bits
from kg.lookup import Thing
from kg.model import Kind, Role

TAKES_PART = {
    Kind.METHOD: role_bits(Role.INTRODUCES, Role.USES),
    Kind.DATASET: role_bits(Role.INTRODUCES, Role.USES),
    Kind.TASK: role_bits(Role.ADDRESSES),
}
"""The roles in which a paper brings things together; what it only compares with or mentions did not meet."""
_NEW = role_bits(Role.INTRODUCES)
_LOOKED_AT = 10
"""How many times as many meetings as are shown are weighed by how surely the paper names both."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Meeting:
    """The first time that a method meets a dataset or a task."""

    method: Thing
    partner: Thing
    day: date
    """The first in the period."""
    papers: int
    """Of the period, in which they meet."""
    method_before: int
    """Papers before the period that use or introduce the method; 0: it is new."""
    partner_before: int
    expected: float
    """In how many papers before the period they would have met by chance."""
    paper: PaperShown
    """The first, or of several on one day the one that names both most surely."""
    quotes: tuple[Quote, ...]
    """One sentence that names both, or one for each."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Meetings:
    """The first meetings of methods with things of one kind."""

    partner: Kind
    total: int
    known: int
    """Those of them where both were in use before."""
    items: tuple[Meeting, ...]
    """Those of known with known first; those of more papers; one of each paper before a second of any; a new method
    with what is known before others, above all a method that the paper introduces; the more expected first."""


@dataclass(slots=True)
class _Pair:
    method: int
    partner: int
    met: dict[int, tuple[int, int]]
    """Paper to its rows in the timeline."""
    before: tuple[int, int] = (0, 0)

    introduced: bool = False

    @property
    def rank(self) -> tuple[bool, int]:
        return not all(self.before), -len(self.met)

    @property
    def within(self) -> tuple[bool, bool, bool]:
        return not self.before[1], not self.before[0], not self.introduced

    @property
    def product(self) -> int:
        return self.before[0] * self.before[1]


def first_meetings(
    timeline: Timeline,
    period: Period,
    chosen: Rows,
    partner: Kind,
    top: int,
    quotations: Quotations,
) -> Meetings:
    """Which methods met which datasets or tasks first in `chosen` papers; `top` items at most, 0 for all."""
    takes_part = _takes_part(timeline, (Kind.METHOD, partner))
    pairs = _met(timeline, period, chosen, takes_part, partner)
    earlier = takes_part & (timeline.said < period.since.toordinal())
    pairs = _not_before(timeline, earlier, pairs)
    pairs.sort(key=lambda p: (p.rank, p.within, -p.product, -max(p.before), _names(timeline, p)))
    pool = pairs[: top * _LOOKED_AT or None]
    weight = weights(quotations.store, (timeline.papers[paper] for pair in pool for paper in pair.met))

    def surely(pair: _Pair, paper: int) -> float:
        iris = [timeline.entities[each] for each in (pair.method, pair.partner)]
        return min(1.0, *(weight.get((timeline.papers[paper], iri), 0.0) for iri in iris))

    best = {
        id(pair): min(pair.met, key=lambda p: (_day(timeline, pair, p), -surely(pair, p), timeline.papers[p]))
        for pair in pool
    }
    pool.sort(
        key=lambda p: (
            p.rank,
            -surely(p, best[id(p)]) * (p.product or max(p.before) or 1),
            _names(timeline, p),
        )
    )
    places = in_turn((pair.rank, best[id(pair)]) for pair in pool)
    order = sorted(range(len(pool)), key=lambda i: (pool[i].rank, places[i], i))
    papers_before = int(timeline.before(period).sum())
    items = []
    for i in order[: top or None]:
        pair, paper = pool[i], best[id(pool[i])]
        method, other = timeline.entities[pair.method], timeline.entities[pair.partner]
        items.append(
            Meeting(
                method=quotations.thing(method, Kind.METHOD),
                partner=quotations.thing(other, partner),
                day=date.fromordinal(_day(timeline, pair, paper)),
                papers=len(pair.met),
                method_before=pair.before[0],
                partner_before=pair.before[1],
                expected=pair.product / papers_before if papers_before else 0.0,
                paper=quotations.paper(timeline.papers[paper], timeline.day_of(paper)),
                quotes=quotations.quote(timeline.papers[paper], method, other),
            )
        )
    known = sum(all(pair.before) for pair in pairs)
    return Meetings(partner=partner, total=len(pairs), known=known, items=tuple(items))


def _takes_part(timeline: Timeline, kinds: Collection[Kind]) -> Rows:
    """The rows in which a paper brings in something of these kinds."""
    wanted = np.array([TAKES_PART[k] if k in kinds else 0 for k in timeline.kinds if k], np.int64)
    found: Rows = (timeline.roles & wanted[timeline.entity]) != 0 if len(wanted) else np.zeros(0, np.bool_)
    return found


def _met(timeline: Timeline, period: Period, chosen: Rows, takes_part: Rows, partner: Kind) -> list[_Pair]:
    """All pairs that meet in chosen papers in the period."""
    since, until = period.since.toordinal(), period.until.toordinal()
    usable = takes_part & (timeline.said <= until) & chosen[timeline.paper]
    lately = np.unique(timeline.paper[usable & (timeline.said >= since)])
    rows = np.flatnonzero(usable & np.isin(timeline.paper, lately))
    by_paper: dict[int, tuple[list[int], list[int]]] = {}
    for row in rows:
        sides = by_paper.setdefault(int(timeline.paper[row]), ([], []))
        sides[timeline.kinds[timeline.entity[row]] is partner].append(int(row))
    pairs: dict[tuple[int, int], _Pair] = {}
    for paper, (methods, partners) in by_paper.items():
        for one in methods:
            for other in partners:
                if max(timeline.said[one], timeline.said[other]) >= since:
                    key = int(timeline.entity[one]), int(timeline.entity[other])
                    pair = pairs.setdefault(key, _Pair(*key, {}))
                    pair.met[paper] = (one, other)
                    pair.introduced |= bool(timeline.roles[one] & _NEW)
    return list(pairs.values())


def _not_before(timeline: Timeline, earlier: Rows, pairs: list[_Pair]) -> list[_Pair]:
    """The pairs that no earlier paper brings together, with the papers that bring in each of the two."""
    wanted = np.zeros(len(timeline.entities), np.bool_)
    for pair in pairs:
        wanted[[pair.method, pair.partner]] = True
    papers: dict[int, set[int]] = {}
    for row in np.flatnonzero(earlier & wanted[timeline.entity]):
        papers.setdefault(int(timeline.entity[row]), set()).add(int(timeline.paper[row]))
    found = []
    for pair in pairs:
        one, other = papers.get(pair.method, set()), papers.get(pair.partner, set())
        if one.isdisjoint(other):
            pair.before = len(one), len(other)
            found.append(pair)
    return found


def _day(timeline: Timeline, pair: _Pair, paper: int) -> int:
    return int(max(timeline.said[row] for row in pair.met[paper]))


def _names(timeline: Timeline, pair: _Pair) -> tuple[str, str]:
    return timeline.entities[pair.method], timeline.entities[pair.partner]
