"""Send what a worker made: whole or not changed, packed or plain, with what caches and browsers must know."""

from __future__ import annotations

import gzip
import hashlib
import zlib
from collections import OrderedDict
from collections.abc import Iterator
from html import escape as html_escape
from typing import IO

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from kg.serve.negotiation import GRAPHS, HTML, quality
from kg.serve.problem import Problem
from kg.serve.processes import Reply

_PORTION = 1 << 16
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
        if not isinstance(reply.body, bytes) or reply.size > _LARGEST_KEPT or reply.version != self._version:
            return
        if reply.headers.get("Cache-Control") == "no-store":
            return
        cost = reply.size + len(job) + 500
        if job in self._kept or cost > self._size:
            return
        self._kept[job] = reply, cost
        self._taken += cost
        while self._taken > self._size:
            _, (_, freed) = self._kept.popitem(last=False)
            self._taken -= freed


def respond(request: Request, reply: Reply, job: bytes) -> Response:
    """The response that carries a worker's answer."""
    tag = hashlib.sha256(reply.version.encode() + job).hexdigest()[:24]
    headers = {
        "ETag": f'W/"{tag}"',
        "Cache-Control": "no-cache",
        "Vary": "Accept, Accept-Encoding",
        **reply.headers,
    }
    if reply.status == 200 and f'"{tag}"' in request.headers.get("if-none-match", ""):
        _close(reply)
        return Response(status_code=304, headers=headers)
    packed = reply.size >= _WORTH_PACKING and _takes_gzip(request)
    if packed:
        headers["Content-Encoding"] = "gzip"
    if isinstance(reply.body, bytes):
        body = gzip.compress(reply.body, 4, mtime=0) if packed else reply.body
        return Response(body, reply.status, headers, reply.type)
    if request.method == "HEAD":
        _close(reply)
        return Response(b"", reply.status, headers, reply.type)
    if not packed:
        headers["Content-Length"] = str(reply.size)
    parts = _packed(reply.body) if packed else _parts(reply.body)
    return StreamingResponse(parts, reply.status, headers, reply.type)


def _close(reply: Reply) -> None:
    if not isinstance(reply.body, bytes):
        reply.body.close()


def _parts(file: IO[bytes]) -> Iterator[bytes]:
    with file:
        while part := file.read(_PORTION):
            yield part


def _packed(file: IO[bytes]) -> Iterator[bytes]:
    packer = zlib.compressobj(4, zlib.DEFLATED, 16 + zlib.MAX_WBITS)
    for part in _parts(file):
        if packed := packer.compress(part):
            yield packed
    yield packer.flush()


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
    accept = request.headers.get("accept", "")
    suffix = request.url.path.rpartition(".")[2]
    asked = next((form.type for form in (*GRAPHS, HTML) if form.suffix == suffix), "")
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
    liking = {kind: quality(asked or accept, kind.partition(";")[0]) for kind in bodies}
    kind = max(liking, key=lambda name: liking[name])
    body = bodies[kind]
    if kind in ("application/json", "application/sparql-results+json"):
        kind = "application/problem+json"
    headers = {"Cache-Control": "no-store", "Vary": "Accept", **problem.headers}
    return Response(body, problem.status, headers, kind)
