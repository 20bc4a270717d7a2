"""The graph as networkx knows it, and what analysis tells of it."""

from __future__ import annotations

import io
import re

import networkx as nx
import pytest

from kg.analysis.shape import analyse, densifying, modularity, simple
from kg.errors import QueryError
from kg.export import export
from kg.projection import PROJECTIONS, authors, communities, entities, papers, project
from kg.selection import select
from tests.view.selections import selection


def edges(graph: nx.MultiDiGraph, relation: str) -> dict[tuple[str, str], int]:
    return {(a, b): d["weight"] for a, b, k, d in graph.edges(keys=True, data=True) if k == relation}


@pytest.mark.parametrize("name", PROJECTIONS)
def test_every_projection_is_typed_and_weighted_and_the_same_each_time(store, name):
    graph = project(store, name)
    assert isinstance(graph, nx.MultiDiGraph)
    assert graph.number_of_nodes() > 10
    assert all({"type", "label"} <= set(d) for _, d in graph.nodes(data=True))
    assert all(d["relation"] == k and d["weight"] >= 1 for _, _, k, d in graph.edges(keys=True, data=True))
    again = project(store, name)
    assert (list(graph.nodes), list(graph.edges)) == (list(again.nodes), list(again.edges))


def test_authors_are_joined_by_papers_together(store):
    graph = authors(store, selection())
    assert edges(graph, "writtenWith")["urn:a-a", "urn:a-b"] == 3
    assert edges(graph, "writtenWith")["urn:a-a", "urn:a-c"] == 1
    assert graph.nodes["urn:a-a"] == {"type": "Author", "label": "Author A", "papers": 3}


def test_papers_are_joined_by_what_they_share(store):
    graph = papers(store, selection())
    assert edges(graph, "sharesEntities")["urn:p0", "urn:p1"] == 3
    assert edges(graph, "sharesEntities")["urn:p2", "urn:p5"] == 1
    assert edges(graph, "sharesAuthors")["urn:p0", "urn:p1"] == 2
    assert ("urn:p0", "urn:p2") not in edges(graph, "sharesEntities")


def test_entities_are_joined_by_papers_that_name_both_and_by_family(store):
    graph = entities(store, selection())
    assert edges(graph, "namedTogether")["urn:e1", "urn:e4"] == 3
    assert edges(graph, "broader") == {("urn:e1", "urn:e0"): 1, ("urn:e2", "urn:e0"): 1}


def test_relations_that_papers_imply_weigh_as_many_papers(store):
    graph = project(store, "entities")
    weights = edges(graph, "appliedTo")
    row = next(
        store.rows(
            "SELECT ?s ?o ?n WHERE {"
            " ?r rdf:predicate kg:appliedTo ; rdf:subject ?s ; rdf:object ?o ; kg:paperCount ?n }"
            " ORDER BY DESC(?n) ?s ?o LIMIT 1"
        )
    )
    assert weights[row[0], row[1]] == int(row[2])


def test_another_projection_is_refused(store):
    with pytest.raises(QueryError, match="no projection 'venues'; there are all, papers"):
        project(store, "venues", since="no time")


def test_a_projection_is_of_the_papers_chosen_and_all_of_none(store):
    papers_of_day = project(store, "papers", since="2025-12-04", until="2025-12-04")
    assert 0 < papers_of_day.number_of_nodes() < project(store, "papers").number_of_nodes()
    for chosen in ({"since": "2025-12"}, {"until": "2025-12"}, {"category": "cs"}):
        with pytest.raises(QueryError, match="all is the whole graph"):
            project(store, "all", **chosen)


def test_gexf_is_read_by_networkx_and_bears_no_day(store):
    written = []
    for _ in range(2):
        out = io.BytesIO()
        export(store, out, "gexf")
        written.append(out.getvalue())
    assert written[0] == written[1]
    assert not re.search(rb"lastmodifieddate|20\d\d-\d\d-\d\dT", written[0][:600])
    graph = nx.read_gexf(io.BytesIO(written[0]), version="1.2draft")
    whole = project(store, "all")
    assert graph.number_of_nodes() == whole.number_of_nodes()
    assert graph.number_of_edges() == whole.number_of_edges()
    assert {d["type"] for _, d in graph.nodes(data=True)} == {d["type"] for _, d in whole.nodes(data=True)}


def test_central_things_and_groups_are_found_and_do_not_depend_on_chance(store):
    chosen = select(store, authors=True)
    found = analyse(store, chosen, top=5)
    assert found == analyse(store, chosen, top=5)
    assert found.entities[0].label == "transformer"
    assert [c.rank for c in found.entities] == sorted((c.rank for c in found.entities), reverse=True)
    assert all(0 <= c.between <= 1 for c in found.entities)
    assert all(g.members for g in found.communities)


def test_two_cliques_are_two_communities():
    graph = nx.MultiDiGraph()
    for group in ("abcd", "wxyz"):
        for a in group:
            graph.add_node(a, label=a, type="Task", papers=1)
        for a in group:
            for b in group:
                if a < b:
                    graph.add_edge(a, b, key="namedTogether", weight=2)
    graph.add_edge("d", "w", key="namedTogether", weight=2)
    two, none = (simple(graph, "namedTogether", fewest) for fewest in (2, 3))
    assert communities(two) == [[0, 1, 2, 3], [4, 5, 6, 7]]
    assert modularity(two, communities(two)) == pytest.approx(12 / 13 - 0.5)
    assert (communities(none), modularity(none, [])) == ([], 0.0)


def test_a_topic_densifies_where_later_papers_name_more_pairs():
    found = densifying(selection(), 10)
    assert [d.label for d in found] == ["neural network"]
    assert found[0].papers == (3, 3)
    assert found[0].density[0] < found[0].density[1]
