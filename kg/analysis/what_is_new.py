"""What is new in a graph: firsts, first meetings, rising and falling terms, and what somebody follows.

timeline -> first_seen      methods, datasets, tasks never seen before
         -> first_meetings  methods with datasets and tasks, never together before
         -> trends          terms that rise or fall beyond chance
         -> following       new papers of authors and topics
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from kg.analysis.first_meetings import Meetings, first_meetings
from kg.analysis.first_seen import NewTerms, new_terms
from kg.analysis.following import Followed, Wish, follow, papers_of_category
from kg.analysis.period import Period
from kg.analysis.quoting import Quotations
from kg.analysis.timeline import NO_DAY, Rows, Timeline, read_timeline
from kg.analysis.trends import ENOUGH, Trend, trends
from kg.errors import QueryError
from kg.lookup import KINDS, Thing, find_one
from kg.model import Kind
from kg.plural import plural
from kg.store import Store


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """How many papers the answer rests on; with a category, of that category alone."""

    papers: int
    """In the period."""
    before: int
    after: int
    undated: int
    """Without a day; they count nowhere."""
    by_month: int
    """Of the period's papers those whose month alone is known: they count on its first day."""
    again: int
    """Papers that a document of the period lists and an earlier one listed before: they counted then."""
    documents: int
    """Of the period, by their days."""
    first: date | None
    """The day of the first paper of the graph; None where no paper has a day."""
    last: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A term with its trend."""

    thing: Thing
    trend: Trend


@dataclass(frozen=True, slots=True, kw_only=True)
class WhatIsNew:
    """What a period brought."""

    period: Period
    category: str
    """Its notation; empty where papers of all categories count."""
    coverage: Coverage
    terms: tuple[NewTerms, ...]
    """By kind."""
    meetings: tuple[Meetings, ...]
    """With datasets, with tasks."""
    tested: int
    """Terms tested for a change; 0 where there is nothing to compare with."""
    minimum: int
    """Papers that make a term worth a test."""
    rising: tuple[Change, ...]
    """Beyond chance, the surest first."""
    falling: tuple[Change, ...]
    nearest: Change | None
    """The surest change, where none is beyond chance."""
    rises: int
    """How many terms rise, shown or not."""
    falls: int
    followed: tuple[Followed, ...]
    notes: tuple[str, ...]
    """What a reader must know to read the rest rightly, in sentences."""


Chooser = Callable[[date], Period]
"""Gives the period, told the newest day of the graph."""


def what_is_new(
    store: Store,
    choose: Chooser,
    *,
    top: int = 10,
    kinds: Sequence[Kind] = tuple(Kind),
    category: str = "",
    minimum: int = ENOUGH,
    wishes: Sequence[Wish] = (),
) -> WhatIsNew:
    """Compare the papers of a period with those before it.

    `choose` gives the period, see `kg.analysis.period`; `top` is how many items each list shows, 0 for all.
    With a category only its papers prove anything and count in trends; what was seen first, and what met
    first, is decided by the whole graph. QueryError if no paper of the graph has a day, and for what
    `choose` refuses; NotFoundError if no category is called so.
    """
    timeline = read_timeline(store)
    newest = timeline.newest()
    if newest is None:
        raise QueryError("no paper and no document of the graph has a day, so nothing can be called new")
    period = choose(newest)
    found = find_one(store, category, KINDS["category"]) if category else None
    chosen = papers_of_category(store, timeline, found) if found else np.ones(len(timeline.papers), np.bool_)
    quotations = Quotations(store)
    changes = trends(timeline, period, chosen, kinds, minimum)
    coverage = _coverage(timeline, period, chosen)
    partners = [kind for kind in (Kind.DATASET, Kind.TASK) if kind in kinds or Kind.METHOD in kinds]

    def changed(some: Sequence[Trend]) -> tuple[Change, ...]:
        return tuple(Change(thing=quotations.thing(t.entity, t.kind), trend=t) for t in some)

    none_sure = not changes.rising and not changes.falling
    nearest = changed(changes.tested[:1]) if none_sure else ()
    return WhatIsNew(
        period=period,
        category=found.label if found else "",
        coverage=coverage,
        terms=tuple(
            new_terms(timeline, period, chosen, kind, top, quotations) for kind in Kind if kind in kinds
        ),
        meetings=tuple(first_meetings(timeline, period, chosen, kind, top, quotations) for kind in partners),
        tested=len(changes.tested),
        minimum=minimum,
        rising=changed(changes.rising[: top or None]),
        falling=changed(changes.falling[: top or None]),
        nearest=nearest[0] if nearest else None,
        rises=len(changes.rising),
        falls=len(changes.falling),
        followed=tuple(follow(timeline, period, chosen, wish, top, quotations) for wish in wishes),
        notes=tuple(_notes(period, coverage, found.label if found else "")),
    )


def _coverage(timeline: Timeline, period: Period, chosen: Rows) -> Coverage:
    during = timeline.within(period) & chosen
    dated = timeline.days != NO_DAY
    since, until = period.since.toordinal(), period.until.toordinal()
    again = {
        p for p, day in timeline.listed if since <= day <= until and timeline.days[p] < since and chosen[p]
    }
    span = timeline.span()
    return Coverage(
        papers=int(during.sum()),
        before=int((timeline.before(period) & chosen).sum()),
        after=int((dated & (timeline.days > until) & chosen).sum()),
        undated=int((~dated & chosen).sum()),
        by_month=int((during & timeline.by_month).sum()),
        again=len(again),
        documents=sum(day is not None and day in period for day in timeline.documents),
        first=span[0] if span else None,
        last=span[1] if span else None,
    )


def _notes(period: Period, coverage: Coverage, category: str) -> list[str]:
    of = f" of {category}" if category else ""
    first, last = coverage.first, coverage.last
    assert first is not None
    assert last is not None
    found = []
    if period.since > last:
        found.append(f"The graph ends on {last}, before this period.")
    elif period.until < first:
        found.append(f"The graph begins on {first}, after this period.")
    elif not coverage.papers:
        found.append(f"No paper{of} came in this period.")
    elif first >= period.since:
        found.append(
            "There is nothing before this period to compare with: everything is seen for the first time, "
            "and nothing can be said to rise or fall."
        )
    elif not coverage.before:
        found.append(f"No paper{of} came before this period, so nothing can be said to rise or fall.")
    if period.since <= last < period.until:
        found.append(f"The graph ends on {last}.")
    if coverage.by_month:
        found.append(
            f"Of {plural(coverage.by_month, 'paper')} of the period the month alone is known; "
            f"{'it counts' if coverage.by_month == 1 else 'they count'} on its first day."
        )
    if coverage.undated:
        found.append(f"{plural(coverage.undated, 'paper')} without a day {_is(coverage.undated)} left out.")
    if coverage.again:
        found.append(
            f"{plural(coverage.again, 'paper')} listed again {_is(coverage.again)} counted when first listed."
        )
    return found


def _is(count: int) -> str:
    return "is" if count == 1 else "are"
