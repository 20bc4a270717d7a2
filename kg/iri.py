"""Whether a string is an IRI that can stand in a graph."""

from __future__ import annotations

import pyoxigraph as ox


def is_iri(text: str) -> bool:
    """Whether `text` is an absolute IRI by RFC 3987, as the store's own parser reads it."""
    # between < and > the parser would find an IRI, and more after it
    if not {"\ufffd", "<", ">"}.isdisjoint(text):
        return False
    try:
        next(iter(ox.parse(f"<{text}> <a:b> <a:b> .", format=ox.RdfFormat.N_TRIPLES)))
    except (SyntaxError, StopIteration, ValueError):
        return False
    return True
