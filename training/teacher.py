"""Fine-tune a transformer for tagging: slow, and so only the teacher of the model that ships.

    python training/teacher.py TRAIN.jsonl --encoder build/encoder -o build/teacher.pt [--dev DEV.jsonl]

The encoder (`encoder.py`) reads wordpieces without case; so the features of `kg.extraction.features` stand
beside its states, and one LSTM layer reads both. The encoder's lower layers are not trained, and read each
paper once.
"""

from __future__ import annotations

import argparse
import math
import random
import time
from pathlib import Path

import numpy as np
import torch
from encoder import Encoder
from measure import span_scores
from tags import TAGS
from torch import nn
from torch.nn import functional

from examples import NO_ROLE, ROLES, Example, annotated_examples
from kg.extraction.features import HINTS, ROWS, word_rows
from kg.extraction.pretrained import FIRST, LAST, load_tokenizer
from kg.extraction.wordpieces import Cut, cut

ROLES_WEIGH = 0.3
BATCH = 8
RATES = (1e-4, 1.5e-3)
"""Of the encoder's layers, and of all above."""


class Teacher(nn.Module):
    """The encoder, features and one bidirectional LSTM; logits of tags and roles for each token."""

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self.encoder = Encoder(folder)
        self.suffix = nn.Embedding(ROWS[2], 24)
        self.shape = nn.Embedding(ROWS[3], 24)
        self.hints = nn.EmbeddingBag(HINTS, 48, mode="sum")
        self.lstm = nn.LSTM(self.encoder.width + 96, 160, batch_first=True, bidirectional=True)
        self.tags = nn.Linear(320, len(TAGS))
        self.roles = nn.Linear(320, len(ROLES))
        self.dropout = nn.Dropout(0.2)

    def forward(self, batch: dict) -> tuple[torch.Tensor, torch.Tensor]:
        states = self.encoder.upper(batch["lower"], batch["mask"]).flatten(0, 1)[batch["first"]]
        size = batch["hints"].shape
        hints = self.hints(batch["hints"].reshape(-1, size[-1])).view(size[0], size[1], -1)
        seen = torch.cat([states, self.suffix(batch["suffix"]), self.shape(batch["shape"]), hints], -1)
        packed = nn.utils.rnn.pack_padded_sequence(
            self.dropout(seen), batch["lengths"], batch_first=True, enforce_sorted=False
        )
        read, _ = nn.utils.rnn.pad_packed_sequence(self.lstm(packed)[0], batch_first=True)
        read = self.dropout(read)
        return self.tags(read), self.roles(read)


def prepare(examples: list[Example], cut_words: Cut) -> list[dict]:
    """Chunks of wordpieces and feature rows of each example."""
    prepared = []
    for example in examples:
        rows = [word_rows(word) for word in example.tokens.words]
        chunks = cut(example.tokens, cut_words, FIRST, LAST)
        prepared.append(
            {
                "chunks": [torch.tensor(chunk) for chunk in chunks.pieces],
                "places": chunks.places,
                "length": sum(map(len, chunks.pieces)),
                "suffix": torch.tensor([row[2] for row in rows]),
                "shape": torch.tensor([row[3] for row in rows]),
                "hints": torch.from_numpy(example.hints.astype(np.int64)),
                "tags": None if example.tags is None else torch.from_numpy(example.tags),
                "roles": None if example.roles is None else torch.from_numpy(example.roles),
            }
        )
    return prepared


def read_lower(model: Teacher, rows: list[dict]) -> None:
    """Keep in each row what the encoder's lower layers say of its chunks."""
    pad = nn.utils.rnn.pad_sequence
    places = sorted(
        ((i, j) for i, row in enumerate(rows) for j in range(len(row["chunks"]))),
        key=lambda place: len(rows[place[0]]["chunks"][place[1]]),
    )
    for row in rows:
        row["lower"] = [None] * len(row["chunks"])
    for start in range(0, len(places), 16):
        group = places[start : start + 16]
        chunks = [rows[i]["chunks"][j] for i, j in group]
        mask = pad([torch.ones_like(chunk) for chunk in chunks], batch_first=True)
        states = model.encoder.lower(pad(chunks, batch_first=True, padding_value=1), mask)
        for (i, j), chunk, kept in zip(group, chunks, states, strict=True):
            rows[i]["lower"][j] = kept[: len(chunk)].clone()


