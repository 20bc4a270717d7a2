"""Everything the graph says of one thing, gathered for people: facts, relations, and the proof of each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import pyoxigraph as ox

from kg.graph.namespaces import ROLE_PREDICATE, ROLES, compact
from kg.lookup import Thing
from kg.model import SUMMARY_FIELDS
from kg.store import Store

ROLE_OF = {predicate: role.value for role, predicate in ROLE_PREDICATE.items()}
RELATIONS = (
    ("kind of", "skos:broader"),
    ("kinds", "^skos:broader"),
    ("applied to", "kg:appliedTo"),
    ("evaluated on", "kg:evaluatedOn"),
    ("built on", "kg:builtOn"),
    ("methods applied to it", "^kg:appliedTo"),
    ("methods evaluated on it", "^kg:evaluatedOn"),
    ("methods built on it", "^kg:builtOn"),
)
"""What an entity has to do with others, as people say it, and the path that leads there."""
PATH_OF = {
    "foaf:Person": "dcterms:creator",
    "skos:Concept": "dcterms:subject",
    "kg:Source": "^dcterms:references",
}
"""From a paper to its authors, categories and documents."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """A quotation: before + exact + after is the sentence as the paper has it."""

    before: str
    exact: str
    after: str
    confidence: float
    start: int
    """First code point of `exact` in the paper's title, blank line and abstract."""


def sentences(found: Iterable[Evidence]) -> list[tuple[str, list[tuple[int, int]]]]:
    """Each sentence once, with the spans (start, end) of all words in it that prove the fact; the title last."""
    marked: dict[tuple[int, str], list[tuple[int, int]]] = {}
    for item in found:
        begin = len(item.before)
        key = (item.start - begin, f"{item.before}{item.exact}{item.after}")
        marked.setdefault(key, []).append((begin, begin + len(item.exact)))
    order = sorted(marked.items(), key=lambda item: (item[0][0] == 0, item[0]))
    return [(sentence, sorted(spans)) for (_, sentence), spans in order]


@dataclass(frozen=True, slots=True, kw_only=True)
class Use:
    """What a paper does with an entity, with the proof."""

    role: str
    paper: Thing
    issued: str
    url: str | None
    entity: Thing
    evidence: tuple[Evidence, ...]


def evidence(store: Store, paper: str, entity: str) -> tuple[Evidence, ...]:
    """The mentions of an entity in a paper, in order of its text; the title, which names but tells least, last."""
    rows = store.rows(
        """SELECT DISTINCT ?before ?exact ?after ?confidence ?start WHERE {
             { SELECT ?target WHERE { ?target oa:hasSource ?paper } }  # few, where mentions of an entity are many
             ?mention oa:hasTarget ?target ; oa:hasBody ?entity ; kg:confidence ?confidence .
             ?target oa:hasSelector ?quote , ?position .
             ?quote oa:prefix ?before ; oa:exact ?exact ; oa:suffix ?after .
             ?position oa:start ?start .
           }""",
        paper=ox.NamedNode(paper),
        entity=ox.NamedNode(entity),
    )
    found = [
        Evidence(before=b or "", exact=x or "", after=a or "", confidence=float(c), start=int(s))
        for b, x, a, c, s in rows
    ]
    return tuple(sorted(found, key=lambda e: (e.start == len(e.before), e.start, e.exact, e.before)))


def uses_of_entity(
    store: Store, entity: Thing, limit: int = 0, start: int = 0, proofs: bool = True
) -> Iterator[Use]:
    """The papers that speak of an entity: those that introduce it first, then the newest.

    `limit` of them, 0 for all, after the first `start`.

    Without `proofs` no evidence is fetched, which is quicker by far.
    """
    rows = store.rows(
        f"""SELECT DISTINCT ?paper ?role ?title ?issued ?url WHERE {{
              VALUES ?role {{ {ROLES} }}
              ?paper ?role ?entity ; dcterms:title ?title .
              OPTIONAL {{ ?paper dcterms:issued ?issued }} OPTIONAL {{ ?paper schema:url ?url }}
            }}""",
        entity=ox.NamedNode(entity.iri),
    )
    found: dict[tuple[str, str], tuple[str, str, str | None]] = {}
    for paper, role, title, issued, url in sorted(rows, key=repr):
        found.setdefault((str(paper), ROLE_OF[compact(str(role))]), (str(title), str(issued or ""), url))
    ordered = sorted(found.items(), key=lambda item: item[0])
    ordered.sort(key=lambda item: item[1][1], reverse=True)
    ordered.sort(key=lambda item: item[0][1] != "introduces")
    for (paper, role), (title, issued, url) in ordered[start : start + limit if limit else None]:
        yield Use(
            role=role,
            paper=Thing(paper, "fabio:Preprint", title),
            issued=issued,
            url=url,
            entity=entity,
            evidence=evidence(store, paper, entity.iri) if proofs else (),
        )


def uses_in_paper(store: Store, paper: Thing) -> Iterator[Use]:
    """What a paper speaks of, by role and in order of the text."""
    rows = store.rows(
        f"""SELECT DISTINCT ?entity ?role ?type ?label WHERE {{
              VALUES ?role {{ {ROLES} }}
              ?paper ?role ?entity . ?entity a ?type ; skos:prefLabel ?label .
              FILTER(?type IN (kg:Method, kg:Dataset, kg:Task))
            }}""",
        paper=ox.NamedNode(paper.iri),
    )
    order = list(ROLE_OF.values())
    found = []
    for entity, role, kind, label in rows:
        found.append(
            Use(
                role=ROLE_OF[compact(str(role))],
                paper=paper,
                issued="",
                url=None,
                entity=Thing(str(entity), compact(str(kind)), str(label)),
                evidence=evidence(store, paper.iri, str(entity)),
            )
        )
    yield from sorted(
        found, key=lambda u: (order.index(u.role), u.evidence[0].start if u.evidence else 0, u.entity)
    )


