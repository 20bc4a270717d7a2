"""The flow: documents -> papers -> mentions -> statements -> graph. Read it from top to bottom.

sources.find, sources.read, sources.merge     documents to papers
extraction.load_reader                        papers to mentions
linking.link                                  mentions to statements, per paper
parts.write_part                              kept per document
linking.Census, linking.People                entities and authors across papers
graph.*_triples -> store.write_version        N-Quads, sorted, loaded, switched to
"""

from __future__ import annotations

import hashlib
import sys
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Executor, ProcessPoolExecutor, as_completed
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from multiprocessing import get_context
from multiprocessing.context import BaseContext
from os import PathLike, cpu_count
from pathlib import Path
from shutil import rmtree
from tempfile import TemporaryDirectory

from filelock import FileLock, Timeout

from kg import vocabulary
from kg.assembly import assemble, form
from kg.errors import GraphError, SourceError
from kg.extraction import DEFAULT, Setting, load_reader
from kg.folder import MANIFEST, Manifest, read_manifest, switch
from kg.graph.iris import checked_base
from kg.languages import english_only
from kg.linking import LINKING, link
from kg.model import Document, Paper, Skipped
from kg.parts import Finding, PartHeader, part_path, read_header, write_part
from kg.sources import content_digest, find, merge, read
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


def fingerprint(setting: Setting) -> str:
    """Changes whenever reading the same document could give something else."""
    known = vocabulary.load(setting.vocabularies)
    named = f"{__version__}\n{setting.rules}\n{LINKING}\n{known.fingerprint}"
    return hashlib.sha256(named.encode()).hexdigest()[:16]


def extract_papers(papers: Iterable[Paper], setting: Setting = DEFAULT) -> Iterator[Finding]:
    """Each paper with its statements, in the order given; what is not in English is not looked at."""
    known = vocabulary.load(setting.vocabularies)
    whole: deque[Paper] = deque()
    for _, mentions in load_reader(setting)(_english(papers, whole)):
        paper = whole.popleft()
        statements = link(paper, mentions, known)
        yield paper, tuple(s for s in statements if s.confidence >= setting.min_confidence)


def _english(papers: Iterable[Paper], whole: deque[Paper]) -> Iterator[Paper]:
    """The papers with blanks where they are not in English; as they were, they go to `whole`."""
    for paper in papers:
        whole.append(paper)
        title, abstract = english_only(paper.title, paper.abstract)
        yield (
            paper
            if (title, abstract) == (paper.title, paper.abstract)
            else replace(paper, title=title, abstract=abstract)
        )


def read_document(document: Document) -> tuple[list[Paper], int, tuple[Skipped, ...]]:
    """The papers of one document, repeats merged; how many entries it had; what was skipped."""
    papers: list[Paper] = []
    skipped: list[Skipped] = []
    for item in read(document):
        if isinstance(item, Paper):
            papers.append(item)
        else:
            skipped.append(item)
    titles: dict[str, str] = {}
    for paper in papers:
        if titles.setdefault(paper.id, paper.title) != paper.title:
            reason = "another title for an id met before; merged into the first"
            skipped.append(Skipped(document=document.name, line=paper.line, reason=reason, paper=False))
    return merge(papers), len(papers), tuple(skipped)


def make_part(document: Document, digest: str, folder: Path, setting: Setting) -> PartHeader:
    """Read one document and keep what it says; runs in a worker process as well as here."""
    papers, entries, skipped = read_document(document)
    header = PartHeader(
        document=document,
        digest=digest,
        fingerprint=fingerprint(setting),
        papers=len(papers),
        entries=entries,
        skipped=skipped,
    )
    write_part(folder, header, extract_papers(papers, setting))
    return header


