"""What the shape of a graph tells: who and what stands in its middle, which groups there are, which topics densify.

Computed by networkx on the undirected, weighted projections of `kg.projection`: PageRank (Brin and Page 1998),
betweenness (Brandes 2001; above `EXACT` nodes estimated from as many of them, seeded), communities by
Louvain's method (Blondel et al. 2008, seeded). The same graph gives the same figures.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

import networkx as nx

from kg.projection import authors, communities, entities
from kg.selection import Selection, papers_of
from kg.store import Store

EXACT = 400
"""Up to so many nodes betweenness is exact."""
FEWEST = 3
"""Papers of a topic in either half, for its density to be compared."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Central:
    """Something that stands in the middle."""

    label: str
    type: str
    papers: int
    links: int
    rank: float
    """PageRank: all of a projection add up to 1."""
    between: float
    """Betweenness, 0 to 1."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Community:
    """A group that is linked more within than to others."""

    size: int
    members: tuple[str, ...]
    """Labels of its best linked members."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Densifying:
    """A topic around which things are named together in more and more ways."""

    label: str
    papers: tuple[int, int]
    """In the earlier and in the later half of the selection."""
    density: tuple[float, float]
    """Pairs named together per thing named, in the papers of either half; what comes of more papers is left in."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Analysis:
    """Everything that `kg stats --analysis` tells."""

    entities: tuple[Central, ...]
    authors: tuple[Central, ...]
    communities: tuple[Community, ...]
    groups: tuple[Community, ...]
    densifying: tuple[Densifying, ...]
    modularity: float
    """Of the communities of entities, -0.5 to 1."""


def analyse(store: Store, selection: Selection, top: int = 10) -> Analysis:
    """The `top` of each kind; the selection must hold its authors."""
    named, written = entities(store, selection), authors(store, selection)
    things = simple(named, "namedTogether", fewest=1)
    people = simple(written, "writtenWith", fewest=1)
    strong = simple(named, "namedTogether", fewest=2)
    teams = simple(written, "writtenWith", fewest=2)
    grouped = communities(strong)
    return Analysis(
        entities=central(things, top),
        authors=central(people, top),
        communities=_described(strong, grouped, top),
        groups=_described(teams, communities(teams), top),
        densifying=densifying(selection, top),
        modularity=modularity(strong, grouped),
    )


def simple(projection: nx.MultiDiGraph, relation: str, fewest: int) -> nx.Graph:
    """One relation as an undirected graph of numbered nodes, in order of their IRIs; only nodes with a link."""
    kept = sorted(
        (a, b, d["weight"])
        for a, b, k, d in projection.edges(keys=True, data=True)
        if k == relation and d["weight"] >= fewest
    )
    names = sorted({iri for a, b, _ in kept for iri in (a, b)})
    number = {iri: i for i, iri in enumerate(names)}
    graph = nx.Graph()
    for iri in names:
        graph.add_node(number[iri], **projection.nodes[iri])
    graph.add_weighted_edges_from((number[a], number[b], w) for a, b, w in kept)
    return graph


def central(graph: nx.Graph, top: int) -> tuple[Central, ...]:
    """The nodes of highest PageRank."""
    if not graph:
        return ()
    rank = nx.pagerank(graph, weight="weight")
    between = nx.betweenness_centrality(graph, k=EXACT if len(graph) > EXACT else None, seed=1)
    order = sorted(graph, key=lambda n: (-round(rank[n], 9), n))
    return tuple(
        Central(
            label=graph.nodes[n]["label"],
            type=graph.nodes[n]["type"],
            papers=graph.nodes[n]["papers"],
            links=graph.degree(n),
            rank=rank[n],
            between=between[n],
        )
        for n in order[:top]
    )


def modularity(graph: nx.Graph, groups: Sequence[Sequence[int]]) -> float:
    """Of a division into groups; 0 where nothing is linked."""
    return float(nx.community.modularity(graph, groups)) if graph.number_of_edges() else 0.0


def _described(graph: nx.Graph, groups: Sequence[Sequence[int]], top: int) -> tuple[Community, ...]:
    named = []
    for group in groups[:top]:
        best = sorted(group, key=lambda n: (-graph.degree(n, "weight"), n))
        named.append(Community(size=len(group), members=tuple(graph.nodes[n]["label"] for n in best[:5])))
    return tuple(named)


def densifying(selection: Selection, top: int) -> tuple[Densifying, ...]:
    """Topics whose papers name more pairs per thing in the later half of the papers than in the earlier one."""
    dated = [i for i, paper in enumerate(selection.papers) if paper.time]
    if len(dated) < 2:
        return ()
    later = set(dated[len(dated) // 2 :])
    found = []
    for e, papers in sorted(papers_of(selection).items()):
        halves = ([i for i in papers if i not in later], [i for i in papers if i in later])
        if min(map(len, halves)) >= FEWEST:
            before, after = (_density(selection, half) for half in halves)
            found.append(
                Densifying(
                    label=selection.entities[e].label,
                    papers=(len(halves[0]), len(halves[1])),
                    density=(before, after),
                )
            )
    found.sort(key=lambda d: (-round(d.density[1] - d.density[0], 9), d.label))
    return tuple(d for d in found[:top] if d.density[1] > d.density[0])


def _density(selection: Selection, papers: Sequence[int]) -> float:
    pairs = {pair for i in papers for pair in combinations(selection.papers[i].uses, 2)}
    things = {e for i in papers for e in selection.papers[i].uses}
    return len(pairs) / len(things) if things else 0.0
