"""Corrections applied: to the statements of a paper after they were found, and to the vocabulary above them.

Statements of a paper change by its own corrections alone, so they are applied whenever statements are read
anew from what is kept of a document: a graph corrected later is the graph corrected from the beginning.

In this order: what differs is set apart; what is of a wrong type gets the right one; what is the same gets
one name; what is no entity goes; a role given for a paper replaces the one found. A name in a correction is
a name that kg gave (its normal form the entity's key), or that a correction gives. What is said of a paper
overrules what is said of a category, and that what is said of all.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from kg.corrections import PEOPLE, Correction, Corrections, Sort
from kg.linking.families import ancestors
from kg.linking.within import choose_role
from kg.model import Entity, EntityKey, Kind, Mention, Paper, Role, Statement
from kg.names import normal_form
from kg.sameness import Same
from kg.vocabulary import Concept, Vocabulary

CORRECTION = "correction"
"""What identifies a mention whose entity a correction decided, and what is among those that found one whose role
a correction gave."""


@dataclass(slots=True)
class Effect:
    """What corrections did to the statements of a graph's documents, and which of their names were met."""

    changes: Counter[str] = field(default_factory=Counter)
    """Statements by what was done: dropped, retyped, renamed, set apart, given another role."""
    met: set[tuple[int, str]] = field(default_factory=set)
    """Position of a correction, and the normal form of a name of it that was met."""
    unmet: tuple[str, ...] | None = None
    """For people: the names that were not met, with file and line; None where nothing was corrected now."""


class Corrector:
    """Applies corrections; `vocabulary` is the one that entities are told by, as corrected."""

    def __init__(self, corrections: Corrections, vocabulary: Vocabulary) -> None:
        self.corrections = corrections
        self._rules = [(i, r) for i, r in enumerate(corrections.rules) if r.sort not in PEOPLE]
        self._everywhere = [(i, r) for i, r in self._rules if not r.limited]
        self._by_paper: dict[str, list[int]] = defaultdict(list)
        for i, rule in self._rules:
            for paper in rule.papers:
                self._by_paper[paper].append(i)
        self._by_category = [(i, r) for i, r in self._rules if r.categories]
        self._global = _Compiled(self._everywhere, vocabulary)
        self._compiled: dict[tuple[int, ...], _Compiled] = {(): self._global}
        self._found_in = vocabulary
        self.vocabulary = self._global.corrected(vocabulary) if self._everywhere else vocabulary

    @property
    def labels(self) -> Mapping[EntityKey, str]:
        """The name to show, of every entity that corrections of all papers name."""
        return self._global.labels

    @property
    def names(self) -> Mapping[EntityKey, tuple[str, ...]]:
        """All names that corrections of all papers give one entity."""
        return self._global.names

    def files_of(self, key: EntityKey) -> tuple[int, ...]:
        """Positions of the files whose corrections of all papers gave an entity its name or its type."""
        return self._global.files.get(key, ())

    def apply(
        self, paper: Paper, statements: Sequence[Statement], effect: Effect | None = None
    ) -> tuple[Statement, ...]:
        """The statements of a paper, corrected, in order of first mention; what was done is noted in `effect`."""
        if not self._rules:
            return tuple(statements)
        compiled = self._of(paper)
        effect = Effect() if effect is None else effect
        found: dict[EntityKey, list[Statement]] = defaultdict(list)
        for statement in statements:
            for piece in compiled.set_apart(statement, effect):
                corrected = compiled.corrected_statement(piece, effect)
                if corrected is not None:
                    found[corrected.entity.kind, corrected.entity.key].append(corrected)
        merged = [group[0] if len(group) == 1 else _merged(group) for group in found.values()]
        final = [compiled.with_role(statement, effect) for statement in merged]
        return tuple(sorted(final, key=lambda statement: statement.evidence[0].start))

    def _of(self, paper: Paper) -> _Compiled:
        special = tuple(self._by_paper.get(paper.id, ()))
        kinds = tuple(
            i for i, rule in self._by_category if any(_within(c, rule.categories) for c in paper.categories)
        )
        chosen = (*kinds, *special)
        if chosen not in self._compiled:
            rules = [*self._everywhere, *((i, self.corrections.rules[i]) for i in chosen)]
            if special:  # of one paper, so not worth keeping
                return _Compiled(rules, self._found_in)
            self._compiled[chosen] = _Compiled(rules, self._found_in)
        return self._compiled[chosen]


