"""Corrections of what a graph does not hold: told to people, with the names they may have meant."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from rapidfuzz import fuzz, process

from kg.corrections import PEOPLE, Correction, Corrections, Sort
from kg.linking.corrected import Effect
from kg.model import EntityRecord
from kg.names import author_key

_NEAR = 70
"""How like a name must be to be offered, of 100."""


def unmet(
    corrections: Corrections, effect: Effect, entities: Iterable[EntityRecord], authors: Iterable[str]
) -> Iterator[str]:
    """One line for every name of a correction that nothing bears, in order of the files.

    `authors`: the keys of their names.
    """
    if not corrections.rules:
        return
    people = sorted(authors)
    labels: dict[str, str] = {}
    for entity in entities:
        for name in (entity.label, *entity.alternatives, *entity.abbreviations):
            labels.setdefault(name, entity.label)
    for i, rule in enumerate(corrections.rules):
        if rule.sort in PEOPLE:
            for name in rule.names:
                if author_key(name) not in people:
                    yield _line(rule, "author", name, {known: known for known in people})
            continue
        for name, form in zip(rule.names, rule.forms, strict=False):
            if (i, form) not in effect.met:
                yield _line(rule, "method, dataset or task", name, labels)


def _line(rule: Correction, sort: str, name: str, known: dict[str, str]) -> str:
    sort = rule.kind.value.lower() if rule.kind else sort
    where = ", ".join((*rule.papers, *rule.categories))
    found = process.extract(
        name, sorted(known), scorer=fuzz.WRatio, processor=str.casefold, limit=5, score_cutoff=_NEAR
    )
    near = list(dict.fromkeys(known[label] for label, _, _ in found if known[label] != name))[:3]
    hint = f"; did you mean: {'; '.join(near)}?" if near and rule.sort is not Sort.ROLE else ""
    return (
        f"{rule.place}: [[{rule.sort}]] no {sort} is called {name!r}{f' in {where}' if where else ''}{hint}"
    )
