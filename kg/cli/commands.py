"""The commands of `kg`: arguments, one call, print. What they do lives in the modules they call."""

from __future__ import annotations

import sys
from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from kg.cli.build import build
from kg.cli.check import check
from kg.cli.completing import query_names
from kg.cli.console import out, say
from kg.cli.correct import correct
from kg.cli.diff import diff
from kg.cli.evaluate import evaluate
from kg.cli.fetch import fetch
from kg.cli.mcp import mcp
from kg.cli.options import (
    confidence_option,
    corrections_option,
    example,
    graph_option,
    output_option,
    reading_options,
    sources_argument,
    spreadsheet_option,
    vocabulary_option,
)
from kg.cli.remove import remove
from kg.cli.serve import serve
from kg.cli.stats import stats
from kg.cli.view import view
from kg.errors import ExportError
from kg.version import __version__

if TYPE_CHECKING:
    from kg.opening import Where


class _Commands(click.Group):
    """A group that names near commands for an unknown one."""

    def resolve_command(self, ctx: click.Context, args: list[str]) -> Any:
        try:
            return super().resolve_command(ctx, args)
        except click.UsageError as error:
            from rapidfuzz import process  # only for a mistake

            near = [
                name
                for name, _, _ in process.extract(args[0], self.list_commands(ctx), limit=2, score_cutoff=60)
            ]
            hint = f" Did you mean {' or '.join(near)}?" if near else ""
            raise click.UsageError(f"there is no command {args[0]!r}.{hint}", ctx) from error


_FIRST = """\
Three commands to begin with:

  kg build FOLDER       read digests into a graph; without digests: kg fetch --help
  kg show NAME          a method, dataset, task, author or paper, with the words that prove it
  kg view --focus NAME  the same as an interactive page
"""


@click.group(
    cls=_Commands,
    context_settings={"help_option_names": ["-h", "--help"]},
    no_args_is_help=False,
    invoke_without_command=True,
)
@click.version_option(__version__, prog_name="kg")
@click.pass_context
def kg(ctx: click.Context) -> None:
    """Turn arXiv digests into a knowledge graph of methods, datasets and tasks.

    Start with: kg build FOLDER-OF-DIGESTS

    \b
    Completion by Tab, in bash (zsh_source and fish_source for the others):
      eval "$(_KG_COMPLETE=bash_source kg)"
    """
    if ctx.invoked_subcommand is None:
        out(_FIRST)
        out(ctx.get_help())


@kg.command(epilog=example("kg extract 2025-12-04.md > entities.jsonl", "kg extract digests/ | head -1"))
@sources_argument
@vocabulary_option
@corrections_option
@reading_options
@confidence_option
def extract(
    sources: tuple[str, ...],
    vocabularies: tuple[str, ...],
    corrections: tuple[str, ...],
    fast: bool,
    accurate: bool,
    min_confidence: float,
) -> None:
    """Print what each paper speaks of, as JSON Lines; nothing is stored."""
    from kg.cli.extract import lines  # loads what extraction needs
    from kg.extraction import Setting

    for line in lines(sources, Setting(vocabularies, fast, min_confidence, accurate), corrections):
        sys.stdout.buffer.write(line)
        sys.stdout.buffer.flush()


@kg.command(
    epilog=example(
        "kg query methods-by-paper-count",
        'kg query papers-with-method --set method="flow matching"',
        "kg query -e 'SELECT ?m WHERE { ?m a kg:Method } LIMIT 5' -f csv",
        "kg query mine.rq -f json",
        "kg query methods-together --explain",
    )
)
@click.argument("name", required=False, shell_complete=query_names)
@click.option("-e", "--execute", "text", help="SPARQL to answer; common prefixes need not be declared.")
@click.option(
    "--set",
    "settings",
    multiple=True,
    metavar="KEY=VALUE",
    help="A parameter of the query; may be given again.",
)
@click.option("-n", "--limit", type=click.IntRange(0), default=None, help="Rows at most; 0: all.")
@click.option(
    "-f",
    "--format",
    "form",
    default=None,
    help="table, csv, tsv, json, xml; turtle, jsonld, ntriples, rdfxml for CONSTRUCT. "
    "Default: table on a terminal, else tsv; turtle for graphs.",
)
@click.option(
    "--explain", is_flag=True, help="Tell on stderr which engine answered what text, and how long it took."
)
@spreadsheet_option
@graph_option
def query(
    name: str | None,
    text: str | None,
    settings: tuple[str, ...],
    limit: int | None,
    form: str | None,
    explain: bool,
    spreadsheet: bool,
    graph: Where,
) -> None:
    """Answer a shipped query by name, a query file, or SPARQL given with -e.

    The union of all documents is the default graph; GRAPH ?g { ... } tells the documents apart.
    """
    from kg.cli.explaining import explained
    from kg.cli.interrupting import ended_at_once
    from kg.cli.results import print_answer
    from kg.opening import open_graph
    from kg.query import NamedQuery, answer, find_query, plan

    if (name is None) == (text is None):
        raise click.UsageError(
            "give the name of a query, a file.rq, or SPARQL with -e; `kg queries` lists the names"
        )
    if spreadsheet and form != "csv":
        raise click.UsageError("--spreadsheet is for -f csv")
    pairs = {}
    for setting in settings:
        key, equals, value = setting.partition("=")
        if not equals:
            raise click.UsageError(f"--set takes KEY=VALUE, not {setting!r}")
        pairs[key.strip()] = value.strip().strip('"')
    named = NamedQuery("-e", text) if text is not None else find_query(name or "")
    store = open_graph(graph)
    planned = plan(store, named, pairs, limit)
    here = store.version is not None  # what a server answers, Python waits for
    with explained(planned) if explain else nullcontext(), ended_at_once() if here else nullcontext():
        print_answer(answer(store, planned), form, spreadsheet, named.limit if limit is None else 0)


