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

A concept of another file may be told more of, by its IRI or by skos:exactMatch; skos:narrower is skos:broader
read backwards; what is a skos:Concept alone is of the kind of what it is tied to.

Labels are compared by their normal form (`kg.names.normal_form`), so plural, case and hyphens need no
entries of their own.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache
from pathlib import Path

import pyoxigraph as ox

from kg import resources
from kg.errors import VocabularyError
from kg.model import EntityKey, Kind
from kg.names import normal_form
from kg.nearby import unreadable

_SKOS = "http://www.w3.org/2004/02/skos/core#"
_KG = "https://w3id.org/digestgraph/ontology#"
_TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
_KINDS = {f"{_KG}{kind.value}": kind for kind in Kind}
_LINKS = {f"{_SKOS}broader": "broader", f"{_SKOS}narrower": "narrower", f"{_SKOS}exactMatch": "exact"}
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

    concepts: Mapping[EntityKey, Concept]
    fingerprint: str
    """Hash of the files read: tells whether an extraction was made with this vocabulary."""

    @cached_property
    def proper_words(self) -> frozenset[str]:
        """Words that the vocabulary capitalises within or at the head of lower-case names: Fourier, Monte.

        None that it writes small elsewhere: "Weather Research and Forecasting model" makes no proper word of research.
        """
        found: set[str] = set()
        for concept in self.concepts.values():
            words = concept.label.replace("-", " ").split()
            if any(word[:1].islower() for word in words):
                found.update(word for word in words if word[:1].isupper())
        return frozenset(word for word in found if not word.istitle() or word.lower() not in self.small_words)

    @cached_property
    def small_words(self) -> frozenset[str]:
        """Words that some name of the vocabulary writes in small letters."""
        names = (name for concept in self.concepts.values() for name in concept.names)
        return frozenset(word for name in names for word in name.replace("-", " ").split() if word.islower())

    @cached_property
    def named(self) -> Mapping[EntityKey, str]:
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


@dataclass(slots=True)
class _Said:
    """What one file says of one concept."""

    iri: str
    kinds: set[Kind] = field(default_factory=set)
    texts: dict[str, list[str]] = field(default_factory=dict)
    broader: set[str] = field(default_factory=set)
    narrower: set[str] = field(default_factory=set)
    exact: set[str] = field(default_factory=set)


class _File:
    """One vocabulary file, and where in it things stand."""

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            self.data = path.read_bytes()
        except (OSError, ValueError) as error:
            raise VocabularyError(unreadable(error, path), path=path) from error
        try:
            triples = list(ox.parse(self.data, format=ox.RdfFormat.TURTLE))
        except SyntaxError as error:
            told = " ".join(error.msg.split())  # it may quote a line break
            raise VocabularyError(f"is not Turtle: {told}", path=path, line=error.lineno) from error
        said: dict[str, _Said] = {}
        others: set[str] = set()
        for triple in triples:
            predicate, value = triple.predicate.value, triple.object
            if not isinstance(triple.subject, ox.NamedNode):
                if predicate == _TYPE and getattr(value, "value", "") in _KINDS:
                    raise VocabularyError("a concept without an IRI (a blank node); give it one", path=path)
                continue
            one = said.setdefault(triple.subject.value, _Said(triple.subject.value))
            if predicate == _TYPE and isinstance(value, ox.NamedNode):
                if value.value in _KINDS:
                    one.kinds.add(_KINDS[value.value])
                elif value.value != f"{_SKOS}Concept":
                    others.add(one.iri)
            elif predicate in _TEXTS and isinstance(value, ox.Literal):
                if predicate != f"{_SKOS}prefLabel" or (value.language or "en").partition("-")[0] == "en":
                    one.texts.setdefault(_TEXTS[predicate], []).append(value.value)
                else:
                    one.texts.setdefault("foreign", []).append(value.value)
            elif predicate in _LINKS and isinstance(value, ox.NamedNode):
                getattr(one, _LINKS[predicate]).add(value.value)
        self.said = {
            iri: one
            for iri, one in sorted(said.items())
            if one.kinds or (iri not in others and (one.texts or one.broader or one.narrower or one.exact))
        }

    def error(self, iri: str, message: str) -> VocabularyError:
        """With the line where the file begins to speak of `iri`, where that can be told."""
        text = self.data.decode("utf-8", "replace")
        spellings = [f"<{iri}>"]
        for name, space in re.findall(r"@?(?:prefix|PREFIX)\s+([\w.-]*):\s*<([^>]*)>", text):
            if iri.startswith(space):
                spellings.append(f"{name}:{iri[len(space) :]}")
        for base in re.findall(r"@?(?:base|BASE)\s*<([^>]*)>", text):
            if iri.startswith(base):
                spellings.append(f"<{iri[len(base) :]}>")
        any_of = "|".join(map(re.escape, spellings))
        found = re.search(rf"^\s*({any_of})(?=\s)", text, re.MULTILINE) or re.search(
            rf"()(?:{any_of})(?=[\s,;.])", text
        )
        line = text.count("\n", 0, found.start(1)) + 1 if found else None
        return VocabularyError(message, path=self.path, line=line)


