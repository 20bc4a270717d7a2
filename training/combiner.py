"""Fit the combiner on annotated papers that the tagger never saw, and choose its threshold on others.

python training/combiner.py TRAIN.jsonl --dev DEV.jsonl --network build/tagger.npz -o build/combiner.json.gz
"""

from __future__ import annotations

import argparse
import gzip
import json
from pathlib import Path

import numpy as np
import torch
from tags import char_spans, token_spans
from torch import nn

from kg.extraction.agreement import propose
from kg.extraction.evidence import FIELDS, Tagged, describe
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
        spans, best = propose(tokens, candidates, definitions, tagged)
        gold = set(token_spans(tokens, char_spans(tokens.text, paper["entities"])))
        truth = np.array([(a, b, kind.value) in gold for a, b, kind in spans], dtype=np.float32)
        found.append((list(spans), describe(tokens, spans, definitions, tagged, best, support), truth))
    return found


def fit(table: np.ndarray, truth: np.ndarray, seed: int = 1, hidden: int = 16, decay: float = 3e-3) -> dict:
    """One hidden layer, full batches; the strength of the decay was chosen on DEV."""
    torch.manual_seed(seed)
    mean, scale = table.mean(0), table.std(0) + 0.05
    x, y = torch.from_numpy((table - mean) / scale), torch.from_numpy(truth)
    model = nn.Sequential(nn.Linear(x.shape[1], hidden), nn.Tanh(), nn.Linear(hidden, 1))
    optimizer = torch.optim.AdamW(model.parameters(), lr=5e-3, weight_decay=decay * 30)
    for _ in range(400):
        loss = nn.functional.binary_cross_entropy_with_logits(model(x)[:, 0], y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    layers = [
        (layer.weight.T.tolist(), layer.bias.tolist()) for layer in model if isinstance(layer, nn.Linear)
    ]
    return {
        "fields": FIELDS,
        "mean": mean.tolist(),
        "scale": scale.tolist(),
        "layers": layers,
        "threshold": 0.5,
    }


def write(model: dict, path: Path) -> None:
    """The same bytes for the same numbers."""
    short = json.loads(json.dumps(model), parse_float=lambda text: float(f"{float(text):.5g}"))
    path.write_bytes(gzip.compress(json.dumps(short, separators=(",", ":")).encode(), 9, mtime=0))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("train", type=Path)
    parser.add_argument("--network", type=Path, required=True)
    parser.add_argument("--support", type=Path)
    parser.add_argument("--held-out", type=int, default=200)
    parser.add_argument("--threshold", type=float, default=0.4)
    parser.add_argument("-o", "--output", type=Path, required=True)
    options = parser.parse_args()
    torch.set_num_threads(1)
    support = json.loads(gzip.decompress(options.support.read_bytes())) if options.support else {}
    found = tables(options.train, Network(options.network), support, options.held_out)
    table = np.concatenate([numbers for _, numbers, _ in found])
    truth = np.concatenate([right for _, _, right in found])
    model = fit(table, truth)
    model["threshold"] = options.threshold
    write(model, options.output)
    print(len(truth), "proposals,", int(truth.sum()), "right")


if __name__ == "__main__":
    main()
