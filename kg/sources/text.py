"""Bytes of a document -> numbered lines of text, in whatever encoding and packing they came."""

from __future__ import annotations

import codecs
import io
import os
import re
import shutil
import stat
import sys
import tempfile
import weakref
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import BinaryIO, cast

from kg.errors import SourceError
from kg.model import Document, Skipped
from kg.nearby import unreadable
from kg.plural import plural
from kg.sources import packing
from kg.sources.declarations import declared

MAX_WHOLE = 512 << 20
"""Bytes of a document that has to be held as a whole (Markdown). Others may be of any size."""
MAX_LINE = 128 << 20
"""Characters of a line; longer ones are skipped."""

_HIGH = re.compile(rb"[\x80-\xff]+")
_ALONE = 0.8
"""Share of the runs of bytes beyond ASCII that are one byte, in a text of single bytes; Chinese ones are pairs."""
_SAMPLE = 8 << 20
"""Bytes by which the encoding is told."""
_HEAD = 1 << 16
_PIECE = 1 << 18
_ESCAPED = re.compile("[\udc80-\udcff]+")
_UNWANTED = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_UNWANTED_IN_LINES = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]")
_CONTROL = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_HOLDERS = (
    (0, b"PK\x03\x04", "a zip archive that is packed again; unpack it"),
    (257, b"ustar", "a tar archive; unpack it"),
)


def scrub(text: str) -> str:
    """Without what not every output format can carry: control characters and lone surrogates."""
    return _UNWANTED.sub("", text) if _UNWANTED.search(text) else text