@kg.command(epilog=example("kg queries", "kg queries papers-with-method"))
@click.argument("name", required=False, shell_complete=query_names)
def queries(name: str | None) -> None:
    """List the shipped queries: what each answers and takes; or print one whole."""
    from kg.cli.report import print_queries
    from kg.query import find_query, shipped

    if name:
        out(find_query(name).text.rstrip())
    else:
        print_queries(list(shipped().values()))


@kg.command(
    epilog=example(
        'kg show "flow matching"',
        "kg show 2512.02315",
        "kg show 2025-12-04",
        'kg show "Amir Barati Farimani" -f jsonld',
    )
)
@click.argument("words", metavar="NAME", nargs=-1, required=True)
@click.option(
    "--type",
    "kind",
    type=click.Choice(["method", "dataset", "task", "author", "category", "paper", "day"]),
    help="Where a name means several things.",
)
@click.option(
    "-n", "--limit", type=click.IntRange(0), default=10, show_default=True, help="Papers at most; 0: all."
)
@click.option(
    "-f",
    "--format",
    "form",
    type=click.Choice(["text", "jsonld"]),
    default="text",
    show_default=True,
    help="jsonld: a whole document about it, to embed in a page.",
)
@click.option(
    "--lang", "language", default="", help="Of a paper, summaries in this language alone: en, zh, ja, ..."
)
@graph_option
def show(
    words: tuple[str, ...], kind: str | None, limit: int, form: str, language: str, graph: Where
) -> None:
    """Show one paper, author, category, day, method, dataset or task, with the sentences that prove it.

    Several people may bear one name: NAME/ID is the one who wrote the paper of this id.
    """
    from kg.about import homonyms
    from kg.cli.show import print_document, show_thing
    from kg.lookup import KINDS, WITH_DAYS, find_all, find_one
    from kg.opening import open_graph

    store = open_graph(graph)
    name = " ".join(words)
    types = KINDS[kind] if kind else WITH_DAYS
    thing = find_one(store, name, types)
    if form == "jsonld":
        print_document(store, thing)
    else:
        show_thing(store, thing, limit, language)
    same = {who.person.iri for who in homonyms(store, thing.iri)} | {thing.iri}  # shown with the author
    others = [t for t in find_all(store, name, types, scan=False) if t.iri not in same][:5]
    if others:
        say("Also called so: " + "; ".join(f"{t.label} ({t.kind})" for t in others))


@kg.command(
    epilog=example(
        "kg export -o graph.ttl",
        "kg export -f jsonld -o graph.jsonld",
        "kg export -f nquads | gzip > graph.nq.gz",
        "kg export --frame paper -o papers.jsonld",
    )
)
@click.option(
    "-f",
    "--format",
    "form",
    default=None,
    help="turtle, jsonld, ndjsonld, ntriples, nquads, trig, rdfxml, graphml, gexf, csv, void "
    "(default: by the file's suffix, else turtle).",
)
@output_option()
@click.option(
    "--frame",
    type=click.Choice(["paper", "author", "entity", "category", "day"]),
    default=None,
    help="In place of the graph a JSON-LD document about each paper, author, ..., nested for people.",
)
@spreadsheet_option
@graph_option
def export(form: str | None, output: Path | None, frame: str | None, spreadsheet: bool, graph: Where) -> None:
    """Write the whole graph in a format that others read. The same graph gives the same bytes."""
    from kg.export import export as write
    from kg.export.formats import format_of
    from kg.opening import open_graph

    if frame and form is None and output is None:
        form = "jsonld"
    found = format_of(form, output)
    if spreadsheet and found.name != "csv":
        raise click.UsageError("--spreadsheet is for -f csv")
    if output is not None and not output.absolute().parent.is_dir():
        raise ExportError(f"there is no folder {output.parent} to write {output.name} into")
    target = output if output is not None else sys.stdout.buffer
    found = write(open_graph(graph), target, found.name, frame, spreadsheet)
    if output is not None:
        say(f"{output}: {found.name}, {_size(output.stat().st_size)}; holds {found.holds}")


def _size(count: int) -> str:
    return f"{count / 1e6:.1f} MB" if count >= 1_000_000 else f"{max(count / 1e3, 0.1):.1f} kB"


for command in (build, check, correct, diff, evaluate, fetch, mcp, remove, serve, stats, view):
    kg.add_command(command)
