"""The service: addresses to jobs, jobs to workers, answers to clients.

Every response bears the security headers below; a strict content security policy lets pages load nothing
but the scripts and styles of this service. With a token, nothing is answered without it.
"""

from __future__ import annotations

import asyncio
import re
from collections import Counter
from collections.abc import Awaitable, Callable, Coroutine, Mapping
from contextlib import suppress
from functools import lru_cache
from importlib import resources
from typing import Any, TypeVar
from urllib.parse import urlencode

import orjson
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.types import Message, Receive, Scope, Send

from kg.serve import ontology
from kg.serve.addresses import PAGES
from kg.serve.entering import Door, see, sent_path
from kg.serve.limits import Limits
from kg.serve.long_answer import LongAnswer
from kg.serve.negotiation import GRAPHS, HTML, ROWS, accept_of, form_of, quality
from kg.serve.openapi import description
from kg.serve.pages.rendering import render
from kg.serve.problem import Problem
from kg.serve.processes import Reply
from kg.serve.protocol import METHODS, parse_fields, query_job
from kg.serve.replies import Cache, problem_response, respond
from kg.serve.workers import Pool

T = TypeVar("T")
_CACHE = 64 << 20
_HOST = re.compile(r"[\w.\-]+(:\d+)?|\[[0-9a-fA-F:.]+\](:\d+)?")
_LONGEST_TEXT = 300
"""Of what people search for."""
_SECURITY = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "Content-Location, ETag, Link, Location, Retry-After",
}
_POLICY, *_SECURED = [(n.lower().encode(), v.encode()) for n, v in _SECURITY.items()]
_PREFLIGHT = {
    "Allow": METHODS,
    "Access-Control-Allow-Methods": METHODS,
    "Access-Control-Allow-Headers": "Accept, Authorization, Content-Type, If-None-Match",
    "Access-Control-Max-Age": "86400",
}
_TYPES = {".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".svg": "image/svg+xml"}
_ROBOTS = b"User-agent: *\nDisallow: /sparql\nDisallow: /query\nDisallow: /search\nDisallow: /network\n"


class App:
    """The service as an ASGI application."""

    def __init__(self, pool: Pool, limits: Limits, token: str = "") -> None:
        """`token`: what clients must show; "" where all may read."""
        self._pool = pool
        self._limits = limits
        self._door = Door(token)
        self._cache = Cache(_CACHE)
        self._busy: Counter[str] = Counter()
        self._files = _static() | {
            "/completions.json": (orjson.dumps(ontology.completions()), "application/json"),
            "/context.jsonld": (ontology.context_file(), "application/ld+json"),
            "/robots.txt": (_ROBOTS, "text/plain; charset=utf-8"),
            "/openapi.json": (orjson.dumps(description()), "application/json"),
        }
        self._files["/favicon.ico"] = self._files["/static/icon.svg"]
        self._pages: dict[str, Callable[[Request, dict[str, str]], Awaitable[Response]]] = {
            "/": self._home,
            "/query": self._query_page,
            "/queries": self._queries,
            "/search": self._search,
            "/suggest": self._suggest,
            "/new": self._new,
            "/network": self._network,
            "/resource": self._resource,
        }

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            return
        request = Request(scope, receive)
        try:
            response = await self._answer(request)
        except Problem as problem:
            response = self._problem(request, problem)
        except ClientDisconnect:
            return
        except asyncio.CancelledError:  # by uvicorn, which has waited long enough
            response = self._problem(request, Problem(503, "the server ends before this is done"))

        async def secured(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = message["headers"]
                own = any(name == _POLICY[0] for name, _ in headers)
                headers += _SECURED if own else [_POLICY, *_SECURED]
            await send(message)

        with suppress(asyncio.CancelledError):  # the connection is closed without the end of the answer
            await response(scope, receive, secured)

    async def _answer(self, request: Request) -> Response:
        path = request.scope["path"]
        if request.method == "OPTIONS":
            return Response(status_code=204, headers=_PREFLIGHT)
        if path == "/login":
            return await self._door.login(request, self._pool.base)
        if not path.startswith("/static/"):
            entered = self._door.entered(request)
            if entered is not None:
                return entered
        if path == "/sparql":
            return await self._sparql(request)
        if request.method not in ("GET", "HEAD"):
            raise Problem(
                405, f"this can be read (GET), not changed by {request.method}", Allow="GET, HEAD, OPTIONS"
            )
        if path in self._files:
            return _file(request, *self._files[path])
        fields = dict(reversed(parse_fields(request.scope["query_string"], "the query string")))
        if path in self._pages:
            return await self._pages[path](request, fields)
        return await self._thing(request, fields)

    # what is at which address

    async def _sparql(self, request: Request) -> Response:
        if request.method not in ("GET", "HEAD", "POST"):
            raise Problem(405, f"queries are sent by GET or POST, not {request.method}", Allow=METHODS)
        job = await query_job(request, self._limits)
        html = _prefers_html(accept_of(request))
        if job is None:
            if html:
                return see("/query")
            endpoint = f"{origin(request)}/sparql"
            return await self._do(
                request, {"job": "service", "accept": accept_of(request), "endpoint": endpoint}
            )
        if html and request.method != "POST" and not job["format"]:
            return see(f"/query?{urlencode({'query': job['query']})}")
        return await self._do(request, job)

    async def _home(self, request: Request, _: dict[str, str]) -> Response:
        return await self._do(request, {"job": "home"})

    async def _queries(self, request: Request, _: dict[str, str]) -> Response:
        return await self._do(request, {"job": "queries"})

    async def _search(self, request: Request, fields: dict[str, str]) -> Response:
        text = fields.get("q", "").strip()[:_LONGEST_TEXT]
        return await self._do(request, {"job": "search", "q": text, "kind": fields.get("kind", "")})

    async def _suggest(self, request: Request, fields: dict[str, str]) -> Response:
        text = fields.get("q", "").strip()[:_LONGEST_TEXT]
        return await self._do(request, {"job": "suggest", "q": text, "kind": fields.get("kind", "")})

    async def _new(self, request: Request, fields: dict[str, str]) -> Response:
        by, until = fields.get("by", "day"), fields.get("until", "")
        return await self._do(request, {"job": "new", "by": by, "until": until, "page": _page(fields)})

    async def _network(self, request: Request, fields: dict[str, str]) -> Response:
        if not fields.get("iri"):
            raise Problem(400, "name what to draw: /network?iri=IRI")
        return await self._do(request, {"job": "network", "iri": fields["iri"]})

    async def _query_page(self, request: Request, fields: dict[str, str]) -> Response:
        text = fields.get("query", "")
        if len(text.encode()) > self._limits.query_length:
            raise Problem(
                414, f"the query is longer than {self._limits.query_length:,} bytes, the limit here"
            )
        settings = {name.removeprefix("set."): v for name, v in fields.items() if name.startswith("set.")}
        name, shown_as = fields.get("name", ""), fields.get("as", "")
        job = {"job": "query page", "query": text, "name": name, "settings": settings, "as": shown_as}
        return await self._do(request, job)

    async def _resource(self, request: Request, fields: dict[str, str]) -> Response:
        if not fields.get("iri"):
            raise Problem(400, "name a thing: /resource?iri=IRI")
        return await self._document(request, "", fields["iri"], fields)

    async def _thing(self, request: Request, fields: dict[str, str]) -> Response:
        path = sent_path(request).lstrip("/")
        stem, _, suffix = path.rpartition(".")
        form = form_of(suffix)
        if path == "ontology" or (stem == "ontology" and form):
            accept = form.type if stem and form else accept_of(request)
            return await self._do(request, {"job": "ontology", "accept": accept})
        if path.partition("/")[0] in PAGES:
            raise Problem(404, "there is no such page")
        return await self._document(request, path, "", fields)

    async def _document(self, request: Request, path: str, iri: str, fields: dict[str, str]) -> Response:
        job = {
            "job": "thing",
            "path": path,
            "iri": iri,
            "accept": accept_of(request),
            "origin": origin(request),
            "page": _page(fields),
        }
        return await self._do(request, job)

    # having it done

    async def _do(self, request: Request, job: Mapping[str, object]) -> Response:
        """Have a job done and send its answer; Problem where there is none."""
        try:
            data = orjson.dumps(job, option=orjson.OPT_SORT_KEYS)
        except TypeError as error:
            raise Problem(400, "the request holds what is no text") from error
        return respond(request, await self._reply(request, data), data)

    async def _reply(self, request: Request, job: bytes) -> Reply:
        """The answer of a job: kept from before, or made now."""
        kept = self._cache.get(self._pool.version, job)
        if kept is not None:
            return kept
        client = request.client.host if request.client else ""
        if self._busy[client] >= self._limits.per_client:
            told = f"no more than {self._limits.per_client} requests at a time, please"
            raise Problem(429, told, Retry_After="2")
        self._busy[client] += 1
        growing: LongAnswer | None = None
        try:
            reply = await self._pool.begin(job)
            if not isinstance(reply, Reply):
                reply = await _while_connected(request, reply)
            if isinstance(reply.body, LongAnswer):
                growing = reply.body
                growing.left.add_done_callback(lambda _: self._done_for(client))
                if not _can_break_off(request):
                    await _while_connected(request, growing.whole())
        except BaseException:
            if growing is not None:
                growing.close()
            raise
        finally:
            if growing is None:
                self._done_for(client)
        self._cache.put(job, reply)
        return reply

    def _done_for(self, client: str) -> None:
        self._busy[client] -= 1
        if not self._busy[client]:
            del self._busy[client]

    def _problem(self, request: Request, problem: Problem) -> Response:
        page = None
        if request.scope["path"] != "/sparql" and problem.status != 401:
            page = render(
                "problem.html",
                self._pool.base,
                status=problem.status,
                title=problem.title,
                detail=problem.detail,
                papers_in_all=self._pool.counts.get("papers", 0),
            )
        if problem.status == 401:
            page = render("login.html", self._pool.base, complaint="")
        return problem_response(request, problem, page)


def _can_break_off(request: Request) -> bool:
    """Whether the client would notice that an answer is not whole: HTTP/1.0 takes a close for the end."""
    return bool(request.scope["http_version"] != "1.0" and request.method != "HEAD")


async def _while_connected(request: Request, work: Coroutine[Any, Any, T]) -> T:
    """Work until it is done, or until nobody waits for it any more."""
    task = asyncio.ensure_future(work)
    gone: asyncio.Future[Any] | None = None
    try:
        while not task.done():
            if gone is None:
                gone = asyncio.ensure_future(request.receive())
            both: list[asyncio.Future[Any]] = [task, gone]
            await asyncio.wait(both, return_when=asyncio.FIRST_COMPLETED)
            if gone.done():
                if gone.result()["type"] == "http.disconnect":
                    raise ClientDisconnect
                gone = None
        return task.result()
    finally:
        for left in (task, gone):
            if left is not None and not left.done():
                left.cancel()


@lru_cache(maxsize=1024)
def _prefers_html(accept: str) -> bool:
    """Whether a page is liked better than any form of data."""
    data = max(quality(accept, type_) for form in (*ROWS, *GRAPHS) for type_ in form.types)
    return quality(accept, HTML.type) > data


def _page(fields: Mapping[str, str]) -> int:
    """Which page of a list is asked for, counted from 1."""
    page = fields.get("page", "1")
    return max(int(page), 1) if re.fullmatch(r"[0-9]{1,6}", page) else 1


def origin(request: Request) -> str:
    """Scheme and host that the client used."""
    host = request.headers.get("host", "")
    return f"{request.url.scheme}://{host if _HOST.fullmatch(host) else 'localhost'}"


def _static() -> dict[str, tuple[bytes, str]]:
    folder = resources.files("kg.serve") / "static"
    return {
        f"/static/{file.name}": (file.read_bytes(), _TYPES[f".{file.name.rpartition('.')[2]}"])
        for file in folder.iterdir()
        if f".{file.name.rpartition('.')[2]}" in _TYPES
    }


def _file(request: Request, data: bytes, type_: str) -> Response:
    reply = Reply(200, type_, {"Vary": "Accept-Encoding"}, "", data)
    return respond(request, reply, data)
