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
from collections.abc import Mapping
from contextlib import closing
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
    file = version / TABLES
    try:
        with closing(sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro&immutable=1", uri=True)) as base:
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
    except sqlite3.DatabaseError as error:
        raise GraphError(
            f"{file} cannot be read ({error}); run kg build --rebuild with its sources"
        ) from error
    found = {"head": {"vars": [name for name, _ in columns]}, "results": {"bindings": rows}}
    return ox.parse_query_results(json.dumps(found).encode(), format=ox.QueryResultsFormat.JSON)


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
