"""Which entities are kinds of which others: by the vocabulary, by their heads, and by what papers say.

"graph Fourier neural operator" is a kind of "Fourier neural operator" by its head; "neural operators such as
the Fourier neural operator" says as much (M. Hearst: Automatic acquisition of hyponyms from large text corpora,
COLING 1992). The vocabulary decides alone on the families of its own concepts.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TypeVar

from kg.model import EntityKey, Mention, Statement

Node = TypeVar("Node", bound=str | tuple[str, ...])

_NARROWER_FOLLOWS = re.compile(
    r",? (?:such as|including|e\.g\.,?|for example,?|especially|particularly|like)(?: the| a| an)? "
)
_BROADER_FOLLOWS = re.compile(
    r",? (?:and|or) (?:many |several )?other (?:(?!and\b|or\b)[a-z-]+ ){0,2}"
    r"|,? (?:is|are|,) (?:a|an) (?:kind|type|class|form|variant|family) of (?:the |a |an )?"
    r"|, (?:a|an) (?:kind|type|class|form|variant|family) of (?:the |a |an )?"
)
_LIST = re.compile(r",? (?:and|or) (?:the |a |an )?|, (?:the |a |an )?| ?\([^()]{1,12}\),? (?:(?:and|or) )?")


def spoken_families(text: str, statements: Sequence[Statement]) -> Iterator[tuple[EntityKey, EntityKey]]:
    """(narrower, broader) as sentences of one paper say it: "X such as Y", "Ys and other Xs", "Y, a kind of X".

    An abbreviation that may be one thing here and another elsewhere is of no family: its node is that of all.
    """
    places = sorted(
        (
            (mention, (statement.entity.kind, statement.entity.key))
            for statement in statements
            for mention in statement.evidence
        ),
        key=lambda place: place[0].start,
    )
    unsure = {
        (statement.entity.kind, statement.entity.key)
        for statement in statements
        if any(mention.identified_by == "ambiguous" for mention in statement.evidence)
    }
    for pair in _spoken(text, places):
        if unsure.isdisjoint(pair):
            yield pair


def _spoken(text: str, places: Sequence[tuple[Mention, EntityKey]]) -> Iterator[tuple[EntityKey, EntityKey]]:
    for i, (mention, key) in enumerate(places[:-1]):
        between = _between(text, mention, places[i + 1][0])
        if _NARROWER_FOLLOWS.fullmatch(between) and mention.text.rstrip("0123456789")[-1:] == "s":
            for member in _members(text, places, i + 1, 1):
                yield from _pair(member, key)
        elif _BROADER_FOLLOWS.fullmatch(between):
            for member in _members(text, places, i, -1):
                yield from _pair(member, places[i + 1][1])


def _between(text: str, one: Mention, other: Mention) -> str:
    """The words between two mentions of one sentence; "" where there are none."""
    return re.sub(r"\s+", " ", text[one.end : other.start]) if one.sentence == other.sentence else ""


def _members(
    text: str, places: Sequence[tuple[Mention, EntityKey]], i: int, step: int
) -> Iterator[EntityKey]:
    """The entity at a place and those listed with it, in the direction of `step`."""
    yield places[i][1]
    while 0 <= i + step < len(places):
        first, second = sorted((i, i + step))
        if not _LIST.fullmatch(_between(text, places[first][0], places[second][0])):
            return
        i += step
        yield places[i][1]


def _pair(narrower: EntityKey, broader: EntityKey) -> Iterator[tuple[EntityKey, EntityKey]]:
    if narrower[0] is broader[0] and narrower != broader and not broader[1].endswith(f" {narrower[1]}"):
        yield narrower, broader


def without_circles(
    certain: Mapping[Node, Iterable[Node]], said: Mapping[tuple[Node, Node], int]
) -> dict[Node, set[Node]]:
    """Parents of each node: the certain ones, which hold no circle, and of those said in so many papers each that
    closes none, the most often said first; of equal ones the first by name.
    """
    parents: dict[Node, set[Node]] = defaultdict(set)
    for node, found in certain.items():
        parents[node] |= set(found)
    for node, parent in sorted(said, key=lambda pair: (-said[pair], pair)):
        if node != parent and node not in ancestors(parents, parent):
            parents[node].add(parent)
    return dict(parents)


def ancestors(parents: Mapping[Node, Iterable[Node]], node: Node) -> set[Node]:
    """Everything above a node."""
    found: set[Node] = set()
    queue = [node]
    while queue:
        for parent in parents.get(queue.pop(), ()):
            if parent not in found:
                found.add(parent)
                queue.append(parent)
    return found


def reduced(parents: Mapping[Node, set[Node]]) -> dict[Node, set[Node]]:
    """Only the direct parents: none that is above another one. `parents` holds no circle."""
    above = {node: ancestors(parents, node) for found in parents.values() for node in found}
    return {
        node: {one for one in found if not any(one in above[other] for other in found if other != one)}
        for node, found in parents.items()
    }
