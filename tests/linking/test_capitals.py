"""Which words of a label keep their capital, and what else becomes of its letters."""

from __future__ import annotations

import pytest

from kg.extraction.candidate import TAGGER
from kg.linking import link
from kg.linking.wording import spelled_by
from kg.model import Kind, Mention, Paper, Role
from kg.vocabulary import Concept, Vocabulary, load

KNOWN = Vocabulary(
    {
        (Kind.METHOD, "low tea"): Concept(
            kind=Kind.METHOD, key="low tea", label="low tea adaptation", iri="x:1", abbreviations=("LoTA",)
        )
    },
    "",
)


def names(
    text: str, *texts: str, kind: Kind = Kind.METHOD, title: str = "On Tea", **fields: str
) -> list[str]:
    """The labels of what a paper names by these words, wherever they stand in its abstract."""
    paper = Paper(id="2512.00001", title=title, abstract=text)
    found = []
    for one in texts:
        start = paper.text.index(one, len(title))
        mention = Mention(
            start=start, end=start + len(one), text=one, kind=kind, role=Role.USES, sentence=(0, len(paper.text)),
            found_by=TAGGER, **fields,
        )  # fmt: skip
        found.append(mention)
    return [statement.entity.name for statement in link(paper, found, KNOWN)]


@pytest.mark.parametrize(
    ("text", "mention", "label"),
    [
        ("We solve the Darjeeling-Assam equation.", "Darjeeling-Assam equation", "Darjeeling-Assam equation"),
        ("We solve the Darjeeling Brew Equation.", "Darjeeling Brew Equation", "darjeeling brew equation"),
        ("Kettled brewing is hot.", "Kettled brewing", "kettled brewing"),
        ("It pours. Kettled brewing is hot.", "Kettled brewing", "kettled brewing"),
        ("We use a Kettled brew, and kettled ones.", "Kettled brew", "kettled brew"),
        ("We use Samovarix for tea.", "Samovarix", "Samovarix"),
        ("We use Samovar 3n for tea.", "Samovar 3n", "Samovar 3n"),
        ("Hot-TEA is poured.", "Hot-TEA", "Hot-TEA"),
        ("Use a slow T-Net here.", "slow T-Net", "slow T-Net"),
        ("We learn the tea dynamics here.", "tea dynamics", "tea dynamics"),
        ("We learn all the tea nets here.", "tea nets", "tea net"),
    ],
)
def test_a_capital_stays_where_the_paper_shows_that_the_word_is_proper(
    text: str, mention: str, label: str
) -> None:
    assert names(text, mention) == [label]


def test_a_dataset_is_named_as_the_paper_writes_it() -> None:
    assert names("We use Open Tea Facts here.", "Open Tea Facts", kind=Kind.DATASET) == ["Open Tea Facts"]
    assert names("We use open tea facts here.", "open tea facts", kind=Kind.DATASET) == ["open tea fact"]


def test_words_of_long_forms_in_the_vocabulary_are_not_proper() -> None:
    proper = load().proper_words
    assert {"Fourier", "Monte", "Hamiltonian"} <= proper
    assert {"Research", "Forecasting", "Molecular", "Optimization", "Materials"}.isdisjoint(proper)


@pytest.mark.parametrize(
    ("name", "spelled"),
    [
        ("deep TNN", "deep tea neural network"),
        ("hot-TNN", "hot-tea neural network"),
        ("Hot-TNN", "Hot-TNN"),
        ("Cup-TNN brewing", "Cup-TNN brewing"),
    ],
)
def test_a_capital_before_the_hyphen_makes_a_coined_name(name: str, spelled: str) -> None:
    assert spelled_by(name, {"TNN": "tea neural network"}) == spelled


@pytest.mark.parametrize(
    ("long", "label"),
    [
        ("low tea adapters", "low tea adaptation"),
        ("``low tea'' adapter", "low tea adaptation"),
        ("lots of tea always", "LoTA"),
    ],
)
def test_another_wording_of_what_an_abbreviation_means_is_that_concept(long: str, label: str) -> None:
    assert names(f"We use {long} (LoTA) here.", "LoTA", long_form=long) == [label]
