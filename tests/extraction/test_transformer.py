from __future__ import annotations

import json
import re
from pathlib import Path

import numpy as np
import pytest

from kg.errors import KgError
from kg.extraction.features import COLUMNS, HINTS, ROWS, place_hints
from kg.extraction.pipeline import load_pipeline
from kg.extraction.pretrained import check
from kg.extraction.setting import TEACHER
from kg.extraction.tokens import Tokens, make_tokens
from kg.extraction.transformer import Transformer, load_transformer
from tests.conftest import SHARED
from tests.extraction.tiny_encoder import WIDTH, WORDS, tiny_weights

STATES, TAGS, ROLES, BESIDE = 5, 7, 5, (2, 2, 3)
CHANGED = "encoder.layer.1.output.dense.weight"


def letters(words: list[str]) -> list[tuple[int, int]]:
    return [(ord(letter) % WORDS, i) for i, word in enumerate(words) for letter in word]


def tokens_of(words: list[str]) -> Tokens:
    return make_tokens(
        " ".join(words), words, [*[True] * (len(words) - 1), False], [i % 3 == 0 for i in range(len(words))]
    )


def hints_for(words: list[str]) -> np.ndarray:
    return np.random.default_rng(len(words)).integers(0, HINTS, (len(words), COLUMNS)).astype(np.int16)


@pytest.fixture(scope="module")
def learnt() -> dict[str, np.ndarray]:
    rng = np.random.default_rng(11)

    def chance(*shape: int) -> np.ndarray:
        return (rng.standard_normal(shape) / 2).astype(np.float16)

    found = {
        "suffix.weight": chance(ROWS[2], BESIDE[0]),
        "shape.weight": chance(ROWS[3], BESIDE[1]),
        "hints.weight": chance(HINTS, BESIDE[2]),
        "tags.weight": chance(TAGS, 2 * STATES),
        "tags.bias": chance(TAGS),
        "roles.weight": chance(ROLES, 2 * STATES),
        "roles.bias": chance(ROLES),
        "encoder.layer.1.output.dense.bias": chance(WIDTH),
    }
    for way in ("", "_reverse"):
        found |= {
            f"lstm.weight_ih_l0{way}": chance(4 * STATES, WIDTH + sum(BESIDE)),
            f"lstm.weight_hh_l0{way}": chance(4 * STATES, STATES),
            f"lstm.bias_ih_l0{way}": chance(4 * STATES),
            f"lstm.bias_hh_l0{way}": chance(4 * STATES),
        }
    return found


def load(
    folder: Path, learnt: dict[str, np.ndarray], weights: dict[str, np.ndarray] | None = None
) -> Transformer:
    np.savez(folder / "teacher.npz", **learnt)
    return Transformer(folder / "teacher.npz", (weights or tiny_weights(), letters))


def test_rows_are_log_probabilities_one_for_each_token(tmp_path: Path, learnt: dict[str, np.ndarray]) -> None:
    words = ["a", "copper", "kettle", "boils"]
    tags, roles = load(tmp_path, learnt)(tokens_of(words), hints_for(words))
    assert tags.shape == (4, TAGS)
    assert roles.shape == (4, ROLES)
    for rows in (tags, roles):
        assert np.allclose(np.exp(rows).sum(axis=1), 1, atol=1e-5)


def test_what_was_read_before_changes_nothing(tmp_path: Path, learnt: dict[str, np.ndarray]) -> None:
    model, words = load(tmp_path, learnt), ["copper", "kettle", "nets"]
    alone = model(tokens_of(words), hints_for(words))
    model(tokens_of(["kettle"] * 300), hints_for(["kettle"] * 300))
    again = model(tokens_of(words), hints_for(words))
    assert all((one == other).all() for one, other in zip(alone, again, strict=True))


