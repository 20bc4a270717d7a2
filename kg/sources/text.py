"""Bytes of a document -> numbered lines of text, in whatever encoding and packing they came."""

from __future__ import annotations

import codecs
import gzip
import io
import re
import stat
import sys
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, cast

from kg.errors import SourceError
from kg.model import Document, Skipped
from kg.sources.declarations import declared

MAX_BYTES = 4 << 30
"""Of a document, unpacked."""
MAX_WHOLE = 512 << 20
"""Bytes of a document that has to be held as a whole (Markdown, a JSON array)."""
MAX_LINE = 128 << 20
"""Characters of a line; longer ones are skipped."""

_CHUNK = 1 << 20
_HEAD = 1 << 16
_ESCAPED = re.compile("[\udc80-\udcff]+")
_UNWANTED = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_UNWANTED_IN_LINES = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]")
_CONTROL = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_DAMAGE = (OSError, EOFError, zlib.error)


def scrub(text: str) -> str:
    """Without what not every output format can carry: control characters and lone surrogates."""
    return _UNWANTED.sub("", text) if _UNWANTED.search(text) else text


class Text:
    """The text of a document. It is read through once when opened, so damage shows before any line."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._held = _held_bytes(document)
        self._replaced = self._removed = 0
        self._replaced_line = self._removed_line = 0
        self._too_long: list[int] = []
        with self._opened() as stream:
            self.size, self._encoding = _measure(stream, document.path)
        self.head = self._read_head()

    def lines(self) -> Iterator[tuple[int, str]]:
        """Each line with its number, from 1, without its line break (\\n, \\r\\n or \\r)."""
        self._replaced = self._removed = 0
        self._too_long = []
        with self._opened() as stream, self._decoded(stream) as text:
            number = 0
            while line := text.readline(MAX_LINE):
                number += 1
                if len(line) == MAX_LINE and not line.endswith("\n"):
                    self._too_long.append(number)
                    while (rest := text.readline(MAX_LINE)) and not rest.endswith("\n"):
                        pass
                    continue
                yield number, self._clean(number, line.removesuffix("\n"))

    def pieces(self) -> Iterator[str]:
        """The text in pieces of bounded size, however long its lines are; line breaks are \\n."""
        self._replaced = self._removed = 0
        self._too_long = []
        with self._opened() as stream, self._decoded(stream) as text:
            number = 1
            while piece := text.read(_HEAD):
                lines = piece.split("\n")
                yield "\n".join(self._clean(number + i, line) for i, line in enumerate(lines))
                number += len(lines) - 1

    def whole(self) -> list[str]:
        """All lines at once; line 1 is at index 0."""
        if self.size > MAX_WHOLE:
            raise SourceError(
                f"is larger than {MAX_WHOLE >> 20} MiB; split it, or write it as JSON Lines",
                path=self._document.path,
            )
        lines: list[str] = []
        for number, line in self.lines():
            lines.extend([""] * (number - 1 - len(lines)))
            lines.append(line)
        return lines

    def notes(self) -> Iterator[Skipped]:
        """What the lines read so far had to lose."""
        name = self._document.name
        for number in self._too_long:
            reason = f"line of more than {MAX_LINE >> 20} million characters"
            yield Skipped(document=name, line=number, reason=reason)
        if self._replaced:
            reason = f"{_counted(self._replaced, 'byte')} could not be decoded and became U+FFFD"
            yield Skipped(document=name, line=self._replaced_line, reason=reason, paper=False)
        if self._removed:
            reason = f"{_counted(self._removed, 'control character')} removed"
            yield Skipped(document=name, line=self._removed_line, reason=reason, paper=False)

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

    def _read_head(self) -> str:
        with self._opened() as stream, self._decoded(stream) as text:
            head = text.read(_HEAD)
        if head.startswith("%PDF") or len(_CONTROL.findall(head)) * 10 > len(head):
            raise SourceError("this is a binary file, not text", path=self._document.path)
        return scrub(head).removeprefix("\ufeff")

    def _decoded(self, stream: BinaryIO) -> io.TextIOWrapper:
        errors = "replace" if self._encoding == "utf-16" else "surrogateescape"
        return io.TextIOWrapper(stream, encoding=self._encoding, errors=errors, newline=None)

    @contextmanager
    def _opened(self) -> Iterator[BinaryIO]:
        path = self._document.path
        try:
            with Path(path).open("rb") if self._held is None else io.BytesIO(self._held) as raw:
                packed = raw.read(2) == b"\x1f\x8b"
                raw.seek(0)
                if packed:
                    with gzip.GzipFile(fileobj=raw) as unpacked:
                        yield cast(BinaryIO, unpacked)
                else:
                    yield cast(BinaryIO, raw)
        except _DAMAGE as error:
            reason = getattr(error, "strerror", None) or str(error) or "damaged"
            raise SourceError(f"cannot be read: {reason}", path=path) from error


def _held_bytes(document: Document) -> bytes | None:
    """The bytes of a source that can be read only once; None for an ordinary file."""
    path = document.path
    try:
        if path == "-":
            if sys.stdin is None:
                raise SourceError("standard input is closed", path=path)
            held = sys.stdin.buffer.read(MAX_WHOLE + 1)
        elif stat.S_ISREG(Path(path).stat().st_mode) or Path(path).is_dir():
            return None
        else:
            with Path(path).open("rb") as stream:
                held = stream.read(MAX_WHOLE + 1)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise SourceError(f"cannot be read: {reason}", path=path) from error
    if len(held) > MAX_WHOLE:
        raise SourceError(f"gives more than {MAX_WHOLE >> 20} MiB; write it to a file first", path=path)
    return held


def _measure(stream: BinaryIO, path: str) -> tuple[int, str]:
    """Size in bytes, and the encoding.

    UTF-8 unless the bytes say otherwise: a byte order mark of UTF-16, an XML declaration, or bytes that
    are clean GB 18030 while as UTF-8 more of them are broken than whole.
    """
    utf8: codecs.IncrementalDecoder = codecs.getincrementaldecoder("utf-8")("surrogateescape")
    chinese: codecs.IncrementalDecoder | None = codecs.getincrementaldecoder("gb18030")()
    size = broken = foreign = 0
    ascii_so_far, sixteen = True, False
    said: str | None = None
    while chunk := stream.read(_CHUNK):
        said = declared(chunk) if size == 0 else said
        sixteen = sixteen or (size == 0 and chunk.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)))
        size += len(chunk)
        if size > MAX_BYTES:
            raise SourceError(f"is larger than {MAX_BYTES >> 30} GiB unpacked; split it", path=path)
        ascii_so_far = ascii_so_far and chunk.isascii()
        if sixteen or ascii_so_far:
            continue
        text = utf8.decode(chunk)
        lost = sum(len(run) for run in _ESCAPED.findall(text))
        broken += lost
        foreign += len(text) - len(text.encode("ascii", "ignore")) - lost
        try:
            if chinese:
                chinese.decode(chunk)
        except UnicodeDecodeError:
            chinese = None
    if sixteen:
        return size, "utf-16"
    if said:
        return size, said
    try:
        if chinese:
            chinese.decode(b"", final=True)
    except UnicodeDecodeError:
        chinese = None
    return size, "gb18030" if chinese and broken > foreign else "utf-8-sig"


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
