from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.extraction.abbreviations import find_definitions
from kg.extraction.naming import find_mentioned_names, find_names, looks_named
from kg.model import Kind, Role
from tests.extraction import tokens_of


def named(abstract: str, title: str = "Tea") -> list[tuple[str, Kind]]:
    """What a text introduces, each name once."""
    tokens = tokens_of(abstract, title)
    found = list(find_names(tokens, list(find_definitions(tokens))))
    assert all(candidate.role is Role.INTRODUCES for candidate in found)
    return list(dict.fromkeys((tokens.slice(one.start, one.end), one.kind) for one in found))


def mentioned(abstract: str) -> list[tuple[str, Kind]]:
    tokens = tokens_of(abstract, "Tea")
    return [(tokens.slice(one.start, one.end), one.kind) for one in find_mentioned_names(tokens)]


@pytest.mark.parametrize(
    ("abstract", "name"),
    [
        ("We introduce KettleNet, which pours.", "KettleNet"),
        ("We here propose the new framework KettleNet.", "KettleNet"),
        ("This paper presents KettleNet.", "KettleNet"),
        ("Here we describe KettleNet.", "KettleNet"),
        ("KettleNet is proposed.", "KettleNet"),
        ("A pot, KettleNet, is introduced.", "KettleNet"),
        ("We build a pot called KettleNet.", "KettleNet"),
        ("We build a pot dubbed “Brew”.", "Brew"),
        ("We build a pot, termed Brew.", "Brew"),
        ("A pot, which we call Brew, steams.", "Brew"),
        ("Our KettleNet pours.", "KettleNet"),
        ("We pour with a new pot, namely KettleNet.", "KettleNet"),
        ("Introducing KettleNet to brewers.", "KettleNet"),
        ("We introduce Brew, a pot.", "Brew"),
        ("We introduce KettleNet-2 and pour.", "KettleNet-2"),
        ("We develop KettleNet++ for tea.", "KettleNet++"),
        ("We develop Kettle-Net$^2$ for tea.", "Kettle-Net$^2$"),
        ("We propose a kettle (SK)-circuit pot, PotNet.", "PotNet"),
        ("We propose a steam neural operator (SNO) that pours.", "SNO"),
        ("Our Adaptive Tea Kettles (ATKs) pour.", "ATKs"),
    ],
)
def test_a_naming_pattern_gives_the_name_it_introduces(abstract: str, name: str) -> None:
    assert named(abstract) == [(name, Kind.METHOD)]


@pytest.mark.parametrize(
    "abstract",
    [
        "KettleNet pours.",
        "We use KettleNet.",
        "Pot et al. proposed KettleNet.",
        "We propose that KettleNet pours.",
        "We propose a pot. KettleNet pours.",
        "We propose pots with KettleNet.",
        "We propose GPU kernels.",
        "We propose KettleNet-based pots.",
        "They call Brew.",
        "This method, termed good, pours.",
        "A so-called Efficient pot.",
        "A pot is called.",
        "Our pot pours.",
        "We propose a steam neural operator and pour.",
        "We introduce a very long row of words about tea and its leaves and pots and cups KettleNet.",
        "We introduce KettleNet-A-B-C-D-E.",
    ],
)
def test_without_a_pattern_nothing_is_introduced(abstract: str) -> None:
    assert named(abstract) == []


def test_a_defined_name_bears_its_long_form() -> None:
    tokens = tokens_of("We propose a steam neural operator (SNO).", "Tea")
    (found,) = find_names(tokens, list(find_definitions(tokens)))
    assert found.long_form == "steam neural operator"


def test_coordinated_definitions_are_all_introduced() -> None:
    abstract = "We present a steam neural operator (SNO) and a tea kettle pot (TKP), both hot."
    assert named(abstract) == [("SNO", Kind.METHOD), ("TKP", Kind.METHOD)]


