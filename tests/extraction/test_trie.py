from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from kg.extraction.trie import Trie

WORDS = st.lists(st.sampled_from("abc"), max_size=8)


@given(st.lists(st.lists(st.sampled_from("abc"), min_size=1, max_size=4), max_size=6), WORDS)
def test_every_place_of_every_phrase_is_found(phrases: list[list[str]], words: list[str]) -> None:
    trie: Trie[int] = Trie()
    for number, phrase in enumerate(phrases):
        trie.add(phrase, number)
    assert sorted(trie.find(words)) == sorted(
        (start, start + len(phrase), number)
        for number, phrase in enumerate(phrases)
        for start in range(len(words) - len(phrase) + 1)
        if words[start : start + len(phrase)] == phrase
    )


def test_of_phrases_that_begin_together_the_shorter_comes_first() -> None:
    trie: Trie[str] = Trie()
    trie.add(["tea", "pot"], "pot")
    trie.add(["tea"], "tea")
    assert list(trie.find(["tea", "pot"])) == [(0, 1, "tea"), (0, 2, "pot")]
