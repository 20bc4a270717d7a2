"""Find things by parts of their names, typos and all: an index beside the graph, made once for each version.

    python -m kg.serve.search FOLDER SCRATCH

SQLite's trigram index finds names that hold what is written, and names that share rare trigrams with it;
rapidfuzz puts them in order. Names stand in the index in order of the papers behind them, so that the first
ones found are those most wanted.
"""

from __future__ import annotations

import hashlib
import os
import re
import sqlite3
import sys
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from math import log10
from pathlib import Path

from rapidfuzz import fuzz

from kg.graph.iris import paper_id_of
from kg.lookup import Thing, find_all
from kg.serve.confinement import with_parent, without_network
from kg.serve.worker import version_of
from kg.store import Store

_MOST_CANDIDATES = 80
_MOST_TRIGRAMS = 8
_COMMON = 20_000
"""Names; a trigram of more tells too little, and takes long."""
_LONGEST = 200


@dataclass(frozen=True, slots=True)
class Hit:
    """A thing found, and the name that it was found by."""

    thing: Thing
    name: str
    papers: int


def index_path(scratch: Path, version: str) -> Path:
    """Where the index of a version lies, or will."""
    return scratch / f"names-{hashlib.sha256(version.encode()).hexdigest()[:16]}.sqlite"


_NO_WORDS = re.compile("[^a-z0-9]+")


def fold(text: str) -> str:
    """A name as it is compared: no case, no accents, single blanks, no signs between words."""
    if text.isascii():
        return _NO_WORDS.sub(" ", text.lower()).strip()[:_LONGEST]
    plain = unicodedata.normalize("NFKD", text).casefold()
    kept = (" " if unicodedata.category(c)[0] in "PZSC" else c for c in plain if not unicodedata.combining(c))
    return " ".join("".join(kept).split())[:_LONGEST]


_NAMED = {
    "kg:Method": "?x a kg:Method ; kg:paperCount ?n ; skos:prefLabel|skos:altLabel|kg:abbreviation ?l",
    "kg:Dataset": "?x a kg:Dataset ; kg:paperCount ?n ; skos:prefLabel|skos:altLabel|kg:abbreviation ?l",
    "kg:Task": "?x a kg:Task ; kg:paperCount ?n ; skos:prefLabel|skos:altLabel|kg:abbreviation ?l",
    "foaf:Person": (
        "{ SELECT ?x (COUNT(DISTINCT ?p) AS ?n) WHERE { ?p dcterms:creator ?x } GROUP BY ?x } ?x foaf:name ?l"
    ),
    "skos:Concept": "?x skos:notation ?code . ?x skos:notation|skos:prefLabel ?l . BIND(1 AS ?n)",
    "fabio:Preprint": "?x a fabio:Preprint ; dcterms:title ?l . BIND(1 AS ?n)",
    "kg:Source": "?x a kg:Source ; dcterms:identifier ?l . BIND(1 AS ?n)",
}


def _names(store: Store) -> Iterator[tuple[int, str, str, str]]:
    """(papers, type, IRI, name) of everything that has a name."""
    for kind, pattern in _NAMED.items():
        for iri, label, papers in store.rows(f"SELECT DISTINCT ?x ?l ?n WHERE {{ {pattern} }}"):
            yield int(papers), kind, str(iri), str(label)
            if kind == "fabio:Preprint" and (known := paper_id_of(str(iri), store.manifest.base)):
                yield 1, kind, str(iri), known.removeprefix("x:").removeprefix("doi:")


_TABLES = """
CREATE TABLE name (id INTEGER PRIMARY KEY, folded TEXT, name TEXT, iri TEXT, type TEXT, papers INTEGER);
CREATE TABLE label (iri TEXT PRIMARY KEY, label TEXT) WITHOUT ROWID;
CREATE VIRTUAL TABLE part USING fts5(folded, content=name, content_rowid=id, tokenize='trigram', detail=full);
CREATE VIRTUAL TABLE trigram USING fts5vocab(part, row);
"""


def build_index(store: Store, path: Path) -> None:
    """Write the index of a graph's names; it appears whole or not at all."""
    beside = path.with_suffix(f".{os.getpid()}")
    beside.unlink(missing_ok=True)
    base = sqlite3.connect(beside)
    try:
        base.executescript("PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF;" + _TABLES)
        named = sorted(set(_names(store)), key=lambda row: (-row[0], row[1:]))
        folded = ((fold(name), name, iri, kind, papers) for papers, kind, iri, name in named)
        rows = (row for row in folded if row[0])
        base.executemany("INSERT INTO name (folded, name, iri, type, papers) VALUES (?, ?, ?, ?, ?)", rows)
        base.executemany("INSERT OR IGNORE INTO label VALUES (?, ?)", _labels(store))
        base.executescript(
            "INSERT INTO part (part) VALUES ('rebuild'); CREATE INDEX folded ON name (folded);"
        )
        base.commit()
    finally:
        base.close()
    beside.replace(path)


