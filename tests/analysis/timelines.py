"""Timelines made by hand, and a store that knows nothing, for what needs no graph."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from types import SimpleNamespace
from typing import Any

import numpy as np

from kg.analysis.quoting import Quotations
from kg.analysis.timeline import NO_DAY, Timeline, role_bits
from kg.graph.namespaces import BASE
from kg.model import Kind, Role

Said = tuple[str, str, Role]
"""Paper, entity ("method:x"), role."""


class NoWords:
    """Stands in for a store where no words are looked at."""

    manifest = SimpleNamespace(base=BASE)

    def rows(self, *_: Any, **__: Any) -> Iterator[tuple[Any, ...]]:
        return iter(())


def no_words() -> Quotations:
    return Quotations(NoWords())  # type: ignore[arg-type]


def timeline(days: dict[str, date | None], said: Sequence[Said]) -> Timeline:
    """Papers with their days, called "x:p" for "p"; everything is said on the day of its paper."""
    papers = list(days)
    entities = sorted({entity for _, entity, _ in said})
    ordinals = [day.toordinal() if day else NO_DAY for day in days.values()]
    roles: dict[tuple[int, int], int] = {}
    for paper, entity, role in said:
        key = papers.index(paper), entities.index(entity)
        roles[key] = roles.get(key, 0) | role_bits(role)
    rows = sorted(roles)
    return Timeline(
        documents=tuple(sorted({day for day in days.values() if day})),
        papers=[f"x:{paper}" for paper in papers],
        days=np.array(ordinals, np.int64),
        by_month=np.zeros(len(papers), np.bool_),
        listed=tuple((i, day) for i, day in enumerate(ordinals) if day != NO_DAY),
        entities=[f"{BASE}{entity.replace(':', '/')}" for entity in entities],
        kinds=[Kind(entity.partition(":")[0].capitalize()) for entity in entities],
        paper=np.array([p for p, _ in rows], np.int64),
        entity=np.array([e for _, e in rows], np.int64),
        roles=np.array([roles[row] for row in rows], np.int64),
        said=np.array([ordinals[p] for p, _ in rows], np.int64),
    )


def everything(of: Timeline) -> Any:
    return np.ones(len(of.papers), np.bool_)


def name(iri: str) -> str:
    return iri.removeprefix(BASE).replace("/", ":")
