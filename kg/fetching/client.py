"""One request after the other, as arXiv asks it of programs.

The rules are those of https://info.arxiv.org/help/api/tou.html: one connection, three seconds between
requests. When the API is overloaded it says so with status 429 or 503, gives an empty page, or cuts the
answer off; the request is then made again, each time after twice the wait, or after what `Retry-After` says.
"""

from __future__ import annotations

import os
import tempfile
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self, TypeVar
from urllib.parse import quote, urlencode, urljoin, urlsplit

from filelock import FileLock, Timeout

from kg.errors import FetchError
from kg.version import __version__

if TYPE_CHECKING:
    import httpx

T = TypeVar("T")

ENDPOINT = "https://export.arxiv.org/api/query"
PACE = 3.0
"""Seconds between the end of an answer and the next request."""
TRIES = 6
"""Of one request."""
TRIES_TO_CONNECT = 3
"""Of one request while nobody answers at all: there may be no network."""
BACK_OFF = 6.0
"""Seconds before the second try; doubled with each further one."""
PATIENCE = 600.0
"""Seconds; whoever asks for a longer wait is asked again another day."""
SLOWEST = 120.0
"""Seconds that a whole answer may take."""
LARGEST = 64 << 20
"""Bytes of an answer, unpacked."""

_TEMPORARY = {408, 425, 429, 500, 502, 503, 504}
_REDIRECTS = {301, 302, 303, 307, 308}
_MOST_REDIRECTS = 3
_SILENCE = 60.0


@dataclass(frozen=True, slots=True)
class Clock:
    """Time, so that tests need not wait for it."""

    monotonic: Callable[[], float] = time.monotonic
    sleep: Callable[[float], object] = time.sleep
    wall: Callable[[], float] = time.time
    """Seconds since 1970; only for dates in `Retry-After` and for the last request of another process."""


class Faulty(Exception):  # noqa: N818 - no error yet: the request is made again
    """An answer that another try may better. `wait`: seconds that the server asks for."""

    def __init__(self, reason: str, *, wait: float = 0.0, tries: int = TRIES) -> None:
        super().__init__(reason)
        self.wait = wait
        self.tries = tries


class BadRequestError(FetchError):
    """The API says that the request itself is wrong; asking again is of no use."""


