"""Who works with whom: authors linked by at least two papers together, their groups and who connects them.

Groups are communities by Louvain's method (Blondel et al. 2008), seeded. Betweenness is the share of
shortest ways between all others that lead through somebody (Brandes 2001). Both as networkx computes them.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from itertools import combinations

import networkx as nx

from kg.projection import communities
from kg.selection import Selection, listed
from kg.view.frame import SIGNS, Frame, of
from kg.view.layout import node_size, positions, short_label
from kg.view.picture import Edge, Node, Picture

FEWEST = 2
"""Papers together that make a link."""
MOST_AUTHORS = 100
"""A paper of more authors than these links nobody: it does not tell who works with whom."""
GROUPS = 7
"""Groups that have a colour of their own."""


def co_authors(selection: Selection, top: int = 150) -> Frame:
    """The page; `top` authors at most."""
    together, left_out = links(selection)
    whole = linked(together)
    shown = _choose(whole, top)
    graph = _sub(whole, shown)
    people = sorted({who for pair in together for who in pair})
    papers: dict[str, list[int]] = {}
    for i, paper in enumerate(selection.papers):
        for who in paper.authors:
            papers.setdefault(who, []).append(i)
    order = sorted(graph)
    index = {n: i for i, n in enumerate(order)}
    iris = [people[n] for n in order]
    groups = communities(graph)
    of_group = {n: g for g, group in enumerate(groups) for n in group}
    between = nx.betweenness_centrality(graph)
    everywhere = spoken(selection)
    picture = Picture(
        title="",
        nodes=tuple(
            Node(id=iri, label=selection.people[iri], type="Author", weight=len(papers[iri])) for iri in iris
        ),
        edges=tuple(Edge(source=people[a], target=people[b], label="with") for a, b in sorted(graph.edges)),
        total_nodes=len(order),
        total_edges=graph.number_of_edges(),
    )
    places = positions(picture)
    used = {i for iri in iris for i in papers[iri]}
    return Frame(
        kind="authors",
        title="Who works with whom",
        caption="Which authors write together again and again, in which groups, and who connects them?",
        shown=(
            f"{selection.shown}; {of(len(order), len(whole))} authors with a link of at least {FEWEST} papers, "
            f"{of(graph.number_of_edges(), whole.number_of_edges())} links, the largest groups first"
            + (f"; {left_out:,} papers of over {MOST_AUTHORS} authors link nobody" if left_out else "")
        ),
        details=selection.details,
        data={
            "types": SIGNS,
            "people": [
                {
                    "iri": node.id,
                    "name": node.label,
                    "lines": short_label(node.label, line=26, lines=1),
                    "at": places[node.id],
                    "size": node_size(node) * 0.8,
                    "papers": papers[node.id],
                    "with": graph.degree(order[i]),
                    "between": round(between[order[i]], 4),
                    "group": of_group[order[i]],
                }
                for i, node in enumerate(picture.nodes)
            ],
            "links": [
                [index[a], index[b], together[people[a], people[b]]]
                for a, b in sorted(tuple(sorted(e)) for e in graph.edges)
            ],
            "groups": [
                {
                    "size": len(group),
                    "about": about(selection, everywhere, [papers[people[n]] for n in sorted(group)]),
                }
                for group in groups
            ],
            "colours": GROUPS,
            "papers": listed(selection, used),
        },
    )


def links(selection: Selection) -> tuple[dict[tuple[str, str], list[int]], int]:
    """The papers of every two authors with at least `FEWEST` together; and how many papers were too large to tell."""
    once: Counter[tuple[str, str]] = Counter()
    large = 0
    for paper in selection.papers:
        large += len(paper.authors) > MOST_AUTHORS
        if len(paper.authors) <= MOST_AUTHORS:
            once.update(combinations(paper.authors, 2))
    kept = {pair: list[int]() for pair, n in sorted(once.items()) if n >= FEWEST}
    for i, paper in enumerate(selection.papers):
        if len(paper.authors) <= MOST_AUTHORS:
            for pair in combinations(paper.authors, 2):
                if pair in kept:
                    kept[pair].append(i)
    return kept, large


def linked(together: dict[tuple[str, str], list[int]]) -> nx.Graph:
    """The graph of these links; authors are numbered by their IRIs' order, weights count papers."""
    people = sorted({who for pair in together for who in pair})
    number = {who: n for n, who in enumerate(people)}
    graph = nx.Graph()
    graph.add_nodes_from(range(len(people)))
    graph.add_weighted_edges_from((number[a], number[b], len(papers)) for (a, b), papers in together.items())
    return graph


def _choose(graph: nx.Graph, top: int) -> list[int]:
    """The connected parts with the most authors, as far as there is room.

    Where the largest part alone is too large: its best linked author and those nearest.
    """
    kept: list[int] = []
    parts = sorted((sorted(p) for p in nx.connected_components(graph)), key=lambda p: (-len(p), p))
    for part in parts:
        room = top - len(kept)
        if len(part) <= room:
            kept += part
        elif not kept:  # the largest part alone is too large: grow from its best linked author
            first = min(part, key=lambda n: (-graph.degree(n, "weight"), n))
            kept = _near(graph, first, room)
            break
    return kept


def _near(graph: nx.Graph, first: int, room: int) -> list[int]:
    """Authors reached from one, always the one next with most papers together with those who are in."""
    inside, edge = {first}, Counter[int]()
    last = first
    while len(inside) < room:
        for other in graph[last]:
            if other not in inside:
                edge[other] += graph[last][other]["weight"]
        if not edge:
            break
        last = min(edge, key=lambda n: (-edge[n], -graph.degree(n), n))
        del edge[last]
        inside.add(last)
    return sorted(inside)


def _sub(graph: nx.Graph, nodes: Sequence[int]) -> nx.Graph:
    """The graph of some nodes, in their order: a view of networkx would go by a set's."""
    inside = set(nodes)
    sub = nx.Graph()
    sub.add_nodes_from(sorted(nodes))
    sub.add_weighted_edges_from(
        sorted((a, b, w) for a, b, w in graph.edges(data="weight") if a in inside and b in inside)
    )
    return sub


def spoken(selection: Selection) -> Counter[int]:
    """How many papers of the selection name each thing."""
    return Counter(e for paper in selection.papers for e in paper.uses)


def about(
    selection: Selection, everywhere: Counter[int], papers: Sequence[Sequence[int]], most: int = 2
) -> list[str]:
    """What papers speak of more than the selection at large, see `spoken`: their most distinctive things."""
    inside = {i for found in papers for i in found}
    here = Counter(e for i in inside for e in selection.papers[i].uses)
    size, whole = len(inside), len(selection.papers)

    def tells(e: int) -> float:
        return here[e] * math.log((here[e] / size) / (everywhere[e] / whole)) if here[e] > 1 else 0.0

    best = sorted(here, key=lambda e: (-round(tells(e), 6), e))
    return [selection.entities[e].label for e in best[:most] if tells(e) > 0]
