"""New terms and first meetings: each is new once, in the period of its first day; the telling ones stand first."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.analysis.first_meetings import first_meetings
from kg.analysis.first_seen import new_terms
from kg.analysis.period import Period
from kg.analysis.timeline import Timeline
from kg.model import Kind, Role
from tests.analysis.timelines import Said, everything, name, no_words, timeline

FIRST = date(2026, 1, 1)
INTRODUCES, USES, COMPARES, ADDRESSES, MENTIONS = Role


def day(number: int) -> date:
    return FIRST + timedelta(days=number)


def period(since: int, until: int) -> Period:
    return Period(day(since), day(until))


def names_of(known: Timeline, chosen: Period, kind: Kind, top: int = 0) -> list[str]:
    found = new_terms(known, chosen, everything(known), kind, top, no_words())
    assert len(found.items) == min(found.total, top or found.total)
    return [name(term.thing.iri) for term in found.items]


def meetings_of(known: Timeline, chosen: Period, partner: Kind) -> list[tuple[str, str]]:
    found = first_meetings(known, chosen, everything(known), partner, 0, no_words())
    assert len(found.items) == found.total
    return [(name(m.method.iri), name(m.partner.iri)) for m in found.items]


def one_a_day(*said: list[tuple[str, Role]]) -> Timeline:
    """One paper a day; what each speaks of."""
    days = {f"p{i}": day(i) for i in range(len(said))}
    return timeline(days, [(f"p{i}", entity, role) for i, of in enumerate(said) for entity, role in of])


def test_a_term_is_new_on_its_first_day_only() -> None:
    known = one_a_day([("method:a", USES)], [("method:a", USES), ("method:b", USES)], [("method:b", USES)])
    assert [names_of(known, period(i, i), Kind.METHOD) for i in range(3)] == [["method:a"], ["method:b"], []]


def test_introduced_terms_come_first_then_the_most_spoken_of_and_papers_take_turns() -> None:
    known = one_a_day(
        [("method:old", USES), ("method:mine", INTRODUCES), ("method:mine2", INTRODUCES)],
        [("method:old", USES), ("method:other", INTRODUCES), ("method:rare", USES)],
        [("method:mine", USES)],
    )
    assert names_of(known, period(0, 2), Kind.METHOD) == [
        "method:mine",  # two papers
        "method:mine2",
        "method:other",
        "method:old",
        "method:rare",
    ]
    known = one_a_day(
        [("method:a", INTRODUCES), ("method:b", INTRODUCES), ("method:c", INTRODUCES)],
        [("method:d", INTRODUCES)],
    )
    assert names_of(known, period(0, 1), Kind.METHOD) == ["method:a", "method:d", "method:b", "method:c"]
    assert names_of(known, period(0, 1), Kind.METHOD, top=2) == ["method:a", "method:d"]


def test_a_paper_that_introduces_a_term_proves_it_before_an_earlier_one_that_uses_it() -> None:
    known = one_a_day([("method:a", USES)], [("method:a", INTRODUCES)], [("method:a", USES)])
    term = new_terms(known, period(0, 2), everything(known), Kind.METHOD, 0, no_words()).items[0]
    assert [proof.paper.iri for proof in term.proofs] == ["x:p1", "x:p0", "x:p2"]
    assert (term.first_seen, term.papers, term.introduced) == (day(0), 3, True)


def test_what_other_categories_saw_first_is_not_new() -> None:
    known = one_a_day([("method:a", USES)], [("method:a", USES), ("method:b", USES)])
    chosen = np.array([False, True])
    found = new_terms(known, period(1, 1), chosen, Kind.METHOD, 0, no_words())
    assert [name(term.thing.iri) for term in found.items] == ["method:b"]
    assert new_terms(known, period(0, 0), chosen, Kind.METHOD, 0, no_words()).total == 0


@pytest.mark.parametrize(
    ("method_role", "partner", "partner_role", "meets"),
    [
        (USES, "dataset:d", USES, True),
        (INTRODUCES, "dataset:d", USES, True),
        (USES, "dataset:d", INTRODUCES, True),
        (COMPARES, "dataset:d", USES, False),
        (USES, "dataset:d", COMPARES, False),
        (USES, "task:d", ADDRESSES, True),
        (INTRODUCES, "task:d", ADDRESSES, True),
        (USES, "task:d", MENTIONS, False),
        (COMPARES, "task:d", ADDRESSES, False),
    ],
)
def test_a_method_meets_what_a_paper_uses_it_with_or_for(
    method_role: Role, partner: str, partner_role: Role, meets: bool
) -> None:
    known = one_a_day([("method:m", method_role), (partner, partner_role)])
    kind = Kind(partner.partition(":")[0].capitalize())
    assert bool(meetings_of(known, period(0, 0), kind)) is meets


def test_two_in_use_before_meet_first_in_the_first_paper_with_both() -> None:
    known = one_a_day(
        [("method:m", USES)],
        [("dataset:d", USES)],
        [("method:m", COMPARES), ("dataset:d", USES)],
        [("method:m", USES), ("dataset:d", USES)],
        [("method:m", USES), ("dataset:d", USES)],
    )
    found = [meetings_of(known, period(i, i), Kind.DATASET) for i in range(5)]
    assert found == [[], [], [], [("method:m", "dataset:d")], []]
    met = first_meetings(known, period(3, 4), everything(known), Kind.DATASET, 0, no_words()).items[0]
    assert (met.day, met.papers, met.method_before, met.partner_before) == (day(3), 2, 1, 2)
    assert met.expected == pytest.approx(1 * 2 / 3)
    assert met.paper.iri == "x:p3"


def test_meetings_of_known_with_known_come_first_and_of_those_the_likelier() -> None:
    before = [[("method:common", USES)]] * 4 + [[("method:scarce", USES)]] + [[("dataset:d", USES)]] * 2
    known = one_a_day(
        *before,
        [("method:mine", INTRODUCES), ("method:common", USES), ("method:scarce", USES), ("dataset:d", USES)],
    )
    assert meetings_of(known, period(7, 7), Kind.DATASET) == [
        ("method:common", "dataset:d"),
        ("method:scarce", "dataset:d"),
        ("method:mine", "dataset:d"),
    ]


entities = st.sampled_from(["method:a", "method:b", "method:c", "dataset:d", "dataset:e", "task:t"])


def role_of(entity: str, number: int) -> Role:
    return (
        (ADDRESSES, MENTIONS)[number % 2]
        if entity.startswith("task")
        else (INTRODUCES, USES, COMPARES)[number]
    )


@st.composite
def timelines(draw: st.DrawFn) -> Timeline:
    days = {f"p{i}": day(n) for i, n in enumerate(draw(st.lists(st.integers(0, 5), min_size=1, max_size=12)))}
    said: list[Said] = [
        (paper, entity, role_of(entity, draw(st.integers(0, 2))))
        for paper in days
        for entity in draw(st.sets(entities, max_size=4))
    ]
    return timeline(days, said or [("p0", "method:a", USES)])


@settings(max_examples=60, deadline=None)
@given(timelines(), st.integers(0, 4))
def test_however_time_is_cut_everything_is_new_in_exactly_one_piece(known: Timeline, cut: int) -> None:
    pieces = [period(0, cut), period(cut + 1, 5)]
    for kind in Kind:
        found = [names_of(known, piece, kind) for piece in pieces]
        assert sorted(found[0] + found[1]) == sorted(names_of(known, period(0, 5), kind))
    for kind in (Kind.DATASET, Kind.TASK):
        met = [meetings_of(known, piece, kind) for piece in pieces]
        assert sorted(met[0] + met[1]) == sorted(meetings_of(known, period(0, 5), kind))
