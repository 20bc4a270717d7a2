"""What is new as JSON: everything the other reports say, and nothing rounded."""

from __future__ import annotations

from typing import Any

from kg.analysis.first_meetings import Meetings
from kg.analysis.first_seen import NewTerms, Proof
from kg.analysis.following import Followed
from kg.analysis.quoting import PaperShown, Quote
from kg.analysis.trends import RATE
from kg.analysis.what_is_new import Change, WhatIsNew
from kg.analysis.wording import PLURAL
from kg.lookup import Thing


def as_json(news: WhatIsNew) -> dict[str, Any]:
    """The report as plain values; days as 2026-01-31, shares and rates 0 to 1."""
    found = news.coverage
    return {
        "since": str(news.period.since),
        "until": str(news.period.until),
        "category": news.category or None,
        "coverage": {
            "papers": found.papers,
            "before": found.before,
            "after": found.after,
            "undated": found.undated,
            "by_month": found.by_month,
            "again": found.again,
            "documents": found.documents,
            "first": str(found.first) if found.first else None,
            "last": str(found.last) if found.last else None,
        },
        "notes": list(news.notes),
        "new": {PLURAL[terms.kind]: _terms(terms) for terms in news.terms},
        "meetings": {PLURAL[meetings.partner]: _meetings(meetings) for meetings in news.meetings},
        "trends": {
            "test": "Fisher's exact test, two-sided; Benjamini-Hochberg",
            "interval": "95 %: Wilson for shares, Newcombe for their difference",
            "false_discovery_rate": RATE,
            "minimum_papers": news.minimum,
            "tested": news.tested,
            "rising": {"total": news.rises, "items": [_change(each) for each in news.rising]},
            "falling": {"total": news.falls, "items": [_change(each) for each in news.falling]},
            "nearest": _change(news.nearest) if news.nearest else None,
        },
        "followed": [_followed(each) for each in news.followed],
    }


def _terms(terms: NewTerms) -> dict[str, Any]:
    return {
        "total": terms.total,
        "introduced": terms.introduced,
        "items": [
            {
                **_thing(term.thing),
                "first_seen": str(term.first_seen),
                "papers": term.papers,
                "introduced": term.introduced,
                "proofs": [_proof(proof) for proof in term.proofs],
            }
            for term in terms.items
        ],
    }


def _meetings(meetings: Meetings) -> dict[str, Any]:
    return {
        "total": meetings.total,
        "both_known": meetings.known,
        "items": [
            {
                "method": _thing(meeting.method),
                "partner": _thing(meeting.partner),
                "day": str(meeting.day),
                "papers": meeting.papers,
                "method_before": meeting.method_before,
                "partner_before": meeting.partner_before,
                "expected_before": meeting.expected,
                "paper": _paper(meeting.paper),
                "quotes": [_quote(quote) for quote in meeting.quotes],
            }
            for meeting in meetings.items
        ],
    }


def _change(change: Change) -> dict[str, Any]:
    t = change.trend
    return {
        **_thing(change.thing),
        "papers": t.count,
        "of": t.papers,
        "share": t.share,
        "share_interval": list(t.interval),
        "papers_before": t.count_before,
        "of_before": t.papers_before,
        "base_rate": t.base_rate,
        "difference_interval": list(t.difference),
        "p": t.p,
        "q": t.q,
    }


def _followed(followed: Followed) -> dict[str, Any]:
    return {
        "name": followed.wish.name,
        "kind": followed.wish.kind or None,
        "found": _thing(followed.thing) if followed.thing else None,
        "did_you_mean": list(followed.suggestions),
        "also_called_so": list(followed.also),
        "namesakes": [
            {"name": other.name, "papers": other.papers, "told_apart_by": list(other.why)}
            for other in followed.namesakes
        ],
        "total": followed.total,
        "papers": [_proof(proof) for proof in followed.papers],
    }


def _thing(thing: Thing) -> dict[str, Any]:
    return {"name": thing.label, "type": thing.kind, "iri": thing.iri}


def _proof(proof: Proof) -> dict[str, Any]:
    return {
        "paper": _paper(proof.paper),
        "roles": [role.value for role in proof.roles],
        "confidence": proof.confidence,
        "quotes": [_quote(quote) for quote in proof.quotes],
    }


def _paper(paper: PaperShown) -> dict[str, Any]:
    return {
        "id": paper.id,
        "iri": paper.iri,
        "title": paper.title,
        "url": paper.url,
        "day": str(paper.day) if paper.day else None,
    }


def _quote(quote: Quote) -> dict[str, Any]:
    return {"sentence": quote.sentence, "spans": [list(span) for span in quote.spans]}
