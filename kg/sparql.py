"""SPARQL as `kg` asks it: prefixes known, values bound as terms, rows as Python strings."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

import pyoxigraph as ox

from kg.graph.namespaces import PREFIXES

Term = ox.NamedNode | ox.Literal
Answer = ox.QuerySolutions | ox.QueryTriples | ox.QueryBoolean


def answer(store: ox.Store, text: str) -> Answer:
    """Answer a query over the default graph of a store; the common prefixes need no declaration."""
    return store.query(text, prefixes=PREFIXES)


def with_prefixes(text: str) -> str:
    """The query with declarations of the common prefixes that it uses and does not declare.

    They stand in its first line, so that the numbers of lines stay.
    """
    bare = _TOKEN.sub(" ", text)
    declared = set(_DECLARED.findall(bare))
    used = set(_PREFIX.findall(bare)) - declared
    lines = [f"PREFIX {name}: <{space}>" for name, space in PREFIXES.items() if name in used]
    return " ".join([*lines, text])


def rows(solutions: Answer) -> Iterator[tuple[Any, ...]]:
    """The rows of a SELECT's answer as strings, None where a variable is unbound."""
    assert isinstance(solutions, ox.QuerySolutions)
    for solution in solutions:
        yield tuple(None if term is None else term.value for term in solution)


_TOKEN = re.compile(
    r"""\#[^\n]*                                                            # comment
      | \\.                                                                 # escape in a prefixed name
      | <[^<>"{}|^`\\\s]*>                                                  # IRI
      | \"{3}(?:[^"\\]|\\.|"(?!""))*"{3} | '{3}(?:[^'\\]|\\.|'(?!''))*'{3}  # long strings
      | "(?:[^"\\\n]|\\.)*" | '(?:[^'\\\n]|\\.)*'                          # strings
      | [?$](?P<variable>\w+)""",
    re.VERBOSE | re.DOTALL,
)


def bind(text: str, bindings: Mapping[str, Term]) -> str:
    """The query with terms in place of variables, as SPARQL SEP-0007 has it.

    (pyoxigraph's own substitution asks for every variable in the projection, which aggregates forbid.)
    Terms are written by the engine's serializer, and stand only where the variable is a token of its own:
    not in strings, IRIs or comments. So no value can change the structure of a query.
    """
    if not bindings:
        return text

    def replaced(match: re.Match[str]) -> str:
        term = bindings.get(match["variable"] or "")
        return match[0] if term is None else str(term)

    return _TOKEN.sub(replaced, text)


def keywords(text: str) -> list[tuple[str, int]]:
    """The bare words of a query in capitals, each with the depth of braces it stands in.

    What stands in comments, strings, IRIs, variables and prefixed names does not count.
    """
    bare = _TOKEN.sub(" ", text)
    found, depth = [], 0
    for token in _BARE.findall(bare):
        if token in "{}":
            depth += 1 if token == "{" else -1
        elif ":" not in token:
            found.append((token.upper(), depth))
    return found


_DECLARED = re.compile(r"\bPREFIX\s+([\w.-]*)\s*:", re.IGNORECASE)
_PREFIX = re.compile(r"([A-Za-z][\w-]*):")
_BARE = re.compile(r"[{}]|[\w:.%-]+")
