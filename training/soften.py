"""Further annotated papers as labels to learn from: what their reader said, and what trained models think of it.

    python training/soften.py MORE.jsonl --network build/fold0.npz build/fold1.npz [--beside build/labels.pkl ...]
        -o build/more.pkl

A reader of another habit marks other margins. Where two readers have read the same papers, the mean of one's marks and
the models' probabilities foretells the other's marks far better than either alone: so the reader has READERS_SHARE of
the say, and labels of `label.py` or `relabel.py`, or else the mean of the networks, have the rest.
"""

from __future__ import annotations

import argparse
import pickle
from pathlib import Path

import numpy as np
from relabel import average, read_labels

from examples import NO_ROLE, annotated_examples
from kg.extraction.network import Network
from kg.extraction.pipeline import load_pipeline

READERS_SHARE = 0.6


def mixed(marks: np.ndarray, chances: np.ndarray) -> np.ndarray:
    """Of each token a mark, or NO_ROLE where none is to be given, and its probabilities: their weighed mean."""
    marked = marks != NO_ROLE
    mean = chances.copy()
    mean[marked] *= 1 - READERS_SHARE
    mean[marked, marks[marked]] += READERS_SHARE
    return mean


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("more", type=Path)
    parser.add_argument("--network", type=Path, nargs="+", required=True)
    parser.add_argument("--beside", type=Path, nargs="*", default=[])
    parser.add_argument("-o", "--output", type=Path, required=True)
    options = parser.parse_args()
    networks = [Network(path) for path in options.network]
    known = read_labels(options.beside)
    found = []
    for example in annotated_examples(options.more, load_pipeline(tagger=False)):
        label = known.get(example.id)
        if label is not None and label[1] == example.tokens.words:
            tags, roles = (part.astype(np.float32) for part in label[3:])
        else:
            told = average(networks, example.tokens, example.hints)
            tags, roles = np.exp(told.tags), np.exp(told.roles)
        tags = mixed(example.tags, tags)
        roles = mixed(example.roles, roles)
        found.append(
            (
                example.id,
                example.tokens.words,
                example.hints.astype(np.uint8),
                tags.astype(np.float16),
                roles.astype(np.float16),
            )
        )
    with options.output.open("wb") as file:
        pickle.dump(found, file)
    print(f"{len(found)} papers, {sum(name in known for name, *_ in found)} with labels beside them")


if __name__ == "__main__":
    main()
