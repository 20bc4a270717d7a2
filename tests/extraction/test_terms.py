from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.extraction.candidate import TERM
from kg.extraction.terms import find_terms
from kg.model import Kind
from tests.extraction import tokens_of


def terms(abstract: str, title: str = "Tea") -> list[tuple[str, Kind]]:
    tokens = tokens_of(abstract, title)
    return [(tokens.slice(term.start, term.end), term.kind) for term in find_terms(tokens)]


@pytest.mark.parametrize(
    ("abstract", "expected"),
    [
        ("We study porcelain knowledge distillation.", [("porcelain knowledge distillation", Kind.METHOD)]),
        ("We study steam forecasting.", [("steam forecasting", Kind.TASK)]),
        ("Here steam forecasting matters.", [("steam forecasting", Kind.TASK)]),
        ("We study efficient steam forecasting.", [("steam forecasting", Kind.TASK)]),
        ("We study accurate and steam forecasting.", [("steam forecasting", Kind.TASK)]),
        ("We slowly use steam forecasting.", [("steam forecasting", Kind.TASK)]),
        ("We study multi-pot steam forecasting.", [("multi-pot steam forecasting", Kind.TASK)]),
        ("We use a Kettle-Net.", [("Kettle-Net", Kind.METHOD)]),
        ("We study forecasting.", []),
        ("We improve forecasting.", []),
        ("We study good forecasting.", []),
        ("Forecasting matters.", []),
        ("We use steam forecasting-based pots.", []),
        ("We use steam forecasting networks.", []),
        ("We use models forecasting tea.", []),
        ("We study steam. Forecasting matters.", []),
    ],
)
def test_a_telling_head_with_a_modifier_is_a_term(abstract: str, expected: list[tuple[str, Kind]]) -> None:
    assert terms(abstract) == expected


@pytest.mark.parametrize(
    ("title", "abstract", "count"),
    [
        ("Tea", "We use a copper kettle network.", 0),
        ("Tea", "We use a copper kettle network. The copper kettle networks pour.", 2),
        ("Tea", "We use a copper kettle network and a copper-kettle network.", 2),
        ("Tea", "We use a copper kettle network and a copper pot network.", 0),
        ("A copper kettle network", "It pours.", 1),
        ("A copper kettle network", "We use a copper kettle network.", 2),
    ],
)
def test_any_other_term_must_stand_in_the_title_or_come_back(title: str, abstract: str, count: int) -> None:
    assert len(terms(abstract, title)) == count


def test_a_term_has_four_modifiers_at_most() -> None:
    ((term, _),) = terms("We do round hot copper red green steam forecasting.")
    assert term == "copper red green steam forecasting"


@given(
    st.lists(
        st.sampled_from(
            "copper kettle network forecasting - – based the hot efficient $x$ . 3 networks".split()
        ),
        min_size=1,
        max_size=20,
    ).flatmap(lambda words: st.sampled_from([" ", ""]).map(lambda blank: blank.join(words)))
)
def test_a_term_begins_with_a_word_and_stays_within_its_sentence(text: str) -> None:
    tokens = tokens_of(text, title=text)
    found = list(find_terms(tokens))
    assert found == sorted(found, key=lambda term: term.end)
    for term in found:
        assert term.source == TERM
        assert term.end - term.start > 1
        assert tokens.words[term.start] not in "-–"
        assert tokens.sentence_of[term.start] == tokens.sentence_of[term.end - 1]
