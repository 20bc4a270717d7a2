"""Identity within one paper: mentions become statements about entities.

Mentions name one entity when the vocabulary gives them one concept, when their normal forms are equal
(plural, case, hyphens), or when the paper defines one as the abbreviation of the other.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence

from kg.model import Entity, Kind, Mention, Paper, Role, Statement
from kg.names import normal_form, singular, strip_latex
from kg.vocabulary import Vocabulary


def link(paper: Paper, mentions: Sequence[Mention], vocabulary: Vocabulary) -> tuple[Statement, ...]:
    """One statement per entity of the paper, in order of first mention.

    What the vocabulary keeps only as a family (`kg:matching "none"`) is no entity that a paper speaks of.
    """
    groups: dict[str, list[Mention]] = defaultdict(list)
    roots = _Same()
    for mention in mentions:
        node = _node(mention, normal_form(mention.text))
        if mention.long_form and normal_form(mention.long_form):
            roots.join(node, _node(mention, normal_form(mention.long_form)))
        if mention.concept:
            roots.join(node, _node(mention, mention.concept))
    for mention in mentions:
        form = normal_form(mention.text)
        if form:
            groups[roots.find(_node(mention, form))].append(mention)
    statements = (_statement(paper, group, vocabulary) for group in groups.values())
    named = (statement for statement in statements if not _whole_field(statement.entity, vocabulary))
    return tuple(sorted(named, key=lambda statement: statement.evidence[0].start))


def _whole_field(entity: Entity, vocabulary: Vocabulary) -> bool:
    """Whether the vocabulary knows the name only as a node above others ("machine learning")."""
    concept = vocabulary.concepts.get((entity.kind, entity.key))
    return concept is not None and concept.matching == "none"


def _node(mention: Mention, form: str) -> str:
    return f"{mention.kind.value}\t{form}"


class _Same:
    """Disjoint sets of names: `join` says that two are the same, `find` names the set."""

    def __init__(self) -> None:
        self._parent: dict[str, str] = {}

    def find(self, name: str) -> str:
        while (parent := self._parent.get(name, name)) != name:
            name = parent
        return name

    def join(self, one: str, other: str) -> None:
        one, other = sorted((self.find(one), self.find(other)))
        self._parent[other] = one


def _statement(paper: Paper, group: list[Mention], vocabulary: Vocabulary) -> Statement:
    kind = group[0].kind
    group = sorted(group, key=lambda mention: mention.start)
    concepts = Counter(mention.concept for mention in group if mention.concept)
    if concepts:
        key = min(concepts, key=lambda k: (-concepts[k], k))
        concept = vocabulary.concepts.get((kind, key))
        name = concept.label if concept else key
    else:
        name = choose_name(paper.title, group)
        if not any("naming" in mention.found_by or mention.found_by == "name" for mention in group):
            name = lower_case(name, vocabulary.proper_words)
        key = normal_form(name)
    roles = [mention.role for mention in group]
    if concepts and not any(paper.title.startswith(mention.text) for mention in group):
        # what the vocabulary knows is not new, whatever stands before it ("we develop JAX code")
        roles = [Role.USES if role is Role.INTRODUCES else role for role in roles]
    surfaces = {mention.text for mention in group} | {m.long_form for m in group if m.long_form}
    return Statement(
        paper=paper.id,
        role=choose_role(kind, roles),
        entity=Entity(kind=kind, name=name, key=key, aliases=tuple(sorted(surfaces - {name}))),
        evidence=tuple(group),
        confidence=max(mention.confidence for mention in group),
    )


def choose_name(title: str, group: Sequence[Mention]) -> str:
    """The name of an entity that the vocabulary does not know.

    The long form of an abbreviation, unless the thing is known by its short name: the title begins with
    it, the long form spells it out in odd capitals ("PRotein In-context Mutation Oracle"), or the long
    form is no more than the explanation of a name that introduces itself. Else the commonest surface,
    lower case before title case. Singular.
    """
    longs = Counter(m.long_form for m in group if m.long_form)
    if longs:
        long = min(longs, key=lambda form: (-longs[form], form))
        shorts = Counter(m.text for m in group if normal_form(m.text) != normal_form(long))
        if shorts:
            short = _singular_name(min(shorts, key=lambda form: (-shorts[form], form)))
            if title.startswith((f"{short}:", f"{short} ")) or _spells_out(long) or not short.isupper():
                return short
        return _singular_name(_plain_case(long, group))
    counts = Counter(_singular_name(m.text) for m in group)
    return min(
        counts, key=lambda form: (_capitals(form) > 1 and " " in form, -counts[form], _capitals(form), form)
    )


def lower_case(name: str, proper: frozenset[str]) -> str:
    """A descriptive name without title case: only proper words and words with inner capitals keep theirs."""
    words = re.split(r"([\s-]+)", name)
    return "".join(
        word.lower() if word.istitle() and word.isalpha() and len(word) > 1 and word not in proper else word
        for word in words
    )


def _spells_out(long: str) -> bool:
    """Whether capitals inside words show which letters an acronym takes."""
    return any(
        any(c.isupper() for c in word[1:]) and not word.isupper() for word in strip_latex(long).split()
    )


def _plain_case(long: str, group: Sequence[Mention]) -> str:
    """The same words in lower case, where the paper writes them so too."""
    form = normal_form(long)
    same = sorted(
        (m.text for m in group if normal_form(m.text) == form), key=lambda text: (_capitals(text), text)
    )
    return same[0] if same else long


def _capitals(text: str) -> int:
    return sum(word[:1].isupper() for word in text.replace("-", " ").split())


def _singular_name(name: str) -> str:
    head, blank, last = name.rpartition(" ")
    stem, hyphen, tail = last.rpartition("-")
    return f"{head}{blank}{stem}{hyphen}{singular(tail)}"


def choose_role(kind: Kind, roles: Sequence[Role]) -> Role:
    """The role of an entity from what its mentions suggest.

    One introduction suffices, one place where a task is addressed suffices; a method is compared with
    where most mentions say so.
    """
    if Role.INTRODUCES in roles:
        return Role.INTRODUCES
    if kind is Kind.TASK:
        return Role.ADDRESSES if Role.ADDRESSES in roles else Role.MENTIONS
    return Role.COMPARES if 2 * roles.count(Role.COMPARES) > len(roles) else Role.USES