def _checked(said: _Said, file: _File, before: Concept | None) -> Concept:
    """What a file says of a concept, added to what is known of it `before`; broader concepts aside."""
    texts, iri = said.texts, said.iri
    kinds = said.kinds or ({before.kind} if before else set())
    if len(kinds) != 1 or (before and before.kind not in kinds):
        had = sorted({*kinds, *([before.kind] if before else [])})
        raise file.error(
            iri, f"<{iri}> is a {' and a '.join(had)}; it must be one of kg:Method, kg:Dataset, kg:Task"
        )
    labels = texts.get("label") or ([before.label] if before else [])
    if len(labels) != 1:
        raise file.error(iri, f"<{iri}> needs one skos:prefLabel in English, has {len(labels)}")
    matching = (texts.get("matching") or [before.matching if before else "label"])[0]
    key = normal_form(labels[0])
    for name in ("alternatives", "abbreviations", "ambiguous"):
        if not all(map(str.strip, texts.get(name, ()))):
            raise file.error(iri, f"<{iri}> has an empty name among its {name}")
    if matching not in _MATCHING or not key:
        raise file.error(iri, f"<{iri}>: kg:matching {matching!r} or an empty label")

    def joined(name: str, known: Iterable[str]) -> tuple[str, ...]:
        return tuple(sorted({*texts.get(name, ()), *known}))

    others = [name for name in before.names if normal_form(name) != key] if before else []
    return Concept(
        kind=next(iter(kinds)),
        key=key,
        label=labels[0],
        iri=iri,
        alternatives=joined("alternatives", others),
        abbreviations=joined("abbreviations", before.abbreviations if before else ()),
        ambiguous=joined("ambiguous", before.ambiguous if before else ()),
        note=" ".join(texts.get("note", ())) or (before.note if before else ""),
        matching=matching,
    )


