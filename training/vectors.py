"""Train static floret vectors on raw abstracts: what each word, by its letters, is like in the field.

    python training/vectors.py CORPUS.jsonl.gz [--leave-out GOLD.jsonl ...] -o build/vectors.floret

Words are the tokens of `kg.extraction.tokenizer`, lower case. One thread, so that the same corpus gives
the same vectors. floret: https://github.com/explosion/floret (hashed subword vectors in one small table).
"""

from __future__ import annotations

import argparse
import json
import tempfile
from itertools import islice
from pathlib import Path

import floret
import spacy

from examples import corpus_texts
from kg.extraction.tokenizer import LatexTokenizer

DIMENSIONS = 96
BUCKETS = 40_000
FIELDS = (
    "cs.",
    "stat.",
    "eess.",
    "physics.",
    "q-bio.",
    "cond-mat",
    "astro-ph",
    "quant-ph",
    "math.NA",
    "math.OC",
)
"""Papers of these categories are read: pure mathematics and particle theory use other words."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("corpus", type=Path)
    parser.add_argument("--leave-out", type=Path, nargs="*", default=[], help="annotated papers kept unseen")
    parser.add_argument("-o", "--output", type=Path, required=True)
    parser.add_argument("--papers", type=int, default=60_000)
    options = parser.parse_args()
    hidden = {json.loads(line)["id"] for path in options.leave_out for line in path.open(encoding="utf-8")}
    tokenizer = LatexTokenizer(spacy.blank("en").vocab)
    with tempfile.NamedTemporaryFile("w", encoding="utf-8", suffix=".txt") as words:
        chosen = (
            text
            for _, text, categories in corpus_texts(options.corpus, hidden)
            if any(category.startswith(FIELDS) for category in categories)
        )
        for text in islice(chosen, options.papers):
            words.write(" ".join(token.lower_ for token in tokenizer(text) if not token.is_space) + "\n")
        words.flush()
        model = floret.train_unsupervised(
            words.name,
            model="skipgram",
            mode="floret",
            hashCount=2,
            bucket=BUCKETS,
            minn=4,
            maxn=5,
            dim=DIMENSIONS,
            epoch=2,
            lr=0.05,
            minCount=5,
            neg=5,
            ws=5,
            thread=1,
        )
        options.output.parent.mkdir(parents=True, exist_ok=True)
        model.save_floret_vectors(str(options.output))


if __name__ == "__main__":
    main()
