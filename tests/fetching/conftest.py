"""A stand-in for the arXiv API, and temporary files that do not outlive the test."""

from __future__ import annotations

import functools
import ssl
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.fetching.arxiv import Api, Fault, Held, serving

_certificates = functools.cache(ssl.create_default_context)
"""Loaded once: each client loads them, though nothing here is encrypted."""


@pytest.fixture(autouse=True)
def _alone(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path_factory.mktemp("turns")))
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    monkeypatch.setattr(ssl, "create_default_context", _certificates)
    monkeypatch.delenv("KG_ARXIV_API", raising=False)


@pytest.fixture
def serve() -> Iterator[Callable[..., Api]]:
    """A function that starts an API with these papers and faults."""
    with ExitStack() as stack:

        def start(held: list[Held], faults: dict[int, Fault] | None = None) -> Api:
            api = Api(held, faults)
            stack.enter_context(serving(api))
            return api

        yield start


def contents(folder: Path) -> dict[str, bytes]:
    """What a user sees in the folder, byte for byte; hidden files besides the lock must not be left."""
    names = sorted(path.name for path in folder.iterdir())
    assert [name for name in names if name.startswith(".")] in ([], [".kg-fetch.lock"])
    return {name: (folder / name).read_bytes() for name in names if not name.startswith(".")}