def _within(category: str, wanted: Iterable[str]) -> bool:
    return any(category == one or category.startswith(f"{one}.") for one in wanted)


class _Compiled:
    """Corrections made ready for look-up; the later ones overrule."""

    def __init__(self, rules: Sequence[tuple[int, Correction]], vocabulary: Vocabulary) -> None:
        self._same: dict[Kind, Same[str]] = {kind: Same() for kind in Kind}
        self._canonical: dict[EntityKey, str] = {}
        self.labels: dict[EntityKey, str] = {}
        self.names: dict[EntityKey, tuple[str, ...]] = {}
        self.files: dict[EntityKey, tuple[int, ...]] = {}
        self._join(rules, vocabulary)
        self._met: dict[EntityKey, list[int]] = defaultdict(list)
        self._rights: dict[EntityKey, Kind] = {}
        self._gone: set[EntityKey] = set()
        self._roles: dict[EntityKey, Role] = {}
        self._apart: list[tuple[int, Correction]] = []
        for i, rule in rules:
            if rule.sort is Sort.DIFFERENT_FROM:
                self._apart.append((i, rule))
            for kind in rule.kinds:
                for form in rule.forms:
                    key = (kind, self.canonical(kind, form))
                    self._met[kind, form].append(i)
                    if rule.right is not None:
                        self._rights[key] = rule.right
                        new = (rule.right, self.canonical(rule.right, key[1]))
                        if not rule.limited:
                            self.files[new] = tuple(sorted({*self.files.get(new, ()), rule.file}))
                    elif rule.sort is Sort.NOT_AN_ENTITY:
                        self._gone.add(key)
                    elif rule.role is not None:
                        self._roles[key] = rule.role

    def _join(self, rules: Sequence[tuple[int, Correction]], vocabulary: Vocabulary) -> None:
        """Which names are one, for every kind, and which name of them is shown."""
        for kind in Kind:
            joining = [r for _, r in rules if r.sort in (Sort.SAME_AS, Sort.BETTER_NAME) and kind in r.kinds]
            same = self._same[kind]
            for rule in joining:
                same.join(*rule.forms)
            sets: dict[str, list[Correction]] = defaultdict(list)
            for rule in joining:
                sets[same.find(rule.forms[0])].append(rule)
            for group in sets.values():
                shown = next((rule.label for rule in reversed(group) if rule.label), group[0].names[0])
                form = normal_form(shown)
                concept = vocabulary.concepts.get((kind, form))
                if concept is not None and not any(rule.label for rule in group):
                    shown = concept.label
                for rule in group:
                    self._canonical.update({(kind, one): form for one in rule.forms})
                self.labels[kind, form] = shown
                names = dict.fromkeys(name for rule in group for name in rule.names)
                self.names[kind, form] = tuple(name for name in names if normal_form(name) != form)
                self.files[kind, form] = tuple(sorted({rule.file for rule in group}))

    def canonical(self, kind: Kind, form: str) -> str:
        """The key of what bears a name."""
        return self._canonical.get((kind, form), form)

    def _note(self, key: EntityKey, effect: Effect) -> None:
        effect.met.update((i, key[1]) for i in self._met.get(key, ()))

    def set_apart(self, statement: Statement, effect: Effect) -> Iterator[Statement]:
        """The statement without the mentions whose words are names of something else, then one of each of those."""
        kind, key = statement.entity.kind, statement.entity.key
        others: dict[str, str] = {}
        surfaces: set[str] = set()
        for i, rule in self._apart:
            if kind in rule.kinds:
                surfaces = surfaces or {normal_form(mention.text) for mention in statement.evidence}
                met = [form for form in rule.forms if form == key or form in surfaces]
                effect.met.update((i, form) for form in met)
                stays = key if key in rule.forms else rule.forms[0]
                others |= {f: n for f, n in zip(rule.forms, rule.names, strict=True) if f != stays}
        others.pop(key, None)
        aliases = tuple(alias for alias in statement.entity.aliases if normal_form(alias) not in others)
        if aliases == statement.entity.aliases:
            yield statement
            return
        parts: dict[str, list[Mention]] = defaultdict(list)
        for mention in statement.evidence:
            form = normal_form(mention.text)
            parts[form if form in others else ""].append(mention)
        for form, mentions in parts.items():
            if not form:
                yield _of_mentions(replace(statement.entity, aliases=aliases), mentions, statement)
                continue
            effect.changes["set apart"] += 1
            texts = {mention.text for mention in mentions} - {others[form]}
            entity = Entity(kind=kind, name=others[form], key=form, aliases=tuple(sorted(texts)))
            marked = [replace(m, identified_by=CORRECTION, concept="", long_form="") for m in mentions]
            yield _of_mentions(entity, marked, statement)

    def corrected_statement(self, statement: Statement, effect: Effect) -> Statement | None:
        """The statement about the right thing; None if it is about no entity."""
        entity = statement.entity
        found = (entity.kind, self.canonical(entity.kind, entity.key))
        kind = self._rights.get(found, entity.kind)
        right = (kind, self.canonical(kind, entity.key))
        for key in {(entity.kind, entity.key), found, right}:
            self._note(key, effect)
        for form in set(map(normal_form, entity.aliases)):
            if (kind, form) in self._canonical and self.canonical(kind, form) == right[1]:
                self._note((kind, form), effect)
        if found in self._gone or right in self._gone:
            effect.changes["dropped"] += 1
            return None
        if right == (entity.kind, entity.key) and self.labels.get(right, entity.name) == entity.name:
            return statement
        effect.changes["given another type" if kind is not entity.kind else "given another name"] += 1
        name = self.labels.get(right, entity.name)
        aliases = {*entity.aliases, entity.name} - {name}
        evidence = statement.evidence
        if right != (entity.kind, entity.key):
            evidence = tuple(
                replace(m, kind=kind, role=_role(m.role, kind), identified_by=CORRECTION) for m in evidence
            )
        return replace(
            statement,
            role=_role(statement.role, kind),
            entity=Entity(kind=kind, name=name, key=right[1], aliases=tuple(sorted(aliases))),
            evidence=evidence,
        )

    def with_role(self, statement: Statement, effect: Effect) -> Statement:
        """The statement in the role that a correction gives it."""
        entity = statement.entity
        role = self._roles.get((entity.kind, entity.key))
        if role is None or role is statement.role:
            return statement
        effect.changes["given another role"] += 1
        marked = (replace(m, found_by=_with_correction(m.found_by)) for m in statement.evidence)
        return replace(statement, role=role, evidence=tuple(marked))

    def corrected(self, vocabulary: Vocabulary) -> Vocabulary:
        """The vocabulary with its concepts renamed, retyped, joined, gone, and without names of other things."""
        places = {key: self._place(key) for key in vocabulary.concepts}
        apart = {form for _, rule in self._apart for form in rule.forms}
        gathered: dict[EntityKey, list[Concept]] = defaultdict(list)
        for key, place in places.items():
            if place is not None:
                gathered[place].append(vocabulary.concepts[key])
        concepts: dict[EntityKey, Concept] = {}
        for place, group in gathered.items():
            concept = group[0]
            if len(group) > 1 or place != (concept.kind, concept.key) or place in self.labels:
                concept = self._joined(place, group)
            if apart:
                concept = self._without_others(concept)
            concepts[place] = concept
        parents: dict[EntityKey, set[EntityKey]] = {}
        for place in sorted(gathered):
            above = {up for one in gathered[place] for up in self._above(one, vocabulary, places)}
            for up in sorted(above):
                if up[0] is place[0] and up != place and place not in ancestors(parents, up):
                    parents.setdefault(place, set()).add(up)
        for place, concept in concepts.items():
            broader = tuple(sorted(key for _, key in parents.get(place, ())))
            if broader != concept.broader:
                concepts[place] = replace(concept, broader=broader)
        return Vocabulary(concepts, vocabulary.fingerprint)

    def _place(self, key: EntityKey) -> EntityKey | None:
        """Where a concept belongs; None if it is no entity."""
        found = (key[0], self.canonical(*key))
        kind = self._rights.get(found, key[0])
        right = (kind, self.canonical(kind, key[1]))
        return None if found in self._gone or right in self._gone else right

    def _above(
        self, concept: Concept, vocabulary: Vocabulary, places: Mapping[EntityKey, EntityKey | None]
    ) -> Iterator[EntityKey]:
        """Where the broader concepts are; of one that is gone those above it."""
        for key in concept.broader:
            up = places[concept.kind, key]
            if up is None:
                yield from self._above(vocabulary.concepts[concept.kind, key], vocabulary, places)
            else:
                yield up

    def _joined(self, place: EntityKey, group: Sequence[Concept]) -> Concept:
        kind, key = place
        chief = min(group, key=lambda concept: (concept.key != key, concept.kind is not kind))
        label = self.labels.get(place, chief.label)
        names = {name for concept in group for name in concept.names}
        return replace(
            chief,
            kind=kind,
            key=key,
            label=label,
            alternatives=tuple(sorted(name for name in names if normal_form(name) != key)),
            abbreviations=tuple(sorted({short for concept in group for short in concept.abbreviations})),
            ambiguous=tuple(sorted({short for concept in group for short in concept.ambiguous})),
        )

    def _without_others(self, concept: Concept) -> Concept:
        """The concept without names that a correction says are another thing's."""
        forms = {concept.key, *map(normal_form, concept.names)}
        forms.update(map(normal_form, concept.abbreviations + concept.ambiguous))
        others: set[str] = set()
        for _, rule in self._apart:
            if concept.kind in rule.kinds:
                stays = concept.key if concept.key in rule.forms else rule.forms[0]
                others.update(form for form in rule.forms if form != stays)
        others.discard(concept.key)
        if others.isdisjoint(forms):
            return concept

        def kept(names: Sequence[str]) -> tuple[str, ...]:
            return tuple(name for name in names if normal_form(name) not in others)

        return replace(
            concept,
            alternatives=kept(concept.alternatives),
            abbreviations=kept(concept.abbreviations),
            ambiguous=kept(concept.ambiguous),
        )


