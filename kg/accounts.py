"""Which document's account of a paper is in force, where several documents tell of it.

A paper has one title, one abstract, one list of authors. Where documents differ, the account of the newest
version is in force; of one version the one with the longest abstract (alerts give snippets), then the one of
the newest digest, then the last by name. Accounts that say the same are in force together. This depends on
nothing but the set of accounts, so neither does the graph.

An account that is superseded still tells that its document lists the paper, when it was met, and a day of the
paper. A paper has one day, that of its first version: the earliest that any account gives. Documents without a day
of their own met it on that day.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from pathlib import Path

import orjson

from kg.arxiv import arxiv_month
from kg.model import Document
from kg.parts import Account, PartHeader, read_accounts
from kg.sorting import Sorter


@dataclass(frozen=True, slots=True)
class _InForce:
    """What holds for a paper of which several accounts differ, or were met on different days."""

    digest: str
    version: int
    first: date | None
    last: date | None
    published: date | None


class Accounts:
    """The accounts of all documents together. Memory grows only with the papers that several documents tell of."""

    def __init__(self, folder: Path, headers: Iterable[PartHeader]) -> None:
        """`folder` is that of the parts. GraphError if one is damaged."""
        self.papers = 0
        """How many papers there are."""
        self.example = ""
        """`Paper.id` of the first paper by code points; "" where there is none."""
        self._several: dict[str, _InForce] = {}
        sorter = Sorter()
        for header in headers:
            for account in read_accounts(folder, header):
                sorter.add(_line(account, header.document))
        for paper, found in groupby(map(_record, sorter), key=lambda record: record[0]):
            self.papers += 1
            self.example = self.example or paper
            told = [record[1:] for record in found]
            if len(told) > 1:
                self._several[paper] = _settled(paper, told)
        sorter.close()

    def in_force(self, account: Account) -> bool:
        """Whether what this account says of its paper stands in the graph."""
        held = self._several.get(account.id)
        return held is None or (
            held.digest == account.digest and (account.version or held.version) == held.version
        )

    def seen(self, account: Account, document: Document) -> tuple[date, date] | None:
        """The first and the last day on which readers of these documents met the paper; None where none is known."""
        held = self._several.get(account.id)
        if held is not None:
            return (held.first, held.last) if held.first and held.last else None
        day = _met(account.id, account.published, document.date)
        return (day, day) if day else None

    def published(self, account: Account) -> date | None:
        """The paper's day: the earliest that any account gives; None where none gives one."""
        held = self._several.get(account.id)
        return account.published if held is None else held.published


_Told = tuple[int, int, str, str, str, str, str]
"""Version, words, day met by this account alone, document and digest, in the order of precedence; then the days of
the document and of the paper as it gives it. "" for a day that is not known."""


def _settled(paper: str, told: list[_Told]) -> _InForce:
    version, _, _, _, digest, _, _ = max(told)
    published = min((date.fromisoformat(day) for *_, day in told if day), default=None)
    met = [_met(paper, published, date.fromisoformat(day) if day else None) for *_, day, _ in told]
    days = [day for day in met if day]
    return _InForce(digest, version, min(days, default=None), max(days, default=None), published)


def _met(paper: str, published: date | None, digest: date | None) -> date | None:
    """When a reader of these digests met the paper: the digest's day, else the paper's own."""
    if digest or published:
        return digest or published
    found = arxiv_month(paper)
    return date(*found, 1) if found else None


def _line(account: Account, document: Document) -> str:
    days = (_met(account.id, account.published, document.date), document.date, account.published)
    met, own, published = (day.isoformat() if day else "" for day in days)
    told = (
        account.id,
        account.version or 1,
        account.words,
        met,
        document.name,
        account.digest,
        own,
        published,
    )
    return orjson.dumps(told).decode()


def _record(line: str) -> tuple[str, *_Told]:
    paper, version, words, met, document, digest, own, published = orjson.loads(line)
    return paper, version, words, met, document, digest, own, published
