"""Words and figures that reports for people share, whatever they are written in."""

from __future__ import annotations

from collections.abc import Sequence

from kg.analysis.first_meetings import Meeting, Meetings
from kg.analysis.first_seen import NewTerm, NewTerms
from kg.analysis.following import Followed, Wish
from kg.analysis.trends import RATE, Trend
from kg.analysis.what_is_new import WhatIsNew
from kg.model import Kind, Role
from kg.plural import plural

PLURAL = {Kind.METHOD: "methods", Kind.DATASET: "datasets", Kind.TASK: "tasks"}
ROLE = {
    Role.INTRODUCES: "introduced in",
    Role.USES: "used in",
    Role.COMPARES: "compared with in",
    Role.ADDRESSES: "addressed in",
    Role.MENTIONS: "mentioned in",
}


def shown(items: int, total: int) -> str:
    """How many there are, and how many of them are shown."""
    return f"{total:,}" if items == total else f"{items:,} of {total:,}"


def percent(share: float) -> str:
    """A share of 0 to 1 as people read it.

    >>> percent(0.1538), percent(0.00042), percent(0)
    ('15 %', '0.042 %', '0 %')
    """
    return f"{_rounded(100 * share)} %"


def _rounded(value: float) -> str:
    return f"{value:.0f}" if abs(value) >= 10 or value == 0 else f"{value:.2g}"


def points(trend: Trend) -> str:
    """The difference of the shares in percentage points, with its interval."""
    low, high = (100 * end for end in trend.difference)
    return f"{100 * (trend.share - trend.base_rate):+.1f} ({low:+.1f} to {high:+.1f})"


def probability(p: float) -> str:
    """A p-value or rate.

    >>> probability(0.04321), probability(3e-12), probability(1.0)
    ('0.043', '3e-12', '1')
    """
    return f"{p:.2g}"


def coverage(news: WhatIsNew) -> str:
    """What the answer rests on, in a sentence."""
    found = news.coverage
    of = f" of {news.category}" if news.category else ""
    digests = f" in {plural(found.documents, 'digest')}" if found.documents else ""
    since = f" that, since {found.first}" if found.before else ""
    return f"{plural(found.papers, 'paper')}{of}{digests}; {plural(found.before, 'paper')} before{since}."


def tests(news: WhatIsNew) -> str:
    """How rising and falling terms were chosen, in sentences."""
    if not news.tested:
        return "No term was tested for a change."
    found = (
        f"{plural(news.tested, 'term')} of at least {plural(news.minimum, 'paper')} tested by Fisher's exact test, "
        f"two-sided; shown is what holds at a false discovery rate of {RATE:.0%} (Benjamini and Hochberg). "
        "Differences are in percentage points with 95 % intervals (Newcombe)."
    )
    if news.nearest is not None:
        near = news.nearest.trend
        found = (
            f"{plural(news.tested, 'term')} of at least {plural(news.minimum, 'paper')} tested, and none rose or "
            f"fell beyond chance. Nearest: {news.nearest.thing.label}, {near.count} of "
            f"{plural(near.papers, 'paper')} after {near.count_before} of {near.papers_before:,} "
            f"(p = {probability(near.p)}, q = {probability(near.q)})."
        )
    return found


def appearance(term: NewTerm) -> str:
    """How a new term came: what the first paper that proves it does with it ("introduced", "used", ...)."""
    first = term.proofs[0].roles[0] if term.proofs else Role.USES
    return ROLE[first].removesuffix(" in")


def headline(found: NewTerms | Meetings) -> str:
    """What a list holds: its name, how much of it is shown, and how much of it is the more telling sort."""
    if isinstance(found, NewTerms):
        name, sort, count = f"New {PLURAL[found.kind]}", "introduced", found.introduced
    else:
        name = f"First meetings of methods and {PLURAL[found.partner]}"
        sort, count = "of known with known", found.known
    more = f"; {count:,} {sort}" if count else ""
    return f"{name} ({shown(len(found.items), found.total)}{more})"


def before(count: int) -> str:
    """How often something was in use before."""
    return f"{plural(count, 'paper')} before" if count else "new"


def by_chance(meeting: Meeting) -> str:
    """In how many papers the two would have met before; empty where one is new."""
    return f"by chance {meeting.expected:.2g} with both" if meeting.expected else ""


def asked_for(wish: Wish) -> str:
    """A name as somebody wished for it."""
    return f"{wish.name} ({wish.kind})" if wish.kind else wish.name


def remarks(followed: Followed) -> Sequence[str]:
    """What must be said of a followed name besides its papers, in sentences."""
    found = []
    if followed.thing is None:
        hint = f" Did you mean: {'; '.join(followed.suggestions)}?" if followed.suggestions else ""
        found.append(f"Nothing in the graph is called so.{hint}")
    if followed.also:
        found.append(f"Also called so, and not followed: {'; '.join(followed.also)}.")
    for other in followed.namesakes:
        why = f", told apart because of {', '.join(other.why)}" if other.why else ""
        found.append(
            f"{plural(other.papers, 'paper')} by another of this name{why}: follow {other.name} for them."
        )
    return found
