"""What programs are told of the graph, as records that become JSON: names found, a thing, rows, what is new.

The explorer's pages say the same to people; both are made of `kg.about`, `kg.query` and `kg.analysis`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any

import pyoxigraph as ox

from kg import about
from kg import query as shipped
from kg.about import Evidence
from kg.errors import NotFoundError, QueryError
from kg.graph.namespaces import PREFIXES
from kg.lookup import KINDS, WITH_DAYS, Thing, find_all, suggest
from kg.model import Kind
from kg.serve.pages import facts
from kg.serve.search import fold, search
from kg.sparql import Answer, rows
from kg.store import Store

MOST = 100
"""Things in one list."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """A thing of the graph: its name, its kind (Method, Dataset, Task, Paper, Author, Category, Document), its IRI."""

    name: str
    kind: str
    iri: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted(Named):
    """A thing, and how many papers."""

    papers: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Found(Counted):
    """A thing that was searched for, and the one of its names that was found."""

    matched: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hits:
    """What was found, best first."""

    found: list[Found]
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    """A sentence of a paper that proves a fact, as the paper has it, and the words of it that prove."""

    sentence: str
    words: list[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact(Named):
    """What a paper does with an entity: of an entity's record the paper, of a paper's record the entity."""

    role: str
    issued: str = ""
    url: str = ""
    evidence: list[Sentence] = field(default_factory=list)


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """What a digest sums up of a paper."""

    field: str
    language: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown(Named):
    """What the graph says of one thing; what does not fit its kind is left out."""

    also_called: list[str] = field(default_factory=list)
    note: str = ""
    first_seen: str = ""
    last_seen: str = ""
    issued: str = ""
    url: str = ""
    authors: list[str] = field(default_factory=list)
    categories: list[str] = field(default_factory=list)
    abstract: str = ""
    summaries: list[Summary] = field(default_factory=list)
    relations: dict[str, list[Counted]] = field(default_factory=dict)
    """What it has to do with others, most papers first."""
    speaks_of: list[Counted] = field(default_factory=list)
    coauthors: list[Counted] = field(default_factory=list)
    papers: int = 0
    """In all."""
    facts: list[Fact] = field(default_factory=list)
    listed: list[Named] = field(default_factory=list)
    """Papers of an author, category or document, newest first."""
    also_called_so: list[Named] = field(default_factory=list)
    """Other things that bear the name asked for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rows:
    """The answer of a query: rows, or yes or no, or triples as Turtle."""

    columns: list[str] = field(default_factory=list)
    rows: list[dict[str, str]] = field(default_factory=list)
    more: bool | None = None
    """True where there are rows beyond those given."""
    boolean: bool | None = None
    turtle: str = ""


def slim(record: Any) -> dict[str, Any]:
    """A record as plain values, without what is empty and may be left out."""
    return asdict(record, dict_factory=_filled)


def _filled(pairs: Iterable[tuple[str, Any]]) -> dict[str, Any]:
    always = ("found", "papers")
    return {name: value for name, value in pairs if value not in ("", None, [], {}) or name in always}


def found(store: Store, index: Path, job: dict[str, Any]) -> Hits:
    """What bears a name like `text`; of a `kind` of `kg.lookup.KINDS` alone, where it is given."""
    hits = search(store, index, job["text"], min(job["limit"], MOST), KINDS.get(job["kind"], ()))
    note = "" if index.exists() else "the index of names is not there yet; only whole names were found"
    return Hits(
        found=[
            Found(
                **_named(hit.thing),
                papers=hit.papers,
                matched=hit.name if hit.name != hit.thing.label else "",
            )
            for hit in hits
        ],
        note=note,
    )


def _named(thing: Thing) -> dict[str, Any]:
    return {"name": thing.label, "kind": thing.kind, "iri": thing.iri}


def shown(store: Store, index: Path, job: dict[str, Any]) -> Shown:
    """Everything about the thing that `name` names best, with `limit` of its papers after the first `skip`.

    NotFoundError with names like it where there is none.
    """
    types = KINDS.get(job["kind"], WITH_DAYS)
    named = _bearers(store, index, job["name"], types)
    if not named:
        near = (
            [hit.thing.label for hit in search(store, index, job["name"], 3, types)] if index.exists() else []
        )
        raise NotFoundError(job["name"], tuple(near) or suggest(store, job["name"], types))
    thing, others = named[0], [Named(**_named(other)) for other in named[1:]]
    start, count = job["skip"], min(job["limit"], MOST)
    if thing.type == "fabio:Preprint":
        return _paper(store, thing, others)
    if thing.type in about.PATH_OF:
        return _collection(store, thing, others, start, count)
    return _entity(store, thing, others, start, count)


def _bearers(store: Store, index: Path, name: str, types: Sequence[str]) -> list[Thing]:
    """What bears this very name; all labels are compared only where there is no index of them."""
    if named := list(islice(find_all(store, name, types, scan=False), 6)):
        return named
    if not index.exists():
        return list(islice(find_all(store, name, types), 6))
    return [hit.thing for hit in search(store, index, name, 6, types) if fold(hit.name) == fold(name)]


def _one(store: Store, thing: Thing, predicate: str) -> str:
    return next(iter(about.values(store, thing.iri, predicate)), "")


