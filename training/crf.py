"""For comparison: a conditional random field over rich features, learnt from the annotations alone.

    python training/crf.py TRAIN.jsonl --dev DEV.jsonl [--held-out 200]

J. Lafferty et al.: Conditional random fields, ICML 2001; by python-crfsuite. It sees what the student sees but
the static vectors: words, letters, shapes and hints of a window of two tokens to each side.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from pathlib import Path

import numpy as np
import pycrfsuite
from measure import span_scores
from tags import TAGS

from examples import Example, annotated_examples
from kg.extraction.features import shape


def features(example: Example) -> list[list[str]]:
    """The names of what is seen at each token."""
    words = example.tokens.words
    lower = example.tokens.lower
    shapes = [shape(word) for word in words]
    hints = example.hints.tolist()
    seen = []
    for i, word in enumerate(words):
        row = [
            "bias",
            f"pre3={lower[i][:3]}",
            f"suf3={lower[i][-3:]}",
            f"suf2={lower[i][-2:]}",
            f"h0={hints[i][0]}",
        ]
        if any(char.isupper() for char in word[1:]):
            row.append("inner capital")
        for step in (-2, -1, 0, 1, 2):
            j = i + step
            if 0 <= j < len(words):
                row += [f"w{step}={lower[j]}", f"s{step}={shapes[j]}"]
                row += [f"h{step}.{number}" for number in hints[j]]
            else:
                row.append(f"outside{step}")
        for step in (-1, 0):
            if i + step >= 0 and i + step + 1 < len(words):
                row.append(f"b{step}={lower[i + step]} {lower[i + step + 1]}")
        seen.append(row)
    return seen


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("train", type=Path)
    parser.add_argument("--dev", type=Path, required=True)
    parser.add_argument("--held-out", type=int, default=200)
    options = parser.parse_args()
    train = annotated_examples(options.train)
    train = train[: len(train) - options.held_out]
    dev = annotated_examples(options.dev)
    trainer = pycrfsuite.Trainer(verbose=False)
    for example in train:
        trainer.append(features(example), [TAGS[tag] for tag in example.tags])
    trainer.set_params({"c1": 0.1, "c2": 0.01, "max_iterations": 80, "feature.minfreq": 2})
    with tempfile.NamedTemporaryFile(suffix=".crf") as model:
        trainer.train(model.name)
        tagger = pycrfsuite.Tagger()
        tagger.open(model.name)
        began = time.process_time()
        answers = [tagger.tag(features(example)) for example in dev]
        took = time.process_time() - began
        size = Path(model.name).stat().st_size
    probabilities = [np.eye(len(TAGS))[[TAGS.index(tag) for tag in tags]] for tags in answers]
    print(f"{len(dev) / took:.0f} abstracts/s and core, {size / 1e6:.1f} MB", span_scores(dev, probabilities))


if __name__ == "__main__":
    main()
