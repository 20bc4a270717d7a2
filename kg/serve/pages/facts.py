"""What pages tell beside `kg.about`: what occurs together, what is new, who writes with whom."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import pyoxigraph as ox

from kg.graph.namespaces import ROLE_PREDICATE, compact
from kg.lookup import Thing
from kg.store import Store

ANY_ROLE = f"({'|'.join(ROLE_PREDICATE.values())})"
"""Path from a paper to what it speaks of."""
KINDS = ("Method", "Dataset", "Task")


@dataclass(frozen=True, slots=True)
class Count:
    """A thing and how many papers."""

    thing: Thing
    papers: int


def together(store: Store, iri: str, path: str, most: int) -> dict[str, list[Count]]:
    """Kind to the entities that the most papers of a thing speak of; `path` leads from a paper to the thing."""
    rows = store.rows(
        f"""SELECT ?y ?type ?label ?n WHERE {{
              {{ SELECT ?y (COUNT(DISTINCT ?paper) AS ?n) WHERE {{
                   {{ SELECT DISTINCT ?paper WHERE {{ ?paper {path} ?x }} }} ?paper {ANY_ROLE} ?y
                 }} GROUP BY ?y }}
              ?y a ?type ; skos:prefLabel ?label . FILTER(?type IN (kg:Method, kg:Dataset, kg:Task) && ?y != ?x)
            }}""",
        x=ox.NamedNode(iri),
    )
    counted: dict[str, list[Count]] = {kind: [] for kind in KINDS}
    for y, kind, label, n in rows:
        counted[compact(str(kind)).removeprefix("kg:")].append(
            Count(Thing(str(y), compact(str(kind)), str(label)), int(n))
        )
    ordered = {
        kind: sorted(found, key=lambda c: (-c.papers, c.thing.label, c.thing.iri))
        for kind, found in counted.items()
    }
    return {kind: found[:most] for kind, found in ordered.items() if found}


def coauthors(store: Store, iri: str, most: int) -> list[Count]:
    """With whom a person writes, most papers first."""
    rows = store.rows(
        f"""SELECT ?y (MIN(?l) AS ?label) (COUNT(DISTINCT ?paper) AS ?n) WHERE {{
              ?paper dcterms:creator ?x , ?y . ?y foaf:name ?l . FILTER(?y != ?x)
            }} GROUP BY ?y ORDER BY DESC(?n) ?label LIMIT {most:d}""",
        x=ox.NamedNode(iri),
    )
    return [Count(Thing(str(y), "foaf:Person", str(label)), int(n)) for y, label, n in rows]


@dataclass(frozen=True, slots=True)
class Listed:
    """A paper in a list."""

    thing: Thing
    issued: str


def papers(store: Store, iri: str, path: str, start: int, count: int) -> tuple[list[Listed], int]:
    """Papers from which `path` leads to a thing, newest first, and how many there are in all."""
    rows = store.rows(
        f"""SELECT ?paper (MIN(?t) AS ?title) (MAX(STR(?i)) AS ?issued) WHERE {{
              ?paper {path} ?x ; dcterms:title ?t . OPTIONAL {{ ?paper dcterms:issued ?i }}
            }} GROUP BY ?paper ORDER BY DESC(?issued) ?paper""",
        x=ox.NamedNode(iri),
    )
    found = [Listed(Thing(str(p), "fabio:Preprint", str(t)), str(i or "")) for p, t, i in rows]
    return found[start : start + count], len(found)


@dataclass(frozen=True, slots=True)
class New:
    """An entity that a day or week saw first."""

    thing: Thing
    seen: str
    papers: int
    introduced: bool


def newest(store: Store, until: str, most: int) -> list[New]:
    """Entities by the day that first saw them, newest first; `until`: that day at latest, "" for all."""
    before = f'FILTER(?day <= "{date.fromisoformat(until).isoformat()}"^^xsd:date)' if until else ""
    pattern = f"?x kg:firstSeen ?day ; kg:paperCount ?n . {before}"
    # the last one's day and papers first: names, by which ties are ordered, are slow to compare
    ordered = f"SELECT ?day ?n WHERE {{ {pattern} }} ORDER BY DESC(?day) DESC(?n) LIMIT {most:d}"
    last = [(str(day), int(n)) for day, n in store.rows(ordered)][-1:]
    if not last:
        return []
    day, least = last[0]
    rows = store.rows(
        f"""SELECT ?x ?type ?label ?day ?n ?introduced WHERE {{
              {pattern} FILTER(?day > "{day}"^^xsd:date || ?day = "{day}"^^xsd:date && ?n >= {least})
              ?x a ?type ; skos:prefLabel ?label . FILTER(?type IN (kg:Method, kg:Dataset, kg:Task))
              BIND(EXISTS {{ ?p kg:introduces ?x }} AS ?introduced)
            }}"""
    )
    found = [
        New(Thing(str(x), compact(str(kind)), str(label)), str(day), int(n), introduced == "true")
        for x, kind, label, day, n, introduced in rows
    ]
    found.sort(key=lambda new: (-new.papers, new.thing.label, new.thing.iri))
    return sorted(found, key=lambda new: new.seen, reverse=True)[:most]


def week_of(day: str) -> tuple[str, str]:
    """The week of a day by ISO 8601: its name such as 2025-W49, and its first and last day.

    >>> week_of("2025-12-04")
    ('2025-W49', '2025-12-01 to 2025-12-07')
    """
    when = date.fromisoformat(day)
    year, week, weekday = when.isocalendar()
    monday = when - timedelta(days=weekday - 1)
    return f"{year}-W{week:02}", f"{monday} to {monday + timedelta(days=6)}"


def commonest(store: Store, kind: str, most: int) -> list[Count]:
    """The entities of a kind that the most papers speak of."""
    pattern = f"?x a kg:{kind} ; kg:paperCount ?n . FILTER(?n > 0)"
    counts = store.rows(f"SELECT ?n WHERE {{ {pattern} }} ORDER BY DESC(?n) LIMIT {most:d}")
    least = min((int(n) for (n,) in counts), default=0)  # first: names, which order ties, are slow to compare
    rows = store.rows(
        f"SELECT ?x ?label ?n WHERE {{ {pattern} FILTER(?n >= {least}) ?x skos:prefLabel ?label }}"
    )
    found = [Count(Thing(str(x), f"kg:{kind}", str(label)), int(n)) for x, label, n in rows]
    return sorted(found, key=lambda c: (-c.papers, c.thing.label, c.thing.iri))[:most]
