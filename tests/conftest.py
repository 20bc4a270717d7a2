"""What the tests share: the example graph, built once, and the collection of real files where it is."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
EXAMPLES = ROOT / "examples" / "digests"
SHARED = ROOT.parent / "shared"


@pytest.fixture(scope="session")
def example_graph(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a graph built from examples/digests."""
    from kg.building import build

    folder = tmp_path_factory.mktemp("example") / "graph"
    build([EXAMPLES], folder, workers=1)
    return folder


@pytest.fixture(scope="session")
def full_graph(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a graph whose documents use every feature that kg knows."""
    from kg.building import build
    from tests.checking.samples import CORRECTIONS, DIGESTS, VOCABULARY

    folder = tmp_path_factory.mktemp("full")
    (folder / "vocabulary.ttl").write_text(VOCABULARY, encoding="utf-8")
    (folder / "kg.corrections.toml").write_text(CORRECTIONS, encoding="utf-8")
    for name, rows in DIGESTS.items():
        lines = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
        (folder / name).write_text(lines, encoding="utf-8")
    build(
        [folder / name for name in DIGESTS],
        folder / "graph",
        vocabularies=[str(folder / "vocabulary.ttl")],
        corrections=[str(folder / "kg.corrections.toml")],
        fast=True,
        workers=1,
    )
    return folder / "graph"


@pytest.fixture
def store(example_graph: Path):
    from kg.store import Store

    return Store(example_graph)


@pytest.fixture(scope="session")
def shared() -> Path:
    """The project's collection of real files; tests that want it skip where it is not."""
    if not SHARED.is_dir():
        pytest.skip("the collection of real digests (../shared) is not here")
    return SHARED
