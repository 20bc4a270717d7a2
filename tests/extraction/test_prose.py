from __future__ import annotations

import pytest

from kg.extraction.candidate import NAME, Candidate
from kg.extraction.prose import asides, in_prose
from kg.model import Kind
from tests.extraction import tokens_of


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (
            r"As \cite{kettle2018tea,pot2020} and \citep[see][]{leaf} say.",
            ["{kettle2018tea,pot2020", "{leaf"],
        ),
        (
            r"See \href{https://tea.example/pot}{the pot} and Fig. \ref{fig:pot}.",
            ["{https://tea.example/pot", "{fig:pot"],
        ),
        (r"A \textbf{kettle} and \emph{pot}.", []),
        ("No LaTeX.", []),
    ],
)
def test_keys_of_citations_and_addresses_are_asides(text: str, found: list[str]) -> None:
    tokens = tokens_of(text, "Tea")
    assert [tokens.slice(*aside) for aside in asides(tokens)] == found


@pytest.mark.parametrize(
    ("text", "spoken"),
    [
        ("Code: https://tea.example/lab/KettleBench", 0),
        ("Code: github.com/lab/KettleBench.", 0),
        ("Code: www.tea.example/KettleBench", 0),
        ("KettleBench pours. Code: https://tea.example/lab/KettleBench", 2),
        ("kettlebench pours. Code: https://tea.example/lab/KettleBench", 2),
        (r"As \\cite{KettleBench} says, see github.com/lab/KettleBench", 0),
        ("Tea/KettleBench pours.", 1),
    ],
)
def test_what_only_an_address_names_is_not_spoken_of(text: str, spoken: int) -> None:
    tokens = tokens_of(text, "Tea")
    places = [i for i, word in enumerate(tokens.lower) if word == "kettlebench"]
    pool = [Candidate(start=i, end=i + 1, kind=Kind.DATASET, source=NAME) for i in places]
    assert len(in_prose(tokens, pool)) == spoken
