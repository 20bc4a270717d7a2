"""Packed files -> streams of what is in them: gzip, bzip2, xz, zstd, and members of zip archives.

How a file is packed is told by its first bytes, never by its name. Nothing is unpacked onto the disk.
"""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import re
import struct
import sys
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import Any, BinaryIO, cast

from kg.nearby import reason

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

PACKING_SUFFIXES = (".gz", ".bz2", ".xz", ".zst")
ARCHIVE_SUFFIX = ".zip"
DAMAGE = (
    OSError,
    EOFError,
    ValueError,
    zlib.error,
    lzma.LZMAError,
    zstd.ZstdError,
    zipfile.BadZipFile,
    struct.error,
    NotImplementedError,  # a way of packing members that Python does not know
    RuntimeError,  # an encrypted member
)
"""What the libraries raise for files that cannot be opened or unpacked."""

_LAYERS = 3
_FREE = 256 << 20
_RATIO = 250
"""What unpacks to more than _FREE bytes and _RATIO times its size is not read on."""
_MAGIC = 16
_ARCHIVE = (b"PK\x03\x04", b"PK\x05\x06")
_LOCAL_HEADER = struct.Struct("<4s5H3L2H")
_ENCRYPTED, _DEFLATED = 1, 8
_MOST_MEMBERS = 100_000


def _unzstd(stream: BinaryIO) -> Any:
    # frames with windows of up to 2 GiB, as `zstd --long=31` writes them
    return zstd.ZstdFile(stream, options={zstd.DecompressionParameter.window_log_max: 31})


_UNPACKERS: tuple[tuple[re.Pattern[bytes], Callable[[BinaryIO], Any]], ...] = (
    (re.compile(rb"\x1f\x8b"), lambda stream: gzip.GzipFile(fileobj=stream)),
    (re.compile(rb"BZh[1-9](?:1AY&SY|\x17\x72\x45\x38\x50\x90)"), bz2.BZ2File),
    (re.compile(rb"\xfd7zXZ\x00"), lzma.LZMAFile),
    (re.compile(rb"\x28\xb5\x2f\xfd|[\x50-\x5f]\x2a\x4d\x18", re.DOTALL), _unzstd),
)


class Unpacked(io.RawIOBase):
    """The bytes in a file, however often it is packed. Where it is damaged they end: `damage` says why."""

    def __init__(self, stream: BinaryIO, packed_size: Callable[[], int] | None = None) -> None:
        self.damage: str | None = None
        self._stream: Any = stream
        self._ahead = b""
        self._given = 0
        self._packed_size = packed_size
        """Bytes of the packed file read so far; None where it is not packed."""
        for _ in range(_LAYERS):
            head = self._peeked()
            unpacker = next((open_ for magic, open_ in _UNPACKERS if magic.match(head)), None)
            if unpacker is None:
                return
            self._packed_size = self._packed_size or stream.tell
            self._stream = unpacker(cast(BinaryIO, io.BufferedReader(_Joined(head, self._stream))))
            self._ahead = b""

    def readable(self) -> bool:
        """True."""
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        """Fill `buffer` as far as one step of unpacking goes."""
        part, self._ahead = self._ahead[: len(buffer)], self._ahead[len(buffer) :]
        part = part or self._next(len(buffer))
        self._given += len(part)
        if self._packed_size and self._given > max(_FREE, _RATIO * self._packed_size()):
            self.damage = f"unpacks to more than {_RATIO} times its size"
            return 0
        buffer[: len(part)] = part
        return len(part)

    def _peeked(self) -> bytes:
        while len(self._ahead) < _MAGIC and (more := self._next(_MAGIC - len(self._ahead))):
            self._ahead += more
        return self._ahead

    def _next(self, size: int) -> bytes:
        if self.damage is not None:
            return b""
        try:
            # unlike read, read1 does not lose what stands before damage
            return bytes(self._stream.read1(size))
        except DAMAGE as error:
            self.damage = reason(error)
            return b""


