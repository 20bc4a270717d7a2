"""The chance that a proposed span is a correct mention, from all that speaks for and against it.

Boosted trees over the numbers of `kg.extraction.evidence`, fitted by `training/fit.py` on annotated papers that
the tagger had not seen, so that the answers are honest probabilities.
"""

from __future__ import annotations

from pathlib import Path

from kg.trees import Trees, read_stored


class Combiner(Trees):
    """Read from one file; spans less likely than its `threshold` are no mentions."""

    def __init__(self, path: Path) -> None:
        super().__init__(read_stored(path))
