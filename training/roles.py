"""Fit the role model on annotated papers that the tagger never saw.

    python training/roles.py TRAIN.jsonl --model build/model --held-out 200

DIR holds tagger.npz, combiner.json.gz and support.json.gz; roles.json is written beside them. A found thing
counts where an annotated entity of its type shares a surface form with it.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import numpy as np
import torch
from torch.nn import functional

from kg.extraction.agreement import choose_tagged
from kg.extraction.combiner import Combiner
from kg.extraction.evidence import Tagged, read_support
from kg.extraction.features import place_hints
from kg.extraction.network import Network
from kg.extraction.pipeline import load_pipeline
from kg.extraction.role_model import FIELDS, describe_things, things
from kg.model import Kind, Role
from kg.names import normal_form

ROLES = tuple(Role)


class _Listener:
    """Stands where the role model will, and keeps what it would see."""

    def __call__(self, tokens, places, tagged, support) -> list[Role]:
        self.seen = (tokens, places, tagged, support)
        return [Role.USES] * len(places)


def examples(path: Path, model: Path, last: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Numbers, true roles and kinds of the things found in the last papers of a file."""
    nlp = load_pipeline(tagger=False)
    network, combiner = Network(model / "tagger.npz"), Combiner(model / "combiner.json.gz")
    support, listener = read_support(model / "support.json.gz"), _Listener()
    with path.open(encoding="utf-8") as lines:
        papers = [json.loads(line) for line in lines][-last:]
    rows, roles, kinds = [], [], []
    for paper in papers:
        doc = nlp(f"{paper['title']}\n\n{paper['abstract']}")
        tokens, candidates, definitions = doc._.kg_tokens, doc._.kg_candidates, doc._.kg_definitions
        tagged = Tagged(*network(tokens.words, place_hints(tokens, candidates, definitions)))
        choose_tagged(tokens, candidates, definitions, tagged, combiner, listener, support)
        tokens, places, tagged, support = listener.seen
        groups = things(places)
        true = {
            (entity["type"], normal_form(name)): entity["role"]
            for entity in paper["entities"]
            for name in entity["mentions"]
        }
        table = describe_things(tokens, places, groups, tagged, support)
        for row, group in zip(table, groups, strict=True):
            found = {true.get((places[i][2].kind.value, normal_form(places[i][2].text))) for i in group} - {
                None
            }
            if len(found) == 1:
                rows.append(row)
                roles.append(ROLES.index(found.pop()))
                kinds.append(places[group[0]][2].kind is Kind.TASK)
    return np.array(rows), np.array(roles), np.array(kinds)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("train", type=Path)
    parser.add_argument("--model", type=Path, required=True)
    parser.add_argument("--held-out", type=int, default=200)
    parser.add_argument("--decay", type=float, default=0.002)
    options = parser.parse_args()
    torch.manual_seed(1)
    rows, roles, tasks = (
        torch.from_numpy(array) for array in examples(options.train, options.model, options.held_out)
    )
    weights = torch.zeros(len(ROLES), len(FIELDS), requires_grad=True)
    possible = torch.tensor([role in (Role.ADDRESSES, Role.MENTIONS) for role in ROLES]) == tasks[:, None]
    optimizer = torch.optim.LBFGS([weights], max_iter=300)

    def loss() -> torch.Tensor:
        optimizer.zero_grad()
        scores = (rows @ weights.T).masked_fill(~possible, -1e4)
        value = functional.cross_entropy(scores, roles) + options.decay * (weights**2).sum()
        value.backward()
        return value

    optimizer.step(loss)
    right = ((rows @ weights.T).masked_fill(~possible, -1e4).argmax(1) == roles).float().mean()
    print(f"{len(roles)} things, {right:.3f} right")
    stored = {"fields": FIELDS, "weights": [[round(w, 4) for w in row] for row in weights.tolist()]}
    (options.model / "roles.json").write_text(json.dumps(stored, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
