from __future__ import annotations

import numpy as np

from kg.extraction.tagger import Tagger
from kg.extraction.tokens import make_tokens

TOKENS = make_tokens("a kettle", ["a", "kettle"], [True, False], [True, False])
HINTS = np.zeros((2, 8), dtype=np.int16)


def saying(tag: float, role: float):
    """A network that gives every token these chances of the first of two tags and roles."""
    rows = [np.log(np.array([[chance, 1 - chance]] * 2, dtype=np.float32)) for chance in (tag, role)]
    return lambda tokens, hints: tuple(rows) if (tokens, hints.shape) == (TOKENS, HINTS.shape) else None


def test_of_several_networks_the_probabilities_are_averaged() -> None:
    found = Tagger([saying(0.9, 0.2), saying(0.5, 0.4)])(TOKENS, HINTS)
    assert np.allclose(np.exp(found.tags), [[0.7, 0.3]] * 2)
    assert np.allclose(np.exp(found.roles), [[0.3, 0.7]] * 2)
    assert found.tags.dtype == np.float32


def test_one_network_is_heard_as_it_is() -> None:
    alone = saying(0.9, 0.2)
    found = Tagger([alone])(TOKENS, HINTS)
    assert found.tags is alone(TOKENS, HINTS)[0]


def test_a_probability_of_nothing_has_a_logarithm() -> None:
    nothing = np.array([[-np.inf, 0.0]] * 2, dtype=np.float32)
    found = Tagger([lambda *_: (nothing, nothing)] * 2)(TOKENS, HINTS)
    assert np.isfinite(found.tags).all()
