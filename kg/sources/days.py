"""Days, as metadata write them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from email.utils import parsedate_to_datetime

from kg.arxiv import arxiv_month
from kg.sources.identifiers import identify

_ISO = re.compile(r"(\d{4})-(\d\d)-(\d\d)(?!\d)", re.ASCII)


def iso_day(text: str) -> date | None:
    """The day that `text` begins with, as YYYY-MM-DD; None where it does not."""
    match = _ISO.match(text.strip())
    try:
        return date(*map(int, match.groups())) if match else None
    except ValueError:
        return None


def day(text: str) -> date | None:
    """The day in a time as ISO 8601 or RFC 822 write it, in the zone it is written in; None if in neither.

    >>> day("2023-12-10T23:01:23Z"), day("Mon, 2 Apr 2007 19:18:42 GMT")
    (datetime.date(2023, 12, 10), datetime.date(2007, 4, 2))
    """
    if _ISO.match(text.strip()):
        return iso_day(text)
    try:
        return parsedate_to_datetime(text[:100]).date()
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def first(found: date | None, identifiers: Iterable[str]) -> date | None:
    """`found` where a paper that is identified so can have come then, None else.

    An arXiv id bears the month it was given in: the paper came in that month or just before. Feeds and
    some answers of OAI-PMH give the day of the last version in the place of the first.
    """
    arxiv = identify(identifiers).arxiv
    month = arxiv_month(arxiv.id) if arxiv else None
    if found is None or month is None:
        return found
    return found if 0 <= month[0] * 12 + month[1] - (found.year * 12 + found.month) <= 1 else None