class _Loading:
    """The concepts of all files read so far."""

    def __init__(self) -> None:
        self.concepts: dict[EntityKey, Concept] = {}
        self.by_iri: dict[str, EntityKey] = {}
        self.parents: dict[EntityKey, dict[str, _File]] = {}
        """IRIs of the broader concepts, each with the file that says so."""
        self.narrower: list[tuple[str, str, _File]] = []

    def add(self, file: _File, own: bool) -> None:
        """Add a file's concepts; of those known by their IRI, or by skos:exactMatch, say more."""
        if own and not file.said:
            raise VocabularyError("describes no kg:Method, kg:Dataset or kg:Task", path=file.path)
        self._infer(file)
        seen: set[EntityKey] = set()
        for iri, said in file.said.items():
            known = next((self.by_iri[one] for one in (iri, *sorted(said.exact)) if one in self.by_iri), None)
            before = self.concepts[known] if known else None
            concept = replace(_checked(said, file, before), own=own)
            name = (concept.kind, concept.key)
            if name in seen:
                raise file.error(iri, f"two concepts are called {concept.label!r}")
            seen.add(name)
            above: dict[str, _File] = {}
            if before is not None and known is not None:
                above = self.parents.pop(known, {})
                del self.concepts[known]
                for one, place in self.by_iri.items():
                    if place == known:
                        self.by_iri[one] = name
            self.concepts[name] = concept
            self.by_iri[iri] = name
            self.parents[name] = {**above, **dict.fromkeys(sorted(said.broader), file)}
            self.narrower += [(below, iri, file) for below in sorted(said.narrower)]

    def _infer(self, file: _File) -> None:
        """Kinds of concepts that are typed as skos:Concept alone: those of what they are tied to."""
        todo = {iri for iri, said in file.said.items() if not said.kinds and iri not in self.by_iri}
        links = {iri: said.broader | said.narrower | said.exact for iri, said in file.said.items()}
        for iri, tied in list(links.items()):
            for one in tied:
                links.setdefault(one, set()).add(iri)
        while todo:
            before = len(todo)
            for iri in sorted(todo):
                for one in sorted(links[iri]):
                    place = self.by_iri.get(one)
                    kinds = file.said[one].kinds if one in file.said else set()
                    kinds = kinds or ({place[0]} if place else set())
                    if kinds:
                        file.said[iri].kinds = set(kinds)
                        todo.discard(iri)
                        break
            if len(todo) == before:
                iri = min(todo)
                raise file.error(iri, f"<{iri}> is no kg:Method, kg:Dataset or kg:Task; say which it is")

    def settle(self, fingerprint: str) -> Vocabulary:
        """All concepts with their broader ones."""
        for below, iri, file in self.narrower:
            if below not in self.by_iri:
                raise file.error(iri, f"<{iri}> has the narrower <{below}>, which no file describes")
            self.parents[self.by_iri[below]][iri] = file
        for name, above in self.parents.items():
            keys = set()
            for iri, file in above.items():
                parent = self.by_iri.get(iri)
                if parent is None or parent[0] is not name[0]:
                    concept = self.concepts[name]
                    raise file.error(
                        concept.iri, f"{concept.label!r} has the broader <{iri}>, which is no {name[0]} here"
                    )
                keys.add(parent[1])
            self.concepts[name] = replace(self.concepts[name], broader=tuple(sorted(keys)))
        vocabulary = Vocabulary(self.concepts, fingerprint)
        for name, above in self.parents.items():
            if name[1] in vocabulary.ancestors(*name):
                concept = self.concepts[name]
                last = list(above.values())[-1]
                raise last.error(concept.iri, f"{concept.label!r} is broader than itself")
        return vocabulary


@lru_cache(maxsize=len(SHIPPED))
def _shipped(name: str) -> _File:
    return _File(resources.folder("ontology") / name)


@lru_cache(maxsize=8)
def load(extra: tuple[str, ...] = ()) -> Vocabulary:
    """The shipped vocabulary and the user's files, which add concepts and replace those of equal label.

    Of a concept that an earlier file describes, told by its IRI or by skos:exactMatch, a user's file may say
    more: other names, broader concepts, a new preferred label (the old one stays as another name).

    VocabularyError names the file, where it can the line, and what is wrong: no Turtle, a label missing or
    twice, no kind or two, a broader concept that no file describes, a circle of broader concepts.
    """
    loading = _Loading()
    hasher = hashlib.sha256()
    for name in SHIPPED:
        file = _shipped(name)
        loading.add(file, own=False)
        hasher.update(file.data)
    for name in extra:
        file = _File(Path(name))
        loading.add(file, own=True)
        hasher.update(file.data)
    return loading.settle(hasher.hexdigest())


def ambiguous_abbreviations(concepts: Iterable[Concept]) -> frozenset[str]:
    """Abbreviations that need a full name beside them: marked so, or borne by several concepts."""
    marked: set[str] = set()
    bearers: dict[str, int] = {}
    for concept in concepts:
        marked.update(concept.ambiguous)
        for short in set(concept.abbreviations + concept.ambiguous):
            bearers[short] = bearers.get(short, 0) + 1
    return frozenset(marked | {short for short, count in bearers.items() if count > 1})
