"""The tagger that ships: static vectors, small embeddings and hints, read by gated convolutions.

    python training/student.py TRAIN.jsonl --vectors build/vectors.floret [--silver build/silver] -o build/student

With --silver it learns the teachers' probabilities of unannotated abstracts beside the annotations.
"""

from __future__ import annotations

import argparse
import math
import pickle
import random
import time
from pathlib import Path

import numpy as np
import torch
from measure import span_scores
from tags import TAGS
from torch import nn
from torch.nn import functional
from words import Words, read_vectors

from examples import NO_ROLE, ROLES, Example, annotated_examples, read_part
from kg.extraction.features import HINTS, ROWS

WIDTHS = (48, 24, 32, 24)
DILATIONS = (1, 1, 2, 4, 8)
INSIDE = 256
"""Width of the layer inside each word; it is worked out once for a word, and costs nothing then."""
PAPER_BEFORE = (2, 4)
"""Layers before which each place hears of the whole paper."""


class Student(nn.Module):
    """Logits of tags and roles for each token."""

    def __init__(
        self, static: int = 96, width: int = 128, dropout: float = 0.35, dilations=DILATIONS
    ) -> None:
        super().__init__()
        self.embeddings = nn.ModuleList(
            nn.Embedding(rows, size) for rows, size in zip(ROWS, WIDTHS, strict=True)
        )
        self.project = nn.Linear(static + sum(WIDTHS), width)
        self.widen = nn.Linear(static + sum(WIDTHS), INSIDE)
        self.narrow = nn.Linear(INSIDE, width)
        self.hints = nn.EmbeddingBag(HINTS, width, mode="sum")
        nn.init.normal_(self.hints.weight, std=0.1)
        self.layers = nn.ModuleList(
            nn.Conv1d(width, 2 * width, 3, dilation=step, padding=step) for step in dilations
        )
        self.papers = nn.ModuleList(nn.Linear(2 * width, width) for _ in PAPER_BEFORE)
        for layer in (self.narrow, *self.papers):  # silent until trained
            nn.init.zeros_(layer.weight)
            nn.init.zeros_(layer.bias)
        self.tags = nn.Linear(width, len(TAGS))
        self.roles = nn.Linear(width, len(ROLES))
        self.dropout = nn.Dropout(dropout)

    def forward(self, batch: dict) -> tuple[torch.Tensor, torch.Tensor]:
        rows = batch["rows"]
        seen = [table(rows[..., i]) for i, table in enumerate(self.embeddings)]
        letters = self.dropout(torch.cat([*seen, batch["static"]], -1))
        word = self.project(letters) + self.narrow(torch.relu(self.widen(letters)))
        size = batch["hints"].shape
        hints = self.hints(batch["hints"].reshape(-1, size[-1])).view(size[0], size[1], -1)
        if self.training:  # whole papers without hints: they are not to be leant on
            hints = hints * (torch.rand(size[0], 1, 1) > 0.15)
        read = self.dropout(torch.relu(word + hints))
        mask = (torch.arange(size[1]) < batch["lengths"].unsqueeze(1)).unsqueeze(1).float()
        read = read.transpose(1, 2) * mask
        for i, layer in enumerate(self.layers):
            if i in PAPER_BEFORE:
                mean = read.sum(2) / batch["lengths"].unsqueeze(1)
                most = read.masked_fill(mask == 0, -torch.inf).amax(2)
                paper = self.papers[PAPER_BEFORE.index(i)](self.dropout(torch.cat([mean, most], 1)))
                read = (read + paper.unsqueeze(2)) * mask
            read = (read + functional.glu(layer(self.dropout(read)), 1)) * mask
        read = self.dropout(read.transpose(1, 2))
        return self.tags(read), self.roles(read)


class Batches:
    """Examples as batches of like length."""

    def __init__(self, words: Words, groups: list[list[Example]]) -> None:
        self.rows = [
            [
                {
                    "words": torch.from_numpy(words.numbers(e)),
                    "hints": torch.from_numpy(e.hints.astype(np.int64)),
                    "tags": None if e.tags is None else torch.from_numpy(e.tags),
                    "roles": None if e.roles is None else torch.from_numpy(e.roles),
                    "soft": e.tags is not None and e.tags.ndim == 2,
                }
                for e in group
            ]
            for group in groups
        ]
        rows, static = words.tables()
        self._table, self._static = torch.from_numpy(rows), torch.from_numpy(static)

    def collate(self, rows: list[dict]) -> dict:
        pad = nn.utils.rnn.pad_sequence
        words = pad([row["words"] for row in rows], batch_first=True)
        batch = {
            "rows": self._table[words],
            "static": self._static[words],
            "hints": pad([row["hints"] for row in rows], batch_first=True),
            "lengths": torch.tensor([len(row["words"]) for row in rows]),
        }
        for name in ("tags", "roles"):
            if rows[0][name] is not None:
                if rows[0]["soft"]:
                    batch[name] = pad([row[name].float() for row in rows], batch_first=True)
                else:
                    batch[name] = pad([row[name] for row in rows], batch_first=True, padding_value=NO_ROLE)
        return batch

    def shuffled(self, group: int, size: int, order: random.Random) -> list[list[dict]]:
        ranked = sorted(self.rows[group], key=lambda row: len(row["words"]) + order.random() * 40)
        chunks = [ranked[i : i + size] for i in range(0, len(ranked), size)]
        order.shuffle(chunks)
        return chunks


