"""What is new on the terminal, and in files."""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Iterable
from contextlib import nullcontext
from pathlib import Path

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from kg.analysis.first_meetings import Meetings
from kg.analysis.first_seen import NewTerms
from kg.analysis.following import Followed
from kg.analysis.quoting import PaperShown, Quote
from kg.analysis.report_json import as_json
from kg.analysis.report_markdown import as_markdown
from kg.analysis.what_is_new import Change, WhatIsNew
from kg.analysis.wording import (
    appearance,
    asked_for,
    before,
    by_chance,
    coverage,
    headline,
    percent,
    points,
    probability,
    remarks,
    shown,
    tests,
)
from kg.cli.console import console, plain, print_quote, say
from kg.export import written_whole
from kg.plural import plural


def write_report(news: WhatIsNew, form: str, target: Path | None) -> None:
    """Write a report in a format (table, json, markdown) to a file, or to stdout where `target` is None."""
    if form == "table" and target is None:
        _print(console(), news)
        return
    if form == "table":
        held = io.StringIO()
        _print(Console(file=held, width=120, highlight=False, markup=False, emoji=False), news)
        text = held.getvalue()
    elif form == "json":
        text = json.dumps(as_json(news), ensure_ascii=False, indent=2) + "\n"
    else:
        text = plain(as_markdown(news))
    with nullcontext(sys.stdout.buffer) if target is None else written_whole(target) as out:
        out.write(text.encode("utf-8", "replace"))
    if target is not None:
        say(f"{target}: what is new, {news.period}; {coverage(news)}")


def _print(screen: Console, news: WhatIsNew) -> None:
    screen.print(Text.assemble(("What is new: ", ""), (str(news.period), "bold")))
    screen.print(Text(plain(coverage(news)), style="dim"))
    for note in news.notes:
        screen.print(Text(plain(note), style="italic"))
    for followed in news.followed:
        _followed(screen, followed)
    for terms in news.terms:
        if terms.total:
            _terms(screen, terms)
    for meetings in news.meetings:
        if meetings.total:
            _meetings(screen, meetings)
    if news.tested:
        _changes(screen, news)


def _terms(screen: Console, terms: NewTerms) -> None:
    _heading(screen, headline(terms))
    for term in terms.items:
        more = f", {plural(term.papers, 'paper')}" if term.papers > 1 else ""
        _item(screen, Text.assemble(_bold(term.thing.label), f"  {appearance(term)}{more}"))
        _proof(screen, term.proofs[0].paper, term.proofs[0].quotes)


def _meetings(screen: Console, meetings: Meetings) -> None:
    _heading(screen, headline(meetings))
    for meeting in meetings.items:
        _item(
            screen,
            Text.assemble(
                *(_bold(meeting.method.label), f" ({before(meeting.method_before)}) and "),
                *(_bold(meeting.partner.label), f" ({before(meeting.partner_before)})  {by_chance(meeting)}"),
            ),
        )
        _proof(screen, meeting.paper, meeting.quotes)


def _changes(screen: Console, news: WhatIsNew) -> None:
    for name, changes, total in (("Rising", news.rising, news.rises), ("Falling", news.falling, news.falls)):
        if total:
            _heading(screen, f"{name} ({shown(len(changes), total)})")
            table = Table(box=None, pad_edge=False, header_style="dim", padding=(0, 2, 0, 0))
            table.add_column("term", overflow="fold")
            table.add_column("kind")
            for column in ("papers", "share", "before", "base rate", "difference (95 %)", "p", "q"):
                table.add_column(column, justify="right")
            for change in changes:
                table.add_row(*_row(change))
            screen.print(Padding(table, (0, 0, 0, 2)))
    if not news.rises and not news.falls:
        _heading(screen, "Rising and falling")
    screen.print(Padding(Text(plain(tests(news)), style="dim"), (0, 0, 0, 2)))


def _row(change: Change) -> list[str | Text]:
    t = change.trend
    return [
        Text(plain(change.thing.label), style="bold"),
        change.thing.kind.lower(),
        f"{t.count:,} of {t.papers:,}",
        percent(t.share),
        f"{t.count_before:,} of {t.papers_before:,}",
        percent(t.base_rate),
        points(t),
        probability(t.p),
        probability(t.q),
    ]


def _followed(screen: Console, followed: Followed) -> None:
    name = followed.thing.label if followed.thing else asked_for(followed.wish)
    kind = f" ({followed.thing.kind.lower()})" if followed.thing else ""
    more = f", {len(followed.papers)} shown" if len(followed.papers) < followed.total else ""
    _heading(screen, f"Followed: {name}{kind}: {plural(followed.total, 'new paper')}{more}")
    for remark in remarks(followed):
        _item(screen, Text(plain(remark), style="italic"))
    for proof in followed.papers:
        _proof(screen, proof.paper, proof.quotes)


def _heading(screen: Console, text: str) -> None:
    screen.print(Text(f"\n{plain(text)}", style="bold"))


def _item(screen: Console, text: Text) -> None:
    screen.print(Padding(text, (0, 0, 0, 2)))


def _bold(label: str) -> tuple[str, str]:
    return plain(label), "bold"


def _proof(screen: Console, paper: PaperShown, quotes: Iterable[Quote]) -> None:
    """A paper and its sentences."""
    screen.print(Padding(Text(plain(paper.title)), (0, 0, 0, 4)))
    screen.print(Padding(Text(f"{paper.day or ''}  {plain(paper.url)}".strip(), style="dim"), (0, 0, 0, 4)))
    for quote in quotes:
        print_quote(screen, quote.sentence, quote.spans, 4)
