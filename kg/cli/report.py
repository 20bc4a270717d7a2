"""What `kg build` and `kg queries` tell people."""

from __future__ import annotations

from collections.abc import Sequence
from shlex import quote
from typing import TYPE_CHECKING

from kg.cli.console import console, plain, say
from kg.parts import skipped_counts
from kg.plural import plural

if TYPE_CHECKING:
    from kg.building import BuildReport
    from kg.knowledge import Knowledge
    from kg.query import NamedQuery

_SHOWN_COUNTS = ("papers", "authors", "categories", "methods", "datasets", "tasks")


def print_build(report: BuildReport, verbose: bool) -> None:
    """What a build did: documents, what was skipped and why, what the graph holds, what to do next."""
    kept = len(report.parts) - report.made
    entries = sum(part.entries for part in report.parts)
    papers = sum(part.papers for part in report.parts)
    say(
        f"{plural(len(report.parts), 'document')} ({report.made} read now, {kept} unchanged), "
        + plural(entries, "entry")
        + (f", {entries - papers} of them repeats" if entries > papers else "")
    )
    if report.passed_over:
        names = [header.document.name for header in report.passed_over]
        shown = ", ".join(names[:3]) + (", ..." if len(names) > 3 else "")
        say(f"  {plural(len(names), 'file')} passed over, no digest in it: {shown}")
    for folder in report.empty:
        say(f"  no digest is in this folder: {folder}")
    for name in report.removed:
        say(f"  gone from its folder, taken out: {name}")
    if not papers:
        say("  no paper was found in them")
    for reason, count in skipped_counts(report.parts).items():
        say(f"  skipped {count}x: {reason}")
    if verbose:
        for part in (*report.parts, *report.passed_over):
            for skipped in part.skipped:
                say(f"    {skipped.document}:{skipped.line}: {skipped.reason}")
    print_corrections(report.knowledge)
    for error in report.failed:
        say(f"kg: {error}")
    held = ", ".join(f"{report.counts.get(name, 0):,} {name}" for name in _SHOWN_COUNTS)
    say(f"{report.folder}: {held}; {report.counts.get('statements', 0):,} RDF statements")
    where = "" if str(report.folder) == "graph" else f" -g {quote(str(report.folder))}"
    say(f"Next: kg query methods-by-paper-count{where}   kg show NAME{where}   kg view --focus NAME{where}")


def print_corrections(known: Knowledge) -> None:
    """What the user's corrections did, and which speak of nothing."""
    files = known.corrector.corrections.files
    effect = known.effect
    if not files or effect.unmet is None:
        return
    done = ", ".join(f"{count:,} {what}" for what, count in sorted(effect.changes.items()))
    say(f"  corrected by {', '.join(name for name, _ in files)}: {done or 'no statement'}")
    for line in effect.unmet:
        say(f"  {line}")


def print_queries(queries: Sequence[NamedQuery]) -> None:
    """The shipped queries: name, question, parameters."""
    from rich.text import Text  # slow to load

    screen = console()
    for query in queries:
        screen.print(Text(query.name, style="bold"), Text(f"  {plain(query.question)}"), sep="")
        for parameter in query.parameters:
            default = "required" if parameter.default is None else f"default {parameter.default}"
            about = f"  {parameter.help}" if parameter.help else ""
            screen.print(
                Text(f"    --set {parameter.name}=<{parameter.type}>  ({default}){about}", style="dim")
            )
