"""The papers that a picture is about, with what they speak of: read once, and plain data from then on.

A paper's time is the day of the digest that listed it first, else its own day or month. Times stay as
written ("2025-12-04", "2025-12"), and two of them compare by what they can mean: a month lies within "since
the 4th".
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import pyoxigraph as ox

from kg.errors import QueryError
from kg.graph.namespaces import ROLES, compact
from kg.lookup import KINDS, Thing, find_one
from kg.store import Store
from kg.web import web_address

_ARXIV = "https://arxiv.org/abs/"
_TIME = re.compile(r"\d{4}(?:-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12]\d|3[01]))?)?")
LONGEST_TITLE = 300


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One paper of a selection."""

    iri: str
    title: str
    time: str = ""
    """A day, a month, or "" where nothing is known."""
    url: str | None = None
    categories: tuple[str, ...] = ()
    """Notations, the primary one first."""
    uses: tuple[int, ...] = ()
    """Numbers of the entities it speaks of, each once, ascending."""
    authors: tuple[str, ...] = ()
    """IRIs; only where they were asked for."""
    text: str = ""
    """Title, abstract and the names of what it speaks of; only where it was asked for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """One method, dataset or task."""

    iri: str
    kind: str
    label: str
    broader: tuple[int, ...] = ()
    """Numbers of the families it belongs to directly, ascending."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """Some papers of a graph."""

    papers: tuple[Item, ...]
    """By time, then IRI."""
    entities: tuple[Named, ...]
    """Of the whole graph, by IRI; papers name them by their number."""
    total: int
    """Papers of the whole graph."""
    rule: str
    """Which papers these are, for people: "all papers", "papers about LoRA since 2025-12"."""
    details: str = ""
    """Where the data come from."""
    people: dict[str, str] = field(default_factory=dict)
    """Names of authors by IRI; only where they were asked for."""

    @property
    def shown(self) -> str:
        """For the foot of a page."""
        return f"{len(self.papers):,} of {self.total:,} papers: {self.rule}"


def select(
    store: Store,
    *,
    focus: Thing | None = None,
    since: str = "",
    until: str = "",
    category: str = "",
    authors: bool = False,
    texts: bool = False,
) -> Selection:
    """The papers about `focus` (and about its kinds) in this time and category; all where nothing is given.

    QueryError for a time that is none; NotFoundError for a category that the graph does not know.
    """
    for name, value in (("--since", since), ("--until", until)):
        if value and not _TIME.fullmatch(value):
            raise QueryError(
                f"{name} takes a day, month or year such as 2025-12-04 or 2025-12, not {value!r}"
            )
    entities, number = _entities(store)
    wanted = _about(store, focus)
    inside = _below(store, find_one(store, category, KINDS["category"])) if category else None
    titles: dict[str, str] = {}
    for paper, title in store.rows("SELECT ?p ?t WHERE { ?p a fabio:Preprint ; dcterms:title ?t }"):
        if wanted is None or paper in wanted:
            titles[paper] = min(title, titles.get(paper, title))
    total = int(next(store.rows("SELECT (COUNT(DISTINCT ?p) AS ?n) WHERE { ?p a fabio:Preprint }"))[0])
    times = _times(store)
    filed = _categories(store)
    kept = [
        paper
        for paper in sorted(titles, key=lambda p: (times.get(p, ""), p))
        if _within(times.get(paper, ""), since, until)
        and (inside is None or not inside.isdisjoint(iri for iri, _ in filed.get(paper, ())))
    ]
    chosen = set(kept)
    uses: dict[str, set[int]] = {}
    for paper, entity in store.rows(f"SELECT ?p ?e WHERE {{ VALUES ?r {{ {ROLES} }} ?p ?r ?e }}"):
        if paper in chosen and entity in number:
            uses.setdefault(paper, set()).add(number[entity])
    urls: dict[str, str] = {}
    for paper, url in store.rows("SELECT ?p ?u WHERE { ?p schema:url ?u }"):
        urls[paper] = min(url, urls.get(paper, url))
    abstracts = _abstracts(store, chosen) if texts else {}
    writers, people = _authors(store, chosen) if authors else ({}, {})
    return Selection(
        papers=tuple(
            Item(
                iri=paper,
                title=titles[paper],
                time=times.get(paper, ""),
                url=web_address(urls.get(paper, paper)),
                categories=tuple(notation for _, notation in filed.get(paper, ())),
                uses=tuple(sorted(uses.get(paper, ()))),
                authors=tuple(sorted(writers.get(paper, ()))),
                text="\n".join(
                    [titles[paper], titles[paper], abstracts.get(paper, "")]
                    + [entities[e].label for e in sorted(uses.get(paper, ()))]
                )
                if texts
                else "",
            )
            for paper in kept
        ),
        entities=entities,
        total=total,
        rule=_rule(focus, since, until, category),
        details=f"digestgraph {store.manifest.software}, {total:,} papers",
        people=people,
    )


def _rule(focus: Thing | None, since: str, until: str, category: str) -> str:
    parts = [f"papers about {focus.label[:LONGEST_TITLE]}" if focus else "papers"]
    parts += [f"in {category}"] if category else []
    parts += [f"since {since}"] if since else []
    parts += [f"until {until}"] if until else []
    return " ".join(parts) if len(parts) > 1 or focus else "all papers"


def _within(time: str, since: str, until: str) -> bool:
    """Whether a time may lie between two others, both included; one that is unknown does so only without them."""
    if not time:
        return not since and not until
    # "~" sorts after every digit and hyphen: the last that a time cut short can mean
    return (not since or time + "~" >= since) and (not until or time <= until + "~")


def _about(store: Store, focus: Thing | None) -> set[str] | None:
    """IRIs of the papers about a thing; None: no thing, all papers."""
    if focus is None:
        return None
    if focus.type == "foaf:Person":
        pattern = "?p dcterms:creator ?x"
    elif focus.type == "skos:Concept":
        pattern = "?p dcterms:subject/skos:broader* ?x"
    elif focus.type == "fabio:Preprint":
        pattern = f"VALUES ?r {{ {ROLES} }} VALUES ?q {{ {ROLES} }} ?x ?r ?e . ?p ?q ?e"
    else:
        pattern = f"VALUES ?r {{ {ROLES} }} ?e skos:broader* ?x . ?p ?r ?e"
    rows = store.rows(f"SELECT DISTINCT ?p WHERE {{ {pattern} }}", x=ox.NamedNode(focus.iri))
    return {row[0] for row in rows}


def _below(store: Store, category: Thing) -> set[str]:
    """IRIs of a category and all below it."""
    rows = store.rows("SELECT DISTINCT ?c WHERE { ?c skos:broader* ?x }", x=ox.NamedNode(category.iri))
    return {category.iri, *(row[0] for row in rows)}


def _entities(store: Store) -> tuple[tuple[Named, ...], dict[str, int]]:
    found: dict[str, tuple[str, str]] = {}
    for iri, kind, label in store.rows(
        "SELECT ?e ?k ?l WHERE { VALUES ?k { kg:Method kg:Dataset kg:Task } ?e a ?k ; skos:prefLabel ?l }"
    ):
        found[iri] = min((compact(kind).partition(":")[2], label), found.get(iri, ("~", "")))
    number = {iri: i for i, iri in enumerate(sorted(found))}
    broader: dict[str, set[int]] = {}
    for iri, family in store.rows("SELECT ?e ?f WHERE { ?e skos:broader ?f }"):
        if iri in number and family in number and iri != family:
            broader.setdefault(iri, set()).add(number[family])
    return tuple(
        Named(iri=iri, kind=found[iri][0], label=found[iri][1], broader=tuple(sorted(broader.get(iri, ()))))
        for iri in number
    ), number


def _times(store: Store) -> dict[str, str]:
    """When a reader of the digests met each paper; of several times the first, of equal ones the more exact."""
    times: dict[str, str] = {}
    for paper, issued in store.rows("SELECT ?p ?i WHERE { ?p a fabio:Preprint ; dcterms:issued ?i }"):
        if paper not in times or (len(issued), times[paper]) > (len(times[paper]), issued):
            times[paper] = issued
    listed: dict[str, str] = {}
    for paper, day in store.rows("SELECT ?p ?d WHERE { ?s dcterms:references ?p ; dcterms:issued ?d }"):
        listed[paper] = min(day, listed.get(paper, day))
    return times | listed


def _categories(store: Store) -> dict[str, list[tuple[str, str]]]:
    """IRI and notation of each paper's categories, the primary one first."""
    first = set(store.rows("SELECT ?p ?c WHERE { ?p fabio:hasPrimarySubjectTerm ?c }"))
    found: dict[str, set[tuple[str, str]]] = {}
    for paper, iri, notation in store.rows(
        "SELECT ?p ?c ?n WHERE { ?p dcterms:subject ?c . ?c skos:notation ?n }"
    ):
        found.setdefault(paper, set()).add((iri, notation))
    return {
        paper: sorted(all_, key=lambda c: ((paper, c[0]) not in first, c[1])) for paper, all_ in found.items()
    }


