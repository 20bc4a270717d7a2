"""The page of one thing: what it is, where it stands, when it was spoken of, with what, and the proof."""

from __future__ import annotations

from typing import Any

import pyoxigraph as ox

from kg import about
from kg.graph.namespaces import compact
from kg.lookup import Thing, describe
from kg.serve.documents import sources_of
from kg.serve.pages import facts
from kg.serve.pages.rendering import pieces, quotes, render
from kg.serve.pages.timeline import months, timeline
from kg.store import Store

PAGE = 20
"""Papers on one page."""
_MOST_PAGES = 200
_MOST = 12
_MOST_VALUES = 200


def thing_page(store: Store, iri: str, page: int, common: dict[str, Any]) -> bytes:
    """The page of a thing the graph speaks of; `page` of its papers, from 1."""
    thing = describe(store, iri)
    page = min(max(page, 1), _MOST_PAGES)
    common = common | {"iri": iri, "sources": [_source(store, graph) for graph in sources_of(store, iri)]}
    if thing is None:
        return _anything(store, iri, common)
    common |= {"thing": thing, "title": thing.label}
    if thing.type == "fabio:Preprint":
        return _paper(store, thing, common)
    if thing.type.startswith("kg:") and thing.type != "kg:Source":
        return _entity(store, thing, page, common)
    return _collection(store, thing, page, common)


def _source(store: Store, graph: str) -> Thing:
    return describe(store, graph) or Thing(graph, "", graph.removeprefix(store.manifest.base))


def _one(values: list[str]) -> str:
    return values[0] if values else ""


def _entity(store: Store, thing: Thing, page: int, common: dict[str, Any]) -> bytes:
    start = (page - 1) * PAGE
    uses = about.uses_of_entity(store, thing, PAGE, start)
    family = [(name.capitalize(), about.labelled(store, thing.iri, path)) for name, path in about.RELATIONS]
    papers = int(_one(about.values(store, thing.iri, "kg:paperCount")) or 0)
    return render(
        "entity.html",
        store.manifest.base,
        **common,
        facts=[
            (name, values)
            for name, predicate in (
                ("Also called", "skos:altLabel"),
                ("Abbreviated", "kg:abbreviation"),
                ("First seen", "kg:firstSeen"),
                ("Last seen", "kg:lastSeen"),
            )
            if (values := about.values(store, thing.iri, predicate))
        ],
        note=_one(about.values(store, thing.iri, "skos:scopeNote")),
        matches=about.values(store, thing.iri, "skos:exactMatch|skos:closeMatch"),
        family=[(name, found[:_MOST], max(len(found) - _MOST, 0)) for name, found in family if found],
        timeline=timeline(months(store, thing.iri, facts.ANY_ROLE)),
        together=facts.together(store, thing.iri, facts.ANY_ROLE, _MOST),
        uses=[(use, quotes(use.evidence, 3)) for use in uses],
        papers=papers,
        page=page,
        pages=_pages(papers),
    )


