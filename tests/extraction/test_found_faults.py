"""Faults that reviews and property tests found, each as the sentence that showed it."""

from __future__ import annotations

import pytest

from kg.building import extract_papers
from kg.model import Paper, Role


def found(title: str, abstract: str) -> dict[str, tuple[str, Role]]:
    paper = Paper(id="2512.00001", title=title, abstract=abstract)
    ((_, statements),) = extract_papers([paper])
    return {s.entity.name: (s.entity.kind.value, s.role) for s in statements}


def test_what_a_text_defines_overrides_the_vocabulary() -> None:
    names = found("Boats", "We propose a Ferry Naming Ontology (FNO). The FNO helps sailors to find names.")
    assert "Fourier neural operator" not in names
    assert names["Ferry Naming Ontology"] == ("Method", Role.INTRODUCES)


def test_no_name_runs_from_the_title_into_the_abstract() -> None:
    assert "flow matching" not in found("On a steady flow", "matching of samples is hard.")


@pytest.mark.parametrize(
    ("sentence", "name"),
    [
        ("In this work, KettleNet is introduced.", "KettleNet"),
        ("In this paper KettleNet is proposed.", "KettleNet"),
        ("A digital twin, Sol(Di)$^2$T, is introduced for solar cells.", "Sol(Di)$^2$T"),
        ("We introduce Sol(Di)$^2$T.", "Sol(Di)$^2$T"),
        ("We present Kettle, a brewing method.", "Kettle"),
        ("Our Adaptive Kettle Embedding Pot (AKE-Pot) brews.", "AKE-Pot"),
    ],
)
def test_the_name_of_something_new_is_found_whole(sentence: str, name: str) -> None:
    assert found("A study of tea", sentence).get(name, ("", None))[1] is Role.INTRODUCES


def test_a_verb_is_no_part_of_a_name_in_a_title() -> None:
    assert "Introducing KettleNet" not in found("Introducing KettleNet: a pot", "KettleNet brews.")


def test_what_the_vocabulary_knows_is_not_introduced_by_the_way() -> None:
    assert found("Fast tea", "We develop JAX code for brewing.")["JAX"][1] is Role.USES


def test_whole_fields_are_no_entities() -> None:
    assert found("Tea", "We develop machine learning (ML) models. ML brews with flow matching.").keys() == {
        "flow matching"
    }
