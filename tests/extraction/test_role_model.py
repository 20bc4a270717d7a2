from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from kg.extraction.decoding import TAGS
from kg.extraction.evidence import Tagged
from kg.extraction.role_model import FIELDS, RoleModel, describe_things, things
from kg.model import Kind, Mention, Role
from tests.extraction import tokens_of

ROLES = list(Role)


def places_of(tokens, *found: tuple[str, Kind, str]) -> list[tuple[int, int, Mention]]:
    """Places of strings with the long forms they stand for, each string at its next place in the text."""
    places, position = [], 0
    for text, kind, long_form in found:
        begin = tokens.text.index(text, position)
        position = begin + len(text)
        first = tokens.starts.index(begin)
        end = next(i for i in range(first, len(tokens)) if tokens.slice(first, i + 1) == text) + 1
        mention = Mention(
            start=begin,
            end=position,
            text=text,
            kind=kind,
            role=Role.USES,
            sentence=(begin, position),
            long_form=long_form,
        )
        places.append((first, end, mention))
    return places


def test_forms_and_abbreviations_of_one_name_are_one_thing() -> None:
    tokens = tokens_of("Copper kettle nets (CKN) pour. A copper kettle net is a CKN. Tea nets pour. CKN too.")
    long = "Copper kettle nets"
    places = places_of(
        tokens, (long, Kind.METHOD, long), ("CKN", Kind.METHOD, long), ("copper kettle net", Kind.METHOD, ""),
        ("CKN", Kind.METHOD, ""), ("Tea nets", Kind.METHOD, ""), ("CKN", Kind.METHOD, ""),
    )  # fmt: skip
    assert things(places) == [[0, 1, 2, 3, 5], [4]]


def test_two_kinds_are_two_things() -> None:
    tokens = tokens_of("Kettles pour. Kettles too.")
    places = places_of(tokens, ("Kettles", Kind.METHOD, ""), ("Kettles", Kind.TASK, ""))
    assert things(places) == [[0], [1]]


def test_names_that_a_later_definition_joins_become_one_thing() -> None:
    tokens = tokens_of("CKN pours. Kettle nets pour. CKN (kettle nets).")
    places = places_of(
        tokens,
        ("CKN", Kind.METHOD, ""),
        ("Kettle nets", Kind.METHOD, ""),
        ("CKN", Kind.METHOD, "kettle nets"),
    )
    assert things(places) == [[0, 1, 2]]


@pytest.fixture
def model(tmp_path: Path) -> RoleModel:
    """Believes the mean of what the tagger says at all places, and nothing else."""
    weights = np.zeros((len(ROLES), len(FIELDS)))
    for i, role in enumerate(ROLES):
        weights[i, FIELDS.index(f"mean {role}")] = 1
    (tmp_path / "roles.json").write_text(json.dumps({"weights": weights.tolist()}))
    return RoleModel(tmp_path / "roles.json")


def tagged_with(tokens, *roles: tuple[int, Role]) -> Tagged:
    table = np.full((len(tokens), len(ROLES)), 0.05)
    for token, role in roles:
        table[token, ROLES.index(role)] = 0.8
    tags = np.full((len(tokens), TAGS), 1 / TAGS)
    return Tagged(np.log(tags).astype(np.float32), np.log(table).astype(np.float32))


def test_all_places_of_a_thing_bear_the_role_that_they_suggest_together(model: RoleModel) -> None:
    tokens = tokens_of("Kettles pour. Kettles too. Kettles again.")
    places = places_of(tokens, *[("Kettles", Kind.METHOD, "")] * 3)
    first, second, third = (place[0] for place in places)
    tagged = tagged_with(tokens, (first, Role.COMPARES), (second, Role.INTRODUCES), (third, Role.INTRODUCES))
    assert model(tokens, places, tagged, {}) == [Role.INTRODUCES] * 3


def test_a_task_is_addressed_or_mentioned_and_nothing_else(model: RoleModel) -> None:
    tokens = tokens_of("Brewing pours.")
    places = places_of(tokens, ("Brewing", Kind.TASK, ""))
    assert model(tokens, places, tagged_with(tokens, (places[0][0], Role.INTRODUCES)), {})[0] in (
        Role.ADDRESSES,
        Role.MENTIONS,
    )


def test_a_text_without_mentions_has_no_roles(model: RoleModel) -> None:
    tokens = tokens_of("Kettles pour.")
    assert model(tokens, [], tagged_with(tokens), {}) == []


def test_the_title_and_other_papers_have_their_say() -> None:
    tokens = tokens_of("A kettle net pours.", title="KettleNet: a kettle net")
    places = places_of(tokens, ("KettleNet", Kind.METHOD, ""), ("kettle net", Kind.METHOD, ""))
    table = describe_things(
        tokens, places, things(places), tagged_with(tokens), {"kettle net": (3.0, 0.9, 0.0, 0.0)}
    )
    rows = [dict(zip(FIELDS, row.tolist(), strict=True)) for row in table]
    assert [row["begins title"] for row in rows] == [1, 0]
    assert [row["support"] for row in rows] == [0, 3]
    assert [row["capitals"] for row in rows] == [1, 0]


def test_no_things_have_no_rows() -> None:
    tokens = tokens_of("Tea.")
    tagged = Tagged(
        np.zeros((len(tokens), 7), dtype=np.float32), np.zeros((len(tokens), 5), dtype=np.float32)
    )
    assert describe_things(tokens, [], [], tagged, {}).shape == (0, len(FIELDS))
