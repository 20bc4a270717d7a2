"""Terms that rise or fall: how often papers of a period speak of them, beside all papers before it.

Every share comes with its counts, the share before it (the base rate), the 95 % interval of their difference
and an exact test, corrected for the number of terms tested; sources in `kg.analysis.proportions`. A term is
tested if enough papers speak of it in the period and before together: that number is fixed under the
hypothesis that nothing changed, so the choice leaves the test honest (R. Bourgon, R. Gentleman and W. Huber,
PNAS 107 (2010) 9546-9551).

The test takes papers to come independently. Digests that one topic fills on one day break that a little.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np

from kg.analysis.period import Period
from kg.analysis.proportions import false_discovery_rates, fisher, newcombe, wilson
from kg.analysis.timeline import Rows, Timeline
from kg.model import Kind

RATE = 0.05
"""The false discovery rate that rising and falling terms are chosen at: so many of a hundred may be chance."""
ENOUGH = 5
"""Papers that must speak of a term, in the period and before together, for it to be tested."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Trend:
    """One term in the papers of a period and in those before."""

    entity: str
    """IRI."""
    kind: Kind
    count: int
    """Papers of the period that speak of it, ..."""
    papers: int
    """... of so many."""
    count_before: int
    papers_before: int
    interval: tuple[float, float]
    """95 %, of the share in the period (Wilson)."""
    difference: tuple[float, float]
    """95 %, of the share in the period less the share before (Newcombe)."""
    p: float
    """Two-sided, of Fisher's exact test."""
    q: float
    """`p` corrected for all terms tested (Benjamini and Hochberg)."""

    @property
    def share(self) -> float:
        """Of the period's papers, 0 to 1."""
        return self.count / self.papers

    @property
    def base_rate(self) -> float:
        """The share before, 0 to 1."""
        return self.count_before / self.papers_before

    @property
    def rises(self) -> bool:
        """Whether the share is higher than before; the test says whether that may be chance."""
        return self.count * self.papers_before > self.count_before * self.papers

    @property
    def beyond_chance(self) -> bool:
        """Whether it is a discovery at the rate of `RATE`."""
        return self.q <= RATE


@dataclass(frozen=True, slots=True, kw_only=True)
class Trends:
    """All terms tested."""

    tested: tuple[Trend, ...]
    """The surest change first."""

    @property
    def rising(self) -> tuple[Trend, ...]:
        """Beyond chance, the surest first."""
        return tuple(t for t in self.tested if t.beyond_chance and t.rises)

    @property
    def falling(self) -> tuple[Trend, ...]:
        """Beyond chance, the surest first."""
        return tuple(t for t in self.tested if t.beyond_chance and not t.rises)


def trends(
    timeline: Timeline,
    period: Period,
    chosen: Rows,
    kinds: Collection[Kind] = tuple(Kind),
    minimum: int = ENOUGH,
) -> Trends:
    """Test every term that at least `minimum` papers speak of; `chosen` papers alone count.

    Nothing is tested where the period or the time before it holds no paper.
    """
    during, before = timeline.within(period) & chosen, timeline.before(period) & chosen
    papers, papers_before = int(during.sum()), int(before.sum())
    tested: list[Trend] = []
    if papers and papers_before:
        terms = len(timeline.entities)
        counts = np.bincount(timeline.entity[during[timeline.paper]], minlength=terms)
        counts_before = np.bincount(timeline.entity[before[timeline.paper]], minlength=terms)
        worth = [
            int(i) for i in np.flatnonzero(counts + counts_before >= minimum) if timeline.kinds[i] in kinds
        ]
        tables = [(int(counts[i]), papers, int(counts_before[i]), papers_before) for i in worth]
        p_values = [fisher(*table) for table in tables]
        for i, table, p, q in zip(worth, tables, p_values, false_discovery_rates(p_values), strict=True):
            kind = timeline.kinds[i]
            assert kind is not None
            tested.append(
                Trend(
                    entity=timeline.entities[i],
                    kind=kind,
                    count=table[0],
                    papers=papers,
                    count_before=table[2],
                    papers_before=papers_before,
                    interval=wilson(table[0], papers),
                    difference=newcombe(*table),
                    p=p,
                    q=q,
                )
            )
    tested.sort(key=lambda t: (t.p, -abs(t.share - t.base_rate), t.entity))
    return Trends(tested=tuple(tested))
