"""What is checked: a graph folder or any RDF file, behind one way to ask it."""

from __future__ import annotations

import gzip
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pyoxigraph as ox

from kg.errors import KgError
from kg.graph.namespaces import BASE, PREFIXES
from kg.store import Store

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


def of_graph(folder: Path) -> Data:
    """The graph in a folder that kg made; GraphError where there is none."""
    store = Store(folder)
    return Data(str(folder), store.query, base=store.manifest.base, minted=True, once=True)


def of_file(path: Path) -> Data:
    """Any RDF file, its format told by its suffix (.ttl, .nt, .nq, .trig, .rdf, .jsonld; .gz behind it).

    A file that a strict parser refuses for its IRIs or language tags is read all the same, and found
    wanting. KgError if it cannot be read at all.
    """
    packed = path.suffix == ".gz"
    suffix = Path(path.stem).suffix if packed else path.suffix
    form = ox.RdfFormat.from_extension(suffix.removeprefix("."))
    if form is None:
        raise KgError(
            f"{path}: the suffix {suffix!r} names no RDF format; "
            "kg check reads .ttl, .nt, .nq, .trig, .rdf, .jsonld, each also with .gz behind it"
        )
    try:
        data = path.read_bytes()
        if packed:
            data = gzip.decompress(data)
    except (OSError, EOFError) as error:
        raise KgError(f"{path}: cannot be read ({getattr(error, 'strerror', None) or error})") from error
    refused = ""
    try:
        store = _loaded(data, form, path, lenient=False)
    except SyntaxError as error:
        refused = str(error)
        try:
            store = _loaded(data, form, path, lenient=True)
        except SyntaxError as again:
            raise KgError(f"{path}: is not {form.name}: {again.msg}") from again

    def query(text: str) -> object:
        return store.query(text, prefixes=PREFIXES, use_default_graph_as_union=True)

    return Data(str(path), query, base=BASE, minted=False, refused=refused)


def _loaded(data: bytes, form: ox.RdfFormat, path: Path, *, lenient: bool) -> ox.Store:
    store = ox.Store()
    store.bulk_load(input=data, format=form, base_iri=path.absolute().as_uri(), lenient=lenient)
    return store