def values(store: Store, iri: str, predicate: str) -> list[str]:
    """All values of a property of one thing, sorted."""
    rows = store.rows(f"SELECT DISTINCT ?v WHERE {{ ?x {predicate} ?v }}", x=ox.NamedNode(iri))
    return sorted(str(row[0]) for row in rows)


def labelled(store: Store, iri: str, path: str) -> list[tuple[Thing, int]]:
    """The entities that a property (or path, "^skos:broader") leads to, with their papers; most first."""
    rows = store.rows(
        f"""SELECT DISTINCT ?y ?type ?label ?n WHERE {{
              ?x {path} ?y . ?y a ?type ; skos:prefLabel ?label ; kg:paperCount ?n .
              FILTER(?type IN (kg:Method, kg:Dataset, kg:Task)) }}""",
        x=ox.NamedNode(iri),
    )
    found = [(Thing(str(y), compact(str(kind)), str(label)), int(n)) for y, kind, label, n in rows]
    return sorted(found, key=lambda item: (-item[1], item[0].label))


def authors(store: Store, paper: str) -> list[Thing]:
    """The authors of a paper in their order."""
    rows = store.rows(
        """SELECT ?list ?position ?person ?name WHERE {
             ?paper bibo:authorList ?list . ?list ?position ?person . ?person foaf:name ?name }""",
        paper=ox.NamedNode(paper),
    )
    found = sorted(
        (str(seq), int(str(p).rpartition("_")[2]), str(who), str(name)) for seq, p, who, name in rows
    )
    ordered: dict[str, Thing] = {}
    for seq, _, who, name in found:
        if seq == found[0][0]:
            ordered.setdefault(who, Thing(who, "foaf:Person", name))
    return list(ordered.values())


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """Why the papers of a person are taken for theirs."""

    person: Thing
    papers: int
    merged: tuple[str, ...]
    shared: tuple[str, ...]
    """Names of co-authors, categories and entities that link the papers."""
    apart: tuple[str, ...]
    example: Thing
    """One of the papers."""


def identity(store: Store, person: str) -> Identity | None:
    """Why these papers are a person's; None for somebody with one paper and no namesake."""
    node = ox.NamedNode(person)
    counts = values(store, person, "^kg:identifies/kg:paperCount")
    if not counts:
        return None
    papers = store.rows("SELECT ?p ?t WHERE { ?p dcterms:creator ?x ; dcterms:title ?t }", x=node)
    paper, title = min((str(title), str(paper)) for paper, title in papers)[::-1]
    shared = [
        name
        for path in (
            "sharedCoAuthor/foaf:name",
            "sharedCategory/skos:notation",
            "sharedEntity/skos:prefLabel",
        )
        for name in values(store, person, f"^kg:identifies/kg:{path}")
    ]
    return Identity(
        person=Thing(person, "foaf:Person", min(values(store, person, "foaf:name"))),
        papers=int(counts[0]),
        merged=tuple(values(store, person, "^kg:identifies/kg:mergedBecause")),
        shared=tuple(shared),
        apart=tuple(values(store, person, "^kg:identifies/kg:apartBecause")),
        example=Thing(paper, "fabio:Preprint", title),
    )


def homonyms(store: Store, person: str) -> list[Identity]:
    """Others who bear the person's name, those with the most papers first."""
    rows = store.rows(
        """SELECT DISTINCT ?other WHERE {
             ?x kg:homonymOf? ?first . ?other kg:homonymOf? ?first
             FILTER(EXISTS { ?y kg:homonymOf ?first } && ?other != ?x)
           }""",
        x=ox.NamedNode(person),
    )
    found = [found for row in rows if (found := identity(store, str(row[0]))) is not None]
    return sorted(found, key=lambda who: (-who.papers, who.person.iri))


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One field of a digest's own summary of a paper."""

    field: str
    language: str
    """BCP 47 tag, in small letters; und where it is not known."""
    text: str


def told(store: Store, paper: str, language: str = "") -> list[Told]:
    """What digests sum up of a paper, in their order of fields, then by language; `language`: in this one alone."""
    rows = store.rows(
        f"""SELECT DISTINCT ?field (LANG(?text) AS ?language) ?text WHERE {{
              VALUES ?field {{ {" ".join(f"kg:{field}" for field in SUMMARY_FIELDS)} }} ?paper ?field ?text }}""",
        paper=ox.NamedNode(paper),
    )
    found = [
        Told(field=compact(str(field)).partition(":")[2], language=str(tag).lower(), text=str(text))
        for field, tag, text in rows
    ]
    wanted = [one for one in found if not language or one.language == language.lower()]
    return sorted(wanted, key=lambda one: (SUMMARY_FIELDS.index(one.field), one.language, one.text))


def summaries(store: Store, paper: str) -> list[tuple[str, str]]:
    """The digest's own summary of a paper: (field, text), in the order of the digest."""
    return [(one.field, one.text) for one in told(store, paper)]
