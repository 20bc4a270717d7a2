"""Tests of extraction; here stands how they read a text."""

from __future__ import annotations

from kg.extraction.cutting import cut
from kg.extraction.tokens import Tokens


def tokens_of(abstract: str, title: str = "") -> Tokens:
    """The tokens of an abstract, after a title where one is given."""
    return cut(f"{title}\n\n{abstract}" if title else abstract)
