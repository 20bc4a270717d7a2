"""Every kind of picture by its name: what is asked of the graph, and the page that answers."""

from __future__ import annotations

import html
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from kg.errors import QueryError
from kg.lookup import Thing, find_one
from kg.selection import Selection, select
from kg.store import Store
from kg.view.authors import co_authors
from kg.view.families import family_tree
from kg.view.frame import Frame, document, of
from kg.view.map import paper_map
from kg.view.matrix import matrix
from kg.view.neighbourhood import MAX_HELD, MOST_NODES, neighbourhood
from kg.view.network import MAX_EDGES, render
from kg.view.picture import Picture
from kg.view.schema import schema
from kg.view.strongest import strongest
from kg.view.timeline import timeline

_SELECTIONS: dict[str, tuple[Callable[..., Frame], int]] = {
    "map": (paper_map, 60),
    "timeline": (timeline, 24),
    "matrix": (matrix, 24),
    "authors": (co_authors, 150),
    "families": (family_tree, 60),
}
"""Views of a selection of papers: what draws them, and how many things they show by default."""
KINDS = ("network", *_SELECTIONS, "schema")


@dataclass(frozen=True, slots=True)
class Page:
    """A page that is ready to be written, as UTF-8."""

    text: str
    says: str
    """What it shows, for people, in one clause."""

    def __str__(self) -> str:
        return self.text

    def _repr_html_(self) -> str:
        """The page in a frame of its own, for notebooks: it can reach neither the notebook nor the network."""
        return (
            '<iframe sandbox="allow-scripts allow-downloads allow-popups" width="100%" height="680" '
            f'style="border:0" title="{html.escape(self.says)}" srcdoc="{html.escape(self.text)}"></iframe>'
        )


def draw(
    store: Store,
    kind: str = "network",
    *,
    focus: str | None = None,
    since: str = "",
    until: str = "",
    category: str = "",
    top: int | None = None,
) -> Page:
    """A picture of the graph: network, map, timeline, matrix, authors, families or schema.

    `focus` names a thing that the picture is about, `since` and `until` (a day, a month or a year) and
    `category` choose papers, `top` is how many things are shown, 500 at most. QueryError for what a kind cannot
    do or a time that is none, NotFoundError where nothing bears the name given.
    """
    if top is not None and not 1 <= top <= MAX_HELD:
        raise QueryError(f"a picture shows 1 to {MAX_HELD} things, not {top:,}")
    thing = find_one(store, focus) if focus is not None else None
    choose = partial(select, store, focus=thing, since=since, until=until, category=category)
    if kind == "network":
        chosen = bool(since or until or category)
        if thing is None and chosen:
            picture = strongest(_some(choose()), top or MOST_NODES)
            return Page(
                _drawn(picture), f"{of(len(picture.nodes), picture.total_nodes)} nodes; {picture.rule}"
            )
        return _network(store, thing, top or MOST_NODES, choose() if chosen else None)
    if kind in _SELECTIONS:
        make, usual = _SELECTIONS[kind]
        return _page(make(_some(choose(authors=kind == "authors", texts=kind == "map")), top or usual))
    if kind == "schema":
        if focus or since or until or category:
            raise QueryError(
                "a schema is of the whole graph: leave out --focus, --since, --until, --category"
            )
        return _page(schema(store, top or 40))
    raise QueryError(f"there is no picture {kind!r}; there are {', '.join(KINDS)}")


def _page(frame: Frame) -> Page:
    return Page(document(frame), frame.shown)


def _some(selection: Selection) -> Selection:
    if not selection.papers:
        raise QueryError(f"the graph holds no such papers ({selection.rule}); choose other ones")
    return selection


def _network(store: Store, thing: Thing | None, top: int, within: Selection | None) -> Page:
    if thing is None:
        common = next(
            store.rows("SELECT ?m WHERE { ?m a kg:Method ; kg:paperCount ?n } ORDER BY DESC(?n) ?m LIMIT 1"),
            None,
        )
        if common is None:
            raise QueryError("the graph holds no method to look at; name something with --focus")
        thing = find_one(store, common[0])
    picture = neighbourhood(store, thing, top, within)
    shown = sum(not node.spare for node in picture.nodes)
    return Page(_drawn(picture), f"{of(shown, picture.total_nodes)} nodes around {picture.title}")


def _drawn(picture: Picture) -> str:
    if len(picture.edges) > MAX_EDGES:
        raise QueryError(
            f"the picture would have {len(picture.edges):,} relations, and nobody reads more than {MAX_EDGES:,}; "
            "ask for fewer things with --top"
        )
    return render(picture)