def build(
    sources: Sequence[str | PathLike[str]],
    directory: str | PathLike[str] = "graph",
    *,
    vocabularies: Sequence[str] = (),
    fast: bool = False,
    min_confidence: float = 0.0,
    base: str | None = None,
    workers: int | None = None,
    rebuild: bool = False,
    started: Callable[[int], object] = bool,
    watch: Watcher = lambda _header, _made: None,
) -> BuildReport:
    """Read `sources` into the graph in `directory`, beside what is there already.

    Documents that did not change are not read again; those that vanished from a folder given now go from
    the graph. With `fast`, rules alone decide what papers speak of; what is less sure than `min_confidence`
    (0 to 1) is left out. `workers` processes read documents (None:
    as many as the work is worth). `base` is where minted IRIs live (None: as before, at first
    https://w3id.org/digestgraph/). The graph is the same, byte for byte, in whatever order and number of runs
    its documents came.

    SourceError if a source does not exist or nothing in it is a digest; GraphError if `directory` holds
    something else, another build is under way in it, or a document would replace another one of its name.
    """
    folder = Path(directory)
    _refuse_foreign(folder)
    setting = Setting(tuple(str(Path(name)) for name in vocabularies), fast, min_confidence)
    expected = fingerprint(setting)
    with TemporaryDirectory(prefix="kg-") as spool:
        found = _find(sources, Path(spool), folder)
        started(len(found))
        with _locked(folder):
            before = read_manifest(folder) or Manifest(current="")
            base = _settled_base(before, base)
            kept, removed = _kept(before, found, folder, expected)
            headers, made, failed = _make_parts(
                found, folder / "parts", setting, expected, workers, rebuild, watch
            )
            headers = sorted([*headers, *kept], key=lambda header: header.document.name)
            if not headers:
                raise failed[0] if failed else SourceError("holds no digest", path=str(sources[0]))
            documents = {h.document.name: before.documents.get(h.document.name, "") for h in headers}
            documents |= {name: place.root for name, place in found.items() if name in documents}
            manifest = Manifest(
                current=before.current,
                base=base,
                software=__version__,
                fingerprint=expected,
                form=form(),
                built=datetime.now(UTC).isoformat(timespec="seconds"),
                documents=documents,
                counts=before.counts,
                vocabularies=list(setting.vocabularies),
            )
            anew = rebuild or before.form != manifest.form
            if anew or made or removed or not before.current or set(documents) != set(before.documents):
                name, counts = assemble(
                    folder, headers, setting.vocabularies, base, setting.rules, expected, anew
                )
                manifest = replace(manifest, current=name, counts=counts)
            switch(folder, manifest)
            for gone in removed:
                part_path(folder / "parts", gone).unlink(missing_ok=True)
    return BuildReport(
        folder=folder,
        parts=tuple(headers),
        made=made,
        removed=removed,
        counts=manifest.counts,
        failed=tuple(failed),
    )


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    """Hold the folder for one build; what an interrupted build left behind goes first."""
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
        if new and not (folder / MANIFEST).exists():
            rmtree(folder, ignore_errors=True)
        raise


def _settled_base(before: Manifest, base: str | None) -> str:
    """The base to mint below; a graph keeps the one it was begun with."""
    chosen = checked_base(base) if base else before.base
    if before.current and chosen != before.base:
        raise GraphError(f"this graph lives below {before.base}; build into a new folder for --base {chosen}")
    return chosen


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


@dataclass(frozen=True, slots=True)
class _Place:
    """A document and where it was found."""

    document: Document
    root: str
    """The folder that its name is relative to, or the archive that holds it; "" for standard input."""
    whole: bool
    """Whether `root` was given as a source, so that what is not found in it any more has vanished."""


def _find(sources: Sequence[str | PathLike[str]], spool: Path, output: Path) -> dict[str, _Place]:
    """Every document by name. Standard input is kept in `spool`; the graph's own folder is no source."""
    folders = [Path(s) for s in sources if str(s) != "-" and Path(s).is_dir()]
    found: dict[str, _Place] = {}
    for document in find(sources):
        if document.path == "-":
            held = _spooled(spool)
            found[held.name] = _Place(held, "", whole=False)
            continue
        path = Path(document.path)
        if path.resolve().is_relative_to(output.resolve()):
            continue
        folder = next((f for f in folders if path.is_relative_to(f)), None)
        around = path.resolve() if document.member else path.resolve().parent
        root = folder.resolve() if folder else around
        found[document.name] = _Place(document, str(root), whole=bool(folder or document.member))
    return found


