"""Graphs to check: one with everything that kg can emit, as small as can be."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from kg.checking.data import Data, of_graph
from tests.checking.samples import DIGESTS, VOCABULARY


@pytest.fixture(scope="session")
def full_graph(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a graph whose documents use every feature that kg knows."""
    from kg.building import build

    folder = tmp_path_factory.mktemp("full")
    (folder / "vocabulary.ttl").write_text(VOCABULARY, encoding="utf-8")
    for name, rows in DIGESTS.items():
        lines = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
        (folder / name).write_text(lines, encoding="utf-8")
    build(
        [folder / name for name in DIGESTS],
        folder / "graph",
        vocabularies=[str(folder / "vocabulary.ttl")],
        workers=1,
    )
    return folder / "graph"


@pytest.fixture(scope="session")
def full_data(full_graph: Path) -> Data:
    return of_graph(full_graph)
