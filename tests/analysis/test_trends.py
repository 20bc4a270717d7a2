"""Rising and falling terms: counts that add up, tests that correct for their number, nothing said without a base."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.analysis.period import Period
from kg.analysis.timeline import Timeline
from kg.analysis.trends import trends
from kg.model import Kind, Role
from tests.analysis.timelines import everything, name, timeline

FIRST = date(2026, 1, 1)


def days(*counts: int) -> dict[str, date | None]:
    """So many papers on each day from the first on: "p1.0" is the first of the second day."""
    return {f"p{i}.{j}": FIRST + timedelta(days=i) for i, count in enumerate(counts) for j in range(count)}


def of_term(term: str, day: int, count: int) -> list[tuple[str, str, Role]]:
    return [(f"p{day}.{j}", term, Role.USES) for j in range(count)]


def period(since: int, until: int) -> Period:
    return Period(FIRST + timedelta(days=since), FIRST + timedelta(days=until))


@pytest.fixture(scope="module")
def known() -> Timeline:
    """200 papers, then 100: of the new ones 30 use a, before it 10 did; b falls; c stays; d is rare."""
    said = [
        *of_term("method:a", 0, 10),
        *of_term("method:a", 1, 30),
        *of_term("dataset:b", 0, 60),
        *of_term("dataset:b", 1, 5),
        *of_term("method:c", 0, 20),
        *of_term("method:c", 1, 10),
        *of_term("method:d", 1, 4),
    ]
    return timeline(days(200, 100), said)


def test_terms_that_changed_beyond_chance_rise_or_fall_and_the_others_do_neither(known: Timeline) -> None:
    found = trends(known, period(1, 1), everything(known))
    assert [name(t.entity) for t in found.rising] == ["method:a"]
    assert [name(t.entity) for t in found.falling] == ["dataset:b"]
    assert {name(t.entity) for t in found.tested} == {"method:a", "dataset:b", "method:c"}


def test_every_figure_of_a_trend_is_that_of_its_counts(known: Timeline) -> None:
    rising = trends(known, period(1, 1), everything(known)).rising[0]
    assert (rising.count, rising.papers, rising.count_before, rising.papers_before) == (30, 100, 10, 200)
    assert (rising.share, rising.base_rate) == (0.3, 0.05)
    # scipy.stats.fisher_exact([[30, 70], [10, 190]]).pvalue, once and for three tests
    assert rising.p == pytest.approx(7.6177e-09, rel=1e-3)
    assert rising.p < rising.q <= 3 * rising.p
    low, high = rising.difference
    assert 0.15 < low < 0.25 < high < 0.36


def test_a_term_is_tested_from_the_smallest_number_of_papers_on(known: Timeline) -> None:
    assert len(trends(known, period(1, 1), everything(known), minimum=4).tested) == 4
    assert len(trends(known, period(1, 1), everything(known), minimum=41).tested) == 1


def test_only_the_kinds_and_papers_asked_for_count(known: Timeline) -> None:
    found = trends(known, period(1, 1), everything(known), [Kind.DATASET])
    assert [name(t.entity) for t in found.tested] == ["dataset:b"]
    chosen = np.array([not paper.endswith((".0", ".1")) for paper in known.papers])
    assert {trend.papers for trend in trends(known, period(1, 1), chosen).tested} == {98}


@pytest.mark.parametrize(("since", "until"), [(0, 0), (0, 1), (2, 3), (-9, -2)])
def test_nothing_is_tested_without_papers_on_both_sides(known: Timeline, since: int, until: int) -> None:
    assert trends(known, period(since, until), everything(known)).tested == ()


def test_the_more_terms_are_tested_the_less_a_small_p_means() -> None:
    """One of 80 terms has p = 0.01: by itself a rise, among 80 no news."""
    said = [*of_term("method:x", 0, 1), *of_term("method:x", 1, 10)]
    alone = timeline(days(60, 60), said)
    among = timeline(
        days(60, 60), said + [s for i in range(80) for day in (0, 1) for s in of_term(f"method:y{i}", day, 6)]
    )
    found = [trends(t, period(1, 1), everything(t), minimum=5) for t in (alone, among)]
    assert found[0].tested[0].p == found[1].tested[0].p == pytest.approx(0.0085, abs=5e-4)
    assert [len(each.rising) for each in found] == [1, 0]


papers_of_term = st.lists(st.tuples(st.integers(-3, 12), st.booleans()), min_size=1, max_size=40)


@given(papers_of_term, st.integers(0, 9), st.integers(0, 9))
def test_counts_of_the_period_before_and_after_are_all_there_are(
    papers: list[tuple[int, bool]], begin: int, length: int
) -> None:
    """Day -3 stands for none."""
    days_of = {
        f"p{i}": None if day == -3 else FIRST + timedelta(days=day) for i, (day, _) in enumerate(papers)
    }
    said = [(f"p{i}", "method:x", Role.USES) for i, (_, speaks) in enumerate(papers) if speaks]
    known = timeline(days_of, [*said, ("p0", "task:t", Role.ADDRESSES)])
    chosen = period(begin, begin + length)
    during, before = known.within(chosen), known.before(chosen)
    after = (
        known.before(Period(chosen.until + timedelta(days=1), chosen.until + timedelta(days=9)))
        & ~during
        & ~before
    )
    undated = sum(day == -3 for day, _ in papers)
    later = sum(day is not None and day > chosen.until for day in days_of.values())
    assert int(during.sum() + before.sum()) + later + undated == len(papers)
    assert not (during & before).any()
    assert not after.any()
    for trend in trends(known, chosen, everything(known), minimum=1).tested:
        if name(trend.entity) == "method:x":
            dated = [days_of[p] for p, _, _ in said if days_of[p] is not None]
            assert trend.count + trend.count_before == sum(day <= chosen.until for day in dated if day)
            assert trend.papers + trend.papers_before == sum(
                day is not None and day <= chosen.until for day in days_of.values()
            )
