from __future__ import annotations

import pytest

from kg.extraction.abbreviations import find_definitions
from kg.extraction.candidate import NAMING, VOCABULARY, Candidate
from kg.extraction.features import COLUMNS, HINTS, ROWS, as_seen, place_hints, shape, word_rows
from kg.model import Kind
from tests.extraction import tokens_of


@pytest.mark.parametrize(
    ("word", "form"),
    [
        ("GPT", "XXX"),
        ("kettles", "xxxx"),
        ("QM9", "XXd"),
        ("$x$", "$x$"),
        ("", ""),
        ("1234567", "dddd"),
    ],
)
def test_a_shape_tells_capitals_letters_and_digits(word: str, form: str) -> None:
    assert shape(word) == form


def test_rows_are_the_same_each_time_and_within_their_tables() -> None:
    for word in ("kettle", "Kettle", "KETTLE", "", "é", "x" * 500):
        assert word_rows(word) == word_rows(word)
        assert all(0 <= row < rows for row, rows in zip(word_rows(word), ROWS, strict=True))
    assert word_rows("kettle")[0] == word_rows("KETTLE")[0]
    assert word_rows("kettle")[3] != word_rows("KETTLE")[3]


@pytest.mark.parametrize(
    ("word", "seen"),
    [
        ("kettle", "kettle"),
        (r"R\'enyi", "Rényi"),
        (r"Schr{\"o}dinger", "Schrödinger"),
        (r"Erd\H{o}s", "Erdős"),
        (r"$\'e$", r"$\'e$"),
        (r"\textbf", r"\textbf"),
        ("$\\textbf{", "“"),
        ("}$", "”"),
    ],
)
def test_words_are_seen_as_readers_see_them(word: str, seen: str) -> None:
    assert as_seen(word) == seen


def test_each_sort_of_hint_has_numbers_of_its_own() -> None:
    tokens = tokens_of("We use a copper kettle net (CKN). Kettles pour.", "Copper kettles")
    start = tokens.words.index("copper")
    candidates = [
        Candidate(start=start, end=start + 2, kind=Kind.TASK, source=VOCABULARY),
        Candidate(start=start, end=start + 3, kind=Kind.METHOD, source=VOCABULARY),
        Candidate(start=start, end=start + 3, kind=Kind.DATASET, source=NAMING),
    ]
    hints = place_hints(tokens, candidates, list(find_definitions(tokens)))
    assert hints.shape == (len(tokens), COLUMNS)
    assert hints.min() >= 0
    assert hints.max() < HINTS
    seen = [set(hints[:, column].tolist()) for column in range(COLUMNS)]
    assert sum(len(numbers) for numbers in seen) == len(set.union(*seen))


def test_of_two_candidates_of_one_source_the_longer_is_seen() -> None:
    tokens = tokens_of("copper kettle net", "Tea")
    start = tokens.words.index("copper")
    short = Candidate(start=start, end=start + 2, kind=Kind.TASK, source=VOCABULARY)
    long = Candidate(start=start, end=start + 3, kind=Kind.METHOD, source=VOCABULARY)
    alone = place_hints(tokens, [long], [])
    assert (place_hints(tokens, [short, long], []) == alone).all()
    assert (place_hints(tokens, [long, short], []) == alone).all()
