"""Refuse queries that would reach out of the graph, before the engine sees them.

The engine follows SERVICE to any address, and cannot be told not to. It reads characters, not tokens: it
takes `SERVICESILENT<x>`, `1SERVICE<x>` and `SERVICE:x` for the keyword, and `<` for an operator wherever no
IRI may stand, so that in `?a<'x>y'` a string begins where a tokenizer sees an IRI. So nothing here relies
on one reading: where a text can be read in more than one way, all are followed, and the word must not
stand outside strings, IRIs, comments, variables and local names in any. What cannot be read for certain is
refused where the word occurs at all. Workers have no network besides (`kg.serve.confinement`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from kg.graph.namespaces import PREFIXES
from kg.serve.problem import Problem

_UPDATES = "INSERT DELETE LOAD CLEAR DROP CREATE ADD MOVE COPY WITH".split()
_QUERIES = "SELECT ASK CONSTRUCT DESCRIBE".split()

_ESCAPE = re.compile(r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})")
_IRI = r"<(?:[^<>\"{}|^`\\\x00-\x20]|\\u[0-9A-Fa-f]{4}|\\U[0-9A-Fa-f]{8})*>"
_TOKEN = re.compile(
    rf"""(?P<comment>\#[^\r\n]*)
      | (?P<iri>{_IRI})
      | (?P<string>
          \"{{3}}(?:[^"\\]|\\.|"(?!""))*\"{{3}} | '{{3}}(?:[^'\\]|\\.|'(?!''))*'{{3}}
        | "(?:[^"\\\r\n]|\\.)*" | '(?:[^'\\\r\n]|\\.)*' )
      | (?P<quote>["'\\])                                            # begins nothing that can be read
      | (?P<variable>[?$]\w+)
      | (?P<name>(?P<prefix>[\w.\-\u00b7]*):(?P<local>(?:[\w.\-\u00b7:]|%[0-9A-Fa-f]{{2}}|\\[_~.\-!$&'()*+,;=/?\#@%])*))
      | (?P<tag>@[\w-]+)
      | (?P<word>\w+)
      | (?P<blank>[\s\ufeff]+)
      | (?P<sign>.)""",
    re.VERBOSE | re.DOTALL,
)
_SERVICE = re.compile("service", re.IGNORECASE)
_THEN = (
    re.compile(r"(?:\s|#[^\r\n]*+)*+([<?$:\w]?)"),
    re.compile(r"(?:\s|#[^\n]*+)*+([<?$:\w]?)"),
)
_AFTER_DOT = re.compile(r"\.service", re.IGNORECASE)


_MOST_READINGS = 400_000
_REFUSED = "SERVICE asks other servers, and this service reaches none (nor may a prefix be called so)"
_UNCERTAIN = (
    "this cannot be told from a query with SERVICE, which is refused; is a quotation mark or backslash too "
    "many? In IRIs write ' as %27"
)


def check_query(text: str) -> None:
    """Let a query pass that reads this graph alone; Problem 403 for all others, 400 where it is no query."""
    if holds("service", text) or ("\\" in text and holds("service", decoded(text))):
        for reading in {text, decoded(text)}:
            _check_service(reading)
    first = next((word for word in _words(text) if word not in ("BASE", "PREFIX", "VERSION")), "")
    if first in _UPDATES:
        raise Problem(403, f"this service is read only; {first} changes graphs")
    if first not in _QUERIES:
        wanted = ", ".join(_QUERIES)
        raise Problem(400, f"a query begins with {wanted}{f', not {first[:40]}' if first else ''}")


def holds(word: str, text: str) -> bool:
    """Whether a word stands anywhere in a text, in whatever case."""
    if text.isascii():  # much the quicker way, where both are the same
        return word in text.lower()
    return re.search(word, text, re.IGNORECASE) is not None


def decoded(text: str) -> str:
    """The text with its code point escapes replaced, as the grammar of SPARQL has it (19.2)."""

    def char(match: re.Match[str]) -> str:
        code = int(match[1] or match[2], 16)
        return chr(code) if code <= 0x10FFFF and not 0xD800 <= code <= 0xDFFF else match[0]

    return _ESCAPE.sub(char, text)


def _check_service(text: str) -> None:
    """Follow every reading: a place in the text, and the brackets open there, innermost known."""
    stacks: dict[tuple[str, int], int] = {}  # a bracket and the stack around it: a number for both
    opened: list[tuple[str, int]] = [("", 0)]
    todo = [(0, 0)]
    seen = set(todo)
    while todo:
        place, stack = todo.pop()
        if place >= len(text):
            continue
        match = _TOKEN.match(text, place)
        assert match is not None  # any character is a sign
        kind = "name" if match["name"] is not None else match.lastgroup
        if kind == "quote" or len(seen) > _MOST_READINGS:
            raise Problem(403, _UNCERTAIN)
        if (kind == "word" and _SERVICE.search(match[0]) and _asks(text, match.end())) or (
            kind == "name" and (_SERVICE.search(match["prefix"]) or _AFTER_DOT.search(match["local"]))
        ):
            raise Problem(403, _REFUSED)
        inner, ends = opened[stack][0], [match.end()]
        if match[0] in "([{":
            key = (match[0], stack)
            if key not in stacks:
                stacks[key] = len(opened)
                opened.append(key)
            stack = stacks[key]
        elif match[0] in ")]}":
            stack = opened[stack][1]
        elif kind == "iri" and inner == "(":
            ends.append(place + 1)  # here the sign may also be an operator
        elif kind == "comment" and text[match.end() : match.end() + 1] == "\r":
            end = text.find("\n", place)  # who takes only this for the end of a line?
            ends.append(end if end >= 0 else len(text))
        new = {(end, stack) for end in ends} - seen
        seen |= new
        todo += new


def _asks(text: str, end: int) -> bool:
    """Whether an address, or SILENT, may follow."""
    return any((match := blank.match(text, end)) and match[1] for blank in _THEN)


def _words(text: str) -> Iterator[str]:
    """Bare words in capitals, as the grammar tokenizes."""
    for match in _TOKEN.finditer(text):
        if match["word"]:
            yield match["word"].upper()


def graphs_named(text: str) -> list[str]:
    """The IRIs that FROM and FROM NAMED name, as far as they can be told without a base."""
    prefixes = dict(PREFIXES)
    found: list[str] = []
    words: list[str] = []
    prefix: str | None = None
    for match in _TOKEN.finditer(text):
        if match["word"]:
            words = [*words[-1:], match["word"].upper()]
        elif match["name"] is not None or match["iri"]:
            iri = match["iri"][1:-1] if match["iri"] else None
            if words[-1:] == ["PREFIX"] and iri is None:
                prefix = match["prefix"]
                continue
            if words[-1:] == ["PREFIX"] and prefix is not None:
                prefixes[prefix] = decoded(iri or "")
            elif words[-1:] == ["FROM"] or words == ["FROM", "NAMED"]:
                full = iri if iri is not None else prefixes.get(match["prefix"], "") + match["local"]
                found.append(decoded(full or ""))
            words, prefix = [], None
        elif match["sign"] or match["string"] or match["variable"]:
            words = []
    return found
