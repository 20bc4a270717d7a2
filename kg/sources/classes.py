"""What stands among the categories of arXiv's metadata without being one: MSC and ACM classes."""

from __future__ import annotations

import re
from collections.abc import Iterable

_CATEGORY = re.compile(r"[a-z]{2,8}(?:-[a-z]{2,8})?(?:\.[A-Za-z]{2,8}(?:-[a-z]{2,8})?)?", re.ASCII)
"""Those of today and those of the past ("alg-geom", "cmp-lg")."""
_CLASS = re.compile(
    r"(?:\bMSC|\bACM\b|\b\d\d(?:[A-Z](?:\d\d|xx|XX|-)|-(?:\d\d|XX|xx))|\b[A-K]\.(?:\d|m)\b)", re.ASCII
)


def is_class(text: str) -> bool:
    """Whether `text` is MSC or ACM classes.

    >>> [is_class(text) for text in ("Primary 14J17; Secondary 32S25", "I.2.6; F.1.1", "cs.LG", "Sheep")]
    [True, True, False, False]
    """
    return _CATEGORY.fullmatch(text) is None and _CLASS.search(text) is not None


def without_classes(texts: Iterable[str]) -> list[str]:
    """Those of `texts` that may be categories, blanks collapsed."""
    flat = (" ".join(text.split()) for text in texts)
    return [text for text in flat if text and not is_class(text)]
