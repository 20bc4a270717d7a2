"""Turtle for people to read and for `git diff`: papers first, then entities, people, categories, evidence.

The order is fixed: sections, then subjects by IRI, then predicates (type and name first), then objects. A
subject is a paragraph, each object beyond the first has a line of its own, so two days' exports differ
only in what changed. Prefixes are declared once; those of the data (`method:`, `author:`, ...) stand for
the base of the graph.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from itertools import groupby
from typing import BinaryIO

from kg.folder import without_graph
from kg.graph.namespaces import PREFIXES
from kg.sorting import sort_unique
from kg.store import Store

SECTIONS = (
    "paper",
    "method",
    "dataset",
    "task",
    "author",
    "category",
    "author-list",
    "relation",
    "identity",
    "mention",
    "source",
)
"""Kinds of subjects in their order, by the first part of their path; whatever else there is comes last."""

_WITH_SLASHES = ("author-list", "mention")
"""Sections whose names hold slashes, which a prefixed name would have to escape."""

_FIRST = {
    name: rank
    for rank, name in enumerate(
        "rdf:type skos:prefLabel foaf:name dcterms:title skos:notation skos:altLabel kg:abbreviation "
        "kg:introduces kg:uses kg:comparesWith kg:addresses kg:mentionsTask".split()
    )
}
_SIMPLE = re.compile(r"(?:\w|%[0-9A-F]{2})(?:(?:[\w.-]|%[0-9A-F]{2})*(?:[\w-]|%[0-9A-F]{2}))?", re.ASCII)
_XSD = PREFIXES["xsd"]
_BARE = {f"{_XSD}integer": re.compile(r"[+-]?\d+"), f"{_XSD}decimal": re.compile(r"[+-]?\d*\.\d+")}


def triples(store: Store) -> Iterator[str]:
    """Every triple once, whichever named graphs it stands in, as N-Triples lines in the order of sections."""
    section = section_of(store.manifest.base)
    keyed = (f"{section(line.partition(' ')[0])}{without_graph(line)}" for line in store.quads())
    for line in sort_unique(keyed):
        yield line[1:]


def section_of(base: str) -> Callable[[str], str]:
    """A function that tells the section of a subject, written `<IRI>`, as one sortable character."""
    ranks = {name: chr(ord("a") + rank) for rank, name in enumerate(SECTIONS)}
    skip = len(base) + 1

    @lru_cache(maxsize=1 << 16)
    def section(subject: str) -> str:
        if subject.startswith("<https://doi.org/"):
            return "a"
        if subject.startswith(base, 1):
            return ranks.get(subject[skip:].partition("/")[0], "z")
        return "z"

    return section


def write_turtle(store: Store, out: BinaryIO) -> None:
    """Write all triples of the graph, without its named graphs."""
    write_paragraphs(triples(store), store.manifest.base, out)


def write_description(store: Store, out: BinaryIO) -> None:
    """Write what the graph says of itself as a dataset (VoID, DCAT, schema.org)."""
    graph = f" <{store.manifest.base}description> ."
    lines = (line for line in store.quads() if line.endswith(graph))
    write_paragraphs((f"{line[: -len(graph)]} ." for line in lines), store.manifest.base, out)


def write_paragraphs(lines: Iterable[str], base: str, out: BinaryIO) -> None:
    """Write N-Triples lines, grouped by subject, as Turtle."""
    prefixes = dict(sorted(PREFIXES.items()))
    prefixes |= {name: f"{base}{name}/" for name in SECTIONS if name not in _WITH_SLASHES}
    for prefix, namespace in prefixes.items():
        out.write(f"@prefix {prefix}: <{namespace}> .\n".encode())
    short = _shortener(prefixes)
    for subject, group in groupby(lines, key=lambda line: line.partition(" ")[0]):
        out.write(_paragraph(short(subject), list(group), short).encode())


def _paragraph(subject: str, lines: list[str], short: Callable[[str], str]) -> str:
    values: dict[str, list[str]] = {}
    for line in lines:
        _, predicate, rest = line.split(" ", 2)
        values.setdefault(short(predicate), []).append(_object(rest[:-2], short))
    parts = []
    for predicate in sorted(values, key=lambda name: (_FIRST.get(name, len(_FIRST)), name)):
        verb = "a" if predicate == "rdf:type" else predicate
        parts.append(f"    {verb} " + ",\n        ".join(values[predicate]))
    return f"\n{subject}\n" + " ;\n".join(parts) + " .\n"


def _object(term: str, short: Callable[[str], str]) -> str:
    if term[0] == "<":
        return short(term)
    if term[-1] != ">":
        return term
    value, _, datatype = term.rpartition("^^")
    bare = _BARE.get(datatype[1:-1])
    if bare is not None and bare.fullmatch(value[1:-1]):
        return value[1:-1]
    return f"{value}^^{short(datatype)}"


def _shortener(prefixes: dict[str, str]) -> Callable[[str], str]:
    """A function that gives `<IRI>` as a prefixed name where that needs no escapes."""
    by_length = sorted(prefixes.items(), key=lambda item: -len(item[1]))

    @lru_cache(maxsize=1 << 16)
    def short(iri: str) -> str:
        for prefix, namespace in by_length:
            if iri.startswith(namespace, 1):
                local = iri[len(namespace) + 1 : -1]
                return f"{prefix}:{local}" if _SIMPLE.fullmatch(local) else iri
        return iri

    return short
