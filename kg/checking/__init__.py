"""Whether a graph is what it should be: by the shapes of `ontology/shapes.ttl`, and by checks of integrity.

>>> check_graph("graph").conforms  # doctest: +SKIP
True
"""

from __future__ import annotations

from contextlib import suppress
from os import PathLike
from pathlib import Path

from kg.checking import integrity, oracle, shapes, sparql
from kg.checking.data import Data, of_file, of_graph
from kg.checking.report import Collector, Finding, Report
from kg.errors import KgError
from kg.opening import Where

__all__ = ["Finding", "Report", "check", "check_file", "check_graph"]

_SMALL = 20_000
"""Triples up to which "auto" takes pyshacl, where it is installed: it is then done in a few seconds."""


def check_graph(where: Where, engine: str = "auto", keep: int | None = 1000) -> Report:
    """Check a graph that kg made, in its folder or on a server; see `check`. GraphError where there is none."""
    return check(of_graph(where), engine, keep)


def check_file(path: str | PathLike[str], engine: str = "auto", keep: int | None = 1000) -> Report:
    """Check any RDF file; see `check`. KgError if it cannot be read."""
    return check(of_file(Path(path)), engine, keep)


def check(data: Data, engine: str = "auto", keep: int | None = 1000) -> Report:
    """Apply the shapes by an engine, then the checks of integrity.

    `engine`: "sparql", "pyshacl", or "auto": pyshacl for small graphs where it is installed. `keep`:
    findings that the report holds of each rule at most (None: all); it counts all.

    KgError if pyshacl is asked for and is not installed, or the graph is too large for it.
    """
    known = shapes.read()
    found = Collector(keep)
    integrity.check(data, found)
    invalid = any(source.endswith(("#Iri", "#Syntax")) for source, _ in found.counts)
    if engine == "auto":
        small = data.triples <= _SMALL and oracle.is_installed() and not invalid
        engine = "sparql"
        if small:
            with suppress(KgError):  # pyshacl fails at some of what it should find wrong
                oracle.check(data, known, found)
                engine = "pyshacl"
    elif engine == "pyshacl":
        oracle.check(data, known, found)
    nodes = sparql.nodes(data, known) if engine == "pyshacl" else sparql.check(data, known, found)
    return Report(
        subject=data.subject,
        engine=engine,
        triples=data.triples,
        nodes=nodes,
        shapes=sparql.focused(data, known),
        findings=tuple(found.findings),
        counts=found.counts,
    )
