"""Intervals and tests against published values, scipy, and laws that hold for all tables."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from kg.analysis.proportions import false_discovery_rates, fisher, newcombe, wilson

totals = st.integers(1, 400)
tables = st.tuples(totals, totals).flatmap(
    lambda t: st.tuples(st.integers(0, t[0]), st.just(t[0]), st.integers(0, t[1]), st.just(t[1]))
)


@pytest.mark.parametrize(
    ("count", "total", "low", "high"),
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718)],
)
def test_a_share_has_the_score_interval_that_newcombe_tabulates(
    count: int, total: int, low: float, high: float
) -> None:
    """R. G. Newcombe, Statistics in Medicine 17 (1998) 857-872, table I, method 3."""
    assert wilson(count, total) == pytest.approx((low, high), abs=5e-5)


@pytest.mark.parametrize(
    ("table", "low", "high"),
    [
        ((56, 70, 48, 80), 0.0524, 0.3339),
        ((9, 10, 3, 10), 0.1705, 0.8090),
        ((5, 56, 0, 29), -0.0381, 0.1926),
        ((0, 10, 0, 20), -0.1611, 0.2775),
        ((10, 10, 0, 10), 0.6075, 1.0),
    ],
)
def test_a_difference_has_the_interval_that_newcombe_tabulates(
    table: tuple[int, int, int, int], low: float, high: float
) -> None:
    """R. G. Newcombe, Statistics in Medicine 17 (1998) 873-890, table II, method 10."""
    assert newcombe(*table) == pytest.approx((low, high), abs=5e-5)


@given(totals.flatmap(lambda t: st.tuples(st.integers(0, t), st.just(t))))
def test_the_score_interval_is_that_of_scipy(share: tuple[int, int]) -> None:
    found = stats.binomtest(*share).proportion_ci(0.95, method="wilson")
    assert wilson(*share) == pytest.approx((found.low, found.high), abs=1e-9)


@settings(max_examples=200, deadline=None)
@given(tables)
def test_the_test_is_fishers_as_scipy_has_it(table: tuple[int, int, int, int]) -> None:
    count, total, other, other_total = table
    expected = stats.fisher_exact([[count, total - count], [other, other_total - other]])[1]
    assert fisher(*table) == pytest.approx(expected, rel=1e-6)


@given(tables)
def test_neither_test_nor_interval_depends_on_which_group_comes_first(
    table: tuple[int, int, int, int],
) -> None:
    count, total, other, other_total = table
    assert fisher(*table) == pytest.approx(fisher(other, other_total, count, total), rel=1e-9)
    low, high = newcombe(*table)
    assert newcombe(other, other_total, count, total) == pytest.approx((-high, -low))
    assert low <= count / total - other / other_total <= high


@given(st.lists(st.floats(0, 1), max_size=60))
def test_false_discovery_rates_are_those_of_scipy(p_values: list[float]) -> None:
    found = false_discovery_rates(p_values)
    expected = stats.false_discovery_control(p_values, method="bh") if p_values else []
    assert found == pytest.approx(list(expected))


def test_nothing_of_nothing_may_be_any_share() -> None:
    assert wilson(0, 0) == (0.0, 1.0)
