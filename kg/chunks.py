"""Documents -> parts: read, cut into chunks of papers, looked through by one or many processes, kept.

Documents are read here, one after the other; chunks go to the workers of an executor, which may be other
processes or other machines, and come back as the bytes that are kept. What an interrupted run kept is not
done again where it is whole.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, CancelledError, Executor, Future, wait
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, field, replace
from itertools import islice
from pathlib import Path

from kg import vocabulary
from kg.errors import ClusterError, SourceError
from kg.extraction import DEFAULT, Setting, load_reader
from kg.languages import english_only
from kg.linking import link
from kg.model import Document, Paper, Skipped
from kg.parts import (
    ChunkMark,
    Finding,
    PartHeader,
    account,
    chunk_bytes,
    is_whole,
    write_chunk,
    write_header,
)
from kg.sources import MergedPapers, read

CHUNK = 1000
"""Papers that are looked through and kept together: some seconds of work, the most that a kill can lose."""
ACCURATE_CHUNK = 20
"""The same where a transformer reads."""

Watcher = Callable[[Document, int, int, bool], object]
"""Told of a document when it was read and after each of its chunks: how many of its papers are done, how many
it has, and whether those were made now (not kept from before)."""


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


def read_document(document: Document) -> tuple[MergedPapers, int, tuple[Skipped, ...]]:
    """The papers of one document, repeats merged; how many entries it had; what was skipped."""
    papers = MergedPapers()
    entries = 0
    skipped: list[Skipped] = []
    for item in read(document):
        if isinstance(item, Skipped):
            skipped.append(item)
            continue
        entries += 1
        known = papers.add(item)
        if known is not None and known.title != item.title:
            reason = (
                "another title for an id met before; merged into the first"
                if (known.version or 1) == (item.version or 1)
                else "another version of a paper met before; the newest is kept"
            )
            skipped.append(Skipped(document=document.name, line=item.line, reason=reason, paper=False))
    return papers, entries, tuple(skipped)


def extract_chunk(papers: Sequence[Paper], mark: ChunkMark, setting: Setting) -> bytes:
    """Look through some papers; runs in other processes as well as here, and touches no file."""
    return chunk_bytes(mark, extract_papers(papers, setting))


@dataclass(slots=True)
class _Work:
    """A document that is being worked on."""

    document: Document
    digest: str
    entries: int
    skipped: tuple[Skipped, ...]
    papers: int
    """How many it holds."""
    done: dict[int, int] = field(default_factory=dict)
    """Number of a chunk that is kept -> how many papers it holds."""
    waiting: int = 0
    """Chunks under way."""
    cut: bool = False
    """Whether all its chunks were handed out."""

    def header(self, fingerprint: str) -> PartHeader:
        return PartHeader(
            document=self.document,
            digest=self.digest,
            fingerprint=fingerprint,
            papers=sum(self.done.values()),
            entries=self.entries,
            skipped=self.skipped,
            chunks=tuple(sorted(self.done)),
            complete=self.cut and not self.waiting,
        )


class PartMaker:
    """Makes the parts of documents in a folder with the workers of an executor."""

    def __init__(self, folder: Path, setting: Setting, fingerprint: str, watch: Watcher) -> None:
        self._folder = folder
        self._setting = setting
        self._fingerprint = fingerprint
        self._watch = watch
        self._under_way: dict[Future[bytes], tuple[_Work, int, int]] = {}
        self._open: dict[str, _Work] = {}

    def make(
        self, todo: Iterable[tuple[Document, str]], executor: Executor, ahead: int, anew: bool
    ) -> Iterator[PartHeader | SourceError]:
        """The header of each document's part as it gets done, or why the document cannot be read.

        `todo` are documents, each with the SHA-256 of its bytes; at most `ahead` chunks are under way; with
        `anew` nothing kept is trusted. ClusterError if a worker dies.
        """
        for document, digest in todo:
            try:
                papers, entries, skipped = read_document(document)
            except SourceError as error:
                yield error
                continue
            work = _Work(document, digest, entries, skipped, len(papers))
            self._open[document.name] = work
            self._watch(document, 0, work.papers, True)
            size = ACCURATE_CHUNK if self._setting.accurate else CHUNK
            for number, chunk in enumerate(_cut(papers, size)):
                while len(self._under_way) >= ahead:
                    yield from self._settled()
                self._hand_out(work, number, chunk, executor, anew)
            work.cut = True
            yield from self._finished(work)
        while self._under_way:
            yield from self._settled()

    def unfinished(self) -> Iterator[PartHeader]:
        """After an interruption: what there is of the documents that are not done, the work under way included."""
        for future in self._under_way:
            future.cancel()
        for future, (work, number, papers) in self._under_way.items():
            if not future.cancelled() and future.exception() is None:
                self._keep(work, number, papers, future.result())
        for work in self._open.values():
            if work.done:
                header = replace(work.header(self._fingerprint), complete=False)
                write_header(self._folder, header)
                yield header

    def _hand_out(
        self, work: _Work, number: int, papers: Sequence[Paper], executor: Executor, anew: bool
    ) -> None:
        mark = ChunkMark(
            digest=work.digest,
            fingerprint=self._fingerprint,
            number=number,
            accounts=tuple(account(paper) for paper in papers),
        )
        if not anew and is_whole(self._folder, work.document.name, mark):
            work.done[number] = len(papers)
            self._watch(work.document, sum(work.done.values()), work.papers, False)
            return
        future = executor.submit(extract_chunk, papers, mark, self._setting)
        work.waiting += 1
        self._under_way[future] = work, number, len(papers)

    def _settled(self) -> Iterator[PartHeader]:
        """Wait for a chunk under way; the headers of documents that are done with it."""
        for future in wait(self._under_way, return_when=FIRST_COMPLETED).done:
            work, number, papers = self._under_way[future]
            try:
                data = future.result()
            except (BrokenProcessPool, CancelledError) as error:
                raise ClusterError(
                    f"a worker died while it read {work.document.name} (out of memory?); what is finished is kept: "
                    "run the same command again, with fewer workers"
                ) from error
            del self._under_way[future]
            work.waiting -= 1
            self._keep(work, number, papers, data)
            yield from self._finished(work)

    def _keep(self, work: _Work, number: int, papers: int, data: bytes) -> None:
        write_chunk(self._folder, work.document.name, number, data)
        work.done[number] = papers
        self._watch(work.document, sum(work.done.values()), work.papers, True)

    def _finished(self, work: _Work) -> Iterator[PartHeader]:
        header = work.header(self._fingerprint)
        if header.complete:
            write_header(self._folder, header)
            del self._open[work.document.name]
            yield header


def _cut(papers: Iterable[Paper], size: int) -> Iterator[list[Paper]]:
    stream = iter(papers)
    while chunk := list(islice(stream, size)):
        yield chunk
