"""Score a model that does not ship, or the teacher in the network's place or beside it, as `kg evaluate` scores.

    python training/judge.py GOLD.jsonl ... --network build/tagger.npz --model build/fitted [--threshold 0.38]
    python training/judge.py GOLD.jsonl ... --teacher build/teacher.npz [--threshold 0.42]

Of a network and a teacher the probabilities are averaged, as by `kg evaluate --accurate`. Prints the strict scores of
the tags alone, then those of the pipeline. `--model` is a folder of combiner, role model, support and perhaps trees for
pairs; what it lacks is what ships.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
from measure import span_scores

from examples import annotated_examples
from kg import vocabulary
from kg.cli.extract import record
from kg.evaluation.annotated import parse, read_gold
from kg.evaluation.score import Score
from kg.extraction.agreement import choose_tagged
from kg.extraction.combiner import Combiner
from kg.extraction.evidence import read_support
from kg.extraction.network import Network
from kg.extraction.pipeline import load_pipeline
from kg.extraction.role_model import RoleModel
from kg.extraction.setting import MODEL, STUDENT
from kg.extraction.tagger import Tagger
from kg.extraction.transformer import Transformer
from kg.linking import alike, link
from kg.model import Paper

FIGURES = (
    "entity F1", "entity Method F1", "entity Dataset F1", "entity Task F1", "mention F1", "role accuracy",
    "introduces F1",
)  # fmt: skip


def tagger(options: argparse.Namespace) -> Tagger:
    """Of those networks that are named; of the one that ships where none is."""
    networks = [Network(options.network or STUDENT)] if options.network or not options.teacher else []
    return Tagger([*networks, *([Transformer(options.teacher)] if options.teacher else [])])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("gold", type=Path, nargs="+")
    parser.add_argument("--network", type=Path)
    parser.add_argument("--teacher", type=Path, help="what compact.py wrote")
    parser.add_argument("--model", type=Path, default=MODEL)
    parser.add_argument("--threshold", type=float, help="default: the combiner's own")
    options = parser.parse_args()
    read = tagger(options)

    def file(name: str, shipped: Path = MODEL) -> Path:
        return options.model / name if (options.model / name).exists() else shipped / name

    combiner, role_model = Combiner(file("combiner.json.gz")), RoleModel(file("roles.json"))
    combiner.threshold = options.threshold or combiner.threshold
    support = read_support(file("support.json.gz"))
    alike.WEIGHTS = file("alike.json.gz", alike.WEIGHTS.parent)
    nlp, known = load_pipeline(tagger=False), vocabulary.load()
    for path in options.gold:
        examples, gold = annotated_examples(path, nlp), read_gold(str(path))
        answers = [read(example.tokens, example.hints) for example in examples]
        print(path.name, "tags alone:", span_scores(examples, [np.exp(answer.tags) for answer in answers]))
        found = {}
        for example, tagged in zip(examples, answers, strict=True):
            told = example.paper
            paper = Paper(id=told["id"], title=told["title"], abstract=told["abstract"])
            doc = nlp(paper.text)
            seen = (doc._.kg_tokens, doc._.kg_candidates, doc._.kg_definitions)
            mentions = choose_tagged(*seen, tagged, combiner, role_model, support)
            found[paper.id] = parse(record(paper, link(paper, mentions, known)))
        figures = Score.of(gold, found).figures()
        print(
            path.name, "pipeline:", ", ".join(f"{name} {figures[name]:.3f}" for name in FIGURES), flush=True
        )


if __name__ == "__main__":
    main()
