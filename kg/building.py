"""The flow: documents -> papers -> mentions -> statements -> graph. Read it from top to bottom.

sources.find, sources.read, sources.merge     documents to papers
extraction.find_mentions                      papers to mentions
linking.link                                  mentions to statements, per paper
parts.write_part                              kept per document
linking.Census                                entities across papers
graph.*_triples -> store.write_version        N-Quads, sorted, loaded, switched to
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Executor, ProcessPoolExecutor, as_completed
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from multiprocessing import get_context
from multiprocessing.context import BaseContext
from os import PathLike, cpu_count
from pathlib import Path

from filelock import FileLock, Timeout
from spacy.language import Language

from kg import vocabulary
from kg.assembly import assemble
from kg.errors import GraphError, SourceError
from kg.extraction import RULES, find_mentions, load_pipeline
from kg.graph.namespaces import BASE
from kg.linking import link
from kg.model import Document, Paper, Skipped
from kg.parts import Finding, PartHeader, part_path, read_header, write_part
from kg.sources import find, merge, read
from kg.store import Manifest, read_manifest, switch
from kg.version import __version__

Watcher = Callable[[PartHeader, bool], None]
"""Called once per document: its part, and whether it was made now (not kept from before)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BuildReport:
    """What a build did."""

    folder: Path
    parts: tuple[PartHeader, ...]
    """Of every document in the graph, sorted by name."""
    made: int
    """How many of them were read anew."""
    removed: tuple[str, ...]
    """Documents that were in the graph and are gone from their folder."""
    counts: dict[str, int]
    failed: tuple[SourceError, ...]
    """Documents that could not be read at all."""


@lru_cache(maxsize=2)
def pipeline(vocabularies: tuple[str, ...]) -> Language:
    """The pipeline of this process; loaded once."""
    return load_pipeline(vocabularies)


def fingerprint(vocabularies: tuple[str, ...]) -> str:
    """Changes whenever reading the same document could give something else."""
    known = vocabulary.load(vocabularies)
    return hashlib.sha256(f"{__version__}\n{RULES}\n{known.fingerprint}".encode()).hexdigest()[:16]


def extract_papers(papers: Iterable[Paper], vocabularies: tuple[str, ...] = ()) -> Iterator[Finding]:
    """Each paper with its statements, in the order given."""
    known = vocabulary.load(vocabularies)
    for paper, mentions in find_mentions(pipeline(vocabularies), papers):
        yield paper, link(paper, mentions, known)


def read_document(document: Document) -> tuple[list[Paper], int, tuple[Skipped, ...]]:
    """The papers of one document, repeats merged; how many entries it had; what was skipped."""
    papers: list[Paper] = []
    skipped: list[Skipped] = []
    for item in read(document):
        if isinstance(item, Paper):
            papers.append(item)
        else:
            skipped.append(item)
    return merge(papers), len(papers), tuple(skipped)


def make_part(document: Document, digest: str, folder: Path, vocabularies: tuple[str, ...]) -> PartHeader:
    """Read one document and keep what it says; runs in a worker process as well as here."""
    papers, entries, skipped = read_document(document)
    header = PartHeader(
        document=document,
        digest=digest,
        fingerprint=fingerprint(vocabularies),
        papers=len(papers),
        entries=entries,
        skipped=skipped,
    )
    write_part(folder, header, extract_papers(papers, vocabularies))
    return header


def build(
    sources: Sequence[str | PathLike[str]],
    directory: str | PathLike[str] = "graph",
    *,
    vocabularies: Sequence[str] = (),
    base: str = BASE,
    workers: int | None = None,
    rebuild: bool = False,
    started: Callable[[int], object] = bool,
    watch: Watcher = lambda _header, _made: None,
) -> BuildReport:
    """Read `sources` into the graph in `directory`, beside what is there already.

    Documents that did not change are not read again; those that vanished from a folder given now go from
    the graph. `workers` processes read documents (None: as many as the work is worth). The graph is the
    same, byte for byte, in whatever order and number of runs its documents came.

    SourceError if a source does not exist or nothing in it is a digest; GraphError if `directory` holds
    something else, or another build is under way in it.
    """
    folder = Path(directory)
    _refuse_foreign(folder)
    known = tuple(str(Path(name)) for name in vocabularies)
    expected = fingerprint(known)
    found = {document.name: (document, root) for document, root in _find(sources)}
    started(len(found))
    (folder / "parts").mkdir(parents=True, exist_ok=True)
    try:
        with FileLock(folder / ".lock", timeout=0):
            before = read_manifest(folder) or Manifest(current="")
            headers, made, failed = _make_parts(
                found, folder / "parts", known, expected, workers, rebuild, watch
            )
            kept, removed = _kept(before, found, folder, expected)
            headers = sorted([*headers, *kept], key=lambda header: header.document.name)
            if not headers:
                raise failed[0] if failed else GraphError(f"nothing to build in {folder}")
            name, counts = assemble(folder, headers, known, base, RULES, expected)
            roots = {h.document.name: before.documents.get(h.document.name, "") for h in headers}
            roots.update({name: root for name, (_, root) in found.items() if name in roots})
            manifest = Manifest(
                current=name,
                base=base,
                software=__version__,
                fingerprint=expected,
                built=datetime.now(UTC).isoformat(timespec="seconds"),
                documents=roots,
                counts=counts,
                vocabularies=list(known),
            )
            switch(folder, manifest)
            for gone in removed:
                part_path(folder / "parts", gone).unlink(missing_ok=True)
    except Timeout as error:
        raise GraphError(f"another build is under way in {folder}; wait for it to end") from error
    return BuildReport(
        folder=folder, parts=tuple(headers), made=made, removed=removed, counts=counts, failed=tuple(failed)
    )


