"""Which documents the SOURCE arguments mean, and what each is called."""

from __future__ import annotations

import os
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from hashlib import file_digest, sha256
from pathlib import Path, PurePath, PurePosixPath

from kg.errors import SourceError
from kg.model import Document
from kg.nearby import did_you_mean, reason
from kg.sources import packing

SUFFIXES = (".md", ".markdown", ".json", ".jsonl", ".ndjson", ".txt", ".bib", ".xml", ".atom", ".rss")
STANDARD_INPUT = "-"

_DAY = re.compile(r"(?<!\d)((?:19|20)\d\d)([-_.]?)(\d\d)\2(\d\d)(?!\d)")


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundDocument(Document):
    """A document nobody named: met in a folder or an archive. If it is no digest, it is passed over."""


def find(paths: Iterable[str | os.PathLike[str]], empty: list[Path] | None = None) -> list[Document]:
    """The documents that `paths` (files, folders, "-" for standard input) stand for, sorted by name.

    In folders only files that may be digests by their suffix count; whether they are one is known
    when they are read. A zip archive is a folder of its members. Hidden files and folders, graphs that kg
    made, and links that lead out of the folder do not count.
    A file that is reached twice counts once.

    SourceError for a source that is not there or cannot be opened, for two documents that would have one name, and
    for a folder in which no file may be a digest (see `no_digest_in`). With `empty` such a folder is no error: it
    is added to that list.
    """
    found: dict[str, tuple[Document, str]] = {}
    for argument in paths:
        for identity, document, parent in _expand(os.fspath(argument), empty):
            found.setdefault(identity, (document, parent))
    return sorted(_named_apart(list(found.values())), key=lambda document: document.name)


def unpacked(document: Document) -> list[Document]:
    """The documents that a zip archive holds, named below it; `document` alone where it is none.

    Members count that may be digests by their suffix. An archive that is damaged, or without such members,
    stays one document: reading it says what is in it.
    """
    if document.member or not Path(document.path).is_file():
        return [document]
    try:
        names = packing.members(document.path) or []
    except packing.DAMAGE:
        return [document]
    chosen = [name for name in names if _may_be_digest(name)]
    kind = type(document) if len(chosen) == 1 else FoundDocument
    return [
        kind(
            name=f"{document.name}/{_below(name)}",
            path=document.path,
            member=name,
            date=day_in(PurePosixPath(name).name) or document.date,
        )
        for name in chosen
    ] or [document]


def no_digest_in(folder: Path) -> SourceError:
    """That no file in a folder may be a digest by its suffix."""
    return SourceError(
        f"no digest is in this folder (looked for {' '.join(SUFFIXES)}, also packed with "
        f"{' '.join((*packing.PACKING_SUFFIXES, packing.ARCHIVE_SUFFIX))})",
        path=folder,
    )


def content_digest(document: Document) -> str:
    """SHA-256 of the document's bytes as they are packed; "" where they cannot be read."""
    try:
        if document.member:
            told = packing.checksum(document.path, document.member)
            return sha256(f"{document.member}\n{told}".encode("utf-8", "replace")).hexdigest()
        with Path(document.path).open("rb") as file:
            return file_digest(file, "sha256").hexdigest()
    except (*packing.DAMAGE, KeyError):
        return ""


def day_in(name: str) -> date | None:
    """The first valid day written in a file name."""
    for year, _, month, day in _DAY.findall(name):
        try:
            return date(int(year), int(month), int(day))
        except ValueError:
            continue
    return None


def _expand(argument: str, empty: list[Path] | None) -> Iterator[tuple[str, Document, str]]:
    """Per document: what it is identified by, itself, and the name of its parent folder."""
    if argument == STANDARD_INPUT:
        yield STANDARD_INPUT, Document(name="stdin", path=STANDARD_INPUT), ""
        return
    path = Path(argument)
    try:
        real = path.resolve()
        if path.is_dir():
            yield from _in_folder(path, real, empty)
        elif path.is_block_device() or (path.is_char_device() and real != Path(os.devnull)):
            raise SourceError("is a device; give a file, a folder, a pipe or '-'", path=argument)
        elif path.exists():
            document = Document(name=_printable(path.name), path=str(path), date=day_in(path.name))
            for part in unpacked(document):
                yield f"{real}/{part.member}", part, _printable(path.absolute().parent.name)
        else:
            raise SourceError(
                f"there is no such file or folder.{did_you_mean(argument)}".rstrip("."), path=argument
            )
    except (OSError, RuntimeError, ValueError) as error:
        raise SourceError(f"cannot be opened: {reason(error)}", path=argument) from error


def _in_folder(folder: Path, real: Path, empty: list[Path] | None) -> Iterator[tuple[str, Document, str]]:
    found = False
    for path in _files(folder):
        target = path.resolve()
        if not target.is_relative_to(real) or not target.is_file():
            continue
        found = True
        name = _printable(path.relative_to(folder).as_posix())
        document = FoundDocument(name=name, path=str(path), date=day_in(path.name))
        for part in unpacked(document):
            yield f"{target}/{part.member}", part, _printable(real.name)
    if not found:
        if empty is None:
            raise no_digest_in(folder)
        empty.append(folder)


def _files(folder: Path) -> Iterator[Path]:
    for here, folders, files in os.walk(folder, onerror=_refuse):
        folders[:] = sorted(
            name for name in folders if not name.startswith(".") and not Path(here, name, "kg.json").exists()
        )
        for name in sorted(files):
            if not name.startswith(".") and _may_be_digest(name):
                yield Path(here, name)


def _may_be_digest(name: str) -> bool:
    name = name.lower()
    if name.endswith(packing.ARCHIVE_SUFFIX):
        return True
    bare = name
    for suffix in packing.PACKING_SUFFIXES:
        bare = bare.removesuffix(suffix)
    return bare.endswith(SUFFIXES) or (bare != name and "." not in bare)


def _below(member: str) -> str:
    """The name of a member as a path that stays below its archive."""
    return _printable("/".join(part for part in member.split("/") if part not in ("", ".", "..")))


def _refuse(error: OSError) -> None:
    raise SourceError(f"folder cannot be listed: {reason(error)}", path=str(error.filename)) from error


def _named_apart(found: list[tuple[Document, str]]) -> list[Document]:
    """Equal names get the parent folder in front; names that stay equal are refused."""
    times = Counter(document.name for document, _ in found)
    documents = [
        replace(document, name=f"{parent}/{document.name}")
        if times[document.name] > 1 and parent
        else document
        for document, parent in found
    ]
    first: dict[str, Document] = {}
    for document in documents:
        other = first.setdefault(document.name, document)
        if other is not document:
            raise SourceError(
                f"would be called {document.name!r} like {other.path}; rename one, or give a folder above",
                path=document.path,
            )
    return documents


def _printable(name: str) -> str:
    """File names may hold bytes that are no text; document names may not."""
    return PurePath(name).as_posix().encode("utf-8", "surrogateescape").decode("utf-8", "replace")
