"""The days that a question is about: SINCE and UNTIL, both included, or the last days of a graph."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from kg.errors import QueryError

_MONTH = re.compile(r"(\d{4})-(\d{2})", re.ASCII)
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_LAST = re.compile(r"(\d{1,9})\s*([dwm])", re.ASCII)


@dataclass(frozen=True, slots=True)
class Period:
    """Days from `since` to `until`, both included."""

    since: date
    until: date

    def __contains__(self, day: date) -> bool:
        return self.since <= day <= self.until

    def __str__(self) -> str:
        return f"{self.since}" if self.since == self.until else f"{self.since} to {self.until}"


def between(since: str, until: str | None, newest: date) -> Period:
    """The period from a day or month to a day or month, all of it; without `until` to `newest`.

    A month begins with its first day and ends with its last. QueryError for what is no day, and for an end
    before the beginning.

    >>> str(between("2026-01", "2026-02", date(2026, 7, 24)))
    '2026-01-01 to 2026-02-28'
    """
    first = _days(since)[0]
    last = max(newest, first) if until is None else _days(until)[1]
    if last < first:
        raise QueryError(f"the period ends ({until}) before it begins ({since}); give the earlier day first")
    return Period(first, last)


def last(length: str, newest: date) -> Period:
    """The last days, weeks or months ("7d", "2w", "1m") that end with `newest`, which counts as one of them.

    QueryError for another unit, for none at all, and for more than the calendar holds.

    >>> str(last("7d", date(2026, 7, 24))), str(last("1m", date(2026, 3, 31)))
    ('2026-07-18 to 2026-07-24', '2026-03-01 to 2026-03-31')
    """
    match = _LAST.fullmatch(length.strip().lower())
    if match is None or not int(match[1]):
        raise QueryError(
            f"a length is a number of days, weeks or months such as 7d, 2w or 1m, not {length!r}"
        )
    count = int(match[1])
    try:
        if match[2] == "m":
            year, month = divmod(newest.year * 12 + newest.month - 1 - count, 12)
            earlier = date(year, month + 1, min(newest.day, monthrange(year, month + 1)[1]))
        else:
            earlier = newest - timedelta(days=count * (7 if match[2] == "w" else 1))
    except (ValueError, OverflowError) as error:
        raise QueryError(f"{length} before {newest} there is no calendar; give fewer") from error
    return Period(earlier + timedelta(days=1), newest)


def chosen_period(since: str | None, until: str | None, length: str | None) -> Callable[[date], Period]:
    """A function that gives the period, told the newest day of a graph; see `between` and `last`.

    QueryError unless there is either `since` or `length`.
    """
    if (since is None) == (length is None):
        raise QueryError("a period is told by its first day, or by its length such as 7d, and not by both")
    if length is not None:
        return lambda newest: last(length, newest)
    return lambda newest: between(since or "", until, newest)


def _days(text: str) -> tuple[date, date]:
    """The first and last day of what is written: a day or a month."""
    written = text.strip()
    month = _MONTH.fullmatch(written)
    try:
        if month is not None:
            year, number = int(month[1]), int(month[2])
            first = date(year, number, 1)
            return first, date(year, number, monthrange(year, number)[1])
        if _DAY.fullmatch(written):
            day = date.fromisoformat(written)
            return day, day
    except ValueError:
        pass
    raise QueryError(f"a day is written like 2026-01-31 and a month like 2026-01, not {text!r}")
