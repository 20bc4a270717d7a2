"""The service: addresses to jobs, jobs to workers, answers to clients.

Every response bears the security headers below; a strict content security policy lets pages load nothing
but the scripts and styles of this service. With a token, nothing is answered without it.
"""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import re
from collections import Counter
from collections.abc import Awaitable, Callable, Coroutine, Mapping
from functools import lru_cache
from http.cookies import CookieError, SimpleCookie
from importlib import resources
from typing import Any, TypeVar
from urllib.parse import parse_qsl, quote, urlencode

import orjson
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.types import Message, Receive, Scope, Send

from kg.serve import ontology
from kg.serve.addresses import PAGES
from kg.serve.limits import Limits
from kg.serve.long_answer import LongAnswer
from kg.serve.negotiation import GRAPHS, HTML, ROWS, quality
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
_COOKIE = "digestgraph"
_ROBOTS = b"User-agent: *\nDisallow: /sparql\nDisallow: /query\nDisallow: /search\nDisallow: /network\n"


class App:
    """The service as an ASGI application."""

    def __init__(self, pool: Pool, limits: Limits, token: str = "") -> None:
        """`token`: what clients must show; "" where all may read."""
        self._pool = pool
        self._limits = limits
        self._token = token
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

        async def secured(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = message["headers"]
                own = any(name == _POLICY[0] for name, _ in headers)
                headers += _SECURED if own else [_POLICY, *_SECURED]
            await send(message)

        await response(scope, receive, secured)

    async def _answer(self, request: Request) -> Response:
        path = request.scope["path"]
        if request.method == "OPTIONS":
            return Response(status_code=204, headers=_PREFLIGHT)
        if path == "/login":
            return await self._login(request)
        if self._token and not path.startswith("/static/"):
            entered = self._entered(request)
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
        html = _prefers_html(_accept(request))
        if job is None:
            if html:
                return _see("/query")
            endpoint = f"{origin(request)}/sparql"
            return await self._do(
                request, {"job": "service", "accept": _accept(request), "endpoint": endpoint}
            )
        if html and request.method != "POST" and not job["format"]:
            return _see(f"/query?{urlencode({'query': job['query']})}")
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
        return await self._do(request, {"job": "new", "by": by, "until": until})

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
        raw = request.scope.get("raw_path") or quote(request.scope["path"], safe="/%").encode("ascii")
        path = raw.decode("latin-1").partition("?")[0].lstrip("/")
        stem, _, suffix = path.rpartition(".")
        form = next((form for form in (*GRAPHS, HTML) if form.suffix == suffix), None)
        if path == "ontology" or (stem == "ontology" and form):
            accept = form.type if stem and form else _accept(request)
            return await self._do(request, {"job": "ontology", "accept": accept})
        if path.partition("/")[0] in PAGES:
            raise Problem(404, "there is no such page")
        return await self._document(request, path, "", fields)

    async def _document(self, request: Request, path: str, iri: str, fields: dict[str, str]) -> Response:
        page = fields.get("page", "1")
        job = {
            "job": "thing",
            "path": path,
            "iri": iri,
            "accept": _accept(request),
            "origin": origin(request),
            "page": int(page) if re.fullmatch(r"[0-9]{1,6}", page) else 1,
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

    # private graphs

    def _entered(self, request: Request) -> Response | None:
        """None for who may read; a response that lets a browser in by a link; Problem 401 for others."""
        if self._is_token(request.headers.get("authorization", "").removeprefix("Bearer ")):
            return None
        try:
            cookie = SimpleCookie(request.headers.get("cookie", "")).get(_COOKIE)
        except CookieError:
            cookie = None
        if cookie is not None and hmac.compare_digest(cookie.value.encode(), self._pass.encode()):
            return None
        fields = parse_qsl(request.scope["query_string"].decode("latin-1"))
        if request.method == "GET" and any(
            name == "token" and self._is_token(value) for name, value in fields
        ):
            rest = urlencode([(name, value) for name, value in fields if name != "token"])
            return self._let_in(request.scope["path"] + (f"?{rest}" if rest else ""))
        raise Problem(
            401, "this graph is private; send Authorization: Bearer TOKEN", WWW_Authenticate="Bearer"
        )

    def _is_token(self, text: str) -> bool:
        return hmac.compare_digest(text.encode(), self._token.encode())

    @property
    def _pass(self) -> str:
        """What the cookie holds: follows from the token, and does not tell it."""
        return hmac.new(self._token.encode(), b"session", hashlib.sha256).hexdigest()

    def _let_in(self, to: str) -> Response:
        response = _see("/" + to.lstrip("/\\"))
        response.set_cookie(_COOKIE, self._pass, max_age=30 * 86400, httponly=True, samesite="lax", path="/")
        return response

    async def _login(self, request: Request) -> Response:
        if not self._token:
            return _see("/")
        complaint = ""
        if request.method == "POST":
            body = bytearray()
            async for part in request.stream():
                body += part
                if len(body) > 4096:
                    raise Problem(413, "that is no token")
            if any(n == "token" and self._is_token(v) for n, v in parse_fields(bytes(body), "the form")):
                return self._let_in("/")
            complaint = "That is not the token."
        page = render("login.html", self._pool.base, complaint=complaint)
        return Response(
            page, 401 if complaint else 200, {"Cache-Control": "no-store"}, "text/html; charset=utf-8"
        )


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


def _accept(request: Request) -> str:
    return ", ".join(request.headers.getlist("accept"))


@lru_cache(maxsize=1024)
def _prefers_html(accept: str) -> bool:
    """Whether a page is liked better than any form of data."""
    data = max(quality(accept, type_) for form in (*ROWS, *GRAPHS) for type_ in form.types)
    return quality(accept, HTML.type) > data


def _see(address: str) -> Response:
    return Response(
        status_code=303, headers={"Location": address, "Vary": "Accept", "Cache-Control": "no-store"}
    )


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
