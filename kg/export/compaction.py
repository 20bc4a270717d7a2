"""Compact one triple by the project's JSON-LD context: which key it gets, and how its value is written.

What the context coerces becomes a plain string or number; what it does not say is spelled out, so that
expansion gives back exactly the triple.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

import pyoxigraph as ox

from kg import resources
from kg.graph.namespaces import PREFIXES

_TYPE = f"{PREFIXES['rdf']}type"
_INTEGER = f"{PREFIXES['xsd']}integer"
_STRING = f"{PREFIXES['xsd']}string"
_CANONICAL = re.compile(r"0|-?[1-9]\d{0,14}")


@dataclass(frozen=True, slots=True)
class _Term:
    """How the context writes one property."""

    key: str
    type: str = ""
    """"@id", a datatype IRI, or "" for none."""
    language: str = ""
    """The tag that its strings bear, or ""."""
    array: bool = False
    """Whether even one value stands in an array."""


@cache
def context() -> dict[str, Any]:
    """The context as published in `ontology/context.jsonld`."""
    path = resources.folder("ontology") / "context.jsonld"
    loaded: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))["@context"]
    return loaded


@cache
def _terms() -> dict[str, tuple[_Term, ...]]:
    """Property or class IRI to the terms that the context offers for it, in order of their keys."""
    found: dict[str, list[_Term]] = {}
    for key, value in sorted(context().items()):
        if key.startswith("@") or key in PREFIXES:
            continue
        if isinstance(value, str):
            if not value.startswith("@"):
                found.setdefault(_expand(value), []).append(_Term(key))
        elif "@id" in value:
            kind = _expand(value.get("@type", ""))
            term = _Term(key, kind, value.get("@language", ""), value.get("@container") == "@set")
            found.setdefault(_expand(value["@id"]), []).append(term)
    return {iri: tuple(terms) for iri, terms in found.items()}


def _expand(value: str) -> str:
    prefix, colon, local = value.partition(":")
    return PREFIXES[prefix] + local if colon and prefix in PREFIXES else value


@lru_cache(maxsize=4096)
def _key(predicate: str) -> str:
    """A property without a fitting term: its prefixed name, else its IRI."""
    for prefix, namespace in PREFIXES.items():
        if predicate.startswith(namespace):
            return f"{prefix}:{predicate[len(namespace) :]}"
    return predicate


def compact(predicate: str, value: ox.NamedNode | ox.Literal | Any) -> tuple[str, Any, bool]:
    """Key and value of a triple's predicate and object, and whether the value stands in an array always."""
    if predicate == _TYPE:
        terms = _terms().get(value.value, ())
        return "type", terms[0].key if terms else _key(value.value), False
    terms = _terms().get(predicate, ())
    if isinstance(value, ox.NamedNode):
        for term in terms:
            if term.type == "@id":
                return term.key, value.value, term.array
        return _key(predicate), {"id": value.value}, False
    datatype, language = value.datatype.value, value.language or ""
    for term in terms:
        if (language and term.language == language) or (not language and term.type == datatype):
            number = datatype == _INTEGER and _CANONICAL.fullmatch(value.value)
            return term.key, int(value.value) if number else value.value, term.array
    if datatype == _STRING:
        for term in terms:
            if not term.type and not term.language:
                return term.key, value.value, term.array
    spelled = {"@value": value.value} | ({"@language": language} if language else {"@type": datatype})
    plain = next((term for term in terms if not term.type and not term.language), None)
    return (plain.key if plain else _key(predicate)), spelled, False
