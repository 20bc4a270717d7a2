"""Private graphs: who may read, by a token shown in a header, a form or a link, and then by a cookie."""

from __future__ import annotations

import hashlib
import hmac
from http.cookies import CookieError, SimpleCookie
from urllib.parse import parse_qsl, quote, urlencode

from starlette.requests import Request
from starlette.responses import Response

from kg.serve.addresses import SAFE
from kg.serve.pages.rendering import render
from kg.serve.problem import Problem
from kg.serve.protocol import parse_fields

_COOKIE = "digestgraph"
_LONGEST_FORM = 4096


class Door:
    """Lets in who shows the token; everybody where there is none."""

    def __init__(self, token: str) -> None:
        self._token = token

    def entered(self, request: Request) -> Response | None:
        """None for who may read; a response that lets a browser in by a link; Problem 401 for others."""
        if not self._token or self._opens(request.headers.get("authorization", "").removeprefix("Bearer ")):
            return None
        try:
            cookie = SimpleCookie(request.headers.get("cookie", "")).get(_COOKIE)
        except CookieError:
            cookie = None
        if cookie is not None and hmac.compare_digest(cookie.value.encode(), self._pass.encode()):
            return None
        fields = parse_qsl(request.scope["query_string"].decode("latin-1"))
        if request.method == "GET" and any(name == "token" and self._opens(value) for name, value in fields):
            rest = urlencode([(name, value) for name, value in fields if name != "token"])
            return self._let_in(quote(sent_path(request), safe=SAFE) + (f"?{rest}" if rest else ""))
        raise Problem(
            401, "this graph is private; send Authorization: Bearer TOKEN", WWW_Authenticate="Bearer"
        )

    async def login(self, request: Request, base: str) -> Response:
        """The form that takes the token; `base` is what the graph's IRIs begin with."""
        if not self._token:
            return see("/")
        complaint = ""
        if request.method == "POST":
            body = bytearray()
            async for part in request.stream():
                body += part
                if len(body) > _LONGEST_FORM:
                    raise Problem(413, "that is no token")
            if any(n == "token" and self._opens(v) for n, v in parse_fields(bytes(body), "the form")):
                return self._let_in("/")
            complaint = "That is not the token."
        page = render("login.html", base, complaint=complaint)
        return Response(
            page, 401 if complaint else 200, {"Cache-Control": "no-store"}, "text/html; charset=utf-8"
        )

    def _opens(self, text: str) -> bool:
        return hmac.compare_digest(text.encode(), self._token.encode())

    @property
    def _pass(self) -> str:
        """What the cookie holds: follows from the token, and does not tell it."""
        return hmac.new(self._token.encode(), b"session", hashlib.sha256).hexdigest()

    def _let_in(self, to: str) -> Response:
        response = see("/" + to.lstrip("/\\"))
        response.set_cookie(_COOKIE, self._pass, max_age=30 * 86400, httponly=True, samesite="lax", path="/")
        return response


def sent_path(request: Request) -> str:
    """The path as it was sent, percent-encoded."""
    raw = request.scope.get("raw_path") or quote(request.scope["path"], safe="/%").encode("ascii")
    path: str = raw.decode("latin-1").partition("?")[0]
    return path


def see(address: str) -> Response:
    """A response that sends a browser elsewhere."""
    return Response(
        status_code=303, headers={"Location": address, "Vary": "Accept", "Cache-Control": "no-store"}
    )
