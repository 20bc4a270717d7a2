"""The curated vocabulary: methods, datasets and tasks as SKOS concepts, read from Turtle.

What stands in a file, per concept:

    <.../method/fourier_neural_operator> a kg:Method ;
        skos:prefLabel "Fourier neural operator"@en ;      exactly one
        skos:altLabel "Fourier layer network"@en ;         other full names
        kg:abbreviation "FNO" ;                            matched as written, plural s allowed
        kg:ambiguousAbbreviation "MAE" ;                   counts only where the text also has a full name
        skos:broader <.../method/neural_operator> ;        families
        skos:scopeNote "..."@en ;
        kg:matching "exact" .                              "label" (default), "exact": abbreviations only,
                                                           "none": a node of the hierarchy, never matched

Labels are compared by their normal form (`kg.names.normal_form`), so plural, case and hyphens need no
entries of their own.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from pathlib import Path

import pyoxigraph as ox

from kg import resources
from kg.errors import VocabularyError
from kg.model import Kind
from kg.names import normal_form

_SKOS = "http://www.w3.org/2004/02/skos/core#"
_KG = "https://w3id.org/digestgraph/ontology#"
_TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
_KINDS = {f"{_KG}{kind.value}": kind for kind in Kind}
_MATCHING = frozenset({"label", "exact", "none"})
_TEXTS = {
    f"{_SKOS}prefLabel": "label",
    f"{_SKOS}altLabel": "alternatives",
    f"{_KG}abbreviation": "abbreviations",
    f"{_KG}ambiguousAbbreviation": "ambiguous",
    f"{_SKOS}scopeNote": "note",
    f"{_KG}matching": "matching",
}

SHIPPED = ("methods.ttl", "datasets.ttl", "tasks.ttl")


@dataclass(frozen=True, slots=True, kw_only=True)
class Concept:
    """One curated method, dataset or task."""

    kind: Kind
    key: str
    """Normal form of the preferred label; unique within the kind."""
    label: str
    iri: str
    """As the file has it; a user's file may bear IRIs of its own."""
    alternatives: tuple[str, ...] = ()
    abbreviations: tuple[str, ...] = ()
    """Exact case; unambiguous."""
    ambiguous: tuple[str, ...] = ()
    """Abbreviations that need a full name in the same text."""
    broader: tuple[str, ...] = ()
    """Keys of broader concepts of the same kind, sorted."""
    note: str = ""
    matching: str = "label"
    """"label", "exact" or "none"; see the top of this module."""
    own: bool = False
    """Whether a file of the user's describes it."""

    @property
    def names(self) -> tuple[str, ...]:
        """Preferred label, then the alternatives."""
        return (self.label, *self.alternatives)


@dataclass(frozen=True)
class Vocabulary:
    """All concepts, found by kind and key."""

    concepts: Mapping[tuple[Kind, str], Concept]
    fingerprint: str
    """Hash of the files read: tells whether an extraction was made with this vocabulary."""

    @cached_property
    def proper_words(self) -> frozenset[str]:
        """Words that the vocabulary capitalises within or at the head of lower-case names: Fourier, Monte."""
        found: set[str] = set()
        for concept in self.concepts.values():
            words = concept.label.replace("-", " ").split()
            if any(word[:1].islower() for word in words):
                found.update(word for word in words if word[:1].isupper())
        return frozenset(found)

    @cached_property
    def named(self) -> Mapping[tuple[Kind, str], str]:
        """The key of the concept that a full name in normal form stands for, where a text may bear it."""
        return {
            (concept.kind, normal_form(name)): concept.key
            for concept in self.concepts.values()
            if concept.matching == "label"
            for name in concept.names
        }

    @cached_property
    def spelled_out(self) -> Mapping[str, str]:
        """The preferred label for each abbreviation, as written, that means one thing only."""
        unclear = ambiguous_abbreviations(self.concepts.values())
        return {
            short: concept.label
            for concept in self.concepts.values()
            for short in concept.abbreviations
            if short not in unclear
        }

    def ancestors(self, kind: Kind, key: str) -> tuple[str, ...]:
        """Keys of all broader concepts, nearest first, each once."""
        found: dict[str, None] = {}
        queue = [key]
        while queue:
            concept = self.concepts.get((kind, queue.pop(0)))
            for parent in concept.broader if concept else ():
                if parent not in found:
                    found[parent] = None
                    queue.append(parent)
        return tuple(found)


