"""The example graph on servers that differ in what their default graph holds."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox
import pytest

from kg.quads import without_graph
from kg.store import Store
from tests.remote.server import SparqlServer


@pytest.fixture(scope="session")
def quads(example_graph: Path) -> ox.Store:
    """What quads.nq.gz gives a quad store: named graphs alone."""
    store = ox.Store()
    lines = "\n".join(Store(example_graph).quads())
    store.bulk_extend(ox.parse(lines, format=ox.RdfFormat.N_QUADS))
    return store


@pytest.fixture(scope="session")
def both(example_graph: Path) -> ox.Store:
    """The same, and every triple in the default graph."""
    lines = list(Store(example_graph).quads())
    store = ox.Store()
    text = "\n".join([*lines, *{without_graph(line) for line in lines}])
    store.bulk_extend(ox.parse(text, format=ox.RdfFormat.N_QUADS))
    return store


@pytest.fixture(params=["merged", "union", "named"])
def server(request: pytest.FixtureRequest, quads: ox.Store, both: ox.Store) -> Iterator[SparqlServer]:
    """Each kind of server: default graph loaded, union of the named graphs, or empty."""
    made = SparqlServer(both if request.param == "merged" else quads, union=request.param == "union")
    yield made
    made.close()


@pytest.fixture
def plain(both: ox.Store) -> Iterator[SparqlServer]:
    """One server whose default graph is loaded."""
    made = SparqlServer(both)
    yield made
    made.close()


@pytest.fixture
def named(quads: ox.Store) -> Iterator[SparqlServer]:
    """One server whose default graph is empty."""
    made = SparqlServer(quads)
    yield made
    made.close()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Answers of Oxigraph may only be dropped by the thread that got them; the collector runs in the server's, too."""
    for item in items:
        if item.path.parent == Path(__file__).parent:
            item.add_marker(pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"))
