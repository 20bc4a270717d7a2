"""From templates to pages."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from typing import Any
from urllib.parse import quote

import jinja2

from kg.about import Evidence, sentences
from kg.graph.namespaces import compact
from kg.lookup import Thing
from kg.serve.addresses import address
from kg.version import __version__
from kg.web import web_address

_HALF = re.compile("[\ud800-\udfff]")


@cache
def _environment() -> jinja2.Environment:
    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("kg.serve.pages"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals.update(version=__version__, web=web_address, short=compact)
    environment.filters.update(number=lambda value: f"{value:,}", parameter=lambda v: quote(str(v), safe=""))
    return environment


def render(template: str, base: str, **values: Any) -> bytes:
    """A page; `base` is what the graph's IRIs begin with. Templates may call `href(IRI or Thing)`."""

    def href(thing: Thing | str) -> str:
        return address(thing if isinstance(thing, str) else thing.iri, base)

    text = _environment().get_template(template).render(href=href, **values)
    return _HALF.sub("\ufffd", text).encode()


Pieces = list[tuple[str, bool]]
"""Text in order, and whether it is marked."""


def pieces(text: str, spans: Iterable[tuple[int, int]]) -> Pieces:
    """A text cut at the begins and ends of its marks, which may overlap."""
    found: Pieces = []
    last = 0
    for begin, end in sorted(spans):
        if end <= last:
            continue
        if begin > last:
            found.append((text[last:begin], False))
        if found and found[-1][1] and begin <= last:
            found[-1] = found[-1][0] + text[last:end], True
        else:
            found.append((text[max(begin, last) : end], True))
        last = end
    if last < len(text):
        found.append((text[last:], False))
    return found


def quotes(evidence: Iterable[Evidence], most: int) -> list[Pieces]:
    """The sentences that prove a fact, the proving words marked; `most` of them at most."""
    return [pieces(sentence, spans) for sentence, spans in sentences(evidence)[:most]]
