"""The graph folder, and the store in it that answers queries.

    DIR/kg.json                 the manifest: which documents, made by what, which version is current
    DIR/parts/*.jsonl.gz        what was read and found, per document (see `kg.parts`)
    DIR/graph-HASH/quads.nq.gz  every statement as sorted N-Quads: exports are made from it
    DIR/graph-HASH/store/       the same as an Oxigraph store: queries are answered by it

HASH is of the statements. A new version is built beside the current one; replacing kg.json makes it
current in one step, so a reader sees the graph before or after, never something between.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import os
import re
import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, field
from itertools import chain
from pathlib import Path
from typing import Any

import pyoxigraph as ox

from kg.errors import GraphError
from kg.graph.namespaces import BASE, PREFIXES
from kg.sorting import sort_unique
from kg.streams import as_stream

FORMAT = 1
"""Version of the folder's layout; a folder of another version is refused with what to do."""
MANIFEST = "kg.json"
QUADS = "quads.nq.gz"

Term = ox.NamedNode | ox.Literal
Answer = ox.QuerySolutions | ox.QueryTriples | ox.QueryBoolean
Select = Callable[[str], Iterator[tuple[Any, ...]]]
"""Answers a SELECT query with rows of strings."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """What kg.json says."""

    current: str
    """Name of the folder of the current version, "" before the first one."""
    base: str = BASE
    """What minted IRIs begin with."""
    software: str = ""
    fingerprint: str = ""
    built: str = ""
    """When, ISO 8601, UTC."""
    documents: dict[str, str] = field(default_factory=dict)
    """Document name -> the SOURCE argument it was found under, "" for a file named alone."""
    counts: dict[str, int] = field(default_factory=dict)
    """Papers, authors, ... of the current version."""
    vocabularies: list[str] = field(default_factory=list)
    format: int = FORMAT


def read_manifest(folder: Path) -> Manifest | None:
    """The manifest of a graph folder; None where there is none.

    GraphError for a folder made by another version of kg, or a manifest that is damaged.
    """
    path = folder / MANIFEST
    try:
        record = json.loads(path.read_text(encoding="utf-8"))
    except (FileNotFoundError, NotADirectoryError):
        return None
    except (OSError, ValueError) as error:
        raise GraphError(
            f"{path} cannot be read ({error}); build the graph again into a new folder"
        ) from error
    if not isinstance(record, dict) or record.get("format") != FORMAT:
        raise GraphError(f"{folder} was made by another version of kg; build it again into a new folder")
    try:
        return Manifest(**record)
    except TypeError as error:
        raise GraphError(f"{path} is damaged ({error}); build the graph again into a new folder") from error


def write_version(
    folder: Path, quads: Iterable[str], describe: Callable[[Select], Iterable[str]]
) -> tuple[str, int]:
    """Write a version of the graph from N-Quads lines and load its store; the name and number of statements.

    The lines end without a line break, hold no duplicates and all name a graph. `describe` is given a
    function that answers SELECT queries over what was loaded, and gives the lines of the graph's own
    description, which are added last. An equal version that exists is kept.
    """
    beside = folder / f"building-{os.getpid()}"
    shutil.rmtree(beside, ignore_errors=True)
    beside.mkdir(parents=True)
    try:
        file = beside / QUADS
        digest = hashlib.sha256(f"layout {FORMAT}".encode())
        with file.open("wb") as raw, gzip.GzipFile("", "wb", 1, raw, mtime=0) as packed:
            for line in quads:
                data = f"{line}\n".encode()
                digest.update(data)
                packed.write(data)
        name = f"graph-{digest.hexdigest()[:16]}"
        if not (folder / name).is_dir():
            _load(beside / "store", file, describe)
            beside.rename(folder / name)
        return name, sum(1 for _ in _lines(folder / name / QUADS))
    finally:
        shutil.rmtree(beside, ignore_errors=True)


def _load(directory: Path, file: Path, describe: Callable[[Select], Iterable[str]]) -> None:
    """Load N-Quads into a fresh store, then their description into both.

    Every triple also goes into the default graph, once, for there queries look. (Oxigraph can show the
    union of named graphs as the default graph, but then a triple of two documents is found twice.)
    """
    store = ox.Store(str(directory))
    loaded = 0

    def counted(lines: Iterable[str]) -> Iterator[str]:
        nonlocal loaded
        for line in lines:
            loaded += 1
            yield line

    triples = sort_unique(without_graph(line) for line in _lines(file))
    store.bulk_load(as_stream(counted(chain(_lines(file), triples))), format=ox.RdfFormat.N_QUADS)
    description = sorted(set(describe(lambda query: _rows(_answer(store, query)))))
    both = [*description, *sorted({without_graph(line) for line in description})]
    store.extend(ox.parse("\n".join(counted(both)), format=ox.RdfFormat.N_QUADS))
    store.flush()
    if len(store) != loaded:
        raise GraphError(
            f"{len(store)} statements were stored of {loaded}; this is a fault of kg, please report it"
        )
    with file.open("ab") as raw, gzip.GzipFile("", "wb", 1, raw, mtime=0) as packed:
        packed.writelines(f"{line}\n".encode() for line in description)


def without_graph(line: str) -> str:
    """The triple of an N-Quads line that names a graph, as N-Triples."""
    return f"{line[: line.rindex(' <')]} ."


def _lines(file: Path) -> Iterator[str]:
    with gzip.open(file, "rt", encoding="utf-8", newline="\n") as lines:
        for line in lines:
            yield line[:-1]


def switch(folder: Path, manifest: Manifest) -> None:
    """Make `manifest.current` the version that readers see, and drop the others."""
    beside = folder / f"{MANIFEST}.tmp"
    text = json.dumps(asdict(manifest), ensure_ascii=False, indent=1, sort_keys=True)
    beside.write_text(text + "\n", encoding="utf-8")
    beside.replace(folder / MANIFEST)
    for other in folder.iterdir():
        if other.name.startswith(("graph-", "building-")) and other.name != manifest.current:
            shutil.rmtree(other, ignore_errors=True)


def _answer(store: ox.Store, text: str) -> Answer:
    return store.query(text, prefixes=PREFIXES)


def _rows(answer: Answer) -> Iterator[tuple[Any, ...]]:
    assert isinstance(answer, ox.QuerySolutions)
    for solution in answer:
        yield tuple(None if term is None else term.value for term in solution)


_TOKEN = re.compile(
    r"""\#[^\n]*                                                            # comment
      | <[^<>"{}|^`\\\s]*>                                                  # IRI
      | \"{3}(?:[^"\\]|\\.|"(?!""))*"{3} | '{3}(?:[^'\\]|\\.|'(?!''))*'{3}  # long strings
      | "(?:[^"\\\n]|\\.)*" | '(?:[^'\\\n]|\\.)*'                          # strings
      | [?$](?P<variable>\w+)""",
    re.VERBOSE | re.DOTALL,
)


def bind(text: str, bindings: Mapping[str, Term]) -> str:
    """The query with terms in place of variables, as SPARQL SEP-0007 has it.

    (pyoxigraph's own substitution asks for every variable in the projection, which aggregates forbid.)
    Terms are written by the engine's serializer, and stand only where the variable is a token of its own:
    not in strings, IRIs or comments. So no value can change the structure of a query.
    """
    if not bindings:
        return text

    def replaced(match: re.Match[str]) -> str:
        term = bindings.get(match["variable"] or "")
        return match[0] if term is None else str(term)

    return _TOKEN.sub(replaced, text)


class Store:
    """A graph that is there: answers SPARQL, gives its statements. Read only."""

    def __init__(self, folder: Path) -> None:
        """Open a graph folder.

        GraphError where there is no graph, or it cannot be opened; the message says what to do.
        """
        manifest = read_manifest(folder)
        if manifest is None or not manifest.current:
            raise GraphError(f"there is no graph in {folder}; make one with: kg build SOURCE... -o {folder}")
        self.folder = folder
        self.manifest = manifest
        try:
            self._store = ox.Store.read_only(str(folder / manifest.current / "store"))
        except OSError as error:
            raise GraphError(
                f"the store in {folder} cannot be opened ({error}); run kg build --rebuild"
            ) from error

    def query(self, text: str, bindings: Mapping[str, Term] | None = None) -> Answer:
        """Answer a SPARQL query; its default graph is the union of all named graphs.

        `bindings` replace variables (without "?") by terms, see `bind`. SyntaxError if the query does not
        parse.
        """
        return _answer(self._store, bind(text, bindings or {}))

    def rows(self, text: str, **bindings: Term) -> Iterator[tuple[Any, ...]]:
        """The rows of a SELECT as Python strings, None where a variable is unbound."""
        yield from _rows(self.query(text, bindings))

    def ask(self, text: str, **bindings: Term) -> bool:
        """The answer of an ASK."""
        return bool(self.query(text, bindings))

    def quads(self) -> Iterator[str]:
        """Every statement as a line of N-Quads, graph by graph, sorted within each."""
        path = self.folder / self.manifest.current / QUADS
        try:
            yield from _lines(path)
        except (OSError, EOFError) as error:
            raise GraphError(f"{path} is damaged ({error}); run kg build --rebuild") from error

    def rdflib(self) -> Any:
        """An rdflib Dataset over this store."""
        import oxrdflib  # noqa: PLC0415 - rdflib is slow to load and few commands need it
        import rdflib  # noqa: PLC0415

        return rdflib.Dataset(store=oxrdflib.OxigraphStore(store=self._store), default_union=False)
