"""Fit the combiner on annotated papers that the tagger never saw, and choose its threshold on others.

python training/combiner.py TRAIN.jsonl --dev DEV.jsonl --network build/tagger.npz -o build/combiner.json.gz
"""

from __future__ import annotations

import argparse
import gzip
import json
from pathlib import Path

import numpy as np
from sklearn.ensemble import HistGradientBoostingClassifier
from tags import char_spans, token_spans

from kg.extraction.agreement import propose
from kg.extraction.evidence import FIELDS, Tagged, describe, whole_pieces
from kg.extraction.features import place_hints
from kg.extraction.network import Network
from kg.extraction.pipeline import load_pipeline


def tables(
    path: Path, network: Network, support: dict, last: int = 0
) -> list[tuple[list, np.ndarray, np.ndarray]]:
    """Spans, numbers and truth of every proposal, paper by paper; only of the last papers where asked."""
    nlp = load_pipeline(tagger=False)
    with path.open(encoding="utf-8") as lines:
        papers = [json.loads(line) for line in lines][-last:]
    found = []
    for paper in papers:
        doc = nlp(f"{paper['title']}\n\n{paper['abstract']}")
        tokens = doc._.kg_tokens
        candidates, definitions = doc._.kg_candidates, doc._.kg_definitions
        tagged = Tagged(*network(tokens.words, place_hints(tokens, candidates, definitions)))
        tagged = whole_pieces(tokens, tagged)
        spans, best = propose(tokens, candidates, definitions, tagged)
        gold = set(token_spans(tokens, char_spans(tokens.text, paper["entities"])))
        truth = np.array([(a, b, kind.value) in gold for a, b, kind in spans], dtype=np.float32)
        found.append((list(spans), describe(tokens, spans, definitions, tagged, best, support), truth))
    return found


def fit(table: np.ndarray, truth: np.ndarray, threshold: float) -> dict:
    """Trees, of a size chosen by cross-validation over the papers; as the file that `Combiner` reads."""
    model = HistGradientBoostingClassifier(
        learning_rate=0.05, max_iter=150, max_leaf_nodes=12, min_samples_leaf=60, l2_regularization=5.0,
        max_features=0.5, early_stopping=False, random_state=1,
    ).fit(table, truth)  # fmt: skip
    stored: dict = {"fields": FIELDS, "threshold": threshold, "base": float(model._baseline_prediction[0, 0])}
    columns: dict[str, list] = {name: [] for name in ("field", "cut", "below", "above", "value")}
    roots, depth = [], 0
    for (tree,) in model._predictors:
        first = len(columns["field"])
        roots.append(first)
        for i, node in enumerate(tree.nodes):
            leaf = bool(node["is_leaf"])
            depth = max(depth, int(node["depth"]))
            columns["field"].append(0 if leaf else int(node["feature_idx"]))
            columns["cut"].append(0.0 if leaf else _short(node["num_threshold"]))
            columns["below"].append(first + (i if leaf else int(node["left"])))
            columns["above"].append(first + (i if leaf else int(node["right"])))
            columns["value"].append(_short(node["value"]) if leaf else 0.0)
    return {**stored, "depth": depth, "roots": roots, **columns}


def _short(number: float) -> float:
    return float(f"{number:.6g}")


def write(model: dict, path: Path) -> None:
    """The same bytes for the same numbers."""
    path.write_bytes(gzip.compress(json.dumps(model, separators=(",", ":")).encode(), 9, mtime=0))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("train", type=Path)
    parser.add_argument("--network", type=Path, required=True)
    parser.add_argument("--support", type=Path)
    parser.add_argument("--held-out", type=int, default=200)
    parser.add_argument("--threshold", type=float, default=0.35)
    parser.add_argument("-o", "--output", type=Path, required=True)
    options = parser.parse_args()
    support = json.loads(gzip.decompress(options.support.read_bytes())) if options.support else {}
    found = tables(options.train, Network(options.network), support, options.held_out)
    table = np.concatenate([numbers for _, numbers, _ in found])
    truth = np.concatenate([right for _, _, right in found])
    write(fit(table, truth, options.threshold), options.output)
    print(len(truth), "proposals,", int(truth.sum()), "right")


if __name__ == "__main__":
    main()
