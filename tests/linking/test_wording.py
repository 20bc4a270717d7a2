from __future__ import annotations

import pytest

from kg.linking.wording import is_special, noun_first, signature, spell_out, spelled_by
from kg.model import Kind

SHORT = {"TN": "tea net", "KD": "kettle distillation"}


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("sparse TN", "sparse tea net"),
        ("sparse TNs", "sparse tea net"),
        ("hot-TN model", "hot-tea net model"),
        ("tea net (TN) model", "tea net model"),
        ("tea net (TN)", "tea net (TN)"),
        ("E(3)-equivariant tea", "E(3)-equivariant tea"),
        ("stn", "stn"),
    ],
)
def test_abbreviations_within_a_name_are_spelled_out(name: str, expected: str) -> None:
    assert spell_out(name, SHORT) == expected


@pytest.mark.parametrize("name", ["TN", "TN-KD", "TN-4", "iTea TN"])
def test_names_that_are_no_descriptions_keep_their_abbreviations(name: str) -> None:
    assert spelled_by(name, SHORT) == name


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("prediction of tea yields", "tea yield prediction"),
        ("predicting tea yields", "Tea Yield Prediction"),
        ("Estimating Tea Functions", "estimate the tea function"),
    ],
)
def test_two_wordings_of_a_task_have_one_signature(one: str, other: str) -> None:
    assert signature(Kind.TASK, one) == signature(Kind.TASK, other) != ""


@pytest.mark.parametrize(
    ("kind", "one", "other"),
    [
        (Kind.TASK, "tea to coffee transfer", "coffee to tea transfer"),
        (Kind.METHOD, "brew then filter", "filter then brew"),
        (Kind.METHOD, "hot tea net", "cold tea net"),
        (Kind.METHOD, "A-tea net", "tea net"),
        (Kind.TASK, "tea prediction", "tea design"),
    ],
)
def test_different_things_have_different_signatures(kind: Kind, one: str, other: str) -> None:
    assert signature(kind, one) != signature(kind, other)


def test_a_single_word_has_no_signature_and_so_joins_nothing() -> None:
    assert signature(Kind.METHOD, "brewing") == signature(Kind.TASK, "Brewers") == ""


def test_a_generic_last_word_of_a_method_does_not_count() -> None:
    assert signature(Kind.METHOD, "tea-coffee model") == signature(Kind.METHOD, "Tea-Coffee")


@pytest.mark.parametrize(
    ("task", "expected"),
    [
        ("predicting tea yields", "tea yield prediction"),
        ("Prediction of the tea yield", "tea yield prediction"),
        ("forecast tea dynamics", "tea dynamics forecasting"),
        ("discovery of teas", "tea discovery"),
        ("predicting yields of tea", "predicting yields of tea"),
        ("prediction of tea and coffee", "prediction of tea and coffee"),
        ("tea yield prediction", "tea yield prediction"),
        ("predictive tea", "predictive tea"),
    ],
)
def test_a_task_is_worded_with_the_thing_first(task: str, expected: str) -> None:
    assert noun_first(task) == expected


@pytest.mark.parametrize(
    ("form", "special"),
    [
        ("hot tea net", True),
        ("tea net 4b", True),
        ("tea net2", True),
        ("tn 2", True),
        ("tea leaf net", True),
        ("tea net 4b instruct", True),
        ("tea net", False),
        ("tn", False),
        ("t2n", False),
        ("solving tea net", False),
        ("tea net model", False),
    ],
)
def test_more_words_before_a_name_or_a_number_behind_it_make_it_special(form: str, special: bool) -> None:
    assert is_special(form, ["tea net", "tn"]) is special


def test_a_suffix_behind_a_name_with_a_number_makes_a_version_but_no_generic_word_does() -> None:
    assert is_special("tea 3 instruct", ["tea 3"])
    assert not is_special("tea 3 model", ["tea 3"])
    assert not is_special("tea instruct", ["tea"])
