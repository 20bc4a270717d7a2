"""All papers together: precision, recall and F1, their intervals, and how they change along confidence.

Figures are micro-averaged over papers. Each has a name ("entity F1", "mention Task recall", "role accuracy",
"introduces F1"), the same in reports, JSON and floors.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from kg.evaluation.annotated import AnnotatedPaper
from kg.evaluation.comparing import KINDS, Comparison, compare

_PARTS = ("hit", "predicted", "gold")
STEPS = tuple(step / 20 for step in range(20))
"""The confidences of the curve: 0.00, 0.05, ..., 0.95."""


@dataclass(frozen=True, slots=True)
class Ratio:
    """How many were right, of how many predicted, of how many there are."""

    hit: int
    predicted: int
    gold: int

    @property
    def precision(self) -> float:
        """0 where nothing was predicted."""
        return self.hit / self.predicted if self.predicted else 0.0

    @property
    def recall(self) -> float:
        """0 where there is nothing to find."""
        return self.hit / self.gold if self.gold else 0.0

    @property
    def f1(self) -> float:
        """The harmonic mean of the two; 0 where both are."""
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0


class Score:
    """The comparisons of a set of papers."""

    def __init__(self, comparisons: Sequence[Comparison]) -> None:
        self.comparisons = comparisons
        self.counts: Counter[str] = Counter()
        for comparison in comparisons:
            self.counts.update(comparison.counts)

    @classmethod
    def of(cls, gold: Mapping[str, AnnotatedPaper], predicted: Mapping[str, AnnotatedPaper]) -> Score:
        """Every gold paper against what was predicted of it; other predictions do not count."""
        return cls([compare(paper, predicted.get(key)) for key, paper in gold.items()])

    def ratio(self, figure: str, kind: str | None = None) -> Ratio:
        """Of "entity" or "mention", of one type or all; or of "introduces"."""
        return _ratio(self.counts, figure, kind)

    @property
    def role_accuracy(self) -> float:
        """The share of right roles among the entities that are right."""
        return _role_accuracy(self.counts)

    def figures(self) -> dict[str, float]:
        """Every figure by name."""
        return _figures(self.counts)

    def by_category(self) -> dict[str, Score]:
        """The papers of each primary category, the largest first; papers without one are left out."""
        groups: dict[str, list[Comparison]] = {}
        for comparison in self.comparisons:
            for category in comparison.paper.categories[:1]:
                groups.setdefault(category, []).append(comparison)
        return {key: Score(group) for key, group in sorted(groups.items(), key=lambda i: (-len(i[1]), i[0]))}

    def intervals(self, resamples: int = 1000, seed: int = 0) -> dict[str, tuple[float, float]]:
        """95 % bootstrap intervals, over papers, of every F1 and of the role accuracy."""
        names = sorted(self.counts)
        table = np.array([[c.counts[name] for name in names] for c in self.comparisons], dtype=np.int64)
        size = len(self.comparisons)
        drawn = np.random.default_rng(seed).multinomial(size, np.full(size, 1 / size), size=resamples)
        values: dict[str, list[float]] = {}
        for totals in (drawn @ table).tolist():
            for name, value in _figures(Counter(dict(zip(names, totals, strict=True)))).items():
                if name.endswith(("F1", "accuracy")):
                    values.setdefault(name, []).append(value)
        return {
            name: (float(np.quantile(found, 0.025)), float(np.quantile(found, 0.975)))
            for name, found in values.items()
        }


def curve(
    gold: Mapping[str, AnnotatedPaper],
    predicted: Mapping[str, AnnotatedPaper],
    steps: Iterable[float] = STEPS,
) -> list[tuple[float, Score]]:
    """The score when only entities of at least this confidence count; without one they count as certain."""
    return [(step, Score.of(gold, at_least(predicted, step))) for step in steps]


def at_least(predicted: Mapping[str, AnnotatedPaper], confidence: float) -> dict[str, AnnotatedPaper]:
    """The predictions without the entities of lower confidence."""
    return {
        key: replace(paper, entities=tuple(e for e in paper.entities if e.confidence >= confidence))
        for key, paper in predicted.items()
    }


def _ratio(counts: Counter[str], figure: str, kind: str | None = None) -> Ratio:
    if figure == "introduces":
        return Ratio(*(counts[f"role introduces {part}"] for part in _PARTS))
    kinds = KINDS if kind is None else (kind,)
    return Ratio(*(sum(counts[f"{figure} {k} {part}"] for k in kinds) for part in _PARTS))


def _role_accuracy(counts: Counter[str]) -> float:
    return counts["role right"] / max(1, counts["role matched"])


def _figures(counts: Counter[str]) -> dict[str, float]:
    ratios = {"introduces": _ratio(counts, "introduces")}
    for figure in ("entity", "mention"):
        ratios[figure] = _ratio(counts, figure)
        ratios |= {f"{figure} {kind}": _ratio(counts, figure, kind) for kind in KINDS}
    found = {"role accuracy": _role_accuracy(counts)}
    for name, ratio in ratios.items():
        found |= {
            f"{name} precision": ratio.precision,
            f"{name} recall": ratio.recall,
            f"{name} F1": ratio.f1,
        }
    return dict(sorted(found.items()))
