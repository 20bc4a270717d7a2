"""An encoder small enough for tests, with weights by chance, under the names of the published one."""

from __future__ import annotations

import numpy as np

WIDTH, WIDE, HEADS, LAYERS, WORDS, POSITIONS = 48, 96, 12, 2, 200, 514


def tiny_weights(seed: int = 3) -> dict[str, np.ndarray]:
    rng = np.random.default_rng(seed)

    def chance(*shape: int) -> np.ndarray:
        return (rng.standard_normal(shape) / 4).astype(np.float32)

    found = {
        "embeddings.word_embeddings.weight": chance(WORDS, WIDTH),
        "embeddings.position_embeddings.weight": chance(POSITIONS, WIDTH),
        "embeddings.LayerNorm.weight": 1 + chance(WIDTH) / 4,
        "embeddings.LayerNorm.bias": chance(WIDTH),
        "encoder.relative_attention_bias.weight": chance(32, HEADS),
    }
    for i in range(LAYERS):
        layer = f"encoder.layer.{i}"
        shapes = {
            **{f"attention.attn.{part}": (WIDTH, WIDTH) for part in "qkvo"},
            "intermediate.dense": (WIDE, WIDTH),
            "output.dense": (WIDTH, WIDE),
        }
        for name, shape in shapes.items():
            found[f"{layer}.{name}.weight"] = chance(*shape)
            found[f"{layer}.{name}.bias"] = chance(shape[0])
        for name in ("attention.LayerNorm", "output.LayerNorm"):
            found[f"{layer}.{name}.weight"] = 1 + chance(WIDTH) / 4
            found[f"{layer}.{name}.bias"] = chance(WIDTH)
    return found
