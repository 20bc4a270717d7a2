"""Where a worker writes an answer: in frames, counted as they pass."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import BinaryIO

import orjson

from kg.serve.frames import DATA, END, HEAD, PROBLEM, frame
from kg.serve.limits import Limits
from kg.serve.problem import Problem

_PORTION = 1 << 16


class Output:
    """One answer: a head, then bytes. What goes beyond the limit of bytes raises Problem 403."""

    def __init__(self, stream: BinaryIO, limits: Limits) -> None:
        self._stream = stream
        self._limits = limits
        self._held = bytearray()
        self._parts: list[bytes] = []
        self._size = 0

    def head(self, type_: str, headers: Mapping[str, str] | None = None, status: int = 200) -> None:
        """Say what comes."""
        record = {"status": status, "type": type_, "headers": dict(headers or {})}
        self._held += frame(HEAD, orjson.dumps(record))

    def write(self, data: bytes) -> int:
        """Bytes of the body."""
        self._parts.append(bytes(data))
        self._size += len(data)
        if self._size > self._limits.size:
            megabytes = f"{self._limits.size / (1 << 20):g} MB"
            raise Problem(
                403, f"the answer is larger than {megabytes}, the limit here; ask for less, or LIMIT"
            )
        if sum(map(len, self._parts)) >= _PORTION:
            self._pass()
        return len(data)

    def flush(self) -> None:
        """Nothing: frames are sent as they fill."""

    def _pass(self) -> None:
        if self._parts:
            self._held += frame(DATA, b"".join(self._parts))
            self._parts.clear()
        self._stream.write(self._held)
        self._stream.flush()
        self._held.clear()

    def end(self) -> None:
        """The answer is whole."""
        if self._parts:
            self._held += frame(DATA, b"".join(self._parts))
            self._parts.clear()
        self._held += frame(END)
        self._pass()

    def fail(self, problem: Problem) -> None:
        """There is none, whatever was written."""
        self._parts.clear()
        self._held.clear()
        self._held += frame(PROBLEM, orjson.dumps(problem.record()))
        self._pass()


_STRINGS = {
    "json": re.compile(rb'"(?:[^"\\]|\\.)*+"', re.DOTALL),
    "csv": re.compile(rb'"[^"]*+"'),
}
_BETWEEN = {"json": b"},{", "csv": b"\r\n", "tsv": b"\n", "xml": b"<result>"}
"""What stands once for each row, outside strings (in JSON: between two)."""


class CountedRows:
    """Passes SPARQL results on, and counts their rows; more than the limit raise Problem 403.

    The engine writes results whole, at a rate that rows drawn one by one do not reach.
    """

    def __init__(self, output: Output, form: str, most: int) -> None:
        self._output = output
        self._strings = _STRINGS.get(form)
        self._between = _BETWEEN[form]
        self._most = most + (form in ("csv", "tsv")) - (form == "json")
        self._shown = most
        self._early: list[bytes] = []
        self._room = 2 * most
        """Bytes for which there are rows enough: each takes two at least."""
        self._open = b""
        self._tail = b""
        self.rows = 0

    def write(self, data: bytes) -> int:
        """Bytes of the results."""
        text = bytes(data)
        if self._room >= 0:
            self._room -= len(text)
            self._early.append(text)
            if self._room >= 0:
                return self._output.write(data)
            text = b"".join(self._early)
            self._early.clear()
        if self._strings is not None:
            text = self._strings.sub(b"", self._open + text)
            begin = text.find(b'"')  # of a string that has not ended
            self._open = text[begin:] if begin >= 0 else b""
            text = text[:begin] if begin >= 0 else text
        text = self._tail + text
        self.rows += text.count(self._between)
        keep = len(self._between) - 1
        self._tail = text[len(text) - keep :] if keep and not text.endswith(self._between) else b""
        if self.rows > self._most:
            raise Problem(403, f"the answer has more than {self._shown:,} rows, the limit here; add a LIMIT")
        return self._output.write(data)

    def flush(self) -> None:
        """Nothing: see `Output.flush`."""
