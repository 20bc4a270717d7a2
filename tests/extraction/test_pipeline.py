from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from spacy.language import Language

from kg.errors import VocabularyError
from kg.extraction.pipeline import find_mentions, load_pipeline
from kg.model import Kind, Mention, Paper, Role

VOCABULARY = """
@prefix kg: <https://w3id.org/digestgraph/ontology#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
<http://tea/brewing> a kg:Method ; skos:prefLabel "copper brewing"@en ; kg:abbreviation "CBX" .
<http://tea/zesting> a kg:Method ; skos:prefLabel "lemon zesting"@en ; kg:ambiguousAbbreviation "LZX" .
<http://tea/leaves> a kg:Dataset ; skos:prefLabel "LeafSet"@en .
<http://tea/ranking> a kg:Task ; skos:prefLabel "teapot ranking"@en .
"""
PIECES = (
    st.sampled_from(["We introduce ", "our ", "called ", " is proposed", "namely ", "compared with "])
    | st.sampled_from(["LZX ", "CBX ", "CBXs", "(CBX; ", "copper-brewing", "lemon zesting (LZX)"])
    | st.sampled_from(["KettleNet", "dataset", "LeafSet", "tea forecasting", "copper network", "e.g. "])
    | st.sampled_from([" (", ")", "((", "))", "[", "]", "{", "}", "$", "$x$", "\\", "\\emph{", "_", "^2"])
    | st.sampled_from(["\n", "\n\n", "\r\n", "\t", "  ", ". ", "! ", "?", ":", ";", ",", "-", "–", "+", "/"])
    | st.sampled_from(["\u0301", "\u200b", "\u202e", "\x00", "\x85", "\ufeff", "😀", "茶", "שלום", "İ", "ß"])
    | st.sampled_from(["ﬁ", "²", "'s"])
)
TEXTS = st.lists(PIECES, max_size=25).map("".join) | st.text(max_size=60)


@pytest.fixture(scope="module")
def nlp(tmp_path_factory: pytest.TempPathFactory) -> Language:
    path = tmp_path_factory.mktemp("vocabulary") / "tea.ttl"
    path.write_text(VOCABULARY, encoding="utf-8")
    return load_pipeline((str(path),), tagger=False)


def paper(title: str, abstract: str) -> Paper:
    return Paper(id="2512.00001", title=title, abstract=abstract)


def mentions(nlp: Language, title: str, abstract: str) -> tuple[Mention, ...]:
    ((_, found),) = find_mentions(nlp, [paper(title, abstract)])
    return found


def seen(nlp: Language, title: str, abstract: str) -> list[tuple[str, Kind, Role]]:
    return [(one.text, one.kind, one.role) for one in mentions(nlp, title, abstract)]


def test_all_kinds_of_evidence_meet_in_the_mentions_of_a_paper(nlp: Language) -> None:
    found = mentions(
        nlp,
        "KettleNet: copper brewing for teapot ranking",
        "We introduce KettleNet, which outperforms CBX on LeafSet. The steam tea map (STM) pours.",
    )
    assert [(one.text, one.kind, one.role, one.found_by) for one in found] == [
        ("KettleNet", Kind.METHOD, Role.INTRODUCES, "naming"),
        ("copper brewing", Kind.METHOD, Role.USES, "vocabulary"),
        ("teapot ranking", Kind.TASK, Role.ADDRESSES, "vocabulary"),
        ("KettleNet", Kind.METHOD, Role.INTRODUCES, "naming"),
        ("CBX", Kind.METHOD, Role.COMPARES, "vocabulary"),
        ("LeafSet", Kind.DATASET, Role.USES, "vocabulary"),
    ]


@pytest.mark.parametrize(
    ("abstract", "spans"),
    [
        ("LZX is hot.", []),
        ("Lemon zesting is hot. LZX too.", ["Lemon zesting", "LZX"]),
        ("Lemon zesting (LZX) is hot.", ["Lemon zesting", "LZX"]),
        ("The low zebra crossing (LZX) is hot. LZX pours.", []),
    ],
)
def test_an_ambiguous_abbreviation_counts_only_with_its_long_form(
    nlp: Language, abstract: str, spans: list[str]
) -> None:
    assert [text for text, _, _ in seen(nlp, "Tea", abstract)] == spans


def test_title_and_abstract_may_be_empty(nlp: Language) -> None:
    assert mentions(nlp, "", "") == ()
    assert [one.text for one in mentions(nlp, "", "We use CBX.")] == ["CBX"]
    assert [one.text for one in mentions(nlp, "On CBX", "")] == ["CBX"]


def test_every_paper_comes_back_in_order_with_its_own_mentions(nlp: Language) -> None:
    papers = [paper(f"Tea {i}", "We use CBX. " * (i % 3)) for i in range(150)]
    found = list(find_mentions(nlp, iter(papers)))
    assert [one for one, _ in found] == papers
    assert [len(some) for _, some in found] == [i % 3 for i in range(150)]


def test_a_text_is_read_up_to_its_hundred_thousandth_character(nlp: Language) -> None:
    long = "We use CBX. " + "tea " * 25_000 + "We use CBX."
    assert [one.start for one in mentions(nlp, "", long)] == [9]


def test_the_same_text_gives_the_same_mentions(nlp: Language) -> None:
    title, abstract = "KettleNet: a pot", "Copper brewing (CBX) and KettleNets on LeafSet."
    assert mentions(nlp, title, abstract) == mentions(nlp, title, abstract) != ()


def test_a_vocabulary_that_cannot_be_used_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "bad.ttl"
    path.write_text("no turtle", encoding="utf-8")
    with pytest.raises(VocabularyError, match=r"bad\.ttl"):
        load_pipeline((str(path),))


def lie_apart_in_their_sentences(text: str, found: tuple[Mention, ...]) -> None:
    for one in found:
        assert one.text == text[one.start : one.end] != ""
        assert one.sentence[0] <= one.start < one.end <= one.sentence[1] <= len(text)
        assert 0 < one.confidence <= 1
        assert one.found_by
    assert all(one.end <= other.start for one, other in pairwise(found))


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(title=TEXTS, abstract=TEXTS)
def test_the_mentions_of_any_text_slice_to_their_text_within_their_sentences_and_apart(
    nlp: Language, title: str, abstract: str
) -> None:
    lie_apart_in_their_sentences(paper(title, abstract).text, mentions(nlp, title, abstract))


@pytest.fixture(scope="module")
def shipped() -> Language:
    return load_pipeline()


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(title=TEXTS, abstract=TEXTS)
def test_so_do_those_that_the_tagger_finds(shipped: Language, title: str, abstract: str) -> None:
    lie_apart_in_their_sentences(paper(title, abstract).text, mentions(shipped, title, abstract))


def test_what_a_text_is_read_beside_changes_nothing(shipped: Language) -> None:
    papers = [
        paper(
            "KettleNet: a pot",
            "We introduce KettleNet, a graph neural network for weather forecasting on ERA5.",
        ),
        paper("On diffusion", "Diffusion models (DMs) outperform GANs. DMs need many steps."),
        paper("", ""),
    ]
    together = [found for _, found in find_mentions(shipped, papers)]
    alone = [found for one in reversed(papers) for _, found in find_mentions(load_pipeline(), [one])][::-1]
    assert together == alone
    assert [bool(found) for found in together] == [True, True, False]
