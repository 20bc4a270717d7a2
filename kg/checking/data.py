"""What is checked: a graph folder or any RDF file, behind one way to ask it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pyoxigraph as ox

from kg.checking import files
from kg.errors import GraphError
from kg.folder import is_sound
from kg.graph.namespaces import BASE, PREFIXES
from kg.opening import Where, open_graph

Row = tuple[Any, ...]


class Data:
    """Triples that answer SPARQL; the union of all named graphs is the default graph."""

    def __init__(
        self,
        subject: str,
        query: Callable[[str], object],
        *,
        base: str,
        minted: bool,
        once: bool = False,
        refused: str = "",
    ) -> None:
        """`minted`: whether kg itself minted every IRI below `base`.

        `once`: whether a pattern finds a triple once, in however many named graphs it stands. `refused`: why a
        strict parser refuses the file, "" if it does not.
        """
        self.subject = subject
        self.base = base
        self.minted = minted
        self.once = once
        self.refused = refused
        self._query = query
        self.triples = int(next(self.terms("SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o }"))[0].value)

    def terms(self, query: str) -> Iterator[Row]:
        """The rows of a SELECT as terms of pyoxigraph, None where a variable is unbound."""
        solutions = self._query(query)
        assert isinstance(solutions, ox.QuerySolutions)
        for solution in solutions:
            yield tuple(solution)

    def rows(self, query: str) -> Iterator[Row]:
        """The rows of a SELECT as strings, None where a variable is unbound."""
        for row in self.terms(query):
            yield tuple(None if term is None else term.value for term in row)

    def lines(self) -> Iterator[str]:
        """Every triple, once, as a line of N-Triples."""
        for s, p, o in self.terms("SELECT DISTINCT ?s ?p ?o WHERE { ?s ?p ?o }"):
            yield f"{s} {p} {o} .\n"


def of_graph(where: Where) -> Data:
    """A graph that kg made, in a folder or on a server.

    GraphError where there is none, or the two copies that a folder holds are not the same.
    """
    store = open_graph(where)
    if store.version is not None and not is_sound(store.version):
        raise GraphError(
            f"the statements in {store.name}, which exports are made of, are damaged; "
            "run kg build --rebuild with its sources"
        )
    return Data(store.name, store.query, base=store.manifest.base, minted=True, once=store.once)


def of_file(path: Path) -> Data:
    """Any RDF file, see `kg.checking.files`; KgError if it cannot be read."""
    read = files.read(path)

    def query(text: str) -> object:
        return read.store.query(text, prefixes=PREFIXES, use_default_graph_as_union=True)

    return Data(str(path), query, base=BASE, minted=False, refused=read.refused)