def _spooled(spool: Path) -> Document:
    """Standard input as a file, named by what it holds: other input is another document."""
    if sys.stdin is None:
        raise SourceError("standard input is closed", path="-")
    data = sys.stdin.buffer.read()
    name = f"stdin-{hashlib.sha256(data).hexdigest()[:12]}"
    (spool / name).write_bytes(data)
    return Document(name=name, path=str(spool / name))


def _make_parts(
    found: dict[str, _Place],
    parts: Path,
    setting: Setting,
    expected: str,
    workers: int | None,
    rebuild: bool,
    watch: Watcher,
) -> tuple[list[PartHeader], int, list[SourceError]]:
    """The part of every document found: kept where nothing changed, else made anew."""
    headers: list[PartHeader] = []
    failed: list[SourceError] = []
    todo: list[tuple[Document, str]] = []
    for place in found.values():
        document = place.document
        digest = content_digest(document)
        header = None if rebuild else read_header(part_path(parts, document.name))
        if (
            header
            and (header.digest, header.fingerprint) == (digest, expected)
            and header.document.date == document.date
        ):
            watch(header, False)
            if not header.passed_over:
                headers.append(header)
        else:
            todo.append((document, digest))
    for result in _run(todo, parts, setting, workers):
        if isinstance(result, SourceError):
            failed.append(result)
            continue
        watch(result, True)
        if not result.passed_over:
            headers.append(result)
    return headers, len(todo) - len(failed), failed


def _run(
    todo: list[tuple[Document, str]], parts: Path, setting: Setting, workers: int | None
) -> Iterator[PartHeader | SourceError]:
    if workers is None:
        size = sum(Path(d.path).stat().st_size for d, _ in todo if d.path != "-" and Path(d.path).exists())
        workers = min(cpu_count() or 1, len(todo), 1 + size // 3_000_000)
    if workers <= 1:
        for document, digest in todo:
            try:
                yield make_part(document, digest, parts, setting)
            except SourceError as error:
                yield error
        return
    with ProcessPoolExecutor(workers, mp_context=_context()) as executor:
        yield from _run_with(executor, todo, parts, setting)


def _context() -> BaseContext:
    # workers start afresh: forking beside a progress bar's thread is not safe
    return get_context("spawn")


def _run_with(
    executor: Executor, todo: list[tuple[Document, str]], parts: Path, setting: Setting
) -> Iterator[PartHeader | SourceError]:
    load_reader(setting)
    futures = [executor.submit(make_part, document, digest, parts, setting) for document, digest in todo]
    for future in as_completed(futures):
        try:
            yield future.result()
        except SourceError as error:
            yield error


def _kept(
    before: Manifest, found: dict[str, _Place], folder: Path, expected: str
) -> tuple[list[PartHeader], tuple[str, ...]]:
    """Documents of earlier builds that stay, and the names of those that go.

    A document goes when it vanished from a folder given now, or when its file is now known by another name.
    GraphError where a document of another folder would be replaced only because it has the same name, and
    where documents that stay were read by other rules.
    """
    given = {place.root for place in found.values() if place.whole}
    files = {str(Path(place.root, name)) for name, place in found.items() if place.root}
    kept, removed, stale = [], [], []
    for name, root in before.documents.items():
        header = read_header(part_path(folder / "parts", name))
        place = found.get(name)
        if place is not None:
            if root and place.root != root and _is_there(root, name) and header is not None:
                raise GraphError(
                    f"{name} is in the graph already, from {root}, and would be replaced by the file of that name "
                    f"in {place.root}; rename one, or build from a folder above both"
                )
        elif header is None or root in given or str(Path(root, name)) in files:
            removed.append(name)
        elif header.fingerprint != expected:
            stale.append(name)
        else:
            kept.append(header)
    if stale:
        raise GraphError(
            f"{len(stale)} documents in {folder} were read by other rules, another vocabulary or in another setting "
            f"than now ({stale[0]} for one); give their sources again, or build into a new folder"
        )
    return kept, tuple(sorted(removed))


def _is_there(root: str, name: str) -> bool:
    """Whether a document's file, or the archive that held it, is where it was."""
    path = Path(root, name)
    return any(place.is_file() for place in (path, *path.parents))
