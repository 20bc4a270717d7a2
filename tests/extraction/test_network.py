from __future__ import annotations

import numpy as np
import pytest

from kg.extraction.features import COLUMNS, HINTS, ROWS, word_rows
from kg.extraction.network import Network
from kg.extraction.tokens import Tokens, make_tokens

WIDTH, STATIC, BUCKETS, TAGS, ROLES, INSIDE = 4, 3, 32, 7, 5, 6
DILATIONS = (1, 2)


@pytest.fixture(scope="module")
def weights() -> dict[str, np.ndarray]:
    rng = np.random.default_rng(7)
    sizes = (2, 1, 1, 1)
    arrays: dict[str, np.ndarray] = {
        "floret": np.array([2, 3, 2, 2166136261]),
        "static": rng.integers(-127, 128, (BUCKETS, STATIC)).astype(np.int8),
        "static_scale": rng.random((BUCKETS, 1)).astype(np.float16) / 100,
        "project": rng.standard_normal((STATIC + sum(sizes), WIDTH)).astype(np.float16),
        "project_bias": rng.standard_normal(WIDTH).astype(np.float16),
        "widen": rng.standard_normal((STATIC + sum(sizes), INSIDE)).astype(np.float16),
        "widen_bias": rng.standard_normal(INSIDE).astype(np.float16),
        "narrow": (rng.standard_normal((INSIDE, WIDTH)) / 4).astype(np.float16),
        "paper1": (rng.standard_normal((2 * WIDTH, WIDTH)) / 16).astype(np.float16),
        "paper1_bias": rng.standard_normal(WIDTH).astype(np.float16),
        "hints": rng.standard_normal((HINTS, WIDTH)).astype(np.float16),
        "out": rng.standard_normal((WIDTH, TAGS + ROLES)).astype(np.float16),
        "out_bias": rng.standard_normal(TAGS + ROLES).astype(np.float16),
        "tags": np.array([TAGS]),
        "dilations": np.array(DILATIONS, dtype=np.int8),
    }
    for i, (rows, size) in enumerate(zip(ROWS, sizes, strict=True)):
        arrays[f"embedding{i}"] = rng.integers(-127, 128, (rows, size)).astype(np.int8)
        arrays[f"embedding{i}_scale"] = rng.random((rows, 1)).astype(np.float16) / 100
    for i in range(len(DILATIONS)):
        arrays[f"layer{i}"] = rng.standard_normal((3 * WIDTH, 2 * WIDTH)).astype(np.float16)
        arrays[f"layer{i}_bias"] = rng.standard_normal(2 * WIDTH).astype(np.float16)
    return arrays


@pytest.fixture
def network(weights: dict[str, np.ndarray], tmp_path) -> Network:
    np.savez(tmp_path / "tagger.npz", **weights)
    return Network(tmp_path / "tagger.npz")


def hints_for(words: list[str]) -> np.ndarray:
    rng = np.random.default_rng(len(words))
    return rng.integers(0, HINTS, (len(words), COLUMNS)).astype(np.int16)


def tokens_of(words: list[str]) -> Tokens:
    return make_tokens(
        " ".join(words), words, [*[True] * (len(words) - 1), False], [i == 0 for i in range(len(words))]
    )


def test_rows_are_log_probabilities(network: Network) -> None:
    words = ["a", "copper", "kettle"]
    tags, roles = network(tokens_of(words), hints_for(words))
    assert tags.shape == (3, TAGS)
    assert roles.shape == (3, ROLES)
    assert np.allclose(np.exp(tags).sum(axis=1), 1, atol=1e-5)
    assert np.allclose(np.exp(roles).sum(axis=1), 1, atol=1e-5)


def test_what_was_read_before_changes_nothing(network: Network) -> None:
    words = ["copper", "kettle", "nets"]
    alone = network(tokens_of(words), hints_for(words))
    many = [f"word{i}" for i in range(3000)]
    network(tokens_of(many), hints_for(many))
    again = network(tokens_of(words), hints_for(words))
    assert (alone[0] == again[0]).all()
    assert (alone[1] == again[1]).all()


@pytest.mark.parametrize("size", [1, 2, 3, 5, 9])
def test_layers_see_neighbours_at_their_distance_with_zeros_beyond_the_ends_and_some_the_whole_paper(
    network: Network, weights: dict[str, np.ndarray], size: int
) -> None:
    words = [f"w{i}" for i in range(size)]
    hints = hints_for(words)
    plain = {name: array.astype(np.float64) for name, array in weights.items()}
    seen = np.array([network._word_vector(word) for word in words]) + plain["hints"][hints].sum(axis=1)
    seen = np.maximum(seen, 0)
    for i, step in enumerate(DILATIONS):
        if i == 1:
            paper = [*np.mean(seen, axis=0), *np.max(seen, axis=0)]
            seen = seen + (paper @ plain["paper1"] + plain["paper1_bias"])
        read = np.zeros((size, 2 * WIDTH))
        for t in range(size):
            for k, place in enumerate((t - step, t, t + step)):
                if 0 <= place < size:
                    read[t] += seen[place] @ plain[f"layer{i}"][k * WIDTH : (k + 1) * WIDTH]
        read += plain[f"layer{i}_bias"]
        seen = seen + read[:, :WIDTH] / (1 + np.exp(-read[:, WIDTH:]))
    out = seen @ plain["out"] + plain["out_bias"]
    tags = out[:, :TAGS] - np.logaddexp.reduce(out[:, :TAGS], axis=1, keepdims=True)
    assert np.allclose(network(tokens_of(words), hints)[0], tags, atol=1e-3)


def test_a_word_is_its_parts_projected_straight_and_through_one_layer(
    network: Network, weights: dict[str, np.ndarray]
) -> None:
    plain = {name: array.astype(np.float64) for name, array in weights.items()}
    rows = word_rows("Kettle")
    letters = [plain[f"embedding{i}"][row] * plain[f"embedding{i}_scale"][row] for i, row in enumerate(rows)]
    seen = np.concatenate([*letters, network._vectors.get_batch(["kettle"])[0]])
    inside = np.maximum(seen @ plain["widen"] + plain["widen_bias"], 0)
    expected = seen @ plain["project"] + inside @ plain["narrow"] + plain["project_bias"]
    assert np.allclose(network._word_vector("Kettle"), expected, atol=1e-3)
