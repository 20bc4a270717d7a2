"""Coined names ("GNNExplainer", "OpenVINO", "VP-SDE") that papers of a corpus bear: what is known is not new."""

from __future__ import annotations

import gzip
import math
import re
from collections.abc import Iterable, Mapping
from pathlib import Path

_WORD = re.compile(r"[^\W_](?:[\w+\-./@]*[\w+])?")

Coined = Mapping[str, int]
"""How many papers of the corpus bear each name, as it is written; of those that at least two bear."""


def coined_names(text: str) -> set[str]:
    """Words with a capital or a digit behind their first character: whatever somebody may have coined."""
    return {word for word in _WORD.findall(text) if is_coined(word)}


def is_coined(word: str) -> bool:
    """Whether a single word looks like a name that somebody made up."""
    return (
        any(char.isupper() or char.isdigit() for char in word[1:])
        and any(map(str.isalpha, word))
        and _WORD.fullmatch(word) is not None
    )


def how_known(names: Iterable[str], coined: Coined) -> float:
    """Logarithm of one plus the papers that bear the best known of these names, its plural or singular; 0 of none."""
    most = 0
    for name in names:
        if is_coined(name):
            other = name.removesuffix("s") if name.endswith("s") else name + "s"
            most = max(most, coined.get(name, 0), coined.get(other, 0))
    return math.log1p(most)


def read_coined(path: Path) -> Coined:
    """What `training/coined.py` wrote: gzipped lines of a number and the names that so many papers bear."""
    names: dict[str, int] = {}
    for line in gzip.decompress(path.read_bytes()).decode().splitlines():
        papers, *found = line.split(" ")
        names.update(dict.fromkeys(found, int(papers)))
    return names