def collate(rows: list[dict], fields=("tags", "roles")) -> dict:
    pad = nn.utils.rnn.pad_sequence
    batch = {
        name: pad([row[name] for row in rows], batch_first=True) for name in ("suffix", "shape", "hints")
    }
    lower = [states for row in rows for states in row["lower"]]
    batch["lower"] = pad(lower, batch_first=True)
    batch["mask"] = pad([torch.ones(len(states), dtype=torch.long) for states in lower], batch_first=True)
    width = batch["mask"].shape[1]
    before, first = 0, []
    for row in rows:
        first.append(torch.tensor([(before + chunk) * width + piece for chunk, piece in row["places"]]))
        before += len(row["lower"])
    batch["first"] = pad(first, batch_first=True)
    batch["lengths"] = torch.tensor([len(row["suffix"]) for row in rows])
    for name in fields:
        batch[name] = pad([row[name] for row in rows], batch_first=True, padding_value=NO_ROLE)
    return batch


def fit(
    model: Teacher,
    tokenizer: Cut,
    train: list[Example],
    dev: list[Example],
    epochs: int,
    output: Path,
    seed: int,
) -> None:
    order = random.Random(seed)
    rows = prepare(train, tokenizer)
    model.eval()
    read_lower(model, rows)
    steps = epochs * math.ceil(len(rows) / BATCH)
    encoder = [weights for weights in model.encoder.parameters() if weights.requires_grad]
    head = [weights for name, weights in model.named_parameters() if not name.startswith("encoder")]
    groups = [{"params": part, "lr": rate} for part, rate in zip((encoder, head), RATES, strict=True)]
    optimizer = torch.optim.AdamW(groups, weight_decay=0.01, fused=True)
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda step: min((step + 1) / (0.08 * steps), max(0.0, (steps - step) / (0.92 * steps)))
    )
    began = time.time()
    for epoch in range(epochs):
        model.train()
        total = 0.0
        chunks = _batches(rows, order)
        for number, chunk in enumerate(chunks, 1):
            batch = collate(chunk)
            tags, roles = model(batch)
            loss = functional.cross_entropy(tags.flatten(0, 1), batch["tags"].flatten(), ignore_index=NO_ROLE)
            loss = loss + ROLES_WEIGH * functional.cross_entropy(
                roles.flatten(0, 1), batch["roles"].flatten(), ignore_index=NO_ROLE
            )
            optimizer.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_([*encoder, *head], 1.0)
            optimizer.step()
            schedule.step()
            total += loss.item()
            if number % 20 == 0:
                print(
                    f"epoch {epoch} batch {number}/{len(chunks)} loss {total / number:.3f} "
                    f"{time.time() - began:.0f}s",
                    flush=True,
                )
        torch.save(model.state_dict(), output)
        if dev:
            found = [tags for tags, _ in predict(model, dev, tokenizer)]
            print(f"epoch {epoch}", span_scores(dev, found), flush=True)


def _batches(rows: list[dict], order: random.Random) -> list[list[dict]]:
    """Batches of like length, in random order."""
    ranked = sorted(rows, key=lambda row: row["length"] + order.random() * 40)
    chunks = [ranked[i : i + BATCH] for i in range(0, len(ranked), BATCH)]
    order.shuffle(chunks)
    return chunks


@torch.no_grad()
def predict(model: Teacher, examples: list[Example], tokenizer: Cut) -> list[tuple[np.ndarray, np.ndarray]]:
    """Probabilities of tags and of roles for each token."""
    model.eval()
    rows = prepare(examples, tokenizer)
    found: list = [None] * len(rows)
    ranked = sorted(range(len(rows)), key=lambda i: rows[i]["length"])
    for start in range(0, len(ranked), 16):
        chosen = ranked[start : start + 16]
        group = [rows[i] for i in chosen]
        read_lower(model, group)
        logits = model(collate(group, fields=()))
        for row in group:
            del row["lower"]
        tags, roles = (torch.softmax(part, -1).numpy() for part in logits)
        for place, i in enumerate(chosen):
            size = len(examples[i].tokens)
            found[i] = (tags[place, :size], roles[place, :size])
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("train", type=Path)
    parser.add_argument("--encoder", type=Path, required=True, help="folder that encoder.py filled")
    parser.add_argument("--dev", type=Path)
    parser.add_argument("--epochs", type=int, default=4)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--held-out", type=int, default=0, help="last papers of TRAIN left out")
    parser.add_argument("-o", "--output", type=Path, required=True)
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    torch.manual_seed(options.seed)
    train = annotated_examples(options.train)
    train = train[: len(train) - options.held_out]
    dev = annotated_examples(options.dev) if options.dev else []
    model = Teacher(options.encoder)
    tokenizer = load_tokenizer((options.encoder / "tokenizer.json").read_bytes())
    fit(model, tokenizer, train, dev, options.epochs, options.output, options.seed)


if __name__ == "__main__":
    main()
