"""Pages that list: the front page, what was found, what is new, the shipped queries, the SPARQL page."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from kg import query as shipped
from kg.errors import KgError, QueryError
from kg.lookup import KINDS
from kg.query import NamedQuery
from kg.serve.pages import facts
from kg.serve.pages.rendering import render
from kg.serve.problem import Problem
from kg.serve.search import search
from kg.sparql import bind, keywords
from kg.store import Store

_MOST_NEW = 400
"""Things of one page."""
_MOST_PAGES = 1000
_KINDS = ("method", "dataset", "task", "author", "category", "paper", "day")
"""What the page of what was found offers to narrow it to."""


def home_page(store: Store, common: dict[str, Any]) -> bytes:
    """Where people begin."""
    new = facts.newest(store, "", 12)
    return render(
        "home.html",
        store.manifest.base,
        **common,
        title="",
        counts=store.manifest.counts,
        new=new,
        common_things=[(kind, facts.commonest(store, kind, 12)) for kind in facts.KINDS],
    )


def search_page(store: Store, index: Path, text: str, kind: str, common: dict[str, Any]) -> bytes:
    """What bears a name like this."""
    hits = search(store, index, text, 50, KINDS.get(kind, ()))
    return render(
        "search.html",
        store.manifest.base,
        **common,
        title=f"Search: {text}" if text else "Search",
        text=text,
        kind=kind,
        kinds=_KINDS,
        hits=hits,
        indexed=index.exists(),
    )


def new_page(store: Store, by: str, until: str, page: int, common: dict[str, Any]) -> bytes:
    """What was seen for the first time, by day or by week; Problem for a day that is none."""
    page = min(page, _MOST_PAGES)
    if by not in ("day", "week"):
        raise Problem(404, f"what is new can be had by day or by week, not by {by[:20]!r}")
    try:
        found = facts.newest(store, until, page * _MOST_NEW + 1)[(page - 1) * _MOST_NEW :]
    except ValueError:
        raise Problem(404, f"{until[:40]!r} is no day; write one such as 2026-01-31") from None
    groups: dict[str, tuple[str, dict[str, list[facts.New]]]] = {}
    for new in found[:_MOST_NEW]:
        name, span = (new.seen, "") if by == "day" or not _is_day(new.seen) else facts.week_of(new.seen)
        groups.setdefault(name, (span, {}))[1].setdefault(new.thing.kind, []).append(new)
    return render(
        "new.html",
        store.manifest.base,
        **common,
        title="What is new",
        by=by,
        until=until,
        groups=groups,
        page=page,
        more=len(found) > _MOST_NEW,
    )


def _is_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def queries_page(store: Store, common: dict[str, Any]) -> bytes:
    """The shipped queries."""
    return render(
        "queries.html",
        store.manifest.base,
        **common,
        title="Questions",
        queries=list(shipped.shipped().values()),
    )


def query_page(
    store: Store, text: str, name: str, settings: Mapping[str, str], shown_as: str, common: dict[str, Any]
) -> bytes:
    """The SPARQL page; of a shipped query, its parameters as fields and its text with their values."""
    query: NamedQuery | None = None
    complaint = ""
    if name:
        query = shipped.shipped().get(name)
        if query is None:
            raise Problem(404, f"there is no question called {name[:60]!r}; /queries lists them")
        known = {p.name for p in query.parameters}
        settings = {key: value for key, value in settings.items() if key in known and value}
        try:
            text = bound(store, query, settings)
        except KgError as error:
            complaint, text = str(error), ""
    return render(
        "query.html",
        store.manifest.base,
        **common,
        title=query.title if query else "SPARQL",
        query=query,
        settings=settings,
        complaint=complaint,
        text=text,
        shown_as=shown_as if shown_as in ("table", "chart", "graph") else "table",
        queries=[(q.name, q.title) for q in shipped.shipped().values()],
    )


def bound(store: Store, query: NamedQuery, settings: Mapping[str, str]) -> str:
    """A shipped query as text that can be sent as it is: values in place of parameters, its limit at the end.

    QueryError where a parameter is missing or none of its type; NotFoundError where nothing bears a name.
    """
    missing = [p.name for p in query.parameters if p.default is None and p.name not in settings]
    if missing:
        raise QueryError(f"{query.title}: write something for {missing[0]}")
    terms = shipped.bind(store, query, settings)
    lines = query.text.strip().splitlines()
    body = "\n".join(line for line in lines if not line.startswith("#"))
    text = f"# {query.title}\n{bind(body, terms)}"
    own = any(word in ("LIMIT", "VALUES", "ASK", "DESCRIBE") and depth == 0 for word, depth in keywords(body))
    return f"{text}\nLIMIT {query.limit}" if query.limit and not own else text
