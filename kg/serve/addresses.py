"""Local addresses of the graph's things, and the things of addresses.

What lives below the graph's base keeps its path: BASE/method/lora is /method/lora here. A paper known by its
DOI is /doi/10.48550/arXiv.2512.02315, a person known by an ORCID iD /orcid/0000-0002-1825-0097. Everything
else, and names that browsers would take for steps up a path, is /resource?iri=IRI. A suffix (.ttl, .jsonld,
.nt, .rdf, .html) asks for a form; the thing itself is preferred where one of that very name exists.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import quote, unquote

from kg.graph.iris import paper_iri_of, readable
from kg.serve.negotiation import Form, form_of

_FOREIGN = (("doi/", "https://doi.org/"), ("orcid/", "https://orcid.org/"))
SAFE = "/:;()._-+@!$&'*,=~%"
"""What stands in an address as it is."""
PAGES = frozenset(
    ("sparql", "query", "queries", "search", "suggest", "new", "network", "resource", "static", "login")
)
"""First parts of paths that are no things."""


def address(iri: str, base: str) -> str:
    """The local address of a thing; the fragment of an IRI stays a fragment."""
    whole, hash_, fragment = iri.partition("#")
    path = None
    if whole.startswith(base) and len(whole) > len(base):
        path = whole[len(base) :]
    for start, namespace in _FOREIGN:
        if path is None and whole.startswith(namespace) and len(whole) > len(namespace):
            path = start + whole[len(namespace) :]
    if path is None or not _walks(path):
        return f"/resource?iri={quote(iri, safe='')}"
    return f"/{quote(path, safe=SAFE)}{hash_}{quote(fragment, safe=SAFE)}"


def _walks(path: str) -> bool:
    """Whether browsers and servers leave a path as it is."""
    first = path.partition("/")[0].partition(".")[0]
    steps = (part.lower().replace("%2e", ".") for part in path.split("/"))
    return first not in PAGES and "?" not in path and not any(step in ("", ".", "..") for step in steps)


def iris_of(path: bytes, base: str) -> Iterator[tuple[str, Form | None]]:
    """What a path (as sent, without its first slash) may mean, best first: an IRI, and the form of its suffix.

    Letters of all scripts stand in IRIs as they are, other characters percent-encoded, as `kg.graph.iris`
    mints them.
    """
    sent = re.sub(rb"%[0-9a-fA-F]{2}", lambda match: match[0].upper(), path).decode("ascii", "replace")
    shown = _BEYOND.sub(_letters, sent)
    for text in dict.fromkeys((shown, sent)):
        for iri in _iris(text, base):
            yield iri, None
    for text in dict.fromkeys((shown, sent)):
        stem, _, suffix = text.rpartition(".")
        form = form_of(suffix)
        if stem and form:
            for iri in _iris(stem, base):
                yield iri, form


_BEYOND = re.compile(r"(?:%[89A-F][0-9A-F])+")
"""Escapes of characters beyond ASCII."""


def _letters(match: re.Match[str]) -> str:
    try:
        text = unquote(match[0], errors="strict")
    except UnicodeDecodeError:
        return match[0]
    return "".join(char if readable(char) else quote(char) for char in text)


def _iris(text: str, base: str) -> Iterator[str]:
    for start, namespace in _FOREIGN:
        if text.startswith(start):
            yield namespace + text[len(start) :]
    yield base + text
    if text.startswith("paper/"):
        yield paper_iri_of(text.removeprefix("paper/"), base)
