from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.extraction.abbreviations import best_long_form, find_definitions
from tests.extraction import tokens_of


def defined(abstract: str, title: str = "") -> list[tuple[str, str]]:
    tokens = tokens_of(abstract, title)
    return [(tokens.slice(*found.short), tokens.slice(*found.long)) for found in find_definitions(tokens)]


@pytest.mark.parametrize(
    ("text", "short", "long"),
    [
        ("A steam neural operator (SNO) pours.", "SNO", "steam neural operator"),
        ("We use the Steam Neural Operator (SNO).", "SNO", "Steam Neural Operator"),
        ("A steam-informed neural network (SINN) pours.", "SINN", "steam-informed neural network"),
        ("All steam neural operators (SNOs) pour.", "SNOs", "steam neural operators"),
        ("A neural kettle (NKs) pours.", "NKs", "neural kettle"),
        ("A kettle of porcelain (KoP) pours.", "KoP", "kettle of porcelain"),
        ("Hydroteapot (HTP) pours.", "HTP", "Hydroteapot"),
        ("A steam neural operator (SNO; Pot et al.) pours.", "SNO", "steam neural operator"),
        ("A steam neural operator (SNO, for short) pours.", "SNO", "steam neural operator"),
        ('A steam neural operator ("SNO") pours.', "SNO", "steam neural operator"),
        ("A steam neural operator (“SNO”) pours.", "SNO", "steam neural operator"),
        (r"A steam neural operator (\textbf{SNO}) pours.", "SNO", "steam neural operator"),
        (r"A steam neural operator ($\textbf{SNO}$) pours.", "SNO", "steam neural operator"),
        (
            r"A steam neural operator (\textbf{S}N\textbf{O}) pours.",
            r"\textbf{S}N\textbf{O}",
            "steam neural operator",
        ),
        ("A steam bound kettle (S$_b$K) pours.", "S$_b$K", "steam bound kettle"),
        (r"A $\alpha$-steamed kettle pot (SKP) pours.", "SKP", r"$\alpha$-steamed kettle pot"),
        ("SNO (steam neural operator) pours.", "SNO", "steam neural operator"),
        ("SNO (the steam neural operator) pours.", "SNO", "steam neural operator"),
        ("PROTEA (PRoportional TEA maker) pours.", "PROTEA", "PRoportional TEA maker"),
        ("Steam-Net (steam networks of elder times) pours.", "Steam-Net", "steam networks of elder times"),
        ("A steam (hot) neural operator (SHNO) pours.", "SHNO", "steam (hot) neural operator"),
        ("The analysis by tea kettle 2 (TK2) pours.", "TK2", "tea kettle 2"),
        ("At near-steam kettle theory (SKT) heat it pours.", "SKT", "steam kettle theory"),
        ("A non-steam kettle theory (SKT) pours.", "SKT", "non-steam kettle theory"),
        ("The kettle-to-cup (K2C) pour steams.", "K2C", "kettle-to-cup"),
        ("Pouring for science (P4S) steams.", "P4S", "Pouring for science"),
        ("The three-handled kettle (3HK) pours.", "3HK", "three-handled kettle"),
        ("Our calm cold cup tea lore (C3TL) pours.", "C3TL", "calm cold cup tea lore"),
        ("An in-cup complex cold drip (I3CD) pours.", "I3CD", "in-cup complex cold drip"),
        ("K2C (kettle-to-cup) pours.", "K2C", "kettle-to-cup"),
    ],
)
def test_a_definition_gives_its_short_and_its_long_form(text: str, short: str, long: str) -> None:
    assert defined(text) == [(short, long)]


@pytest.mark.parametrize(
    "text",
    [
        "(SNO) pours.",
        "A steam neural operator () pours.",
        "A steam neural operator (SNO pours.",
        "A steam neural operator SNO) pours.",
        "A steam neural operator (XQZ) pours.",
        "A kettle and a cup (K2C) pour.",
        "The kettle to hot cups (K2C) pours.",
        "The old calm cup tea lore (C3TL) pours.",
        "The kettle, to cups (K2C) pours.",
        "A steam neural operator (see below) pours.",
        "A steam neural operator (sno) pours.",
        "A steam net together with an old pot (SOP) pours.",
        "A steam neural operator (2024) pours.",
        "A steam neural operator (S) pours.",
        "A steam neural operator (a Somewhat New Object) pours.",
        "We like steam. Neural operators (SNO) pour.",
        "Steam, neural operators (SNO) pour.",
        "The SNO neural operator (SNO) pours.",
        "Steams (Steam) pour.",
        "The Teapots (TEAPOTTERY) pour.",
        "A very long (very) winding sentence without an end (",
    ],
)
def test_what_is_no_definition_gives_none(text: str) -> None:
    assert defined(text) == []


def test_all_definitions_come_in_order_of_the_text() -> None:
    text = "A steam neural operator (SNO) and TKP (tea kettle pot) pour; porcelain cup nets (PCNs) wait."
    assert defined(text) == [
        ("SNO", "steam neural operator"),
        ("TKP", "tea kettle pot"),
        ("PCNs", "porcelain cup nets"),
    ]


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("TIP: Teapot Interaction Potentials for brewers", [("TIP", "Teapot Interaction Potentials")]),
        ("KIP: Kettle Interaction of a Potential", [("KIP", "Kettle Interaction of a Potential")]),
        ("TIP: Teapots for brewers", []),
        ("TIP: Teapot, Interaction Potentials", []),
        ("Tip: Teapot Interaction Potentials", []),
        ("T1P: Teapot 1 Potentials", []),
        ("TI: Teapot Interactions", []),
        ("Teapot Interaction Potentials", []),
        (": Teapot", []),
    ],
)
def test_a_title_may_define_the_word_before_its_colon(title: str, expected: list[tuple[str, str]]) -> None:
    assert defined("It pours.", title) == expected


def test_initials_behind_a_colon_of_the_abstract_define_nothing() -> None:
    assert defined("We made TIP: Teapot Interaction Potentials.", "A pot") == []


@pytest.mark.parametrize(
    ("short", "long", "begin"),
    [
        ("SNO", "the steam neural operator", 4),
        ("SNO", "steam neural steam neural operator", 13),
        ("KoP", "kettle of porcelain", 0),
        ("T2", "tea 2", 0),
        ("SNO", "neural operator", None),
        ("SNO", "unsteam neural operator", None),
        ("S", "pot's", None),
        ("A", "", None),
    ],
)
def test_the_long_form_begins_where_the_letters_say(short: str, long: str, begin: int | None) -> None:
    assert best_long_form(short, long) == begin


@given(
    st.lists(
        st.sampled_from("brewing copper kettle porcelain steam teapot vapour".split()),
        min_size=3,
        unique=True,
    )
)
def test_initials_in_brackets_are_always_understood(words: list[str]) -> None:
    short = "".join(word[0].upper() for word in words)
    (found,) = defined(f"Now {' '.join(words)} ({short}) pours.")
    assert found == (short, " ".join(words))


@given(st.text("Aab ()$\\;,.:{}\n-'“", max_size=60))
def test_brackets_of_any_shape_raise_nothing(text: str) -> None:
    for short, long in defined(text, title="A: b"):
        assert 0 < len(short) < len(long)
