"""Periods: both ends included, months whole, lengths counted back from the newest day."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.analysis.period import between, chosen_period, last
from kg.errors import QueryError

NEWEST = date(2026, 7, 24)


@pytest.mark.parametrize(
    ("since", "until", "first", "final"),
    [
        ("2026-01-15", "2026-01-31", "2026-01-15", "2026-01-31"),
        ("2026-01-15", "2026-01-15", "2026-01-15", "2026-01-15"),
        ("2026-01", "2026-02", "2026-01-01", "2026-02-28"),
        ("2028-02", "2028-02", "2028-02-01", "2028-02-29"),
        (" 2026-01 ", None, "2026-01-01", "2026-07-24"),
        ("2026-07-24", None, "2026-07-24", "2026-07-24"),
        ("2027-01-01", None, "2027-01-01", "2027-01-01"),
        ("2026-12-01", "2026-12", "2026-12-01", "2026-12-31"),
    ],
)
def test_a_period_holds_both_its_ends_and_whole_months(
    since: str, until: str | None, first: str, final: str
) -> None:
    period = between(since, until, NEWEST)
    assert (str(period.since), str(period.until)) == (first, final)


@pytest.mark.parametrize(
    ("length", "first"),
    [
        ("1d", "2026-07-24"),
        ("7d", "2026-07-18"),
        ("1w", "2026-07-18"),
        ("2W", "2026-07-11"),
        ("1m", "2026-06-25"),
        ("12m", "2025-07-25"),
    ],
)
def test_the_last_days_end_with_the_newest_which_counts_as_one(length: str, first: str) -> None:
    period = last(length, NEWEST)
    assert (str(period.since), period.until) == (first, NEWEST)


@pytest.mark.parametrize(
    ("newest", "first"),
    [("2026-03-31", "2026-03-01"), ("2026-03-30", "2026-03-01"), ("2024-03-30", "2024-03-01")],
)
def test_a_month_before_a_day_that_the_month_lacks_ends_with_the_months_last(newest: str, first: str) -> None:
    assert str(last("1m", date.fromisoformat(newest)).since) == first


@pytest.mark.parametrize(
    ("since", "until", "says"),
    [
        ("2026-02", "2026-01", "ends .2026-01. before it begins"),
        ("2026-01-02", "2026-01-01", "give the earlier day first"),
        ("2026-02-30", None, "a day is written like"),
        ("2026-13", None, "a month like 2026-01, not '2026-13'"),
        ("yesterday", None, "'yesterday'"),
        ("2026", None, "'2026'"),
        ("20260101", None, "'20260101'"),
        ("2026-W01-1", None, "'2026-W01-1'"),
        ("2026-01-01", "soon", "'soon'"),
        ("0000-01", None, "'0000-01'"),
        ("", None, "''"),
    ],
)
def test_what_is_no_period_is_explained(since: str, until: str | None, says: str) -> None:
    with pytest.raises(QueryError, match=says):
        between(since, until, NEWEST)


@pytest.mark.parametrize("length", ["", "7", "d", "0d", "-7d", "7y", "1.5w", "7 days", "9999999999d"])
def test_what_is_no_length_is_explained(length: str) -> None:
    with pytest.raises(QueryError, match="7d, 2w or 1m"):
        last(length, NEWEST)


@pytest.mark.parametrize("length", ["999999999d", "999999w", "30000m"])
def test_a_length_longer_than_the_calendar_is_explained(length: str) -> None:
    with pytest.raises(QueryError, match="there is no calendar"):
        last(length, NEWEST)


@pytest.mark.parametrize(("since", "length"), [(None, None), ("2026-01", "7d")])
def test_a_period_is_told_in_one_way_only(since: str | None, length: str | None) -> None:
    with pytest.raises(QueryError, match="not by both"):
        chosen_period(since, None, length)


@given(st.dates(date(1, 2, 1)), st.integers(1, 30))
def test_days_are_as_many_as_asked_for(newest: date, count: int) -> None:
    period = last(f"{count}d", newest)
    assert (period.until - period.since) + timedelta(days=1) == timedelta(days=count)
    assert period.since in period
    assert period.until in period
