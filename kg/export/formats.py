"""Write a whole graph: which formats there are, and how a file comes to be whole.

The RDF formats stream from the sorted statements of the graph folder, and their memory does not grow with the
graph; GraphML and CSV come from ordered queries, whose rows the engine sorts, and GEXF from networkx, which holds
the whole graph. The same graph gives the same bytes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import BinaryIO

import pyoxigraph as ox

from kg.errors import ExportError
from kg.export.framing import all_framed
from kg.export.framing import frame as form_frame
from kg.export.jsonld import write_jsonld, write_lines, write_ndjsonld, write_whole
from kg.export.network import write_gexf, write_graphml
from kg.export.table import write_csv
from kg.export.turtle import triples, write_description, write_trig, write_turtle
from kg.export.whole import written_whole
from kg.graph.namespaces import PREFIXES
from kg.store import Store
from kg.streams import as_stream, xml_into


@dataclass(frozen=True, slots=True)
class Format:
    """A format of `kg export`."""

    name: str
    suffix: str
    holds: str
    """For people: what of the graph is in it."""
    write: Callable[[Store, BinaryIO], None]


def _parsed(lines: Iterator[str], syntax: ox.RdfFormat) -> Iterator[ox.Quad]:
    return iter(ox.parse(as_stream(lines), format=syntax))


def _plain(lines: Callable[[Store], Iterator[str]]) -> Callable[[Store, BinaryIO], None]:
    def write(store: Store, out: BinaryIO) -> None:
        for line in lines(store):
            out.write(line.encode() + b"\n")

    return write


def _write_rdfxml(store: Store, out: BinaryIO) -> None:
    parsed = (quad.triple for quad in _parsed(triples(store), ox.RdfFormat.N_TRIPLES))
    with xml_into(out) as kept:
        ox.serialize(parsed, kept, format=ox.RdfFormat.RDF_XML, prefixes=PREFIXES)


FORMATS: dict[str, Format] = {
    f.name: f
    for f in (
        Format("turtle", "ttl", "all triples; without the named graphs", write_turtle),
        Format(
            "jsonld",
            "jsonld",
            "all triples, compacted by the context; without the named graphs",
            write_jsonld,
        ),
        Format(
            "ndjsonld",
            "ndjsonld",
            "the same as jsonld, a document a line, which name the published context",
            write_ndjsonld,
        ),
        Format("ntriples", "nt", "all triples, in a fixed order; without the named graphs", _plain(triples)),
        Format(
            "nquads", "nq", "everything, sorted, named graphs included", _plain(lambda store: store.quads())
        ),
        Format("trig", "trig", "everything, named graphs included", write_trig),
        Format(
            "rdfxml",
            "rdf",
            "all triples; RDF/XML cannot hold named graphs",
            _write_rdfxml,
        ),
        Format(
            "graphml",
            "graphml",
            "papers, authors, categories, entities as nodes; for Gephi and others",
            write_graphml,
        ),
        Format(
            "gexf",
            "gexf",
            "papers, authors, categories, entities as nodes, weighted relations; for Gephi",
            write_gexf,
        ),
        Format("csv", "csv", "one row per paper, role and entity", write_csv),
        Format("void", "void.ttl", "what the graph says of itself as a dataset", write_description),
    )
}

_SUFFIXES = {f.suffix: f.name for f in sorted(FORMATS.values(), key=lambda f: -len(f.suffix))} | {
    "json": "jsonld",
    "xml": "rdfxml",
}
"""Suffix to format; "void.ttl" before "ttl"."""


def format_of(name: str | None, target: Path | None) -> Format:
    """The format named, else the one the file's suffix tells, else Turtle; ExportError for others."""
    if name is None and target is not None and target.suffix:
        ends = target.name.lower().endswith
        known = (name for suffix, name in _SUFFIXES.items() if ends(f".{suffix}"))
        name = next(known, target.suffix[1:])
    found = FORMATS.get(name or "turtle") or FORMATS.get(_SUFFIXES.get(name or "", ""))
    if found is None:
        raise ExportError(f"there is no format {name!r}; there are {', '.join(FORMATS)}")
    return found


def export(
    store: Store,
    target: Path | BinaryIO,
    name: str | None = None,
    frame: str | None = None,
    spreadsheet: bool = False,
) -> Format:
    """Write the graph to a file, or into an open stream; the format that was written.

    With `spreadsheet`, CSV holds no formulas (see `kg.spreadsheet`).
    With `frame` (see `kg.export.framing`): a document about each thing of its kind, in place of the graph.
    ExportError if the format or frame is unknown or the file cannot be written; then nothing is left behind.
    """
    found = format_of(name, target if isinstance(target, Path) else None)
    if frame is not None:
        found = _framed(found, frame)
    if spreadsheet:
        if found.name != "csv":
            raise ExportError(f"--spreadsheet is for csv, not {found.name}")
        found = replace(found, write=partial(write_csv, spreadsheet=True))
    if isinstance(target, Path):
        with written_whole(target) as out:
            found.write(store, out)
    else:
        found.write(store, target)
    return found


def _framed(form: Format, name: str) -> Format:
    if form.name not in ("jsonld", "ndjsonld"):
        raise ExportError(f"--frame makes JSON-LD; take it with -f jsonld or -f ndjsonld, not {form.name}")
    form_frame(name)
    write_nodes = write_whole if form.name == "jsonld" else write_lines

    def write(store: Store, out: BinaryIO) -> None:
        write_nodes(all_framed(store, name), out)

    return replace(form, holds=f"one document per {name}", write=write)
