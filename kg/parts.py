"""What was read and found in one document, kept on disk so that it need not be found again.

    parts/HASH.json             the header: what the part was made from and by, what was skipped
    parts/HASH-NUMBER.jsonl.gz  a chunk of its papers: a mark that says of what, then a line per paper

HASH is of the document's name. Every file is written beside and renamed, the header last, so what exists is
whole; chunks without a header are what an interrupted run leaves to the next one. The same document, read by
the same rules, gives the same bytes.
"""

from __future__ import annotations

import gzip
import hashlib
import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import orjson

from kg.errors import GraphError
from kg.model import (
    Author,
    Document,
    Entity,
    Kind,
    Mention,
    Paper,
    Role,
    Skipped,
    Statement,
    Summary,
)
from kg.streams import DAMAGE

Finding = tuple[Paper, tuple[Statement, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class PartHeader:
    """What is known of the part of one document."""

    document: Document
    digest: str
    """SHA-256 of the document's bytes."""
    fingerprint: str
    """Of the rules and the vocabulary that read it."""
    papers: int
    """Of the chunks below; fewer than the document holds where `complete` is False."""
    entries: int
    """Entries met in the document; more than its papers where it repeats some."""
    skipped: tuple[Skipped, ...]
    chunks: tuple[int, ...] = (0,)
    """Numbers of its chunks, ascending."""
    complete: bool = True
    """False where a run was interrupted before all chunks were made."""

    @property
    def passed_over(self) -> bool:
        """Whether the file was merely met in a folder and is no digest."""
        return any(skipped.reason.startswith("file passed over") for skipped in self.skipped)


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """What one document says of one paper, in brief: enough to tell which of several accounts is in force."""

    id: str
    """`Paper.id`."""
    version: int | None
    words: int
    """Of the abstract."""
    digest: str
    """Of title, abstract and authors."""
    published: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ChunkMark:
    """The first line of a chunk."""

    digest: str
    """SHA-256 of the document's bytes."""
    fingerprint: str
    """Of the rules and the vocabulary that read it."""
    number: int
    accounts: tuple[Account, ...]
    """One for each of its papers, in their order."""


def account(paper: Paper) -> Account:
    """The brief account of a paper."""
    told = [paper.title, paper.abstract, *(f"{author.name}\t{author.orcid}" for author in paper.authors)]
    digest = hashlib.sha256("\n".join(told).encode("utf-8", "surrogatepass")).hexdigest()[:16]
    return Account(
        id=paper.id,
        version=paper.version,
        words=len(paper.abstract.split()),
        digest=digest,
        published=paper.published,
    )


def header_path(folder: Path, document: str) -> Path:
    """Where the header of a document of this name lies."""
    return folder / f"{hashlib.sha256(document.encode('utf-8', 'replace')).hexdigest()[:20]}.json"


def chunk_path(folder: Path, document: str, number: int) -> Path:
    """Where a chunk of a document of this name lies."""
    return folder / f"{header_path(folder, document).stem}-{number:05}.jsonl.gz"


def write_header(folder: Path, header: PartHeader) -> None:
    """Write the header of a part; an older one is replaced in one step, and chunks that it does not name go."""
    record = asdict(header)
    record["document"].pop("path")  # where a file lay on this machine is nobody's business
    path = header_path(folder, header.document.name)
    _write(path, orjson.dumps(record, option=orjson.OPT_APPEND_NEWLINE))
    named = {chunk_path(folder, header.document.name, number) for number in header.chunks}
    for chunk in folder.glob(f"{path.stem}-*.jsonl.gz"):
        if chunk not in named:
            chunk.unlink(missing_ok=True)


def read_header(folder: Path, document: str) -> PartHeader | None:
    """The header of a document's part; None if there is no part, or none that can be read."""
    try:
        record = orjson.loads(header_path(folder, document).read_bytes())
        day = record["document"]["date"]
        return PartHeader(
            document=Document(
                name=record["document"]["name"], path="", date=date.fromisoformat(day) if day else None
            ),
            digest=record["digest"],
            fingerprint=record["fingerprint"],
            papers=record["papers"],
            entries=record["entries"],
            skipped=tuple(Skipped(**skipped) for skipped in record["skipped"]),
            chunks=tuple(int(number) for number in record["chunks"]),
            complete=record["complete"],
        )
    except (OSError, ValueError, KeyError, TypeError):
        return None


def remove_part(folder: Path, document: str) -> None:
    """Take away the part of a document, the header first."""
    path = header_path(folder, document)
    for file in (path, *folder.glob(f"{path.stem}-*.jsonl.gz")):
        file.unlink(missing_ok=True)


def chunk_bytes(mark: ChunkMark, findings: Iterable[Finding]) -> bytes:
    """A chunk as it is kept."""
    packed = io.BytesIO()
    with gzip.GzipFile("", "wb", 6, packed, mtime=0) as file:
        file.write(orjson.dumps(mark, option=orjson.OPT_APPEND_NEWLINE))
        for paper, statements in findings:
            record = {"paper": paper, "statements": statements}
            file.write(orjson.dumps(record, option=orjson.OPT_APPEND_NEWLINE))
    return packed.getvalue()


def write_chunk(folder: Path, document: str, number: int, data: bytes) -> None:
    """Keep a chunk; an older one is replaced in one step."""
    _write(chunk_path(folder, document, number), data)


def _write(path: Path, data: bytes) -> None:
    beside = path.with_suffix(".tmp")
    beside.write_bytes(data)
    beside.replace(path)


def is_whole(folder: Path, document: str, mark: ChunkMark) -> bool:
    """Whether the chunk of this mark is there and can be read to its end."""
    try:
        with gzip.open(chunk_path(folder, document, mark.number), "rb") as file:
            if file.readline() != orjson.dumps(mark, option=orjson.OPT_APPEND_NEWLINE):
                return False
            return sum(1 for _ in file) == len(mark.accounts)
    except DAMAGE:
        return False


def read_accounts(folder: Path, header: PartHeader) -> Iterator[Account]:
    """The accounts that a part gives, in order of the document.

    GraphError if the part is damaged, or an interrupted build left chunks of another state of its document.
    """
    for number in header.chunks:
        path = chunk_path(folder, header.document.name, number)
        try:
            with gzip.open(path, "rb") as file:
                mark = orjson.loads(file.readline())
                _refuse_other(mark, header)
                accounts = [_account(record) for record in mark["accounts"]]
        except (*DAMAGE, KeyError, TypeError) as error:
            raise _damaged(path, error) from error
        yield from accounts


def read_part(folder: Path, header: PartHeader) -> Iterator[Finding]:
    """The papers of a part with their statements, in order of the document.

    GraphError if the part is damaged; building again with --rebuild makes it anew.
    """
    for number in header.chunks:
        yield from read_chunk(chunk_path(folder, header.document.name, number))


def _refuse_other(mark: dict[str, Any], header: PartHeader) -> None:
    """A killed build may have replaced chunks and not the header: old and new papers are never mixed."""
    if (mark["digest"], mark["fingerprint"]) != (header.digest, header.fingerprint):
        raise GraphError(
            f"a build was interrupted while it read {header.document.name}; give its source to kg build again"
        )


def read_chunk(path: Path) -> Iterator[Finding]:
    """The papers of one chunk with their statements. GraphError if it is damaged."""
    try:
        with gzip.open(path, "rb") as file:
            file.readline()
            for line in file:
                record = orjson.loads(line)
                yield _paper(record["paper"]), tuple(_statement(s) for s in record["statements"])
    except (*DAMAGE, KeyError, TypeError) as error:
        raise _damaged(path, error) from error


def _damaged(path: Path, error: Exception) -> GraphError:
    return GraphError(f"{path} is damaged ({error}); build the graph again with --rebuild")


def _account(record: dict[str, Any]) -> Account:
    found = Account(**record)
    return replace(found, published=date.fromisoformat(record["published"])) if record["published"] else found


def _paper(record: dict[str, Any]) -> Paper:
    record["authors"] = tuple(Author(**author) for author in record["authors"])
    record["summaries"] = tuple(Summary(**summary) for summary in record["summaries"])
    record["categories"] = tuple(record["categories"])
    for day in ("published", "updated"):
        if record[day]:
            record[day] = date.fromisoformat(record[day])
    return Paper(**record)


def _statement(record: dict[str, Any]) -> Statement:
    entity: dict[str, Any] = record["entity"]
    kind = Kind(entity["kind"])
    return Statement(
        paper=record["paper"],
        role=Role(record["role"]),
        entity=Entity(kind=kind, name=entity["name"], key=entity["key"], aliases=tuple(entity["aliases"])),
        evidence=tuple(_mention(mention) for mention in record["evidence"]),
        confidence=record["confidence"],
    )


def _mention(record: dict[str, Any]) -> Mention:
    begin, end = record["sentence"]
    record["sentence"] = (begin, end)
    record["kind"] = Kind(record["kind"])
    record["role"] = Role(record["role"])
    return Mention(**record)


def state(headers: Iterable[PartHeader]) -> str:
    """Changes when any of these parts does, or when there are others: whether a graph made of them still holds."""
    told = sorted(
        (
            header.document.name,
            str(header.document.date),
            header.digest,
            header.fingerprint,
            header.complete,
            header.chunks,
        )
        for header in headers
    )
    return hashlib.sha256(orjson.dumps(told)).hexdigest()[:16]


def skipped_counts(headers: Sequence[PartHeader]) -> dict[str, int]:
    """How often each reason for skipping something was given, commonest first."""
    counts: dict[str, int] = {}
    for header in headers:
        for skipped in header.skipped:
            counts[skipped.reason] = counts.get(skipped.reason, 0) + 1
    return dict(sorted(counts.items(), key=lambda item: (-item[1], item[0])))
