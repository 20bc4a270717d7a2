"""What an abbreviation means where no paper defines it: what papers of its category define it as.

The counts ship with `kg` (`usage.tsv`, made by training/usage.py): so what a text means depends on the text and
its categories alone, not on what else a graph holds, and the graphs of two people agree.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path

_TABLE = Path(__file__).with_name("usage.tsv")


def places(categories: Sequence[str]) -> Iterator[str]:
    """Where to look, nearest first: the first category, its archive, everywhere.

    >>> list(places(["cond-mat.soft", "cs.LG"])), list(places([]))
    (['cond-mat.soft', 'cond-mat', '*'], ['*'])
    """
    if categories:
        yield categories[0]
        archive = categories[0].partition(".")[0]
        if archive != categories[0]:
            yield archive
    yield "*"


@cache
def _table() -> dict[tuple[str, str], str]:
    found = {}
    for line in _TABLE.read_text(encoding="utf-8").splitlines():
        short, place, meaning, _, _ = line.split("\t")
        found[short, place] = meaning
    return found


@cache
def fingerprint() -> str:
    """Of the counts: other counts may link otherwise."""
    return hashlib.sha256(_TABLE.read_bytes()).hexdigest()[:16]


def usual_meaning(short: str, categories: Sequence[str]) -> str | None:
    """What papers of these categories mean by an abbreviation, as written in full.

    "" where they mean several things, None where too few of them define it.
    """
    table = _table()
    names = (short, short[:-1]) if len(short) > 2 and short.endswith("s") else (short,)
    for place in places(categories):
        for name in names:
            meaning = table.get((name, place))
            if meaning is not None:
                return meaning
    return None
