"""The types of a graph and what connects them, counted in the graph itself."""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass
from typing import Any

import networkx as nx
import numpy as np

from kg.graph.namespaces import compact
from kg.lookup import kind_name
from kg.plural import plural
from kg.store import Store
from kg.view.frame import SIGNS, Frame, of

MAIN = (
    "fabio:Preprint",
    "foaf:Person",
    "skos:Concept",
    "kg:Method",
    "kg:Dataset",
    "kg:Task",
    "kg:Source",
    "oa:Annotation",
    "kg:AuthorIdentity",
)
"""Types that people ask about. The others hold what these are made of; the page shows them when asked."""
_NAMES = {"oa:Annotation": "Mention", "kg:AuthorIdentity": "Author identity", "kg:Source": "Document"}
_SAME = {"schema:ScholarlyArticle": "fabio:Preprint", "prov:Entity": "kg:Source"}
"""Types that everything of another type has as well, and that would only repeat it."""

_SHEETS = {"wide": (1000, 640), "tall": (520, 900)}
"""Width and height of the drawing: on screens, and on phones."""


@dataclass(frozen=True, slots=True)
class _Link:
    source: str
    predicate: str
    target: str
    """A type, or "" for text, numbers and addresses outside the graph."""
    count: int


def schema(store: Store, top: int = 40) -> Frame:
    """The page; `top` types at most, the most frequent."""
    sizes = _types(store)
    types = sorted(sizes, key=lambda t: (t not in MAIN, -sizes[t], t))[:top]
    links = _links(store, types)
    main = [t for t in types if t in MAIN] or types
    statements = plural(store.manifest.counts.get("statements", 0), "RDF statement")
    return Frame(
        kind="schema",
        title="What this graph is made of",
        caption="Which types of things are there, how many of each, and what connects them?",
        shown=(
            f"{of(len(types), len(sizes))} types, {plural(len(links), 'kind')} of statements between them "
            "or to values, all counted in this graph; things of several types count with the first that is shown"
        ),
        details=f"digestgraph {store.manifest.software}, {statements}",
        data={
            "types": SIGNS,
            "nodes": [
                {
                    "type": t,
                    "name": _NAMES.get(t) or kind_name(t),
                    "count": sizes[t],
                }
                for t in types
            ],
            "links": [[types.index(k.source), k.predicate, _index(types, k.target), k.count] for k in links],
            "sheets": {
                name: {
                    "size": size,
                    "main": _places(main, links, types, size),
                    "all": _places(types, links, types, size),
                }
                for name, size in _SHEETS.items()
            },
        },
        keys=(("Tab", "move"), ("Enter", "choose"), ("Esc", "clear")),
    )


def _index(types: list[str], name: str) -> int | None:
    return types.index(name) if name else None


def _types(store: Store) -> dict[str, int]:
    """How many things there are of each type, each counted with one type only, see `_SAME`."""
    sizes: Counter[str] = Counter()
    for kind, count in store.rows("SELECT ?t (COUNT(DISTINCT ?x) AS ?n) WHERE { ?x a ?t } GROUP BY ?t"):
        sizes[compact(kind)] = int(count)
    return {t: n for t, n in sizes.items() if t not in _SAME or _SAME[t] not in sizes}


def _links(store: Store, types: list[str]) -> list[_Link]:
    """What is said of things of these types: property, and the type of its value; most frequent first."""
    known = set(types)
    order = {t: i for i, t in enumerate(types)}
    counts: Counter[tuple[str, str, str]] = Counter()
    for source, predicate, target, count in store.rows(
        """SELECT ?s ?p ?o (COUNT(*) AS ?n) WHERE {
             ?x a ?s ; ?p ?y OPTIONAL { ?y a ?o } FILTER(?p != rdf:type) } GROUP BY ?s ?p ?o"""
    ):
        kinds = compact(source), compact(predicate), compact(target) if target else ""
        if kinds[0] in known and (kinds[2] in known or kinds[2] not in _SAME):
            predicate_ = "rdf:_1 …" if kinds[1].startswith("rdf:_") else kinds[1]
            counts[kinds[0], predicate_, kinds[2] if kinds[2] in known else ""] += int(count)
    found = [_Link(*key, count) for key, count in counts.items()]
    return sorted(found, key=lambda k: (order[k.source], -k.count, k.predicate, k.target))


def _places(
    shown: list[str], links: list[_Link], types: list[str], sheet: tuple[int, int]
) -> list[list[int] | None]:
    """Where types stand on a sheet of this width and height; None for those that are not shown.

    Springs (Kamada and Kawai 1989) from a circle; types that many statements connect stand nearer.
    """
    graph = nx.Graph()
    graph.add_nodes_from(range(len(shown)))
    for link in links:
        if link.source in shown and link.target in shown and link.source != link.target:
            a, b = shown.index(link.source), shown.index(link.target)
            graph.add_edge(a, b)
    start = {
        i: (math.cos(math.tau * i / len(shown)), math.sin(math.tau * i / len(shown)))
        for i in range(len(shown))
    }
    for part in sorted(nx.connected_components(graph), key=min)[1:]:
        graph.add_edge(0, min(part))  # so that parts apart stand beside the others
    laid = nx.kamada_kawai_layout(graph, pos=start) if len(shown) > 1 else start
    at: Any = np.array([laid[i] for i in range(len(shown))], np.float64).reshape(-1, 2)
    at -= at.min(axis=0) if len(at) else 0
    at /= np.maximum(at.max(axis=0), 1e-9) if len(at) else 1
    size = np.array(sheet)
    at = _apart(at * (size - [180, 90]) + [90, 45], size, tall=78 if sheet[0] > sheet[1] else 106)
    places: list[list[int] | None] = [None] * len(types)
    for i, t in enumerate(shown):
        places[types.index(t)] = [round(v) for v in at[i].tolist()]
    return places


def _apart(at: Any, size: Any, wide: float = 168, tall: float = 78) -> Any:
    """Push boxes apart until none overlap, or for a while; all stay on the sheet."""
    if len(at) > 20:  # many types: smaller room for each
        wide, tall = 150, 56
    for _ in range(300):
        moved = False
        for i in range(len(at)):
            for j in range(i):
                dx, dy = at[i] - at[j]
                over_x, over_y = wide - abs(dx), tall - abs(dy)
                if over_x > 0 and over_y > 0:
                    moved = True
                    if over_x / wide < over_y / tall:
                        at[i, 0] += math.copysign(over_x / 2, dx or 1)
                        at[j, 0] -= math.copysign(over_x / 2, dx or 1)
                    else:
                        at[i, 1] += math.copysign(over_y / 2, dy or 1)
                        at[j, 1] -= math.copysign(over_y / 2, dy or 1)
        at = np.clip(at, [80, 36], size - [80, 36])
        if not moved:
            break
    return at
