"""What was read and found in one document, kept on disk so that it need not be found again.

A part is a gzip file of JSON lines: a header that says what it was made from and by, what was skipped,
then one line per paper with its statements. It is written beside and renamed, so a part that exists is
whole. The same document, read by the same rules, gives the same bytes.
"""

from __future__ import annotations

import gzip
import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
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

Finding = tuple[Paper, tuple[Statement, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class PartHeader:
    """The first line of a part."""

    document: Document
    digest: str
    """SHA-256 of the document's bytes."""
    fingerprint: str
    """Of the rules and the vocabulary that read it."""
    papers: int
    entries: int
    """Entries met in the document; more than `papers` where it repeats some."""
    skipped: tuple[Skipped, ...]

    @property
    def passed_over(self) -> bool:
        """Whether the file was merely met in a folder and is no digest."""
        return any(skipped.reason.startswith("file passed over") for skipped in self.skipped)


def part_path(folder: Path, document: str) -> Path:
    """Where the part of a document of this name lies."""
    return folder / f"{hashlib.sha256(document.encode('utf-8', 'replace')).hexdigest()[:20]}.jsonl.gz"


def write_part(folder: Path, header: PartHeader, findings: Iterable[Finding]) -> Path:
    """Write a part; an older one of the same document is replaced in one step."""
    path = part_path(folder, header.document.name)
    beside = path.with_suffix(".tmp")
    with beside.open("wb") as raw, gzip.GzipFile("", "wb", 6, raw, mtime=0) as file:
        file.write(orjson.dumps(_header_record(header), option=orjson.OPT_APPEND_NEWLINE))
        for paper, statements in findings:
            record = {"paper": paper, "statements": statements}
            file.write(orjson.dumps(record, option=orjson.OPT_APPEND_NEWLINE))
    return beside.replace(path)


def _header_record(header: PartHeader) -> dict[str, Any]:
    record = asdict(header)
    record["document"].pop("path")  # where a file lay on this machine is nobody's business
    return record


def read_header(path: Path) -> PartHeader | None:
    """The header of a part; None if there is no part, or none that can be read."""
    try:
        with gzip.open(path, "rb") as file:
            record = orjson.loads(file.readline())
        document = record["document"]
        day = date.fromisoformat(document["date"]) if document["date"] else None
        return PartHeader(
            document=Document(name=document["name"], path="", date=day),
            digest=record["digest"],
            fingerprint=record["fingerprint"],
            papers=record["papers"],
            entries=record["entries"],
            skipped=tuple(Skipped(**skipped) for skipped in record["skipped"]),
        )
    except (OSError, EOFError, ValueError, KeyError, TypeError):
        return None


def read_part(path: Path) -> Iterator[Finding]:
    """The papers of a part with their statements, in order of the document.

    GraphError if the part is damaged; building again with --rebuild makes it anew.
    """
    try:
        with gzip.open(path, "rb") as file:
            file.readline()
            for line in file:
                record = orjson.loads(line)
                yield _paper(record["paper"]), tuple(_statement(s) for s in record["statements"])
    except (OSError, EOFError, ValueError, KeyError, TypeError) as error:
        raise GraphError(f"{path} is damaged ({error}); build the graph again with --rebuild") from error


def _paper(record: dict[str, Any]) -> Paper:
    record["authors"] = tuple(Author(**author) for author in record["authors"])
    record["summaries"] = tuple(Summary(**summary) for summary in record["summaries"])
    record["categories"] = tuple(record["categories"])
    if record["published"]:
        record["published"] = date.fromisoformat(record["published"])
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


def skipped_counts(headers: Sequence[PartHeader]) -> dict[str, int]:
    """How often each reason for skipping something was given, commonest first."""
    counts: dict[str, int] = {}
    for header in headers:
        for skipped in header.skipped:
            counts[skipped.reason] = counts.get(skipped.reason, 0) + 1
    return dict(sorted(counts.items(), key=lambda item: (-item[1], item[0])))