def _of_mentions(entity: Entity, mentions: Sequence[Mention], statement: Statement) -> Statement:
    """A part of a statement: about `entity`, proven by these mentions."""
    roles = [mention.role for mention in mentions]
    role = statement.role if statement.role in roles else choose_role(entity.kind, roles)
    return replace(
        statement,
        entity=entity,
        role=role,
        evidence=tuple(mentions),
        confidence=max(mention.confidence for mention in mentions),
    )


def _merged(group: Sequence[Statement]) -> Statement:
    """One statement of several about one entity."""
    evidence = {(m.start, m.end): m for statement in reversed(group) for m in statement.evidence}
    names = {name for s in group for name in (s.entity.name, *s.entity.aliases)}
    chief = group[0].entity
    return replace(
        group[0],
        role=choose_role(chief.kind, [statement.role for statement in group]),
        entity=replace(chief, aliases=tuple(sorted(names - {chief.name}))),
        evidence=tuple(evidence[place] for place in sorted(evidence)),
        confidence=max(statement.confidence for statement in group),
    )


def _role(role: Role, kind: Kind) -> Role:
    """The role that something of this kind has where another kind had this one."""
    if kind is Kind.TASK:
        done = {Role.INTRODUCES: Role.ADDRESSES, Role.USES: Role.ADDRESSES, Role.COMPARES: Role.MENTIONS}
    else:
        done = {Role.ADDRESSES: Role.USES, Role.MENTIONS: Role.USES}
    return done.get(role, role)


def _with_correction(found_by: str) -> str:
    return "+".join(sorted({*filter(None, found_by.split("+")), CORRECTION}))
