"""Score a model that does not ship, or the teacher in the network's place or beside it, as `kg evaluate` scores.

    python training/judge.py GOLD.jsonl ... --network build/tagger.npz --model build/fitted [--threshold 0.38]
    python training/judge.py GOLD.jsonl ... --teacher build/teacher.npz --encoder build/encoder [--threshold 0.42]

Of a network and a teacher the probabilities are averaged. Prints the strict scores of the tags alone, then those of the
pipeline. `--model` is a folder of combiner, role model, support and perhaps trees for pairs; what it lacks is what
ships.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import compact
import numpy as np
import torch
from measure import span_scores
from teacher import predict

from examples import Example, annotated_examples
from kg import vocabulary
from kg.cli.extract import record
from kg.evaluation.annotated import parse, read_gold
from kg.evaluation.score import Score
from kg.extraction.agreement import choose_tagged
from kg.extraction.combiner import Combiner
from kg.extraction.evidence import Tagged, read_support
from kg.extraction.network import Network
from kg.extraction.pipeline import load_pipeline
from kg.extraction.pretrained import load_tokenizer
from kg.extraction.role_model import RoleModel
from kg.extraction.setting import MODEL, STUDENT
from kg.linking import alike, link
from kg.model import Paper

FIGURES = (
    "entity F1", "entity Method F1", "entity Dataset F1", "entity Task F1", "mention F1", "role accuracy",
    "introduces F1",
)  # fmt: skip


def read_all(options: argparse.Namespace, examples: list[Example]) -> list[tuple[np.ndarray, np.ndarray]]:
    """Probabilities of tags and of roles for each token."""
    answers = []
    if options.teacher:
        tokenizer = load_tokenizer((options.encoder / "tokenizer.json").read_bytes())
        answers.append(predict(compact.read(options.teacher, options.encoder), examples, tokenizer))
    if options.network or not options.teacher:
        network = Network(options.network or STUDENT)
        own = (network(example.tokens, example.hints) for example in examples)
        answers.append([(np.exp(tags), np.exp(roles)) for tags, roles in own])
    return [
        tuple(np.mean(part, axis=0) for part in zip(*one, strict=True)) for one in zip(*answers, strict=True)
    ]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("gold", type=Path, nargs="+")
    parser.add_argument("--network", type=Path)
    parser.add_argument("--teacher", type=Path, help="what compact.py wrote; then --encoder, too")
    parser.add_argument("--encoder", type=Path)
    parser.add_argument("--model", type=Path, default=MODEL)
    parser.add_argument("--threshold", type=float, help="default: the combiner's own")
    options = parser.parse_args()
    torch.set_num_threads(1)

    def file(name: str, shipped: Path = MODEL) -> Path:
        return options.model / name if (options.model / name).exists() else shipped / name

    combiner, role_model = Combiner(file("combiner.json.gz")), RoleModel(file("roles.json"))
    combiner.threshold = options.threshold or combiner.threshold
    support = read_support(file("support.json.gz"))
    alike.WEIGHTS = file("alike.json.gz", alike.WEIGHTS.parent)
    nlp, known = load_pipeline(tagger=False), vocabulary.load()
    for path in options.gold:
        examples, gold = annotated_examples(path, nlp), read_gold(str(path))
        answers = read_all(options, examples)
        print(path.name, "tags alone:", span_scores(examples, [tags for tags, _ in answers]))
        found = {}
        for example, (tags, roles) in zip(examples, answers, strict=True):
            told = example.paper
            paper = Paper(id=told["id"], title=told["title"], abstract=told["abstract"])
            doc = nlp(paper.text)
            tagged = Tagged(*(np.log(part + 1e-6).astype(np.float32) for part in (tags, roles)))
            seen = (doc._.kg_tokens, doc._.kg_candidates, doc._.kg_definitions)
            mentions = choose_tagged(*seen, tagged, combiner, role_model, support)
            found[paper.id] = parse(record(paper, link(paper, mentions, known)))
        figures = Score.of(gold, found).figures()
        print(
            path.name, "pipeline:", ", ".join(f"{name} {figures[name]:.3f}" for name in FIGURES), flush=True
        )


if __name__ == "__main__":
    main()
