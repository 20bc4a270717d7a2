"""Two proportions compared: is a share of one group another share than that of the other, and by how much?

Intervals: E. B. Wilson, "Probable inference, the law of succession, and statistical inference", JASA 22
(1927) 209-212, for one share; R. G. Newcombe, "Interval estimation for the difference between independent
proportions: comparison of eleven methods", Statistics in Medicine 17 (1998) 873-890, method 10, for the
difference of two. Test: R. A. Fisher's exact test ("The logic of inductive inference", JRSS 98 (1935) 39-82),
two-sided by the tables that are no likelier than the one at hand. Many tests at once: Y. Benjamini and
Y. Hochberg, "Controlling the false discovery rate", JRSS B 57 (1995) 289-300.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from math import sqrt

import numpy as np
import numpy.typing as npt
from scipy.special import gammaln

_Z95 = 1.959963984540054
"""The normal quantile of a 95 % interval."""
_NO_LIKELIER = 1 + 1e-7
"""How far two probabilities may differ by rounding and still count as equal, as in R's fisher.test."""


def wilson(count: int, total: int) -> tuple[float, float]:
    """The 95 % score interval of a share, 0 to 1; the whole of it where `total` is 0.

    >>> [round(end, 4) for end in wilson(81, 263)]
    [0.2553, 0.3662]
    """
    if not total:
        return 0.0, 1.0
    share, spread = count / total, _Z95**2 / total
    middle = share + spread / 2
    reach = sqrt(spread * share * (1 - share) + spread**2 / 4)
    low = 0.0 if count == 0 else (middle - reach) / (1 + spread)
    high = 1.0 if count == total else (middle + reach) / (1 + spread)
    return low, high


def newcombe(count: int, total: int, other: int, other_total: int) -> tuple[float, float]:
    """The 95 % interval of count/total - other/other_total, -1 to 1. ZeroDivisionError for an empty group.

    >>> [round(end, 4) for end in newcombe(56, 70, 48, 80)]
    [0.0524, 0.3339]
    """
    one, two = count / total, other / other_total
    low, high = wilson(count, total)
    other_low, other_high = wilson(other, other_total)
    return (
        one - two - sqrt((one - low) ** 2 + (other_high - two) ** 2),
        one - two + sqrt((high - one) ** 2 + (two - other_low) ** 2),
    )


@lru_cache(maxsize=65536)
def fisher(count: int, total: int, other: int, other_total: int) -> float:
    """The two-sided p-value of Fisher's exact test that count/total and other/other_total are one share.

    >>> round(fisher(3, 4, 1, 4), 4)
    0.4857
    """
    marked, everything = count + other, total + other_total
    possible = np.arange(max(0, marked - other_total), min(total, marked) + 1)
    likelihood = np.exp(
        _choose(total, possible) + _choose(other_total, marked - possible) - _choose(everything, marked)
    )
    at_hand = likelihood[count - possible[0]]
    return min(1.0, float(likelihood[likelihood <= at_hand * _NO_LIKELIER].sum()))


def _choose(n: int, k: npt.NDArray[np.int64] | int) -> npt.NDArray[np.float64]:
    """The logarithm of the number of ways to choose k of n."""
    found: npt.NDArray[np.float64] = gammaln(n + 1) - gammaln(np.add(k, 1)) - gammaln(n - np.asarray(k) + 1)
    return found


def false_discovery_rates(p_values: Sequence[float]) -> list[float]:
    """For each of these tests the least false discovery rate at which it is a discovery (adjusted p, or q).

    >>> [round(q, 4) for q in false_discovery_rates([0.01, 0.04, 0.03, 0.5])]
    [0.04, 0.0533, 0.0533, 0.5]
    """
    order = sorted(range(len(p_values)), key=lambda i: p_values[i])
    found = [1.0] * len(p_values)
    least = 1.0
    for rank in range(len(order), 0, -1):
        i = order[rank - 1]
        least = min(least, p_values[i] * len(order) / rank)
        found[i] = least
    return found
