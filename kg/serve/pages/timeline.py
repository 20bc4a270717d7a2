"""A timeline as SVG: papers a month, or a year where months are too many."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import pyoxigraph as ox

from kg.store import Store

WIDTH, HEIGHT = 640, 96
_BOTTOM = 18
_MOST_BARS = 120


@dataclass(frozen=True, slots=True)
class Bar:
    """One month or year; lengths in units of the drawing."""

    label: str
    papers: int
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Timeline:
    """What the template draws."""

    unit: str
    bars: tuple[Bar, ...]
    first: str
    last: str
    most: int
    width: int = WIDTH
    height: int = HEIGHT
    bottom: int = HEIGHT - _BOTTOM


def months(store: Store, iri: str, path: str) -> dict[str, int]:
    """Month to number of papers; `path` leads from a paper to the thing."""
    rows = store.rows(
        f"""SELECT ?month (COUNT(DISTINCT ?paper) AS ?n) WHERE {{
              ?paper {path} ?x ; dcterms:issued ?i . BIND(SUBSTR(STR(?i), 1, 7) AS ?month)
            }} GROUP BY ?month ORDER BY ?month""",
        x=ox.NamedNode(iri),
    )
    return {str(month): int(n) for month, n in rows}


def timeline(counts: Mapping[str, int]) -> Timeline | None:
    """Bars for every month from the first to the last, years where months are too many; None for one month."""
    steps = _months(counts)
    unit = "month"
    if len(steps) > _MOST_BARS:
        unit = "year"
        years: dict[str, int] = {}
        for month, papers in counts.items():
            years[month[:4]] = years.get(month[:4], 0) + papers
        counts = years
        steps = [str(year) for year in range(int(min(years)), int(max(years)) + 1)]
    if len(steps) < 2:
        return None
    most = max(counts.values())
    room, high = WIDTH / len(steps), HEIGHT - _BOTTOM - 4
    bars = tuple(
        Bar(
            label=step,
            papers=counts.get(step, 0),
            x=round(i * room, 2),
            y=round(HEIGHT - _BOTTOM - high * counts.get(step, 0) / most, 2),
            width=round(min(room * 0.8, 40), 2),
            height=round(high * counts.get(step, 0) / most, 2),
        )
        for i, step in enumerate(steps)
    )
    return Timeline(unit=unit, bars=bars, first=steps[0], last=steps[-1], most=most)


def _months(counts: Mapping[str, int]) -> list[str]:
    known = sorted(month for month in counts if _is_month(month))
    if not known:
        return []
    year, month = int(known[0][:4]), int(known[0][5:])
    steps = []
    while (step := f"{year:04}-{month:02}") <= known[-1]:
        steps.append(step)
        year, month = (year, month + 1) if month < 12 else (year + 1, 1)
    return steps


def _is_month(text: str) -> bool:
    try:
        date.fromisoformat(f"{text}-01")
    except ValueError:
        return False
    return True
