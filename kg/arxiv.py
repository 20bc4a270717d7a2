"""What an arXiv id says by itself: when the paper came."""

from __future__ import annotations


def arxiv_month(arxiv_id: str) -> tuple[int, int] | None:
    """Year and month (1 to 12) that an arXiv id bears; None for what is no such id.

    >>> arxiv_month("2512.02315"), arxiv_month("math/0306266"), arxiv_month("hep-th/9901001")
    ((2025, 12), (2003, 6), (1999, 1))
    """
    digits = arxiv_id.rpartition("/")[2][:4]
    if len(digits) < 4 or not digits.isascii() or not digits.isdigit() or not 1 <= int(digits[2:]) <= 12:
        return None
    year = int(digits[:2])
    return (1900 + year if year >= 91 else 2000 + year), int(digits[2:])
