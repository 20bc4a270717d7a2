"""What is new as Markdown, fit for a newsletter or a pull request.

CommonMark with the tables of GitHub's flavour (https://github.github.com/gfm/). Titles, names and sentences
are shown exactly as they are: every sign in them that Markdown would take for its own is escaped.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from kg.analysis.first_meetings import Meetings
from kg.analysis.first_seen import NewTerms, Proof
from kg.analysis.following import Followed
from kg.analysis.quoting import PaperShown, Quote
from kg.analysis.what_is_new import Change, WhatIsNew
from kg.analysis.wording import (
    ROLE,
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
from kg.plural import plural

_SPECIAL = re.compile(r"([\\`*_\[\]<>|~$&])")
_BEGINS = re.compile(r"^(?:([#+\-=:])|(\d+)([.)]))")
_MENTION = re.compile(r"(?<![\w@])@(?=\w)")


def escaped(text: str) -> str:
    """Text on one line that Markdown shows as it is; it calls nobody ("@name") to a pull request.

    >>> print(escaped("A*-search for $k$ of [C_2]"), escaped("1. Introduction"))
    A\\*-search for \\$k\\$ of \\[C\\_2\\] 1\\. Introduction
    """
    line = _SPECIAL.sub(r"\\\1", " ".join(text.split()))
    line = _BEGINS.sub(lambda m: f"\\{m[1]}" if m[1] else f"{m[2]}\\{m[3]}", line)
    return _MENTION.sub("@\u2060", line)


def as_markdown(news: WhatIsNew) -> str:
    """The whole report; it ends with a line break."""
    return "\n".join(_lines(news)) + "\n"


def _lines(news: WhatIsNew) -> Iterator[str]:
    yield f"# What is new: {news.period}"
    yield ""
    yield escaped(coverage(news))
    for note in news.notes:
        yield ""
        yield f"*{escaped(note)}*"
    for followed in news.followed:
        if followed is news.followed[0]:
            yield from ("", "## Followed")
        yield from _followed(followed)
    for terms in news.terms:
        if terms.total:
            yield from ("", f"## {headline(terms)}", "")
            yield from _terms(terms)
    for meetings in news.meetings:
        if meetings.total:
            yield from _meetings(meetings)
    if news.tested:
        yield from _changes(news)


def _terms(terms: NewTerms) -> Iterator[str]:
    for term in terms.items:
        first = term.proofs[0]
        more = f"; {plural(term.papers, 'paper')}" if term.papers > 1 else ""
        yield f"- **{escaped(term.thing.label)}**, {_proved(first)}{more}"
        yield from _quoted(first.quotes)
        for proof in term.proofs[1:]:
            yield f"  - {_proved(proof)}"


def _meetings(meetings: Meetings) -> Iterator[str]:
    yield from ("", f"## {headline(meetings)}", "")
    for meeting in meetings.items:
        sides = (meeting.method, meeting.method_before), (meeting.partner, meeting.partner_before)
        names = " and ".join(f"**{escaped(thing.label)}** ({before(count)})" for thing, count in sides)
        chance = f"; {by_chance(meeting)}" if meeting.expected else ""
        yield f"- {names}{chance}, in {_linked(meeting.paper)}"
        yield from _quoted(meeting.quotes)


def _changes(news: WhatIsNew) -> Iterator[str]:
    for name, changes, total in (("Rising", news.rising, news.rises), ("Falling", news.falling, news.falls)):
        if total:
            yield from ("", f"## {name} ({shown(len(changes), total)})", "")
            yield "| Term | Kind | Papers | Share | Papers before | Base rate | Difference (95 %) | p | q |"
            yield "| --- | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |"
            yield from map(_row, changes)
    if not news.rises and not news.falls:
        yield from ("", "## Rising and falling")
    yield from ("", escaped(tests(news)))


def _row(change: Change) -> str:
    t = change.trend
    cells = (
        escaped(change.thing.label),
        change.thing.kind.lower(),
        f"{t.count:,} of {t.papers:,}",
        percent(t.share),
        f"{t.count_before:,} of {t.papers_before:,}",
        percent(t.base_rate),
        points(t),
        probability(t.p),
        probability(t.q),
    )
    return f"| {' | '.join(cells)} |"


def _followed(followed: Followed) -> Iterator[str]:
    name = followed.thing.label if followed.thing else asked_for(followed.wish)
    kind = (
        f", {followed.thing.kind.lower()}"
        if followed.thing and followed.thing.type != "fabio:Preprint"
        else ""
    )
    yield from ("", f"### {escaped(name)}{kind} ({shown(len(followed.papers), followed.total)})")
    for remark in remarks(followed):
        yield from ("", escaped(remark))
    if followed.papers:
        yield ""
    for proof in followed.papers:
        yield f"- {_proved(proof)}"
        yield from _quoted(proof.quotes)


def _proved(proof: Proof) -> str:
    return f"{f'{ROLE[proof.roles[0]]} ' if proof.roles else ''}{_linked(proof.paper)}"


def _linked(paper: PaperShown) -> str:
    day = f", {paper.day}" if paper.day else ""
    return f"[{escaped(paper.title)}](<{paper.url}>){day}"


def _quoted(quotes: tuple[Quote, ...]) -> Iterator[str]:
    for i, quote in enumerate(quotes):
        if i:
            yield "  >"
        yield f"  > {_marked(quote)}"


def _marked(quote: Quote) -> str:
    """The sentence with the words that prove it in bold, where Markdown can tell bold words from their neighbours."""
    text, out, last = quote.sentence, "", 0
    for begin, end in quote.spans:
        words, around = text[begin:end], (text[begin - 1 : begin] or " ", text[end : end + 1] or " ")
        bold = words == words.strip() and not (
            (around[0].isalnum() and not words[:1].isalnum())
            or (around[1].isalnum() and not words[-1:].isalnum())
        )
        out += _inner(text[last:begin]) + (f"**{_inner(words)}**" if bold else _inner(words))
        last = end
    line = " ".join((out + _inner(text[last:])).split())
    return _MENTION.sub("@\u2060", _BEGINS.sub(lambda m: f"\\{m[1]}" if m[1] else f"{m[2]}\\{m[3]}", line))


def _inner(text: str) -> str:
    return _SPECIAL.sub(r"\\\1", text)
