"""Identity across papers: every entity of a graph, once, with its labels, family, times and relations.

Two papers name one entity when kind and key are equal; keys are pure functions of names, so papers can be
added in any order and by anyone. What needs all papers at once is gathered here: which label to show,
which family a name belongs to, when it was first and last seen.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from kg.linking.families import reduced, spoken_families, without_circles
from kg.model import EntityRecord, Kind, Relation, Role, Statement
from kg.names import normal_form
from kg.vocabulary import Vocabulary

Key = tuple[Kind, str]


@dataclass(slots=True)
class _Gathered:
    names: Counter[str] = field(default_factory=Counter)
    aliases: dict[str, Counter[str]] = field(default_factory=dict)
    papers: set[str] = field(default_factory=set)
    first: date | None = None
    last: date | None = None


class Census:
    """Counts statements paper by paper; then tells what is known of every entity."""

    def __init__(
        self,
        vocabulary: Vocabulary,
        labels: Mapping[Key, str] | None = None,
        names: Mapping[Key, Sequence[str]] | None = None,
    ) -> None:
        """`labels` and `names`: what users want shown, and all that they call an entity."""
        self._vocabulary = vocabulary
        self._labels = labels or {}
        self._names = names or {}
        self._found: dict[Key, _Gathered] = {}
        self._relations: dict[tuple[Key, str, Key], set[str]] = {}
        self._said: dict[tuple[Key, Key], set[str]] = {}

    def add(self, statements: Sequence[Statement], seen: date | None, text: str = "") -> None:
        """Count one paper's statements; `seen` is the day of its digest, or of the paper itself, `text` its own."""
        for statement in statements:
            entity = statement.entity
            gathered = self._found.setdefault((entity.kind, entity.key), _Gathered())
            gathered.names[entity.name] += 1
            gathered.papers.add(statement.paper)
            for alias in entity.aliases:
                form = normal_form(alias)
                if form and form != entity.key:
                    gathered.aliases.setdefault(form, Counter())[alias] += 1
            if seen is not None:
                gathered.first = min(gathered.first or seen, seen)
                gathered.last = max(gathered.last or seen, seen)
        for relation in _relations(statements):
            self._relations.setdefault(relation, set()).add(statements[0].paper)
        for pair in spoken_families(text, statements) if text else ():
            self._said.setdefault(pair, set()).add(statements[0].paper)

    def relations(self) -> Iterator[Relation]:
        """What papers imply between entities, sorted by source, name and target."""
        for (source, name, target), papers in sorted(self._relations.items()):
            yield Relation(source=source, name=name, target=target, papers=tuple(sorted(papers)))

    def entities(self) -> Iterator[EntityRecord]:
        """Every entity met and every family above one, sorted by kind and key."""
        families = self._families()
        for kind, key in sorted({*self._found, *families}):
            yield self._record(kind, key, tuple(sorted(up for _, up in families.get((kind, key), ()))))

    def _families(self) -> dict[Key, set[Key]]:
        """The direct families of every entity met and of every one above it."""
        concepts = self._vocabulary.concepts
        certain: dict[Key, set[Key]] = {}
        queue = list(self._found)
        while queue:
            kind, key = node = queue.pop()
            if node not in certain:
                certain[node] = {(kind, parent) for parent in self._broader(kind, key)}
                queue += certain[node]
        said = {pair: len(papers) for pair, papers in self._said.items() if pair[0] not in concepts}
        return reduced(without_circles(certain, said))

    def _record(self, kind: Kind, key: str, broader: tuple[str, ...]) -> EntityRecord:
        concept = self._vocabulary.concepts.get((kind, key))
        gathered = self._found.get((kind, key), _Gathered())
        label = self._labels.get((kind, key)) or (concept.label if concept else _commonest(gathered.names))
        known = {normal_form(name): name for name in concept.names[1:]} if concept else {}
        for form, spellings in gathered.aliases.items():
            known.setdefault(form, _commonest(spellings))
        for name in self._names.get((kind, key), ()):
            known.setdefault(normal_form(name), name)
        shorts = sorted(concept.abbreviations + concept.ambiguous) if concept else ()
        for form in (key, *map(normal_form, shorts)):
            known.pop(form, None)
        return EntityRecord(
            kind=kind,
            key=key,
            label=label,
            alternatives=tuple(sorted(known.values())),
            abbreviations=tuple(shorts),
            broader=broader,
            papers=len(gathered.papers),
            first_seen=gathered.first,
            last_seen=gathered.last,
            note=concept.note if concept else "",
            match=concept.iri if concept else "",
        )

    def _broader(self, kind: Kind, key: str) -> tuple[str, ...]:
        """The vocabulary's families; else the longest known name that the key ends in.

        "graph fourier neural operator" is a kind of "fourier neural operator"; a one-word head must be a
        concept of the vocabulary, for "network" or "model" would say nothing. Else the concept that it is a
        version of: "qwen3 4b" is a "qwen3".
        """
        concept = self._vocabulary.concepts.get((kind, key))
        if concept:
            return concept.broader
        words = key.split()
        for i in range(1, len(words)):
            head = " ".join(words[i:])
            known = self._vocabulary.concepts.get((kind, head))
            if known is not None or (len(words) - i > 1 and (kind, head) in self._found):
                return (head,)
        for i in range(len(words) - 1, 0, -1):
            name = " ".join(words[:i])
            if (kind, name) in self._vocabulary.concepts and any(c.isdigit() for c in key[len(name) :]):
                return (name,)
        return ()


def _commonest(names: Counter[str]) -> str:
    """The commonest spelling; of equal ones the one with fewer capitals, then the first by code points."""
    return min(names, key=lambda name: (-names[name], sum(c.isupper() for c in name), name))


def _relations(statements: Sequence[Statement]) -> Iterator[tuple[Key, str, Key]]:
    """What one paper implies between entities; the rules stand in the ontology.

    A method that a paper introduces is applied to the tasks it addresses, evaluated on the datasets it
    uses or introduces, and built on the methods it uses.
    """
    new = [s.entity for s in statements if s.role is Role.INTRODUCES and s.entity.kind is Kind.METHOD]
    for method in new:
        source = (method.kind, method.key)
        for statement in statements:
            target = (statement.entity.kind, statement.entity.key)
            if target == source:
                continue
            if statement.role is Role.ADDRESSES:
                yield source, "appliedTo", target
            elif statement.entity.kind is Kind.DATASET and statement.role in (Role.USES, Role.INTRODUCES):
                yield source, "evaluatedOn", target
            elif statement.entity.kind is Kind.METHOD and statement.role is Role.USES:
                yield source, "builtOn", target
