from __future__ import annotations

import numpy as np
import pytest

from kg.extraction.features import COLUMNS, HINTS, ROWS
from kg.extraction.network import Network

WIDTH, STATIC, BUCKETS, TAGS, ROLES = 4, 3, 32, 7, 5
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
        "hints": rng.standard_normal((HINTS, WIDTH)).astype(np.float16),
        "out": rng.standard_normal((WIDTH, TAGS + ROLES)).astype(np.float16),
        "out_bias": rng.standard_normal(TAGS + ROLES).astype(np.float16),
        "tags": np.array([TAGS]),
        "dilations": np.array(DILATIONS, dtype=np.int8),
    }
    for i, (rows, size) in enumerate(zip(ROWS, sizes, strict=True)):
        arrays[f"embedding{i}"] = rng.standard_normal((rows, size)).astype(np.float16)
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


def test_rows_are_log_probabilities(network: Network) -> None:
    tags, roles = network(["a", "copper", "kettle"], hints_for(["a", "copper", "kettle"]))
    assert tags.shape == (3, TAGS)
    assert roles.shape == (3, ROLES)
    assert np.allclose(np.exp(tags).sum(axis=1), 1, atol=1e-5)
    assert np.allclose(np.exp(roles).sum(axis=1), 1, atol=1e-5)


def test_what_was_read_before_changes_nothing(network: Network) -> None:
    words = ["copper", "kettle", "nets"]
    alone = network(words, hints_for(words))
    network([f"word{i}" for i in range(3000)], hints_for(["x"] * 3000))
    again = network(words, hints_for(words))
    assert (alone[0] == again[0]).all()
    assert (alone[1] == again[1]).all()


@pytest.mark.parametrize("size", [1, 2, 3, 5, 9])
def test_each_layer_sees_the_neighbours_at_its_distance_and_zeros_beyond_the_ends(
    network: Network, weights: dict[str, np.ndarray], size: int
) -> None:
    words = [f"w{i}" for i in range(size)]
    hints = hints_for(words)
    plain = {name: array.astype(np.float64) for name, array in weights.items()}
    seen = np.array([network._word_vector(word) for word in words]) + plain["hints"][hints].sum(axis=1)
    seen = np.maximum(seen, 0)
    for i, step in enumerate(DILATIONS):
        read = np.zeros((size, 2 * WIDTH))
        for t in range(size):
            for k, place in enumerate((t - step, t, t + step)):
                if 0 <= place < size:
                    read[t] += seen[place] @ plain[f"layer{i}"][k * WIDTH : (k + 1) * WIDTH]
        read += plain[f"layer{i}_bias"]
        seen = seen + read[:, :WIDTH] / (1 + np.exp(-read[:, WIDTH:]))
    out = seen @ plain["out"] + plain["out_bias"]
    tags = out[:, :TAGS] - np.logaddexp.reduce(out[:, :TAGS], axis=1, keepdims=True)
    assert np.allclose(network(words, hints)[0], tags, atol=1e-3)
