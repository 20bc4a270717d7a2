"""Whether two papers that bear one author's name are by one person: the evidence, weighed.

The odds are those of Bayes: how common the name is gives the odds before anything is known of the papers;
shared co-authors, categories and entities multiply them. All figures were measured on 100,000 papers of arXiv
(`benchmarks/author_identity.py`): papers of one person share a co-author in 54 of 100 cases,
whatever the name, so how often papers that merely bear one name do tells how often they are one person's;
shared categories and entities were counted among pairs with the rarest names and pairs of different people.

Only the two papers, the name and fixed tables count, so what other papers a graph holds changes nothing.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from math import exp, log, sqrt

from kg.linking.commonness import category_frequency, entity_frequency, name_frequency
from kg.model import EntityKey

ENOUGH = 2.5
"""Odds from which two papers are taken for one person's: five to two."""
CERTAIN = 1e9
TELLING = 2.0
"""Evidence of less weight is no reason."""


class Merged(StrEnum):
    """Why papers are taken for one person's."""

    ORCID = "equal ORCID"
    CO_AUTHOR = "shared co-author"
    CATEGORY = "shared category"
    ENTITY = "shared entity"
    RARE = "rare name"
    CORRECTION = "correction"


class Apart(StrEnum):
    """Why papers that bear one name are not taken for one person's."""

    ORCID = "different ORCIDs"
    COMMON = "common name"
    FIELD = "distant fields"
    CORRECTION = "correction"


@dataclass(frozen=True, slots=True)
class Signed:
    """What a paper tells of those who signed it."""

    authors: frozenset[str]
    """Keys of their names."""
    categories: frozenset[str]
    """Those of arXiv."""
    entities: frozenset[EntityKey] = frozenset()
    """Kinds and keys of what it speaks of."""


@dataclass(frozen=True, slots=True)
class Link:
    """Evidence that two papers are by one person of a name."""

    odds: float
    reason: Merged
    co_author: str = ""
    """Key of the shared co-author with the rarest name, where that is the reason."""
    category: str = ""
    """The rarest category shared, where that is the reason."""
    entity: EntityKey | None = None
    """The rarest entity shared, where that is the reason."""


def prior(key: str) -> float:
    """The odds that two papers bear this name for one person, before anything else is known of them.

    1.4 for a name that one author in a million bears, 0.06 for "Wei Zhang", 30 for a name of one in 100 million.
    """
    return 1.4 * float((1e-6 / name_frequency(key)) ** 0.7)


def bound(key: str) -> float:
    """No odds without a shared co-author or entity are higher."""
    return prior(key) * _RAREST_CATEGORY


def weigh(key: str, a: Signed, b: Signed) -> Link:
    """The evidence that both papers are by one person of this name; symmetrical in the papers."""
    co_authors, co_author = _by_co_authors(key, a, b)
    fields, category = _by_categories(a, b)
    subject, entity = _by_entities(a, b)
    odds = float(f"{prior(key) * co_authors * fields * subject:.6g}")
    if co_authors > TELLING:
        return Link(odds, Merged.CO_AUTHOR, co_author=co_author)
    if subject > max(TELLING, fields):
        return Link(odds, Merged.ENTITY, entity=entity)
    if fields > TELLING:
        return Link(odds, Merged.CATEGORY, category=category)
    return Link(odds, Merged.RARE)


def reason_apart(key: str) -> Apart:
    """Why papers of this name are apart that no evidence links."""
    return Apart.FIELD if prior(key) * _NOBODY_SHARED >= ENOUGH else Apart.COMMON


# co-authors

_SHARE = 0.5
"""How often two papers of one person share a co-author."""
_NOBODY_SHARED = 0.5
_SAME_CIRCLE = 5.0
"""How much likelier a name is among the colleagues of a namesake than anywhere: they share language and field."""
_PROLIFIC = 1e-5
"""The least frequency of a co-author, whose name may be unique and yet stand on many papers."""


