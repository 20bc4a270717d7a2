"""Corrections that cannot all be followed: refused, with the lines of both."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from kg.corrections.correction import Correction, Sort
from kg.errors import CorrectionsError
from kg.model import Kind
from kg.sameness import Same

_JOIN = frozenset({Sort.SAME_AS, Sort.BETTER_NAME})
_OVERRULED = frozenset({Sort.WRONG_TYPE, Sort.ROLE})


def refuse_contradictions(rules: Sequence[Correction]) -> None:
    """CorrectionsError where two corrections contradict each other.

    What is said of one paper overrules what is said of a category, and that what is said of all papers: types
    and roles may differ so. All else must agree.
    """
    for one, other, what in _contradictions(rules):
        raise CorrectionsError(f"{what}; {other.place} says otherwise", path=one.path, line=one.line)


def _contradictions(rules: Sequence[Correction]) -> Iterator[tuple[Correction, Correction, str]]:
    yield from _values(rules)
    for kind in Kind:
        yield from _apart(rules, kind)
        yield from _labels(rules, kind)
        yield from _gone(rules, kind)
    yield from _people(rules)


def _values(rules: Sequence[Correction]) -> Iterator[tuple[Correction, Correction, str]]:
    """Two types, or two roles, for one name in the same papers."""
    said: dict[tuple[object, ...], Correction] = {}
    for rule in rules:
        if rule.sort not in _OVERRULED:
            continue
        for kind in rule.kinds:
            for scope in _scopes(rule):
                for form in rule.forms:
                    before = said.setdefault((rule.sort, kind, scope, form), rule)
                    if (before.right, before.role) != (rule.right, rule.role):
                        value = f"of type {rule.right}" if rule.right else f"in the role {rule.role}"
                        yield rule, before, f"{_name(rule, form)!r} is {value} here"


def _scopes(rule: Correction) -> tuple[str, ...]:
    return rule.papers or rule.categories or ("",)


def _overlap(one: Correction, other: Correction) -> bool:
    """Whether two corrections may speak of one paper."""
    if not (one.limited and other.limited):
        return True
    for mine, theirs in ((one.papers, other.papers), (one.categories, other.categories)):
        if mine and theirs:
            return not set(mine).isdisjoint(theirs)
    return True


def _apart(rules: Sequence[Correction], kind: Kind) -> Iterator[tuple[Correction, Correction, str]]:
    """Names that are one and are not."""
    joining = [rule for rule in rules if rule.sort in _JOIN and kind in rule.kinds]
    for rule in rules:
        if rule.sort is not Sort.DIFFERENT_FROM or kind not in rule.kinds:
            continue
        same = Same[str]()
        for other in joining:
            if _overlap(rule, other):
                same.join(*other.forms)
        first: dict[str, str] = {}
        for form in rule.forms:
            met = first.setdefault(same.find(form), form)
            if met != form:
                by = next(r for r in joining if same.find(r.forms[0]) == same.find(form))
                yield rule, by, f"{_name(rule, met)!r} and {_name(rule, form)!r} differ here"


def _labels(rules: Sequence[Correction], kind: Kind) -> Iterator[tuple[Correction, Correction, str]]:
    """Two names to show for one thing."""
    joining = [rule for rule in rules if rule.sort in _JOIN and kind in rule.kinds and not rule.limited]
    same = Same[str]()
    for rule in joining:
        same.join(*rule.forms)
    said: dict[str, Correction] = {}
    for rule in joining:
        if rule.label:
            before = said.setdefault(same.find(rule.forms[0]), rule)
            if before.label != rule.label:
                yield rule, before, f"{rule.names[0]!r} is to be called {rule.label!r} here"


def _gone(rules: Sequence[Correction], kind: Kind) -> Iterator[tuple[Correction, Correction, str]]:
    """Something that is no entity, and of which more is said."""
    speaking = [rule for rule in rules if rule.sort in _JOIN | _OVERRULED and kind in rule.kinds]
    for rule in rules:
        if rule.sort is Sort.NOT_AN_ENTITY and kind in rule.kinds and not rule.limited:
            for other in speaking:
                for form in rule.forms:
                    if form in other.forms:
                        yield rule, other, f"{_name(rule, form)!r} is no entity here"


def _people(rules: Sequence[Correction]) -> Iterator[tuple[Correction, Correction, str]]:
    """One person and several; one paper in two of several people."""
    same = Same[str]()
    for rule in rules:
        if rule.sort is Sort.SAME_PERSON:
            same.join(*rule.forms)
    one = {
        same.find(form): rule
        for rule in rules
        if rule.sort is Sort.SAME_PERSON and not rule.papers
        for form in rule.forms
    }
    said: dict[str, Correction] = {}
    for rule in rules:
        if rule.sort is Sort.DIFFERENT_PEOPLE:
            for form in rule.forms:
                name = same.find(form)
                before = one.get(name) or said.get(name)
                if before is not None:
                    yield rule, before, f"{rule.names[0]!r} is several people's name here"
                said[name] = rule
    for rule in rules:
        if rule.sort is Sort.SAME_PERSON and rule.papers:
            other = said.get(same.find(rule.forms[0]))
            groups = other.people if other else ()
            if other and sum(not set(rule.papers).isdisjoint(group) for group in groups) > 1:
                yield rule, other, f"{rule.names[0]!r} is one person in these papers"


def _name(rule: Correction, form: str) -> str:
    """The name as the file has it."""
    written = (*rule.names, *filter(None, [rule.label]))
    return written[rule.forms.index(form)] if len(written) == len(rule.forms) else form
