"""HTTP connections: what is written in one turn of the event loop goes out at once.

Head and body of a short answer are two writes of the HTTP library; sent as two packets they cost the server one
system call more, and the client one wake-up more.
"""

from __future__ import annotations

import asyncio
from typing import Any, cast

from uvicorn.protocols.http.auto import AutoHTTPProtocol

_MOST = 1 << 15
"""Bytes that are collected."""


class Collecting:
    """A transport that collects what is written until the loop comes round."""

    def __init__(self, transport: asyncio.Transport, loop: asyncio.AbstractEventLoop) -> None:
        self._transport = transport
        self._loop = loop
        self._held: list[bytes] = []
        self._size = 0

    def __getattr__(self, name: str) -> Any:
        return getattr(self._transport, name)

    def write(self, data: bytes) -> None:
        """Send later, in order."""
        if not self._held:
            self._loop.call_soon(self._send)
        self._held.append(data)
        self._size += len(data)
        if self._size > _MOST:  # so that who writes much hears when to wait
            self._send()

    def close(self) -> None:
        """Send what is collected, then close."""
        self._send()
        self._transport.close()

    def _send(self) -> None:
        if self._held:
            data = b"".join(self._held)
            self._held.clear()
            self._size = 0
            if not self._transport.is_closing():
                self._transport.write(data)


class Connection(AutoHTTPProtocol):  # type: ignore[misc, valid-type]
    """The HTTP library's own protocol, over such a transport."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """A client has come."""
        collecting = Collecting(cast(asyncio.Transport, transport), asyncio.get_running_loop())
        super().connection_made(cast(Any, collecting))
