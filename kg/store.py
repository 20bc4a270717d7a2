"""The store of a graph that is there: answers SPARQL, gives its statements."""

from __future__ import annotations

import os
import weakref
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pyoxigraph as ox

from kg.errors import GraphError
from kg.folder import QUADS, Manifest, existing_manifest, hold
from kg.quads import read_portions, read_quads
from kg.sparql import Answer, Term, answer, bind, rows
from kg.streams import DAMAGE


class Store:
    """A graph that is there: answers SPARQL, gives its statements. Read only."""

    name: str
    """Its folder, or the address of its server, for messages."""
    manifest: Manifest

    def __init__(self, folder: Path) -> None:
        """Open a graph folder.

        GraphError where there is no graph, or it cannot be opened; the message says what to do.
        """
        self.folder = folder
        self.name = str(folder)
        self.manifest = existing_manifest(folder)
        self._hold()
        newest = existing_manifest(folder)
        if newest.current != self.manifest.current:  # replaced before we held it
            self.manifest = newest
            self._hold()
        try:
            self._store = ox.Store.read_only(str(folder / self.manifest.current / "store"))
        except (OSError, RuntimeError) as error:
            raise GraphError(
                f"the store in {folder} cannot be opened ({error}); run kg build --rebuild with its sources"
            ) from error

    @property
    def version(self) -> Path | None:
        """The folder of the version that this object reads; None where a server holds it."""
        return self.folder / self.manifest.current

    def _hold(self) -> None:
        """Keep builds from deleting the version that this object reads, for as long as it lives."""
        held = hold(self.folder / self.manifest.current)
        if held is not None:
            weakref.finalize(self, os.close, held)

    @property
    def engine(self) -> ox.Store:
        """The Oxigraph store itself, opened read only."""
        return self._store

    @property
    def once(self) -> bool:
        """Whether a pattern finds a statement once, in however many named graphs it stands."""
        return True

    def query(self, text: str, bindings: Mapping[str, Term] | None = None) -> Answer:
        """Answer a SPARQL query; its default graph is the union of all named graphs.

        `bindings` replace variables (without "?") by terms, see `bind`. SyntaxError if the query does not
        parse.
        """
        return answer(self._store, bind(text, bindings or {}))

    def rows(self, text: str, **bindings: Term) -> Iterator[tuple[Any, ...]]:
        """The rows of a SELECT as Python strings, None where a variable is unbound."""
        yield from rows(self.query(text, bindings))

    def quads(self) -> Iterator[str]:
        """Every statement as a line of N-Quads, graph by graph, sorted within each."""
        path = self.folder / self.manifest.current / QUADS
        try:
            yield from read_quads(path)
        except DAMAGE as error:
            raise GraphError(f"{path} is damaged ({error}); run kg build --rebuild") from error

    def portions(self) -> Iterator[tuple[str, str]]:
        """The same by portions, fit for many statements: see `kg.quads.read_portions`."""
        path = self.folder / self.manifest.current / QUADS
        try:
            yield from read_portions(path)
        except DAMAGE as error:
            raise GraphError(f"{path} is damaged ({error}); run kg build --rebuild") from error

    def rdflib(self) -> Any:
        """An rdflib Dataset over this store."""
        import oxrdflib  # noqa: PLC0415 - rdflib is slow to load and few commands need it
        import rdflib  # noqa: PLC0415

        return rdflib.Dataset(store=oxrdflib.OxigraphStore(store=self._store), default_union=False)
