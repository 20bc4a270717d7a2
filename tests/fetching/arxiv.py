"""A server on this machine that answers like the arXiv API: in its layout, with its faults, at no cost of time."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit
from xml.sax.saxutils import escape

from kg.fetching import Clock

FEED = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    '<feed xmlns="http://www.w3.org/2005/Atom" xmlns:arxiv="http://arxiv.org/schemas/atom" '
    'xmlns:opensearch="http://a9.com/-/spec/opensearch/1.1/">\n'
)


@dataclass(frozen=True)
class Held:
    """A paper that the server has."""

    id: str
    submitted: datetime
    category: str = "cs.LG"
    version: int = 1
    title: str = ""
    more: str = ""
    """Further elements of the entry."""

    def entry(self, version: int | None = None) -> str:
        stamp = f"{self.submitted:%Y-%m-%dT%H:%M:%SZ}"
        return (
            f"<entry><id>http://arxiv.org/abs/{self.id}v{version or self.version}</id>"
            f"<title>{escape(self.title or f'Paper {self.id}')}</title><updated>{stamp}</updated>"
            f"<summary>  What {self.id} is\n  about.\n</summary><published>{stamp}</published>"
            f'<category term="cs.AI"/><category term="{self.category}"/>'
            f'<arxiv:primary_category term="{self.category}"/>'
            f"<author><name>Ada {self.id[-1]} Lovelace</name></author>{self.more}</entry>\n"
        )


def papers(count: int, first: date = date(2026, 1, 1), a_day: int = 4, category: str = "cs.LG") -> list[Held]:
    """So many papers, some every day, oldest first."""
    return [
        Held(
            id=f"2601.{number:05}",
            submitted=datetime(first.year, first.month, first.day, 9)
            + timedelta(days=(number - 1) // a_day, minutes=number % a_day),
            category=category,
        )
        for number in range(1, count + 1)
    ]


@dataclass
class Reply:
    """What goes over the wire."""

    body: bytes
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    cut: int = 0
    """Bytes at the end that are announced and not sent."""
    silence: threading.Event | None = None
    """Sent before the rest of the body."""
    drip: Callable[[], object] | None = None
    """Called after the first half of the body."""


Fault = Callable[["Api", dict[str, str]], Reply]


def status(code: int, body: str = "", **headers: str) -> Fault:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return lambda _api, _asked: Reply(body.encode(), code, named)


def text(body: str) -> Fault:
    return lambda _api, _asked: Reply(body.encode())


def empty_page(api: Api, asked: dict[str, str]) -> Reply:
    """The fault the API is known for: it counts results and gives none."""
    return Reply(feed([], len(api.found(asked)), int(asked["start"])))


def no_results(api: Api, asked: dict[str, str]) -> Reply:
    return Reply(feed([], 0, int(asked["start"])))


def cut_off(api: Api, asked: dict[str, str]) -> Reply:
    return Reply(api.answer(asked), cut=300)


def half_a_feed(api: Api, asked: dict[str, str]) -> Reply:
    body = api.answer(asked)
    return Reply(body[: len(body) // 2])


def error_feed(message: str) -> str:
    return (
        f"{FEED}<opensearch:totalResults>1</opensearch:totalResults><entry>"
        f"<id>https://arxiv.org/api/errors#it</id><title>Error</title><summary>{message}</summary></entry></feed>"
    )


def feed(entries: list[str], total: int, start: int) -> bytes:
    head = (
        f"<opensearch:totalResults>{total}</opensearch:totalResults>"
        f"<opensearch:startIndex>{start}</opensearch:startIndex>"
    )
    return f"{FEED}{head}{''.join(entries)}</feed>".encode()


class Api:
    """The papers and what was asked. `faults`: number of a request (from 0) -> what it gets in place of the truth."""

    def __init__(self, held: list[Held], faults: dict[int, Fault] | None = None) -> None:
        self.held = held
        self.faults = faults or {}
        self.asked: list[dict[str, str]] = []
        self.agents: list[str] = []
        self.times: list[float] = []
        self.before: Callable[[int], object] = lambda _number: None
        """Called with the number of each request before it is answered."""
        self.now = 0.0
        self.waits: list[float] = []
        self.endpoint = ""

    @property
    def clock(self) -> Clock:
        """Time that passes only where somebody sleeps."""
        return Clock(monotonic=lambda: self.now, sleep=self.sleep, wall=lambda: 1_767_225_600 + self.now)

    def sleep(self, seconds: float) -> None:
        self.waits.append(seconds)
        self.now += seconds

    def found(self, asked: dict[str, str]) -> list[str]:
        if "id_list" in asked:
            held = {paper.id: paper for paper in self.held}
            found = []
            for one in asked["id_list"].split(","):
                paper, _, version = one.partition("v")
                if paper in held:
                    found.append(held[paper].entry(int(version) if version else None))
            return found
        query = re.fullmatch(
            r"\((.*)\) AND submittedDate:\[(\d{8})0000 TO (\d{8})2359\]", asked["search_query"]
        )
        assert query is not None, asked
        terms = [term.removeprefix("cat:") for term in query[1].split(" OR ")]
        assert (asked["sortBy"], asked["sortOrder"]) == ("submittedDate", "ascending")
        return [
            paper.entry()
            for paper in self.held
            if query[2] <= f"{paper.submitted:%Y%m%d}" <= query[3] and any(_is(paper, term) for term in terms)
        ]

    def answer(self, asked: dict[str, str]) -> bytes:
        found, start = self.found(asked), int(asked["start"])
        return feed(found[start : start + int(asked["max_results"])], len(found), start)

    def reply(self, asked: dict[str, str], agent: str) -> Reply:
        number = len(self.asked)
        self.asked.append(asked)
        self.agents.append(agent)
        self.times.append(self.now)
        self.before(number)
        fault = self.faults.get(number)
        return fault(self, asked) if fault else Reply(self.answer(asked))


def _is(paper: Held, term: str) -> bool:
    own = {paper.category, "cs.AI"}
    if term.endswith(".*"):
        return any(name.startswith(term.removesuffix("*")) for name in own)
    return term in own


@contextmanager
def serving(api: Api) -> Iterator[str]:
    """The address of a server with these papers."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked = {key: values[0] for key, values in parse_qs(urlsplit(self.path).query).items()}
            reply = api.reply(asked, self.headers["User-Agent"])
            try:
                self.send_response(reply.status)
                for name, value in reply.headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(reply.body)))
                self.end_headers()
                if reply.silence:
                    reply.silence.wait(5)
                half = len(reply.body) // 2
                self.wfile.write(reply.body[:half])
                self.wfile.flush()
                if reply.drip:
                    reply.drip()
                self.wfile.write(reply.body[half : len(reply.body) - reply.cut])
            except (BrokenPipeError, ConnectionResetError):
                pass
            self.close_connection = True

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        thread.start()
        api.endpoint = f"http://127.0.0.1:{server.server_address[1]}/api/query"
        try:
            yield api.endpoint
        finally:
            server.shutdown()
            thread.join()
