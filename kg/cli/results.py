"""Print the answer of a query: a table for people, the W3C result formats for programs."""

from __future__ import annotations

import io
import sys

import click
import pyoxigraph as ox

from kg.cli.console import console, plain
from kg.errors import QueryError
from kg.graph.namespaces import PREFIXES, compact
from kg.sparql import Answer
from kg.spreadsheet import write_shown
from kg.streams import xml_into

_RESULTS = {
    "csv": ox.QueryResultsFormat.CSV,
    "tsv": ox.QueryResultsFormat.TSV,
    "json": ox.QueryResultsFormat.JSON,
    "xml": ox.QueryResultsFormat.XML,
}
_GRAPHS = {
    "turtle": ox.RdfFormat.TURTLE,
    "ttl": ox.RdfFormat.TURTLE,
    "jsonld": ox.RdfFormat.JSON_LD,
    "ntriples": ox.RdfFormat.N_TRIPLES,
    "nt": ox.RdfFormat.N_TRIPLES,
    "rdfxml": ox.RdfFormat.RDF_XML,
}


def print_answer(answer: Answer, form: str | None, spreadsheet: bool = False, most: int = 0) -> None:
    """Write an answer to stdout; a table of `most` rows may be cut, which is told.

    click.UsageError for a format that it cannot take; QueryError where its evaluation fails on the way.
    """
    try:
        _print(answer, form, spreadsheet, most)
    except RuntimeError as error:
        raise QueryError(f"the query cannot be answered to its end: {error}") from error


def _print(answer: Answer, form: str | None, spreadsheet: bool, most: int) -> None:
    out = sys.stdout.buffer
    if isinstance(answer, ox.QueryTriples):
        syntax = _GRAPHS.get(form or "turtle")
        if syntax is None:
            raise click.UsageError(
                f"this query gives a graph; -f takes {', '.join(_GRAPHS)} for it, not {form}"
            )
        prefixes = PREFIXES if syntax in (ox.RdfFormat.TURTLE, ox.RdfFormat.RDF_XML) else None
        ordered = sorted(answer, key=lambda t: (str(t.subject), str(t.predicate), str(t.object)))
        if syntax is ox.RdfFormat.RDF_XML:
            with xml_into(out) as kept:
                ox.serialize(ordered, kept, format=syntax, prefixes=prefixes)
        else:
            ox.serialize(ordered, out, format=syntax, prefixes=prefixes)
        out.flush()
        return
    form = form or ("table" if sys.stdout.isatty() else "tsv")
    if form == "table":
        _print_table(answer, most)
    elif form == "csv" and spreadsheet and isinstance(answer, ox.QuerySolutions):
        held = io.BytesIO()
        answer.serialize(held, _RESULTS[form])
        write_shown(held.getvalue(), out)
    elif form in _RESULTS and not (isinstance(answer, ox.QueryBoolean) and form in ("csv", "tsv")):
        answer.serialize(out, _RESULTS[form])
        if form in ("json", "xml"):
            out.write(b"\n")
        out.flush()
    elif isinstance(answer, ox.QueryBoolean) and form in ("csv", "tsv"):
        click.echo("true" if answer else "false")
    else:
        gives = "a yes or no" if isinstance(answer, ox.QueryBoolean) else "rows"
        raise click.UsageError(
            f"this query gives {gives}; -f takes table, {', '.join(_RESULTS)} for it, not {form}"
        )


def _print_table(answer: ox.QuerySolutions | ox.QueryBoolean, most: int) -> None:
    if isinstance(answer, ox.QueryBoolean):
        click.echo("yes" if answer else "no")
        return
    from rich.table import Table  # slow to load
    from rich.text import Text

    rows = [[_shown(term) for term in solution] for solution in answer]
    table = Table(box=None, pad_edge=False, header_style="bold")
    for i, variable in enumerate(answer.variables):
        numeric = bool(rows) and all(row[i].replace(".", "", 1).isdigit() or not row[i] for row in rows)
        address = bool(rows) and all(row[i].startswith(("http:", "https:")) or not row[i] for row in rows)
        table.add_column(
            variable.value,
            justify="right" if numeric else "left",
            overflow="ellipsis" if address else "fold",
            no_wrap=address or all(len(row[i]) <= 12 for row in rows),
            max_width=44 if address else None,
        )
    for row in rows:
        table.add_row(*(Text(cell) for cell in row))
    console().print(table)
    if not rows:
        click.echo("no rows", err=True)
    elif len(rows) == most:
        click.echo(f"{most} rows, as many as this query gives unasked; -n 0 gives all", err=True)


def _shown(term: object) -> str:
    if term is None:
        return ""
    if isinstance(term, ox.NamedNode):
        return plain(compact(term.value))
    value = getattr(term, "value", None)
    return plain(" ".join(str(value if value is not None else term).split()))
