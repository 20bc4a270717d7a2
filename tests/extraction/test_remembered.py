from __future__ import annotations

from kg.extraction import remembered
from kg.extraction.remembered import Remembered, where


def test_a_word_is_asked_about_once() -> None:
    asked: list[str] = []

    def length(word: str) -> int:
        asked.append(word)
        return len(word)

    lengths = Remembered(length)
    assert list(lengths.of(["tea", "kettle", "tea"])) == [3, 6, 3]
    assert asked == ["tea", "kettle"]


def test_memory_starts_afresh_when_it_is_full(monkeypatch) -> None:
    monkeypatch.setattr(remembered, "_MOST", 2)
    lengths = Remembered(len)
    assert list(lengths.of(["a", "bb", "ccc", "a"])) == [1, 2, 3, 1]
    assert len(lengths) <= 2


def test_places_of_true_answers_are_found() -> None:
    assert list(where([0, "x", None, True, ""])) == [1, 3]
    assert list(where([])) == []
