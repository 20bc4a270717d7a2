"""A long answer, sent while it is being made: kept in a temporary file, so that no slow reader keeps a worker."""

from __future__ import annotations

import asyncio
import tempfile

from kg.serve.problem import Problem

_PORTION = 1 << 16


class LongAnswer:
    """Bytes that a worker adds and one reader takes, each at its own pace."""

    def __init__(self, first: bytes) -> None:
        self._file = tempfile.TemporaryFile()  # noqa: SIM115 - closed with this
        self._file.write(first)
        self._taken = 0
        self._changed = asyncio.Event()
        self.size = len(first)
        """Bytes there are, taken or not."""
        self.ended = False
        """Whether all are there."""
        self.problem: Problem | None = None
        """Why there will be no more, although it is not the whole."""
        self.left: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        """Done when the reader takes no more."""

    def add(self, data: bytes) -> None:
        """More bytes."""
        if not self._file.closed:
            self._file.seek(self.size)
            self._file.write(data)
        self.size += len(data)
        self._changed.set()

    def end(self, problem: Problem | None = None) -> None:
        """No more will come; with a problem, what came is not the whole."""
        if not self.ended:
            self.problem = problem
            self.ended = problem is None
            self._changed.set()

    async def take(self) -> bytes:
        """The next bytes, as soon as there are some; b"" at the end. Problem where the answer broke off."""
        while self._taken == self.size:
            if self.ended:
                return b""
            if self.problem is not None:
                raise self.problem
            self._changed.clear()
            await self._changed.wait()
        self._file.seek(self._taken)
        part = self._file.read(min(_PORTION, self.size - self._taken))
        self._taken += len(part)
        return part

    async def whole(self) -> None:
        """Wait until all is there. Problem where it never will be."""
        while not self.ended:
            if self.problem is not None:
                raise self.problem
            self._changed.clear()
            await self._changed.wait()

    def close(self) -> None:
        """The reader takes no more."""
        self._file.close()
        if not self.left.done():
            self.left.set_result(None)
