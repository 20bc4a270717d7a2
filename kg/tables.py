"""Tables beside the store, for questions that count: one for each predicate that such questions need.

A store of triples answers "how often" by looking up one statement after the other; here they lie sorted, by
subject and by object. The tables are written in the pass that loads the store, into the same folder, so the two
are always of one version. SQLite, because Python brings it: no library more, and nothing to load at start.

    thing(id, iri)          everything that is a subject below
    kind(s, value)          Method, Dataset or Task
    said(s, role, o)        paper, role, method or dataset or task
    worded(s, o, value, reason)  in this paper these words name this entity, for this reason
    NAME(s, o)              links, see `LINKS`
    NAME(s, value)          literals, see `LITERALS`

s and o are ids of IRIs, see `number`; values are lexical forms, those of paper_count numbers.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from hashlib import blake2b
from pathlib import Path

from kg.graph.namespaces import KIND_CLASS, ROLE_PREDICATE, expand

TABLES = "tables-1.sqlite"
"""The file's name in the folder of a version. The number is of the layout: tables of another one are not found."""

LINKS = {
    "dcterms:creator": "creator",
    "dcterms:subject": "subject",
    "skos:broader": "broader",
    "kg:appliedTo": "applied",
    "dcterms:references": "lists",
    "kg:identifies": "identifies",
    "kg:homonymOf": "homonym_of",
}
LITERALS = {
    "skos:prefLabel": "label",
    "skos:notation": "notation",
    "foaf:name": "name",
    "dcterms:title": "title",
    "dcterms:issued": "issued",
    "kg:firstSeen": "first_seen",
    "kg:paperCount": "paper_count",
    "kg:apartBecause": "apart",
}

_MENTIONS = {
    "oa:exact": "words",
    "oa:hasSource": "paper",
    "oa:hasBody": "entity",
    "kg:identifiedBy": "reason",
}
"""Predicates of a mention and its parts, in the order in which their sorted statements come."""

_BATCH = 5_000
"""Rows written at once."""


def number(iri: str) -> int:
    """The id of an IRI: 64 bits of its BLAKE2b hash.

    Two IRIs of 30 million share one with a chance of 1 in 40,000.
    """
    return int.from_bytes(blake2b(iri.encode(), digest_size=8).digest(), "little", signed=True)


def write_tables(file: Path, lines: Iterable[str]) -> Iterator[str]:
    """The same N-Triples lines; the tables are written into a new file as they pass, and whole at their end.

    The lines must be sorted and distinct.
    """
    with closing(sqlite3.connect(file, isolation_level=None)) as base:
        for pragma in ("journal_mode = OFF", "synchronous = OFF", "locking_mode = EXCLUSIVE"):
            base.execute(f"PRAGMA {pragma}")
        base.execute("BEGIN")
        writer = _Writer(base)
        yield from writer.passed(lines)
        writer.finish()
        base.execute("COMMIT")


