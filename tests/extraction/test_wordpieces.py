from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from kg.extraction.tokens import Tokens, make_tokens
from kg.extraction.wordpieces import LONGEST, Cut, cut

FIRST, LAST = 1, 2


def letters(words: list[str]) -> list[tuple[int, int]]:
    """A wordpiece for each letter; "_" has none."""
    return [(ord(letter), i) for i, word in enumerate(words) for letter in word if letter != "_"]


def sentences_of(*sentences: list[str]) -> Tokens:
    words = [word for sentence in sentences for word in sentence]
    begins = [i == 0 for sentence in sentences for i in range(len(sentence))]
    return make_tokens(" ".join(words), words, [*[True] * (len(words) - 1), False], begins)


def test_a_short_paper_is_one_chunk_between_the_first_and_the_last_piece() -> None:
    chunks = cut(sentences_of(["ab", "_", "c"], ["d"]), letters, FIRST, LAST)
    assert chunks.pieces == [[FIRST, *map(ord, "abcd"), LAST]]
    assert chunks.places == [(0, 1), (0, 0), (0, 3), (0, 4)]


def test_a_long_paper_is_cut_between_sentences_into_about_equal_parts() -> None:
    sentence = ["kettle"] * 10  # 60 pieces
    chunks = cut(sentences_of(*[sentence] * 8), letters, FIRST, LAST)
    sizes = [len(chunk) - 2 for chunk in chunks.pieces]
    assert sum(sizes) == 480
    assert sizes == [240, 240]


def test_a_sentence_longer_than_a_chunk_is_cut_between_words() -> None:
    chunks = cut(sentences_of(["kettle"] * 100), letters, FIRST, LAST)
    assert max(map(len, chunks.pieces)) <= LONGEST
    assert all((len(chunk) - 2) % 6 == 0 for chunk in chunks.pieces)


def test_of_a_word_longer_than_a_chunk_the_beginning_is_read() -> None:
    chunks = cut(sentences_of(["x" * 1000, "y"]), letters, FIRST, LAST)
    assert max(map(len, chunks.pieces)) <= LONGEST
    assert chunks.places[1][0] == len(chunks.pieces) - 1


@given(st.lists(st.lists(st.text("ab_", min_size=1, max_size=200), min_size=1, max_size=8), min_size=1))
def test_each_token_stands_where_its_first_piece_is(sentences: list[list[str]]) -> None:
    tokens = sentences_of(*sentences)
    chunks = cut(tokens, letters, FIRST, LAST)
    assert len(chunks.places) == len(tokens)
    for word, (chunk, piece) in zip(tokens.words, chunks.places, strict=True):
        seen = word.replace("_", "")
        expected = ord(seen[0]) if seen else FIRST
        assert chunks.pieces[chunk][piece] == expected
    assert all(c[0] == FIRST and c[-1] == LAST and len(c) <= LONGEST for c in chunks.pieces)
    held = [piece for chunk in chunks.pieces for piece in chunk[1:-1]]
    assert held == [piece for piece, _ in letters(tokens.words)]


def test_the_cutter_is_asked_once_for_the_whole_paper() -> None:
    asked: list[list[str]] = []

    def count(words: list[str]) -> list[tuple[int, int]]:
        asked.append(words)
        return letters(words)

    cutter: Cut = count
    cut(sentences_of(["a"], ["b"]), cutter, FIRST, LAST)
    assert asked == [["a", "b"]]
