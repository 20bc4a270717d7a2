from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.extraction.decoding import TAGS, decode
from kg.model import Kind

NONE, B_METHOD, I_METHOD, B_DATASET, I_DATASET, B_TASK, I_TASK = range(TAGS)


def scores_of(*tags: int) -> np.ndarray:
    """Scores that make these tags the likeliest, each by itself."""
    table = np.full((len(tags), TAGS), -3.0, dtype=np.float32)
    table[range(len(tags)), tags] = -0.1
    return table


@pytest.mark.parametrize(
    ("tags", "spans"),
    [
        ((), []),
        ((NONE, NONE), []),
        ((B_METHOD,), [(0, 1, Kind.METHOD)]),
        ((NONE, B_TASK, I_TASK, NONE), [(1, 3, Kind.TASK)]),
        ((B_DATASET, B_DATASET), [(0, 1, Kind.DATASET), (1, 2, Kind.DATASET)]),
        ((B_METHOD, I_METHOD, B_TASK, I_TASK), [(0, 2, Kind.METHOD), (2, 4, Kind.TASK)]),
    ],
)
def test_tags_that_bio_allows_become_their_spans(tags: tuple[int, ...], spans: list) -> None:
    assert decode(scores_of(*tags)) == spans


def test_a_tag_that_cannot_begin_a_span_gives_way_to_the_best_that_can() -> None:
    table = scores_of(NONE, I_METHOD)
    table[1, B_METHOD] = -0.5
    assert decode(table) == [(1, 2, Kind.METHOD)]
    table[1, B_METHOD] = -9
    assert decode(table) == []


def allowed(tags: tuple[int, ...]) -> bool:
    return all(tag not in (2, 4, 6) or (i and tags[i - 1] in (tag - 1, tag)) for i, tag in enumerate(tags))


@settings(max_examples=60, deadline=None)
@given(st.lists(st.lists(st.floats(-8, 0, width=32), min_size=TAGS, max_size=TAGS), min_size=1, max_size=4))
def test_no_other_sequence_that_bio_allows_has_a_higher_score(rows: list[list[float]]) -> None:
    table = np.array(rows, dtype=np.float32)
    best = max(
        sum(row[tag] for row, tag in zip(rows, tags, strict=True))
        for tags in product(range(TAGS), repeat=len(rows))
        if allowed(tags)
    )
    tags = [0] * len(rows)
    for start, end, kind in decode(table):
        tags[start] = 1 + 2 * list(Kind).index(kind)
        tags[start + 1 : end] = [2 + 2 * list(Kind).index(kind)] * (end - start - 1)
    assert sum(row[tag] for row, tag in zip(rows, tags, strict=True)) == pytest.approx(best, abs=1e-4)
