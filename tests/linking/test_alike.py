"""Names of one thing in other words; the weights are those that ship."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from kg.linking import alike, link
from kg.linking.alike import FIELDS, WEIGHTS, describe_pairs, same_things
from kg.model import Kind, Mention, Paper, Role
from kg.names import normal_form
from kg.trees import read_stored
from kg.vocabulary import Concept, Vocabulary

TITLE = "Leaf-Preserving Brewing for Porcelain Kettle Segmentation"
ABSTRACT = (
    "Kettle segmentation is hard. We propose leaf-preserving two-stage brewing for porcelain kettle segmentation, "
    "and compare it with 2D pouring and 3D pouring. Our leaf-preserving brewing is best."
)
PAPER = Paper(id="2512.00001", title=TITLE, abstract=ABSTRACT)


def mention(text: str, kind: Kind = Kind.METHOD, role: Role = Role.USES, **fields) -> Mention:
    start = PAPER.text.index(text)
    sentence = next(
        (begin, begin + len(part))
        for part in (TITLE, *ABSTRACT.split(". "))
        if (begin := PAPER.text.index(part)) <= start < begin + len(part)
    )
    return Mention(
        start=start, end=start + len(text), text=text, kind=kind, role=role, sentence=sentence, found_by="tagger",
        **fields,
    )  # fmt: skip


def described(*groups: Sequence[Mention]) -> list[dict[str, float]]:
    _, table = describe_pairs(PAPER, groups)
    assert table.shape[1] == len(FIELDS)
    assert np.isfinite(table).all()
    return [dict(zip(FIELDS, row.tolist(), strict=True)) for row in table]


TITLED = mention("Leaf-Preserving Brewing", role=Role.INTRODUCES)
STAGED = mention("leaf-preserving two-stage brewing", role=Role.INTRODUCES)


def test_what_the_title_and_the_abstract_introduce_in_like_words_is_one_thing() -> None:
    assert list(same_things(PAPER, [[TITLED], [STAGED]])) == [(0, 1)]


def test_things_that_a_number_tells_apart_are_two() -> None:
    groups = [[mention("2D pouring", role=Role.COMPARES)], [mention("3D pouring", role=Role.COMPARES)]]
    assert list(same_things(PAPER, groups)) == []
    (row,) = described(*groups)
    assert row["other numbers"] == 1
    assert row["same sentence"] == 1


def test_names_without_a_word_in_common_or_of_two_kinds_are_not_compared() -> None:
    assert described([mention("2D pouring")], [mention("leaf-preserving brewing")]) == []
    assert described([TITLED], [mention("leaf-preserving brewing", Kind.TASK, Role.ADDRESSES)]) == []


def test_the_numbers_tell_how_the_words_and_places_relate() -> None:
    (row,) = described([STAGED], [TITLED])
    assert (row["shared"], row["words of first"], row["words of second"]) == (3, 3, 5)
    assert (row["in title, first"], row["in title, second"]) == (1, 0)
    assert (row["last equal"], row["first within second"], row["second within first"]) == (1, 1, 0)
    assert row["both introduced"] == 1


def test_the_order_of_groups_does_not_tell() -> None:
    assert described([TITLED], [STAGED]) == described([STAGED], [TITLED])


def test_joined_mentions_are_one_statement_and_say_that_the_wording_tells() -> None:
    (found,) = link(PAPER, [TITLED, STAGED], Vocabulary({}, ""))
    assert {one.text: one.identified_by for one in found.evidence}.keys() == {TITLED.text, STAGED.text}
    assert "wording" in {one.identified_by for one in found.evidence}


def test_what_the_vocabulary_knows_is_joined_with_nothing() -> None:
    key = "leaf preserving brewing"
    known = {(Kind.METHOD, key): Concept(kind=Kind.METHOD, key=key, label=key, iri="x:1")}
    assert len(link(PAPER, [TITLED, STAGED], Vocabulary(known, ""))) == 2


def test_the_name_of_a_family_is_joined_with_nothing() -> None:
    key = normal_form(STAGED.text)
    family = Concept(kind=Kind.METHOD, key=key, label=key, iri="x:1", matching="none")
    assert len(link(PAPER, [TITLED, STAGED], Vocabulary({(Kind.METHOD, key): family}, ""))) == 2


def test_the_shipped_trees_know_the_numbers_that_pairs_have() -> None:
    assert tuple(read_stored(WEIGHTS)["fields"]) == FIELDS
    assert alike.describe_pairs(PAPER, [])[1].shape == (0, len(FIELDS))
