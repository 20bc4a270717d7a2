from __future__ import annotations

import gzip
import json
from pathlib import Path

import numpy as np
import pytest

from kg.extraction.combiner import Combiner
from kg.extraction.evidence import FIELDS
from kg.extraction.pipeline import MODEL

# two trees: 0 splits on field 0 at 0.5 into leaf 1 and node 2, which splits on field 1 at 2.0; 5 is a leaf alone
TREES = {
    "threshold": 0.3,
    "base": -0.5,
    "depth": 2,
    "roots": [0, 5],
    "field": [0, 0, 1, 0, 0, 0],
    "cut": [0.5, 0, 2.0, 0, 0, 0],
    "below": [1, 1, 3, 3, 4, 5],
    "above": [2, 1, 4, 3, 4, 5],
    "value": [0, -1.0, 0, 0.25, 2.0, 0.125],
}


@pytest.fixture
def combiner(tmp_path: Path) -> Combiner:
    (tmp_path / "c.json.gz").write_bytes(gzip.compress(json.dumps(TREES).encode()))
    return Combiner(tmp_path / "c.json.gz")


@pytest.mark.parametrize(
    ("row", "leaf"), [((0.0, 9.0), -1.0), ((0.5, 9.0), -1.0), ((1.0, 2.0), 0.25), ((1.0, 2.5), 2.0)]
)
def test_each_row_falls_into_one_leaf_of_each_tree(combiner: Combiner, row: tuple, leaf: float) -> None:
    (chance,) = combiner(np.array([row], dtype=np.float32))
    assert chance == pytest.approx(1 / (1 + np.exp(-(-0.5 + leaf + 0.125))))


def test_rows_do_not_depend_on_their_neighbours(combiner: Combiner) -> None:
    rows = np.array([[0, 9], [1, 2], [1, 2.5]], dtype=np.float32)
    assert combiner(rows) == [chance for row in rows for chance in combiner(row[None])]


def test_the_shipped_trees_know_the_numbers_that_evidence_gives() -> None:
    stored = json.loads(gzip.decompress((MODEL / "combiner.json.gz").read_bytes()))
    assert tuple(stored["fields"]) == FIELDS
    chances = Combiner(MODEL / "combiner.json.gz")(np.zeros((2, len(FIELDS)), dtype=np.float32))
    assert chances[0] == chances[1]
    assert 0 < chances[0] < 1
