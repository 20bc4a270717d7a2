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
_TYPE_LINE = f"<{_TYPE}>"
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


@cache
def properties() -> dict[str, tuple[str, bool]]:
    """Key of the context to the property that it stands for, and whether it is followed backwards."""
    found = {term.key: (iri, False) for iri, terms in _terms().items() for term in terms}
    for key, value in context().items():
        if isinstance(value, dict) and "@reverse" in value:
            found[key] = _expand(value["@reverse"]), True
    return found


_SPACES = {namespace: prefix for prefix, namespace in PREFIXES.items()}
_IN_SPACE = re.compile("|".join(map(re.escape, _SPACES)))


def _key(iri: str) -> str:
    """What has no term of its own: its prefixed name, else its IRI."""
    found = _IN_SPACE.match(iri)
    local = iri[found.end() :] if found else ""
    return f"{_SPACES[found[0]]}:{local}" if found and local and not local.startswith("//") else iri


def context_of(document: Any) -> dict[str, Any]:
    """As much of the context as a document needs, so that it may stand by itself in a page."""
    used = {"id", "type"}
    prefixes = set()

    def collect(value: Any) -> None:
        if isinstance(value, list):
            for each in value:
                collect(each)
        elif isinstance(value, dict):
            used.update(value)
            for each in value.values():
                collect(each)
        elif isinstance(value, str) and len(value) < _LONGEST_NAME:
            used.add(value)  # it may be a class, or a prefixed name

    collect(document)
    terms = {key: value for key, value in context().items() if key in used or key == "@version"}
    for value in [*terms.values(), *used]:
        for name in value.values() if isinstance(value, dict) else (value,):
            if isinstance(name, str):
                prefixes.add(name.partition(":")[0])
    return {
        key: value for key, value in context().items() if key in terms or key in prefixes & PREFIXES.keys()
    }


_LONGEST_NAME = 200
_RANKS = {
    key: rank
    for rank, key in enumerate(
        (
            "id type prefLabel name title identifier notation altLabel abbreviation scopeNote authors issued "
            "issuedMonth primaryCategory categories subject predicate object introduces uses comparesWith "
            "addresses mentionsTask arxivId doi version url codeRepository comment abstract tldr motivation "
            "method result conclusion broader narrower appliedTo evaluatedOn builtOn appliedMethods "
            "evaluatedMethods methodsBuiltOn paperCount firstSeen lastSeen inScheme exactMatch introducedBy "
            "usedBy comparedBy addressedBy mentionedBy authorOf subjectOf lists body prefix exact suffix start "
            "end selector annotation confidence foundBy identifiedBy"
        ).split()
    )
}
_LAST = {"authorList": 1, "evidence": 2, "mentions": 2}


def ordered(node: dict[str, Any]) -> dict[str, Any]:
    """The same node, its keys in an order to read: what it is, what it is called, what it says, the proof."""

    def rank(key: str) -> tuple[int, int, int, str]:
        position = int(key[5:]) if key.startswith("rdf:_") else 0
        return _LAST.get(key, 0), _RANKS.get(key, len(_RANKS)), position, key

    return {key: node[key] for key in sorted(node, key=rank)}


def compact(predicate: str, value: ox.NamedNode | ox.Literal | Any) -> tuple[str, Any, bool]:
    """Key and value of a triple's predicate and object, and whether the value stands in an array always."""
    if predicate == _TYPE:
        terms = _terms().get(value.value, ())
        return "type", terms[0].key if terms else _key(value.value), False
    terms = _terms().get(predicate, ())
    if isinstance(value, ox.NamedNode):
        for term in terms:
            if term.type == "@id":
                return term.key, _key(value.value), term.array
        return _key(predicate), {"id": _key(value.value)}, False
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


def compact_line(predicate: str, value: str) -> tuple[str, Any, bool]:
    """The same of predicate and object as N-Triples writes them."""
    if value[0] == "<" and predicate != _TYPE_LINE:
        key, array, coerced = _links(predicate)
        shown = _key(value[1:-1])
        return key, shown if coerced else {"id": shown}, array
    plain = _strings(predicate) if value[-1] == '"' else None
    if plain is None:
        return _compact_term(predicate, value)
    # the escapes of N-Triples are those of JSON
    return plain[0], json.loads(value, strict=False) if "\\" in value else value[1:-1], plain[1]


@lru_cache(maxsize=1 << 16)
def _compact_term(predicate: str, value: str) -> tuple[str, Any, bool]:
    (triple,) = ox.parse(f"<x:> {predicate} {value} .", format=ox.RdfFormat.N_TRIPLES)
    return compact(triple.predicate.value, triple.object)


@cache
def _strings(predicate: str) -> tuple[str, bool] | None:
    """Key of a predicate's plain strings, and whether they stand in an array always; None: spelled out."""
    key, shown, array = compact(predicate[1:-1], ox.Literal(""))
    return (key, array) if shown == "" else None


@cache
def _links(predicate: str) -> tuple[str, bool, bool]:
    """Key of a predicate's IRIs, whether they stand in an array always, and whether they are strings."""
    key, shown, array = compact(predicate[1:-1], ox.NamedNode("x:"))
    return key, array, shown == "x:"