def test_a_product_of_two_matrices_is_added_to_the_public_weights(
    tmp_path: Path, learnt: dict[str, np.ndarray]
) -> None:
    rng = np.random.default_rng(5)
    words = ["copper", "kettle", "nets"]
    public = tiny_weights()
    high, wide = public[CHANGED].shape
    left, right = (rng.integers(-127, 128, (size, 2)).astype(np.int8) for size in (high, wide))
    scales = [rng.random(2).astype(np.float32) / 50 for _ in range(2)]
    parts = {
        f"{CHANGED}:left": left, f"{CHANGED}:left scale": scales[0],
        f"{CHANGED}:right": right, f"{CHANGED}:right scale": scales[1],
    }  # fmt: skip
    found = load(tmp_path, {**learnt, **parts})(tokens_of(words), hints_for(words))
    changed = {**public, CHANGED: public[CHANGED] + (left * scales[0]) @ (right * scales[1]).T}
    expected = load(tmp_path, learnt, changed)(tokens_of(words), hints_for(words))
    unchanged = load(tmp_path, learnt)(tokens_of(words), hints_for(words))
    assert np.allclose(found[0], expected[0], atol=1e-5)
    assert not np.allclose(found[0], unchanged[0], atol=1e-2)


def test_the_lstm_reads_both_ways_as_torch_does(tmp_path: Path, learnt: dict[str, np.ndarray]) -> None:
    torch = pytest.importorskip("torch", reason="compares with torch where it is installed")
    model = load(tmp_path, learnt)
    seen = np.random.default_rng(2).standard_normal((9, WIDTH + sum(BESIDE))).astype(np.float32)
    lstm = torch.nn.LSTM(seen.shape[1], STATES, batch_first=True, bidirectional=True)
    lstm.load_state_dict(
        {
            name.removeprefix("lstm."): torch.from_numpy(array.astype(np.float32))
            for name, array in learnt.items()
            if name.startswith("lstm.")
        }
    )
    with torch.no_grad():
        expected = lstm(torch.from_numpy(seen)[None])[0][0].numpy()
    found = np.concatenate([model._forward(seen), model._backward(seen[::-1])[::-1]], axis=1)
    assert np.allclose(found, expected, atol=1e-5)


def test_the_shipped_difference_has_the_shapes_of_the_published_encoder() -> None:
    with np.load(TEACHER) as stored:
        shapes = {name: stored[name].shape for name in stored.files}
    wide = {"intermediate.dense": (3072, 768), "output.dense": (768, 3072)}
    for layer in range(6, 12):
        for name in (*(f"attention.attn.{part}" for part in "qkvo"), *wide):
            high, low = wide.get(name, (768, 768))
            assert shapes[f"encoder.layer.{layer}.{name}.weight:left"] == (high, 64)
            assert shapes[f"encoder.layer.{layer}.{name}.weight:right"] == (low, 64)
            assert shapes[f"encoder.layer.{layer}.{name}.bias"] == (high,)
    assert not any(name.startswith("encoder.layer.5") for name in shapes)
    assert shapes["lstm.weight_ih_l0"] == (640, 768 + 96)


def test_the_shipped_transformer_alone_marks_the_words_that_annotators_marked() -> None:
    try:
        check()
    except KgError as error:
        pytest.skip(f"the encoder is not installed: {error}")
    if not (dev := SHARED / "annotation" / "dev.jsonl").exists():
        pytest.skip("the annotated papers are not here")
    nlp, read = load_pipeline(tagger=False), load_transformer(TEACHER)
    right = said = true = 0
    for line in dev.read_text(encoding="utf-8").splitlines()[:20]:
        paper = json.loads(line)
        doc = nlp(f"{paper['title']}\n\n{paper['abstract']}")
        tokens = doc._.kg_tokens
        tags, _ = read(tokens, place_hints(tokens, doc._.kg_candidates, doc._.kg_definitions))
        found = {start for start, tag in zip(tokens.starts, tags.argmax(axis=1), strict=True) if tag}
        named = {mention for entity in paper["entities"] for mention in entity["mentions"]}
        places = _places(named, tokens.text)
        held = {start for start in tokens.starts if any(begin <= start < end for begin, end in places)}
        right, said, true = right + len(found & held), said + len(found), true + len(held)
    assert 2 * right / (said + true) > 0.8


def _places(names: set[str], text: str) -> list[tuple[int, int]]:
    return [found.span() for name in names for found in re.finditer(re.escape(name), text)]
