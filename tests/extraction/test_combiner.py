from __future__ import annotations

import gzip
import json
from pathlib import Path

import numpy as np
import pytest

from kg.extraction.combiner import Combiner
from kg.extraction.evidence import FIELDS
from kg.extraction.pipeline import MODEL
from kg.trees import Trees, read_stored

# two trees: 0 splits on field 0 at 0.5 into leaf 1 and node 2, which splits on field 1 at 2.0; 5 is a leaf alone
TREES = {
    "threshold": 0.3,
    "base": -0.5,
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


def test_every_row_falls_where_a_walk_from_the_root_ends() -> None:
    stored = read_stored(MODEL / "combiner.json.gz")
    cuts = np.array(stored["cut"], dtype=np.float32)
    rng = np.random.default_rng(5)
    rows = rng.choice(cuts, (40, len(FIELDS))).astype(np.float32)  # many numbers are equal to a cut
    for row, chance in zip(rows, Trees(stored)(rows), strict=True):
        score = stored["base"]
        for root in stored["roots"]:
            node = root
            while stored["below"][node] != node:
                side = "below" if row[stored["field"][node]] <= cuts[node] else "above"
                node = stored[side][node]
            score += stored["value"][node]
        assert chance == pytest.approx(1 / (1 + np.exp(-score)), rel=1e-9)


def test_a_tree_of_seventeen_leaves_is_refused() -> None:
    cuts = range(16)
    below = [node for i in cuts for node in (2 * i + 1, 2 * i + 1)] + [32]
    above = [node for i in cuts for node in (2 * i + 2, 2 * i + 1)] + [32]
    size = len(below)
    stored = TREES | {"roots": [0], "field": [0] * size, "cut": [0.0] * size, "value": [0.0] * size}
    with pytest.raises(ValueError, match="16 leaves"):
        Trees(stored | {"below": below, "above": above})


def test_the_shipped_trees_know_the_numbers_that_evidence_gives() -> None:
    stored = json.loads(gzip.decompress((MODEL / "combiner.json.gz").read_bytes()))
    assert tuple(stored["fields"]) == FIELDS
    chances = Combiner(MODEL / "combiner.json.gz")(np.zeros((2, len(FIELDS)), dtype=np.float32))
    assert chances[0] == chances[1]
    assert 0 < chances[0] < 1
