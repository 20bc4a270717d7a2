"""Which things papers name together: methods by tasks, methods by datasets, categories by methods.

Rows and columns that are met with the same others stand side by side: hierarchical clustering of their
profiles (average linkage of cosine distances, leaves in the best order; Bar-Joseph, Gifford and Jaakkola
2001). Equal input gives equal order.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.cluster.hierarchy import leaves_list, linkage, optimal_leaf_ordering
from scipy.spatial.distance import pdist

from kg.selection import Selection, listed, papers_of
from kg.view.frame import MOST_LISTED, SIGNS, Frame

Groups = dict[Any, list[int]]
"""Papers by what they are grouped by."""


def matrix(selection: Selection, top: int = 24) -> Frame:
    """The page; `top` rows and columns at most in each matrix."""
    spoken = papers_of(selection)
    own = papers_of(selection, folded=False)

    def entities(kind: str) -> Groups:
        """Those that papers name themselves; with the papers of their kinds."""
        return {e: spoken[e] for e in spoken if e in own and selection.entities[e].kind == kind}

    categories: Groups = {}
    for i, paper in enumerate(selection.papers):
        for notation in paper.categories:
            categories.setdefault(notation, []).append(i)
    methods, tasks, datasets = entities("Method"), entities("Task"), entities("Dataset")
    label: Callable[[Any], str] = lambda key: selection.entities[key].label  # noqa: E731
    matrices = [
        _matrix("Method", methods, label, "Task", tasks, label, top),
        _matrix("Method", methods, label, "Dataset", datasets, label, top),
        _matrix("Category", categories, str, "Method", methods, label, top),
    ]
    used = {i for m in matrices for cell in m["cells"] for i in cell[3]}
    return Frame(
        kind="matrix",
        title="What goes with what",
        caption="Which methods do papers name together with which tasks, datasets and categories?",
        shown=(
            f"{selection.shown}; in each table at most {top} rows and columns, those that most papers name together; "
            "kinds counted with their families"
        ),
        details=selection.details,
        data={
            "types": SIGNS,
            "all": len(selection.papers),
            "matrices": matrices,
            "papers": listed(selection, used),
        },
        keys=(("↑ ↓ ← →", "move"), ("Enter", "choose"), ("Esc", "clear")),
    )


def _matrix(
    row_kind: str,
    rows: Groups,
    row_label: Callable[[Any], str],
    column_kind: str,
    columns: Groups,
    column_label: Callable[[Any], str],
    top: int,
) -> dict[str, Any]:
    """One matrix as the page draws it: names in their order, and a cell for each pair that papers name."""
    pairs = _together(rows, columns)
    row_keys, column_keys = _busiest(pairs, top)
    table = np.array([[len(pairs.get((r, c), ())) for c in column_keys] for r in row_keys], np.float64)
    table = table.reshape(len(row_keys), len(column_keys))
    row_keys = [row_keys[i] for i in order(table)]
    column_keys = [column_keys[i] for i in order(table.T)]
    return {
        "rows": {"kind": row_kind, "names": [[row_label(r), len(rows[r])] for r in row_keys]},
        "columns": {"kind": column_kind, "names": [[column_label(c), len(columns[c])] for c in column_keys]},
        "total": [len({r for r, _ in pairs}), len({c for _, c in pairs})],
        "cells": [
            [i, j, len(found), found[-MOST_LISTED:]]
            for i, r in enumerate(row_keys)
            for j, c in enumerate(column_keys)
            if (found := pairs.get((r, c)))
        ],
    }


def _together(rows: Groups, columns: Groups) -> dict[tuple[Any, Any], list[int]]:
    """The papers of every pair of a row and a column that some paper has both of."""
    of_paper: dict[int, list[Any]] = {}
    for key, papers in columns.items():
        for i in papers:
            of_paper.setdefault(i, []).append(key)
    pairs: dict[tuple[Any, Any], list[int]] = {}
    for key, papers in rows.items():
        for i in papers:
            for column in of_paper.get(i, ()):
                pairs.setdefault((key, column), []).append(i)
    return pairs


def _busiest(pairs: dict[tuple[Any, Any], list[int]], top: int) -> tuple[list[Any], list[Any]]:
    """The rows and columns that take part in the most papers of pairs; then only those with a cell among them."""
    papers: tuple[Counter[Any], Counter[Any]] = (Counter(), Counter())
    for pair, found in pairs.items():
        for side in (0, 1):
            papers[side][pair[side]] += len(found)
    kept = [sorted(counts, key=lambda key: (-counts[key], key))[:top] for counts in papers]
    rows, columns = (set(side) for side in kept)
    inside = [pair for pair in pairs if pair[0] in rows and pair[1] in columns]
    used = [{pair[side] for pair in inside} for side in (0, 1)]
    return [k for k in kept[0] if k in used[0]], [k for k in kept[1] if k in used[1]]


def order(table: npt.NDArray[np.float64]) -> Sequence[int]:
    """An order of rows in which those with like profiles stand side by side; the heavier end first."""
    if len(table) < 3:
        return range(len(table))
    profiles = np.sqrt(table)  # the commonest column does not decide alone
    distances = np.round(pdist(profiles, "cosine"), 9)
    tree = optimal_leaf_ordering(linkage(distances, "average"), distances)
    leaves: list[int] = leaves_list(tree).tolist()
    half = len(leaves) // 2
    weight = table.sum(axis=1)
    return leaves if weight[leaves[:half]].sum() >= weight[leaves[-half:]].sum() else leaves[::-1]
