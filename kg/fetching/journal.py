"""The answers of a fetch that is under way, kept so that it goes on where it stopped.

A hidden file beside the digest files, one answer a line. It is written as answers come, so that even a
process that is killed loses one request at most; it goes when the fetch is complete.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict
from hashlib import sha256
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Self
from urllib.parse import urlencode

import orjson

from kg.errors import FetchError
from kg.fetching.answers import Answer
from kg.version import __version__


class Journal:
    """The answers to what `asked` names, in `folder`; another version of kg begins anew."""

    def __init__(self, folder: Path, asked: str) -> None:
        name = sha256(f"{__version__}\n{asked}".encode()).hexdigest()[:12]
        self.path = folder / f".kg-fetch-{name}.jsonl"
        self._places: dict[str, int] = {}
        self._file: BinaryIO | None = None

    def __enter__(self) -> Self:
        """Open it; half a line at its end, left by a process that was killed, is dropped."""
        try:
            self._file = self.path.open("a+b")
            self._file.seek(0)
            place = 0
            for line in self._file:
                key = _key_of(line)
                if key is None:
                    break
                self._places[key] = place
                place += len(line)
            self._file.truncate(place)
        except OSError as error:
            raise FetchError(f"{self.path} cannot be written: {error.strerror}") from error
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._file:
            self._file.close()
        if not self._places:
            self.discard()

    def get(self, parameters: Mapping[str, str]) -> Answer | None:
        """The answer that was given to this request; None where it has to be made."""
        place = self._places.get(_key(parameters))
        if place is None or self._file is None:
            return None
        self._file.seek(place)
        line = orjson.loads(self._file.readline())
        return Answer(line["total"], tuple(line["rows"]), line["entries"])

    def add(self, parameters: Mapping[str, str], answer: Answer) -> None:
        """Keep an answer; when this returns, it outlives the process."""
        if self._file is None:
            raise RuntimeError("the journal is used as a context manager")
        place = self._file.seek(0, 2)
        line = {"asked": _key(parameters), **asdict(answer)}
        try:
            self._file.write(orjson.dumps(line, option=orjson.OPT_APPEND_NEWLINE))
            self._file.flush()
        except OSError as error:
            raise FetchError(f"{self.path} cannot be written: {error.strerror}") from error
        self._places[_key(parameters)] = place

    def discard(self) -> None:
        """All is there: the answers are not needed any more."""
        self._places.clear()
        with suppress(OSError):
            self.path.unlink(missing_ok=True)


def _key(parameters: Mapping[str, str]) -> str:
    return urlencode(sorted(parameters.items()))


def _key_of(line: bytes) -> str | None:
    """None for a line that is broken."""
    try:
        value = orjson.loads(line) if line.endswith(b"\n") else None
    except ValueError:
        return None
    if not isinstance(value, dict) or not {"asked", "total", "rows", "entries"} <= value.keys():
        return None
    return str(value["asked"])