def _read(path: Path) -> list[tuple[Concept, tuple[str, ...]]]:
    """The concepts of one file, each with the IRIs of its broader ones."""
    try:
        triples = list(ox.parse(path.read_bytes(), format=ox.RdfFormat.TURTLE))
    except OSError as error:
        raise VocabularyError(f"cannot be read ({error.strerror})", path=path) from error
    except SyntaxError as error:
        raise VocabularyError(f"is not Turtle: {error.msg}", path=path, line=error.lineno) from error
    kinds: dict[str, Kind] = {}
    texts: dict[str, dict[str, list[str]]] = {}
    broader: dict[str, list[str]] = {}
    for triple in triples:
        if not isinstance(triple.subject, ox.NamedNode):
            if triple.predicate.value == _TYPE and getattr(triple.object, "value", "") in _KINDS:
                raise VocabularyError("a concept without an IRI (a blank node); give it one", path=path)
            continue
        subject = triple.subject.value
        predicate, value = triple.predicate.value, triple.object
        if predicate == _TYPE and isinstance(value, ox.NamedNode) and value.value in _KINDS:
            kinds[subject] = _KINDS[value.value]
        elif predicate in _TEXTS and isinstance(value, ox.Literal):
            if value.language in (None, "en") or predicate != f"{_SKOS}prefLabel":
                texts.setdefault(subject, {}).setdefault(_TEXTS[predicate], []).append(value.value)
        elif predicate == f"{_SKOS}broader" and isinstance(value, ox.NamedNode):
            broader.setdefault(subject, []).append(value.value)
    found = []
    for iri in sorted(kinds):
        fields = texts.get(iri, {})
        labels = fields.get("label", [])
        if len(labels) != 1:
            raise VocabularyError(
                f"<{iri}> needs one skos:prefLabel in English, has {len(labels)}", path=path
            )
        matching = (fields.get("matching") or ["label"])[0]
        key = normal_form(labels[0])
        empty = [
            n
            for n in ("alternatives", "abbreviations", "ambiguous")
            if not all(map(str.strip, fields.get(n, ())))
        ]
        if empty:
            raise VocabularyError(f"<{iri}> has an empty name among its {empty[0]}", path=path)
        if matching not in _MATCHING or not key:
            raise VocabularyError(f"<{iri}>: kg:matching {matching!r} or an empty label", path=path)
        concept = Concept(
            kind=kinds[iri],
            key=key,
            label=labels[0],
            iri=iri,
            alternatives=tuple(sorted(fields.get("alternatives", ()))),
            abbreviations=tuple(sorted(fields.get("abbreviations", ()))),
            ambiguous=tuple(sorted(fields.get("ambiguous", ()))),
            note=" ".join(fields.get("note", ())),
            matching=matching,
        )
        found.append((concept, tuple(sorted(broader.get(iri, ())))))
    return found


@lru_cache(maxsize=8)
def load(extra: tuple[str, ...] = ()) -> Vocabulary:
    """The shipped vocabulary and the user's files, which add concepts and replace those of equal label.

    VocabularyError names the file and what is wrong with it: no Turtle, a label missing or twice, a
    broader concept that no file describes, a circle of broader concepts.
    """
    shipped = [resources.folder("ontology") / name for name in SHIPPED]
    hasher = hashlib.sha256()
    concepts: dict[tuple[Kind, str], Concept] = {}
    parents: dict[tuple[Kind, str], tuple[Path, tuple[str, ...]]] = {}
    by_iri: dict[str, Concept] = {}
    for path in [*shipped, *map(Path, extra)]:
        seen: set[tuple[Kind, str]] = set()
        for concept, broader in _read(path):
            name = (concept.kind, concept.key)
            if name in seen:
                raise VocabularyError(f"two concepts are called {concept.label!r}", path=path)
            seen.add(name)
            concepts[name] = by_iri[concept.iri] = replace(concept, own=path not in shipped)
            parents[name] = (path, broader)
        hasher.update(path.read_bytes())
    for name, (path, broader) in parents.items():
        keys = set()
        for iri in broader:
            parent = by_iri.get(iri)
            if parent is None or parent.kind is not name[0]:
                raise VocabularyError(
                    f"{concepts[name].label!r} has the broader <{iri}>, which is no {name[0]} here", path=path
                )
            keys.add(parent.key)
        concepts[name] = replace(concepts[name], broader=tuple(sorted(keys)))
    vocabulary = Vocabulary(concepts, hasher.hexdigest())
    for name, (path, _) in parents.items():
        if name[1] in vocabulary.ancestors(*name):
            raise VocabularyError(f"{concepts[name].label!r} is broader than itself", path=path)
    return vocabulary


def ambiguous_abbreviations(concepts: Iterable[Concept]) -> frozenset[str]:
    """Abbreviations that need a full name beside them: marked so, or borne by several concepts."""
    marked: set[str] = set()
    bearers: dict[str, int] = {}
    for concept in concepts:
        marked.update(concept.ambiguous)
        for short in set(concept.abbreviations + concept.ambiguous):
            bearers[short] = bearers.get(short, 0) + 1
    return frozenset(marked | {short for short, count in bearers.items() if count > 1})
