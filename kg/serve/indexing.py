"""The index of names of each version that is served, made beside by a process of its own."""

from __future__ import annotations

import asyncio
import os
import sys
from contextlib import suppress
from pathlib import Path

from kg.serve.processes import environment
from kg.serve.search import index_path

_SIGKILL = 9
_PAUSE = 2.0
"""Seconds before it is tried again."""


class Indexer:
    """Has indexes made; that of the newest version is kept."""

    def __init__(self, folder: Path, scratch: Path) -> None:
        self._folder = folder
        self._scratch = scratch
        self._tasks: set[asyncio.Task[None]] = set()

    def begin(self, version: str) -> None:
        """Begin to make the index of a version."""
        task = asyncio.ensure_future(self._make(version))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def wait(self, seconds: float) -> None:
        """Until the indexes that were begun are there, or until that time is over."""
        if self._tasks:
            await asyncio.wait(set(self._tasks), timeout=seconds)

    async def close(self) -> None:
        """Stop what is being made."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _make(self, version: str) -> None:
        """Have it made, again if its process is killed; indexes of other versions go."""
        kept = index_path(self._scratch, version)
        while await self._run() == -_SIGKILL:
            await asyncio.sleep(_PAUSE)
        if kept.exists():
            for other in self._scratch.glob("names-*"):
                if other != kept:
                    other.unlink(missing_ok=True)

    async def _run(self) -> int:
        """One process of low priority; its status."""
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "kg.serve.search", str(self._folder.absolute()), str(self._scratch)),
            env=environment(),
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.DEVNULL,
            start_new_session=True,  # Ctrl-C is for the server, which ends it
        )
        if hasattr(os, "setpriority"):
            with suppress(OSError):
                os.setpriority(os.PRIO_PROCESS, process.pid, 10)
        try:
            return await process.wait()
        finally:
            if process.returncode is None:
                with suppress(ProcessLookupError):
                    process.kill()
