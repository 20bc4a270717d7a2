"""Let teachers read unannotated abstracts: their averaged probabilities are what the student learns from.

    python training/label.py CORPUS.jsonl.gz --teacher build/teacher.pt [--student build/gold.pt --vectors FILE]
        --leave-out GOLD.jsonl ... --papers 12000 -o build/silver.pkl

Three papers of four lie between machine learning and the sciences, as in the annotations, as far as the corpus
has them; the rest in machine learning or the sciences alone.
"""

from __future__ import annotations

import argparse
import json
import pickle
import time
from collections.abc import Iterable
from pathlib import Path

import numpy as np
import teacher
import torch
from student import Batches, Student
from student import predict as predict_student
from transformers import AutoTokenizer
from words import Words, read_vectors

from examples import Example, choose_papers, raw_examples
from kg.extraction.pipeline import load_pipeline


def chunks(rows: list, size: int) -> Iterable[list]:
    for i in range(0, len(rows), size):
        yield rows[i : i + size]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("corpus", type=Path)
    parser.add_argument("--teacher", type=Path, required=True)
    parser.add_argument("--student", type=Path)
    parser.add_argument("--weight", type=float, default=0.65, help="the teacher's share beside a student")
    parser.add_argument("--vectors", type=Path)
    parser.add_argument("--leave-out", type=Path, nargs="*", default=[])
    parser.add_argument("--papers", type=int, default=66_000)
    parser.add_argument("--most", type=int, help="stop after this many, for trials")
    parser.add_argument("-o", "--output", type=Path, required=True)
    options = parser.parse_args()
    torch.set_num_threads(1)
    hidden = {json.loads(line)["id"] for path in options.leave_out for line in path.open(encoding="utf-8")}
    papers = choose_papers(options.corpus, hidden, options.papers)[: options.most]
    tokenizer = AutoTokenizer.from_pretrained(teacher.ENCODER)
    model = teacher.Teacher()
    model.load_state_dict(torch.load(options.teacher))
    second = None
    if options.student:
        vectors = read_vectors(options.vectors)
        second = Student(vectors.data.shape[1])
        second.load_state_dict(torch.load(options.student))
    nlp = load_pipeline(tagger=False)
    labelled = []
    began = time.time()
    for group in chunks(papers, 400):
        examples: list[Example] = list(raw_examples((text for _, text in group), nlp))
        answers = teacher.predict(model, examples, tokenizer)
        if second is not None:
            others = predict_student(second, Batches(Words(vectors), [examples]), 0)
            answers = [
                tuple(options.weight * a + (1 - options.weight) * b for a, b in zip(*pair, strict=True))
                for pair in zip(answers, others, strict=True)
            ]
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
