"""Let the teacher read unannotated abstracts: its probabilities are what students learn from.

    python training/label.py CORPUS.jsonl.gz --teacher build/teacher.pt --encoder build/encoder
        --leave-out GOLD.jsonl ... --papers 12000 [--part 0/2] -o build/silver.pkl

Three papers of four lie between machine learning and the sciences, as in the annotations, as far as the corpus
has them; the rest in machine learning or the sciences alone.
"""

from __future__ import annotations

import argparse
import json
import pickle
import time
from pathlib import Path

import compact
import numpy as np
import torch
from teacher import Teacher, predict

from examples import choose_papers, raw_examples, read_part
from kg.extraction.pipeline import load_pipeline
from kg.extraction.pretrained import load_tokenizer

_AT_ONCE = 400


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("corpus", type=Path)
    parser.add_argument("--teacher", type=Path, required=True, help="what teacher.py or compact.py wrote")
    parser.add_argument("--encoder", type=Path, required=True, help="folder that encoder.py filled")
    parser.add_argument("--leave-out", type=Path, nargs="*", default=[])
    parser.add_argument("--papers", type=int, default=12_000)
    parser.add_argument(
        "--part", type=read_part, default=(0, 1), help="I/N: each N-th paper from the I-th on"
    )
    parser.add_argument("--most", type=int, help="stop after this many, for trials")
    parser.add_argument("-o", "--output", type=Path, required=True)
    options = parser.parse_args()
    torch.set_num_threads(1)
    hidden = {json.loads(line)["id"] for path in options.leave_out for line in path.open(encoding="utf-8")}
    first, parts = options.part
    papers = choose_papers(options.corpus, hidden, options.papers)[first : options.most : parts]
    tokenizer = load_tokenizer((options.encoder / "tokenizer.json").read_bytes())
    if options.teacher.suffix == ".npz":
        model = compact.read(options.teacher, options.encoder)
    else:
        model = Teacher(options.encoder)
        model.load_state_dict(torch.load(options.teacher))
    nlp = load_pipeline(tagger=False)
    labelled = []
    began = time.time()
    for start in range(0, len(papers), _AT_ONCE):
        group = papers[start : start + _AT_ONCE]
        examples = list(raw_examples((text for _, text in group), nlp))
        answers = predict(model, examples, tokenizer)
        for (name, _), example, (tags, roles) in zip(group, examples, answers, strict=True):
            labelled.append(
                (
                    name,
                    example.tokens.words,
                    example.hints.astype(np.uint8),
                    tags.astype(np.float16),
                    roles.astype(np.float16),
                )
            )
        print(f"{len(labelled)}/{len(papers)} {time.time() - began:.0f}s", flush=True)
        with options.output.open("wb") as file:
            pickle.dump(labelled, file)


if __name__ == "__main__":
    main()
