"""What a paper does with a thing, from all places of the text that name it together.

The tagger gives each token chances of the five roles; a logistic regression, fitted by `training/fit.py`
on annotated papers that the tagger had not seen, weighs them with what else tells: a name that other papers
bear is not new, a title that begins with a name introduces it.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from kg.extraction.evidence import Support, Tagged
from kg.extraction.network import log_softmax
from kg.extraction.tokens import Tokens
from kg.model import Kind, Mention, Role
from kg.names import normal_form

Place = tuple[int, int, Mention]
"""First token, one past the last, and the mention there."""
_ROLES = tuple(Role)
_POSSIBLE = {
    kind: np.array([(role in (Role.ADDRESSES, Role.MENTIONS)) == (kind is Kind.TASK) for role in _ROLES])
    for kind in Kind
}
FIELDS = (
    *(f"mean {role}" for role in _ROLES), *(f"most {role}" for role in _ROLES), "first introduces",
    "bias", "mentions", "in title", "begins title", "naming", "vocabulary", "support", "defined",
    "dataset", "task", "capitals",
)  # fmt: skip
"""Names of the numbers, in their order."""


def things(places: Sequence[Place]) -> list[list[int]]:
    """Which places name the same thing: equal normal forms, or one is defined as the other's abbreviation."""
    group_of: dict[tuple[Kind, str], int] = {}
    members: dict[int, list[int]] = defaultdict(list)
    for i, (_, _, mention) in enumerate(places):
        forms = {(mention.kind, normal_form(text)) for text in (mention.text, mention.long_form) if text}
        known = sorted({group_of[form] for form in forms if form in group_of})
        group = known[0] if known else i
        for other in known[1:]:
            members[group] += members.pop(other)
            group_of.update({form: group for form, number in group_of.items() if number == other})
        group_of.update(dict.fromkeys(forms, group))
        members[group].append(i)
    return [sorted(members[group]) for group in sorted(members)]


def describe_things(
    tokens: Tokens, places: Sequence[Place], groups: Sequence[Sequence[int]], tagged: Tagged, support: Support
) -> NDArray[np.float32]:
    """One row of `FIELDS` for each thing."""
    table = np.zeros((len(groups), len(FIELDS)), dtype=np.float32)
    if not groups:
        return table
    title = tokens.text[: tokens.starts[tokens.title_end]] if tokens.title_end < len(tokens) else ""
    said = _said(places, tagged)[[i for group in groups for i in group]]
    chances = np.exp(said)
    sizes = np.array([len(group) for group in groups])
    firsts = np.cumsum(sizes) - sizes
    table[:, : len(_ROLES)] = np.maximum(np.add.reduceat(said, firsts) / sizes[:, None], -6)
    table[:, len(_ROLES) : 2 * len(_ROLES)] = np.maximum.reduceat(chances, firsts)
    table[:, 2 * len(_ROLES)] = chances[firsts, 0]
    for row, group in zip(table[:, 2 * len(_ROLES) + 1 :], groups, strict=True):
        kind = places[group[0]][2].kind
        mentions = [places[i][2] for i in group]
        names = {text for mention in mentions for text in (mention.text, mention.long_form) if text}
        # "FNO" may be another thing in other papers; its long form is not
        full = {mention.long_form for mention in mentions if mention.long_form} or names
        found = [support[form] for form in map(normal_form, full) if form in support]
        row[:] = (
            1,
            np.log(len(group)),
            any(places[i][0] < tokens.title_end for i in group),
            any(title.startswith(name) for name in names),
            any("naming" in mention.found_by for mention in mentions),
            any(mention.concept for mention in mentions),
            max((numbers[0] for numbers in found), default=0),
            any(mention.long_form for mention in mentions),
            kind is Kind.DATASET,
            kind is Kind.TASK,
            any(char.isupper() for name in names for char in name[1:]),
        )
    return table


def _said(places: Sequence[Place], tagged: Tagged) -> NDArray[np.float32]:
    """What the tagger says of the role at each place: logarithms, of the roles that its kind may have."""
    bounds = np.array([(start, end) for start, end, _ in places])
    roles = np.concatenate([tagged.roles, np.zeros_like(tagged.roles[:1])])  # a place may end with the text
    scores = np.add.reduceat(roles, bounds.ravel())[::2] / (bounds[:, 1:] - bounds[:, :1])
    possible = np.array([_POSSIBLE[mention.kind] for _, _, mention in places])
    return log_softmax(np.where(possible, scores, np.float32(-20)))


class RoleModel:
    """Weights read from one JSON file: a row of numbers for each role."""

    def __init__(self, path: Path) -> None:
        self._weights = np.array(json.loads(path.read_text(encoding="utf-8"))["weights"], dtype=np.float32)

    def __call__(
        self, tokens: Tokens, places: Sequence[Place], tagged: Tagged, support: Support
    ) -> list[Role]:
        """The role at each place: that of the thing it names, in this text as a whole."""
        groups = things(places)
        roles = [Role.USES] * len(places)
        if groups:
            scores = describe_things(tokens, places, groups, tagged, support) @ self._weights.T
            for group, row in zip(groups, scores, strict=True):
                kind = places[group[0]][2].kind
                role = _ROLES[int(np.where(_POSSIBLE[kind], row, -np.inf).argmax())]
                for i in group:
                    roles[i] = role
        return roles
