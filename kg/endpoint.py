"""Ask a SPARQL server: one query, one answer (W3C SPARQL 1.1 Protocol).

An answer is read to its end before anything of it is used, into memory or, if it is large, a temporary file. So
one that breaks off is never taken for a whole one, and no question waits until another one's answer is read.
"""

from __future__ import annotations

import io
import json
import os
import re
import tempfile
import weakref
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, BinaryIO

from kg.errors import GraphError, QueryError
from kg.version import __version__

if TYPE_CHECKING:
    import httpx

SILENCE = 300.0
"""Seconds that a server may say nothing."""
_CONNECT = 15.0
_IN_MEMORY = 8 << 20
"""Bytes of an answer that are held in memory."""
_SHOWN = 300
"""Signs of a server's own message that are shown."""
_GUIDE = "docs/servers.md tells how each kind of server is set up"


class RefusedError(QueryError):
    """The server says that it cannot make sense of the query."""


class _Body(io.RawIOBase):
    """Bytes, in memory or, if there are many, in a temporary file; written first, then read from the beginning."""

    def __init__(self) -> None:
        self._file = tempfile.SpooledTemporaryFile(_IN_MEMORY)  # noqa: SIM115 - closed with this

    def readable(self) -> bool:
        return True

    def writable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        return self._file.write(data)

    def readinto(self, buffer: Any) -> int:
        data = self._file.read(len(buffer))
        buffer[: len(data)] = data
        return len(data)

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        return self._file.seek(offset, whence)

    def tell(self) -> int:
        return self._file.tell()

    def close(self) -> None:
        """Let go of the bytes; done by itself when nobody holds them any more."""
        self._file.close()
        super().close()


@dataclass(frozen=True, slots=True)
class Reply:
    """A whole answer."""

    body: BinaryIO
    media: str
    """Its media type, without parameters."""
    most_rows: int | None
    """Rows at which the server cuts answers off, where it says so."""