class Text:
    """The text of a document, whose memory does not grow with the document (save for `whole`).

    Where a packed file is damaged its text ends after the last whole line, and `notes` says so. SourceError
    if there is no text at all.
    """

    head: str
    """The first characters."""
    is_blank: bool
    """Whether the document is empty, or as good as that."""
    members: list[str]
    """The files in it, if it is a zip archive of several; then it has no text of its own."""

    def __init__(self, document: Document, path: str | None = None) -> None:
        self._document = document
        self._path = path or self._on_disk()
        self._replaced = self._removed = 0
        self._replaced_line = self._removed_line = 0
        self._too_long: list[int] = []
        self._damage: tuple[int, str] | None = None
        self.members = self._members()
        if self.members:
            self.head, self.is_blank = "", False
            return
        sample, complete = self._sample()
        self._encoding = _encoding(sample, complete)
        self.head = self._read_head(sample)
        self.is_blank = complete and len(sample) <= _HEAD and not self.head.strip()

    def of_member(self, name: str) -> Text:
        """The text of a file in the archive; what it says belongs to the archive as one document."""
        return Text(replace(self._document, member=name), self._path)

    def lines(self) -> Iterator[tuple[int, str]]:
        """Each line with its number, from 1, without its line break (\\n, \\r\\n or \\r)."""
        self._begin()
        with self.opened() as stream, self._decoded(stream) as text:
            number = 0
            while line := text.readline(MAX_LINE):
                number += 1
                ended = line.endswith("\n")
                if len(line) == MAX_LINE and not ended:
                    self._too_long.append(number)
                    while (rest := text.readline(MAX_LINE)) and not rest.endswith("\n"):
                        pass
                elif ended or stream.damage is None:
                    yield number, self._clean(number, line.removesuffix("\n"))
            self._end(number, stream)

    def pieces(self) -> Iterator[str]:
        """The text in pieces of any length, for what may have no lines, or few and long ones."""
        self._begin()
        with self.opened() as stream, self._decoded(stream) as text:
            number = 1
            while piece := text.read(_PIECE):
                lines = piece.split("\n")
                yield "\n".join(self._clean(number + i, line) for i, line in enumerate(lines))
                number += len(lines) - 1
            self._end(number, stream)

    def whole(self) -> list[str]:
        """All lines at once; line 1 is at index 0."""
        lines: list[str] = []
        size = 0
        for number, line in self.lines():
            size += len(line) + 1
            if size > MAX_WHOLE:
                raise SourceError(
                    f"is larger than {MAX_WHOLE >> 20} MiB; split it, or write it as JSON Lines",
                    path=self._document.path,
                )
            lines.extend([""] * (number - 1 - len(lines)))
            lines.append(line)
        return lines

    @property
    def damage(self) -> str | None:
        """Why the reading that ended last broke off; None if it did not."""
        return self._damage[1] if self._damage else None

    def notes(self) -> Iterator[Skipped]:
        """What the lines read so far had to lose."""
        name = self._document.name
        for number in self._too_long:
            reason = f"line of more than {MAX_LINE >> 20} million characters"
            yield Skipped(document=name, line=number, reason=reason)
        if self._replaced:
            reason = f"{plural(self._replaced, 'byte')} could not be decoded and became U+FFFD"
            yield Skipped(document=name, line=self._replaced_line, reason=reason, paper=False)
        if self._removed:
            reason = f"{plural(self._removed, 'control character')} removed"
            yield Skipped(document=name, line=self._removed_line, reason=reason, paper=False)
        if self._damage:
            number, damage = self._damage
            reason = f"the file is damaged from here on ({damage}); what stands before is kept"
            yield Skipped(document=name, line=number, reason=reason)

    def _begin(self) -> None:
        self._replaced = self._removed = 0
        self._too_long = []
        self._damage = None

    def _end(self, line: int, stream: packing.Unpacked) -> None:
        if stream.damage is not None:
            self._damage = max(line, 1), stream.damage

    def _clean(self, number: int, line: str) -> str:
        if _UNWANTED_IN_LINES.search(line):
            line, count = _UNWANTED_IN_LINES.subn("", line)
            self._removed_line = self._removed_line if self._removed else number
            self._removed += count
        if line.isascii():
            return line
        lost = sum(len(run) for run in _ESCAPED.findall(line))
        if self._encoding == "utf-16":
            lost += 2 * line.count("\ufffd")
        if lost:
            self._replaced_line = self._replaced_line if self._replaced else number
            self._replaced += lost
            line = _ESCAPED.sub("\ufffd", line)
        return line.removeprefix("\ufeff")

    def _members(self) -> list[str]:
        """The files in a zip archive that is given as one document; none for any other document."""
        try:
            names = None if self._document.member else packing.members(self._path)
        except packing.DAMAGE as error:
            raise SourceError(unreadable(error, self._document.path), path=self._document.path) from error
        if names == []:
            raise SourceError("is a zip archive without files", path=self._document.path)
        return names or []

    def _sample(self) -> tuple[bytes, bool]:
        """The first bytes, and whether they are all there are."""
        with self.opened() as stream:
            sample = bytearray()
            while len(sample) < _SAMPLE and (part := stream.read(_SAMPLE - len(sample))):
                sample += part
            if stream.damage is not None and not sample:
                raise SourceError(f"cannot be read: {stream.damage}", path=self._document.path)
            complete = len(sample) < _SAMPLE and stream.damage is None
        return bytes(sample), complete

    def _read_head(self, sample: bytes) -> str:
        for place, magic, what in _HOLDERS:
            if sample.startswith(magic, place):
                raise SourceError(f"this is {what}", path=self._document.path)
        with self._decoded(cast(packing.Unpacked, io.BytesIO(sample))) as text:
            head = text.read(_HEAD)
        if head.startswith("%PDF") or len(_CONTROL.findall(head)) * 10 > len(head):
            raise SourceError("this is a binary file, not text", path=self._document.path)
        return scrub(head).removeprefix("\ufeff")

    def _decoded(self, stream: packing.Unpacked) -> io.TextIOWrapper:
        errors = "replace" if self._encoding == "utf-16" else "surrogateescape"
        buffered = io.BufferedReader(stream, _PIECE)
        return io.TextIOWrapper(buffered, encoding=self._encoding, errors=errors, newline=None)

    @contextmanager
    def opened(self) -> Iterator[packing.Unpacked]:
        """The bytes of the document, unpacked."""
        with ExitStack() as stack:
            try:
                stream = stack.enter_context(packing.opened(self._path, self._document.member))
            except packing.DAMAGE as error:
                raise SourceError(unreadable(error, self._document.path), path=self._document.path) from error
            yield stream

    def _on_disk(self) -> str:
        """Where the bytes lie; those that can be read only once are written to a temporary file."""
        path = self._document.path
        try:
            if path == "-":
                if sys.stdin is None:
                    raise SourceError("standard input is closed", path=path)
                return self._spooled(sys.stdin.buffer)
            if stat.S_ISREG(Path(path).stat().st_mode) or Path(path).is_dir():
                return path
            with Path(path).open("rb") as stream:
                return self._spooled(stream)
        except (OSError, ValueError) as error:
            raise SourceError(unreadable(error, path), path=path) from error

    def _spooled(self, stream: BinaryIO) -> str:
        handle, path = tempfile.mkstemp(prefix="kg-")
        weakref.finalize(self, Path(path).unlink, missing_ok=True)
        with os.fdopen(handle, "wb") as file:
            shutil.copyfileobj(stream, file, _PIECE)
        return path


def _encoding(sample: bytes, complete: bool) -> str:
    """UTF-8 unless the first bytes of a document say otherwise.

    Otherwise is a byte order mark of UTF-16, a declaration, or bytes of which as UTF-8 more are broken than whole:
    where nearly all of them stand alone among ASCII, they are letters of Western Europe (Windows-1252); where they
    are clean GB 18030, that.
    """
    if sample.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    if (said := declared(sample[:_HEAD])) is not None:
        return said
    if sample.isascii():
        return "utf-8-sig"
    decoder: codecs.IncrementalDecoder = codecs.getincrementaldecoder("utf-8")("surrogateescape")
    text = decoder.decode(sample)
    broken = sum(len(run) for run in _ESCAPED.findall(text))
    foreign = len(text) - len(text.encode("ascii", "ignore")) - broken
    if broken <= foreign:
        return "utf-8-sig"
    runs = _HIGH.findall(sample)
    if sum(len(run) == 1 for run in runs) >= _ALONE * len(runs):
        return "cp1252"
    chinese: codecs.IncrementalDecoder = codecs.getincrementaldecoder("gb18030")()
    try:
        chinese.decode(sample, final=complete)
    except UnicodeDecodeError:
        return "utf-8-sig"
    return "gb18030"
