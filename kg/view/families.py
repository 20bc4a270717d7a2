"""The families of methods, datasets and tasks as trees, with how many papers speak of each."""

from __future__ import annotations

from collections.abc import Sequence

from kg.selection import Named, Selection, listed, papers_of
from kg.view.frame import MOST_LISTED, SIGNS, Frame


def family_tree(selection: Selection, top: int = 60) -> Frame:
    """The page; `top` families at most."""
    own, together = papers_of(selection, folded=False), papers_of(selection)
    below = kinds_of(selection.entities, set(together))
    roots = [e for e in roots_of(selection.entities, below) if below.get(e)]
    roots.sort(key=lambda e: (-len(together[e]), e))
    shown = roots[:top]
    inside = _below(shown, below)
    used = {i for e in inside for i in together[e][-MOST_LISTED:]}
    return Frame(
        kind="families",
        title="Families",
        caption="Which kinds of each method, dataset and task are there, and how many papers speak of them?",
        shown=(
            f"{selection.shown}; {len(shown):,} of {len(roots):,} families, those of most papers first, "
            f"with {len(inside) - len(shown):,} kinds; "
            f"{sum(e not in inside for e in together):,} things belong to none of them"
        ),
        details=selection.details,
        data={
            "types": SIGNS,
            "roots": shown,
            "nodes": {
                e: {
                    "kind": selection.entities[e].kind,
                    "label": selection.entities[e].label,
                    "own": len(own.get(e, ())),
                    "with": len(together[e]),
                    "below": sorted(below.get(e, ()), key=lambda k: (-len(together[k]), k)),
                    "papers": together[e][-MOST_LISTED:],
                }
                for e in sorted(inside)
            },
            "papers": listed(selection, used),
        },
    )


def kinds_of(entities: Sequence[Named], met: set[int]) -> dict[int, list[int]]:
    """Of each thing its direct kinds, ascending; only those that papers speak of."""
    below: dict[int, list[int]] = {}
    for e in sorted(met):
        for family in entities[e].broader:
            below.setdefault(family, []).append(e)
    return below


def roots_of(entities: Sequence[Named], below: dict[int, list[int]]) -> list[int]:
    """The families from which all with kinds are reached: those above which is nothing, and one of each circle."""
    roots = [e for e in sorted(below) if not entities[e].broader]
    reached = _below(roots, below)
    for e in sorted(below):
        if e not in reached:
            roots.append(e)
            reached |= _below([e], below)
    return roots


def _below(roots: Sequence[int], below: dict[int, list[int]]) -> set[int]:
    """These things, and everything below them."""
    seen, todo = set(roots), list(roots)
    while todo:
        for kind in below.get(todo.pop(), ()):
            if kind not in seen:
                seen.add(kind)
                todo.append(kind)
    return seen
