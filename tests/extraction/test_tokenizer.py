from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from spacy.vocab import Vocab

from kg.extraction.cutting import cut, sentence_starts
from kg.extraction.tokenizer import LatexTokenizer, create_tokenizer, read_tokens
from tests.extraction import tokens_of

DEBRIS = (
    st.lists(
        st.sampled_from(
            ["$", "\\", "{", "}", "^2", "_i", "(", ")", "[", ".", "!", " ", "\n\n", "e.g.", "Kettle", "-"]
        )
        | st.text(max_size=4),
        min_size=1,
    )
    .map("".join)
    .filter(bool)
)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("steam-informed", ["steam", "-", "informed"]),
        ("Ket-3.5", ["Ket", "-", "3.5"]),
        ("Ket2.5", ["Ket2.5"]),
        ("3.5B", ["3.5B"]),
        ("1,000 cups", ["1,000", "cups"]),
        ("C++ code", ["C++", "code"]),
        ("Ket+ and tea+milk", ["Ket+", "and", "tea", "+", "milk"]),
        ("Ket$^2$T", ["Ket", "$^2$", "T"]),
        ("at $x = 1$ cup", ["at", "$x = 1$", "cup"]),
        (r"Kettl\'e's R\"{o}st tea", [r"Kettl\'e", "'s", r"R\"{o}st", "tea"]),
        (r"K{\"o}st-Erd\H{o}s, \'Etui", [r"K{\"o}st", "-", r"Erd\H{o}s", ",", r"\'Etui"]),
        (
            r"\v{S}am, \emph{tea} and \{cup\}",
            [r"\v{S}am", ",", r"\emph", "{", "tea", "}", "and", *r"\{", "cup", *r"\}"],
        ),
        (r"a $\textbf{KetNet}$, cold", ["a", r"$\textbf{", "KetNet", "}$", ",", "cold"]),
        (r"$\textsf{Hot Tea}$-based", [r"$\textsf{", "Hot", "Tea", "}$", "-", "based"]),
        (r"$\mathrm{H_2O}$ and $\mathrm{SO}(3)$", [r"$\mathrm{H_2O}$", "and", r"$\mathrm{SO}(3)$"]),
        (r"Ket$\text{Net}$s", ["Ket", r"$\text{Net}$", "s"]),
        ("5 $ for tea", ["5", "$", "for", "tea"]),
        ("5$ and 6$ of it", ["5", "$", "and", "6", "$", "of", "it"]),
        (r"\emph{tea}", [r"\emph", "{", "tea", "}"]),
        ("e.g. tea", ["e.g.", "tea"]),
        ("tea, i.e., leaf", ["tea", ",", "i.e.", ",", "leaf"]),
        ("the pot's lid", ["the", "pot", "'s", "lid"]),
        ("the pot’s lid", ["the", "pot", "’s", "lid"]),
        ("E(3)", ["E", "(", "3", ")"]),
        ("a_b", ["a", "_", "b"]),
        ("Schro\u0308dinger", ["Schro\u0308dinger"]),
        ("tea  pot", ["tea", "  ", "pot"]),
        ("tea\npot", ["tea", "\n", "pot"]),
        (" tea ", [" ", "tea"]),
        ("茶壶 tea", ["茶壶", "tea"]),
    ],
)
def test_a_text_is_cut_into_its_tokens(text: str, words: list[str]) -> None:
    assert tokens_of(text).words == words


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("We pour. It steams.", 2),
        ("We pour. it steams.", 1),
        ("Do we pour? Yes! We do.", 3),
        ("We pour (hot.) It steams.", 2),
        ("“We pour.” It steams.", 2),
        ("We pour. (It steams.)", 2),
        ("We pour. 5 cups steam.", 2),
        (r"We pour. $x$ steams. \emph{It} steams.", 3),
        ("We pour.It steams.", 1),
        ("As in Fig. 3 and Pot et al. Teapots steam.", 1),
        ("With J. Pot we pour.", 1),
        ("Only you and I. We pour.", 2),
        ("Version 3.5 steams.", 1),
        ("A title\n\nan abstract", 2),
        ("A title\nof two lines", 1),
        ("We pour.\nIt steams.", 2),
        ("One\n\n\n\nTwo", 2),
        ("We pour...", 1),
        ("It pours. mTEA combines leaves.", 2),
        ("It pours. iTEAs learn.", 2),
        ("It pours. all at once", 1),
        ("As done by Pot et al. We show it.", 2),
        ("As Pot et al. Cup showed.", 1),
    ],
)
def test_a_text_is_cut_into_its_sentences(text: str, sentences: int) -> None:
    assert len(tokens_of(text).sentences) == sentences


def test_the_blank_line_behind_the_title_is_known() -> None:
    tokens = tokens_of("It steams.\n\nAgain.", title="A pot")
    assert tokens.words[tokens.title_end] == "\n\n"
    assert tokens.title_end == 2
    assert tokens_of("It steams.").title_end == 3


@given(st.text(min_size=1) | DEBRIS)
def test_the_tokens_of_any_text_join_to_it(text: str) -> None:
    tokens = tokens_of(text)
    joined = "".join(word + " " * space for word, space in zip(tokens.words, tokens.spaces, strict=True))
    assert tokens.text == joined == text


@given(st.text(min_size=1) | DEBRIS)
def test_every_token_stands_in_the_text_where_it_says(text: str) -> None:
    tokens = tokens_of(text)
    for i, (start, word) in enumerate(zip(tokens.starts, tokens.words, strict=True)):
        assert text[start : start + len(word)] == word == tokens.slice(i, i + 1)
    assert tokens.slice(0, len(tokens)) + " " * tokens.spaces[-1] == text
    assert tokens.slice(0, 0) == ""


@given(st.text(min_size=1) | DEBRIS)
def test_the_sentences_of_any_text_cover_its_tokens_in_order(text: str) -> None:
    tokens = tokens_of(text)
    assert [i for start, end in tokens.sentences for i in range(start, end)] == list(range(len(tokens)))
    assert all(start < end for start, end in tokens.sentences)
    assert [
        tokens.sentences[s][0] <= i < tokens.sentences[s][1] for i, s in enumerate(tokens.sentence_of)
    ] == [True] * len(tokens)


@given(st.text(min_size=1) | DEBRIS)
def test_spacy_sees_the_same_tokens_and_sentences(text: str) -> None:
    doc = LatexTokenizer(Vocab())(text)
    assert read_tokens(doc) == doc._.kg_tokens == cut(text)


def test_no_words_make_no_sentence() -> None:
    assert sentence_starts([], []) == []


def test_a_tokenizer_from_a_configuration_holds_nothing_to_store(tmp_path) -> None:
    import spacy

    tokenizer = create_tokenizer()(spacy.blank("en"))
    tokenizer.to_disk(tmp_path / "nothing")
    assert tokenizer.to_bytes() == b""
    assert not any(tmp_path.iterdir())
    for again in (tokenizer.from_bytes(b""), tokenizer.from_disk(tmp_path)):
        assert [token.text for token in again("steam-net")] == ["steam", "-", "net"]


def test_a_tokenizer_shares_the_strings_of_its_pipeline() -> None:
    vocab = Vocab()
    assert LatexTokenizer(vocab)("kettle").vocab is vocab
    assert "kettle" in vocab.strings
