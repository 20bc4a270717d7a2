"""How spans that the tagger and the rules propose are chosen, with chances that the tests lay down."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from kg.extraction import agreement
from kg.extraction.abbreviations import find_definitions
from kg.extraction.agreement import choose_tagged
from kg.extraction.candidate import VOCABULARY, Candidate
from kg.extraction.decoding import TAGS
from kg.extraction.evidence import Tagged
from kg.model import Kind, Mention, Role
from tests.extraction import tokens_of


class Chances:
    """A combiner that gives each span the chance written for its text and kind, and 0.1 to all others."""

    threshold = 0.3

    def __init__(self, chances: Mapping[tuple[str, Kind], float]) -> None:
        self.chances = chances
        self.rows: list[float] = []

    def __call__(self, _table: object) -> list[float]:
        return self.rows


class Uses:
    """A role model that finds everything used."""

    def __call__(self, _tokens: object, places: list, _tagged: object, _support: object) -> list[Role]:
        return [Role.USES] * len(places)


def chosen(monkeypatch, text: str, chances: Mapping[tuple[str, Kind], float], own: str = "") -> list[Mention]:
    tokens = tokens_of(text, "Tea")
    combiner = Chances(chances)

    def describe(_tokens, spans, *_rest):
        combiner.rows = [chances.get((tokens.slice(a, b), kind), 0.1) for a, b, kind in spans]
        return np.zeros((len(spans), 1))

    monkeypatch.setattr(agreement, "describe", describe)
    candidates = []
    for name, kind in chances:
        begin = tokens.starts.index(tokens.text.index(name))
        end = next(i for i in range(begin, len(tokens)) if tokens.slice(begin, i + 1) == name) + 1
        candidates.append(Candidate(start=begin, end=end, kind=kind, source=VOCABULARY, own=name == own))
    flat = np.log(np.full((len(tokens), TAGS), 0.001, dtype=np.float32))
    flat[:, 0] = -0.001
    tagged = Tagged(flat, np.zeros((len(tokens), len(Role)), dtype=np.float32))
    return choose_tagged(tokens, candidates, list(find_definitions(tokens)), tagged, combiner, Uses(), {})


def test_of_overlapping_spans_the_likeliest_stays(monkeypatch) -> None:
    chances = {("copper kettle", Kind.METHOD): 0.6, ("copper kettle net", Kind.METHOD): 0.5}
    (one,) = chosen(monkeypatch, "We use a copper kettle net.", chances)
    assert (one.text, one.confidence) == ("copper kettle", 0.6)


def test_what_is_less_likely_than_the_threshold_is_no_mention(monkeypatch) -> None:
    chances = {("kettles", Kind.METHOD): 0.29, ("pots", Kind.METHOD): 0.3}
    assert [one.text for one in chosen(monkeypatch, "We use kettles and pots.", chances)] == ["pots"]


def test_one_string_bears_the_likeliest_kind_wherever_it_stands(monkeypatch) -> None:
    chances = {("Kettles", Kind.METHOD): 0.5, ("Kettles", Kind.TASK): 0.6}
    found = chosen(monkeypatch, "Kettles pour.", chances)
    assert [(one.text, one.kind) for one in found] == [("Kettles", Kind.TASK)]


def test_what_the_users_own_vocabulary_names_always_counts(monkeypatch) -> None:
    chances = {("copper kettle", Kind.METHOD): 0.9, ("kettle", Kind.TASK): 0.01}
    (one,) = chosen(monkeypatch, "We use a copper kettle.", chances, own="kettle")
    assert (one.text, one.kind, one.confidence) == ("kettle", Kind.TASK, 0.95)


def test_an_empty_text_has_no_mentions(monkeypatch) -> None:
    assert chosen(monkeypatch, "", {}) == []
