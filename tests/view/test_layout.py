import math
from itertools import combinations

import pytest

from kg.view.layout import columns, node_size, positions, short_label
from kg.view.picture import Edge, Node, Picture

from .samples import LORA, large, small


def picture(n, edges=(), focus=None):
    return Picture(
        title="t",
        nodes=tuple(Node(id=str(i), label=f"Node {i}", type="Task", focus=i == focus) for i in range(n)),
        edges=tuple(Edge(source=str(a), target=str(b), label="x") for a, b in edges),
        total_nodes=n,
        total_edges=len(edges),
    )


def boxes(shown, places):
    for node in shown.nodes:
        x, y = places[node.id]
        lines = short_label(node.label).split("\n")
        wide = max(max(map(columns, lines)) * 5.6 / 2, node_size(node))
        yield x - wide, x + wide, y - node_size(node), y + node_size(node) + 14 * len(lines)


def overlaps(shown):
    every = list(boxes(shown, positions(shown)))
    return sum(a[0] < b[1] and b[0] < a[1] and a[2] < b[3] and b[2] < a[3] for a, b in combinations(every, 2))


def test_nothing_has_no_place():
    assert positions(picture(0)) == {}


@pytest.mark.parametrize(
    ("n", "edges"),
    [
        (1, ()),
        (1, ((0, 0),)),
        (2, ()),
        (2, ((0, 1),)),
        (2, ((0, 1), (1, 0), (0, 1))),
        (3, ((0, 1), (1, 2))),
        (12, ((0, 1), (2, 3), (3, 4), (4, 2))),
        (40, tuple((0, i) for i in range(1, 40))),
        (70, tuple((i, i + 1) for i in range(69))),
        (61, tuple(combinations(range(61), 2))),
    ],
)
def test_every_node_has_a_finite_place_of_its_own(n, edges):
    places = positions(picture(n, edges))
    assert set(places) == {str(i) for i in range(n)}
    assert all(math.isfinite(x) and math.isfinite(y) for x, y in places.values())
    assert len(set(places.values())) == n


@pytest.mark.parametrize("n", [4, 15, 40])
def test_the_same_picture_has_the_same_places(n):
    assert positions(large(n)) == positions(large(n))


def test_the_focus_is_in_the_middle():
    assert positions(small())[LORA] == (0, 0)
    places = positions(large(30))
    assert places["m"] == (0, 0)
    for axis in (0, 1):
        low, high = min(p[axis] for p in places.values()), max(p[axis] for p in places.values())
        assert low < -0.25 * high
        assert high > -0.25 * low


def test_without_a_focus_the_whole_is_centred():
    places = positions(picture(7, ((0, 1), (1, 2), (3, 4))))
    assert abs(min(x for x, _ in places.values()) + max(x for x, _ in places.values())) <= 1


def test_parts_that_no_edge_connects_do_not_mingle():
    shown = picture(40, tuple((0, i) for i in range(1, 20)) + tuple((20, i) for i in range(21, 40)))
    places = positions(shown)
    one, two = ([places[str(i)] for i in part] for part in (range(20), range(20, 40)))
    assert any(
        max(p[axis] for p in a) < min(p[axis] for p in b)
        for axis in (0, 1)
        for a, b in ((one, two), (two, one))
    )


@pytest.mark.parametrize(("papers", "most"), [(4, 0), (10, 1), (30, 12)])
def test_names_overlap_little(papers, most):
    assert overlaps(large(papers)) <= most


def test_the_largest_picture_is_laid_out():
    places = positions(large(148))  # 597 nodes, and beyond where networkx changes its method
    assert len(set(places.values())) == 597


@pytest.mark.parametrize(
    ("label", "short"),
    [
        ("LoRA", "LoRA"),
        ("", ""),
        ("  two   words ", "two words"),
        ("Attention Is All You Need", "Attention Is All You\nNeed"),
        (
            "LoRA: Low-Rank Adaptation of Large Language Models",
            "LoRA: Low-Rank\nAdaptation of Large…",
        ),
        ("x" * 60, "x" * 22 + "\n" + "x" * 21 + "…"),
        ("大型语言模型的低秩适配方法研究与应用综述报告", "大型语言模型的低秩适配\n方法研究与应用综述报告"),
        ("大型语言模型的低秩适配方法研究与应用综述报告书", "大型语言模型的低秩适配\n方法研究与应用综述报…"),
    ],
)
def test_names_are_shortened_to_two_lines(label, short):
    assert short_label(label) == short
    assert all(columns(line) <= 22 for line in short.split("\n"))


def test_size_tells_weight_within_bounds():
    sizes = [node_size(Node(id="a", label="a", type="Task", weight=w)) for w in (0, 1, 5, 50, 10**6)]
    assert sizes == sorted(sizes)
    assert sizes[0] == sizes[1] < sizes[2]
    assert sizes[-1] == 22
