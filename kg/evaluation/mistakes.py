"""What was wrong: counted, and with the paper and the words of the worst cases.

missed, extra     only gold, or only the prediction, has it
wrong type        both have the name, with two types
wrong boundary    of one type, but cut differently: the places overlap, the names differ
wrong role        the entity is right, its role is not
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from kg.evaluation.annotated import AnnotatedEntity, AnnotatedPaper
from kg.evaluation.comparing import Comparison, spans
from kg.evaluation.surfaces import normalise

SORTS = ("missed", "extra", "wrong type", "wrong boundary", "wrong role")


@dataclass(frozen=True, slots=True, kw_only=True)
class Mistake:
    """One thing that was wrong in one paper."""

    sort: str
    kind: str
    """The gold type; of an extra, the predicted one."""
    gold: str
    """The name in gold; empty for an extra."""
    predicted: str
    """The name predicted; empty for a missed one."""
    detail: str
    """The two types or roles, "gold -> predicted"; else empty."""
    paper: str
    confidence: float
    """Of the prediction; 1 for what was missed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Worst:
    """The same mistake in one or more papers."""

    example: Mistake
    papers: tuple[str, ...]


def mistakes(comparisons: Iterable[Comparison]) -> Iterator[Mistake]:
    """Every mistake, in order of the papers. Each missed and each extra entity is in one mistake only."""
    for comparison in comparisons:
        yield from _in_one_paper(comparison)


def worst(found: Iterable[Mistake], sort: str) -> list[Worst]:
    """Equal mistakes of one sort together: commonest first, of equal ones what was predicted most surely."""
    groups: dict[tuple[str, ...], list[Mistake]] = {}
    for mistake in found:
        if mistake.sort == sort:
            names = (normalise(mistake.gold), normalise(mistake.predicted))
            groups.setdefault((mistake.kind, mistake.detail, *names), []).append(mistake)
    merged = [
        Worst(
            example=max(group, key=lambda m: m.confidence),
            papers=tuple(dict.fromkeys(m.paper for m in group)),
        )
        for _, group in sorted(groups.items())
    ]
    return sorted(merged, key=lambda w: (-len(w.papers), -w.example.confidence))


def _in_one_paper(comparison: Comparison) -> Iterator[Mistake]:
    paper = comparison.paper
    for gold, hit in comparison.matched:
        if hit.role not in gold.roles:
            yield _both("wrong role", paper, gold, hit, f"{gold.role} -> {hit.role}")
    extra = list(comparison.extra)
    missed: list[AnnotatedEntity] = []
    for gold in comparison.missed:
        guess = next((e for e in extra if e.type != gold.type and e.surfaces & gold.surfaces), None)
        if guess is None:
            missed.append(gold)
        else:
            extra.remove(guess)
            yield _both("wrong type", paper, gold, guess, f"{gold.type} -> {guess.type}")
    for gold in missed:
        guess = next((e for e in extra if e.type == gold.type and _overlap(e, gold, paper)), None)
        if guess is None:
            yield Mistake(
                sort="missed",
                kind=gold.type,
                gold=_name(gold),
                predicted="",
                detail="",
                paper=paper.id,
                confidence=1.0,
            )
        else:
            extra.remove(guess)
            yield _both("wrong boundary", paper, gold, guess, "")
    for guess in extra:
        yield Mistake(
            sort="extra",
            kind=guess.type,
            gold="",
            predicted=_name(guess),
            detail="",
            paper=paper.id,
            confidence=guess.confidence,
        )


def _both(
    sort: str, paper: AnnotatedPaper, gold: AnnotatedEntity, guess: AnnotatedEntity, detail: str
) -> Mistake:
    return Mistake(
        sort=sort,
        kind=gold.type,
        gold=_name(gold),
        predicted=_name(guess),
        detail=detail,
        paper=paper.id,
        confidence=guess.confidence,
    )


def _overlap(guess: AnnotatedEntity, gold: AnnotatedEntity, paper: AnnotatedPaper) -> bool:
    if paper.text is None:
        return False
    ours, theirs = spans((guess,), paper.text), spans((gold,), paper.text)
    return any(a < d and c < b for a, b, _ in ours for c, d, _ in theirs)


def _name(entity: AnnotatedEntity) -> str:
    return entity.name or next((mention.text for mention in entity.mentions), "")
