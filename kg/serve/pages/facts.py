"""What pages tell beside `kg.about`: what occurs together, what is new, who writes with whom."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import pyoxigraph as ox

from kg.about import ROLE_OF
from kg.graph.namespaces import ROLE_PREDICATE, compact
from kg.lookup import Thing
from kg.store import Store

_ROLES = " ".join(ROLE_PREDICATE.values())
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
    found: dict[str, list[Count]] = {}
    for kind in KINDS:
        rows = store.rows(
            f"""SELECT ?y ?label ?n WHERE {{
                  {{ SELECT ?y (COUNT(DISTINCT ?paper) AS ?n) WHERE {{
                       VALUES ?role {{ {_ROLES} }}
                       ?paper {path} ?x ; ?role ?y . ?y a kg:{kind} . FILTER(?y != ?x)
                     }} GROUP BY ?y ORDER BY DESC(?n) ?y LIMIT {most:d} }}
                  ?y skos:prefLabel ?label }}""",
            x=ox.NamedNode(iri),
        )
        counted = [Count(Thing(str(y), f"kg:{kind}", str(label)), int(n)) for y, label, n in rows]
        if counted:
            found[kind] = sorted(counted, key=lambda c: (-c.papers, c.thing.label, c.thing.iri))
    return found


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
    rows = store.rows(
        f"""SELECT ?x ?type ?label ?day ?n ?introduced WHERE {{
              {{ SELECT ?x ?type ?label ?day ?n WHERE {{
                   VALUES ?type {{ kg:Method kg:Dataset kg:Task }}
                   ?x kg:firstSeen ?day ; a ?type ; skos:prefLabel ?label ; kg:paperCount ?n . {before}
                 }} ORDER BY DESC(?day) DESC(?n) ?label LIMIT {most:d} }}
              BIND(EXISTS {{ ?p kg:introduces ?x }} AS ?introduced)
            }}"""
    )
    found = [
        New(Thing(str(x), compact(str(kind)), str(label)), str(day), int(n), introduced == "true")
        for x, kind, label, day, n, introduced in rows
    ]
    found.sort(key=lambda new: (-new.papers, new.thing.label, new.thing.iri))
    return sorted(found, key=lambda new: new.seen, reverse=True)


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
    rows = store.rows(
        f"""SELECT ?x ?label ?n WHERE {{
              ?x a kg:{kind} ; kg:paperCount ?n ; skos:prefLabel ?label . FILTER(?n > 0)
            }} ORDER BY DESC(?n) ?label LIMIT {most:d}"""
    )
    return [Count(Thing(str(x), f"kg:{kind}", str(label)), int(n)) for x, label, n in rows]


def roles_of(store: Store, paper: str) -> dict[str, str]:
    """Entity to role, of one paper."""
    rows = store.rows(
        f"SELECT ?y ?role WHERE {{ VALUES ?role {{ {_ROLES} }} ?x ?role ?y }}", x=ox.NamedNode(paper)
    )
    return {str(entity): ROLE_OF[compact(str(role))] for entity, role in rows}