class Client:
    """A connection to one endpoint; a context manager, since only one process at a time may hold it."""

    def __init__(
        self,
        endpoint: str = ENDPOINT,
        *,
        clock: Clock | None = None,
        tell: Callable[[str], object] = lambda _message: None,
    ) -> None:
        try:
            parts = urlsplit(endpoint)
            usable = parts.scheme in ("http", "https") and parts.hostname and parts.port != 0
        except ValueError:
            usable = False
        if not usable or not endpoint.isascii() or not endpoint.isprintable() or " " in endpoint:
            raise FetchError(f"{endpoint!r} is no address to ask; give one like {ENDPOINT}")
        self.endpoint = endpoint
        host = parts.netloc.rpartition("@")[2]
        self._shown = parts._replace(netloc=host).geturl()  # messages show no password
        self.clock = clock or Clock()
        self.requests = 0
        """How many were made."""
        self._tell = tell
        self._turn = _Turn(host, self.clock)
        self._last: float | None = None
        self._http: httpx.Client | None = None

    def __enter__(self) -> Self:
        import httpx  # noqa: PLC0415 - slow to load, and only wanted where a network is

        self._turn.take()
        try:
            self._http = httpx.Client(
                headers={"User-Agent": f"digestgraph/{__version__}", "Accept": "application/atom+xml"},
                timeout=httpx.Timeout(_SILENCE, connect=20.0),
                limits=httpx.Limits(max_connections=1),
            )
        except (ImportError, ValueError, httpx.InvalidURL) as error:
            self._turn.leave()
            raise FetchError(
                f"the proxy of the environment (HTTPS_PROXY, ALL_PROXY) cannot be used: {error}"
            ) from error
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._http:
            self._http.close()
        self._turn.leave()

    def ask(self, parameters: Mapping[str, str], read: Callable[[bytes], T]) -> T:
        """What `read` makes of the answer; it raises Faulty for one that should be asked for again.

        FetchError when the API cannot be reached, refuses, or gives nothing useful after all tries.
        """
        tried = 0
        while True:
            tried += 1
            try:
                return read(self._get(parameters))
            except Faulty as fault:
                wait = max(BACK_OFF * 2 ** (tried - 1), fault.wait)
                if fault.wait > PATIENCE:
                    raise FetchError(
                        f"{self._shown}: {fault}, and asks to wait {fault.wait:.0f} seconds; try again then"
                    ) from fault
                if tried >= fault.tries:
                    times = "once" if tried == 1 else f"{tried} times"
                    raise FetchError(f"{self._shown}: {fault} ({times}); try again later") from fault
                self._tell(f"{urlsplit(self.endpoint).hostname}: {fault}; asking again in {wait:.0f} s")
                self.clock.sleep(wait)

    def _get(self, parameters: Mapping[str, str]) -> bytes:
        joint = "&" if "?" in self.endpoint else "?"
        address = f"{self.endpoint}{joint}{urlencode(parameters, quote_via=quote)}"
        for _ in range(_MOST_REDIRECTS + 1):
            status, headers, body = self._request(address)
            if status in _REDIRECTS and "location" in headers:
                address = urljoin(address, headers["location"])
            else:
                break
        if status in _TEMPORARY:
            reason = "too many requests" if status == 429 else f"answered with status {status}"
            raise Faulty(reason, wait=_seconds(headers.get("retry-after", ""), self.clock))
        if status == 400:
            if b"<feed" in body[:2000]:
                return body  # the API explains in a feed what is wrong
            raise BadRequestError(f"the arXiv API refuses with status 400: {_beginning(body)}")
        if status != 200:
            raise FetchError(
                f"{self._shown} refuses with status {status}: {_beginning(body)}; "
                "wait some time, or name another address with --endpoint"
            )
        return body

    def _request(self, address: str) -> tuple[int, Mapping[str, str], bytes]:
        import httpx  # noqa: PLC0415 - see __enter__

        if self._http is None:
            raise RuntimeError("the client is used as a context manager")
        self._wait_for_turn()
        begun = self.clock.monotonic()
        body = bytearray()
        try:
            with self._http.stream("GET", address) as response:
                for chunk in response.iter_bytes():
                    body += chunk
                    if self.clock.monotonic() - begun > SLOWEST:
                        raise Faulty(f"the answer takes more than {SLOWEST:.0f} seconds")
                    if len(body) > LARGEST:
                        raise FetchError(f"{self._shown} gives more than {LARGEST >> 20} MiB at once")
                return response.status_code, response.headers, bytes(body)
        except httpx.ConnectError as error:
            raise Faulty(
                f"cannot be reached ({error}); is there a network?", tries=TRIES_TO_CONNECT
            ) from error
        except httpx.TimeoutException as error:
            raise Faulty("no answer in time") from error
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise Faulty(f"the connection broke ({error})") from error
        finally:
            self.requests += 1
            self._last = self.clock.monotonic()
            self._turn.mark()

    def _wait_for_turn(self) -> None:
        passed = self._turn.passed() if self._last is None else self.clock.monotonic() - self._last
        if passed < PACE:
            self.clock.sleep(PACE - passed)


class _Turn:
    """One connection of all of a user's processes on this machine to one host, and the pace between them.

    A file in the folder for temporary files is locked; another one was last changed at the last request.
    """

    def __init__(self, host: str, clock: Clock) -> None:
        user = os.getuid() if hasattr(os, "getuid") else 0
        safe = "".join(c if c.isalnum() or c in ".-" else "_" for c in host)
        name = f"digestgraph-{user}-{safe}"
        self._lock = FileLock(Path(tempfile.gettempdir(), f"{name}.lock"), timeout=0)
        self._last = Path(tempfile.gettempdir(), f"{name}.last")
        self._host = host
        self._clock = clock

    def take(self) -> None:
        try:
            self._lock.acquire()
        except Timeout as error:
            raise FetchError(
                f"another kg fetch is asking {self._host}, which wants one connection at a time; wait for it to end"
            ) from error
        except OSError:
            pass  # a courtesy, and no reason to fail where temporary files cannot be written

    def leave(self) -> None:
        self._lock.release()

    def passed(self) -> float:
        """Seconds since the last request of another process."""
        with suppress(OSError):
            return max(self._clock.wall() - self._last.stat().st_mtime, 0.0)
        return PACE

    def mark(self) -> None:
        now = self._clock.wall()
        with suppress(OSError):
            self._last.touch()
            os.utime(self._last, (now, now))


def _seconds(retry_after: str, clock: Clock) -> float:
    """What a Retry-After field asks for: seconds, or a date (RFC 9110, section 10.2.3); 0 if neither."""
    text = retry_after.strip()
    if text.isascii() and text.isdigit():
        return float(text[:9])
    try:
        moment = parsedate_to_datetime(text)
    except ValueError:
        return 0.0
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return max((moment - datetime.fromtimestamp(clock.wall(), UTC)).total_seconds(), 0.0)


def _beginning(body: bytes) -> str:
    text = " ".join(body[:2000].decode("utf-8", "replace").split())
    return repr(text[:100]) if text else "no explanation"
