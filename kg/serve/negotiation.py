"""Content negotiation: what of the forms on offer a client likes best (RFC 9110, 12.5)."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache

from starlette.requests import Request

from kg.serve.problem import Problem

_PARAMETER = re.compile(r"""\s*;\s*([^=;,\s]+)\s*=\s*("(?:[^"\\]|\\.)*"|[^;,\s]*)""")
_RANGE = re.compile(r"\s*([\w!#$&^.+*-]+)/([\w!#$&^.+*-]+)")


@dataclass(frozen=True, slots=True)
class Form:
    """A form that something can be had in."""

    name: str
    """As people write it, and in `format=`."""
    type: str
    """Its media type."""
    also: tuple[str, ...] = ()
    """Media types under which clients also ask for it; they are answered with the one they asked for."""
    suffix: str = field(default="")
    """Of files."""
    called: tuple[str, ...] = ()
    """Other words for it that clients write in `format=`."""

    @property
    def types(self) -> tuple[str, ...]:
        """All its media types, its own first."""
        return (self.type, *self.also)

    @property
    def words(self) -> tuple[str, ...]:
        """All that names it in `format=`."""
        return (self.name, self.suffix, *self.called, *self.types)


ROWS = (
    Form("json", "application/sparql-results+json", ("application/json",), "srj"),
    Form("xml", "application/sparql-results+xml", ("application/xml", "text/xml"), "srx"),
    Form("csv", "text/csv", (), "csv"),
    Form("tsv", "text/tab-separated-values", (), "tsv"),
)
"""For SELECT and ASK."""

GRAPHS = (
    Form("turtle", "text/turtle", ("application/x-turtle", "text/n3"), "ttl", ("n3",)),
    Form("jsonld", "application/ld+json", ("application/json",), "jsonld", ("json", "json-ld")),
    Form("ntriples", "application/n-triples", (), "nt"),
    Form("rdfxml", "application/rdf+xml", ("application/xml", "text/xml"), "rdf", ("xml", "rdf+xml")),
)
"""For CONSTRUCT and DESCRIBE, and for documents."""

HTML = Form("html", "text/html", ("application/xhtml+xml",), "html")

DOCUMENTS = (*GRAPHS, HTML)
"""For documents; Turtle for who asks for nothing, browsers ask for HTML."""


def form_of(suffix: str) -> Form | None:
    """The form of a document that a suffix asks for."""
    return next((form for form in DOCUMENTS if form.suffix == suffix), None)


def with_charset(type_: str) -> str:
    """A media type as it is sent: text is in UTF-8."""
    return f"{type_}; charset=utf-8" if type_.startswith("text/") else type_


def accept_of(request: Request) -> str:
    """The Accept header of a request; several count as one (RFC 9110, 5.3)."""
    return ", ".join(request.headers.getlist("accept"))


@lru_cache(maxsize=1024)
def accepted(header: str) -> tuple[tuple[str, str, float], ...]:
    """The media ranges of an Accept header: type, subtype, quality 0 to 1; what is malformed is left out.

    >>> accepted("text/csv;q=0.5, text/*")
    (('text', 'csv', 0.5), ('text', '*', 1.0))
    """
    found, place = [], 0
    while place < len(header):
        match = _RANGE.match(header, place)
        end = match.end() if match else place
        quality = 1.0
        while match and (parameter := _PARAMETER.match(header, end)):
            end = parameter.end()
            if parameter[1].lower() == "q":
                quality = _quality(parameter[2])
        if match:
            found.append((match[1].lower(), match[2].lower(), quality))
        comma = header.find(",", end)
        place = comma + 1 if comma >= 0 else len(header)
    return tuple(found)


def _quality(text: str) -> float:
    try:
        return min(max(float(text), 0.0), 1.0)
    except ValueError:
        return 0.0


def quality(header: str, type_: str) -> float:
    """How much a client likes a media type, by the most specific range that fits; an empty header takes all."""
    main, _, sub = type_.partition("/")
    best = (-1, 0.0)
    for range_main, range_sub, liking in accepted(header) or (("*", "*", 1.0),):
        if range_main in ("*", main) and range_sub in ("*", sub):
            best = max(best, ((range_main != "*") + (range_sub != "*"), liking))
    return best[1]


@lru_cache(maxsize=1024)
def choose(header: str, offers: tuple[Form, ...]) -> tuple[Form, str]:
    """The form liked best and the media type to send it as; of equals the one offered first.

    Problem 406 where none is accepted.
    """
    best: tuple[float, Form, str] | None = None
    for form in offers:
        for type_ in form.types:
            liking = quality(header, type_)
            if liking > 0 and (best is None or liking > best[0]):
                best = liking, form, type_
    if best is None:
        types = ", ".join(form.type for form in offers)
        raise Problem(406, f"this can be had as {types}, none of which you accept")
    return best[1], best[2]
