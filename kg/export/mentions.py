"""Mentions taken whole: two thirds of a graph's statements are of mentions, and all mentions say the same things.

In sorted statements a mention stands as one block of lines. One regular expression takes the block, and gives
the terms in which mentions differ. A block that says more or less than is usual is no such mention; its
statements are taken line by line, as those of all other subjects.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache

from kg.graph.namespaces import expand

_SAID = """
           rdf:type             oa:Annotation
           oa:motivatedBy       oa:identifying
           oa:hasBody           *
           oa:hasTarget         #target
           kg:confidence        *
           kg:foundBy           *
           kg:identifiedBy      *
           prov:wasGeneratedBy  *
#target    rdf:type             oa:SpecificResource
#target    oa:hasSource         *
#target    oa:hasSelector       #position
#target    oa:hasSelector       #quote
#quote     rdf:type             oa:TextQuoteSelector
#quote     oa:prefix            *
#quote     oa:exact             *
#quote     oa:suffix            *
#position  rdf:type             oa:TextPositionSelector
#position  oa:start             *
#position  oa:end               *
"""
"""What a mention says (see `kg.graph.papers`): the part of it, a predicate, and the object; * what differs."""


def _rows() -> Iterator[tuple[str, str, str]]:
    for line in _SAID.strip("\n").split("\n"):
        part = line[:11].strip()
        predicate, value = line[11:].split()
        yield part, f"<{expand(predicate)}>", value if value[0] in "#*" else f"<{expand(value)}>"


ROWS = tuple(sorted(_rows(), key=lambda row: (f"{row[0]}>", *row[1:])))
"""The same with whole IRIs, in the order of sorted statements."""


@cache
def block(base: str) -> re.Pattern[str]:
    """The lines of a whole mention below `base`: groups are its IRI and, in the order of `ROWS`, what differs."""
    lines = []
    for number, (part, predicate, value) in enumerate(ROWS):
        subject = rf"<\1{part}>" if number else rf"<({re.escape(base)}mention/[^>#\n]+){part}>"
        shown = {"*": r"([^\n]+)", "#": rf"<\1{value}>"}.get(value[0], re.escape(value))
        lines.append(rf"{subject} {re.escape(predicate)} {shown}\n")
    return re.compile("".join(lines) + r"(?!<\1[#>])")


def spelled(mention: str, differing: Sequence[str]) -> Iterator[tuple[str, str, str]]:
    """The statements of a mention taken whole: IRI, predicate, object."""
    terms = iter(differing)
    for part, predicate, value in ROWS:
        term = next(terms) if value == "*" else f"<{mention}{value}>" if value[0] == "#" else value
        yield mention + part, predicate, term
