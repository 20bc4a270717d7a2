from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.extraction.abbreviations import find_definitions
from kg.extraction.candidate import ABBREVIATION, NAME, NAMING, TERM, VOCABULARY, Candidate
from kg.extraction.tokens import Tokens
from kg.extraction.weighing import PRECISION, choose
from kg.model import Kind, Mention, Role
from tests.extraction import tokens_of

SOURCES = (VOCABULARY, NAMING, NAME, TERM, ABBREVIATION)


def candidate(tokens: Tokens, text: str, source: str, kind: Kind = Kind.METHOD, **fields) -> Candidate:
    """A candidate for the first place where these tokens stand."""
    begin = tokens.starts.index(tokens.text.index(text))
    end = next(i for i in range(begin, len(tokens)) if tokens.slice(begin, i + 1) == text) + 1
    return Candidate(start=begin, end=end, kind=kind, source=source, **fields)


def chosen(text: str, *proposals: tuple, title: str = "Tea") -> list[Mention]:
    """The mentions of a text; a proposal is a span, its evidence and a kind."""
    tokens = tokens_of(text, title)
    candidates = [candidate(tokens, *proposal) for proposal in proposals]
    return choose(tokens, candidates, list(find_definitions(tokens)))


def test_of_overlapping_candidates_the_longest_wins() -> None:
    found = chosen(
        "We use a copper kettle net.",
        ("copper kettle", VOCABULARY),
        ("copper kettle net", TERM),
        ("kettle net", NAMING),
    )
    assert [mention.text for mention in found] == ["copper kettle net"]


def test_evidence_for_one_span_is_joined_and_its_confidence_grows() -> None:
    (alone,) = chosen("We use KettleNet.", ("KettleNet", NAMING))
    (both,) = chosen("We use KettleNet.", ("KettleNet", NAMING), ("KettleNet", VOCABULARY))
    assert both.found_by == "naming+vocabulary"
    assert alone.found_by == "naming"
    assert alone.confidence == PRECISION[NAMING, Kind.METHOD]
    assert alone.confidence < both.confidence < 1
    (twice,) = chosen("We use KettleNet.", ("KettleNet", NAMING), ("KettleNet", NAMING))
    assert twice.confidence == alone.confidence


def test_one_string_bears_the_kind_with_the_most_support() -> None:
    found = chosen(
        "We use KettleNet. Then KettleNet pours.",
        ("KettleNet", NAMING, Kind.METHOD),
        ("KettleNet", NAME, Kind.DATASET),
    )
    assert [mention.kind for mention in found] == [Kind.METHOD, Kind.METHOD]


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("We use KettleNet. KettleNet pours.", ["KettleNet", "KettleNet"]),
        ("We use KettleNeT. Many KettleNeTs pour.", ["KettleNeT", "KettleNeTs"]),
        ("We use KETs. A KET pours.", ["KETs", "KET"]),
        ("We use KettleNet. A kettlenet pours.", ["KettleNet"]),
        ("We use KettleNet. KettleNet2 pours.", ["KettleNet"]),
    ],
)
def test_a_name_counts_wherever_it_stands_as_written(text: str, places: list[str]) -> None:
    found = chosen(text, (places[0], NAMING))
    assert [mention.text for mention in found] == places


def test_a_phrase_of_the_vocabulary_is_not_repeated_by_agreement() -> None:
    assert len(chosen("We use tea nets. Then tea nets pour.", ("tea nets", VOCABULARY))) == 1


@pytest.mark.parametrize("known", ["steam neural operator", "SNO"])
@pytest.mark.parametrize("kind", Kind)
def test_both_forms_of_a_definition_are_found_with_one_kind_when_one_is(known: str, kind: Kind) -> None:
    found = chosen("We use a steam neural operator (SNO).", (known, NAMING, kind))
    assert [mention.text for mention in found] == ["steam neural operator", "SNO"]
    assert {(mention.kind, mention.long_form) for mention in found} == {(kind, "steam neural operator")}


def test_a_definition_of_nothing_known_gives_no_mention() -> None:
    assert chosen("We use a steam neural operator (SNO).") == []


def test_another_long_form_of_a_vocabulary_abbreviation_is_not_its_concept() -> None:
    tokens = tokens_of("We use a steam neural operator (SNO).", "Tea")
    short = candidate(tokens, "SNO", VOCABULARY, concept="some network of old")
    found = choose(tokens, [short], list(find_definitions(tokens)))
    assert all(mention.text != "steam neural operator" for mention in found)


def test_a_term_of_the_vocabulary_with_its_abbreviation_is_not_introduced() -> None:
    tokens = tokens_of("We propose a steam matching (SM) pot.", "Tea")
    long = candidate(tokens, "steam matching", VOCABULARY, concept="steam matching")
    short = candidate(tokens, "SM", NAMING, role=Role.INTRODUCES)
    found = choose(tokens, [long, short], list(find_definitions(tokens)))
    assert [(mention.text, mention.concept) for mention in found] == [
        ("steam matching", "steam matching"),
        ("SM", "steam matching"),
    ]
    assert Role.INTRODUCES not in {mention.role for mention in found}


def test_the_role_of_a_naming_pattern_stands_for_its_span() -> None:
    (found,) = chosen("It is hotter than KettleNet.", ("KettleNet", VOCABULARY))
    assert found.role is Role.COMPARES
    tokens = tokens_of("It is hotter than KettleNet.", "Tea")
    pattern = candidate(tokens, "KettleNet", NAMING, role=Role.INTRODUCES)
    (found,) = choose(tokens, [candidate(tokens, "KettleNet", VOCABULARY), pattern], [])
    assert found.role is Role.INTRODUCES


@pytest.mark.parametrize("blanks", ["", " ", "  \n", "  It steams."])
def test_the_sentence_of_a_mention_ends_before_the_blanks_behind_it(blanks: str) -> None:
    text = f"It pours.\n  We use KettleNet.{blanks}"
    (found,) = chosen(text, ("KettleNet", NAMING))
    assert tokens_of(text, "Tea").text[slice(*found.sentence)] == "We use KettleNet."


@given(
    st.lists(
        st.tuples(
            st.integers(0, 9), st.integers(1, 4), st.sampled_from(list(Kind)), st.sampled_from(SOURCES)
        ),
        max_size=12,
    )
)
def test_chosen_mentions_never_overlap_and_come_in_order(proposals: list[tuple]) -> None:
    tokens = tokens_of("Hot tea nets. (HTN) Hot tea nets, HTN. HTNs", "Tea")
    candidates = [
        Candidate(start=start, end=min(start + length, len(tokens)), kind=kind, source=source)
        for start, length, kind, source in proposals
    ]
    found = choose(tokens, candidates, list(find_definitions(tokens)))
    assert all(one.end <= other.start for one, other in pairwise(found))
    assert all(tokens.text[one.start : one.end] == one.text for one in found)
    kinds: dict[str, Kind] = {}
    for mention in found:
        assert 0 < mention.confidence <= 1
        assert kinds.setdefault(mention.text, mention.kind) is mention.kind
