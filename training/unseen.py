"""Annotated papers as networks read them that have not learnt from them: what all later steps are fitted on."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from kg.extraction.abbreviations import Definition
from kg.extraction.candidate import Candidate
from kg.extraction.evidence import Tagged, whole_pieces
from kg.extraction.features import place_hints
from kg.extraction.network import Network
from kg.extraction.pipeline import load_pipeline
from kg.extraction.tokens import Tokens


@dataclass(frozen=True, slots=True)
class Reading:
    """One annotated paper, what the rules propose and what a network says of it."""

    paper: dict
    tokens: Tokens
    candidates: list[Candidate]
    definitions: Sequence[Definition]
    tagged: Tagged
    fold: int
    """The network that read it."""


def read_unseen(path: Path, networks: Sequence[Path], last: int = 0) -> list[Reading]:
    """Every paper of a file, or the last ones; of N networks the I-th reads each N-th paper from the I-th on
    (`student.py --fold I/N`).
    """
    nlp = load_pipeline(tagger=False)
    readers = [Network(network) for network in networks]
    with path.open(encoding="utf-8") as lines:
        papers = [json.loads(line) for line in lines][-last:]
    found = []
    for number, paper in enumerate(papers):
        doc = nlp(f"{paper['title']}\n\n{paper['abstract']}")
        tokens, candidates, definitions = doc._.kg_tokens, doc._.kg_candidates, doc._.kg_definitions
        fold = number % len(readers)
        tagged = Tagged(*readers[fold](tokens, place_hints(tokens, candidates, definitions)))
        found.append(Reading(paper, tokens, candidates, definitions, whole_pieces(tokens, tagged), fold))
    return found
