from __future__ import annotations

import pytest

from kg.extraction.candidate import Candidate
from kg.extraction.cutting import cut
from kg.extraction.phrases import PhraseFinder, normal_tokens
from kg.model import Kind
from kg.names import normal_form
from kg.vocabulary import Concept, Vocabulary


def concept(label: str, kind: Kind = Kind.METHOD, **fields) -> Concept:
    return Concept(kind=kind, key=normal_form(label), label=label, iri=f"x:{label}", **fields)


CONCEPTS = [
    concept(
        "steam-informed kettle network",
        alternatives=("SteamNet", "vapour–kettle network"),
        abbreviations=("SIKN", "SI-KN"),
    ),
    concept("porcelain cup encoder", ambiguous=("PCE",)),
    concept("PCE 2", broader=("porcelain cup encoder",)),
    concept("PCE 2.1", broader=("pce 2",)),
    concept("gilded cup encoder", broader=("porcelain cup encoder",)),
    concept("leaf sorter", abbreviations=("LSX",)),
    concept("loose spoon", abbreviations=("LSX",)),
    concept("Swift", abbreviations=("SWIFT", "Swift"), matching="exact"),
    concept("kettle family", abbreviations=("KFX",), alternatives=("kettle kin",), matching="none"),
    concept(r"$\pi_0$"),
    concept("E(3)-kettle"),
    concept("Ket++"),
    concept("TeaQA 2.0", Kind.DATASET),
    concept("tea ranking", Kind.TASK),
    concept("copper kettle ranking", Kind.TASK),
]
FIND = PhraseFinder(Vocabulary({(one.kind, one.key): one for one in CONCEPTS}, ""))


def candidates(text: str) -> list[Candidate]:
    tokens = cut(text)
    return list(FIND(tokens, *normal_tokens(tokens)))


def found(text: str) -> set[tuple[str, str]]:
    """The spans that the vocabulary knows, each with the key of its concept."""
    tokens = cut(text)
    return {(tokens.slice(one.start, one.end), one.concept) for one in candidates(text)}


@pytest.mark.parametrize(
    "name",
    [
        "steam-informed kettle network",
        "Steam-Informed Kettle Networks",
        "steam informed kettle network",
        "STEAM–INFORMED KETTLE NETWORK",
        "steam-informed\nkettle network",
        "steamnet",
        "vapour-kettle network",
        "SIKN",
        "SIKNs",
        "SI-KN",
    ],
)
def test_a_full_name_counts_in_any_spelling_and_an_abbreviation_as_written(name: str) -> None:
    assert found(f"We pour with {name} and tea.") == {(name, "steam informed kettle network")}


@pytest.mark.parametrize(
    "text",
    [
        "We pour with a sikn.",
        "We pour with a Sikn.",
        "We pour with SIKNET.",
        "We pour with SIKN-2.",
        "We pour with SIKN-XL.",
        "We pour with BIG-SIKN.",
        "We pour with Tea-SIKN.",
        "We pour with a pot-steam informed kettle network.",
        "We pour with steam informed kettle network-7B.",
        "We pour with steam informed kettle nets.",
        "We pour with steam-informed, kettle network.",
        "We pour with superSteamNet.",
    ],
)
def test_a_piece_of_another_name_is_no_name(text: str) -> None:
    assert found(text) == set()


@pytest.mark.parametrize("text", ["a SIKN-based pot", "SIKN - 2 cups", "SIKN/cup", "the SIKN's lid"])
def test_a_name_may_be_joined_to_common_words(text: str) -> None:
    assert ("SIKN", "steam informed kettle network") in found(text)


@pytest.mark.parametrize(
    ("text", "spans"),
    [
        ("The PCE pours.", set()),
        ("PCEs pour.", set()),
        ("A porcelain cup encoder; the PCE and PCEs.", {"porcelain cup encoder", "PCE", "PCEs"}),
        ("The LSX pours.", set()),
        ("PCE 2.1 pours. So does PCE.", {"PCE 2.1", "PCE"}),
        ("A gilded cup encoder pours. So does PCE.", {"gilded cup encoder"}),
    ],
)
def test_an_ambiguous_abbreviation_needs_the_full_name_or_a_version_beside_it(
    text: str, spans: set[str]
) -> None:
    assert {span for span, _ in found(text)} == spans


def test_an_abbreviation_of_two_concepts_means_the_one_that_is_named() -> None:
    assert found("A leaf sorter or LSX.") == {("leaf sorter", "leaf sorter"), ("LSX", "leaf sorter")}


@pytest.mark.parametrize(
    ("text", "spans"),
    [("Swift", {"Swift"}), ("SWIFT", {"SWIFT"}), ("a swift pot", set()), ("Swifts", {"Swifts"})],
)
def test_a_concept_of_exact_matching_is_found_only_as_written(text: str, spans: set[str]) -> None:
    assert {span for span, _ in found(text)} == spans


@pytest.mark.parametrize("text", ["the kettle family", "the kettle kin", "the KFX"])
def test_a_node_of_the_hierarchy_is_never_found(text: str) -> None:
    assert found(text) == set()


def test_a_label_that_leaves_but_a_number_is_not_sought() -> None:
    assert found("At 0 and 0 cups.") == set()


@pytest.mark.parametrize(
    ("text", "spans"),
    [
        ("an E(3)-kettle", {"E(3)-kettle"}),
        ("an E3-kettle", set()),
        ("in Ket++ code", {"Ket++"}),
        ("in Ket code", set()),
        ("on TeaQA 2.0 and TeaQA-2.0", {"TeaQA 2.0", "TeaQA-2.0"}),
        ("on TeaQA 2 and TeaQA", set()),
        (r"\emph{tea ranking}", {"tea ranking"}),
        (r"tea \emph{ranking}", set()),
    ],
)
def test_signs_of_a_name_are_part_of_it(text: str, spans: set[str]) -> None:
    assert {span for span, _ in found(text)} == spans


def test_every_candidate_bears_its_kind() -> None:
    kinds = {one.kind for one in candidates("SIKN on TeaQA 2.0 for tea rankings and copper kettle ranking")}
    assert kinds == {Kind.METHOD, Kind.DATASET, Kind.TASK}
