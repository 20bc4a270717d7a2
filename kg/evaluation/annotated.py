"""Files of annotated papers: one JSON object a line, the form that `kg extract` prints.

    {"id", "title", "abstract", "categories"?, "entities": [{"type", "name", "role", "mentions": [...]}]}

A mention is a string, which stands for all its places in the text, or {"text", "start", "end"}. Where
readers disagreed, gold says so and nothing is held against an answer: "optional": true of an entity,
"optional_mentions", "other_role".
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import orjson

from kg.errors import GoldError
from kg.evaluation.surfaces import normalise
from kg.model import Document, Kind, Role
from kg.sources.fields import kind_of
from kg.sources.text import Text

_FORM = "a line is one paper: id, title, abstract, entities (what kg extract prints)"
_OF_TASKS = (Role.ADDRESSES, Role.MENTIONS)
_OF_OTHERS = (Role.INTRODUCES, Role.USES, Role.COMPARES)


@dataclass(frozen=True, slots=True)
class AnnotatedMention:
    """A surface form; with a place where the file gives one."""

    text: str
    start: int | None = None
    end: int | None = None


@dataclass(frozen=True, kw_only=True)
class AnnotatedEntity:
    """One thing that a paper speaks of, as an annotator or a system says."""

    type: str
    name: str = ""
    role: str | None = None
    mentions: tuple[AnnotatedMention, ...] = ()
    optional: bool = False
    """Neither finding nor missing it counts."""
    optional_mentions: tuple[AnnotatedMention, ...] = ()
    other_role: str | None = None
    """A second role that is right as well."""
    confidence: float = 1.0

    @cached_property
    def surfaces(self) -> frozenset[str]:
        """Normal forms of the name and of all mentions."""
        return frozenset(map(normalise, [self.name, *(m.text for m in self.mentions)])) - {""}

    @property
    def roles(self) -> set[str | None]:
        """The roles that are right."""
        return {self.role, self.role if self.other_role is None else self.other_role}

    @property
    def torn(self) -> bool:
        """Whether two different roles are right."""
        return len(self.roles) > 1


@dataclass(frozen=True, slots=True, kw_only=True)
class AnnotatedPaper:
    """A paper and what it speaks of."""

    id: str
    title: str | None
    abstract: str | None
    entities: tuple[AnnotatedEntity, ...]
    categories: tuple[str, ...] = ()
    """Of arXiv, the primary one first; empty where the file does not say."""

    @property
    def text(self) -> str | None:
        """What places point into; None where the file gives no text."""
        return None if self.title is None or self.abstract is None else f"{self.title}\n\n{self.abstract}"


def read_gold(path: str) -> dict[str, AnnotatedPaper]:
    """The annotated papers of a file, by id, in its order.

    GoldError, with the line, for what is no annotated paper, an id that comes twice, a role that its entity
    cannot have (no answer could be right), and a file in which there is no entity to find.
    """
    papers: dict[str, AnnotatedPaper] = {}
    lines: dict[str, int] = {}
    for line, paper in _read(path):
        if paper.id in papers:
            raise GoldError(
                f"{paper.id} stands on line {lines[paper.id]} already; keep one of the two",
                path=path,
                line=line,
            )
        try:
            _check_roles(paper)
        except ValueError as error:
            raise GoldError(str(error), path=path, line=line) from error
        papers[paper.id], lines[paper.id] = paper, line
    if not any(entity for paper in papers.values() for entity in paper.entities):
        raise GoldError(f"holds no annotated entity; {_FORM}", path=path)
    return papers


def _check_roles(paper: AnnotatedPaper) -> None:
    """ValueError for the first role that its entity cannot have."""
    for n, entity in enumerate(paper.entities, 1):
        known = _OF_TASKS if entity.type == Kind.TASK else _OF_OTHERS
        for role in (entity.role, entity.other_role):
            _expect(
                role is None or role in known or entity.type not in list(Kind),
                f"entity {n}: {entity.name or 'it'} has the role {role!r}, which no {entity.type} has; "
                f"write {', '.join(known[:-1])} or {known[-1]}",
            )


def read_predicted(path: str) -> dict[str, AnnotatedPaper]:
    """The papers of a system's answers, by id; of one that comes twice the last counts. GoldError as above."""
    return {paper.id: paper for _, paper in _read(path)}


