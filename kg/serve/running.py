"""Listen, and serve a graph folder until told to stop."""

from __future__ import annotations

import asyncio
import logging
import signal
import socket
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

import uvicorn

from kg.errors import KgError
from kg.serve.app import App
from kg.serve.connection import Connection
from kg.serve.indexing import Indexer
from kg.serve.limits import Limits
from kg.serve.workers import Pool


def serve(
    folder: Path, host: str, port: int, token: str, limits: Limits, ready: Callable[[str, Pool], object]
) -> None:
    """Serve until interrupted; `ready` is given the address when the graph is open.

    KgError where the port is taken; GraphError where there is no graph.
    """
    listener = _listen(host, port)
    signal.signal(signal.SIGTERM, _leave)
    try:
        with (
            TemporaryDirectory(prefix="kg-serve-") as scratch,
            asyncio.Runner(loop_factory=_loop()) as runner,
        ):
            runner.run(_serve(folder, listener, token, limits, Path(scratch), ready))
    finally:
        listener.close()


def _worth_saying(said: logging.LogRecord) -> bool:
    """Not of answers that break off, which is to look so (no last chunk), nor of those that the end cuts short."""
    return not any(words in str(said.msg) for words in ("without completing", "timeout graceful shutdown"))


def _leave(*_: object) -> None:
    raise SystemExit(0)  # through all that is to be tidied up


def _loop() -> Callable[[], asyncio.AbstractEventLoop] | None:
    """The quicker event loop where there is one; None for Python's own."""
    try:
        import uvloop  # noqa: PLC0415 - not on Windows
    except ImportError:
        return None
    return uvloop.new_event_loop


def _listen(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # the protocol is named so that what is accepted gets TCP_NODELAY: without it each answer waits 40 ms
    listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((host, port))
    except OSError as error:
        listener.close()
        raise KgError(
            f"cannot listen on {host}:{port} ({error.strerror or error}); choose others with --host and --port"
        ) from error
    return listener


async def _serve(
    folder: Path,
    listener: socket.socket,
    token: str,
    limits: Limits,
    scratch: Path,
    ready: Callable[[str, Pool], object],
) -> None:
    indexer = Indexer(folder, scratch)
    pool = Pool(folder, limits, scratch, indexer.begin)
    try:
        await pool.open()
        config = uvicorn.Config(
            App(pool, limits, token),
            http=Connection,
            log_level="error",
            access_log=False,
            lifespan="off",
            server_header=False,
            ws="none",
            timeout_graceful_shutdown=2,
        )
        logging.getLogger("uvicorn.error").addFilter(_worth_saying)
        host, port = listener.getsockname()[:2]
        ready(f"http://{f'[{host}]' if ':' in host else host}:{port}/", pool)
        await uvicorn.Server(config).serve(sockets=[listener])
    finally:
        await indexer.close()
        await pool.close()
