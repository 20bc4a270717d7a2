"""Questions that count, answered by the tables beside the store; the answers look like those of SPARQL.

A query `queries/NAME.rq` may have the same in SQL beside it, `queries/NAME.sql`, over the tables of
`kg.tables`. Its columns are called by the variable, a blank, and what terms they hold:

    iri                 an IRI
    @en                 a string in that language
    integer, date       a literal of that type of XML Schema
    string              a plain string

Parameters are bound by SQLite, never pasted into the text: `:NAME` is the id of an IRI or a literal's value.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path

import pyoxigraph as ox

from kg.errors import GraphError
from kg.graph.namespaces import expand
from kg.sparql import Answer, Term
from kg.tables import TABLES, number


def has_tables(version: Path) -> bool:
    """Whether a version of a graph has tables; those of earlier versions of kg have none."""
    return (version / TABLES).is_file()


def values(bindings: Mapping[str, Term]) -> dict[str, int | str]:
    """What SQLite binds for the parameters of a query."""
    return {
        name: number(term.value) if isinstance(term, ox.NamedNode) else term.value
        for name, term in bindings.items()
    }


def count(version: Path, sql: str, parameters: Mapping[str, int | str]) -> Answer:
    """Answer a query over the tables of a version. GraphError where they cannot be read."""
    with _opened(version) as base:
        cursor = base.execute(sql, parameters)
        columns = [name.split(" ") for name, *_ in cursor.description]
        rows = [
            {
                name: _term(value, of)
                for (name, of), value in zip(columns, row, strict=True)
                if value is not None
            }
            for row in cursor
        ]
    found = {"head": {"vars": [name for name, _ in columns]}, "results": {"bindings": rows}}
    return ox.parse_query_results(json.dumps(found).encode(), format=ox.QueryResultsFormat.JSON)


def read_links(version: Path) -> tuple[list[tuple[str, str]], list[tuple[str, str, str]]]:
    """(document, paper) for all that is listed and (paper, role, entity) for all that is said, all but roles IRIs."""
    with _opened(version) as base:
        iris: dict[int, str] = {}
        for ids in ("s FROM lists", "o FROM lists", "s FROM said", "o FROM said"):
            iris |= base.execute(
                f"SELECT id, iri FROM (SELECT DISTINCT {ids}) AS ids JOIN thing ON id = {ids[0]}"
            )
        lists = [(iris[s], iris[o]) for s, o in base.execute("SELECT s, o FROM lists")]
        said = [(iris[s], role, iris[o]) for s, role, o in base.execute("SELECT s, role, o FROM said")]
    return lists, said


@contextmanager
def _opened(version: Path) -> Iterator[sqlite3.Connection]:
    """The tables of a version, to be read. GraphError where they cannot be."""
    file = version / TABLES
    try:
        with closing(sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro&immutable=1", uri=True)) as base:
            yield base
    except (sqlite3.DatabaseError, KeyError) as error:
        raise GraphError(
            f"{file} cannot be read ({error}); run kg build --rebuild with its sources"
        ) from error


def _term(value: object, of: str) -> dict[str, str]:
    """A cell as the SPARQL 1.1 Query Results JSON Format writes it."""
    if of == "iri":
        return {"type": "uri", "value": str(value)}
    literal = {"type": "literal", "value": str(value)}
    if of.startswith("@"):
        literal["xml:lang"] = of[1:]
    elif of != "string":
        literal["datatype"] = expand(f"xsd:{of}")
    return literal