def _pages(papers: int) -> int:
    return min(max(-(-papers // PAGE), 1), _MOST_PAGES)


def _paper(store: Store, thing: Thing, common: dict[str, Any]) -> bytes:
    uses = list(about.uses_in_paper(store, thing))
    abstract = _one(about.values(store, thing.iri, "dcterms:abstract"))
    offset = len(thing.label) + 2  # where the abstract begins in the text that offsets count in
    spans = {
        (e.start - offset, e.start - offset + len(e.exact))
        for use in uses
        for e in use.evidence
        if abstract[max(e.start - offset, 0) :].startswith(e.exact) and e.start >= offset
    }
    roles: dict[str, list[Any]] = {}
    for use in uses:
        roles.setdefault(use.role, []).append((use, quotes(use.evidence, 2)))
    return render(
        "paper.html",
        store.manifest.base,
        **common,
        authors=about.authors(store, thing.iri),
        issued=about.values(store, thing.iri, "dcterms:issued"),
        categories=_categories(store, thing.iri, "dcterms:subject"),
        links=about.values(store, thing.iri, "schema:url"),
        code=about.values(store, thing.iri, "schema:codeRepository"),
        comments=about.values(store, thing.iri, "rdfs:comment"),
        summaries=about.summaries(store, thing.iri),
        abstract=pieces(abstract, spans),
        roles=roles,
        alike=_alike(store, thing.iri),
    )


def _alike(store: Store, paper: str) -> list[facts.Count]:
    """Papers that speak of the most of the same things, the commonest things aside."""
    rows = store.rows(
        f"""SELECT ?other (SAMPLE(?t) AS ?title) (COUNT(DISTINCT ?e) AS ?n) WHERE {{
              ?x {facts.ANY_ROLE} ?e . ?e kg:paperCount ?count . FILTER(?count < 40)
              ?other {facts.ANY_ROLE} ?e ; dcterms:title ?t . FILTER(?other != ?x)
            }} GROUP BY ?other ORDER BY DESC(?n) ?other LIMIT 8""",
        x=ox.NamedNode(paper),
    )
    return [facts.Count(Thing(str(p), "fabio:Preprint", str(t)), int(n)) for p, t, n in rows]


def _categories(store: Store, iri: str, path: str) -> list[tuple[Thing, str]]:
    rows = store.rows(
        f"""SELECT ?y ?code (MIN(STR(?l)) AS ?label) WHERE {{
              ?x {path} ?y . ?y skos:notation ?code . OPTIONAL {{ ?y skos:prefLabel ?l }}
            }} GROUP BY ?y ?code ORDER BY ?code""",
        x=ox.NamedNode(iri),
    )
    return [(Thing(str(y), "skos:Concept", str(code)), str(label or "")) for y, code, label in rows]


def _collection(store: Store, thing: Thing, page: int, common: dict[str, Any]) -> bytes:
    """An author, a category, a document."""
    path = about.PATH_OF[thing.type]
    start = (page - 1) * PAGE
    listed, total = facts.papers(store, thing.iri, path, start, PAGE)
    person = thing.type == "foaf:Person"
    concept = thing.type == "skos:Concept"
    return render(
        "collection.html",
        store.manifest.base,
        **common,
        name=_one(about.values(store, thing.iri, "skos:prefLabel")) if concept else "",
        issued=about.values(store, thing.iri, "dcterms:issued"),
        above=_categories(store, thing.iri, "skos:broader") if concept else [],
        below=_categories(store, thing.iri, "^skos:broader") if concept else [],
        timeline=timeline(months(store, thing.iri, path)),
        together=facts.together(store, thing.iri, path, _MOST),
        coauthors=facts.coauthors(store, thing.iri, 2 * _MOST) if person else [],
        identity=about.identity(store, thing.iri) if person else None,
        homonyms=about.homonyms(store, thing.iri)[:_MOST] if person else [],
        listed=listed,
        papers=total,
        page=page,
        pages=_pages(total),
    )


def _anything(store: Store, iri: str, common: dict[str, Any]) -> bytes:
    """A thing of no kind that people ask for: its properties."""
    shown: dict[str, list[tuple[str, str]]] = {}
    answer = store.query("SELECT DISTINCT ?p ?o WHERE { ?x ?p ?o } LIMIT 2000", {"x": ox.NamedNode(iri)})
    assert isinstance(answer, ox.QuerySolutions)
    for predicate, value in sorted(
        ((p.value, o) for p, o in answer), key=lambda pair: (pair[0], str(pair[1]))
    ):
        link = value.value if isinstance(value, ox.NamedNode) else ""
        shown.setdefault(predicate, []).append((link, compact(link) if link else value.value))
    rows = [(predicate, values[:_MOST_VALUES]) for predicate, values in shown.items()]
    leading = store.rows(
        "SELECT DISTINCT ?s ?p WHERE { ?s ?p ?x } ORDER BY ?p ?s LIMIT 100", x=ox.NamedNode(iri)
    )
    names = about.values(store, iri, "dcterms:title|skos:prefLabel|rdfs:label|schema:name")
    title = _one(names) or (compact(iri) if compact(iri) != iri else iri.removeprefix(store.manifest.base))
    return render(
        "anything.html",
        store.manifest.base,
        **common,
        title=title,
        rows=rows,
        leading=[(str(subject), str(predicate)) for subject, predicate in leading],
    )
