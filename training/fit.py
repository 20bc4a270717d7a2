"""Fit all that stands above the tagger: combiner, role model, and what tells that two names are one thing.

    python training/fit.py TRAIN.jsonl --network build/fold0.npz build/fold1.npz --support build/support.json.gz
        -o build/fitting

With several networks, each annotated paper is read by the one that has not learnt from it. The same holds
upwards: the role model learns from mentions that a combiner chose which was fitted on other papers, the likeness of
names from mentions whose roles a role model told that was fitted on other papers. What is written is fitted on all.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

import boosting
import numpy as np
import torch
from tags import char_spans, token_spans
from torch.nn import functional
from unseen import Reading, read_unseen

from kg import vocabulary
from kg.evaluation.surfaces import normalise
from kg.extraction.agreement import choose_tagged, propose
from kg.extraction.combiner import Combiner
from kg.extraction.evidence import FIELDS, Support, describe, read_support
from kg.extraction.role_model import FIELDS as ROLE_FIELDS
from kg.extraction.role_model import RoleModel, describe_things, things
from kg.linking.alike import FIELDS as PAIR_FIELDS
from kg.linking.alike import describe_pairs
from kg.linking.within import by_name, definitions_of
from kg.model import Mention, Paper, Role
from kg.names import normal_form

PARTS = 3
"""What one part of the papers is judged by is fitted on the others."""
SPAN_TREES = {"trees": 300, "leaves": 16}
PAIR_TREES = {"trees": 120, "leaves": 10, "least": 25}
ROLE_DECAY = 0.0005
ROLES = tuple(Role)
TASK_ROLES = (Role.ADDRESSES, Role.MENTIONS)


def proposals(reading: Reading, support: Support) -> tuple[np.ndarray, np.ndarray]:
    """Numbers and truth of every proposed span."""
    spans, best = propose(reading.tokens, reading.candidates, reading.definitions, reading.tagged)
    gold = set(token_spans(reading.tokens, char_spans(reading.tokens.text, reading.paper["entities"])))
    truth = np.array([(start, end, kind.value) in gold for start, end, kind in spans], dtype=np.float32)
    return describe(reading.tokens, spans, reading.definitions, reading.tagged, best, support), truth


def fit_combiner(rows: Sequence[tuple[np.ndarray, np.ndarray]], threshold: float) -> dict:
    table, truth = (np.concatenate(part) for part in zip(*rows, strict=True))
    return {"fields": FIELDS, **boosting.fit(table, truth, threshold, **SPAN_TREES)}


class Listener:
    """Stands where the role model will, and keeps what it would see."""

    def __call__(self, tokens, places, tagged, support) -> list[Role]:
        self.seen = (tokens, places, tagged, support)
        return [Role.USES] * len(places)


def find(
    reading: Reading, combiner: Combiner, role_model: RoleModel | Listener, support: Support
) -> list[Mention]:
    return choose_tagged(
        reading.tokens, reading.candidates, reading.definitions, reading.tagged, combiner, role_model, support
    )


def roles(reading: Reading, combiner: Combiner, support: Support) -> tuple[np.ndarray, list[Role | None]]:
    """Numbers of all things found and the annotated role of each; None where no single entity shares its name."""
    listener = Listener()
    if not find(reading, combiner, listener, support):
        return np.zeros((0, len(ROLE_FIELDS)), dtype=np.float32), []
    tokens, places, tagged, support = listener.seen
    groups = things(places)
    true = {
        (entity["type"], normal_form(name)): Role(entity["role"])
        for entity in reading.paper["entities"]
        for name in entity["mentions"]
    }
    found = []
    for group in groups:
        met = {true.get((places[i][2].kind.value, normal_form(places[i][2].text))) for i in group} - {None}
        found.append(met.pop() if len(met) == 1 else None)
    return describe_things(tokens, places, groups, tagged, support), found


def fit_roles(rows: Sequence[tuple[np.ndarray, list[Role | None]]]) -> dict:
    """Logistic regression over the five roles; a task's role is never weighed against a method's."""
    numbers = np.concatenate([table for table, _ in rows])
    true = [role for _, found in rows for role in found]
    known = [i for i, role in enumerate(true) if role is not None]
    table = torch.from_numpy(numbers[known])
    roles = torch.tensor([ROLES.index(true[i]) for i in known])
    tasks = torch.tensor([true[i] in TASK_ROLES for i in known])
    possible = torch.tensor([role in TASK_ROLES for role in ROLES]) == tasks[:, None]
    weights = torch.zeros(len(ROLES), len(ROLE_FIELDS), requires_grad=True)
    optimizer = torch.optim.LBFGS([weights], max_iter=300)

    def loss() -> torch.Tensor:
        optimizer.zero_grad()
        scores = (table @ weights.T).masked_fill(~possible, -1e4)
        value = functional.cross_entropy(scores, roles) + ROLE_DECAY * (weights**2).sum()
        value.backward()
        return value

    optimizer.step(loss)
    return {"fields": ROLE_FIELDS, "weights": [[round(w, 4) for w in row] for row in weights.tolist()]}


def write_roles(stored: dict, path: Path) -> None:
    path.write_text(json.dumps(stored, indent=1) + "\n", encoding="utf-8")


def pairs(
    record: dict, mentions: Sequence[Mention], known: vocabulary.Vocabulary
) -> tuple[np.ndarray, np.ndarray]:
    """Numbers of pairs of names, and whether both name one annotated entity; pairs are left out of which one
    names none: nobody said whether that is another thing."""
    paper = Paper(
        id=record["id"],
        title=record["title"],
        abstract=record["abstract"],
        categories=tuple(record.get("categories", ())),
    )
    groups = by_name(paper, mentions, definitions_of(mentions), known)
    entities = [
        (entity["type"], {normalise(name) for name in (entity["name"], *entity["mentions"])})
        for entity in record["entities"]
    ]
    named = [
        {
            i
            for i, (kind, names) in enumerate(entities)
            if kind == group[0].kind.value and names & {normalise(mention.text) for mention in group}
        }
        for group in groups
    ]
    numbers, table = describe_pairs(paper, groups)
    sure = [bool(named[one] and named[other]) for one, other in numbers]
    truth = np.array([bool(named[one] & named[other]) for one, other in numbers], dtype=np.float32)
    return table[sure], truth[sure]


def fit_pairs(rows: Sequence[tuple[np.ndarray, np.ndarray]], threshold: float) -> dict:
    table, truth = (np.concatenate(part) for part in zip(*rows, strict=True))
    return {"fields": PAIR_FIELDS, **boosting.fit(table, truth, threshold, **PAIR_TREES)}


def others(
    parts: Sequence[int], rows: Sequence, fit: Callable, write: Callable, load: Callable, scratch: Path
) -> list:
    """For each part of the papers, what is fitted on the rows of all other parts."""
    models = []
    for part in range(PARTS):
        write(fit([row for row, of in zip(rows, parts, strict=True) if of != part]), scratch)
        models.append(load(scratch))
    return models


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("train", type=Path)
    parser.add_argument("--network", type=Path, nargs="+", required=True, help="in the order of their folds")
    parser.add_argument("--support", type=Path, required=True)
    parser.add_argument(
        "--held-out", type=int, default=0, help="only the last papers of TRAIN, unseen by NETWORK"
    )
    parser.add_argument("--threshold", type=float, default=0.38)
    parser.add_argument("--alike", type=float, default=0.6, help="names at least this likely one are joined")
    parser.add_argument("-o", "--output", type=Path, required=True)
    options = parser.parse_args()
    options.output.mkdir(parents=True, exist_ok=True)
    scratch = options.output / "part"
    support = read_support(options.support)
    readings = read_unseen(options.train, options.network, options.held_out)
    parts = [number // len(options.network) % PARTS for number in range(len(readings))]

    rows = [proposals(reading, support) for reading in readings]
    combine = partial(fit_combiner, threshold=options.threshold)
    boosting.write(combine(rows), options.output / "combiner.json.gz")
    combiners = others(parts, rows, combine, boosting.write, Combiner, scratch)
    print(
        sum(len(truth) for _, truth in rows),
        "proposals,",
        int(sum(t.sum() for _, t in rows)),
        "right",
        flush=True,
    )

    told = [roles(r, combiners[part], support) for r, part in zip(readings, parts, strict=True)]
    write_roles(fit_roles(told), options.output / "roles.json")
    role_models = others(parts, told, fit_roles, write_roles, RoleModel, scratch)
    print(sum(len(found) for _, found in told), "things", flush=True)

    known = vocabulary.load()
    met = [
        pairs(r.paper, find(r, combiners[part], role_models[part], support), known)
        for r, part in zip(readings, parts, strict=True)
    ]
    boosting.write(fit_pairs(met, options.alike), options.output / "alike.json.gz")
    print(
        sum(len(t) for _, t in met), "pairs,", int(sum(t.sum() for _, t in met)), "of one thing", flush=True
    )
    scratch.unlink()


if __name__ == "__main__":
    main()