def parse(record: Any, where: str = "") -> AnnotatedPaper:
    """A paper from its JSON object; ValueError that says what is wrong with it."""
    _expect(isinstance(record, dict), f"{kind_of(record)}, not an object; {_FORM}")
    _expect(isinstance(record.get("id"), str), f"the id is {kind_of(record.get('id'))}, not text; {_FORM}")
    entities = record.get("entities")
    _expect(isinstance(entities, list), f"the entities are {kind_of(entities)}, not a list; {_FORM}")
    for key in ("title", "abstract"):
        value = record.get(key)
        _expect(value is None or isinstance(value, str), f"the {key} is {kind_of(value)}, not text")
    return AnnotatedPaper(
        id=record["id"],
        title=record.get("title"),
        abstract=record.get("abstract"),
        entities=tuple(_entity(entity, f"{where}entity {n}: ") for n, entity in enumerate(entities, 1)),
        categories=_categories(record.get("categories")),
    )


def _read(path: str) -> Iterator[tuple[int, AnnotatedPaper]]:
    text = Text(Document(name=path, path=path))
    for line, content in text.lines():
        if not content.strip():
            continue
        try:
            record = orjson.loads(content)
        except ValueError as error:
            raise GoldError(f"is not JSON; {_FORM}", path=path, line=line) from error
        try:
            yield line, parse(record)
        except ValueError as error:
            raise GoldError(str(error), path=path, line=line) from error


def _entity(value: Any, where: str) -> AnnotatedEntity:
    _expect(isinstance(value, dict), f"{where}{kind_of(value)}, not an object")
    _expect(isinstance(value.get("type"), str), f"{where}the type is {kind_of(value.get('type'))}, not text")
    for key in ("name", "role", "other_role"):
        given = value.get(key)
        _expect(given is None or isinstance(given, str), f"{where}the {key} is {kind_of(given)}, not text")
    confidence = value.get("confidence")
    known = isinstance(confidence, int | float)
    _expect(known or confidence is None, f"{where}the confidence is {kind_of(confidence)}, not a number")
    return AnnotatedEntity(
        type=value["type"],
        name=value.get("name") or "",
        role=value.get("role"),
        mentions=_mentions(value.get("mentions"), f"{where}mention "),
        optional=bool(value.get("optional")),
        optional_mentions=_mentions(value.get("optional_mentions"), f"{where}optional mention "),
        other_role=value.get("other_role"),
        confidence=float(confidence) if known else 1.0,
    )


def _mentions(value: Any, where: str) -> tuple[AnnotatedMention, ...]:
    _expect(value is None or isinstance(value, list), f"{where}list is {kind_of(value)}, not a list")
    return tuple(_mention(mention, f"{where}{n}: ") for n, mention in enumerate(value or (), 1))


def _mention(value: Any, where: str) -> AnnotatedMention:
    if isinstance(value, str):
        return AnnotatedMention(value)
    _expect(isinstance(value, dict), f"{where}{kind_of(value)}, neither text nor an object")
    _expect(isinstance(value.get("text"), str), f"{where}its text is {kind_of(value.get('text'))}, not text")
    if "start" not in value:
        return AnnotatedMention(value["text"])
    for key in ("start", "end"):
        _expect(
            isinstance(value.get(key), int), f"{where}its {key} is {kind_of(value.get(key))}, not a number"
        )
    return AnnotatedMention(value["text"], value["start"], value["end"])


def _categories(value: Any) -> tuple[str, ...]:
    if isinstance(value, str):
        return tuple(value.split())
    return tuple(name for name in value if isinstance(name, str)) if isinstance(value, list) else ()


def _expect(holds: bool, otherwise: str) -> None:
    if not holds:
        raise ValueError(otherwise)