def _authors(store: Store, chosen: set[str]) -> tuple[dict[str, set[str]], dict[str, str]]:
    writers: dict[str, set[str]] = {}
    people: dict[str, str] = {}
    for paper, who, name in store.rows("SELECT ?p ?a ?n WHERE { ?p dcterms:creator ?a . ?a foaf:name ?n }"):
        if paper in chosen:
            writers.setdefault(paper, set()).add(who)
            people[who] = min(name, people.get(who, name))
    return writers, people


def _abstracts(store: Store, chosen: set[str]) -> dict[str, str]:
    abstracts: dict[str, str] = {}
    for paper, text in store.rows("SELECT ?p ?t WHERE { ?p dcterms:abstract ?t }"):
        if paper in chosen:
            abstracts[paper] = min(text, abstracts.get(paper, text))
    return abstracts


def families(entities: Sequence[Named]) -> list[frozenset[int]]:
    """Of each entity, itself and all families above it; families may form a circle, and then contain each other."""
    above: list[frozenset[int]] = []
    for i in range(len(entities)):
        seen, todo = {i}, [i]
        while todo:
            for parent in entities[todo.pop()].broader:
                if parent not in seen:
                    seen.add(parent)
                    todo.append(parent)
        above.append(frozenset(seen))
    return above


def papers_of(selection: Selection, folded: bool = True) -> dict[int, list[int]]:
    """The papers (by number, ascending) that speak of each entity; with `folded` also those of its kinds."""
    above = families(selection.entities) if folded else None
    found: dict[int, list[int]] = {}
    for i, paper in enumerate(selection.papers):
        spoken = set(paper.uses) if above is None else set().union(*(above[e] for e in paper.uses))
        for entity in sorted(spoken):
            found.setdefault(entity, []).append(i)
    return found


def listed(selection: Selection, wanted: Iterable[int] | None = None) -> list[list[str]]:
    """Papers as pages list them: title, time, primary category, address (an arXiv id alone where it is one).

    Those not in `wanted` are left empty, so that numbers stay.
    """
    keep = None if wanted is None else set(wanted)
    return [
        [
            paper.title[:LONGEST_TITLE],
            paper.time,
            paper.categories[0] if paper.categories else "",
            (paper.url or "").removeprefix(_ARXIV),
        ]
        if keep is None or i in keep
        else []
        for i, paper in enumerate(selection.papers)
    ]
