"""The flow: documents -> papers -> mentions -> statements -> graph. Read it from top to bottom.

places.found_in: sources.find                 which documents
chunks.PartMaker: sources.read                documents to papers
        extraction.load_reader                papers to mentions
        linking.link                          mentions to statements, per paper
        parts.write_chunk                     kept per document
assembly.assemble: accounts, linking          which account holds, entities and authors across papers
        graph.*_triples -> write_version      N-Quads, sorted, loaded
folder.switch                                 what readers see
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from os import PathLike, cpu_count
from pathlib import Path
from shlex import quote
from tempfile import TemporaryDirectory

from kg import vocabulary
from kg.assembly import assemble, form
from kg.chunks import PartMaker, extract_papers, read_document
from kg.errors import GraphError, SourceError
from kg.executors import here, on_cluster
from kg.extraction import Setting, load_reader
from kg.folder import Manifest, locked, read_manifest, refuse_foreign, switch
from kg.graph.iris import checked_base
from kg.knowledge import Knowledge, settle
from kg.linking import LINKING
from kg.model import Document
from kg.parts import PartHeader, read_header, remove_part, state
from kg.places import Place, found_in, is_there, whereabouts
from kg.sources import content_digest
from kg.sources.documents import no_digest_in
from kg.version import __version__

__all__ = ["BuildReport", "Progress", "build", "extract_papers", "fingerprint", "read_document"]

_PER_WORKER, _PER_ACCURATE_WORKER = 3_000_000, 600_000
"""Bytes of documents that are worth a process of their own; the same where a transformer reads."""
_ACCURATE_WORKERS = 4
"""Processes that load a transformer without being told to, at most; each takes up to 1 GB."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far a build is."""

    stage: str
    """reading, writing or loading, in this order."""
    share: float | None = None
    """Of the bytes to be read, 0 to 1; None where it is not known."""
    documents: int = 0
    papers: int = 0
    """Done so far, those kept from before included."""
    made: int = 0
    """Papers done in this run."""
    statements: int = 0
    """Written or loaded so far; to be loaded are twice as many as were written."""


Watcher = Callable[[Progress], object]


@dataclass(frozen=True, slots=True, kw_only=True)
class BuildReport:
    """What a build did."""

    folder: Path
    parts: tuple[PartHeader, ...]
    """Of every document in the graph, sorted by name."""
    made: int
    """How many of them were read anew."""
    passed_over: tuple[PartHeader, ...]
    """Of files that were merely met in a folder and are no digests, sorted by name."""
    removed: tuple[str, ...]
    """Documents that were in the graph and are gone from their folder."""
    empty: tuple[Path, ...]
    """Folders given in which there is no digest."""
    counts: dict[str, int]
    failed: tuple[SourceError, ...]
    """Documents that could not be read at all."""
    knowledge: Knowledge
    """The user's own vocabularies and corrections, and what these did."""
    interrupted: bool = False
    """Whether Ctrl-C ended the reading; the graph holds what was finished, the same command goes on."""


def fingerprint(setting: Setting) -> str:
    """Changes whenever reading the same document could give something else."""
    known = vocabulary.load(setting.vocabularies)
    named = f"{__version__}\n{setting.rules}\n{LINKING}\n{known.fingerprint}"
    return hashlib.sha256(named.encode()).hexdigest()[:16]


