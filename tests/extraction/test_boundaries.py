from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.extraction.boundaries import mend, pieces
from tests.extraction import tokens_of


@pytest.mark.parametrize(
    ("text", "span", "mended"),
    [
        ("We present Sol(Di)$^2$T here.", "Sol", "Sol(Di)$^2$T"),
        ("We present Sol(Di)$^2$T here.", "$^2$T", "Sol(Di)$^2$T"),
        ("An E(3)-equivariant net pours.", "E", "E(3)"),
        ("A CO$_2$ kettle pours.", "CO", "CO$_2$"),
        ("Kettle model(s) pour.", "Kettle model", "Kettle model"),
        ("A copper kettle (CK) pours.", "copper kettle", "copper kettle"),
        ("A copper kettle (CK) pours.", "copper kettle (", "copper kettle"),
        ("A copper kettle (CK) pours.", "copper kettle (CK", "copper kettle"),
        ("A copper kettle (CK) pours.", "CK)", "CK"),
        ("A copper kettle (CK) pours.", "(CK", "CK"),
        ("Text-to-tea (T2T) brewing pours.", "Text-to-tea (T2T) brewing", "Text-to-tea (T2T) brewing"),
        ("A kettle, hot, pours.", "kettle,", "kettle"),
        ("A (kettle) (pot pours.", "kettle) (pot", "pot"),
        ("Nothing, (.", ", (", ""),
        ("f(x) pours.", "f", "f(x)"),
        ("We present Sol(Di)$^2$T here.", "Sol(", "Sol(Di)$^2$T"),
        ("We present Sol(Di)$^2$T here.", ")$^2$T", "Sol(Di)$^2$T"),
        ("A hot -- copper kettle pours.", "hot -- copper kettle", "copper kettle"),
        ("A copper kettle – hot – pours.", "copper kettle – hot", "copper kettle"),
        ("A Tea--Pot kettle pours.", "Tea--Pot kettle", "Tea--Pot kettle"),
        (r"A $\textbf{KetNet}$ pours.", "KetNet", "KetNet"),
        (r"A $\textbf{KetNet}$ pours.", r"$\textbf{KetNet}$", "KetNet"),
        (r"A $\textbf{KetNet}$ pours.", r"$\textbf{KetNet", "KetNet"),
        (r"A hot $\textbf{KetNet}$ pours.", r"hot $\textbf{KetNet", "hot"),
        (r"A hot $\textbf{KetNet}$ pours.", r"hot $\textbf{KetNet}$", r"hot $\textbf{KetNet}$"),
        ("A kettle network(KNN) pours.", "kettle network", "kettle network"),
    ],
)
def test_ends_are_mended(text: str, span: str, mended: str) -> None:
    tokens = tokens_of(text, "Tea")
    begin = tokens.text.index(span, 5)
    start = tokens.starts.index(begin)
    end = next(i for i in range(start, len(tokens)) if tokens.slice(start, i + 1) == span) + 1
    assert tokens.slice(*mend(tokens, start, end)) == mended


@settings(max_examples=200, deadline=None)
@given(
    st.lists(st.sampled_from("( ) [ ] { } $x$ $\\text{No}$ a Bc 3 - , . s".split()), max_size=12),
    st.booleans(),
    st.data(),
)
def test_the_brackets_of_a_mended_span_pair(pieces: list[str], apart: bool, data) -> None:
    tokens = tokens_of((" " if apart else "").join(pieces), "Tea")
    start = data.draw(st.integers(0, len(tokens) - 1))
    end = data.draw(st.integers(start + 1, len(tokens)))
    first, last = mend(tokens, start, end)
    assert 0 <= first <= last <= len(tokens)
    depth: list[str] = []
    for word in tokens.words[first:last]:
        if word in ("(", "[", "{"):
            depth.append(word)
        elif word in (")", "]", "}"):
            assert depth
            assert depth.pop() + word in ("()", "[]", "{}")
    assert depth == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("We present Sol(Di)$^2$T and E(3) nets.", ["Sol(Di)$^2$T", "E(3)"]),
        ("CO$_2$ and $x$ pour.", ["CO$_2$"]),
        ("Model(s), kettle networks(KNNs) and copper kettles (CK) pour.", []),
        ("", []),
    ],
)
def test_pieces_are_what_the_eye_takes_for_one_word(text: str, found: list[str]) -> None:
    tokens = tokens_of(text, "Tea")
    assert [tokens.slice(*piece) for piece in pieces(tokens)] == found
