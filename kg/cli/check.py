"""`kg check`: whether a graph, or any RDF file, is what it should be."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click
from click.core import ParameterSource

from kg.cli.console import out, plain
from kg.cli.options import example, graph_option

if TYPE_CHECKING:
    from kg.opening import Where


@click.command(epilog=example("kg check", "kg check -g out -f json", "kg check other-peoples-graph.ttl"))
@click.argument("file", required=False, type=click.Path(path_type=Path))
@click.option(
    "-f",
    "--format",
    "form",
    type=click.Choice(["text", "json", "turtle"]),
    default="text",
    show_default=True,
    help="turtle: a SHACL validation report.",
)
@click.option(
    "--engine",
    type=click.Choice(["auto", "sparql", "pyshacl"]),
    default="auto",
    show_default=True,
    help="What applies the shapes; pyshacl must be installed, and is for small graphs.",
)
@click.option(
    "--examples",
    type=click.IntRange(0, 1_000_000),
    default=None,
    help="Findings shown of each rule at most (default: 3; 1000 in json and turtle).",
)
@graph_option
@click.pass_context
def check(
    ctx: click.Context, file: Path | None, form: str, engine: str, examples: int | None, graph: Where
) -> None:
    """Check a graph: its shapes, quotations, evidence, links, IRIs and counts.

    FILE: any RDF file (.ttl, .nt, .nq, .trig, .rdf, .jsonld, .ndjsonld, also .gz) in place of a graph
    folder. Ends with status 3 if something is wrong; warnings alone are not.
    """
    from kg.checking import check_file, check_graph

    if file is not None and ctx.get_parameter_source("graph") is ParameterSource.COMMANDLINE:
        raise click.UsageError("give a FILE or --graph, not both", ctx)
    shown = examples if examples is not None else 3 if form == "text" else 1000
    keep = max(shown, 1)
    if file is None or file.is_dir():
        report = check_graph(file or graph, engine, keep)
    else:
        report = check_file(file, engine, keep)
    if form == "json":
        out(report.json())
    elif form == "turtle":
        out(report.turtle().rstrip("\n"))
    else:
        out(plain(report.text(shown)))
    sys.stdout.flush()
    if not report.conforms:
        sys.exit(3)