def _entity(store: Store, thing: Thing, others: list[Named], start: int, count: int) -> Shown:
    relations = {name: about.labelled(store, thing.iri, path)[:12] for name, path in about.RELATIONS}
    uses = about.uses_of_entity(store, thing, count, start) if count else ()
    return Shown(
        **_named(thing),
        also_called=about.values(store, thing.iri, "skos:altLabel|kg:abbreviation"),
        note=_one(store, thing, "skos:scopeNote"),
        first_seen=_one(store, thing, "kg:firstSeen"),
        last_seen=_one(store, thing, "kg:lastSeen"),
        relations={
            name: [Counted(**_named(other), papers=papers) for other, papers in found]
            for name, found in relations.items()
            if found
        },
        papers=int(_one(store, thing, "kg:paperCount") or 0),
        facts=[
            Fact(
                **_named(use.paper),
                role=use.role,
                issued=use.issued,
                url=use.url or "",
                evidence=_sentences(use.evidence, 3),
            )
            for use in uses
        ],
        also_called_so=others,
    )


def _sentences(evidence: Iterable[Evidence], most: int) -> list[Sentence]:
    return [
        Sentence(sentence=text, words=[text[begin:end] for begin, end in spans])
        for text, spans in about.sentences(evidence)[:most]
    ]


def _paper(store: Store, thing: Thing, others: list[Named]) -> Shown:
    return Shown(
        **_named(thing),
        issued=_one(store, thing, "dcterms:issued"),
        url=_one(store, thing, "schema:url"),
        authors=[author.label for author in about.authors(store, thing.iri)],
        categories=about.values(store, thing.iri, "dcterms:subject/skos:notation"),
        abstract=_one(store, thing, "dcterms:abstract"),
        summaries=[
            Summary(field=told.field, language=told.language, text=told.text)
            for told in about.told(store, thing.iri)
        ],
        papers=1,
        facts=[
            Fact(**_named(use.entity), role=use.role, evidence=_sentences(use.evidence, 2))
            for use in about.uses_in_paper(store, thing)
        ],
        also_called_so=others,
    )


def _collection(store: Store, thing: Thing, others: list[Named], start: int, count: int) -> Shown:
    """An author, a category, a document."""
    path = about.PATH_OF[thing.type]
    listed, total = facts.papers(store, thing.iri, path, start, count)
    together = facts.together(store, thing.iri, path, 12)
    spoken = sorted(
        (each for of_kind in together.values() for each in of_kind), key=lambda c: (-c.papers, c.thing.label)
    )
    coauthors = facts.coauthors(store, thing.iri, 12) if thing.type == "foaf:Person" else []
    return Shown(
        **_named(thing),
        note=_one(store, thing, "skos:prefLabel"),
        issued=_one(store, thing, "dcterms:issued"),
        speaks_of=[Counted(**_named(each.thing), papers=each.papers) for each in spoken],
        coauthors=[Counted(**_named(each.thing), papers=each.papers) for each in coauthors],
        papers=total,
        listed=[Named(**_named(paper.thing)) for paper in listed],
        also_called_so=others,
    )


def asked(store: Store, _: Path, job: dict[str, Any]) -> Rows:
    """The answer of a shipped query. QueryError for settings that it does not take; see `kg.query.plan`."""
    query = shipped.shipped().get(job["name"])
    if query is None:
        raise QueryError(f"there is no query {job['name'][:60]!r}; ask for the list of them")
    own = any(word == "DESCRIBE" for word in query.text.split())
    most = min(job["limit"] or query.limit or job["most"], job["most"])
    answer = shipped.run(store, query, job["parameters"], None if own else most + 1)
    return answered(answer, most)


def answered(answer: Answer, most: int) -> Rows:
    """An answer as a record, with `most` rows."""
    if isinstance(answer, ox.QueryBoolean):
        return Rows(boolean=bool(answer))
    if isinstance(answer, ox.QueryTriples):
        triples = list(islice(answer, most + 1))
        return Rows(turtle=turtle(triples[:most]), more=len(triples) > most or None)
    columns = [variable.value for variable in answer.variables]
    held = [
        {name: str(value) for name, value in zip(columns, row, strict=True) if value is not None}
        for row in islice(rows(answer), most + 1)
    ]
    return Rows(columns=columns, rows=held[:most], more=len(held) > most or None)


def turtle(triples: Iterable[ox.Triple]) -> str:
    """Triples as Turtle, each once and in a fixed order, with the prefixes that they use."""
    ordered = sorted(set(triples), key=str)
    written = "\n".join(map(str, ordered))
    used = {name: space for name, space in PREFIXES.items() if f"<{space}" in written}
    return (ox.serialize(ordered, format=ox.RdfFormat.TURTLE, prefixes=used) or b"").decode()


def news(store: Store, _: Path, job: dict[str, Any]) -> dict[str, Any]:
    """What a period brought, as `kg diff -f json` has it."""
    from kg.analysis import chosen_period, what_is_new  # noqa: PLC0415 - loads numpy
    from kg.analysis.report_json import as_json  # noqa: PLC0415

    report = what_is_new(
        store,
        chosen_period(job["since"] or None, job["until"] or None, job["last"] or None),
        top=min(job["limit"], MOST) or 1,
        kinds=[kind for kind in Kind if not job["kinds"] or kind.value.lower() in job["kinds"]],
        category=job["category"],
    )
    return as_json(report)


RECORDS: dict[str, Callable[[Store, Path, dict[str, Any]], Any]] = {
    "found": found,
    "shown": shown,
    "asked": asked,
    "news": news,
}
"""By the name of the job that asks for them."""