def gold_loss(tags, roles, batch) -> torch.Tensor:
    loss = functional.cross_entropy(tags.flatten(0, 1), batch["tags"].flatten(), ignore_index=NO_ROLE)
    return loss + 0.3 * functional.cross_entropy(
        roles.flatten(0, 1), batch["roles"].flatten(), ignore_index=NO_ROLE
    )


def silver_loss(tags, roles, batch) -> torch.Tensor:
    """Cross-entropy with the teachers' probabilities; roles count as far as the teachers see a mention."""
    silver = batch["tags"]
    loss = -(silver * functional.log_softmax(tags, -1)).sum(-1)
    mention = 1 - silver[..., 0]
    role = -(batch["roles"] * functional.log_softmax(roles, -1)).sum(-1) * mention
    there = silver.sum(-1) > 0.5
    return loss.sum() / there.sum() + 0.3 * role.sum() / mention[there].sum()


def silver_examples(source: str) -> list[Example]:
    """What `label.py` or `relabel.py` wrote, probabilities instead of tags: FILE, or a part of it, FILE:I/N."""
    path, _, part = source.partition(":")
    first, parts = read_part(part) if part else (0, 1)
    with Path(path).open("rb") as file:
        return [Example(*row) for row in pickle.load(file)[first::parts]]


@torch.inference_mode()
def predict(model: Student, batches: Batches, group: int) -> list[tuple[np.ndarray, np.ndarray]]:
    model.eval()
    rows = batches.rows[group]
    found: list = [None] * len(rows)
    ranked = sorted(range(len(rows)), key=lambda i: len(rows[i]["words"]))
    for start in range(0, len(ranked), 32):
        chosen = ranked[start : start + 32]
        bare = [rows[i] | {"tags": None, "roles": None} for i in chosen]
        tags, roles = (torch.softmax(part, -1).numpy() for part in model(batches.collate(bare)))
        for place, i in enumerate(chosen):
            size = len(rows[i]["words"])
            found[i] = (tags[place, :size], roles[place, :size])
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("train", type=Path)
    parser.add_argument(
        "--more",
        nargs="*",
        default=[],
        help="what soften.py made of further annotations; read as often as those of TRAIN",
    )
    parser.add_argument("--dev", type=Path)
    parser.add_argument("--vectors", type=Path, required=True)
    parser.add_argument("--epochs", type=int, default=20)
    parser.add_argument("--start", type=Path, help="weights to go on from")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--width", type=int, default=128)
    parser.add_argument("--dropout", type=float, default=0.35)
    parser.add_argument(
        "--silver",
        nargs="*",
        default=[],
        help="labels, FILE or FILE:I/N (each N-th paper from the I-th on); of a paper labelled twice the first counts",
    )
    parser.add_argument(
        "--repeat", type=int, default=2, help="times the annotations are read beside the silver"
    )
    parser.add_argument("--rate", type=float, default=3e-3)
    parser.add_argument(
        "--half", action="store_true", help="bfloat16 where it is enough, for processors that have it"
    )
    parser.add_argument(
        "--share", type=float, default=1.0, help="share of the annotations used, for learning curves"
    )
    parser.add_argument("--held-out", type=int, default=200, help="last papers of TRAIN left out")
    parser.add_argument(
        "--fold", type=read_part, help="I/N: leave out each N-th paper of TRAIN from the I-th on"
    )
    parser.add_argument("-o", "--output", type=Path, required=True)
    options = parser.parse_args()
    torch.set_num_threads(1)
    torch.manual_seed(options.seed)
    order = random.Random(options.seed)
    train = annotated_examples(options.train)
    if options.fold:
        first, folds = options.fold
        train = [example for i, example in enumerate(train) if i % folds != first]
    else:
        train = train[: len(train) - options.held_out]
    train = train[: round(len(train) * options.share)]
    dev = annotated_examples(options.dev)
    silver = list({e.id: e for source in reversed(options.silver) for e in silver_examples(source)}.values())
    more = [example for source in options.more for example in silver_examples(source)]
    annotated = {example.id for example in more}
    silver = [example for example in silver if example.id not in annotated]
    vectors = read_vectors(options.vectors)
    batches = Batches(Words(vectors), [train, dev, silver, more])
    model = Student(vectors.data.shape[1], options.width, options.dropout)
    if options.start:
        model.load_state_dict(torch.load(options.start))
    repeat = options.repeat if silver else 1
    size = 16
    each = sum(math.ceil(len(part) / size) for part in (*[train, more] * repeat, silver))
    steps = options.epochs * each
    optimizer = torch.optim.AdamW(model.parameters(), lr=options.rate, weight_decay=0.01)
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda step: min((step + 1) / 200, max(0.0, (steps - step) / steps))
    )
    began = time.time()
    for epoch in range(options.epochs):
        model.train()
        chunks = [chunk for group in (*(0, 3) * repeat, 2) for chunk in batches.shuffled(group, size, order)]
        order.shuffle(chunks)
        total = 0.0
        for chunk in chunks:
            batch = batches.collate(chunk)
            with torch.autocast("cpu", dtype=torch.bfloat16, enabled=options.half):
                answer = [part.float() for part in model(batch)]
            loss = (silver_loss if chunk[0]["soft"] else gold_loss)(*answer, batch)
            optimizer.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimizer.step()
            schedule.step()
            total += loss.item()
        scores = span_scores(dev, [tags for tags, _ in predict(model, batches, 1)])
        print(f"epoch {epoch} loss {total / len(chunks):.3f} {time.time() - began:.0f}s {scores}", flush=True)
        torch.save(model.state_dict(), options.output)


if __name__ == "__main__":
    main()
