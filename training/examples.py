"""Papers as arrays: the tagger's features with the annotated tags and roles, one example a paper."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from spacy.language import Language
from tags import TAGS, char_spans, token_spans

from kg.extraction.features import place_hints
from kg.extraction.pipeline import load_pipeline
from kg.extraction.tokens import Tokens
from kg.model import Role

ROLES = tuple(role.value for role in Role)
NO_ROLE = -100
LEARNING = ("cs.LG", "cs.AI", "cs.CV", "cs.CL", "cs.NE", "stat.ML", "eess.IV", "cs.CE")
SCIENCES = ("physics.", "cond-mat", "q-bio.", "astro-ph", "quant-ph", "math.NA", "cs.NA", "cs.CE", "math.OC")


@dataclass(slots=True)
class Example:
    """One paper. Arrays have one row for each token."""

    id: str
    tokens: Tokens
    hints: np.ndarray
    tags: np.ndarray | None = None
    """Indices into TAGS; None where nobody annotated."""
    roles: np.ndarray | None = None
    """Indices into ROLES on tokens of mentions, NO_ROLE elsewhere."""
    paper: dict | None = None


def annotated_examples(path: Path, nlp: Language | None = None) -> list[Example]:
    """Every annotated paper of a file, in its order."""
    nlp = nlp or load_pipeline(tagger=False)
    with path.open(encoding="utf-8") as lines:
        papers = [json.loads(line) for line in lines]
    texts = (f"{paper['title']}\n\n{paper['abstract']}" for paper in papers)
    return [
        _annotated(example, paper) for example, paper in zip(raw_examples(texts, nlp), papers, strict=True)
    ]


def raw_examples(texts: Iterable[str], nlp: Language) -> Iterator[Example]:
    """Texts as examples without tags."""
    for doc in nlp.pipe(texts, batch_size=64):
        tokens = doc._.kg_tokens
        yield Example("", tokens, place_hints(tokens, doc._.kg_candidates, doc._.kg_definitions))


def corpus_texts(path: Path, hidden: set[str]) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    """Id, text and categories of each paper of a gzipped JSON Lines file, but of the hidden ids."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for paper in map(json.loads, lines):
            abstract = (paper.get("abstract") or paper.get("summary") or "").strip()
            if paper["id"] not in hidden and abstract:
                yield paper["id"], f"{paper['title'].strip()}\n\n{abstract}", tuple(paper["categories"])


def choose_papers(path: Path, hidden: set[str], papers: int) -> list[tuple[str, str]]:
    """Ids and texts of the first papers of each sort, in the order of the corpus."""
    room = {"between": papers * 3 // 4, "alone": papers - papers * 3 // 4}
    chosen = []
    for name, text, categories in corpus_texts(path, hidden):
        learning = any(category in LEARNING for category in categories)
        science = any(category.startswith(SCIENCES) for category in categories)
        sort = "between" if learning and science else "alone" if learning or science else ""
        if sort and room[sort] and len(text) < 4000:
            room[sort] -= 1
            chosen.append((name, text))
    return chosen


def read_part(text: str) -> tuple[int, int]:
    """ "1/3" as (1, 3): the part that begins at 1 and takes each third; parts count from 0."""
    first, parts = map(int, text.split("/"))
    return first, parts


def _annotated(example: Example, paper: dict) -> Example:
    tokens = example.tokens
    tags = np.zeros(len(tokens), dtype=np.int64)
    roles = np.full(len(tokens), NO_ROLE, dtype=np.int64)
    role_of = {
        (mention, entity["type"]): ROLES.index(entity["role"])
        for entity in paper["entities"]
        for mention in entity["mentions"]
    }
    for begin, finish, kind in char_spans(tokens.text, paper["entities"]):
        for start, end, _ in token_spans(tokens, [(begin, finish, kind)]):
            if tags[start:end].any():
                continue
            tags[start] = TAGS.index(f"B-{kind}")
            tags[start + 1 : end] = TAGS.index(f"I-{kind}")
            roles[start:end] = role_of[tokens.text[begin:finish], kind]
    return Example(paper["id"], tokens, example.hints, tags, roles, paper)
