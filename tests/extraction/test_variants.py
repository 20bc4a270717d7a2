from __future__ import annotations

import numpy as np
import pytest

from kg.extraction.decoding import TAGS
from kg.extraction.variants import variants
from kg.model import Kind
from tests.extraction import tokens_of

TOKENS = tokens_of("We use a copper kettle net scheme for hot leaf-based brewing of tea.")


def place(text: str, kind: Kind = Kind.METHOD) -> tuple[int, int, Kind]:
    begin = TOKENS.starts.index(TOKENS.text.index(text))
    end = next(i for i in range(begin, len(TOKENS)) if TOKENS.slice(begin, i + 1) == text) + 1
    return begin, end, kind


def read(*spans: tuple[int, int, Kind], likely: dict[str, Kind] | None = None) -> set[tuple[str, Kind]]:
    """Variants of these spans, as strings, where the tagger thinks the likely words possible and nothing else."""
    tags = np.full((len(TOKENS), TAGS), -9.0, dtype=np.float32)
    tags[:, 0] = 0
    for text, kind in (likely or {}).items():
        start, end, _ = place(text)
        tags[start:end, 1 + 2 * list(Kind).index(kind)] = -1
    return {(TOKENS.slice(start, end), kind) for start, end, kind in variants(TOKENS, spans, tags)}


def test_a_name_may_begin_a_word_later_or_end_a_word_earlier() -> None:
    assert read(place("copper kettle net scheme")) == {
        ("kettle net scheme", Kind.METHOD),
        ("copper kettle net", Kind.METHOD),
    }


def test_a_hyphen_is_no_end_of_a_name() -> None:
    assert read(place("leaf-based brewing", Kind.TASK)) == {
        ("based brewing", Kind.TASK),
        ("leaf-based", Kind.TASK),
    }


@pytest.mark.parametrize("likely", [{}, {"scheme": Kind.TASK}, {"for": Kind.METHOD}])
def test_a_name_takes_in_no_neighbour_that_is_unlikely_or_a_function_word(likely: dict[str, Kind]) -> None:
    assert ("copper kettle net scheme", Kind.METHOD) not in read(place("copper kettle net"), likely=likely)
    assert ("scheme for", Kind.METHOD) not in read(place("scheme"), likely=likely)


def test_a_name_takes_in_a_likely_neighbour_at_either_end() -> None:
    found = read(place("kettle net"), likely={"copper kettle net scheme": Kind.METHOD})
    assert {("copper kettle net", Kind.METHOD), ("kettle net scheme", Kind.METHOD)} <= found


def test_two_names_with_nothing_or_a_small_word_between_may_be_one() -> None:
    side = read(place("copper"), place("kettle net", Kind.TASK))
    assert {("copper kettle net", Kind.METHOD), ("copper kettle net", Kind.TASK)} <= side
    assert ("brewing of tea", Kind.TASK) in read(place("brewing", Kind.TASK), place("tea", Kind.TASK))
    assert not read(place("copper"), place("net"))


def test_a_name_may_be_of_another_kind_that_the_tagger_thinks_possible() -> None:
    assert read(place("net"), likely={"net": Kind.DATASET}) == {("net", Kind.DATASET)}


def test_no_spans_have_no_variants() -> None:
    assert read() == set()