class Endpoint:
    """A server, by the address that takes its queries."""

    def __init__(self, address: str, token: str = "", silence: float = SILENCE) -> None:
        """`token` goes along as a bearer token; a name and password may stand in the address.

        GraphError if it is no address.
        """
        import httpx  # noqa: PLC0415 - slow to load, and only wanted where a server is

        self.shown = shown(address)
        headers = {"User-Agent": f"digestgraph/{__version__}"}
        try:
            if token:
                headers["Authorization"] = f"Bearer {token}"
            self._address = httpx.URL(self.shown if token else address)
            self._http = httpx.Client(headers=headers, timeout=httpx.Timeout(silence, connect=_CONNECT))
        except (ImportError, ValueError, httpx.InvalidURL) as error:
            raise GraphError(f"{self.shown} cannot be asked: {error}") from error
        weakref.finalize(self, self._http.close)
        self._silence = silence
        self._direct = False

    def ask(self, query: str, accept: str, graphs: Sequence[str] = ()) -> Reply:
        """The answer to a query, in one of the media types that `accept` lists.

        With `graphs` their union is the default graph, and they are the named ones. RefusedError if the server
        does not understand the query; GraphError if it does not answer, or not to the end.
        """
        import httpx  # noqa: PLC0415

        body = _Body()
        try:
            with self._http.stream("POST", self._address, **self._request(query, accept, graphs)) as answer:
                if answer.status_code in (405, 415) and not self._direct:
                    self._direct = True  # it takes no forms
                    answer.close()
                    return self.ask(query, accept, graphs)
                for piece in answer.iter_bytes():
                    body.write(piece)
        except (httpx.InvalidURL, httpx.UnsupportedProtocol, httpx.LocalProtocolError, UnicodeError) as error:
            raise GraphError(f"{self.shown} is no address that can be asked: {error}") from error
        except (httpx.ConnectError, httpx.ConnectTimeout, httpx.ProxyError) as error:
            raise GraphError(
                f"{self.shown} cannot be reached ({_reason(error)}); is the server up, and the address right?"
            ) from error
        except httpx.TimeoutException as error:
            raise GraphError(
                f"{self.shown} says nothing for {self._silence:g} seconds; ask for less, or ask again later"
            ) from error
        except (httpx.TransportError, httpx.DecodingError, httpx.StreamError) as error:
            raise GraphError(
                f"the answer of {self.shown} broke off after {body.tell():,} bytes ({_reason(error)}); ask again"
            ) from error
        body.seek(0)
        whole = io.BufferedReader(body)
        media = answer.headers.get("Content-Type", "").partition(";")[0].strip().lower()
        if answer.status_code != 200:
            raise self._failure(answer, media, whole.read(1 << 16).decode("utf-8", "replace"))
        if answer.headers.get("X-SQL-State", "").startswith("S1T"):  # Virtuoso's answer of what it has so far
            raise self._out_of_time("it gave only a part of the answer")
        limit = answer.headers.get("X-SPARQL-MaxRows", "")
        return Reply(whole, media, int(limit) if limit.isdecimal() else None)

    def _request(self, query: str, accept: str, graphs: Sequence[str]) -> dict[str, Any]:
        dataset = {"default-graph-uri": list(graphs), "named-graph-uri": list(graphs)} if graphs else {}
        headers = {"Accept": accept}
        if not self._direct:
            return {"data": {"query": query, **dataset}, "headers": headers}
        headers["Content-Type"] = "application/sparql-query"
        asked = {"content": query.encode(), "headers": headers}
        return asked | {"params": self._address.params.merge(dataset)} if dataset else asked

    def _failure(self, answer: httpx.Response, media: str, text: str) -> GraphError | QueryError:
        status = answer.status_code
        said = _message(text, media)
        tail = f": {said}" if said else ""
        if status in (301, 302, 303, 307, 308):
            place = answer.headers.get("Location", "elsewhere")
            return GraphError(f"{self.shown} sends on to {place}; give that address with -g")
        if status in (401, 403):
            return GraphError(
                f"{self.shown} does not let you in (status {status}){tail}; give a token with --token or KG_TOKEN, "
                "or a name and password in the address (https://NAME:PASSWORD@host/...)"
            )
        if status in (404, 405, 410, 415):
            return GraphError(
                f"{self.shown} takes no SPARQL queries (status {status}); give the address that does, "
                f"which often ends in /sparql or /query; {_GUIDE}"
            )
        if status in (206, 408, 503, 504) or "timeout" in said.lower().replace(" ", "").replace("-", ""):
            return self._out_of_time(f"status {status}{tail}")
        if status == 429:
            return GraphError(f"{self.shown} has too much to do for you (status 429){tail}; ask again later")
        if status in (400, 422):
            return RefusedError(f"{self.shown} refuses the query{tail}")
        return GraphError(f"{self.shown} failed (status {status}){tail}")

    def _out_of_time(self, what: str) -> GraphError:
        return GraphError(
            f"{self.shown} has a limit of time or is overloaded ({what}); ask for less (-n), or raise its limit"
        )


def shown(address: str) -> str:
    """An address without its name and password, for messages."""
    return re.sub(r"(?<=//)[^/?#]*@", "", address)


def _reason(error: Exception) -> str:
    return str(error) or type(error).__name__


def _message(text: str, media: str) -> str:
    """What a server says in an answer that is an error, in one line."""
    if media.endswith("json"):
        try:
            record = json.loads(text)
        except ValueError:
            record = None
        if isinstance(record, dict):
            names = ("exception", "detail", "message", "error", "title")
            text = next((str(record[name]) for name in names if record.get(name)), "")
    elif "html" in media or text.lstrip()[:1] == "<":
        title = re.search(r"<title[^>]*>(.*?)</title>", text, re.IGNORECASE | re.DOTALL)
        text = title[1] if title else ""
    line = " ".join(text.split())
    return line if len(line) <= _SHOWN else f"{line[:_SHOWN]}…"
