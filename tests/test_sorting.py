from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from kg.sorting import sort_unique

LINES = st.lists(
    st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\n"), max_size=4)
    | st.sampled_from(["", " ", "tea", "tea ", "\r", "\x85", "\u2028", "\ufffd", "\U0001f375", "\x00"]),
    max_size=40,
)


@given(LINES, st.integers(1, 50))
@example(["b", "a", "b"], 1)
@example(["a\r", "a", "\r"], 1)
@example(["\uffff", "\U00010000"], 1)
@example(["", "", "a"], 1)
def test_lines_come_sorted_and_once_whatever_fits_in_memory(lines: list[str], in_memory: int) -> None:
    assert list(sort_unique(lines, in_memory)) == sorted(set(lines))
    assert list(sort_unique(iter(lines))) == sorted(set(lines))


@pytest.mark.parametrize("count", [9, 10, 11, 20, 21])
def test_no_line_is_lost_where_a_run_just_fills_memory(count: int) -> None:
    lines = [f"{i:03}" for i in range(count, 0, -1)]
    assert list(sort_unique(lines, in_memory=30)) == sorted(lines)


def test_nothing_sorts_to_nothing() -> None:
    assert list(sort_unique([])) == []
    assert list(sort_unique([], 1)) == []


def test_a_lazy_source_is_read_once_and_no_further_than_needed() -> None:
    read: list[int] = []

    def source() -> Iterator[str]:
        for i in range(25):
            read.append(i)
            yield str(i % 7)

    assert list(sort_unique(source(), 4)) == list("0123456")
    assert read == list(range(25))


def test_sorting_may_be_left_half_way() -> None:
    merged = sort_unique([str(i) for i in range(100)], 10)
    assert next(merged) == "0"
    merged.close()
