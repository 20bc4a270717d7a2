"""One annotated paper against what was predicted of it.

An entity is right when a gold entity of its type shares a surface form with it, each gold entity once; a
mention when its place and type are those of a gold mention; a role is looked at where the entity is right.
What gold calls optional counts neither way.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from kg.evaluation.annotated import AnnotatedEntity, AnnotatedMention, AnnotatedPaper
from kg.evaluation.surfaces import places
from kg.model import Kind, Role

KINDS = tuple(kind.value for kind in Kind)
Span = tuple[int, int, str]


@dataclass(slots=True, kw_only=True)
class Comparison:
    """What is right and wrong in the prediction for one paper."""

    paper: AnnotatedPaper
    counts: Counter[str] = field(default_factory=Counter)
    """Named "entity Method hit", "mention Task gold", "role matched", "role introduces predicted", ..."""
    matched: list[tuple[AnnotatedEntity, AnnotatedEntity]] = field(default_factory=list)
    """Gold and predicted."""
    missed: list[AnnotatedEntity] = field(default_factory=list)
    extra: list[AnnotatedEntity] = field(default_factory=list)


def compare(gold: AnnotatedPaper, predicted: AnnotatedPaper | None) -> Comparison:
    """Compare one paper; None where nothing was predicted of it."""
    answer = predicted.entities if predicted is not None else ()
    result = Comparison(paper=gold)
    for kind in KINDS:
        _compare_entities(result, kind, [entity for entity in answer if entity.type == kind])
    if gold.text is not None:
        _compare_mentions(result.counts, gold, gold.text, answer)
    return result


def spans(entities: tuple[AnnotatedEntity, ...], text: str) -> set[Span]:
    """The places of the mentions that count."""
    return _places([(m, e.type) for e in entities if not e.optional for m in e.mentions], text)


def _compare_entities(result: Comparison, kind: str, guesses: list[AnnotatedEntity]) -> None:
    of_kind = [entity for entity in result.paper.entities if entity.type == kind]
    free = [entity for entity in of_kind if not entity.optional]
    open_to = [entity for entity in of_kind if entity.optional]
    torn = [entity for entity in free if entity.torn]
    counts, wanted = result.counts, list(free)
    counted: list[AnnotatedEntity] = []
    for guess in guesses:
        match = next((entity for entity in free if entity.surfaces & guess.surfaces), None)
        if match is not None:
            free.remove(match)
            counted.append(guess)
            result.matched.append((match, guess))
            counts["role matched"] += 1
            counts["role right"] += guess.role in match.roles
            if kind == Kind.METHOD and not match.torn:
                counts["role introduces hit"] += match.role == guess.role == Role.INTRODUCES
        elif not any(entity.surfaces & guess.surfaces for entity in open_to):
            counted.append(guess)
            result.extra.append(guess)
    result.missed += free
    counts[f"entity {kind} hit"] += len(wanted) - len(free)
    counts[f"entity {kind} predicted"] += len(counted)
    counts[f"entity {kind} gold"] += len(wanted)
    if kind == Kind.METHOD:
        counts["role introduces predicted"] += sum(
            guess.role == Role.INTRODUCES and not any(guess.surfaces & entity.surfaces for entity in torn)
            for guess in counted
        )
        counts["role introduces gold"] += sum(e.role == Role.INTRODUCES and not e.torn for e in wanted)


def _compare_mentions(
    counts: Counter[str], gold: AnnotatedPaper, text: str, answer: tuple[AnnotatedEntity, ...]
) -> None:
    wanted = spans(gold.entities, text)
    optional = [
        (mention, entity.type)
        for entity in gold.entities
        for mention in (*(entity.mentions if entity.optional else ()), *entity.optional_mentions)
    ]
    have = spans(answer, text) - (_places(optional, text) - wanted)
    for kind in KINDS:
        counts[f"mention {kind} hit"] += sum(span[2] == kind for span in wanted & have)
        counts[f"mention {kind} predicted"] += sum(span[2] == kind for span in have)
        counts[f"mention {kind} gold"] += sum(span[2] == kind for span in wanted)


def _places(mentions: list[tuple[AnnotatedMention, str]], text: str) -> set[Span]:
    given = {(m.start, m.end, kind) for m, kind in mentions if m.start is not None and m.end is not None}
    return given | places(text, [(m.text, kind) for m, kind in mentions if m.start is None])
