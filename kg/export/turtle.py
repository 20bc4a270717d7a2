"""Turtle and TriG for people to read and for `git diff`: papers first, then entities, people, categories,
evidence.

The order is fixed: sections, then subjects by IRI, then predicates (type and name first), then objects. A
subject is a paragraph, each object beyond the first has a line of its own, so two days' exports differ
only in what changed. Prefixes are declared once; those of the data (`method:`, `author:`, ...) stand for
the base of the graph, `arxiv:` for the DOIs of arXiv. TriG is the same, one named graph after the other.
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
    "run",
)
"""Kinds of subjects in their order, by the first part of their path; whatever else there is comes last."""

_WITH_SLASHES = ("author-list", "mention")
"""Sections whose names hold slashes, which a prefixed name would have to escape."""

_ARXIV = {"arxiv": "https://doi.org/10.48550/arXiv."}

_FIRST = {
    name: rank
    for rank, name in enumerate(
        (
            "rdf:type skos:prefLabel foaf:name dcterms:title dcterms:identifier skos:notation skos:altLabel "
            "kg:abbreviation skos:scopeNote rdf:subject rdf:predicate rdf:object "
            "kg:introduces kg:uses kg:comparesWith kg:addresses kg:mentionsTask "
            "dcterms:creator bibo:authorList dcterms:issued fabio:hasPrimarySubjectTerm dcterms:subject "
            "fabio:hasArXivId bibo:doi schema:version dcterms:modified "
            "schema:creativeWorkStatus prov:invalidatedAtTime "
            "schema:url schema:codeRepository rdfs:comment "
            "dcterms:abstract kg:tldr kg:motivation kg:method kg:result kg:conclusion "
            "skos:broader kg:appliedTo kg:evaluatedOn kg:builtOn kg:paperCount kg:firstSeen kg:lastSeen "
            "oa:hasBody oa:hasTarget oa:hasSource oa:prefix oa:exact oa:suffix oa:start oa:end"
        ).split()
    )
}
_LETTER = (
    "A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02ff\u0370-\u037d\u037f-\u1fff"
    "\u3001-\ud7ff\uf900-\ufdcf\ufdf0-\ufffd"
)
_INNER = rf"[{_LETTER}0-9_\-\u00b7\u0300-\u036f]|%[0-9A-F]{{2}}"
_SIMPLE = re.compile(rf"(?:[{_LETTER}0-9_]|%[0-9A-F]{{2}})(?:(?:{_INNER}|\.)*(?:{_INNER}))?")
"""Local names that need no escapes (Turtle, PN_LOCAL; a little less than it allows)."""
_XSD = PREFIXES["xsd"]
_BARE = {f"{_XSD}integer": re.compile(r"[+-]?\d+"), f"{_XSD}decimal": re.compile(r"[+-]?\d*\.\d+")}


def triples(store: Store) -> Iterator[str]:
    """Every triple once, whichever named graphs it stands in, as N-Triples lines in the order of sections."""
    yield from in_sections((without_graph(line) for line in store.quads()), store.manifest.base)


def in_sections(lines: Iterable[str], base: str) -> Iterator[str]:
    """N-Triples lines, each once, in the order of sections and in these by IRI of the subject."""
    section = section_of(base)
    # without its brackets an IRI sorts before those that go on after it: "cs" before "cs.LG", a mention
    # before its parts
    keyed = (
        f"{section(subject)}{subject[1:-1]} {rest}" for subject, _, rest in (x.partition(" ") for x in lines)
    )
    for line in sort_unique(keyed):
        subject, _, rest = line.partition(" ")
        yield f"<{subject[1:]}> {rest}"


def section_of(base: str) -> Callable[[str], str]:
    """A function that tells the section of a subject, written `<IRI>`, as one sortable character."""
    ranks = {name: chr(ord("a") + rank) for rank, name in enumerate(SECTIONS)}
    skip = len(base) + 1

    @lru_cache(maxsize=1 << 16)
    def section(subject: str) -> str:
        if subject.startswith("<https://doi.org/"):
            return "a"
        if subject.startswith(base, 1):
            return ranks.get(subject[skip:-1].partition("/")[0], "z")
        return "z"

    return section


def write_turtle(store: Store, out: BinaryIO) -> None:
    """Write all triples of the graph, without its named graphs."""
    _write(triples(store), store.manifest.base, out)


def write_trig(store: Store, out: BinaryIO) -> None:
    """Write everything, each named graph by itself."""
    base = store.manifest.base
    prefixes = _prefixes(base)
    _write_prefixes(prefixes, out)
    short = _shortener(prefixes)
    for graph, lines in groupby(store.quads(), key=_graph_of):
        out.write(f"\n{short(graph)} {{\n".encode())
        for paragraph in _paragraphs(in_sections(map(without_graph, lines), base), short):
            out.write(paragraph.encode())
        out.write(b"}\n")


def write_description(store: Store, out: BinaryIO) -> None:
    """Write what the graph says of itself (VoID, DCAT, schema.org), of its run, its sources and corrections."""
    base = store.manifest.base
    graph = f"<{base}description>"
    run, source = (f"<{base}run/", f"<{base}corrections/"), f"<{base}source/"
    listed = f" <{PREFIXES['dcterms']}references> "

    def lines() -> Iterator[str]:
        for line in store.quads():
            subject = line[: line.index(" ")]
            whole = subject.startswith(source) and "#" not in subject and listed not in line
            if whole or subject.startswith(run) or _graph_of(line) == graph:
                yield without_graph(line)

    _write(in_sections(lines(), base), base, out)


def _graph_of(line: str) -> str:
    return line[line.rindex(" <") + 1 : -2]


def _write(lines: Iterable[str], base: str, out: BinaryIO) -> None:
    """Write N-Triples lines, grouped by subject, as Turtle."""
    prefixes = _prefixes(base)
    _write_prefixes(prefixes, out)
    for paragraph in _paragraphs(lines, _shortener(prefixes)):
        out.write(paragraph.encode())


def _prefixes(base: str) -> dict[str, str]:
    data = {name: f"{base}{name}/" for name in SECTIONS if name not in _WITH_SLASHES}
    return dict(sorted(PREFIXES.items())) | _ARXIV | data


def _write_prefixes(prefixes: dict[str, str], out: BinaryIO) -> None:
    for prefix, namespace in prefixes.items():
        out.write(f"@prefix {prefix}: <{namespace}> .\n".encode())


def _paragraphs(lines: Iterable[str], short: Callable[[str], str]) -> Iterator[str]:
    for subject, group in groupby(lines, key=lambda line: line.partition(" ")[0]):
        yield _paragraph(short(subject), list(group), short)


def _paragraph(subject: str, lines: list[str], short: Callable[[str], str]) -> str:
    values: dict[str, list[str]] = {}
    for line in lines:
        _, predicate, rest = line.split(" ", 2)
        values.setdefault(short(predicate), []).append(_object(rest[:-2], short))
    parts = []
    for predicate in sorted(values, key=_rank):
        verb = "a" if predicate == "rdf:type" else predicate
        parts.append(f"    {verb} " + ",\n        ".join(values[predicate]))
    return f"\n{subject}\n" + " ;\n".join(parts) + " .\n"


@lru_cache(maxsize=1024)
def _rank(predicate: str) -> tuple[int, int, str]:
    """Positions of lists (rdf:_1, rdf:_2, ..., rdf:_10) by their number."""
    position = int(predicate[5:]) if predicate.startswith("rdf:_") else 0
    return _FIRST.get(predicate, len(_FIRST)), position, predicate


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
