"""Span categorisation for comparison: spaCy's own, with its convolutional tok2vec, on the annotations alone.

    python training/spancat.py TRAIN.jsonl --dev DEV.jsonl --minutes 7

Sentences are read one by one and every run of up to six tokens is weighed; of overlapping spans the likeliest wins.
"""

from __future__ import annotations

import argparse
import random
import time
from collections.abc import Iterator
from pathlib import Path

import spacy
from measure import spans
from spacy.tokens import Doc, Span
from spacy.training import Example as SpacyExample

from examples import Example, annotated_examples

CONFIG = {
    "spans_key": "sc",
    "threshold": 0.3,
    "suggester": {"@misc": "spacy.ngram_suggester.v1", "sizes": [1, 2, 3, 4, 5, 6]},
    "model": {
        "@architectures": "spacy.SpanCategorizer.v1",
        "reducer": {"@layers": "spacy.mean_max_reducer.v1", "hidden_size": 96},
        "scorer": {"@layers": "spacy.LinearLogistic.v1", "nO": None, "nI": None},
        "tok2vec": {
            "@architectures": "spacy.HashEmbedCNN.v2",
            "pretrained_vectors": None,
            "width": 96,
            "depth": 4,
            "embed_size": 2000,
            "window_size": 1,
            "maxout_pieces": 3,
            "subword_features": True,
        },
    },
}
Sentence = tuple[list[str], list[bool], list[tuple[int, int, str]]]


def sentences(example: Example) -> Iterator[tuple[int, Sentence]]:
    """First token, words, blanks behind them and annotated spans of each sentence."""
    tokens, gold = example.tokens, list(spans(example.tags))
    for start, end in tokens.sentences:
        inside = [(a - start, b - start, str(kind)) for a, b, kind in gold if start <= a and b <= end]
        yield start, (tokens.words[start:end], tokens.spaces[start:end], inside)


def make(nlp, sentence: Sentence) -> SpacyExample:
    words, blanks, gold = sentence
    reference = Doc(nlp.vocab, words=words, spaces=blanks)
    reference.spans["sc"] = [Span(reference, a, b, label=kind) for a, b, kind in gold]
    return SpacyExample(Doc(nlp.vocab, words=words, spaces=blanks), reference)


def best(doc: Doc) -> set[tuple[int, int, str]]:
    group = doc.spans["sc"]
    order = sorted(zip(group.attrs["scores"], group, strict=True), key=lambda pair: -pair[0])
    taken: set[int] = set()
    found = set()
    for _, span in order:
        place = range(span.start, span.end)
        if taken.isdisjoint(place):
            taken.update(place)
            found.add((span.start, span.end, span.label_))
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("train", type=Path)
    parser.add_argument("--dev", type=Path, required=True)
    parser.add_argument("--minutes", type=float, default=7)
    options = parser.parse_args()
    spacy.util.fix_random_seed(1)
    order = random.Random(1)
    train = [one for example in annotated_examples(options.train) for _, one in sentences(example)]
    dev = annotated_examples(options.dev)
    nlp = spacy.blank("en")
    nlp.add_pipe("spancat", config=CONFIG)
    nlp.initialize(lambda: [make(nlp, one) for one in train[:500]])
    began, seen = time.process_time(), 0
    while time.process_time() - began < 60 * options.minutes:
        batch = [make(nlp, train[order.randrange(len(train))]) for _ in range(64)]
        nlp.update(batch)
        seen += len(batch)
    began = time.process_time()
    hit = have = want = 0
    for example in dev:
        gold = {(a, b, str(kind)) for a, b, kind in spans(example.tags)}
        parts = list(sentences(example))
        docs = nlp.pipe([make(nlp, one).predicted for _, one in parts])
        found = {
            (first + a, first + b, k)
            for (first, _), d in zip(parts, docs, strict=True)
            for a, b, k in best(d)
        }
        hit, have, want = hit + len(gold & found), have + len(found), want + len(gold)
    rate = len(dev) / (time.process_time() - began)
    print(f"{seen} sentences of {len(train)} read in {options.minutes:g} minutes")
    print(
        f"P {hit / max(1, have):.3f} R {hit / want:.3f} F1 {2 * hit / (have + want):.3f}, {rate:.0f} abstracts/s"
    )


if __name__ == "__main__":
    main()
