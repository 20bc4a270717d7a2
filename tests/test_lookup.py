"""Things are found by the names that people use for them."""

from __future__ import annotations

from pathlib import Path

import pytest

from kg.lookup import find_one
from kg.store import Store


@pytest.mark.parametrize(
    ("name", "paper"),
    [
        ("math/0306266", "math/0306266"),
        ("math.CO/0306266", "math/0306266"),
        ("arXiv:math.CO/0306266v2", "math/0306266"),
        ("https://arxiv.org/abs/math.CO/0306266", "math/0306266"),
        ("2512.00001", "2512.00001"),
        ("https://arxiv.org/pdf/2512.00001v1.pdf", "2512.00001"),
        ("https://www.arxiv.org/abs/2512.00001", "2512.00001"),
        ("https://arxiv.org/html/2512.00001v3", "2512.00001"),
        ("https://export.arxiv.org/abs/2512.00001", "2512.00001"),
        ("arxiv.org/abs/2512.00001", "2512.00001"),
        ("10.48550/arXiv.2512.00001", "2512.00001"),
    ],
)
def test_a_paper_is_found_however_its_id_is_written(full_graph: Path, name: str, paper: str) -> None:
    found = find_one(Store(full_graph), name)
    assert (found.iri, found.kind) == (f"https://doi.org/10.48550/arXiv.{paper}", "Paper")