def _refuse_foreign(folder: Path) -> None:
    """A folder with other people's files is not ours to write into."""
    if folder.exists() and not folder.is_dir():
        raise GraphError(f"{folder} is a file; name a folder for the graph")
    if folder.is_dir() and not (folder / "kg.json").exists():
        strangers = [p.name for p in folder.iterdir() if p.name not in ("parts", ".lock")]
        if any(not name.startswith(("building-", "graph-", "kg.json")) for name in strangers):
            raise GraphError(
                f"{folder} holds other files ({sorted(strangers)[0]}); name a new folder with -o"
            )


def _find(sources: Sequence[str | PathLike[str]]) -> Iterator[tuple[Document, str]]:
    """Each document with the folder argument that it was found under ("" for a file)."""
    folders = [Path(s) for s in sources if str(s) != "-" and Path(s).is_dir()]
    for document in find(sources):
        path = Path(document.path)
        root = next((f for f in folders if path.is_relative_to(f)), None)
        yield document, str(root.resolve()) if root else ""


def _make_parts(
    found: dict[str, tuple[Document, str]],
    parts: Path,
    known: tuple[str, ...],
    expected: str,
    workers: int | None,
    rebuild: bool,
    watch: Watcher,
) -> tuple[list[PartHeader], int, list[SourceError]]:
    """The part of every document found: kept where nothing changed, else made anew."""
    headers: list[PartHeader] = []
    failed: list[SourceError] = []
    todo: list[tuple[Document, str]] = []
    for document, _ in found.values():
        digest = _digest(document)
        header = None if rebuild else read_header(part_path(parts, document.name))
        if (
            header
            and (header.digest, header.fingerprint) == (digest, expected)
            and header.document.date == document.date
        ):
            headers.append(header)
            watch(header, False)
        else:
            todo.append((document, digest))
    for result in _run(todo, parts, known, workers):
        if isinstance(result, SourceError):
            failed.append(result)
            continue
        headers.append(result)
        watch(result, True)
    return headers, len(todo) - len(failed), failed


def _digest(document: Document) -> str:
    """SHA-256 of the document's bytes; of nothing where it cannot be read (reading will say why)."""
    if document.path == "-":
        return "standard input"
    try:
        with Path(document.path).open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return ""


def _run(
    todo: list[tuple[Document, str]], parts: Path, known: tuple[str, ...], workers: int | None
) -> Iterator[PartHeader | SourceError]:
    if workers is None:
        size = sum(Path(d.path).stat().st_size for d, _ in todo if d.path != "-" and Path(d.path).exists())
        workers = min(cpu_count() or 1, len(todo), 1 + size // 3_000_000)
    if workers <= 1:
        for document, digest in todo:
            try:
                yield make_part(document, digest, parts, known)
            except SourceError as error:
                yield error
        return
    with ProcessPoolExecutor(workers, mp_context=_context()) as executor:
        yield from _run_with(executor, todo, parts, known)


def _context() -> BaseContext:
    # workers start afresh: forking beside a progress bar's thread is not safe
    return get_context("spawn")


def _run_with(
    executor: Executor, todo: list[tuple[Document, str]], parts: Path, known: tuple[str, ...]
) -> Iterator[PartHeader | SourceError]:
    pipeline(known)
    futures = [executor.submit(make_part, document, digest, parts, known) for document, digest in todo]
    for future in as_completed(futures):
        try:
            yield future.result()
        except SourceError as error:
            yield error


def _kept(
    before: Manifest, found: dict[str, tuple[Document, str]], folder: Path, expected: str
) -> tuple[list[PartHeader], tuple[str, ...]]:
    """Documents of earlier builds that stay, and the names of those that vanished from a folder given now."""
    roots = {root for _, root in found.values() if root}
    kept, removed = [], []
    for name, root in before.documents.items():
        if name in found:
            continue
        header = read_header(part_path(folder / "parts", name))
        if root in roots or header is None:
            removed.append(name)
        elif header.fingerprint != expected:
            raise GraphError(
                f"{name} was read by other rules or another vocabulary than now; "
                f"give its source again, or build into a new folder"
            )
        else:
            kept.append(header)
    return kept, tuple(sorted(removed))
