from __future__ import annotations

import numpy as np
import pytest

from kg.extraction.attention import Attention, same_words

WIDTH, HEADS = 12, 3
WORDS = [4, 7, 4, 1, 7, 7]
"""Numbers of the words of a text: two come again."""


def weights(scale: float = 0.5) -> dict[str, np.ndarray]:
    rng = np.random.default_rng(3)
    return {
        "ask": (scale * rng.standard_normal((WIDTH, 3 * WIDTH))).astype(np.float32),
        "ask_bias": rng.standard_normal(3 * WIDTH).astype(np.float32),
        "tell": rng.standard_normal((WIDTH, WIDTH)).astype(np.float32),
        "tell_bias": rng.standard_normal(WIDTH).astype(np.float32),
        "same": np.array([0.0, 1.5, -2.0], dtype=np.float32),
    }


def places(size: int = len(WORDS)) -> np.ndarray:
    return np.random.default_rng(size).standard_normal((size, WIDTH)).astype(np.float32) * 3 + 1


def heard_one_by_one(seen: np.ndarray, words: list[int], given: dict[str, np.ndarray]) -> np.ndarray:
    """The definition, in double precision, place by place."""
    plain = {name: array.astype(np.float64) for name, array in given.items()}
    level = (seen - seen.mean(axis=1, keepdims=True)) / np.sqrt(seen.var(axis=1, keepdims=True) + 1e-5)
    asks, answers, tells = np.split(level @ plain["ask"] + plain["ask_bias"], 3, axis=1)
    size = WIDTH // HEADS
    heard = np.zeros((len(words), WIDTH))
    for i in range(len(words)):
        for head in range(HEADS):
            own = slice(head * size, (head + 1) * size)
            scores = [
                asks[i, own] @ answers[j, own] / np.sqrt(size) + plain["same"][head] * (words[i] == words[j])
                for j in range(len(words))
            ]
            share = np.exp(np.array(scores) - max(scores))
            heard[i, own] = (share / share.sum()) @ tells[:, own]
    return heard @ plain["tell"] + plain["tell_bias"]


@pytest.mark.parametrize("size", [1, 2, 6])
@pytest.mark.parametrize(
    "scale", [0.5, 20.0]
)  # the larger one has logarithms beyond what can be exponentiated
def test_each_place_hears_of_all_places_by_how_they_are_alike(size: int, scale: float) -> None:
    given, seen, words = weights(scale), places(size), WORDS[:size]
    found = Attention(**given)(seen, same_words(words))
    assert np.allclose(found, heard_one_by_one(seen.astype(np.float64), words, given), atol=1e-3)


def test_which_words_are_the_same_matters() -> None:
    attention, seen = Attention(**weights()), places()
    apart = attention(seen, same_words(range(len(WORDS))))
    assert not np.allclose(attention(seen, same_words(WORDS)), apart, atol=1e-2)


def test_what_is_heard_does_not_depend_on_the_order_of_the_places() -> None:
    attention, seen = Attention(**weights()), places()
    turned = attention(seen[::-1].copy(), same_words(WORDS[::-1]))
    assert np.allclose(turned[::-1], attention(seen, same_words(WORDS)), atol=1e-5)


def test_a_place_bears_the_same_word_as_itself_and_as_its_equals() -> None:
    assert same_words([5, 6, 5]).tolist() == [0, 2, 4, 6, 8]
    assert same_words([]).tolist() == []
