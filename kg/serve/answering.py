"""Answer SPARQL queries of strangers, in a worker."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice
from typing import Any

import pyoxigraph as ox

from kg.graph.namespaces import PREFIXES
from kg.query import in_a_line
from kg.serve.limits import Limits
from kg.serve.negotiation import GRAPHS, ROWS, Form, choose, with_charset
from kg.serve.output import CountedRows, Output
from kg.serve.problem import Problem
from kg.serve.refusal import check_query, graphs_named, holds
from kg.serve.varying import varies
from kg.store import Store
from kg.streams import xml_into

_ROWS = {
    "json": ox.QueryResultsFormat.JSON,
    "xml": ox.QueryResultsFormat.XML,
    "csv": ox.QueryResultsFormat.CSV,
    "tsv": ox.QueryResultsFormat.TSV,
}
_GRAPHS = {
    "turtle": ox.RdfFormat.TURTLE,
    "jsonld": ox.RdfFormat.JSON_LD,
    "ntriples": ox.RdfFormat.N_TRIPLES,
    "rdfxml": ox.RdfFormat.RDF_XML,
}


def answer_query(store: Store, job: dict[str, Any], limits: Limits, output: Output) -> None:
    """Answer a query in the form that its sender likes best.

    `job`: query, accept, format, default_graphs, named_graphs; the latter as the protocol's parameters.
    Problem for what is refused, malformed or too large.
    """
    text = job["query"]
    check_query(text)
    headers = {"Cache-Control": "no-store"} if varies(text) else {}
    graphs = _dataset(store, text, job["default_graphs"], job["named_graphs"])
    try:
        answer = store.engine.query(text, prefixes=PREFIXES, **graphs)
    except SyntaxError as error:
        raise Problem(400, f"the query does not parse: {in_a_line(error)}") from error
    except ValueError as error:
        raise Problem(400, f"the query cannot be answered: {error}") from error
    try:
        if isinstance(answer, ox.QueryTriples):
            form, type_ = _chosen(job, GRAPHS)
            triples = _each_once(answer, limits)
            output.head(with_charset(type_), headers)
            write_triples(triples, form, output)
        else:
            form, type_ = _chosen(job, ROWS)
            output.head(with_charset(type_), headers)
            answer.serialize(CountedRows(output, form.name, limits.rows), _ROWS[form.name])  # type: ignore[arg-type]
    except RuntimeError as error:
        raise Problem(500, f"the query cannot be answered to its end: {error}") from error


def _chosen(job: dict[str, Any], offers: tuple[Form, ...]) -> tuple[Form, str]:
    """What `format` names, else what the Accept header likes best; Problem 400 where it names none of them."""
    wanted = job["format"]
    if not wanted:
        return choose(job["accept"], offers)
    for form in offers:
        if wanted.lower() in form.words:
            return form, form.type
    gives, known = "a" if offers is GRAPHS else "no", ", ".join(form.name for form in offers)
    raise Problem(400, f"this query gives {gives} graph; format= takes {known} for it, not {wanted[:40]!r}")


def _each_once(answer: ox.QueryTriples, limits: Limits) -> list[ox.Triple]:
    """The triples without repeats, in a fixed order; Problem where they are too many."""
    triples = set(islice(answer, limits.rows + 1))
    if len(triples) > limits.rows:
        raise Problem(403, f"the answer has more than {limits.rows:,} triples, the limit here; add a LIMIT")
    return sorted(triples, key=lambda t: (str(t.subject), str(t.predicate), str(t.object)))


def write_triples(triples: Sequence[ox.Triple], form: Form, output: Output) -> None:
    """Write triples in one of the forms of `GRAPHS`."""
    syntax = _GRAPHS[form.name]
    prefixes = PREFIXES if form.name in ("turtle", "rdfxml") else None
    if form.name == "rdfxml":
        with xml_into(output) as kept:  # type: ignore[arg-type]
            ox.serialize(triples, kept, format=syntax, prefixes=prefixes)
    else:
        ox.serialize(triples, output, format=syntax, prefixes=prefixes)  # type: ignore[arg-type]


def _dataset(store: Store, text: str, default: list[str], named: list[str]) -> dict[str, Any]:
    """The dataset that the request asks for, over that of the query; Problem where a graph is not here."""
    asked = [*default, *named, *(graphs_named(text) if holds("from", text) else ())]
    if asked:
        here = {graph.value for graph in store.engine.named_graphs() if isinstance(graph, ox.NamedNode)}
        for iri in asked:
            if iri not in here:
                raise Problem(
                    403,
                    f"there is no graph <{iri[:200]}> here, and this service loads none; GRAPH ?g tells all",
                )
    if not default and not named:
        return {}
    return {
        "default_graph": [ox.NamedNode(iri) for iri in default],
        "named_graphs": [ox.NamedNode(iri) for iri in named],
    }