@contextmanager
def opened(path: str | Path, member: str = "") -> Iterator[Unpacked]:
    """The bytes of the file at `path`, or of that member of the archive there.

    Of an archive that lost its directory (a download that broke off) the first member is what there is.
    Raises one of DAMAGE where nothing can be opened.
    """
    if member:
        archive = _archive(*_state(path))
        with archive.open(member) as packed:
            size = archive.getinfo(member).compress_size
            yield Unpacked(cast(BinaryIO, packed), lambda: size)
        return
    with Path(path).open("rb") as raw:
        begins_archive = raw.read(4) == _ARCHIVE[0]
        raw.seek(0)
        yield Unpacked(_first_member(raw), raw.tell) if begins_archive else Unpacked(raw)


def members(path: str | Path) -> list[str] | None:
    """The names of the files in a zip archive, sorted; None if the file is none, or one without directory.

    Hidden files, and those that macOS puts beside the others, do not count.
    """
    with Path(path).open("rb") as raw:
        if raw.read(4) not in _ARCHIVE:
            return None
    try:
        archive = _archive(*_state(path))
    except DAMAGE:
        return None
    infos = archive.infolist()
    if len(infos) > _MOST_MEMBERS:
        raise OSError(0, f"is an archive of more than {_MOST_MEMBERS} files; unpack it")
    # a damaged directory may hold an empty name, at which is_dir of older Pythons fails
    names = {info.filename for info in infos if info.filename and not info.is_dir()}
    return sorted(name for name in names if not _is_hidden(name))


def _is_hidden(member: str) -> bool:
    return any(part.startswith((".", "__MACOSX")) and part not in (".", "..") for part in member.split("/"))


def checksum(path: str | Path, member: str) -> str:
    """What changes when the member changes: its size and the checksum that the archive keeps of it."""
    info = _archive(*_state(path)).getinfo(member)
    return f"{info.file_size}-{info.CRC:08x}"


def _state(path: str | Path) -> tuple[str, int, int]:
    """Changes when the file does."""
    status = Path(path).stat()
    return str(path), status.st_mtime_ns, status.st_size


@lru_cache(maxsize=1)  # the members of an archive are read one after the other
def _archive(path: str, _changed: int, _size: int) -> zipfile.ZipFile:
    return zipfile.ZipFile(path)


class _Joined(io.RawIOBase):
    """Bytes, then a stream."""

    def __init__(self, head: bytes, stream: Any) -> None:
        self._head, self._stream = head, stream

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        part, self._head = self._head[: len(buffer)], self._head[len(buffer) :]
        part = part or self._stream.read1(len(buffer))
        buffer[: len(part)] = part
        return len(part)


class _FirstMember(io.RawIOBase):
    """What begins after the local header of an archive's first member, unpacked; no more than is there."""

    def __init__(self, raw: BinaryIO) -> None:
        self._raw = raw
        self._inflating = zlib.decompressobj(-zlib.MAX_WBITS)
        self._ended = False

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        part = b""
        while not part:
            if self._ended:
                raise EOFError("the archive breaks off: its directory is missing")
            packed = self._inflating.unconsumed_tail or self._raw.read(1 << 16)
            part = self._inflating.decompress(packed, len(buffer))
            self._ended = self._inflating.eof or not packed
        buffer[: len(part)] = part
        return len(part)


def _first_member(raw: BinaryIO) -> BinaryIO:
    """APPNOTE.TXT of PKWARE, section 4.3.7: the header that stands before a member."""
    header = raw.read(_LOCAL_HEADER.size)
    _, _, flags, method, *_, name_length, extra_length = _LOCAL_HEADER.unpack(header)
    if flags & _ENCRYPTED or method != _DEFLATED:
        raise EOFError("the archive breaks off: its directory is missing")
    raw.seek(name_length + extra_length, io.SEEK_CUR)
    return cast(BinaryIO, io.BufferedReader(_FirstMember(raw)))