class _Writer:
    def __init__(self, base: sqlite3.Connection) -> None:
        self._base = base
        self._rows: dict[str, list[tuple[object, ...]]] = {}
        self._paper = ""
        self._mentions: dict[str, dict[str, str]] = {}
        base.execute("CREATE TABLE thing (id INTEGER PRIMARY KEY, iri TEXT NOT NULL)")
        base.execute("CREATE TABLE worded (s INTEGER, o INTEGER, value TEXT, reason TEXT)")
        base.execute("CREATE TABLE kind (s INTEGER NOT NULL, value TEXT NOT NULL)")
        base.execute("CREATE TABLE said (s INTEGER NOT NULL, role TEXT NOT NULL, o INTEGER NOT NULL)")
        for table in LINKS.values():
            base.execute(f"CREATE TABLE {table} (s INTEGER NOT NULL, o INTEGER NOT NULL)")
        for table in LITERALS.values():
            of = "INTEGER" if table == "paper_count" else "TEXT"
            base.execute(f"CREATE TABLE {table} (s INTEGER NOT NULL, value {of} NOT NULL)")
        self._inserts = {
            table: f"INSERT INTO {table} VALUES ({', '.join('?' * columns)})"
            for table, columns in {
                **dict.fromkeys(("thing", "kind", *LINKS.values(), *LITERALS.values()), 2),
                "said": 3,
                "worded": 4,
            }.items()
        }

    def passed(self, lines: Iterable[str]) -> Iterator[str]:
        wanted = _wanted()
        mentions = {f"<{expand(predicate)}>": field for predicate, field in _MENTIONS.items()}
        last, subject = "", 0
        for line in lines:
            start, predicate, rest = line.split(" ", 2)
            row = wanted.get(predicate)
            found = row and row(rest[:-2])
            if found:
                if start != last:
                    last, subject = start, number(start[1:-1])
                    self._add("thing", (subject, start[1:-1]))
                table, *values = found
                self._add(table, (subject, *values))
            elif predicate in mentions:
                self._mention(start[1:-1], mentions[predicate], rest[:-2])
            yield line

    def _mention(self, subject: str, field: str, value: str) -> None:
        """Take a statement of a mention, whose IRI begins those of its parts; the reason comes last."""
        mention = subject.partition("#")[0]
        paper = mention.rpartition("/")[0]
        if paper != self._paper:
            self._paper, self._mentions = paper, {}
        met = self._mentions.setdefault(mention, {})
        met[field] = value
        if field == "reason" and len(met) == len(_MENTIONS):
            named = _lexical(met["words"]), _lexical(value)
            self._add("worded", (number(met["paper"][1:-1]), number(met["entity"][1:-1]), *named))

    def finish(self) -> None:
        for table in list(self._rows):
            self._flush(table)
        # numbers of papers are wanted of methods, datasets, tasks and homonyms alone
        self._base.execute("CREATE INDEX kind_s ON kind (s, value)")
        self._base.execute(
            "DELETE FROM paper_count WHERE s NOT IN (SELECT s FROM kind UNION SELECT s FROM apart)"
        )
        self._base.execute("CREATE INDEX kind_value ON kind (value, s)")
        self._base.execute("CREATE INDEX worded_o ON worded (o)")
        self._base.execute("CREATE INDEX said_o ON said (o, role, s)")
        self._base.execute("CREATE INDEX said_s ON said (s, role, o)")
        for table in LINKS.values():
            self._base.execute(f"CREATE INDEX {table}_s ON {table} (s, o)")
            self._base.execute(f"CREATE INDEX {table}_o ON {table} (o, s)")
        for table in LITERALS.values():
            self._base.execute(f"CREATE INDEX {table}_s ON {table} (s)")
        for table in ("first_seen", "paper_count"):
            self._base.execute(f"CREATE INDEX {table}_value ON {table} (value, s)")
        self._base.execute("PRAGMA analysis_limit = 1000")
        self._base.execute("ANALYZE")

    def _add(self, table: str, row: tuple[object, ...]) -> None:
        rows = self._rows.setdefault(table, [])
        rows.append(row)
        if len(rows) >= _BATCH:
            self._flush(table)

    def _flush(self, table: str) -> None:
        self._base.executemany(self._inserts[table], self._rows.pop(table))


_Row = tuple[str, *tuple[object, ...]]
"""A table's name, and a row of it without its subject."""


def _wanted() -> dict[str, Callable[[str], _Row | None]]:
    """For each predicate what makes a row of its object, given as N-Triples."""
    kinds = {f"<{expand(name)}>": kind.value for kind, name in KIND_CLASS.items()}

    def kind(value: str) -> _Row | None:
        return ("kind", kinds[value]) if value in kinds else None

    def said(role: str) -> Callable[[str], _Row]:
        return lambda value: ("said", role, number(value[1:-1]))

    def link(table: str) -> Callable[[str], _Row]:
        return lambda value: (table, number(value[1:-1]))

    def literal(table: str) -> Callable[[str], _Row]:
        return lambda value: (table, _lexical(value))

    made: dict[str, Callable[[str], _Row | None]] = {"rdf:type": kind}
    made |= {predicate: said(role.value) for role, predicate in ROLE_PREDICATE.items()}
    made |= {predicate: link(table) for predicate, table in LINKS.items()}
    made |= {predicate: literal(table) for predicate, table in LITERALS.items()}
    return {f"<{expand(predicate)}>": row for predicate, row in made.items()}


def _lexical(literal: str) -> str:
    """The lexical form of a literal in N-Triples; its escapes are those of JSON."""
    inner = literal[1 : literal.rindex('"')]
    return json.loads(f'"{inner}"', strict=False) if "\\" in inner else inner
