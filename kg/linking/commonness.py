"""How common a person's name, a category and an entity are among arXiv papers, from counts that come with kg.

They are fixed and do not come from the graph at hand, so what is concluded from them about one name never
depends on other people's papers. `benchmarks/frequencies.py` made `frequencies.txt`.
"""

from __future__ import annotations

from functools import cache, lru_cache
from pathlib import Path
from types import MappingProxyType

from kg.model import EntityKey

_UNKNOWN_PART = 10e-6
"""A part of a name that is too rare to be listed."""
_FURTHER_PART = 0.025
"""What each name or initial between the first and the last leaves of the frequency."""
_UNKNOWN_ENTITY = 2e-4
"""An entity that is too rare to be listed."""
_SINGLE_WORD = 1e-6
"""Names that cannot be taken apart, such as those in Chinese characters."""


@cache
def _table() -> MappingProxyType[tuple[str, str], float]:
    table: dict[tuple[str, str], float] = {}
    for line in Path(__file__).with_name("frequencies.txt").read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            kind, value, *words = line.split("\t")
            table.update(((kind, word), int(value) / 1e6) for word in words)
    return MappingProxyType(table)


@lru_cache(maxsize=1 << 16)
def name_frequency(key: str) -> float:
    """The estimated share of this name (see `kg.names.author_key`) among the authors of papers.

    >>> name_frequency("wei zhang") > 1e-5 > 1e-8 > name_frequency("ada b. teapot")
    True
    """
    words = key.split()
    if len(words) < 2:
        return _SINGLE_WORD
    given = _table().get(("given", words[0]), _UNKNOWN_PART)
    family = _table().get(("family", words[-1]), _UNKNOWN_PART)
    return given * family * _FURTHER_PART ** (len(words) - 2)


def category_frequency(notation: str) -> float | None:
    """The share of papers that list this category; None for what is no category of arXiv as far as known."""
    return _table().get(("category", notation))


def entity_frequency(entity: EntityKey) -> float:
    """The share of papers that speak of an entity, given by its kind and key."""
    kind, key = entity
    return _table().get(("entity", f"{kind.value} {key}"), _UNKNOWN_ENTITY)
