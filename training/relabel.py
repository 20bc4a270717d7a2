"""Let trained networks, and all that weighs their answers, read unannotated abstracts for the next students.

    python training/relabel.py CORPUS.jsonl.gz --network build/tagger.npz ... --model build/fitting
        --leave-out GOLD.jsonl ... --papers 12000 [--beside build/labels.pkl ...] -o build/silver.pkl

The networks' probabilities are averaged, with the teacher's where `label.py` has its labels. Beside them stand the
mentions that the combiner of the model would choose, each with its chance: the combiner knows what a network does
not, what other papers and other places of the text say. Networks and combiner have half of the say each.
"""

from __future__ import annotations

import argparse
import json
import pickle
import time
from pathlib import Path

import numpy as np
from tags import TAGS

from examples import ROLES, choose_papers
from kg.extraction.agreement import choose_tagged
from kg.extraction.combiner import Combiner
from kg.extraction.evidence import Tagged, read_support
from kg.extraction.features import place_hints
from kg.extraction.network import Network
from kg.extraction.pipeline import load_pipeline
from kg.extraction.role_model import RoleModel
from kg.extraction.tagger import Tagger
from kg.extraction.tokens import Tokens
from kg.model import Mention

LEAST = 0.1
"""Mentions less likely than this are not looked at."""
CERTAIN = 0.85
"""How far the role model's answer is believed."""
TEACHERS_SHARE = 0.65
"""What the teacher says beside the networks."""

Label = tuple[str, list[str], np.ndarray, np.ndarray, np.ndarray]
"""Id of a paper, its words, hints, and probabilities of tags and of roles."""


def read_labels(paths: list[Path]) -> dict[str, Label]:
    """By id, in the order of the files."""
    found: dict[str, Label] = {}
    for path in paths:
        with path.open("rb") as file:
            found |= {label[0]: label for label in pickle.load(file)}
    return found


def average(
    networks: list[Network], tokens: Tokens, hints: np.ndarray, taught: Label | None = None
) -> Tagged:
    """Logarithms of the networks' mean probabilities, or of theirs and the teacher's."""
    own = Tagger(networks)(tokens, hints)
    if taught is None:
        return own
    if taught[1] != tokens.words:
        raise SystemExit(f"{taught[0]}: the teacher read other words; label it anew")
    tags, roles = (
        TEACHERS_SHARE * told + (1 - TEACHERS_SHARE) * np.exp(log)
        for told, log in zip(taught[3:], (own.tags, own.roles), strict=True)
    )
    return Tagged(np.log(tags + 1e-9).astype(np.float32), np.log(roles + 1e-9).astype(np.float32))


def as_probabilities(
    tokens: Tokens, mentions: list[Mention], roles: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Mentions with their chances as probabilities of tags; the roles given, but on mentions the mentions' own."""
    tags = np.zeros((len(tokens), len(TAGS)), dtype=np.float32)
    tags[:, 0] = 1
    roles = roles.copy()
    for mention in mentions:
        start = tokens.starts.index(mention.start)
        end = next((i for i in range(start, len(tokens)) if tokens.starts[i] >= mention.end), len(tokens))
        begin = TAGS.index(f"B-{mention.kind.value}")
        tags[start:end, 0] = 1 - mention.confidence
        tags[start, begin] = tags[start + 1 : end, begin + 1] = mention.confidence
        roles[start:end] = (1 - CERTAIN) / (len(ROLES) - 1)
        roles[start:end, ROLES.index(mention.role.value)] = CERTAIN
    return tags, roles


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("corpus", type=Path)
    parser.add_argument("--network", type=Path, nargs="+", required=True)
    parser.add_argument(
        "--model", type=Path, required=True, help="folder of combiner, role model and support"
    )
    parser.add_argument("--leave-out", type=Path, nargs="*", default=[])
    parser.add_argument("--papers", type=int, default=66_000)
    parser.add_argument(
        "--beside",
        type=Path,
        nargs="*",
        default=[],
        help="only papers with these labels of the teacher, which has its say",
    )
    parser.add_argument("--without", type=Path, nargs="*", default=[], help="no papers with these labels")
    parser.add_argument("--most", type=int, help="stop after this many, for trials")
    parser.add_argument("-o", "--output", type=Path, required=True)
    options = parser.parse_args()
    hidden = {json.loads(line)["id"] for path in options.leave_out for line in path.open(encoding="utf-8")}
    taught = read_labels(options.beside)
    hidden |= read_labels(options.without).keys()
    papers = choose_papers(options.corpus, hidden, options.papers)
    papers = [paper for paper in papers if not options.beside or paper[0] in taught][: options.most]
    networks = [Network(path) for path in options.network]
    combiner, role_model = (
        Combiner(options.model / "combiner.json.gz"),
        RoleModel(options.model / "roles.json"),
    )
    combiner.threshold = LEAST
    support = read_support(options.model / "support.json.gz")
    nlp = load_pipeline(tagger=False)
    labelled = []
    began = time.time()
    for doc, name in nlp.pipe(((text, name) for name, text in papers), as_tuples=True, batch_size=64):
        tokens, seen = doc._.kg_tokens, (doc._.kg_candidates, doc._.kg_definitions)
        hints = place_hints(tokens, *seen)
        tagged = average(networks, tokens, hints, taught.get(name))
        mentions = choose_tagged(tokens, *seen, tagged, combiner, role_model, support)
        own = np.exp(tagged.tags), np.exp(tagged.roles)
        weighed = as_probabilities(tokens, mentions, own[1])
        tags, roles = ((a + b) / 2 for a, b in zip(own, weighed, strict=True))
        labelled.append(
            (name, tokens.words, hints.astype(np.uint8), tags.astype(np.float16), roles.astype(np.float16))
        )
        if len(labelled) % 2000 == 0:
            print(f"{len(labelled)}/{len(papers)} {time.time() - began:.0f}s", flush=True)
    with options.output.open("wb") as file:
        pickle.dump(labelled, file)


if __name__ == "__main__":
    main()
