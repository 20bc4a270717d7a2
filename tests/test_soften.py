"""`training/soften.py`: marks of another reader become probabilities."""

from __future__ import annotations

import json
import pickle
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from kg.extraction.setting import STUDENT
from kg.model import Role

ROOT = Path(__file__).parent.parent
PAPER = {
    "id": "2601.00001",
    "title": "Counting sheep with SheepNet",
    "abstract": "We propose SheepNet. It counts sheep on pastures of the north, and goats as well.",
    "entities": [
        {"type": "Method", "name": "SheepNet", "role": "introduces", "mentions": ["SheepNet"]},
        {"type": "Task", "name": "sheep counting", "role": "addresses", "mentions": ["Counting sheep"]},
    ],
}


@pytest.fixture(scope="module")
def label(tmp_path_factory: pytest.TempPathFactory) -> tuple[list[str], np.ndarray, np.ndarray]:
    folder = tmp_path_factory.mktemp("soften")
    (folder / "more.jsonl").write_text(json.dumps(PAPER) + "\n")
    command = [
        ROOT / "training" / "soften.py",
        folder / "more.jsonl",
        "--network",
        STUDENT,
        "-o",
        folder / "more.pkl",
    ]
    subprocess.run([sys.executable, *command], check=True, env={"PYTHONPATH": str(ROOT)}, timeout=120)
    ((name, words, _, tags, roles),) = pickle.loads((folder / "more.pkl").read_bytes())
    assert name == PAPER["id"]
    return words, tags.astype(float), roles.astype(float)


def test_every_token_has_probabilities(label) -> None:
    words, tags, roles = label
    assert len(words) == len(tags) == len(roles)
    assert tags.sum(axis=1) == pytest.approx(1, abs=0.01)
    assert roles.sum(axis=1) == pytest.approx(1, abs=0.01)


def test_what_the_reader_marked_and_left_has_at_least_the_readers_share(label) -> None:
    words, tags, roles = label
    first = words.index("SheepNet")
    method = 1  # O, then B and I of each kind
    assert tags[first, method] >= 0.59
    assert roles[first, list(Role).index(Role.INTRODUCES)] >= 0.59
    assert tags[words.index("Counting"), :].argmax() == 5
    assert tags[words.index("goats"), 0] >= 0.59


def test_a_token_outside_mentions_keeps_the_models_roles(label) -> None:
    words, _, roles = label
    assert roles[words.index("goats")].max() < 1