def build(
    sources: Sequence[str | PathLike[str]],
    directory: str | PathLike[str] = "graph",
    *,
    vocabularies: Sequence[str] | None = None,
    corrections: Sequence[str] | None = None,
    fast: bool = False,
    accurate: bool = False,
    min_confidence: float = 0.0,
    base: str | None = None,
    workers: int | None = None,
    scheduler: str | None = None,
    rebuild: bool = False,
    watch: Watcher = lambda _: None,
) -> BuildReport:
    """Read `sources` into the graph in `directory`, beside what is there already.

    Documents that did not change are not read again; those that vanished from a folder given now go from
    the graph. With `fast`, rules alone decide what papers speak of; with `accurate` a transformer tags them (extra:
    accurate); what is less sure than `min_confidence` (0 to 1) is left out. `vocabularies` and `corrections` are
    the user's own files (None: those given for this graph before); for other corrections nothing is read again.
    `workers` processes look through papers (None: as many as the work is worth), or those of the Dask cluster
    whose scheduler has the address `scheduler`. `base` is where minted IRIs live (None: as before, at first
    https://w3id.org/digestgraph/). The graph is the same, byte for byte, in whatever order and number of runs its
    documents came, and whoever did the work.

    KeyboardInterrupt while documents are read ends the reading: the graph is made of what is finished (documents
    that were not reached stay as they were), and the next build of the same sources goes on from there.

    A folder without any digest is an error only where no other source holds one and the graph holds nothing that
    was built from it; else what was built from it goes.

    SourceError if a source does not exist or nothing in it is a digest; GraphError if `directory` holds
    something else, another build is under way in it, a document would replace another one of its name, or no
    document would be left; ClusterError where the workers fail; KgError where a package that the setting needs is
    not installed.
    """
    folder = Path(directory)
    refuse_foreign(folder)
    known = settle(folder, vocabularies, corrections)
    setting = Setting(known.vocabularies, fast, min_confidence, accurate)
    setting.check()
    expected = fingerprint(setting)
    with TemporaryDirectory(prefix="kg-") as spool:
        empty: list[Path] = []
        found = found_in(sources, Path(spool), folder, empty)
        with locked(folder):
            before = read_manifest(folder) or Manifest(current="")
            base = _settled_base(before, base)
            emptied = {str(path.resolve()) for path in empty}
            if empty and not found and emptied.isdisjoint(before.documents.values()):
                raise no_digest_in(empty[0])
            kept, removed = _kept(before, found, emptied, folder / "parts", expected)
            made = _Made(folder / "parts", setting, expected, watch)
            made.read(found, workers, scheduler, rebuild)
            headers = sorted([*made.headers, *kept], key=lambda header: header.document.name)
            if not headers:
                raise _nothing_left(made, removed, str(sources[0]), folder)
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
                vocabularies=list(known.vocabularies),
                fast=fast,
                accurate=accurate,
                min_confidence=min_confidence,
                corrections=list(known.corrections),
                corrected=known.corrector.corrections.digest,
                made_of=state(headers),
            )
            anew = rebuild or before.form != manifest.form
            # parts may be newer than the graph: a run that was stopped while it wrote left them
            stays = (before.made_of, before.corrected) == (manifest.made_of, manifest.corrected)
            if anew or made.count or removed or not before.current or not stays:
                name, counts = assemble(
                    folder, headers, known, base, setting.rules, expected, anew, made.writing
                )
                manifest = replace(manifest, current=name, counts=counts)
            switch(folder, manifest)
            for gone in removed:
                remove_part(folder / "parts", gone)
    return BuildReport(
        folder=folder,
        parts=tuple(headers),
        made=made.count,
        passed_over=tuple(sorted(made.passed_over, key=lambda header: header.document.name)),
        removed=removed,
        empty=tuple(empty),
        counts=manifest.counts,
        failed=tuple(made.failed),
        knowledge=known,
        interrupted=made.interrupted,
    )


def _nothing_left(made: _Made, removed: Sequence[str], source: str, folder: Path) -> BaseException:
    """Why a build ends after which the graph would hold no document; the graph stays as it was."""
    if made.interrupted:
        return KeyboardInterrupt()
    if made.failed:
        return made.failed[0]
    if removed:
        return GraphError(
            f"nothing is left of what {folder} was built from; it stays as it is, delete the folder instead"
        )
    return SourceError("holds no digest", path=source)


def _settled_base(before: Manifest, base: str | None) -> str:
    """The base to mint below; a graph keeps the one it was begun with."""
    chosen = checked_base(base) if base else before.base
    if before.current and chosen != before.base:
        raise GraphError(
            f"this graph lives below {before.base}; build into a new folder for --base {quote(chosen)}"
        )
    return chosen


