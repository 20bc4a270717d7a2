"""Queries whose answer is another each time they are asked: those answers are not to be kept."""

from __future__ import annotations

import re

from kg.serve.refusal import decoded

_CALL = re.compile(r"(?:uuid|rand|now|bnode)\s*[(#]", re.IGNORECASE)
"""A function of SPARQL 1.1 Query that is evaluated anew (17.4.2.9, 17.4.2.12 and 13, 17.4.4.5, 17.4.5.1), and the
bracket or a comment behind it. What stands before is not looked at: the engine takes `FILTERNOW()` for a call."""


def varies(text: str) -> bool:
    """Whether a query may call what gives another value each time: NOW, RAND, UUID, STRUUID, BNODE.

    It is also said of the rare query that has such words in a string, an IRI or a comment: what stands between
    `<` and `>` may be an IRI or two comparisons, and an answer that is made once too often does no harm.
    """
    return _CALL.search(text) is not None or ("\\" in text and _CALL.search(decoded(text)) is not None)
