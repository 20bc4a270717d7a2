"""Whether confidences are probabilities: how often entities of about one confidence are right.

The expected calibration error of Naeini, Cooper and Hauskrecht (AAAI 2015): the mean, over what was predicted, of
the distance between confidence and precision in bins of equal width.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from kg.evaluation.comparing import Comparison

BINS = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Bin:
    """The entities predicted with about one confidence."""

    predicted: int
    right: int
    confidence: float
    """Their mean confidence, 0 to 1."""

    @property
    def precision(self) -> float:
        """The share of them that is right."""
        return self.right / self.predicted


def reliability(comparisons: Iterable[Comparison], bins: int = BINS) -> list[Bin]:
    """The bins that hold something, from the least confidence up; what gold calls optional does not count."""
    held: dict[int, list[tuple[float, bool]]] = {}
    for comparison in comparisons:
        guesses = [(guess, True) for _, guess in comparison.matched]
        guesses += [(guess, False) for guess in comparison.extra]
        for guess, right in guesses:
            number = min(int(guess.confidence * bins), bins - 1)
            held.setdefault(number, []).append((guess.confidence, right))
    return [
        Bin(
            predicted=len(each),
            right=sum(right for _, right in each),
            confidence=sum(confidence for confidence, _ in each) / len(each),
        )
        for _, each in sorted(held.items())
    ]


def calibration_error(bins: Iterable[Bin]) -> float:
    """The expected calibration error, 0 (confidences are probabilities) to 1; 0 where nothing was predicted."""
    found = list(bins)
    total = sum(each.predicted for each in found)
    distance = sum(each.predicted * abs(each.confidence - each.precision) for each in found)
    return distance / total if total else 0.0
