"""Annotated spans of code points as tags of tokens.

Tags are BIO: "O", "B-Method", "I-Method", "B-Dataset", ... over the tokens of `kg.extraction.tokenizer`. A
mention whose end lies inside a token takes the whole token (5 of 10,000 do).
"""

from __future__ import annotations

from collections.abc import Iterable

from kg.evaluation.surfaces import places
from kg.extraction.tokens import Tokens
from kg.model import Kind

TAGS = ("O", *(f"{prefix}-{kind.value}" for kind in Kind for prefix in "BI"))


def char_spans(text: str, entities: Iterable[dict]) -> list[tuple[int, int, str]]:
    """Every occurrence of every mention, in order, without overlaps."""
    surfaces = ((mention, entity["type"]) for entity in entities for mention in entity["mentions"])
    return sorted(places(text, surfaces))


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
