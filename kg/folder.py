"""The graph folder: its manifest, its versions, and how one takes the place of another.

    DIR/kg.json                 the manifest: which documents, made by what, which version is current
    DIR/parts/                  what was read and found, per document (see `kg.parts`)
    DIR/graph-HASH/quads.nq.gz  every statement as sorted N-Quads: exports are made from it
    DIR/graph-HASH/store/       the same as an Oxigraph store: queries are answered by it
    DIR/graph-HASH/tables-1.sqlite  of the same what counting questions need (see `kg.tables`)

HASH is of the statements; "-2" follows where the version beside which an equal one was made bears the bare name.
A new version is built beside the current one; replacing kg.json makes it
current in one step, so a reader sees the graph before or after, never something between. A version stays
on disk while anybody reads it.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import os
import re
import shutil
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, field
from itertools import chain, islice
from pathlib import Path
from shlex import quote
from typing import TYPE_CHECKING

import pyoxigraph as ox

try:
    import fcntl
except ImportError:  # not on Windows
    fcntl = None  # type: ignore[assignment]

from kg.errors import GraphError
from kg.graph.namespaces import BASE
from kg.growing import MOST, SHARE, changes, grown, holds
from kg.nearby import did_you_mean, reason
from kg.quads import read_quads, without_graph
from kg.sorting import Sorter, sort_unique
from kg.streams import DAMAGE, as_stream
from kg.tables import TABLES, write_tables

if TYPE_CHECKING:
    from kg.graph.description import Counts

FORMAT = 2
"""Version of the folder's layout; a folder of another version is refused with what to do."""
MANIFEST = "kg.json"
QUADS = "quads.nq.gz"

_LOADED = 200_000
"""Statements loaded at once."""
_BATCH = 2000
"""Lines written at once."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """What kg.json says."""

    current: str
    """Name of the folder of the current version, "" before the first one."""
    base: str = BASE
    """What minted IRIs begin with."""
    software: str = ""
    fingerprint: str = ""
    form: str = ""
    """Of the code that put the current version together, see `kg.assembly.form`."""
    built: str = ""
    """When, ISO 8601, UTC."""
    documents: dict[str, str] = field(default_factory=dict)
    """Document name -> the folder it was found in or the archive that holds it; "" for standard input or a pipe."""
    counts: dict[str, int] = field(default_factory=dict)
    """Papers, authors, ... of the current version."""
    vocabularies: list[str] = field(default_factory=list)
    """Where the user's own SKOS files lie; used again unless others are given."""
    corrections: list[str] = field(default_factory=list)
    """The same of files of corrections."""
    corrected: str = ""
    """Digest of the corrections in the current version."""
    made_of: str = ""
    """Of the parts that the current version was put together from, see `kg.parts.state`."""
    fast: bool = False
    accurate: bool = False
    min_confidence: float = 0.0
    format: int = FORMAT


def read_manifest(folder: Path) -> Manifest | None:
    """The manifest of a graph folder; None where there is none.

    GraphError for a folder made by another version of kg, or a manifest that is damaged.
    """
    path = folder / MANIFEST
    advice = "build the graph again into a new folder"
    try:
        record = json.loads(path.read_text(encoding="utf-8"))
    except (FileNotFoundError, NotADirectoryError):
        return None
    except (OSError, ValueError) as error:
        raise GraphError(f"{path} cannot be read ({reason(error)}); {advice}") from error
    if not isinstance(record, dict) or record.get("format") != FORMAT:
        raise GraphError(f"{folder} was made by another version of kg; {advice}")
    try:
        manifest = Manifest(**record)
    except TypeError as error:
        raise GraphError(f"{path} is damaged ({error}); {advice}") from error
    sound = all(
        isinstance(getattr(manifest, name), kind)
        for name, kind in (
            ("current", str),
            ("base", str),
            ("documents", dict),
            ("counts", dict),
            ("vocabularies", list),
            ("fast", bool),
            ("accurate", bool),
            ("min_confidence", int | float),
            ("corrections", list),
        )
    )
    if (
        not sound
        or (manifest.fast and manifest.accurate)
        or not re.fullmatch(r"(?:graph-[0-9a-f]{16}(?:-2)?)?", manifest.current)
    ):
        raise GraphError(f"{path} is damaged; {advice}")
    return manifest


