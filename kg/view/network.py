"""The network page: nodes and edges around one thing, with the sentences that prove the edges.

pyvis builds the network (its nodes, edges and options, and the vis-network library that it carries); the
document around it is ours, see `kg.view.frame`, since that of pyvis loads style sheets from a server, lets
data inject markup and has neither language nor landmarks.
"""

from __future__ import annotations

import json
import math
import re
from dataclasses import replace
from importlib import resources
from itertools import count
from typing import Any

from pyvis.network import Network

from kg.graph.namespaces import PREFIXES, ROLE_PREDICATE
from kg.web import web_address

from .frame import STYLES, Frame, document, of, on_one_line
from .layout import Positions, node_size, positions, short_label
from .picture import TYPES, Evidence, Picture

MAX_NODES = 600
"""A network of more nodes than this is no longer read by anyone; `render` refuses it."""
MAX_EDGES = 2000
"""As `MAX_NODES`, for edges."""

PREDICATES = {
    **{role.value: predicate for role, predicate in ROLE_PREDICATE.items()},
    "by": "dcterms:creator",
    "in": "dcterms:subject",
    "broader": "skos:broader",
    "applied to": "kg:appliedTo",
    "evaluated on": "kg:evaluatedOn",
    "built on": "kg:builtOn",
}
"""The property that each label of an edge stands for, for those who take the picture away as Turtle."""
CLASSES = {
    "Paper": ["fabio:Preprint", "dcterms:title"],
    "Author": ["foaf:Person", "foaf:name"],
    "Category": ["skos:Concept", "skos:notation"],
    "Method": ["kg:Method", "skos:prefLabel"],
    "Dataset": ["kg:Dataset", "skos:prefLabel"],
    "Task": ["kg:Task", "skos:prefLabel"],
}
"""Of each type of node its class and the property of its name."""

_OPTIONS: dict[str, Any] = {
    "autoResize": True,
    "physics": {"enabled": False},
    "layout": {"improvedLayout": False, "randomSeed": 1},
    "interaction": {
        "hover": True,
        "hoverConnectedEdges": False,
        "selectConnectedEdges": False,
    },
    "nodes": {"borderWidth": 1.25, "borderWidthSelected": 2, "labelHighlightBold": False},
    "edges": {
        "width": 1.4,
        "hoverWidth": 0.8,
        "selectionWidth": 0.8,
        "smooth": {"enabled": False},
        "arrows": {"to": {"enabled": True, "scaleFactor": 0.4}},
    },
}


def render(picture: Picture) -> str:
    """The page as text; the same picture gives the same bytes. Write it as UTF-8.

    ValueError where the picture has more than `MAX_NODES` nodes or `MAX_EDGES` edges.
    """
    if len(picture.nodes) > MAX_NODES or len(picture.edges) > MAX_EDGES:
        raise ValueError(
            f"a network page holds at most {MAX_NODES:,} nodes and {MAX_EDGES:,} edges, not "
            f"{len(picture.nodes):,} and {len(picture.edges):,}; ask for fewer"
        )
    nodes, edges, _heading, _height, _width, options = _network(picture).get_network_data()
    data = {
        "types": {t: dict(zip(("shape", "fill", "light", "dark"), STYLES[t], strict=True)) for t in TYPES},
        "nodes": [
            {
                "id": n.id,
                "label": n.label,
                "type": n.type,
                "facts": n.facts,
                "text": n.text,
                "summaries": n.summaries,
                "time": n.time,
                "spare": n.spare,
                "url": web_address(n.url),
                "weight": n.weight,
                "focus": n.focus,
            }
            for n in picture.nodes
        ],
        "edges": [
            {
                "label": e.label,
                "predicate": PREDICATES.get(e.label),
                "evidence": [_evidence(v) for v in e.evidence],
            }
            for e in picture.edges
        ],
        "prefixes": PREFIXES,
        "classes": CLASSES,
        "network": {"nodes": nodes, "edges": edges, "options": json.loads(options)},
    }
    return document(
        Frame(
            kind="network",
            title=picture.title,
            caption=picture.caption,
            shown=_shown(picture),
            details=picture.details,
            data=data,
            keys=(("/", "search"), ("↑ ↓ Enter", "choose"), ("U", "undo"), ("Esc", "clear")),
            libraries=(_library(),),
            shared=("helpers.js", "drawn.js"),
        )
    )


