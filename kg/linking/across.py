"""Identity across papers: every entity of a graph, once, with its labels, family, times and relations.

Two papers name one entity when kind and key are equal; keys are pure functions of names, so papers can be
added in any order and by anyone. What needs all papers at once is gathered here: which label to show,
which family a name belongs to, when it was first and last seen.
"""

from __future__ import annotations

import heapq
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import groupby

import orjson

from kg.linking.families import reduced, spoken_families, without_circles
from kg.model import EntityKey, EntityRecord, Kind, Relation, Role, Statement
from kg.names import normal_form
from kg.sorting import Sorter
from kg.vocabulary import Vocabulary


@dataclass(slots=True)
class _Gathered:
    names: Counter[str] = field(default_factory=Counter)
    aliases: dict[str, Counter[str]] = field(default_factory=dict)
    papers: int = 0
    first: date | None = None
    last: date | None = None


class Census:
    """Counts statements paper by paper; then tells what is known of every entity.

    What papers say goes to temporary files beyond a bound, so memory grows with the number of entities alone. A
    paper that is counted twice with the same statements counts once.
    """

    def __init__(
        self,
        vocabulary: Vocabulary,
        labels: Mapping[EntityKey, str] | None = None,
        names: Mapping[EntityKey, Sequence[str]] | None = None,
    ) -> None:
        """`labels` and `names`: what users want shown, and all that they call an entity."""
        self._vocabulary = vocabulary
        self._labels = labels or {}
        self._names = names or {}
        self._found: set[EntityKey] = set()
        self._facts = Sorter()
        self._relations = Sorter()
        self._said = Sorter()

    def add(self, statements: Sequence[Statement], seen: tuple[date, date] | None, text: str = "") -> None:
        """Count one paper's statements; `seen` are the first and last day of its digests, `text` its own."""
        days = [day.isoformat() for day in seen] if seen else ["", ""]
        for statement in statements:
            entity = statement.entity
            self._found.add((entity.kind, entity.key))
            fact = orjson.dumps([statement.paper, entity.name, entity.aliases, *days]).decode()
            self._facts.add(_joined(entity.kind, entity.key, fact))
        for source, name, target in _relations(statements):
            self._relations.add(_joined(*source, name, *target, statements[0].paper))
        for narrower, broader in spoken_families(text, statements) if text else ():
            self._said.add(_joined(*narrower, *broader, statements[0].paper))

    def relations(self) -> Iterator[Relation]:
        """What papers imply between entities, sorted by source, name and target."""
        for found, papers in _grouped(self._relations, 5):
            source, target = (Kind(found[0]), found[1]), (Kind(found[3]), found[4])
            yield Relation(source=source, name=found[2], target=target, papers=tuple(papers))

    def entities(self) -> Iterator[EntityRecord]:
        """Every entity met and every family above one, sorted by kind and key."""
        families = self._families()
        broader = {node: tuple(sorted(up for _, up in found)) for node, found in families.items()}
        above = ((node, _Gathered()) for node in sorted(families.keys() - self._found))
        for (kind, key), gathered in heapq.merge(self._gathered(), above, key=lambda item: item[0]):
            yield self._record(kind, key, gathered, broader.get((kind, key), ()))

    def _gathered(self) -> Iterator[tuple[EntityKey, _Gathered]]:
        for (kind, key), facts in _grouped(self._facts, 2):
            gathered = _Gathered()
            last = ""
            for fact in facts:
                paper, name, aliases, first, final = orjson.loads(fact)
                gathered.papers += paper != last
                last = paper
                gathered.names[name] += 1
                for alias in aliases:
                    form = normal_form(alias)
                    if form and form != key:
                        gathered.aliases.setdefault(form, Counter())[alias] += 1
                if first:
                    day, other = date.fromisoformat(first), date.fromisoformat(final)
                    gathered.first = min(gathered.first or day, day)
                    gathered.last = max(gathered.last or other, other)
            yield (Kind(kind), key), gathered

    def _families(self) -> dict[EntityKey, set[EntityKey]]:
        """The direct families of every entity met and of every one above it."""
        concepts = self._vocabulary.concepts
        certain: dict[EntityKey, set[EntityKey]] = {}
        queue = list(self._found)
        while queue:
            kind, key = node = queue.pop()
            if node not in certain:
                certain[node] = {(kind, parent) for parent in self._broader(kind, key)}
                queue += certain[node]
        said: dict[tuple[EntityKey, EntityKey], int] = {}
        for found, papers in _grouped(self._said, 4):
            pair = (Kind(found[0]), found[1]), (Kind(found[2]), found[3])
            if pair[0] not in concepts:
                said[pair] = sum(1 for _ in papers)
        return reduced(without_circles(certain, said))

    def _record(self, kind: Kind, key: str, gathered: _Gathered, broader: tuple[str, ...]) -> EntityRecord:
        concept = self._vocabulary.concepts.get((kind, key))
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
            papers=gathered.papers,
            first_seen=gathered.first,
            last_seen=gathered.last,
            note=concept.note if concept else "",
            match=concept.iri if concept else "",
        )

    def _broader(self, kind: Kind, key: str) -> tuple[str, ...]:
        """The vocabulary's families; else the longest known name that the key ends in.

        "graph fourier neural operator" is a kind of "fourier neural operator"; a one-word head must be a
        concept of the vocabulary, for "network" or "model" would say nothing. Else the concept that it is a
        version of: "qwen3 4b" is a "qwen3", "yolov12" a "yolo".
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
        for i in range(len(words), 0, -1):
            name = " ".join(words[:i])
            for stem in (name, _VERSION.sub("", name)):
                if (kind, stem) in self._vocabulary.concepts and any(c.isdigit() for c in key[len(stem) :]):
                    return (stem,)
        return ()


_VERSION = re.compile(r"(?<=[^\W\d]{3})v?\d[\d.]*$")
"""A version written onto a name: "yolov12", "internvl3.5"."""
_BETWEEN = "\x1f"
"""Between the fields of a line: below every character of a key, so that lines sort as their fields do."""


def _joined(*fields: str) -> str:
    return _BETWEEN.join(fields)


def _grouped(lines: Iterable[str], fields: int) -> Iterator[tuple[list[str], Iterator[str]]]:
    """Lines that begin with the same fields, sorted: those fields, and what follows in each line."""
    split = (line.split(_BETWEEN, fields) for line in lines)
    for head, group in groupby(split, key=lambda found: found[:fields]):
        yield head, (found[fields] for found in group)


def _commonest(names: Counter[str]) -> str:
    """The commonest spelling; of equal ones the one with fewer capitals, then the first by code points."""
    return min(names, key=lambda name: (-names[name], sum(c.isupper() for c in name), name))


def _relations(statements: Sequence[Statement]) -> Iterator[tuple[EntityKey, str, EntityKey]]:
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
