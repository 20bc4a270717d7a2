from __future__ import annotations

import math

import numpy as np
import pytest

from kg.extraction.encoder import Encoder, _buckets
from tests.extraction.tiny_encoder import HEADS, LAYERS, POSITIONS, WIDE, WIDTH, WORDS, tiny_weights

PIECES = [0, 17, 4, 199, 4, 60, 2]


def slowly(pieces: list[int]) -> np.ndarray:
    """The same states, one number at a time and in 64 bits, with the shortest distances only."""
    plain = {name: array.astype(np.float64) for name, array in tiny_weights().items()}

    def dense(name: str, seen: np.ndarray) -> np.ndarray:
        return plain[f"{name}.weight"] @ seen + plain[f"{name}.bias"]

    def normal(name: str, seen: np.ndarray) -> np.ndarray:
        spread = math.sqrt(np.mean((seen - np.mean(seen)) ** 2) + 1e-5)
        return (seen - np.mean(seen)) / spread * plain[f"{name}.weight"] + plain[f"{name}.bias"]

    states = [
        normal(
            "embeddings.LayerNorm",
            plain["embeddings.word_embeddings.weight"][piece]
            + plain["embeddings.position_embeddings.weight"][2 + place],
        )
        for place, piece in enumerate(pieces)
    ]
    each = WIDTH // HEADS
    for number in range(LAYERS):
        name = f"encoder.layer.{number}"
        q, k, v = ([dense(f"{name}.attention.attn.{part}", state) for state in states] for part in "qkv")
        following = []
        for i, state in enumerate(states):
            read = np.zeros(WIDTH)
            for head in range(HEADS):
                here = slice(head * each, (head + 1) * each)
                scores = []
                for j in range(len(states)):
                    bucket = abs(j - i) + (16 if j > i else 0)
                    distance = plain["encoder.relative_attention_bias.weight"][bucket, head]
                    scores.append(q[i][here] @ k[j][here] / math.sqrt(each) + distance)
                shares = np.exp(scores) / np.sum(np.exp(scores))
                read[here] = sum(share * v[j][here] for j, share in enumerate(shares))
            attended = normal(f"{name}.attention.LayerNorm", state + dense(f"{name}.attention.attn.o", read))
            wide = dense(f"{name}.intermediate.dense", attended)
            wide = np.array([x * (1 + math.erf(x / math.sqrt(2))) / 2 for x in wide])
            following.append(
                normal(f"{name}.output.LayerNorm", attended + dense(f"{name}.output.dense", wide))
            )
        states = following
    return np.array(states)


def test_states_are_those_that_the_definition_gives() -> None:
    found = Encoder(tiny_weights(), HEADS)(PIECES)
    assert found.dtype == np.float32
    assert np.allclose(found, slowly(PIECES), atol=1e-4)


def test_states_are_those_of_transformers() -> None:
    transformers = pytest.importorskip(
        "transformers", reason="compares with transformers where it is installed"
    )
    torch = pytest.importorskip("torch")
    config = transformers.MPNetConfig(
        vocab_size=WORDS, hidden_size=WIDTH, intermediate_size=WIDE, num_attention_heads=HEADS,
        num_hidden_layers=LAYERS, max_position_embeddings=POSITIONS, layer_norm_eps=1e-5,
    )  # fmt: skip
    model = transformers.MPNetModel(config, add_pooling_layer=False).eval()
    weights = {name: torch.from_numpy(array) for name, array in tiny_weights().items()}
    model.load_state_dict(weights, strict=False)
    pieces = [0, *np.random.default_rng(1).integers(3, WORDS, 380).tolist(), 2]
    with torch.no_grad():
        expected = model(torch.tensor([pieces])).last_hidden_state[0].numpy()
    assert np.allclose(Encoder(tiny_weights(), HEADS)(pieces), expected, atol=1e-4)


@pytest.mark.parametrize(
    ("distance", "bucket"),
    [(0, 0), (-1, 1), (-7, 7), (-8, 8), (-11, 8), (-12, 9), (-90, 14), (-91, 15), (-127, 15), (-300, 15),
     (1, 17), (7, 23), (8, 24), (127, 31), (300, 31)],
)  # fmt: skip
def test_distances_share_buckets_the_more_the_farther(distance: int, bucket: int) -> None:
    found = _buckets(301)
    assert found[300, 300 + distance] == bucket if distance <= 0 else found[0, distance] == bucket


def test_more_pieces_than_positions_are_refused() -> None:
    with pytest.raises(ValueError, match="513 wordpieces; the encoder reads 512"):
        Encoder(tiny_weights(), HEADS)([0] * 513)


def test_weights_are_taken_out_of_the_dictionary() -> None:
    weights = tiny_weights()
    Encoder(weights, HEADS)
    assert not weights
