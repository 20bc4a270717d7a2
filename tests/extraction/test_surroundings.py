from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.extraction.surroundings import FIELDS, describe_places
from tests.extraction import tokens_of


def described(text: str, name: str) -> dict[str, float]:
    """What is said of the place of a name; nothing where it is 0."""
    tokens = tokens_of(text)
    places = [(i, j) for i in range(len(tokens)) for j in range(i + 1, len(tokens) + 1)]
    (place,) = [place for place in places if tokens.slice(*place) == name]
    (row,) = describe_places(tokens, *(np.array([end]) for end in place))
    return {field: number for field, number in zip(FIELDS, row.tolist(), strict=True) if number}


@pytest.mark.parametrize(
    ("text", "name", "said"),
    [
        ("we pour tea", "tea", {}),
        ("we pour TeaNet", "TeaNet", {"capitals": 1}),
        ("we pour Tea", "Tea", {}),  # a capital at its beginning tells nothing
        ("we pour hot Tea", "hot Tea", {"capitals": 1}),
        ("we pour tea 2", "tea 2", {"digits": 1}),
        ("we pour novel tea", "novel tea", {"begins evaluative": 1}),
        ("we pour tea methods", "tea methods", {"ends generic": 1, "ends in head": 1}),
        ("we pour tea transformers", "tea transformers", {"ends in head": 1}),
        ("we use brewing tea", "brewing tea", {"begins in -ing": 1}),
        ("we pour tea of India", "tea of India", {"joint inside": 1, "capitals": 1}),
        ("we pour iced-tea", "tea", {"hyphen before": 1}),
        ("we pour iced - tea", "tea", {}),
        ("we pour tea-based", "tea", {"hyphen after": 1}),
        ("we pour a tea", "tea", {"article before": 1}),
        ("we pour the tea", "tea", {"article before": 2}),
        ("we pour our tea", "tea", {"article before": 3}),
        ("we pour novel tea", "tea", {"evaluative before": 1}),
        ("we pour tea method", "tea", {"generic after": 1}),
        ("we pour tea (cold)", "tea", {"bracket after": 1}),
    ],
)
def test_the_words_of_a_place_and_those_beside_it_are_told(
    text: str, name: str, said: dict[str, float]
) -> None:
    assert described(text, name) == said


@given(
    st.lists(
        st.sampled_from("tea Tea TeaNet 2 - of the novel methods ( brewing".split()), min_size=1, max_size=9
    )
)
def test_a_place_is_described_alike_alone_and_among_others(words: list[str]) -> None:
    tokens = tokens_of(" ".join(words))
    places = [(i, j) for i in range(len(tokens)) for j in range(i + 1, len(tokens) + 1)]
    starts, ends = (np.array(column) for column in zip(*places, strict=True))
    together = describe_places(tokens, starts, ends)
    for row, (start, end) in zip(together, places, strict=True):
        assert (describe_places(tokens, np.array([start]), np.array([end])) == row).all()
