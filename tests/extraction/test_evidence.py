from __future__ import annotations

import numpy as np
import pytest

from kg.extraction.abbreviations import find_definitions
from kg.extraction.candidate import NAMING, TAGGER, VOCABULARY, Candidate
from kg.extraction.decoding import TAGS
from kg.extraction.evidence import FIELDS, Tagged, describe, tagger_candidates
from kg.extraction.tokens import Tokens
from kg.model import Kind, Role
from tests.extraction import tokens_of


def tagged_as(tokens: Tokens, *spans: tuple[str, Kind, float]) -> Tagged:
    """What a tagger would say that sees these strings, each where it stands first, with that probability."""
    tags = np.full((len(tokens), TAGS), 0.001)
    tags[:, 0] = 1 - 0.001 * (TAGS - 1)
    for text, kind, chance in spans:
        begin = tokens.starts.index(tokens.text.index(text))
        end = next(i for i in range(begin, len(tokens)) if tokens.slice(begin, i + 1) == text) + 1
        first = 1 + 2 * list(Kind).index(kind)
        tags[begin:end] = 0.001
        tags[begin, first] = chance
        tags[begin + 1 : end, first + 1] = chance
        tags[begin:end, 0] = 1 - chance
    roles = np.full((len(tokens), len(Role)), 1 / len(Role))
    return Tagged(np.log(tags).astype(np.float32), np.log(roles).astype(np.float32))


def row_of(
    tokens: Tokens, tagged: Tagged, candidates: list[Candidate], span: tuple, support=None
) -> dict[str, float]:
    found, best = tagger_candidates(tokens, tagged)
    spans: dict[tuple[int, int, Kind], list[Candidate]] = {}
    for candidate in [*candidates, *found]:
        spans.setdefault((candidate.start, candidate.end, candidate.kind), []).append(candidate)
    table = describe(tokens, spans, list(find_definitions(tokens)), tagged, best, support or {})
    assert table.shape == (len(spans), len(FIELDS))
    assert np.isfinite(table).all()
    return dict(zip(FIELDS, table[list(spans).index(span)].tolist(), strict=True))


TOKENS = tokens_of("We use copper kettle nets (CKN) on LeafSet. Copper kettle nets pour.", "Tea")
START = TOKENS.words.index("copper")
NETS = (START, START + 3, Kind.METHOD)


def test_the_tagger_proposes_its_best_spans_and_less_likely_ones() -> None:
    tagged = tagged_as(TOKENS, ("copper kettle nets", Kind.METHOD, 0.9), ("LeafSet", Kind.DATASET, 0.3))
    found, best = tagger_candidates(TOKENS, tagged)
    assert best == {NETS}
    place = TOKENS.words.index("LeafSet")
    assert (place, place + 1, Kind.DATASET) in {(c.start, c.end, c.kind) for c in found}
    assert {c.source for c in found} == {TAGGER}


def test_a_surer_tagger_gives_higher_numbers() -> None:
    sure = row_of(TOKENS, tagged_as(TOKENS, ("copper kettle nets", Kind.METHOD, 0.95)), [], NETS)
    unsure = row_of(TOKENS, tagged_as(TOKENS, ("copper kettle nets", Kind.METHOD, 0.6)), [], NETS)
    for name in ("mean", "least", "begin"):
        assert sure[name] > unsure[name]
    assert sure["decoded"] == unsure["decoded"] == 1


def test_what_the_rules_and_the_text_say_is_told_apart() -> None:
    tagged = tagged_as(TOKENS, ("copper kettle nets", Kind.METHOD, 0.9))
    again = TOKENS.words.index("Copper")
    candidates = [
        Candidate(start=NETS[0], end=NETS[1], kind=Kind.METHOD, source=VOCABULARY),
        Candidate(start=NETS[0], end=NETS[1], kind=Kind.METHOD, source=NAMING),
        Candidate(start=again, end=again + 3, kind=Kind.METHOD, source=VOCABULARY),
        Candidate(start=START + 1, end=START + 2, kind=Kind.TASK, source=VOCABULARY),
    ]
    row = row_of(TOKENS, tagged, candidates, NETS, {"copper kettle net": (2.0, 0.5, 0.0, 0.1)})
    assert (row["vocabulary"], row["naming"], row["long form"], row["short form"]) == (1, 1, 1, 0)
    assert row["occurrences"] == pytest.approx(np.log(2))
    assert (row["support"], row["support kind"], row["supported"]) == (2.0, 0.5, 1)
    inner = row_of(TOKENS, tagged, candidates, (START + 1, START + 2, Kind.TASK))
    assert (inner["within decoded"], inner["within another"], inner["task"], inner["supported"]) == (
        1,
        1,
        1,
        0,
    )
    outer = row_of(TOKENS, tagged, candidates, NETS)
    assert (outer["within decoded"], outer["contains decoded"]) == (0, 0)
