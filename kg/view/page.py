"""The network page: one HTML file that needs nothing else, opens still and never runs what data say.

pyvis builds the network (its nodes, edges and options, and the vis-network library that it carries); the
document around it is ours, since that of pyvis loads style sheets from a server, lets data inject markup
and has neither language nor landmarks. What the page does is in `page.js`, how it looks in `page.css`.

All data travel as JSON in which "<" is escaped and reach the page as text, never as markup. A content
security policy names the page's own two scripts and its style by their hashes and forbids all else.
"""

from __future__ import annotations

import base64
import hashlib
import html
import json
import re
from importlib import resources
from itertools import count
from string import Template
from typing import Any
from urllib.parse import urlsplit

from pyvis.network import Network

from .layout import node_size, positions, short_label
from .picture import TYPES, Evidence, Picture

MAX_NODES = 600
"""A network of more nodes than this is no longer read by anyone; `render` refuses it."""
MAX_EDGES = 2000
"""As `MAX_NODES`, for edges."""

# The palette of Okabe and Ito, which colour-blind people tell apart; the shape is the second cue.
# Each: shape of vis-network, fill, and the border in light and in dark mode (contrast 3:1 at least).
_STYLES: dict[str, tuple[str, str, str, str]] = {
    "Paper": ("square", "#56b4e9", "#2379ab", "#8fd0f5"),
    "Author": ("dot", "#cc79a7", "#9c4a79", "#e8a9cb"),
    "Category": ("hexagon", "#0072b2", "#00507d", "#5aa9dc"),
    "Method": ("diamond", "#d55e00", "#9a4400", "#ff9c54"),
    "Dataset": ("triangle", "#009e73", "#006b4e", "#4fd0aa"),
    "Task": ("triangleDown", "#e69f00", "#996a00", "#ffcb57"),
}

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
        "types": {t: dict(zip(("shape", "fill", "light", "dark"), _STYLES[t], strict=True)) for t in TYPES},
        "nodes": [
            {
                "id": n.id,
                "label": n.label,
                "type": n.type,
                "facts": n.facts,
                "text": n.text,
                "url": _link(n.url),
                "weight": n.weight,
                "focus": n.focus,
            }
            for n in picture.nodes
        ],
        "edges": [{"label": e.label, "evidence": [_evidence(v) for v in e.evidence]} for e in picture.edges],
        "network": {"nodes": nodes, "edges": edges, "options": json.loads(options)},
    }
    library = _library()
    style, script = _own("page.css"), _own("page.js")
    scripts = " ".join(_hash(text) for text in (library, script))
    policy = (
        f"default-src 'none'; script-src {scripts}; style-src {_hash(style)}; "
        "img-src data: blob:; base-uri 'none'; form-action 'none'"
    )
    shown = (
        f"shown {_of(len(picture.nodes), picture.total_nodes)} nodes, "
        f"{_of(len(picture.edges), picture.total_edges)} relations"
    )
    return Template(_own("page.html")).substitute(
        policy=policy,
        style=style,
        title=_text(picture.title),
        caption=_text(picture.caption),
        shown=_text(shown),
        details=_text(picture.details),
        data=_json(data),
        library=library,
        script=script,
    )


def _network(picture: Picture) -> Network:
    """The picture as pyvis holds it, with places, shapes and colours.

    Nodes are numbered, so that no name in the data is ever a key of an object in the page.
    """
    network = Network(directed=True, cdn_resources="in_line")
    network.options = _OPTIONS  # set_options would strip the blanks inside the values
    places = positions(picture)
    number = {node.id: i for i, node in enumerate(picture.nodes)}
    for node in picture.nodes:
        shape, fill, border, _dark = _STYLES[node.type]
        x, y = places[node.id]
        network.add_node(
            number[node.id],
            label=short_label(_whole(node.label)) or "(no name)",
            shape=shape,
            color={"background": fill, "border": border},
            title="\n".join([_whole(node.label) or "(no name)", *(f"{k}: {v}" for k, v in node.facts)]),
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
        "url": _link(evidence.url),
        "before": evidence.before,
        "exact": evidence.exact,
        "after": evidence.after,
    }


def _link(url: str | None) -> str | None:
    """The address if a click on it can only lead to the web, else None."""
    try:
        parts = urlsplit(url or "")
    except ValueError:
        return None
    return url if parts.scheme in ("http", "https") and parts.netloc else None


def _of(shown: int, total: int) -> str:
    return f"{shown:,} of {total:,}"


def _whole(text: str) -> str:
    """The text on one line and without the halves of surrogate pairs, which UTF-8 cannot hold."""
    return " ".join(text.encode("utf-16", "surrogatepass").decode("utf-16", "replace").split())


def _text(text: str) -> str:
    return html.escape(_whole(text))


_ESCAPES = {"<": "\\u003c", ">": "\\u003e", "&": "\\u0026", "\u2028": "\\u2028", "\u2029": "\\u2029"}


def _json(data: object) -> str:
    """JSON that no parser of HTML or JavaScript can take for anything else."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    return re.sub("[<>&\u2028\u2029\ud800-\udfff]", _escape, text)


def _escape(match: re.Match[str]) -> str:
    return _ESCAPES.get(match[0], "\ufffd")


def _hash(text: str) -> str:
    digest = hashlib.sha256(text.encode()).digest()
    return f"'sha256-{base64.b64encode(digest).decode()}'"


def _own(name: str) -> str:
    return (resources.files(__package__) / name).read_text(encoding="utf-8")


def _library() -> str:
    """vis-network as pyvis ships it, less the line that makes developer tools look for its source map."""
    folder = resources.files("pyvis") / "templates" / "lib" / "vis-9.1.2"
    text = (folder / "vis-network.min.js").read_text(encoding="utf-8")
    text = re.sub(r"(?m)^//# sourceMappingURL=.*$", "", text)
    if re.search("</script|<!--", text, re.IGNORECASE):
        raise ValueError("the vis-network of this pyvis cannot stand inside a page")
    return text