def existing_manifest(folder: Path) -> Manifest:
    """The manifest of a graph that is there. GraphError where there is none."""
    manifest = read_manifest(folder)
    if manifest is None or not manifest.current:
        hint = did_you_mean(folder, lambda near: (near / MANIFEST).is_file())
        raise GraphError(
            f"there is no graph in {folder}; make one with: kg build SOURCE... -o {quote(str(folder))}"
            f"{'.' if hint else ''}{hint}"
        )
    return manifest


def refuse_foreign(folder: Path) -> None:
    """GraphError for a folder with other people's files: it is not ours to write into."""
    if folder.exists() and not folder.is_dir():
        raise GraphError(f"{folder} is a file; name a folder for the graph")
    if folder.is_dir() and not (folder / MANIFEST).exists():
        strangers = [p.name for p in folder.iterdir() if p.name not in ("parts", ".lock")]
        if any(not name.startswith(("building-", "graph-", MANIFEST)) for name in strangers):
            raise GraphError(
                f"{folder} holds other files ({sorted(strangers)[0]}); name a new folder with -o"
            )


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Hold the folder for one build or removal; what an interrupted one left half written goes first.

    GraphError if it cannot be written, or another build is under way in it.
    """
    from filelock import FileLock, Timeout  # noqa: PLC0415 - readers take no lock

    new = not folder.exists()
    try:
        (folder / "parts").mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise GraphError(
            f"{folder} cannot be written: {error.strerror}; name another folder with -o"
        ) from error
    try:
        with FileLock(folder / ".lock", timeout=0):
            for left in (folder / "parts").glob("*.tmp"):
                left.unlink(missing_ok=True)
            yield
    except Timeout as error:
        raise GraphError(f"another build is under way in {folder}; wait for it to end") from error
    except BaseException:
        if new and not (folder / MANIFEST).exists() and not any((folder / "parts").iterdir()):
            shutil.rmtree(folder, ignore_errors=True)
        raise


def write_version(
    folder: Path,
    quads: Iterator[str],
    describe: Callable[[Counts], Iterable[str]],
    counts: Counts,
    anew: bool = False,
    watch: Callable[[int], object] = bool,
) -> tuple[str, int]:
    """Write a version of the graph from N-Quads lines and load its store; the name and number of statements.

    The lines end without a line break, hold no duplicates and all name a graph. `describe` is given
    `counts` with all that was loaded, and gives the lines of the graph's own description, which are added
    last. An equal version that exists and is sound is kept, unless `anew`. `watch` is told now and then how
    many lines were written or loaded so far, negative where they were loaded.

    GraphError if the store refuses a line, which is a fault of kg.
    """
    beside = folder / f"building-{os.getpid()}"
    shutil.rmtree(beside, ignore_errors=True)
    beside.mkdir(parents=True)
    triples = Sorter()
    try:
        file = beside / QUADS
        digest = hashlib.sha256(f"layout {FORMAT}".encode())
        with file.open("wb") as raw, gzip.GzipFile("", "wb", 1, raw, mtime=0) as packed:
            written = 0
            while batch := list(islice(quads, _BATCH)):
                data = ("\n".join(batch) + "\n").encode()
                digest.update(data)
                packed.write(data)
                triples.extend(map(without_graph, batch))
                written += len(batch)
                watch(written)
        names = [f"graph-{digest.hexdigest()[:16]}{times}" for times in ("", "-2")]
        name = next((name for name in names if not anew and is_sound(folder / name)), "")
        if not name:
            before = read_manifest(folder)
            base = folder / before.current if before and before.current and not anew else None
            written += _load(beside, base, triples, describe, counts, written, watch)
            # the version that is read stays until the switch
            name = names[before is not None and before.current == names[0]]
            if (folder / name).exists():
                (folder / name).rename(folder / f"building-replaced-{os.getpid()}")
            beside.rename(folder / name)
            return name, written
        return name, sum(1 for _ in read_quads(folder / name / QUADS))
    finally:
        triples.close()
        shutil.rmtree(beside, ignore_errors=True)


def is_sound(version: Path) -> bool:
    """Whether a version is there and its store and statements can be read to the end and agree."""
    if not (version / TABLES).is_file():
        return False
    try:
        stored = len(ox.Store.read_only(str(version / "store")))
        triples = sort_unique(without_graph(line) for line in read_quads(version / QUADS))
        return stored == sum(1 for _ in read_quads(version / QUADS)) + sum(1 for _ in triples)
    except (*DAMAGE, RuntimeError):
        return False


def _load(
    version: Path,
    before: Path | None,
    triples: Iterable[str],
    describe: Callable[[Counts], Iterable[str]],
    counts: Counts,
    written: int,
    watch: Callable[[int], object],
) -> int:
    """Make store and tables of the quads of a version; then describe them, in store and file.

    `triples` are those of the `written` quads without their graphs, sorted; `before` is another version, whose
    store may serve (see `kg.growing`). Returns how many statements describe.

    Every triple also goes into the default graph, once, for there queries look. (Oxigraph can show the
    union of named graphs as the default graph, but then a triple of two documents is found twice.)
    """
    file = version / QUADS
    path = version / "store"
    store = None
    if before is not None:
        differing = changes(read_quads(before / QUADS), read_quads(file), counts.base)
        store = grown(before / "store", path, differing, min(MOST, int(written * SHARE)))
    tabled = write_tables(version / TABLES, counts.counted(triples))
    if store is None:
        store = _loaded(path, chain(read_quads(file), tabled), watch)
    else:
        for _ in tabled:
            pass
        if not holds(store, written + counts.triples):
            del store
            shutil.rmtree(path)
            store = _loaded(path, chain(read_quads(file), triples), watch)
    description = sorted(set(describe(counts)))
    both = [*description, *sorted({without_graph(line) for line in description})]
    store.extend(ox.parse("\n".join(both), format=ox.RdfFormat.N_QUADS))
    store.flush()
    due = written + counts.triples + len(both)
    if len(store) != due:
        raise GraphError(
            f"{len(store)} statements were stored of {due}; this is a fault of kg, please report it"
        )
    with file.open("ab") as raw, gzip.GzipFile("", "wb", 1, raw, mtime=0) as packed:
        packed.write("".join(f"{line}\n" for line in description).encode())
    return len(description)


def _loaded(path: Path, lines: Iterator[str], watch: Callable[[int], object]) -> ox.Store:
    """A fresh store of these lines."""
    store = ox.Store(str(path))
    loaded = 0

    def counted(portion: Iterator[str]) -> Iterator[str]:
        nonlocal loaded
        for line in portion:
            loaded += 1
            yield line

    try:
        # in portions: the loader holds all that it is given at once in some form
        while first := next(lines, None):
            portion = counted(chain([first], islice(lines, _LOADED)))
            store.bulk_load(as_stream(portion), format=ox.RdfFormat.N_QUADS)
            watch(-loaded)
    except SyntaxError as error:
        raise GraphError(
            f"a statement is no RDF ({error}); this is a fault of kg, please report it"
        ) from error
    return store


def switch(folder: Path, manifest: Manifest) -> None:
    """Make `manifest.current` the version that readers see, and drop others that nobody reads any more."""
    beside = folder / f"{MANIFEST}.tmp"
    text = json.dumps(asdict(manifest), ensure_ascii=False, indent=1, sort_keys=True)
    with beside.open("w", encoding="utf-8") as file:
        file.write(text + "\n")
        file.flush()
        os.fsync(file.fileno())  # after a power cut the name must not lead to an empty file
    beside.replace(folder / MANIFEST)
    for other in folder.iterdir():
        if (
            other.name.startswith(("graph-", "building-"))
            and other.name != manifest.current
            and not _in_use(other)
        ):
            shutil.rmtree(other, ignore_errors=True)


def hold(version: Path) -> int | None:
    """Mark a version as being read until the file descriptor returned is closed; None where that fails."""
    try:
        descriptor = os.open(version / QUADS, os.O_RDONLY)
    except OSError:
        return None
    if fcntl is not None:
        with suppress(OSError):
            fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
    return descriptor


def _in_use(version: Path) -> bool:
    """Whether another process or object reads a version."""
    if fcntl is None:
        return False  # where files in use cannot be deleted, they stay by themselves
    try:
        with (version / QUADS).open("rb") as file:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except FileNotFoundError:
        return False
    except OSError:
        return True
    return False
