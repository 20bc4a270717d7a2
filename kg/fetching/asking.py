"""What can be asked of the arXiv API: categories in a span of days, or ids."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from rapidfuzz import process

from kg.arxiv import ArxivId
from kg.categories import by_notation
from kg.errors import FetchError
from kg.plural import plural
from kg.sources.identifiers import identify

FIRST_YEAR = 1991
"""arXiv has nothing older."""

_SEPARATORS = re.compile(r"[\s,;]+")


@dataclass(frozen=True, slots=True)
class Days:
    """A span of days of first submission (UTC), both ends included."""

    since: date
    until: date

    def parts(self) -> list[Days]:
        """The calendar years in it; of one year the months; of one month the days; of a day nothing.

        The calendar decides, not the ends, so that the parts of a span that grew are those it had before,
        but for the last one.
        """
        if self.since.year != self.until.year:
            ends = [date(year, 12, 31) for year in range(self.since.year, self.until.year)]
        elif self.since.month != self.until.month:
            year = self.since.year
            ends = [
                date(year, month, monthrange(year, month)[1])
                for month in range(self.since.month, self.until.month)
            ]
        elif self.since != self.until:
            count = (self.until - self.since).days
            ends = [self.since + timedelta(number) for number in range(count)]
        else:
            return []
        begins = [self.since, *(end + timedelta(1) for end in ends)]
        return [Days(begin, end) for begin, end in zip(begins, [*ends, self.until], strict=True)]


@dataclass(frozen=True, slots=True)
class ByCategory:
    """Every paper of any of the categories, cross-lists included, that was first submitted in these days."""

    categories: tuple[str, ...]
    """Notations of arXiv, see `categories_named`; of an archive ("cs") all its categories are meant."""
    days: Days
    until_now: bool = False
    """No end was asked for: `days` ends with the year, so that the same fetch is known again on another day."""

    def __str__(self) -> str:
        days = f"since {self.days.since}" if self.until_now else f"{self.days.since} to {self.days.until}"
        return f"{', '.join(self.categories)}, {days}"

    def parameters(self, days: Days) -> dict[str, str]:
        """Of a request, without the page: oldest first, so that papers that come meanwhile come last."""
        classes = " OR ".join(term for name in self.categories for term in _terms(name))
        span = f"submittedDate:[{days.since:%Y%m%d}0000 TO {days.until:%Y%m%d}2359]"
        return {
            "search_query": f"({classes}) AND {span}",
            "sortBy": "submittedDate",
            "sortOrder": "ascending",
        }


@dataclass(frozen=True, slots=True)
class ById:
    """These papers, the newest version of each where none is named."""

    ids: tuple[ArxivId, ...]

    def __str__(self) -> str:
        return f"{plural(len({one.id for one in self.ids}), 'paper')} by id"

    def batches(self, size: int) -> Iterator[tuple[ArxivId, ...]]:
        """At most `size` ids at a time, sorted, each once: an address has to stay short."""
        ids = sorted(set(self.ids), key=lambda one: (one.id, one.version or 0))
        for start in range(0, len(ids), size):
            yield tuple(ids[start : start + size])


def id_parameters(batch: Sequence[ArxivId]) -> dict[str, str]:
    """Of a request for these ids, without the page."""
    return {"id_list": ",".join(f"{one.id}v{one.version}" if one.version else one.id for one in batch)}


def categories_named(names: Iterable[str]) -> tuple[str, ...]:
    """The notations of arXiv that are meant, each once, sorted; FetchError for what arXiv does not have."""
    known = {notation.casefold(): notation for notation in by_notation()}
    found = set()
    for name in names:
        notation = known.get(name.strip().casefold())
        if notation is None:
            near = [known[key] for key, _, _ in process.extract(name.casefold(), list(known), limit=3)]
            raise FetchError(
                f"arXiv has no category {name[:100]!r}; did you mean {' or '.join(near)}? "
                "https://arxiv.org/category_taxonomy lists them all"
            )
        found.add(notation)
    return tuple(sorted(found))


def ids_in(lines: Iterable[str]) -> Iterator[tuple[int, str, ArxivId | None]]:
    """Each id in a list, with its line (from 1) and as it stands there; None where it is no id of arXiv.

    Ids may have versions and be of the old style, stand in addresses or DOIs, bear a prefix ("arXiv:"),
    and be divided by blanks, commas or line breaks; "#" begins a remark.
    """
    for number, line in enumerate(lines, 1):
        for text in _SEPARATORS.split(re.sub(r"(?:^|\s)#.*", "", line).removeprefix("\ufeff")):
            if text and text.casefold() != "arxiv:":
                yield number, text, identify([text]).arxiv


def _terms(notation: str) -> tuple[str, ...]:
    """An archive stands for its categories, and for papers older than these."""
    if any(other.startswith(f"{notation}.") for other in by_notation()):
        return (f"cat:{notation}", f"cat:{notation}.*")
    return (f"cat:{notation}",)
