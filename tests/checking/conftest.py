"""Graphs to check: one with everything that kg can emit, as small as can be."""

from __future__ import annotations

from pathlib import Path

import pytest

from kg.checking.data import Data, of_graph


@pytest.fixture(scope="session")
def full_data(full_graph: Path) -> Data:
    return of_graph(full_graph)
