"""The SPARQL 1.1 Protocol, query operation (W3C Recommendation, 21 March 2013): requests to jobs."""

from __future__ import annotations

from email.message import Message
from typing import Any
from urllib.parse import unquote_to_bytes

from starlette.requests import Request

from kg.serve.limits import Limits
from kg.serve.negotiation import accept_of
from kg.serve.problem import Problem

METHODS = "GET, HEAD, POST, OPTIONS"
_FORM = "application/x-www-form-urlencoded"
_QUERY = "application/sparql-query"
_UPDATE = "application/sparql-update"
_MOST_FIELDS = 200


async def query_job(request: Request, limits: Limits) -> dict[str, Any] | None:
    """The job that a request asks for; None for the description of the service. Problem if it is no query."""
    fields = parse_fields(request.scope["query_string"], "the query string")
    text: str | None = None
    if request.method == "POST":
        kind, charset = _content_type(request)
        if kind == _UPDATE:
            raise Problem(403, "this service is read only; it takes no updates")
        if kind not in (_FORM, _QUERY):
            raise Problem(
                415, f"a query is sent by POST as {_FORM} or {_QUERY}, not {kind[:80] or 'untyped'}"
            )
        if charset.lower() not in ("", "utf-8", "utf8"):
            raise Problem(415, f"queries are sent in UTF-8, not in {charset[:40]}")
        body = await _body(request, limits)
        if kind == _FORM:
            fields = [*parse_fields(body, "the form"), *fields]
        else:
            text = _decoded(body, "the query")
            if any(name == "query" for name, _ in fields):
                raise Problem(400, "the query stands both in the body and in the address")
    if any(name in ("update", "using-graph-uri", "using-named-graph-uri") for name, _ in fields):
        raise Problem(403, "this service is read only; it takes no updates")
    found = [value for name, value in fields if name == "query"]
    if len(found) > 1:
        raise Problem(400, f"one request holds one query, not {len(found)}")
    text = found[0] if found else text
    if text is None:
        if request.method == "POST":
            raise Problem(400, "the form holds no field named query")
        return None
    if len(text.encode()) > limits.query_length:
        raise _too_long(request, limits)
    return {
        "job": "query",
        "query": text,
        "accept": accept_of(request),
        "format": next((value for name, value in fields if name == "format"), ""),
        "default_graphs": [value for name, value in fields if name == "default-graph-uri"],
        "named_graphs": [value for name, value in fields if name == "named-graph-uri"],
    }


def parse_fields(data: bytes, where: str) -> list[tuple[str, str]]:
    """Names and values of a query string or form; Problem 400 if it is none."""
    if not data:
        return []
    try:
        data.decode("ascii")
        parts = data.replace(b"+", b" ").split(b"&", _MOST_FIELDS)
        if len(parts) > _MOST_FIELDS:
            raise ValueError("too many fields")
        pairs = (part.partition(b"=") for part in parts if part)
        return [
            (unquote_to_bytes(name).decode(), unquote_to_bytes(value).decode()) for name, _, value in pairs
        ]
    except ValueError as error:
        raise Problem(400, f"{where} is not made of percent-encoded UTF-8 fields") from error


def _decoded(data: bytes, what: str) -> str:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise Problem(400, f"{what} is not in UTF-8 (byte {error.start})") from error


def _content_type(request: Request) -> tuple[str, str]:
    message = Message()
    message["content-type"] = request.headers.get("content-type", "")
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    charset = message.get_param("charset")
    return kind, charset if isinstance(charset, str) else ""


async def _body(request: Request, limits: Limits) -> bytes:
    """The body of a request, if it is not much longer than a query may be."""
    most = 3 * limits.query_length + 8192  # a form may percent-encode each byte
    body = bytearray()
    async for part in request.stream():
        body += part
        if len(body) > most:
            raise _too_long(request, limits)
    return bytes(body)


def _too_long(request: Request, limits: Limits) -> Problem:
    status = 413 if request.method == "POST" else 414
    return Problem(status, f"the query is longer than {limits.query_length:,} bytes, the limit here")
