"""JSON-LD 1.1, compacted by the project's context: one object per subject, one subject a line.

The context stands inside the document, so that reading it needs no network. Compaction follows the
context's own terms: a property whose values the context coerces gives plain strings and numbers.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from typing import Any, BinaryIO

import pyoxigraph as ox

from kg import resources

_TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
_XSD = "http://www.w3.org/2001/XMLSchema#"


@dataclass(frozen=True, slots=True)
class _Term:
    """How the context writes one property."""

    key: str
    type: str = ""
    """ "@id", a datatype IRI, or "" for none."""
    language: str | None = ""
    """Tag of plain strings, None where the context says that they have none, "" for the default."""
    always_array: bool = False


@cache
def context() -> dict[str, Any]:
    """The context as published in `ontology/context.jsonld`."""
    path = resources.folder("ontology") / "context.jsonld"
    loaded: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))["@context"]
    return loaded


@cache
def _terms() -> dict[str, tuple[_Term, ...]]:
    """Property IRI to the terms that the context offers for it, in order of their keys."""
    prefixes = {k: v for k, v in context().items() if isinstance(v, str) and v.endswith(("#", "/"))}

    def expand(value: str) -> str:
        prefix, colon, local = value.partition(":")
        return prefixes[prefix] + local if colon and prefix in prefixes else value

    found: dict[str, list[_Term]] = {}
    for key, value in sorted(context().items()):
        if key.startswith("@") or key in prefixes:
            continue
        if isinstance(value, str):
            if not value.startswith("@"):
                found.setdefault(expand(value), []).append(_Term(key))
        elif "@id" in value:
            kind = value.get("@type", "")
            kind = kind if kind.startswith("@") else expand(kind)
            term = _Term(key, kind, value.get("@language", ""), value.get("@container") == "@set")
            found.setdefault(expand(value["@id"]), []).append(term)
    return {iri: tuple(terms) for iri, terms in found.items()}


def write_jsonld(lines: Iterable[str], out: BinaryIO) -> None:
    """Write sorted N-Triples as one JSON-LD document."""
    out.write(b'{"@context": ' + _dump(context()) + b',\n"@graph": [\n')
    for i, node in enumerate(nodes(lines)):
        out.write((b",\n" if i else b"") + _dump(node))
    out.write(b"\n]}\n")


def _dump(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False).encode("utf-8")


def nodes(lines: Iterable[str]) -> Iterator[dict[str, Any]]:
    """One compacted node per subject, in the order of the lines, which must be grouped by subject."""
    for _, group in groupby(lines, key=lambda line: line.partition(" ")[0]):
        triples = list(ox.parse("\n".join(group), format=ox.RdfFormat.N_TRIPLES))
        node: dict[str, Any] = {"id": str(getattr(triples[0].subject, "value", ""))}
        for triple in triples:
            key, value, array = _property(triple.predicate.value, triple.object)
            if key not in node:
                node[key] = [value] if array else value
            elif isinstance(node[key], list):
                node[key].append(value)
            else:
                node[key] = [node[key], value]
        yield node


def _property(predicate: str, value: Any) -> tuple[str, Any, bool]:
    """Key and value of one triple, and whether the context wants an array even for one value."""
    if predicate == _TYPE:
        return "type", _class(value.value), False
    terms = _terms().get(predicate, ())
    if isinstance(value, ox.NamedNode):
        for term in terms:
            if term.type == "@id":
                return term.key, value.value, term.always_array
        return predicate, {"@id": value.value}, False
    datatype = value.datatype.value
    for term in terms:
        if value.language:
            if term.language == value.language:
                return term.key, value.value, term.always_array
        elif term.type == datatype or (not term.type and not term.language and datatype == f"{_XSD}string"):
            return term.key, value.value, term.always_array
    plain = next((t for t in terms if not t.type and t.language == ""), None)
    if value.language:
        return (
            (plain.key if plain else predicate),
            {"@value": value.value, "@language": value.language},
            False,
        )
    if datatype == f"{_XSD}string":
        return predicate, {"@value": value.value}, False
    return (plain.key if plain else predicate), {"@value": value.value, "@type": datatype}, False


@cache
def _class(iri: str) -> str:
    terms = _terms().get(iri, ())
    return terms[0].key if terms else iri
