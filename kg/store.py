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
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import IO, Any, cast

import pyoxigraph as ox

from kg.errors import GraphError
from kg.graph.namespaces import BASE, PREFIXES

FORMAT = 1
"""Version of the folder's layout; a folder of another version is refused with what to do."""
MANIFEST = "kg.json"

Term = ox.NamedNode | ox.Literal
Answer = ox.QuerySolutions | ox.QueryTriples | ox.QueryBoolean


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


def write_version(folder: Path, quads: Iterable[str]) -> tuple[str, int]:
    """Write a version of the graph from N-Quads lines and load its store; the name and number of quads.

    The lines end without a line break and hold no duplicates. An equal version that exists is kept.
    """
    beside = folder / f"building-{os.getpid()}"
    shutil.rmtree(beside, ignore_errors=True)
    beside.mkdir(parents=True)
    try:
        file = beside / "quads.nq.gz"
        digest, count = hashlib.sha256(), 0
        with file.open("wb") as raw, gzip.GzipFile("", "wb", 1, raw, mtime=0) as packed:
            for line in quads:
                data = f"{line}\n".encode()
                digest.update(data)
                packed.write(data)
                count += 1
        name = f"graph-{digest.hexdigest()[:16]}"
        if (folder / name).is_dir():
            return name, count
        store = ox.Store(str(beside / "store"))
        with gzip.open(file, "rb") as lines:
            store.bulk_load(input=cast(IO[bytes], lines), format=ox.RdfFormat.N_QUADS)
        store.flush()
        if len(store) != count:
            raise GraphError(
                f"{len(store)} statements were stored of {count}; this is a fault of kg, please report it"
            )
        del store
        beside.rename(folder / name)
        return name, count
    finally:
        shutil.rmtree(beside, ignore_errors=True)


def switch(folder: Path, manifest: Manifest) -> None:
    """Make `manifest.current` the version that readers see, and drop the others."""
    beside = folder / f"{MANIFEST}.tmp"
    text = json.dumps(asdict(manifest), ensure_ascii=False, indent=1, sort_keys=True)
    beside.write_text(text + "\n", encoding="utf-8")
    beside.replace(folder / MANIFEST)
    for other in folder.iterdir():
        if other.name.startswith(("graph-", "building-")) and other.name != manifest.current:
            shutil.rmtree(other, ignore_errors=True)


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
        """Answer a SPARQL query; the union of all named graphs is its default graph.

        `bindings` replace variables (without "?") by terms, see `bind`. SyntaxError if the query does not
        parse.
        """
        return self._store.query(
            bind(text, bindings or {}), prefixes=PREFIXES, use_default_graph_as_union=True
        )

    def rows(self, text: str, **bindings: Term) -> Iterator[tuple[Any, ...]]:
        """The rows of a SELECT as Python strings, None where a variable is unbound."""
        solutions = self.query(text, bindings)
        assert isinstance(solutions, ox.QuerySolutions)
        for solution in solutions:
            yield tuple(None if term is None else term.value for term in solution)

    def ask(self, text: str, **bindings: Term) -> bool:
        """The answer of an ASK."""
        return bool(self.query(text, bindings))

    def quads(self) -> Iterator[str]:
        """Every statement as a line of N-Quads, graph by graph, sorted within each."""
        path = self.folder / self.manifest.current / "quads.nq.gz"
        try:
            with gzip.open(path, "rt", encoding="utf-8", newline="\n") as lines:
                for line in lines:
                    yield line[:-1]
        except (OSError, EOFError) as error:
            raise GraphError(f"{path} is damaged ({error}); run kg build --rebuild") from error

    def rdflib(self) -> Any:
        """An rdflib Dataset over this store."""
        import oxrdflib  # noqa: PLC0415 - rdflib is slow to load and few commands need it
        import rdflib  # noqa: PLC0415

        return rdflib.Dataset(store=oxrdflib.OxigraphStore(store=self._store), default_union=True)
