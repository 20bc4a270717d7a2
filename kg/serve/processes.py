"""One worker process as the server sees it: started, asked, heard, killed."""

from __future__ import annotations

import asyncio
import os
import sys
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, cast

import orjson

from kg.errors import GraphError
from kg.serve.frames import DATA, END, FRAME, HEAD, LENGTH, PROBLEM, READY
from kg.serve.limits import Limits
from kg.serve.long_answer import LongAnswer
from kg.serve.problem import Problem
from kg.serve.worker import out_of_memory

_IN_MEMORY = 1 << 20
"""Bytes of an answer that are kept in memory; a longer one grows in a temporary file, and may be sent meanwhile."""
_START_SECONDS = 120
_SIGKILL = 9
"""Not in Python's list of signals where there is none."""


@dataclass(slots=True)
class Reply:
    """An answer: a whole one, or the head and the beginning of a long one."""

    status: int
    type: str
    headers: dict[str, str]
    version: str
    """Of the graph."""
    body: bytes | LongAnswer


class LostProblem(Problem):
    """The worker was killed, and not by us: by hand, or where the machine ran out of memory."""

    def __init__(self) -> None:
        super().__init__(503, "the process that was to answer was killed; ask again", Retry_After="1")


class Worker(asyncio.SubprocessProtocol):
    """One process; does one job at a time."""

    def __init__(self, limits: Limits) -> None:
        self.version = ""
        self.base = ""
        self.counts: dict[str, int] = {}
        self.confined = True
        self.alive = True
        self._limits = limits
        self._transport: asyncio.SubprocessTransport | None = None
        self._said = bytearray()
        self._call: Call | None = None
        self._ready: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    @classmethod
    async def start(cls, folder: Path, limits: Limits, scratch: Path) -> Worker:
        """Start one and wait until it has opened the graph; GraphError where it cannot."""
        _, worker = await asyncio.get_running_loop().subprocess_exec(
            lambda: cls(limits),
            *(sys.executable, "-m", "kg.serve.worker", str(folder.absolute())),
            *(orjson.dumps(asdict(limits)).decode(), str(scratch)),
            stderr=None,
            start_new_session=True,  # Ctrl-C is for the server, which ends its workers
            env=environment(),
        )
        try:
            await asyncio.wait_for(worker._ready, _START_SECONDS)
        except TimeoutError as error:
            worker.kill()
            raise GraphError(f"no worker could be started on {folder}") from error
        except BaseException:
            worker.kill()
            raise
        return worker

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """The process runs."""
        self._transport = cast(asyncio.SubprocessTransport, transport)

    def pipe_data_received(self, fd: int, data: bytes) -> None:  # noqa: ARG002 - it speaks by one pipe
        """The process says something."""
        self._said += data
        while len(self._said) >= FRAME.size:
            kind, length = FRAME.unpack_from(self._said)
            end = FRAME.size + length
            if len(self._said) < end:
                break
            payload = bytes(self._said[FRAME.size : end])
            del self._said[:end]
            self._hear(kind, payload)

    def _hear(self, kind: bytes, payload: bytes) -> None:
        if self._call is not None:
            if self._call.hear(kind, payload):
                self._call = None
        elif kind == READY and not self._ready.done():
            record = orjson.loads(payload)
            self.version, self.base = record["version"], record["base"]
            self.counts, self.confined = record["counts"], record["confined"]
            self._ready.set_result(None)
        elif kind == PROBLEM and not self._ready.done():
            self._ready.set_exception(GraphError(orjson.loads(payload)["detail"]))

    def process_exited(self) -> None:
        """The process has ended: killed, or for want of memory."""
        self.alive = False
        if not self._ready.done():
            self._ready.set_exception(GraphError("a worker ended before it had opened the graph"))
        if self._call is not None:
            killed = self._transport is not None and self._transport.get_returncode() == -_SIGKILL
            self._call.end(LostProblem() if killed else Problem(503, out_of_memory(self._limits)))
            self._call = None

    def call(self, job: bytes) -> Call:
        """Begin a job."""
        assert self._transport is not None
        call = Call(self.version)
        pipe = cast(asyncio.WriteTransport | None, self._transport.get_pipe_transport(0))
        if not self.alive or pipe is None or pipe.is_closing():  # it has just ended
            self.alive = False
            call.end(LostProblem())
            return call
        self._call = call
        pipe.write(LENGTH.pack(len(job)) + job)
        return call

    def has_ended(self) -> bool:
        """Whether the process is gone, also where the event loop has not heard of it yet."""
        if not self.alive or self._transport is None:
            return True
        if not hasattr(os, "waitid"):
            return False
        try:
            ended = os.WEXITED | os.WNOHANG | os.WNOWAIT
            return os.waitid(os.P_PID, self._transport.get_pid(), ended) is not None
        except ChildProcessError:
            return True

    def yield_to_others(self) -> None:
        """Run only when those of the short lane have nothing to do."""
        if self._transport is not None and hasattr(os, "setpriority"):
            with suppress(OSError):
                os.setpriority(os.PRIO_PROCESS, self._transport.get_pid(), 15)

    def kill(self) -> None:
        """End it at once, whatever it does."""
        self.alive = False
        if self._transport is not None:
            with suppress(ProcessLookupError):
                self._transport.kill()
            self._transport.close()


