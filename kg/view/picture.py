"""What a network page shows: nodes, edges, and the sentences that prove the edges.

A `Picture` answers one question ("what is LoRA used with?"). It is plain data, made by whoever asks the
graph and drawn by `kg.view.network`; nothing here knows of RDF, pyvis or HTML.
"""

from __future__ import annotations

from dataclasses import dataclass

TYPES = ("Paper", "Author", "Category", "Method", "Dataset", "Task")
"""The types of node, in the order of the legend."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """One thing of the graph. ValueError where the type is none of `TYPES` or the id is empty."""

    id: str
    """Its IRI: unique in the picture, and what the page's address names (#node=...)."""
    label: str
    """Its name in full; the page shortens it where room is scarce."""
    type: str
    """One of `TYPES`."""
    facts: tuple[tuple[str, str], ...] = ()
    """Short facts in order, each a name and a value: ("papers", "12"), ("first seen", "2025-09")."""
    text: str = ""
    """A longer plain text in any language: a scope note."""
    summaries: tuple[tuple[str, str, str], ...] = ()
    """The digest's own summary: of each field its name, text and language (BCP 47)."""
    time: str = ""
    """When a paper was met: a day or a month; other nodes have none."""
    spare: bool = False
    """Whether the page holds it but shows it only when a neighbour of it is unfolded."""
    url: str | None = None
    """Where people are pointed to; shown only where it is http or https."""
    weight: int = 1
    """How much it matters, e.g. its number of papers: decides its size and whose label gives way."""
    focus: bool = False
    """Whether the picture is about this node: it is put in the middle and ringed."""

    def __post_init__(self) -> None:
        """Refuse what cannot be drawn."""
        if not self.id:
            raise ValueError("a node needs an id")
        if self.type not in TYPES:
            raise ValueError(f"{self.type!r} is no type of node; use one of {', '.join(TYPES)}")
        if self.weight < 0:
            raise ValueError(f"the weight of {self.id} is negative: {self.weight}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """A sentence that proves a relation: `before`, `exact` and `after` in a row, `exact` being marked."""

    paper: str
    """Title of the paper that says so."""
    url: str | None = None
    """Where that paper is; shown only where it is http or https."""
    before: str = ""
    exact: str
    after: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Edge:
    """A relation from one node to another, with the sentences that prove it."""

    source: str
    """Id of the node that the relation is said of."""
    target: str
    """Id of the other one."""
    label: str
    """What the relation is called: "introduces", "uses", "by", "in", "addresses", "broader"."""
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """All that one page shows. ValueError where ids repeat, an edge ends nowhere or totals are too small."""

    title: str
    caption: str = ""
    """The question that the picture answers."""
    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...] = ()
    total_nodes: int
    """Nodes of the whole neighbourhood, before it was cut to `nodes`."""
    total_edges: int
    """Edges of the whole neighbourhood, before it was cut to `edges`."""
    rule: str = ""
    """Which papers were looked at, where not all."""
    details: str = ""
    """Where the data come from: "digestgraph 0.1.0, 553 papers"."""

    def __post_init__(self) -> None:
        """Refuse what does not hang together."""
        seen: set[str] = set()
        for node in self.nodes:
            if node.id in seen:
                raise ValueError(f"two nodes have the id {node.id}")
            seen.add(node.id)
        for edge in self.edges:
            for end in (edge.source, edge.target):
                if end not in seen:
                    raise ValueError(f"an edge {edge.label!r} ends at {end}, which is no node of the picture")
        if self.total_nodes < len(self.nodes) or self.total_edges < len(self.edges):
            raise ValueError("a picture shows more nodes or edges than its totals say there are")