def _labels(store: Store) -> Iterator[tuple[str, str]]:
    """What things are called first, where several names are found."""
    for predicate in ("skos:notation", "skos:prefLabel", "foaf:name", "dcterms:title"):
        query = f"SELECT ?x (MIN(STR(?l)) AS ?first) WHERE {{ ?x {predicate} ?l }} GROUP BY ?x"
        yield from ((str(iri), str(label)) for iri, label in store.rows(query))


def search(store: Store, index: Path, text: str, count: int, types: Iterable[str] = ()) -> list[Hit]:
    """What is best called so, best first; by whole names alone while the index is not there."""
    wanted = set(types)
    query = fold(text)
    if not query:
        return []
    if not index.exists():
        kinds = tuple(wanted) or tuple(_NAMED)
        return [
            Hit(thing, thing.label, 0) for thing in islice(find_all(store, text, kinds, scan=False), count)
        ]
    base = sqlite3.connect(f"file:{index}?mode=ro&immutable=1", uri=True)
    try:
        found: dict[str, tuple[float, Hit]] = {}
        for folded, name, iri, kind, papers in _candidates(base, query):
            if wanted and kind not in wanted:
                continue
            score = _score(query, folded, papers)
            if score > 0 and (iri not in found or found[iri][0] < score):
                label = base.execute("SELECT label FROM label WHERE iri = ?", (iri,)).fetchone()
                found[iri] = score, Hit(Thing(iri, kind, label[0] if label else name), name, papers)
        best = sorted(found.values(), key=lambda item: (-item[0], item[1].thing.label, item[1].thing.iri))
        return [hit for _, hit in best[:count]]
    finally:
        base.close()


_ROW = "SELECT folded, name, iri, type, papers FROM name"


def _candidates(base: sqlite3.Connection, query: str) -> Iterator[tuple[str, str, str, str, int]]:
    yield from base.execute(f"{_ROW} WHERE folded = ? LIMIT ?", (query, _MOST_CANDIDATES))
    yield from base.execute(
        f"{_ROW} WHERE folded >= ? AND folded < ? ORDER BY id LIMIT ?",
        (query, f"{query}\U0010ffff", _MOST_CANDIDATES),
    )
    words = [word for word in query.split() if len(word) >= 3]
    if words:
        yield from _matching(base, " AND ".join(f'"{word}"' for word in words))
    rare = _rare_trigrams(base, query)
    if rare:
        yield from _matching(base, " OR ".join(f'"{part}"' for part in rare), "rank")


def _matching(
    base: sqlite3.Connection, match: str, order: str = "rowid"
) -> Iterator[tuple[str, str, str, str, int]]:
    found = f"SELECT rowid FROM part WHERE part MATCH ? ORDER BY {order} LIMIT ?"
    yield from base.execute(f"{_ROW} WHERE id IN ({found})", (match, _MOST_CANDIDATES))


def _rare_trigrams(base: sqlite3.Connection, query: str) -> list[str]:
    """Those of the query's trigrams that the fewest names hold."""
    parts = {query[i : i + 3] for i in range(len(query) - 2)}
    counted = []
    for part in sorted(parts)[: 4 * _MOST_TRIGRAMS]:
        row = base.execute("SELECT doc FROM trigram WHERE term = ?", (part,)).fetchone()
        if row and row[0] <= _COMMON:
            counted.append((row[0], part))
    return [part for _, part in sorted(counted)[:_MOST_TRIGRAMS]]


def _score(query: str, folded: str, papers: int) -> float:
    """How well a name fits what was written, a little more where many papers are behind it; 0: not at all."""
    likeness = max(
        fuzz.ratio(query, folded),
        0.95 * fuzz.token_sort_ratio(query, folded),
        0.9 * fuzz.partial_ratio(query, folded) if len(folded) >= len(query) else 0,
    )
    if likeness < 68:
        return 0.0
    if folded == query:
        likeness += 40
    elif folded.startswith(query):
        likeness += 15
    elif f" {query}" in f" {folded}":
        likeness += 10
    return likeness + 6 * log10(1 + papers)


def main(folder: Path, scratch: Path) -> None:
    """Make the index of a graph folder's newest version."""
    with_parent()
    without_network()
    store = Store(folder)
    build_index(store, index_path(scratch, version_of(store.manifest)))


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