class Call:
    """A job that a worker does, and its answer as it comes in."""

    def __init__(self, version: str) -> None:
        new = asyncio.get_running_loop().create_future
        self.reply: asyncio.Future[Reply] = new()
        """The answer, when it is whole or has grown long; Problem where there is none."""
        self.done: asyncio.Future[None] = new()
        """When the worker is free again, or ended."""
        self._soon: asyncio.Future[bool] = new()
        self._version = version
        self._head: dict[str, Any] = {}
        self._size = 0
        self._parts: list[bytes] = []
        self._growing: LongAnswer | None = None

    def hear(self, kind: bytes, payload: bytes) -> bool:
        """Take the next thing said; whether it was the last."""
        if kind == HEAD:
            self._head = orjson.loads(payload)
        elif kind == DATA:
            self._add(payload)
        elif kind in (END, PROBLEM):
            self.end(Problem.of_record(orjson.loads(payload)) if kind == PROBLEM else None)
            return True
        return False

    def _add(self, payload: bytes) -> None:
        if self._growing is not None:
            self._growing.add(payload)
            return
        self._parts.append(payload)
        self._size += len(payload)
        if self._size > _IN_MEMORY:
            self._growing = LongAnswer(b"".join(self._parts))
            self._parts.clear()
            self._answer(self._growing)

    def _answer(self, body: bytes | LongAnswer) -> None:
        if not self.reply.done():
            head = self._head
            self.reply.set_result(Reply(head["status"], head["type"], head["headers"], self._version, body))
        elif isinstance(body, LongAnswer):
            body.close()

    def end(self, problem: Problem | None = None) -> None:
        """The answer is whole; with a problem, there is none, or no more of it."""
        if self._growing is not None:
            self._growing.end(problem)
        elif problem is None:
            self._answer(b"".join(self._parts))
        elif not self.reply.done():
            self.reply.set_exception(problem)
        if not self.done.done():
            self.done.set_result(None)
        if not self._soon.done():
            self._soon.set_result(True)

    async def done_within(self, seconds: float) -> bool:
        """Wait that long at most; whether it is done. To be asked once."""
        timer = asyncio.get_running_loop().call_later(seconds, self._too_late)
        try:
            return await self._soon
        finally:
            timer.cancel()

    def _too_late(self) -> None:
        if not self._soon.done():
            self._soon.set_result(False)

    def whole(self) -> Reply:
        """The answer of a job that is done. Problem where there is none."""
        reply = self.reply.result()
        if isinstance(reply.body, LongAnswer) and reply.body.problem is not None:
            reply.body.close()
            raise reply.body.problem
        return reply

    def give_up(self) -> None:
        """Nobody waits for the answer any more."""
        if self.reply.done() and not self.reply.cancelled():
            self.reply.exception()  # seen
        if self._growing is not None:
            self._growing.close()
        self.reply.cancel()


def environment() -> dict[str, str]:
    """For processes of ours: they find this package wherever it lies, and nothing in the current folder."""
    package = str(Path(__file__).resolve().parent.parent.parent)
    path = os.pathsep.join(filter(None, [package, os.environ.get("PYTHONPATH")]))
    return {**os.environ, "PYTHONPATH": path, "PYTHONSAFEPATH": "1", "RUST_BACKTRACE": "0"}
