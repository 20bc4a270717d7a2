"""Tests of the evaluation; the scorer that the targets speak of lies with the collection of real files."""

from __future__ import annotations

import importlib.util
from functools import cache
from pathlib import Path
from typing import Any


@cache
def load_scorer(shared: Path) -> Any:
    spec = importlib.util.spec_from_file_location("scorer", shared / "annotation" / "score.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
