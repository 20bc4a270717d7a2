"""The pool of worker processes: a short lane that stays free, a few places for slow queries, a time limit.

Every job begins in the short lane. One that is not done after `Limits.quick_seconds` moves on to a place for
slow ones: its worker leaves the lane (with a lower priority), and a fresh one takes its place there. Where
all such places are taken, its worker is killed and it begins again when one is free. At the time limit the
worker is killed: an engine in the middle of a query hears nothing else.

A new version of the graph gets fresh workers; those of the old one serve until the fresh ones are ready,
and end when they have done what they are at.
"""

from __future__ import annotations

import asyncio
import time
from collections import deque
from collections.abc import Callable, Coroutine
from contextlib import suppress
from pathlib import Path
from typing import Any

from kg.errors import GraphError
from kg.folder import MANIFEST
from kg.serve.limits import Limits
from kg.serve.long_answer import LongAnswer
from kg.serve.problem import Problem
from kg.serve.processes import Call, LostProblem, Reply, Worker

_WATCHED_EACH = 0.5
_TRIED_AGAIN = 5.0


class Pool:
    """The workers of a graph folder."""

    def __init__(
        self, folder: Path, limits: Limits, scratch: Path, changed: Callable[[str], object] = bool
    ) -> None:
        """`changed` is called with each new version's name when its workers are ready."""
        self.folder = folder
        self.limits = limits
        self.version = ""
        self.base = ""
        self.counts: dict[str, int] = {}
        self.confined = True
        self._scratch = scratch
        self._changed = changed
        self._idle: deque[Worker] = deque()
        self._waiting: deque[asyncio.Future[Worker]] = deque()
        self._slow = asyncio.Semaphore(limits.slow_workers)
        self._waiting_slow = 0
        self._all: set[Worker] = set()
        self._lane: set[Worker] = set()
        """Those of the short lane, at work or idle."""
        self._coming = 0
        self._tasks: set[asyncio.Task[None]] = set()

    async def open(self) -> None:
        """Start the workers of the short lane; GraphError where there is no graph to serve."""
        seen = self._stamp()
        await self._renew()
        self._spawn(self._watch(seen))

    async def close(self) -> None:
        """End all workers."""
        for task in list(self._tasks):
            task.cancel()
        for worker in list(self._all):
            worker.kill()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def begin(self, job: bytes) -> Reply | Coroutine[Any, Any, Reply]:
        """The answer of a job, or of one that takes longer, what to await for it.

        Problem where there is none, 503 at the time limit. Where the one who awaits is cancelled, the job is
        stopped; so it is where the reader of a long answer leaves. One that meets a limit when it is already
        being read breaks off. One whose worker was killed in the short lane begins again: nothing is lost by
        that, and the worker may have been as good as dead when it got the job.
        """
        for _ in range(self.limits.quick_workers):
            with suppress(LostProblem):
                return await self._begin(job)
        return await self._begin(job)

    async def _begin(self, job: bytes) -> Reply | Coroutine[Any, Any, Reply]:
        worker = await self._take()
        call = worker.call(job)
        begun = time.monotonic()
        quick = min(self.limits.quick_seconds, self.limits.seconds)
        slow = False
        try:
            if await call.done_within(quick):
                return call.whole()
            if self.limits.seconds <= quick:
                raise self._too_slow()
            if not self._slow.locked():
                slow = await self._slow.acquire()
                worker.yield_to_others()
                self._lane.discard(worker)
                self._fill()
                return self._go_on(worker, call, begun)
        finally:
            if not slow:
                self._settle(worker, call)
        return self._run_later(job)

    async def _run_later(self, job: bytes) -> Reply:
        """Begin a slow job again when there is a place for it."""
        if self._waiting_slow >= self.limits.waiting:
            raise Problem(503, "too many slow queries are waiting; try again later", Retry_After="10")
        self._waiting_slow += 1
        try:
            await self._slow.acquire()
        finally:
            self._waiting_slow -= 1
        try:
            worker = await self._start()
        except GraphError as error:
            self._slow.release()
            raise LostProblem from error
        except BaseException:
            self._slow.release()
            raise
        worker.yield_to_others()
        return await self._go_on(worker, worker.call(job), time.monotonic())

    async def _go_on(self, worker: Worker, call: Call, begun: float) -> Reply:
        """The answer of a slow job, which has a place; a long one is given while the job goes on."""
        going_on = False
        try:
            await asyncio.wait({call.reply}, timeout=max(self._left(begun), 0))
            if not call.reply.done():
                raise self._too_slow()
            reply = call.reply.result()
            if isinstance(reply.body, LongAnswer) and not call.done.done():
                going_on = True
                self._spawn(self._watch_over(worker, call, begun, reply.body))
            return reply
        finally:
            if not going_on:
                if not call.done.done():
                    call.give_up()
                self._slow.release()
                self._end(worker)

    async def _watch_over(self, worker: Worker, call: Call, begun: float, body: LongAnswer) -> None:
        """Until a long answer is whole, its reader leaves, or the time limit."""
        try:
            both = {call.done, body.left}
            await asyncio.wait(both, timeout=max(self._left(begun), 0), return_when=asyncio.FIRST_COMPLETED)
            if not call.done.done():
                call.end(self._too_slow())
        finally:
            self._slow.release()
            self._end(worker)

    def _left(self, begun: float) -> float:
        return self.limits.seconds - (time.monotonic() - begun)

    def _too_slow(self) -> Problem:
        return Problem(
            503,
            f"stopped after {self.limits.seconds:g} s, the limit here; ask for less, or run it on a copy of "
            "the graph with: kg query",
        )

    async def _take(self) -> Worker:
        """A worker of the short lane, as soon as there is one."""
        while self._idle:
            worker = self._idle.pop()
            if not worker.has_ended():
                return worker
            self._end(worker)  # it ended by itself, or by the system's hand
            self._fill()
        if len(self._waiting) >= self.limits.waiting:
            raise Problem(503, "too many requests are waiting; try again later", Retry_After="5")
        turn: asyncio.Future[Worker] = asyncio.get_running_loop().create_future()
        self._waiting.append(turn)
        try:
            return await turn
        except asyncio.CancelledError:
            if turn.done() and not turn.cancelled():
                self._give(turn.result())
            raise

    def _give(self, worker: Worker) -> None:
        """Let a worker do what waits next in the short lane, if it belongs there still."""
        if worker not in self._lane:
            self._end(worker)
            return
        while self._waiting:
            turn = self._waiting.popleft()
            if not turn.done():
                turn.set_result(worker)
                return
        self._idle.append(worker)

    def _settle(self, worker: Worker, call: Call) -> None:
        """After a job: a worker that is free again goes back, one that is not is replaced."""
        if call.done.done() and worker.alive:
            self._give(worker)
            return
        self._end(worker)
        self._fill()
        if not call.done.done():
            call.give_up()

    def _end(self, worker: Worker) -> None:
        worker.kill()
        self._lane.discard(worker)
        self._all.discard(worker)

    def _fill(self) -> None:
        """Start what the short lane lacks."""
        while len(self._lane) + self._coming < self.limits.quick_workers:
            self._coming += 1
            self._spawn(self._add())

    def _spawn(self, what: Coroutine[Any, Any, None]) -> None:
        task = asyncio.ensure_future(what)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _start(self) -> Worker:
        worker = await Worker.start(self.folder, self.limits, self._scratch)
        self._all.add(worker)
        return worker

    async def _add(self) -> None:
        """One worker more for the short lane; tried again while the graph cannot be opened."""
        try:
            while True:
                try:
                    worker = await self._start()
                    break
                except GraphError:
                    await asyncio.sleep(1)
        finally:
            self._coming -= 1
        if worker.version == self.version and len(self._lane) < self.limits.quick_workers:
            self._lane.add(worker)
        self._give(worker)

    async def _renew(self) -> None:
        """Workers on the newest version take the place of all there are."""
        count = self.limits.quick_workers
        fresh = await asyncio.gather(*(self._start() for _ in range(count)), return_exceptions=True)
        ready = [worker for worker in fresh if isinstance(worker, Worker)]
        failed = [error for error in fresh if isinstance(error, BaseException)]
        if failed:
            for worker in ready:
                self._end(worker)
            raise failed[0]
        newest = ready[-1]
        self.version, self.base, self.counts = newest.version, newest.base, newest.counts
        self.confined = newest.confined
        old, self._idle = self._idle, deque()
        self._lane = {worker for worker in ready if worker.version == newest.version}
        for worker in [*old, *ready]:
            self._give(worker)
        self._changed(self.version)

    def _stamp(self) -> tuple[int, int]:
        try:
            status = (self.folder / MANIFEST).stat()
        except OSError:
            return 0, 0
        return status.st_mtime_ns, status.st_ino

    async def _watch(self, seen: tuple[int, int]) -> None:
        """Look for new versions; a graph that cannot be opened is tried again, and the old one served."""
        while True:
            await asyncio.sleep(_WATCHED_EACH)
            stamp = self._stamp()
            if stamp in (seen, (0, 0)):
                continue
            try:
                await self._renew()
                seen = stamp
            except GraphError:
                await asyncio.sleep(_TRIED_AGAIN)
