"""A small SPARQL server on loopback, over an Oxigraph store; its faults can be switched on."""

from __future__ import annotations

import gzip
import json
import threading
import time
from base64 import b64encode
from contextlib import suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pyoxigraph as ox

_JSON = ox.QueryResultsFormat.JSON
_TRIPLES = ox.RdfFormat.N_TRIPLES


@dataclass
class Asked:
    """A request as it came."""

    query: str
    default_graphs: list[str]
    named_graphs: list[str]
    headers: dict[str, str]


@dataclass
class SparqlServer:
    """Answers queries by POST; all but the store may be changed while it runs."""

    store: ox.Store
    union: bool = False
    """Whether the default graph is the union of all (a statement of two graphs is then found twice)."""
    fault: str = ""
    """A status ("503"), or one of silent, html, cut, broken, empty, moved."""
    said: tuple[str, bytes] = ("text/plain", b"")
    """Type and text of an answer that is a status."""
    extra: dict[str, str] = field(default_factory=dict)
    """More headers."""
    most_rows: int = 0
    """Rows at which answers are cut off; 0: never."""
    takes_forms: bool = True
    authorization: str = ""
    """What the header must be; "": anything."""
    packed: bool = False
    asked: list[Asked] = field(default_factory=list)

    def __post_init__(self) -> None:
        server = self

        class Handler(BaseHTTPRequestHandler):
            disable_nagle_algorithm = True  # head and body go out apart, and waiting for each costs 40 ms
            protocol_version = "HTTP/1.1"

            def log_message(self, *_: Any) -> None:
                pass

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                with suppress(ConnectionError):
                    server._respond(self, body)

        self._http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._thread = threading.Thread(target=self._http.serve_forever, args=(0.02,), daemon=True)
        self._thread.start()
        self.address = f"http://127.0.0.1:{self._http.server_port}/sparql"

    def close(self) -> None:
        self._http.shutdown()
        self._http.server_close()
        self._thread.join()

    def basic(self, name: str, password: str) -> str:
        """The address with a name and password; the server then wants them."""
        self.authorization = "Basic " + b64encode(f"{name}:{password}".encode()).decode()
        return self.address.replace("//", f"//{name}:{password}@")

    def _respond(self, request: BaseHTTPRequestHandler, body: bytes) -> None:
        if self.authorization and request.headers.get("Authorization") != self.authorization:
            self._send(request, 401, "text/plain", b"who are you?")
            return
        form = request.headers["Content-Type"] == "application/x-www-form-urlencoded"
        if form and not self.takes_forms:
            self._send(request, 415, "text/plain", b"no forms")
            return
        fields = parse_qs(body.decode() if form else urlsplit(request.path).query)
        asked = Asked(
            fields["query"][0] if form else body.decode(),
            fields.get("default-graph-uri", []),
            fields.get("named-graph-uri", []),
            dict(request.headers),
        )
        self.asked.append(asked)
        if self.fault == "silent":
            time.sleep(1.0)
        elif self.fault == "html":
            self._send(request, 200, "text/html", b"<html><title>Welcome</title></html>")
            return
        elif self.fault == "moved":
            self.extra = {"Location": "https://elsewhere.example/sparql"}
            self._send(request, 308, "text/plain", b"")
            return
        elif self.fault.isdecimal():
            self._send(request, int(self.fault), *self.said)
            return
        self._send(request, *self._answer(asked))

    def _answer(self, asked: Asked) -> tuple[int, str, bytes]:
        dataset: dict[str, Any] = {"use_default_graph_as_union": self.union}
        if asked.default_graphs:
            dataset = {
                "default_graph": [ox.NamedNode(graph) for graph in asked.default_graphs],
                "named_graphs": [ox.NamedNode(graph) for graph in asked.named_graphs],
            }
        try:
            found = self.store.query(asked.query, **dataset)
        except SyntaxError as error:
            return 400, "text/plain", f"parse error: {error}".encode()
        accept = asked.headers["Accept"]
        if isinstance(found, ox.QueryTriples):
            assert _TRIPLES.media_type in accept
            return 200, _TRIPLES.media_type, found.serialize(format=_TRIPLES) or b""
        assert _JSON.media_type in accept
        body = found.serialize(format=_JSON) or b""
        if self.most_rows and isinstance(found, ox.QuerySolutions):
            whole = json.loads(body)
            whole["results"]["bindings"] = whole["results"]["bindings"][: self.most_rows]
            body = json.dumps(whole).encode()
        if self.fault == "broken":
            body = body[: len(body) // 2]
        elif self.fault == "empty":
            body = b""
        return 200, f"{_JSON.media_type}; charset=utf-8", body

    def _send(self, request: BaseHTTPRequestHandler, status: int, media: str, body: bytes) -> None:
        request.send_response(status)
        request.send_header("Content-Type", media)
        for name, value in self.extra.items():
            request.send_header(name, value)
        if self.packed:
            body = gzip.compress(body)
            request.send_header("Content-Encoding", "gzip")
        request.send_header("Content-Length", str(len(body)))
        if self.fault == "cut":
            body = body[: len(body) // 2]
            request.close_connection = True
        request.end_headers()
        request.wfile.write(body)
