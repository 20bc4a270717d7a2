"""Corrections of what a graph does not hold: told to people, with the names they may have meant."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from rapidfuzz import fuzz, process

from kg.corrections import PEOPLE, Correction, Corrections, Sort
from kg.linking.corrected import Effect
from kg.model import EntityRecord
from kg.names import author_key, normal_form

_NEAR = 70
"""How like a name must be to be offered, of 100."""
_JOINING = (Sort.SAME_AS, Sort.BETTER_NAME)


def unmet(
    corrections: Corrections, effect: Effect, entities: Iterable[EntityRecord], authors: Iterable[str]
) -> Iterator[str]:
    """One line for every name of a correction that nothing bears, or that changes nothing, in order of the files.

    `entities`: as they are after the corrections; `authors`: the keys of their names.
    """
    if not corrections.rules:
        return
    people = dict.fromkeys(sorted(authors))
    missing = list(_missing(corrections, effect, people))
    if not missing:
        return
    forms = {form for rule, _, form in missing if rule.sort not in PEOPLE}
    bearers, labels = _borne(forms, entities if forms else ())
    joined = {form for rule in corrections.rules if rule.sort in _JOINING for form in rule.forms}
    for rule, name, form in missing:
        if rule.sort in PEOPLE:
            yield f"{_no(rule, 'author', name)}{_did_you_mean(name, {known: known for known in people})}"
        else:
            yield from _line(rule, name, form, bearers[form], joined, labels)


def _missing(
    corrections: Corrections, effect: Effect, people: Mapping[str, object]
) -> Iterator[tuple[Correction, str, str]]:
    """Names that were not met, each with its correction and its normal form."""
    for i, rule in enumerate(corrections.rules):
        if rule.sort in PEOPLE:
            keys = ((name, author_key(name)) for name in rule.names)
            yield from ((rule, name, key) for name, key in keys if key not in people)
        else:
            forms = ((name, normal_form(name)) for name in rule.names)
            yield from ((rule, name, form) for name, form in forms if (i, form) not in effect.met)


def _borne(
    forms: set[str], entities: Iterable[EntityRecord]
) -> tuple[dict[str, list[EntityRecord]], dict[str, str]]:
    """What bears each of these names, as its first or another; and the first name of all that have one, by name."""
    bearers: dict[str, list[EntityRecord]] = defaultdict(list)
    labels: dict[str, str] = {}
    for entity in entities:
        others = (*entity.alternatives, *entity.abbreviations)
        for name in (entity.label, *others):
            labels.setdefault(name, entity.label)
        for form in forms & {entity.key, *map(normal_form, others)}:
            bearers[form].append(entity)
    return bearers, labels


def _line(
    rule: Correction,
    name: str,
    form: str,
    bearers: Sequence[EntityRecord],
    joined: set[str],
    labels: Mapping[str, str],
) -> Iterator[str]:
    """What to say of a name of a method, dataset or task that was not met; nothing where a family bears it."""
    own = [entity for entity in bearers if entity.key == form]
    fitting = [entity for entity in own if entity.kind in (rule.right, *rule.kinds)]
    if not rule.limited and any(not entity.papers for entity in fitting):
        return  # known through its members alone: no paper names it, and yet the correction holds
    if any(entity.kind is rule.right for entity in own):
        is_already = f"{name!r} is a {str(rule.right).lower()} already"
        yield f"{_place(rule)} changes nothing{_where(rule)}: {is_already}"
        return
    kinds = [kind.lower() for kind in rule.kinds]
    line = _no(rule, " or ".join(filter(None, (", ".join(kinds[:-1]), kinds[-1]))), name)
    # a name that a correction gives is no sign that papers know it
    also = [entity for entity in bearers if entity.key != form and entity.key not in joined]
    if own and not {entity.kind for entity in own} & set(rule.kinds):
        yield f"{line}; it is a {own[0].kind.lower()}"
    elif also and rule.sort is not Sort.DIFFERENT_FROM:
        yield f"{_place(rule)} {name!r} is another name of {also[0].label!r}; give that one"
    else:
        yield f"{line}{_did_you_mean(name, labels) if rule.sort is not Sort.ROLE else ''}"


def _place(rule: Correction) -> str:
    return f"{rule.place}: [[{rule.sort}]]"


def _where(rule: Correction) -> str:
    where = ", ".join((*rule.papers, *rule.categories))
    return f" in {where}" if where else ""


def _no(rule: Correction, sort: str, name: str) -> str:
    return f"{_place(rule)} no {sort} is called {name!r}{_where(rule)}"


def _did_you_mean(name: str, known: Mapping[str, str]) -> str:
    found = process.extract(
        name, sorted(known), scorer=fuzz.WRatio, processor=str.casefold, limit=5, score_cutoff=_NEAR
    )
    near = list(dict.fromkeys(known[label] for label, _, _ in found if known[label] != name))[:3]
    return f"; did you mean: {'; '.join(near)}?" if near else ""
