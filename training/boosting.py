"""Boosted trees, fitted by scikit-learn and written as `kg.trees` reads them."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import numpy as np
from sklearn.ensemble import HistGradientBoostingClassifier


def fit(
    table: np.ndarray,
    truth: np.ndarray,
    threshold: float = 0.5,
    trees: int = 150,
    leaves: int = 12,
    depth: int = 6,
    least: int = 60,
) -> dict:
    """Trees that tell how likely a row is right (`truth` 1, not 0)."""
    model = HistGradientBoostingClassifier(
        learning_rate=0.05, max_iter=trees, max_leaf_nodes=leaves, max_depth=depth, min_samples_leaf=least,
        l2_regularization=5.0, max_features=0.5, early_stopping=False, random_state=1,
    ).fit(table, truth)  # fmt: skip
    columns: dict[str, list] = {name: [] for name in ("field", "cut", "below", "above", "value")}
    roots = []
    for (tree,) in model._predictors:
        first = len(columns["field"])
        roots.append(first)
        for i, node in enumerate(tree.nodes):
            leaf = bool(node["is_leaf"])
            columns["field"].append(0 if leaf else int(node["feature_idx"]))
            columns["cut"].append(0.0 if leaf else _short(node["num_threshold"]))
            columns["below"].append(first + (i if leaf else int(node["left"])))
            columns["above"].append(first + (i if leaf else int(node["right"])))
            columns["value"].append(_short(node["value"]) if leaf else 0.0)
    base = float(model._baseline_prediction[0, 0])
    return {"threshold": threshold, "base": base, "roots": roots, **columns}


def _short(number: float) -> float:
    return float(f"{number:.6g}")


def write(stored: dict, path: Path) -> None:
    """The same bytes for the same numbers."""
    path.write_bytes(gzip.compress(json.dumps(stored, separators=(",", ":")).encode(), 9, mtime=0))
