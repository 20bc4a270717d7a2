"""The public face in Python: `build` a graph, open one as `Graph`, `read` digests, `extract` entities."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from kg.model import Paper, Statement

if TYPE_CHECKING:
    import networkx
    import rdflib

    from kg.analysis import WhatIsNew
    from kg.sparql import Answer
    from kg.view.drawing import Page

Sources = str | PathLike[str] | Sequence[str | PathLike[str]]


def _listed(sources: Sources) -> list[str | PathLike[str]]:
    return [sources] if isinstance(sources, str | PathLike) else list(sources)


def read(sources: Sources) -> Iterator[Paper]:
    """The papers of files and folders of digests, in order of the documents' names.

    Entries that cannot be read are left out; `kg build` counts and reports them. SourceError for a source
    that does not exist or is no digest.
    """
    from kg import sources as readers  # reading needs no spaCy, so it is not loaded

    for document in readers.find(_listed(sources)):
        yield from readers.MergedPapers(p for p in readers.read(document) if isinstance(p, Paper))


def extract(
    papers: Iterable[Paper],
    *,
    corrections: Sequence[str] = (),
    fast: bool = False,
    accurate: bool = False,
) -> Iterator[tuple[Paper, tuple[Statement, ...]]]:
    """Each paper with what it introduces, uses, compares with, addresses or mentions, in the order given.

    `corrections` are files of corrections, to be followed. With `fast`, rules alone decide: some seven times as
    fast, and less is found. With `accurate` a transformer tags (extra: accurate): some ninety times as slow, and
    more is found; KgError where it is not installed.
    """
    from kg.building import extract_papers
    from kg.extraction import Setting
    from kg.knowledge import correct

    yield from correct(extract_papers(papers, Setting(fast=fast, accurate=accurate)), corrections)


def build(
    sources: Sources,
    directory: str | PathLike[str] = "graph",
    *,
    vocabularies: Sequence[str] | None = None,
    corrections: Sequence[str] | None = None,
    fast: bool = False,
    accurate: bool = False,
    min_confidence: float = 0.0,
) -> Graph:
    """Read digests into the graph in `directory`, beside what is there, and open it.

    With `fast`, rules alone decide what papers speak of; with `accurate` a transformer tags them (extra: accurate).
    Entities less sure than `min_confidence` (0 to 1) are left out. See `kg.building.build` for what is kept, replaced
    and removed, and for the errors.
    """
    from kg.building import build as run  # loads spaCy

    run(
        _listed(sources),
        directory,
        vocabularies=vocabularies,
        corrections=corrections,
        fast=fast,
        accurate=accurate,
        min_confidence=min_confidence,
    )
    return Graph(directory)


class Graph:
    """A graph that `kg build` made, here or on a server. Read only; opened again it sees what was built since."""

    def __init__(self, directory: str | PathLike[str] = "graph") -> None:
        """A folder, or the address of a server that takes SPARQL queries; GraphError if there is no graph."""
        from kg.opening import open_graph  # opening a graph loads its engine

        self.store = open_graph(directory)

    @property
    def counts(self) -> Mapping[str, int]:
        """How much of each thing there is: documents, papers, authors, methods, ..., statements."""
        return self.store.manifest.counts

    def query(self, query: str, limit: int | None = None, **parameters: Any) -> Answer:
        """Answer a shipped query by its name, or SPARQL text.

        For names, `parameters` set its parameters and `limit` its number of rows. QueryError if it is
        unknown or does not parse, NotFoundError if a parameter names nothing.
        """
        from kg.query import NamedQuery, find_query, run

        known = NamedQuery("query", query) if any(c in query for c in " \n{") else find_query(query)
        return run(self.store, known, {name: str(value) for name, value in parameters.items()}, limit)

    def export(self, target: str | PathLike[str] | BinaryIO, format: str | None = None) -> None:  # noqa: A002 - the word of the command line
        """Write the whole graph; the format is told by the name, else by the file's suffix, else Turtle."""
        from kg.export import export

        export(self.store, Path(target) if isinstance(target, str | PathLike) else target, format)

    def view(
        self,
        kind: str = "network",
        *,
        focus: str | None = None,
        since: str = "",
        until: str = "",
        category: str = "",
        top: int | None = None,
    ) -> Page:
        """A picture that answers a question, as an interactive HTML page; a notebook shows it.

        `kind` is network, map, timeline, matrix, authors, families or schema. `focus` names what it is about;
        `since`, `until` (a day, month or year) and `category` choose papers; `top` is how many things are
        shown, 500 at most. The page's `text` is the HTML; `str(page)` too. QueryError for what a kind cannot do
        or where there are no such papers, NotFoundError if nothing bears a name.
        """
        from kg.view import draw

        return draw(self.store, kind, focus=focus, since=since, until=until, category=category, top=top)

    def networkx(
        self, projection: str = "all", *, since: str = "", until: str = "", category: str = ""
    ) -> networkx.MultiDiGraph:
        """The graph for networkx: all of it, or papers, authors or entities alone, with weights.

        See `kg.projection` for nodes and edges. `since`, `until` and `category` choose the papers that
        papers, authors and entities are taken from. QueryError for another projection, for a time that is none,
        and for papers chosen where all of the graph is wanted.
        """
        from kg.projection import project

        return project(self.store, projection, since=since, until=until, category=category)

    def diff(
        self,
        since: str | None = None,
        until: str | None = None,
        *,
        last: str | None = None,
        top: int = 10,
        category: str = "",
        follow: str | PathLike[str] | None = None,
    ) -> WhatIsNew:
        """What is new between two days or months (the newest day without `until`), or in the `last` ("7d", "2w", "1m").

        `top` is how many items each list holds, 0 for all; `follow` a file of names, see
        `kg.analysis.following`. QueryError for what is no period or no such file; NotFoundError where no
        category is called so.
        """
        from kg.analysis import chosen_period, read_wishes, what_is_new

        return what_is_new(
            self.store,
            chosen_period(since, until, last),
            top=top,
            category=category,
            wishes=read_wishes(Path(follow)) if follow is not None else (),
        )

    def rdflib(self) -> rdflib.Dataset:
        """The graph as an rdflib Dataset over the same store; the default graph is the union of all."""
        dataset: rdflib.Dataset = self.store.rdflib()
        return dataset