@pytest.mark.parametrize(
    ("title", "abstract", "name"),
    [
        ("KettleNet: a pot", "It pours.", "KettleNet"),
        ("Kettle-3.5: a pot", "It pours.", None),
        ("Brew: a pot", "We use Brew here.", "Brew"),
        ("Brew: a pot", "Brew pours.", None),
        ("Brew: a pot", "We use Brewery here.", None),
        ("Brew Time: a pot", "Brew Time pours.", "Brew Time"),
        ("Brew Time: a pot", "It pours.", None),
        ("How to brew: a pot", "How to brew.", None),
        ("Steam Networks: a survey", "It pours.", None),
        ("brew: a pot", "We brew.", None),
        ("KettleNet:", "It pours.", None),
        ("KettleNet", "It pours.", None),
        ("We introduce our KettleNet", "It pours.", None),
        ("TIP: Teapot Interaction Potentials", "It pours.", "TIP"),
    ],
)
def test_the_title_names_what_stands_before_its_colon(title: str, abstract: str, name: str | None) -> None:
    assert named(abstract, title) == ([(name, Kind.METHOD)] if name else [])


@pytest.mark.parametrize(
    ("abstract", "kind"),
    [
        ("We introduce KettleNet.", Kind.METHOD),
        ("We introduce KettleNet, a benchmark for pots.", Kind.DATASET),
        ("We introduce KettleNet (a dataset of pots).", Kind.DATASET),
        ("We release the KettleNet dataset.", Kind.DATASET),
        ("We release a corpus called KettleNet.", Kind.DATASET),
        ("We introduce TeaBench.", Kind.DATASET),
        ("We introduce a model trained on a dataset called a network, KettleNet.", Kind.METHOD),
        ("We introduce KettleNet, a model for the benchmark.", Kind.METHOD),
        ("We introduce KettleNet, a pot for a benchmark.", Kind.METHOD),
        ("This benchmark, KettleNet, is released.", Kind.DATASET),
    ],
)
def test_the_words_around_a_name_tell_a_dataset_from_a_method(abstract: str, kind: Kind) -> None:
    assert {found for _, found in named(abstract)} == {kind}


@pytest.mark.parametrize(
    ("abstract", "expected"),
    [
        ("On the TeaSet dataset we win.", [("TeaSet", Kind.DATASET)]),
        ("On the TeaSet-2 benchmark we win.", [("TeaSet-2", Kind.DATASET)]),
        ("TeaBench is hard.", [("TeaBench", Kind.DATASET)]),
        ("With the KettleNet solver.", [("KettleNet", Kind.METHOD)]),
        ("With KettleNet models and TeaSet.", [("KettleNet", Kind.METHOD)]),
        ("KettleNet pours.", []),
        ("The GPU code pours.", []),
        ("The hot dataset pours.", []),
    ],
)
def test_a_name_before_a_telling_word_is_of_its_kind(abstract: str, expected: list[tuple[str, Kind]]) -> None:
    assert mentioned(abstract) == expected


@pytest.mark.parametrize(
    ("word", "is_name"),
    [
        ("KettleNet", True),
        ("KETTLE", True),
        ("gKETTLE", True),
        ("Tea2", True),
        ("PotNets", True),
        ("Kettle", False),
        ("kettle", False),
        ("tea2", False),
        ("K2", False),
        ("GPU", False),
        ("GPUs", False),
        ("2D", False),
        ("123", False),
        ("Ⅷ", False),
        ("", False),
    ],
)
def test_inner_capitals_and_digits_mark_a_name(word: str, is_name: bool) -> None:
    assert looks_named(word) is is_name


@given(
    st.lists(
        st.sampled_from(
            r"We introduce called KettleNet Brew - ( ) , : $x$ our is proposed \emph + “ 3 call namely .".split()
        ),
        min_size=1,
        max_size=25,
    ).flatmap(lambda words: st.sampled_from([" ", ""]).map(lambda blank: blank.join(words)))
)
def test_no_order_of_cues_and_names_raises_an_error(text: str) -> None:
    for found in (named(text, title=text), mentioned(text)):
        assert all(name for name, _ in found)
