"""Send what a worker made: whole or not changed, packed or plain, with what caches and browsers must know."""

from __future__ import annotations

import asyncio
import gzip
import hashlib
import zlib
from collections import OrderedDict
from contextlib import suppress
from html import escape as html_escape

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from kg.serve.long_answer import LongAnswer
from kg.serve.negotiation import accept_of, form_of, quality
from kg.serve.problem import Problem
from kg.serve.processes import Reply

_WORTH_PACKING = 1000
_LARGEST_KEPT = 256 << 10


class Cache:
    """Answers of this version of the graph, as many as fit; the longest unused go first."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._taken = 0
        self._version = ""
        self._kept: OrderedDict[bytes, tuple[Reply, int]] = OrderedDict()

    def get(self, version: str, job: bytes) -> Reply | None:
        """The answer of a job, if it is there."""
        if version != self._version:
            self._kept.clear()
            self._taken, self._version = 0, version
        found = self._kept.get(job)
        if found is None:
            return None
        self._kept.move_to_end(job)
        return found[0]

    def put(self, job: bytes, reply: Reply) -> None:
        """Keep an answer, unless it is long or of another version."""
        if not isinstance(reply.body, bytes) or len(reply.body) > _LARGEST_KEPT:
            return
        if reply.version != self._version:
            return
        if not _may_be_kept(reply):
            return
        cost = len(reply.body) + len(job) + 500
        if job in self._kept or cost > self._size:
            return
        self._kept[job] = reply, cost
        self._taken += cost
        while self._taken > self._size:
            _, (_, freed) = self._kept.popitem(last=False)
            self._taken -= freed


def _may_be_kept(reply: Reply) -> bool:
    """Whether the same job has the same answer, as long as the graph is the same."""
    return reply.headers.get("Cache-Control") != "no-store"


def respond(request: Request, reply: Reply, job: bytes) -> Response:
    """The response that carries a worker's answer; one that is not to be kept bears no ETag."""
    headers = {"Cache-Control": "no-cache", "Vary": "Accept, Accept-Encoding", **reply.headers}
    tag = hashlib.sha256(reply.version.encode() + job).hexdigest()[:24] if _may_be_kept(reply) else ""
    if tag:
        headers["ETag"] = f'W/"{tag}"'
    if tag and reply.status == 200 and f'"{tag}"' in request.headers.get("if-none-match", ""):
        _close(reply)
        return Response(status_code=304, headers=headers)
    if isinstance(reply.body, LongAnswer):
        return Streamed(request, reply, reply.body, headers)
    body = reply.body
    if len(body) >= _WORTH_PACKING and _takes_gzip(request):
        headers["Content-Encoding"] = "gzip"
        body = gzip.compress(body, 4, mtime=0)
    return Response(body, reply.status, headers, reply.type)


def _close(reply: Reply) -> None:
    if isinstance(reply.body, LongAnswer):
        reply.body.close()


class Streamed(Response):
    """A long answer, sent as it grows.

    One that breaks off is sent without its last chunk, so that the client notices; where none would be sent
    (HTTP/1.0), the whole is waited for.
    """

    def __init__(self, request: Request, reply: Reply, body: LongAnswer, headers: dict[str, str]) -> None:
        self._packer = None
        if _takes_gzip(request) and request.scope["http_version"] != "1.0":
            headers = headers | {"Content-Encoding": "gzip"}
            self._packer = zlib.compressobj(4, zlib.DEFLATED, 16 + zlib.MAX_WBITS)
        elif body.ended:
            headers = headers | {"Content-Length": str(body.size)}
        super().__init__(None, reply.status, headers, reply.type)
        if "Content-Length" not in headers:
            del self.headers["content-length"]
        self._body = body

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send it; returns without an end where there is none."""
        gone = asyncio.ensure_future(_left(receive))
        sending = asyncio.ensure_future(self._send(send, scope["method"] == "HEAD"))
        try:
            both: list[asyncio.Future[None]] = [gone, sending]
            await asyncio.wait(both, return_when=asyncio.FIRST_COMPLETED)
            if sending.done():
                with suppress(Problem):
                    sending.result()
        finally:
            gone.cancel()
            sending.cancel()
            self._body.close()

    async def _send(self, send: Send, head: bool) -> None:
        await send({"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers})
        while not head and (part := await self._body.take()):
            if self._packer is not None:
                part = await asyncio.to_thread(self._packer.compress, part)
            if part:
                await send({"type": "http.response.body", "body": part, "more_body": True})
        last = self._packer.flush() if self._packer is not None and not head else b""
        await send({"type": "http.response.body", "body": last})


async def _left(receive: Receive) -> None:
    """Until the client has left."""
    while (await receive())["type"] != "http.disconnect":
        pass


_RDF_XML = """<?xml version="1.0"?>
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><!-- {}--></rdf:RDF>
"""


def _takes_gzip(request: Request) -> bool:
    for part in request.headers.get("accept-encoding", "").lower().split(","):
        name, _, rest = part.partition(";")
        if name.strip() in ("gzip", "*"):
            return rest.replace(" ", "") not in ("q=0", "q=0.0", "q=0.00", "q=0.000")
    return False


def problem_response(request: Request, problem: Problem, html: bytes | None = None) -> Response:
    """A problem in the form that its sender likes best; `html` where there is a page for it."""
    form = form_of(request.scope["path"].rpartition(".")[2])
    accept = form.type if form else accept_of(request)
    plain, told = problem.text(), problem.json()
    bodies = {
        "text/plain; charset=utf-8": plain,
        "application/problem+json": told,
        "application/json": told,
        "application/sparql-results+json": told,
        "application/ld+json": told,
        "text/turtle; charset=utf-8": b"# " + plain,
        "application/n-triples": b"# " + plain,
        "application/rdf+xml": _RDF_XML.format(html_escape(plain.decode()).replace("-", "&#45;")).encode(),
    }
    if html is not None:
        bodies["text/html; charset=utf-8"] = html
    liking = {kind: quality(accept, kind.partition(";")[0]) for kind in bodies}
    kind = max(liking, key=lambda name: liking[name])
    body = bodies[kind]
    if kind in ("application/json", "application/sparql-results+json"):
        kind = "application/problem+json"
    headers = {"Cache-Control": "no-store", "Vary": "Accept", **problem.headers}
    return Response(body, problem.status, headers, kind)