def _by_co_authors(key: str, a: Signed, b: Signed) -> tuple[float, str]:
    """The weight of shared co-authors, and the key of the one with the rarest name.

    Sharing a name by chance is likelier the longer the lists and the commoner the name. So one shared name is
    telling on short lists, and the lists of two collaborations must share many.
    """
    if len(a.authors) * len(b.authors) > 2_500:
        known, rarest = _chance(a, b)
    else:
        known, rarest = _chance.__wrapped__(a, b)
    shared = [name for name in rarest if name != key]
    if not shared:
        alone = len(a.authors) < 2 or len(b.authors) < 2
        return 1.0 if alone else _NOBODY_SHARED, ""
    chance = known - _log_chance(key, len(a.authors) * len(b.authors))
    return max(_NOBODY_SHARED, _SHARE * exp(min(-chance, 14.0))), shared[0]


@lru_cache(maxsize=4_096)
def _chance(a: Signed, b: Signed) -> tuple[float, tuple[str, ...]]:
    """The logarithm of the probability to share all shared names by chance, and the rarest two of them."""
    pairs = len(a.authors) * len(b.authors)
    shared = sorted(a.authors & b.authors, key=lambda name: (name_frequency(name), name))
    return sum(_log_chance(name, pairs) for name in shared), tuple(shared[:2])


def _log_chance(name: str, pairs: int) -> float:
    return min(0.0, log(_SAME_CIRCLE * pairs * max(name_frequency(name), _PROLIFIC)))


# categories

_RAREST_CATEGORY = 100.0
_COMMON_CATEGORY = 0.1
"""From this share of all papers on (cs.LG, cs.AI, cs.CV, cs.CL) that a category is shared says nothing."""
_LEARNING = frozenset(("cs.LG", "cs.AI", "stat.ML"))
_PHYSICS = frozenset(
    "astro-ph cond-mat gr-qc hep-ex hep-lat hep-ph hep-th math-ph nlin nucl-ex nucl-th physics quant-ph".split()
)


def arxiv_categories(categories: Iterable[str]) -> frozenset[str]:
    """Those whose frequency is known; others, such as the topics of a digest, tell nothing of people."""
    return frozenset(c for c in categories if category_frequency(c) is not None)


def _by_categories(a: Signed, b: Signed) -> tuple[float, str]:
    """The weight of shared categories, and the rarest one; below 1 where nothing is shared.

    A digest often gives the main category alone; then it says less that two papers share none.
    """
    if not a.categories or not b.categories:
        return 1.0, ""
    shared = sorted(a.categories & b.categories, key=lambda c: (category_frequency(c) or 1.0, c))
    if shared:
        frequency = category_frequency(shared[0]) or 1.0
        if frequency >= _COMMON_CATEGORY:
            return 1.2, shared[0]
        return min(_RAREST_CATEGORY, 3 / sqrt(frequency)), shared[0]
    return _by_archives(a, b, single=min(len(a.categories), len(b.categories)) == 1), ""


def _by_archives(a: Signed, b: Signed, single: bool) -> float:
    """The weight of sharing no category; `single`: of one of the papers a single category is known.

    People of machine learning write with those of any other science, and physicists in several archives.
    """
    one, other = ({c.partition(".")[0] for c in paper.categories} for paper in (a, b))
    if one & other:
        return 0.8 if single else 0.6
    if one & _PHYSICS and other & _PHYSICS:
        return 1.7 if single else 0.8
    if not single:
        return 0.17
    if "cs" not in one | other and "stat" not in one | other:
        return 0.85
    learning = a.categories & _LEARNING or b.categories & _LEARNING
    return 1.2 if learning and not (one | other) & _PHYSICS else 0.3


# entities

_RAREST_ENTITY = 50.0


def entity_weight(entity: EntityKey) -> float:
    """How much likelier it is that papers share this entity where they are one person's."""
    return max(1.0, min(_RAREST_ENTITY, 0.02 / entity_frequency(entity)))


def _by_entities(a: Signed, b: Signed) -> tuple[float, EntityKey | None]:
    """The weight of shared entities, and the rarest one. Most papers of one person share none: no evidence."""
    shared = a.entities & b.entities
    if not shared:
        return 1.0, None
    rarest = min(shared, key=lambda entity: (entity_frequency(entity), entity))
    return entity_weight(rarest), rarest