def _shown(picture: Picture) -> str:
    spare = {node.id for node in picture.nodes if node.spare}
    edges = sum(e.source not in spare and e.target not in spare for e in picture.edges)
    more = f"; {len(spare):,} more nodes unfold from their neighbours" if spare else ""
    return (
        f"shown {of(len(picture.nodes) - len(spare), picture.total_nodes)} nodes, "
        f"{of(edges, picture.total_edges)} relations{more}" + (f"; {picture.rule}" if picture.rule else "")
    )


def _places(picture: Picture) -> Positions:
    """Where nodes stand: those shown as if there were no others, spare ones around the neighbours they unfold from."""
    spare = {node.id for node in picture.nodes if node.spare}
    places = positions(
        replace(
            picture,
            nodes=tuple(node for node in picture.nodes if not node.spare),
            edges=tuple(e for e in picture.edges if e.source not in spare and e.target not in spare),
        )
    )
    anchors: dict[str, list[str]] = {}
    for edge in picture.edges:
        for one, other in ((edge.source, edge.target), (edge.target, edge.source)):
            if one in spare and other in places:
                anchors.setdefault(one, []).append(other)
    around: dict[str, count[int]] = {}
    for node in picture.nodes:
        if node.spare:
            anchor = min(anchors.get(node.id, [""]))
            x, y = places.get(anchor, (0, 0))
            nth = next(around.setdefault(anchor, count(1)))
            angle, far = nth * 2.39996, 70 + 16 * math.sqrt(nth)  # the golden angle: no two in one line
            out = (round(x + 1.3 * far * math.cos(angle)), round(y + far * math.sin(angle)))
            places[node.id] = out
    return places


def _network(picture: Picture) -> Network:
    """The picture as pyvis holds it, with places, shapes and colours.

    Nodes are numbered, so that no name in the data is ever a key of an object in the page.
    """
    network = Network(directed=True, cdn_resources="in_line")
    network.options = _OPTIONS  # set_options would strip the blanks inside the values
    places = _places(picture)
    number = {node.id: i for i, node in enumerate(picture.nodes)}
    for node in picture.nodes:
        shape, fill, border, _dark = STYLES[node.type]
        x, y = places[node.id]
        network.add_node(
            number[node.id],
            label=short_label(on_one_line(node.label)) or "(no name)",
            shape=shape,
            color={"background": fill, "border": border},
            title="\n".join([on_one_line(node.label) or "(no name)", *(f"{k}: {v}" for k, v in node.facts)]),
            size=node_size(node),
            x=x,
            y=y,
        )
    parallel: dict[frozenset[str], count[int]] = {}
    for i, edge in enumerate(picture.edges):
        # Relations between the same two nodes bend, each further than the one before.
        nth = next(parallel.setdefault(frozenset((edge.source, edge.target)), count()))
        bend = {"smooth": {"enabled": True, "type": "curvedCW", "roundness": 0.15 * nth}} if nth else {}
        network.add_edge(number[edge.source], number[edge.target], id=i, title=edge.label, **bend)
    return network


def _evidence(evidence: Evidence) -> dict[str, str | None]:
    return {
        "paper": evidence.paper,
        "url": web_address(evidence.url),
        "before": evidence.before,
        "exact": evidence.exact,
        "after": evidence.after,
    }


def _library() -> str:
    """vis-network as pyvis ships it, less the line that makes developer tools look for its source map."""
    folder = resources.files("pyvis") / "templates" / "lib" / "vis-9.1.2"
    text = (folder / "vis-network.min.js").read_text(encoding="utf-8")
    text = re.sub(r"(?m)^//# sourceMappingURL=.*$", "", text)
    if re.search("</script|<!--", text, re.IGNORECASE):
        raise ValueError("the vis-network of this pyvis cannot stand inside a page")
    return text
