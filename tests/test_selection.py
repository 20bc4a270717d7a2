"""Which papers a picture is about."""

import pytest

from kg.errors import NotFoundError, QueryError
from kg.lookup import find_one
from kg.selection import Named, _within, families, listed, papers_of, select
from tests.view.selections import selection


@pytest.mark.parametrize(
    ("time", "since", "until", "inside"),
    [
        ("2025-12-04", "", "", True),
        ("2025-12-04", "2025-12-04", "2025-12-04", True),
        ("2025-12-04", "2025-12-05", "", False),
        ("2025-12-04", "", "2025-12-03", False),
        ("2025-12-04", "2025-12", "2025-12", True),
        ("2025-12-04", "2025", "2025", True),
        ("2025-12-31", "", "2025", True),
        ("2026-01-01", "", "2025", False),
        ("2025-12", "2025-12-15", "", True),  # a month may lie after its middle
        ("2025-12", "", "2025-12-15", True),
        ("2025-12", "2026-01", "", False),
        ("2025-12", "", "2025-11-30", False),
        ("", "", "", True),
        ("", "2025", "", False),
        ("", "", "2025", False),
    ],
)
def test_a_time_lies_between_two_others_where_it_may(time, since, until, inside):
    assert _within(time, since, until) is inside


def test_families_of_families_count_and_circles_end():
    named = [
        Named(iri=str(i), kind="Method", label=str(i), broader=b)
        for i, b in enumerate([(), (0,), (1,), (4,), (3,)])
    ]
    assert families(named) == [{0}, {0, 1}, {0, 1, 2}, {3, 4}, {3, 4}]


def test_papers_of_kinds_are_their_families_too():
    assert papers_of(selection())[0] == [0, 1, 2, 3, 4, 5]
    assert papers_of(selection(), folded=False)[0] == [4]
    assert papers_of(selection())[3] == [0, 1]


def test_papers_are_listed_shortly_and_only_where_wanted():
    rows = listed(selection(), {1})
    assert rows[1] == ["Paper 1 on graph neural network", "2025-09-20", "cs.LG", "2509.00001"]
    assert rows[0] == []
    assert len(rows) == 7


def test_all_papers_of_a_graph_are_selected_in_order_of_time(store):
    found = select(store, authors=True, texts=True)
    assert len(found.papers) == found.total == 33
    assert found.shown == "33 of 33 papers: all papers"
    assert [p.time for p in found.papers] == sorted(p.time for p in found.papers)
    assert all(p.uses == tuple(sorted(set(p.uses))) for p in found.papers)
    assert all(set(p.authors) <= set(found.people) for p in found.papers)
    assert all(p.title in p.text for p in found.papers)


@pytest.mark.parametrize(
    ("wanted", "count", "rule"),
    [
        ({"since": "2025-12"}, 24, "papers since 2025-12"),
        ({"until": "2025-11-30"}, 9, "papers until 2025-11-30"),
        ({"since": "2025-12", "until": "2025"}, 12, "papers since 2025-12 until 2025"),
        ({"since": "2030"}, 0, "papers since 2030"),
    ],
)
def test_a_time_selects_papers(store, wanted, count, rule):
    found = select(store, **wanted)
    assert (len(found.papers), found.rule) == (count, rule)


def test_a_category_selects_what_is_below_it(store):
    below = select(store, category="cs.LG")
    above = select(store, category="cs")
    assert 0 < len(below.papers) < len(above.papers)
    assert all("cs.LG" in p.categories for p in below.papers)
    assert {p.iri for p in below.papers} < {p.iri for p in above.papers}


@pytest.mark.parametrize(("name", "least"), [("diffusion model", 4), ("2512.02315", 2), ("cs.LG", 5)])
def test_a_focus_selects_the_papers_about_it(store, name, least):
    found = select(store, focus=find_one(store, name))
    assert least <= len(found.papers) < 33
    assert found.rule.startswith("papers about ")


@pytest.mark.parametrize("day", ["yesterday", "2025-13", "2025-12-32", "12.04.2025", "2025-1-1"])
def test_a_time_that_is_none_is_refused(store, day):
    with pytest.raises(QueryError, match="--since takes a day, month or year"):
        select(store, since=day)


def test_a_category_that_is_none_is_refused(store):
    with pytest.raises(NotFoundError):
        select(store, category="nl.XY")