class _Made:
    """The parts of the documents found: kept where nothing changed, else made anew."""

    def __init__(self, parts: Path, setting: Setting, expected: str, watch: Watcher) -> None:
        self.headers: list[PartHeader] = []
        self.passed_over: list[PartHeader] = []
        self.failed: list[SourceError] = []
        self.count = 0
        """How many were made anew."""
        self.interrupted = False
        self._parts = parts
        self._setting = setting
        self._expected = expected
        self._watch = watch
        self._sizes: dict[str, int] = {}
        self._read: dict[str, tuple[int, float]] = {}
        self._papers_made = 0

    def read(
        self, found: dict[str, Place], workers: int | None, scheduler: str | None, rebuild: bool
    ) -> None:
        """Make the parts with so many processes (None: as many as the work is worth), or on a cluster."""
        todo: list[tuple[Document, str]] = []
        for place in found.values():
            document = place.document
            digest = content_digest(document)
            header = None if rebuild else read_header(self._parts, document.name)
            self._sizes[document.name] = _size(document)
            if header and header.complete and _unchanged(header, document, digest, self._expected):
                self._read[document.name] = header.papers, 1.0
                (self.passed_over if header.passed_over else self.headers).append(header)
            else:
                todo.append((document, digest))
        if not todo:
            return
        if workers is None:
            workers = self._worth(sum(self._sizes[document.name] for document, _ in todo))
        maker = PartMaker(self._parts, self._setting, self._expected, self._progress)
        if workers > 1 or scheduler:
            # a vocabulary that cannot be read says so here; the transformer is for those who do the work
            load_reader(replace(self._setting, accurate=False))
        with on_cluster(scheduler, self._setting.check) if scheduler else here(workers) as (executor, ahead):
            try:
                for result in maker.make(todo, executor, ahead, rebuild):
                    self._count(result)
            except KeyboardInterrupt:
                self.interrupted = True
                for header in maker.unfinished():
                    self._count(header)
                self.headers += self._as_before(todo)

    def _worth(self, size: int) -> int:
        """How many processes so many bytes of documents are worth on this machine."""
        cores = cpu_count() or 1
        if self._setting.accurate:
            return min(cores, _ACCURATE_WORKERS, 1 + size // _PER_ACCURATE_WORKER)
        return min(cores, 1 + size // _PER_WORKER)

    def _as_before(self, todo: Sequence[tuple[Document, str]]) -> Iterator[PartHeader]:
        """The parts of documents that an interrupted run did not reach: they stay as they were."""
        done = {header.document.name for header in self.headers}
        for document, _ in todo:
            header = None if document.name in done else read_header(self._parts, document.name)
            if header and header.fingerprint == self._expected and not header.passed_over:
                yield header

    def writing(self, statements: int) -> None:
        """Told how many statements were written, or, negative, loaded."""
        stage = "writing" if statements >= 0 else "loading"
        self._watch(Progress(stage=stage, statements=abs(statements)))

    def _count(self, result: PartHeader | SourceError) -> None:
        if isinstance(result, SourceError):
            self.failed.append(result)
            return
        if result.passed_over:
            self.passed_over.append(result)
        else:
            self.count += 1
            self.headers.append(result)

    def _progress(self, document: Document, done: int, papers: int, made: bool) -> None:
        before = self._read.get(document.name, (0, 0.0))[0]
        self._papers_made += made and done - before
        self._read[document.name] = done, done / papers if papers else 1.0
        total = sum(self._sizes.values())
        read = sum(self._sizes[name] * share for name, (_, share) in self._read.items())
        self._watch(
            Progress(
                stage="reading",
                share=read / total if total else None,
                documents=sum(share == 1 for _, share in self._read.values()),
                papers=sum(papers for papers, _ in self._read.values()),
                made=self._papers_made,
            )
        )


def _unchanged(header: PartHeader, document: Document, digest: str, expected: str) -> bool:
    said = header.digest, header.fingerprint, header.document.date
    return said == (digest, expected, document.date)


def _size(document: Document) -> int:
    path = Path(document.path)
    return path.stat().st_size if path.is_file() else 0


def _kept(
    before: Manifest, found: dict[str, Place], emptied: set[str], parts: Path, expected: str
) -> tuple[list[PartHeader], tuple[str, ...]]:
    """Documents of earlier builds that stay, and the names of those that go.

    A document goes when it vanished from a folder given now (`emptied`: those without any digest), or when its file
    is now known by another name. GraphError where a document of another folder would be replaced only because it
    has the same name, and where documents that stay were read by other rules.
    """
    given = {place.root for place in found.values() if place.whole} | emptied
    files = {path for name, place in found.items() for path in whereabouts(place.root, name)}
    kept, removed, stale = [], [], []
    for name, root in before.documents.items():
        header = read_header(parts, name)
        place = found.get(name)
        if place is not None:
            if root and place.root != root and is_there(root, name) and header is not None:
                raise GraphError(
                    f"{name} is in the graph already, from {root}, and would be replaced by the file of that name "
                    f"in {place.root}; rename one, build from a folder above both, or make another graph: -o FOLDER"
                )
        elif header is None or root in given or not files.isdisjoint(whereabouts(root, name)):
            removed.append(name)
        elif header.fingerprint != expected:
            stale.append(name)
        else:
            kept.append(header)
    if stale:
        raise GraphError(
            f"documents in {parts.parent} were read by other rules, another vocabulary or in another setting than now "
            f"({stale[0]}{f' and {len(stale) - 1} more' if stale[1:] else ''}); give their sources again, take them "
            "out with kg remove, or build into a new folder"
        )
    return kept, tuple(sorted(removed))
