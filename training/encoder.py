"""Unpack the encoder that the teacher begins from, and run it in two halves.

    python training/encoder.py build/encoder

all-mpnet-base-v2 (Apache-2.0; K. Song et al.: MPNet, NeurIPS 2020; trained on by sentence-transformers, on
abstracts of papers among others) is found as `kg.extraction.pretrained` tells.
"""

from __future__ import annotations

import argparse
import hashlib
import shutil
from pathlib import Path

import torch
from torch import nn
from torch.nn import functional
from transformers import AutoModel
from transformers.models.mpnet.modeling_mpnet import MPNetSelfAttention

from kg.extraction.pretrained import RULES, SHA256, WEIGHTS, open_encoder

FROZEN = 6
"""Layers that are not trained: what they say of a text is worked out once."""


def unpack(folder: Path) -> None:
    """Copy the encoder's files into a folder. SystemExit where they are not those that kg knows."""
    folder.mkdir(parents=True, exist_ok=True)
    with open_encoder() as opened:
        for name in ("config.json", RULES, WEIGHTS):
            with opened(name) as stored, (folder / name).open("wb") as file:
                shutil.copyfileobj(stored, file, 1 << 22)
    for name, known in SHA256.items():
        with (folder / name).open("rb") as file:
            if hashlib.file_digest(file, "sha256").hexdigest() != known:
                raise SystemExit(f"{name} is not the one that kg knows")


class _Attention(MPNetSelfAttention):
    """The same attention by torch's own kernel, several times as fast on a processor; it gives no weights."""

    def forward(self, hidden_states, attention_mask=None, position_bias=None, **_):  # noqa: ARG002
        size, length, _ = hidden_states.shape

        def heads(states: torch.Tensor) -> torch.Tensor:
            shape = (size, length, self.num_attention_heads, self.attention_head_size)
            return states.view(shape).transpose(1, 2)

        queries, keys, values = (heads(part(hidden_states)) for part in (self.q, self.k, self.v))
        read = functional.scaled_dot_product_attention(queries, keys, values, attn_mask=position_bias)
        return (self.o(read.transpose(1, 2).reshape(size, length, -1)),)


class Encoder(nn.Module):
    """Wordpieces to states of width `width`; bfloat16 inside, and for good in the layers that are not trained."""

    def __init__(self, folder: Path) -> None:
        super().__init__()
        model = AutoModel.from_pretrained(folder)
        self.width: int = model.config.hidden_size
        self._whole = [model.encoder]  # in a list, so that its weights are not counted twice
        self.embeddings = model.embeddings
        self.distances = model.encoder.relative_attention_bias
        self.layers = model.encoder.layer
        for layer in self.layers:
            layer.attention.attn.__class__ = _Attention
        self.layers[:FROZEN].to(torch.bfloat16)
        for part in (self.embeddings, self.distances, self.layers[:FROZEN]):
            part.requires_grad_(False)

    @torch.no_grad()
    def lower(self, pieces: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        """States before the layers that are trained, (chunks, pieces, width); `mask` is 1 where a piece stands."""
        bias = self._bias(mask)
        states = self.embeddings(pieces).to(torch.bfloat16)
        for layer in self.layers[:FROZEN]:
            states = layer(states, None, bias)[0]
        return states

    def upper(self, states: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        """The last states, made of what `lower` gave."""
        bias = self._bias(mask)
        with torch.autocast("cpu", dtype=torch.bfloat16):
            for layer in self.layers[FROZEN:]:
                states = layer(states, None, bias)[0]
        return states.float()

    @torch.no_grad()
    def _bias(self, mask: torch.Tensor) -> torch.Tensor:
        """What the distance of two pieces adds to their attention; nothing attends to padding."""
        bias = self._whole[0].compute_position_bias(mask[:1])
        return (bias + torch.where(mask[:, None, None, :] > 0, 0.0, -1e4)).to(torch.bfloat16)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    unpack(parser.parse_args().folder)


if __name__ == "__main__":
    main()
