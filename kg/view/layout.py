"""Where the nodes of a picture stand: computed once, in Python, so that the page opens still.

Each connected part is laid out on its own (rings around its most important node, then springs), stretched
until names have room, and the parts are packed below the largest. The same picture always gives the same
positions.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import networkx as nx
import numpy as np
import numpy.typing as npt

from .picture import Node, Picture

Positions = dict[str, tuple[int, int]]
_Array = npt.NDArray[np.float64]

_ASPECT = 1.35
"""Width over height that a part of the picture aims at: screens are wide."""
_SPACING = 78.0
"""Mean distance between neighbouring nodes, in the units of the page (pixels at scale 1)."""
_CHARACTER, _LINE = 5.6, 14.0
"""Width of a letter and height of a line of a name."""
_FEW = 60
"""Up to so many nodes the exact, slower method of Kamada and Kawai is used."""
_GAP = 70.0
"""Room between two parts that no edge connects."""


def short_label(label: str, *, line: int = 22, lines: int = 2) -> str:
    """The name as it stands on the canvas: at most `lines` lines of `line` columns, cut with an ellipsis."""
    done: list[str] = []
    for word in label.split():
        rest = word
        if done and columns(f"{done[-1]} {rest}") <= line:
            done[-1] = f"{done[-1]} {rest}"
            continue
        while rest and len(done) <= lines:  # a word longer than a line, or Chinese, breaks anywhere
            head = _fit(rest, line)
            done.append(head)
            rest = rest[len(head) :]
    if len(done) > lines:
        del done[lines:]
        done[-1] = _fit(done[-1], line - 1).rstrip(" ,;:.-–—") + "…"
    return "\n".join(done)


def columns(text: str) -> int:
    """How wide a text is, in Latin letters: those of Chinese, Japanese and Korean count two."""
    return sum(2 if "\u1100" <= c <= "\u115f" or "\u2e80" <= c <= "\uffe6" else 1 for c in text)


def _fit(text: str, room: int) -> str:
    """The longest beginning of `text` that is no wider than `room`, at least one letter."""
    used = 0
    for i, character in enumerate(text):
        used += columns(character)
        if used > room:
            return text[: max(i, 1)]
    return text


def node_size(node: Node) -> int:
    """The radius of a node: it grows with the square root of the weight, so that the area tells it."""
    return round(min(8 + 2.1 * math.sqrt(max(node.weight - 1, 0)), 22) + (4 if node.focus else 0))


def positions(picture: Picture) -> Positions:
    """The place of every node by its id, in whole units; the focus, or the middle, is near (0, 0)."""
    if not picture.nodes:
        return {}
    graph: nx.Graph = nx.Graph()
    graph.add_nodes_from(range(len(picture.nodes)))
    index = {node.id: i for i, node in enumerate(picture.nodes)}
    graph.add_edges_from((index[e.source], index[e.target]) for e in picture.edges if e.source != e.target)
    parts = [sorted(part) for part in nx.connected_components(graph)]
    parts.sort(key=lambda part: (-any(picture.nodes[i].focus for i in part), -len(part), part[0]))
    laid = [_part(graph, part, picture.nodes) for part in parts]
    places = np.zeros((len(picture.nodes), 2))
    for part, offset, place in zip(parts, _pack(parts, laid, picture.nodes), laid, strict=True):
        places[part] = place + offset
    focus = [i for i, node in enumerate(picture.nodes) if node.focus]
    places -= places[focus].mean(axis=0) if focus else (places.min(axis=0) + places.max(axis=0)) / 2
    return {
        node.id: (round(x), round(y)) for node, (x, y) in zip(picture.nodes, places.tolist(), strict=True)
    }


def _part(graph: nx.Graph, part: list[int], nodes: Sequence[Node]) -> _Array:
    """Places of one connected part, in the order of `part`."""
    if len(part) == 1:
        return np.zeros((1, 2))
    sub = nx.Graph()  # built in the order of `part`: a subgraph view would iterate over a set
    sub.add_nodes_from(part)
    sub.add_edges_from(sorted(graph.edges(part)))
    root = max(part, key=lambda i: (nodes[i].focus, sub.degree(i), nodes[i].weight, -i))
    start = _rings(sub, root)
    if len(part) <= _FEW:
        exact = nx.kamada_kawai_layout(sub, pos=start)
        places = np.array([exact[i] for i in part], dtype=np.float64)
    else:
        places = _springs(sub, np.array([start[i] for i in part]))
    places -= places[part.index(root)]
    spread = np.abs(places).mean(axis=0)
    places /= np.where(spread > 1e-6, spread, 1.0)
    side = _SPACING * math.sqrt(len(part)) * 0.42
    places *= np.array([side * math.sqrt(_ASPECT), side / math.sqrt(_ASPECT)])
    return _spread(places, _boxes([nodes[i] for i in part]))


def _springs(graph: nx.Graph, places: _Array, rounds: int = 150) -> _Array:
    """Fruchterman and Reingold's springs, in which well connected nodes push others further away.

    networkx has the same, but from 500 nodes on it changes to a method that takes ten times as long.
    """
    index = {node: i for i, node in enumerate(graph)}
    one, two = np.array([(index[a], index[b]) for a, b in graph.edges]).T
    ends, others = np.concatenate((one, two)), np.concatenate((two, one))
    size = len(graph)
    degree = np.bincount(ends, minlength=size)
    push = np.sqrt(np.outer(degree + 1, degree + 1)) / 2
    np.fill_diagonal(push, 0.0)
    places = places * math.sqrt(size) / 4
    for round_ in range(rounds):
        x, y = places.T
        apart_x, apart_y = x[:, None] - x, y[:, None] - y
        force = push / (apart_x * apart_x + apart_y * apart_y + 1e-3)
        apart_x *= force
        apart_y *= force
        pull_x, pull_y = x[others] - x[ends], y[others] - y[ends]
        pull = np.hypot(pull_x, pull_y)
        move = np.column_stack((
            apart_x.sum(axis=1) + np.bincount(ends, pull * pull_x, size),
            apart_y.sum(axis=1) + np.bincount(ends, pull * pull_y, size),
        ))  # fmt: skip
        length = np.maximum(np.hypot(move[:, 0], move[:, 1]), 1e-9)
        heat = 0.6 * (1 - round_ / rounds) + 0.01
        places = places + move * (np.minimum(length, heat) / length)[:, None]
    return places


def _rings(graph: nx.Graph, root: int) -> dict[int, _Array]:
    """A start without crossings: the root in the middle, each further step on a wider ring.

    Every node owns a sector as wide as the number of leaves below it in the tree of shortest ways.
    """
    children: dict[int, list[int]] = {i: [] for i in graph}
    order = [root]
    for parent, child in nx.bfs_edges(graph, root):
        children[parent].append(child)
        order.append(child)
    leaves = dict.fromkeys(graph, 1)
    for i in reversed(order):
        leaves[i] = max(1, sum(leaves[c] for c in children[i]))
    placed: dict[int, _Array] = {root: np.zeros(2)}
    sector = {root: (0.0, math.tau, 0)}
    for i in order:
        begin, end, depth = sector[i]
        for child in children[i]:
            width = (end - begin) * leaves[child] / sum(leaves[c] for c in children[i])
            middle, radius = begin + width / 2, float(depth + 1)
            placed[child] = np.array((radius * math.cos(middle), radius * math.sin(middle)))
            sector[child] = (begin, begin + width, depth + 1)
            begin += width
    return placed


def _boxes(nodes: Sequence[Node]) -> _Array:
    """Half width, height above and height below the middle of each node with its name, in a row each."""
    rows = []
    for node in nodes:
        lines = short_label(node.label).split("\n")
        size = node_size(node)
        wide = max(max(map(columns, lines)) * _CHARACTER / 2, size) + 5
        rows.append((wide, size + 5.0, size + 5.0 + _LINE * len(lines)))
    return np.array(rows)


def _spread(places: _Array, boxes: _Array, rounds: int = 120) -> _Array:
    """Push nodes apart until no two overlap with their names, or for so many rounds."""
    places = places.copy()
    wide, above, below = boxes[:, 0], boxes[:, 1], boxes[:, 2]
    centre = (below - above) / 2
    tall = (below + above) / 2
    need_x = wide[:, None] + wide[None, :]
    need_y = tall[:, None] + tall[None, :]
    n = len(places)
    order = np.arange(n)
    side = np.sign(order[:, None] - order[None, :])  # which way two nodes in one place part
    for _ in range(rounds):
        x, y = places[:, 0], places[:, 1] + centre
        apart_x = x[:, None] - x[None, :]
        apart_y = y[:, None] - y[None, :]
        over_x = need_x - np.abs(apart_x)
        over_y = need_y - np.abs(apart_y)
        hit = (over_x > 0) & (over_y > 0)
        np.fill_diagonal(hit, False)
        if not hit.any():
            break
        sideways = over_x < over_y
        way_x = np.where(apart_x == 0, side, np.sign(apart_x))
        way_y = np.where(apart_y == 0, side, np.sign(apart_y))
        push_x = np.where(hit & sideways, over_x * way_x, 0.0)
        push_y = np.where(hit & ~sideways, over_y * way_y, 0.0)
        many = np.maximum(hit.sum(axis=1), 1)
        places[:, 0] += 0.5 * push_x.sum(axis=1) / np.sqrt(many)
        places[:, 1] += 0.5 * push_y.sum(axis=1) / np.sqrt(many)
    return places


def _pack(parts: list[list[int]], laid: list[_Array], nodes: Sequence[Node]) -> list[tuple[float, float]]:
    """How far each part moves: the first stays, the others stand in rows below it."""
    boxes = [_boxes([nodes[i] for i in part]) for part in parts]
    extents = [
        (
            float((p[:, 0] - b[:, 0]).min()),
            float((p[:, 1] - b[:, 1]).min()),
            float((p[:, 0] + b[:, 0]).max()),
            float((p[:, 1] + b[:, 2]).max()),
        )
        for p, b in zip(laid, boxes, strict=True)
    ]
    if len(parts) == 1:
        return [(0.0, 0.0)]
    area = sum((r - left + _GAP) * (b - t + _GAP) for left, t, r, b in extents)
    first = extents[0]
    width = max(first[2] - first[0], math.sqrt(area * _ASPECT))
    rows: list[tuple[list[int], float, float]] = []  # members, width, height
    for i, (left, top, right, bottom) in enumerate(extents):
        w, h = right - left, bottom - top
        if rows and rows[-1][1] + _GAP + w <= width:
            members, used, high = rows[-1]
            rows[-1] = ([*members, i], used + _GAP + w, max(high, h))
        else:
            rows.append(([i], w, h))
    offsets = [(0.0, 0.0)] * len(parts)
    y = 0.0
    for members, used, high in rows:
        x = -used / 2
        for i in members:
            left, top, right, bottom = extents[i]
            offsets[i] = (x - left, y + (high - (bottom - top)) / 2 - top)
            x += right - left + _GAP
        y += high + _GAP
    return offsets
