"""Turtle and TriG for people to read and for `git diff`: papers first, then entities, people, categories,
evidence.

The order is fixed: sections, then subjects by IRI, then predicates (type and name first), then objects. A
subject is a paragraph, each object beyond the first has a line of its own, so two days' exports differ
only in what changed. Prefixes are declared once; those of the data (`method:`, `author:`, ...) stand for
the base of the graph, `arxiv:` for the DOIs of arXiv. TriG is the same, one named graph after the other.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache, partial
from itertools import count, groupby, islice
from operator import itemgetter
from typing import Any, BinaryIO

from kg.export.mentions import ROWS
from kg.export.subjects import SECTIONS, by_subject
from kg.graph.namespaces import PREFIXES
from kg.store import Store

_WITH_SLASHES = ("author-list", "mention")
"""Sections whose names hold slashes, which a prefixed name would have to escape."""

_ARXIV = {"arxiv": "https://doi.org/10.48550/arXiv."}

_ARXIV_IRI = f"<{_ARXIV['arxiv']}"
"""The one namespace that ends in neither slash nor hash."""

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
_BATCH = 500
"""Paragraphs written at once."""
_REMEMBERED = 1 << 16

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
    portions = (lines for _, lines in store.portions())
    for subject, predicates, objects in by_subject(portions, store.manifest.base):
        for predicate, value in zip(predicates.split(" "), objects, strict=True):
            yield f"<{subject}> {predicate} {value} ."


def write_turtle(store: Store, out: BinaryIO) -> None:
    """Write all triples of the graph, without its named graphs."""
    _write((lines for _, lines in store.portions()), store.manifest.base, out)


def write_trig(store: Store, out: BinaryIO) -> None:
    """Write everything, each named graph by itself."""
    base = store.manifest.base
    layout = _Layout(base, _begun(base, out))
    for graph, portions in groupby(store.portions(), key=itemgetter(0)):
        out.write(f"\n{layout.short(graph)} {{\n".encode())
        layout.write((lines for _, lines in portions), out)
        out.write(b"}\n")


def write_description(store: Store, out: BinaryIO) -> None:
    """Write what the graph says of itself (VoID, DCAT, schema.org), of its run, its sources and corrections."""
    base = store.manifest.base
    own = f"<{base}description>"
    run, source = (f"<{base}run/", f"<{base}corrections/"), f"<{base}source/"
    listed = f" <{PREFIXES['dcterms']}references> "

    def portions() -> Iterator[str]:
        for graph, lines in store.portions():
            if graph == own:
                yield lines
                continue
            wanted = [
                line
                for line in lines.split("\n")
                if line.startswith(run)
                or (line.startswith(source) and listed not in line and "#" not in line[: line.index(" ")])
            ]
            if wanted:
                yield "\n".join(wanted)

    _write(portions(), base, out)


def _write(portions: Iterable[str], base: str, out: BinaryIO) -> None:
    """Write portions of N-Triples, see `kg.export.subjects.by_subject`, as Turtle."""
    _Layout(base, _begun(base, out)).write(portions, out)


def _begun(base: str, out: BinaryIO) -> Callable[[str], str]:
    """Write the prefixes; what shortens IRIs by them."""
    data = {name: f"{base}{name}/" for name in SECTIONS if name not in _WITH_SLASHES}
    prefixes = dict(sorted(PREFIXES.items())) | _ARXIV | data
    for prefix, namespace in prefixes.items():
        out.write(f"@prefix {prefix}: <{namespace}> .\n".encode())
    return _shortener(prefixes)


_Form = tuple[str, Callable[[Sequence[Any]], tuple[Any, ...]]]
"""Text with "%s" for its terms, and what puts subject and objects into their order."""


class _Layout:
    """Paragraphs of Turtle; remembers how others of the same predicates were laid out, and terms as shortened."""

    def __init__(self, base: str, short: Callable[[str], str]) -> None:
        self.short = short
        self._base = base
        self._form = lru_cache(maxsize=1 << 10)(self._laid_out)
        self._mention = self._mention_form()
        self._terms = _Memo(partial(_object, short=short))

    def write(self, portions: Iterable[str], out: BinaryIO) -> None:
        paragraphs = self.paragraphs(portions)
        while some := "".join(islice(paragraphs, _BATCH)):
            out.write(some.encode())

    def paragraphs(self, portions: Iterable[str]) -> Iterator[str]:
        """One for each subject, those of a mention and its parts together."""
        terms, form = self._terms, self._form
        mention, of_mention = self._mention
        for subject, predicates, objects in by_subject(portions, self._base, whole_mentions=True):
            # most objects are plain strings, or stood somewhere before
            shown = [value if value[-1] == '"' else terms[value] for value in objects]
            if predicates:
                text, ordered = form(predicates)
                yield text % ordered((terms[f"<{subject}>"], *shown))
            else:
                yield mention % of_mention((subject, *shown))

    def _laid_out(self, predicates: str) -> _Form:
        """The paragraph of a subject with these predicates."""
        names = [self.short(predicate) for predicate in predicates.split(" ")]
        order = sorted(range(len(names)), key=lambda i: (_rank(names[i]), i))
        parts = []
        for name, places in groupby(order, key=lambda i: names[i]):
            verb = "a" if name == "rdf:type" else name.replace("%", "%%")
            parts.append(f"    {verb} " + ",\n        ".join("%s" for _ in places))
        return "\n%s\n" + " ;\n".join(parts) + " .\n", itemgetter(0, *(i + 1 for i in order))

    def _mention_form(self) -> _Form:
        """The paragraphs of a whole mention and its parts, see `kg.export.mentions`."""
        paragraphs, places = "", []
        numbers = count(1)
        numbered = [(*row, next(numbers) if row[2] == "*" else 0) for row in ROWS]
        for part in sorted({part for part, *_ in ROWS}):
            rows = [row[1:] for row in numbered if row[0] == part]
            text, ordered = self._laid_out(" ".join(predicate for predicate, *_ in rows))
            terms = [(f"<%s{part}>", 0)]
            for _, value, number in rows:
                shown = {"*": "%s", "#": f"<%s{value}>"}.get(value[0])
                terms.append((shown, number) if shown else (self.short(value), -1))
            terms = list(ordered(terms))
            paragraphs += text % tuple(term for term, _ in terms)
            places += [number for _, number in terms if number >= 0]
        return paragraphs, itemgetter(*places)


class _Memo(dict[str, str]):
    """Terms as they were shortened before; forgotten where they become too many."""

    def __init__(self, make: Callable[[str], str]) -> None:
        self._make = make

    def __missing__(self, term: str) -> str:
        if len(self) >= _REMEMBERED:
            self.clear()
        made = self[term] = self._make(term)
        return made


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
    names = {namespace: prefix for prefix, namespace in prefixes.items()}

    def short(iri: str) -> str:
        # a local name that needs no escapes holds no slash: its namespace ends at the last one
        end = max(iri.rfind("/"), iri.rfind("#")) + 1
        if iri.startswith(_ARXIV_IRI):
            end = len(_ARXIV_IRI)
        prefix = names.get(iri[1:end])
        if prefix is None:
            return iri
        local = iri[end:-1]
        return f"{prefix}:{local}" if _SIMPLE.fullmatch(local) else iri

    return short
