"""A graph as networkx knows it, for people's own analysis: whole, or papers, authors or entities alone.

Nodes are IRIs with `type` and `label`. Edges are directed, several may join two nodes, and each has its
relation as key and as `relation`, and a `weight`. What holds both ways (to be written together, to be named
together, to share something) stands once, from the IRI that sorts first: `graph.to_undirected()` makes it so.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from itertools import combinations

import networkx as nx

from kg.errors import QueryError
from kg.graph.namespaces import ROLE_PREDICATE, compact
from kg.lookup import kind_name
from kg.selection import Selection, select
from kg.store import Store

MOST_SHARING = 200
"""What more papers than this have in common joins no two papers: nearly everything would be joined."""
MOST_TOGETHER = 100
"""A paper of more authors, or naming more things, than this joins none of them."""

NODES = """SELECT DISTINCT ?x ?type ?label ?papers WHERE {
  { VALUES ?type { kg:Method kg:Dataset kg:Task } ?x a ?type ; skos:prefLabel ?label ; kg:paperCount ?papers }
  UNION { VALUES ?type { fabio:Preprint } ?x a ?type ; dcterms:title ?label }
  UNION { VALUES ?type { foaf:Person } ?x a ?type ; foaf:name ?label }
  UNION { VALUES ?type { skos:Concept } ?x a ?type ; skos:notation ?label }
} ORDER BY ?type ?x ?label"""
"""Everything that is a node, with its number of papers where it is a method, dataset or task."""
IMPLIED = "kg:appliedTo kg:evaluatedOn kg:builtOn"
"""What holds between entities because papers' statements imply it."""
STATED = " ".join((*ROLE_PREDICATE.values(), "dcterms:creator", "dcterms:subject", "skos:broader"))


def whole(store: Store) -> nx.MultiDiGraph:
    """Papers, authors, categories and entities, with every relation between them."""
    graph = nx.MultiDiGraph()
    for iri, kind, label, _ in store.rows(NODES):
        if iri not in graph:
            graph.add_node(iri, type=kind_name(compact(kind)), label=label)
    rows = store.rows(
        f"SELECT DISTINCT ?s ?p ?o WHERE {{ VALUES ?p {{ {STATED} }} ?s ?p ?o }} ORDER BY ?p ?s ?o"
    )
    for source, predicate, target in rows:
        if source in graph and target in graph:
            _add(graph, source, target, compact(predicate).partition(":")[2], 1)
    _implied(store, graph)
    return graph


def papers(_store: Store, selection: Selection) -> nx.MultiDiGraph:
    """Papers, joined by how many entities and how many authors they share."""
    graph = nx.MultiDiGraph()
    for paper in selection.papers:
        graph.add_node(
            paper.iri,
            type="Paper",
            label=paper.title,
            time=paper.time,
            category=next(iter(paper.categories), ""),
        )
    for relation, things in (
        ("sharesEntities", ((p.iri, map(str, p.uses)) for p in selection.papers)),
        ("sharesAuthors", ((p.iri, iter(p.authors)) for p in selection.papers)),
    ):
        holders: dict[str, list[str]] = {}
        for iri, had in things:
            for thing in had:
                holders.setdefault(thing, []).append(iri)
        _join(graph, relation, (found for found in holders.values() if len(found) <= MOST_SHARING))
    return graph


def authors(_store: Store, selection: Selection) -> nx.MultiDiGraph:
    """Authors, joined by how many papers they wrote together."""
    graph = nx.MultiDiGraph()
    written = Counter(who for paper in selection.papers for who in paper.authors)
    for who in sorted(written):
        graph.add_node(who, type="Author", label=selection.people[who], papers=written[who])
    _join(graph, "writtenWith", (p.authors for p in selection.papers if len(p.authors) <= MOST_TOGETHER))
    return graph


def entities(store: Store, selection: Selection) -> nx.MultiDiGraph:
    """Methods, datasets and tasks, joined by how many papers name both, by family and by what papers imply."""
    graph = nx.MultiDiGraph()
    named = Counter(e for paper in selection.papers for e in paper.uses)
    for e in sorted(named):
        found = selection.entities[e]
        graph.add_node(found.iri, type=found.kind, label=found.label, papers=named[e])
    _join(
        graph,
        "namedTogether",
        (
            [selection.entities[e].iri for e in p.uses]
            for p in selection.papers
            if len(p.uses) <= MOST_TOGETHER
        ),
    )
    for e in sorted(named):
        for family in selection.entities[e].broader:
            if family in named:
                _add(graph, selection.entities[e].iri, selection.entities[family].iri, "broader", 1)
    _implied(store, graph)
    return graph


_OF_PAPERS: dict[str, Callable[[Store, Selection], nx.MultiDiGraph]] = {
    "papers": papers,
    "authors": authors,
    "entities": entities,
}
PROJECTIONS = ("all", *_OF_PAPERS)
"""What `project` makes."""


def project(
    store: Store, name: str, *, since: str = "", until: str = "", category: str = ""
) -> nx.MultiDiGraph:
    """The graph of this name, see `PROJECTIONS`; of papers, authors and entities what such papers speak of.

    QueryError for another name, for a time that is none, and for papers chosen where all is wanted;
    NotFoundError for a category that the graph does not know.
    """
    if name not in PROJECTIONS:
        raise QueryError(f"there is no projection {name!r}; there are {', '.join(PROJECTIONS)}")
    if name in _OF_PAPERS:
        chosen = select(store, since=since, until=until, category=category, authors=True)
        return _OF_PAPERS[name](store, chosen)
    if since or until or category:
        raise QueryError(
            f"since, until and category choose papers for {', '.join(_OF_PAPERS)}; {name} is the whole graph"
        )
    return whole(store)


def communities(graph: nx.Graph) -> list[list[int]]:
    """Groups of numbered nodes that are linked more among themselves than with others, the largest first (Louvain)."""
    if not graph.number_of_edges():
        return [[n] for n in sorted(graph)]
    found = [sorted(group) for group in nx.community.louvain_communities(graph, weight="weight", seed=1)]
    return sorted(found, key=lambda group: (-len(group), group))


def _add(graph: nx.MultiDiGraph, source: str, target: str, relation: str, weight: int) -> None:
    graph.add_edge(source, target, key=relation, relation=relation, weight=weight)


def _join(graph: nx.MultiDiGraph, relation: str, groups: Iterable[Iterable[str]]) -> None:
    """Join every two of each group; the weight is in how many groups they are together."""
    pairs: Counter[tuple[str, str]] = Counter()
    for group in groups:
        pairs.update(combinations(sorted(set(group)), 2))
    for (one, other), weight in sorted(pairs.items()):
        _add(graph, one, other, relation, weight)


def _implied(store: Store, graph: nx.MultiDiGraph) -> None:
    """The relations between entities that papers imply; the weight is how many papers do."""
    rows = store.rows(
        f"""SELECT DISTINCT ?s ?p ?o ?n WHERE {{ VALUES ?p {{ {IMPLIED} }}
              ?r rdf:subject ?s ; rdf:predicate ?p ; rdf:object ?o ; kg:paperCount ?n }} ORDER BY ?p ?s ?o"""
    )
    for source, predicate, target, count in rows:
        if source in graph and target in graph:
            _add(graph, source, target, compact(predicate).partition(":")[2], int(count))
