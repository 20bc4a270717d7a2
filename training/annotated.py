"""Annotated papers as tokens with tags: what the taggers learn from.

Tags are BIO: "O", "B-Method", "I-Method", "B-Dataset", ... over the tokens of `kg.extraction.tokenizer`. A
mention whose end lies inside a token takes the whole token.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from kg.extraction.tokens import Tokens, read_tokens
from kg.model import Kind

KINDS = tuple(kind.value for kind in Kind)
TAGS = ("O", *(f"{prefix}-{kind}" for kind in KINDS for prefix in "BI"))


@dataclass(frozen=True, slots=True)
class Annotated:
    """One paper with its text cut into tokens and its mentions as token spans."""

    id: str
    tokens: Tokens
    spans: tuple[tuple[int, int, str], ...]
    """(first token, one past the last, kind), in order, without overlaps."""
    paper: dict
    """The line of the file as it stands."""

    @property
    def tags(self) -> list[str]:
        """One BIO tag for each token."""
        tags = ["O"] * len(self.tokens)
        for start, end, kind in self.spans:
            tags[start:end] = [f"B-{kind}"] + [f"I-{kind}"] * (end - start - 1)
        return tags


def char_spans(text: str, entities: Iterable[dict]) -> list[tuple[int, int, str]]:
    """Every occurrence of every mention, longest first, at word boundaries, without overlaps."""
    surfaces = [(mention, entity["type"]) for entity in entities for mention in entity["mentions"]]
    taken = bytearray(len(text) + 1)
    found = []
    for surface, kind in sorted(surfaces, key=lambda pair: -len(pair[0])):
        for hit in re.finditer(r"(?<!\w)" + re.escape(surface) + r"(?!\w)", text):
            if not any(taken[hit.start() : hit.end()]):
                taken[hit.start() : hit.end()] = b"\x01" * (hit.end() - hit.start())
                found.append((hit.start(), hit.end(), kind))
    return sorted(found)


def token_spans(tokens: Tokens, spans: Iterable[tuple[int, int, str]]) -> tuple[tuple[int, int, str], ...]:
    """Spans of code points as spans of tokens; of two that meet in one token the first is kept."""
    ends = [start + len(word) for start, word in zip(tokens.starts, tokens.words, strict=True)]
    found: list[tuple[int, int, str]] = []
    i = 0
    for begin, finish, kind in spans:
        while i < len(tokens) and ends[i] <= begin:
            i += 1
        j = i
        while j < len(tokens) and tokens.starts[j] < finish:
            j += 1
        if i < j and (not found or found[-1][1] <= i):
            found.append((i, j, kind))
    return tuple(found)


def read_annotated(path: Path, nlp) -> list[Annotated]:
    """Every paper of a file of annotated papers, in its order."""
    papers = []
    with path.open(encoding="utf-8") as lines:
        for paper in map(json.loads, lines):
            text = f"{paper['title']}\n\n{paper['abstract']}"
            tokens = read_tokens(nlp.make_doc(text))
            spans = token_spans(tokens, char_spans(text, paper["entities"]))
            papers.append(Annotated(paper["id"], tokens, spans, paper))
    return papers
