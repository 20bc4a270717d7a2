import dataclasses

import pytest

from kg.view.picture import TYPES, Edge, Node, Picture

from .samples import small


def test_every_type_of_the_graph_can_be_shown():
    for name in TYPES:
        assert Node(id="a", label="a", type=name).type == name


def test_an_unknown_type_is_refused_by_name():
    with pytest.raises(ValueError, match="'Venue' is no type of node; use one of Paper, Author"):
        Node(id="a", label="a", type="Venue")


@pytest.mark.parametrize(("change", "says"), [({"id": ""}, "needs an id"), ({"weight": -1}, "negative")])
def test_a_node_that_cannot_be_is_refused(change, says):
    with pytest.raises(ValueError, match=says):
        dataclasses.replace(Node(id="a", label="a", type="Task"), **change)


def test_a_picture_is_frozen():
    with pytest.raises(dataclasses.FrozenInstanceError):
        small().title = "other"


def test_two_nodes_of_one_id_are_refused():
    node = Node(id="a", label="a", type="Task")
    with pytest.raises(ValueError, match="two nodes have the id a"):
        Picture(title="t", nodes=(node, node), total_nodes=2, total_edges=0)


@pytest.mark.parametrize(("source", "target"), [("a", "b"), ("b", "a")])
def test_an_edge_to_nowhere_is_refused(source, target):
    node = Node(id="a", label="a", type="Task")
    edge = Edge(source=source, target=target, label="broader")
    with pytest.raises(ValueError, match="ends at b, which is no node"):
        Picture(title="t", nodes=(node,), edges=(edge,), total_nodes=1, total_edges=1)


@pytest.mark.parametrize("totals", [{"total_nodes": 4}, {"total_edges": 2}])
def test_totals_are_never_below_what_is_shown(totals):
    with pytest.raises(ValueError, match="more nodes or edges than its totals"):
        dataclasses.replace(small(), **totals)
