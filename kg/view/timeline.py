"""Shares over time: in which share of the papers of each week or month methods, datasets and tasks are spoken of."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date, timedelta

from kg.plural import plural
from kg.selection import Selection, families, listed, papers_of
from kg.view.frame import MOST_LISTED, SIGNS, Frame

MOST_WEEKS = 30
"""Times that span no more weeks than these are shown by week, if every paper with a month has a day too."""
_SPARE = 4
"""So many times as many things as are shown at once stand in the page, for its filters."""


def timeline(selection: Selection, top: int = 24) -> Frame:
    """The page; `top` things are shown at once."""
    periods, when = numbered([paper.time for paper in selection.papers])
    weekly = by_week(periods)
    own, together = papers_of(selection, folded=False), papers_of(selection)
    spoken = [e for e in together if e in own]  # families that no paper names itself are headings, not things
    chosen = set(sorted(spoken, key=lambda e: (-len(together[e]), e))[: top * _SPARE])
    chosen |= set(sorted(spoken, key=lambda e: (-len(own[e]), e))[: top * _SPARE])
    for kind in ("Dataset", "Task"):  # rarer than methods, and asked for by themselves
        of_kind = [e for e in spoken if selection.entities[e].kind == kind]
        chosen |= set(sorted(of_kind, key=lambda e: (-len(together[e]), e))[: top * 2])
    above = families(selection.entities)
    rows, used = [], set[int]()
    for e in sorted(chosen):
        series = [_series(found[e], when) for found in (own, together)]
        if not series[1]:
            continue
        used.update(i for part in series for _, _, some in part for i in some)
        entity = selection.entities[e]
        rows.append(
            {
                "number": e,
                "kind": entity.kind,
                "label": entity.label,
                "above": sorted((above[e] & chosen) - {e}),
                "own": series[0],
                "with": series[1],
            }
        )
    totals = Counter(p for p in when if p is not None)
    undated = sum(p is None for p in when)
    unit = "week (named by its Monday)" if weekly else "month"
    return Frame(
        kind="timeline",
        title="What rises and falls",
        caption="Which share of papers speaks of each method, dataset and task, and since when?",
        shown=(
            f"{selection.shown}, by {unit}"
            + (f"; {undated:,} without a date left out" if undated else "")
            + f"; the {min(top, len(spoken))} things of most papers of {plural(len(spoken), 'thing')} named"
        ),
        details=selection.details,
        data={
            "types": SIGNS,
            "periods": [[name, totals[i]] for i, name in enumerate(periods)],
            "unit": "week" if weekly else "month",
            "half": _half([totals[i] for i in range(len(periods))]),
            "top": top,
            "rows": rows,
            "papers": listed(selection, used),
        },
        keys=(("/", "search"), ("Tab", "move"), ("Enter", "choose"), ("Esc", "clear")),
    )


def _half(totals: Sequence[int]) -> int:
    """The first period of the later half of the papers."""
    seen = 0
    for i, count in enumerate(totals):
        if seen + count / 2 >= sum(totals) / 2 and i:
            return i
        seen += count
    return len(totals)


def _series(papers: Sequence[int], when: Sequence[int | None]) -> list[tuple[int, int, list[int]]]:
    """Per period with papers: its number, how many, and the newest of them."""
    inside: dict[int, list[int]] = {}
    for i in papers:
        period = when[i]
        if period is not None:
            inside.setdefault(period, []).append(i)
    return [(period, len(found), found[-MOST_LISTED:]) for period, found in sorted(inside.items())]


def week(day: str) -> str:
    """The Monday of a day's week.

    >>> week("2025-12-04")
    '2025-12-01'
    """
    found = date.fromisoformat(day)
    return (found - timedelta(days=found.weekday())).isoformat()


def by_week(periods: Sequence[str]) -> bool:
    """Whether these are weeks, not months."""
    return bool(periods) and len(periods[0]) == 10


def numbered(times: Sequence[str]) -> tuple[list[str], list[int | None]]:
    """The weeks or months of `spans`, and the number of each time's own; None where its month is unknown.

    >>> numbered(["2025-12-04", "2026-02", ""])
    (['2025-12', '2026-01', '2026-02'], [0, 2, None])
    """
    periods = spans(times)
    number = {name: i for i, name in enumerate(periods)}
    weekly = by_week(periods)
    return periods, [number.get(week(t) if weekly else t[:7]) if len(t) >= 7 else None for t in times]


def spans(times: Sequence[str]) -> list[str]:
    """The weeks or months from the first time to the last, without gaps; weeks where they are few and known.

    >>> spans(["2025-12", "2026-02"])
    ['2025-12', '2026-01', '2026-02']
    """
    days = sorted(t for t in times if len(t) == 10)
    known = sorted(t[:7] for t in times if len(t) >= 7)
    if not known:
        return []
    if len(days) == len(known):
        first, last = date.fromisoformat(week(days[0])), date.fromisoformat(week(days[-1]))
        weeks = (last - first).days // 7 + 1
        if weeks <= MOST_WEEKS:
            return [(first + timedelta(weeks=i)).isoformat() for i in range(weeks)]
    year, month = map(int, known[0].split("-"))
    found = []
    while (name := f"{year:04}-{month:02}") <= known[-1]:
        found.append(name)
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)
    return found
