"""Keep a trained teacher small: what training changed of the public weights, as a product of two thin matrices.

    python training/compact.py build/teacher.pt --encoder build/encoder -o kg/extraction/model/teacher.npz

Of each matrix of the encoder the strongest directions of the difference (singular vectors; E. J. Hu et al.: LoRA,
ICLR 2022, trains such products from the start) in 8 bits with a scale for each; of everything else the weights in
16 bits. What belongs to the encoder bears its published name.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
import torch
from safetensors.torch import load_file
from teacher import Teacher

RANK = 64
_UNTRAINED = ("embeddings.", "encoder.distances.")
"""And the layers in bfloat16."""


def published(name: str) -> str:
    """The name that the encoder's makers gave a weight of the teacher; other weights keep theirs."""
    name = name.replace("encoder.embeddings.", "embeddings.", 1)
    return name.replace("encoder.layers.", "encoder.layer.", 1)


def write(state: dict[str, torch.Tensor], base: dict[str, torch.Tensor], path: Path) -> None:
    """Write a teacher's weights as their difference from the public ones."""
    torch.manual_seed(1)
    arrays: dict[str, np.ndarray] = {}
    for name, weights in ((published(name), weights) for name, weights in state.items()):
        public = base.get(name)
        if name.startswith(_UNTRAINED) or weights.dtype == torch.bfloat16:
            continue
        if public is None or weights.ndim < 2:
            arrays[name] = weights.numpy().astype(np.float16)
            continue
        left, strength, right = torch.svd_lowrank(weights - public, q=RANK + 16, niter=4)
        root = strength[:RANK].sqrt()
        for side, vectors in (("left", left[:, :RANK] * root), ("right", right[:, :RANK] * root)):
            scale = vectors.abs().amax(dim=0) / 127 + 1e-12
            arrays[f"{name}:{side}"] = (vectors / scale).round().to(torch.int8).numpy()
            arrays[f"{name}:{side} scale"] = scale.numpy().astype(np.float32)
    np.savez_compressed(path, **arrays)


def read(path: Path, encoder: Path) -> Teacher:
    """The teacher that `write` kept, above the public encoder in a folder."""
    model = Teacher(encoder)
    state = model.state_dict()
    with np.load(path) as kept:
        arrays = {name: torch.from_numpy(kept[name].astype(np.float32)) for name in kept.files}
    for own, name in ((own, published(own)) for own in state):
        if name in arrays:
            state[own] = arrays[name]
        elif f"{name}:left" in arrays:
            left, right = (
                arrays[f"{name}:{side}"] * arrays[f"{name}:{side} scale"] for side in ("left", "right")
            )
            state[own] = state[own] + left @ right.T
    model.load_state_dict(state)
    return model


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("teacher", type=Path)
    parser.add_argument("--encoder", type=Path, required=True)
    parser.add_argument("-o", "--output", type=Path, required=True)
    options = parser.parse_args()
    write(torch.load(options.teacher), load_file(options.encoder / "model.safetensors"), options.output)
    print(f"{options.output}: {options.output.stat().st_size / 1e6:.1f} MB")


if __name__ == "__main__":
    main()
