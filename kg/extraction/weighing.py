"""Weigh the candidates of one text against each other without a tagger.

Each sort of evidence counts as often as it was right on the training papers, and of overlapping spans the
longest wins. One string bears one kind in a text: the kind with the most support.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from kg.extraction.abbreviations import Definition
from kg.extraction.candidate import ABBREVIATION, NAME, NAMING, TERM, VOCABULARY, Candidate
from kg.extraction.prose import in_prose
from kg.extraction.spreading import abbreviated, make_mention, repeated
from kg.extraction.tokens import Tokens
from kg.model import Kind, Mention
from kg.names import normal_form

PRECISION = {
    (VOCABULARY, Kind.METHOD): 0.79,
    (VOCABULARY, Kind.DATASET): 0.88,
    (VOCABULARY, Kind.TASK): 0.68,
    (NAMING, Kind.METHOD): 0.88,
    (NAMING, Kind.DATASET): 0.72,
    (NAME, Kind.METHOD): 0.38,
    (NAME, Kind.DATASET): 0.41,
    (TERM, Kind.METHOD): 0.57,
    (TERM, Kind.TASK): 0.53,
    (ABBREVIATION, Kind.METHOD): 0.85,
    (ABBREVIATION, Kind.DATASET): 0.67,
    (ABBREVIATION, Kind.TASK): 0.51,
}
"""How often a mention found by this evidence alone was right in the 2,160 annotated training papers."""


def choose(
    tokens: Tokens, candidates: Iterable[Candidate], definitions: Sequence[Definition]
) -> list[Mention]:
    """The mentions of a text, in its order."""
    pool = list(candidates)
    pool += abbreviated(tokens, pool, definitions)
    pool = _one_kind(tokens, pool)
    pool += repeated(tokens, pool)
    supports: dict[tuple[int, int, Kind], list[Candidate]] = defaultdict(list)
    for candidate in in_prose(tokens, pool):
        supports[candidate.start, candidate.end, candidate.kind].append(candidate)
    order = sorted(
        supports.items(),
        key=lambda item: (item[0][0] - item[0][1], -_confidence(item[1]), item[0][0], item[0][2]),
    )
    taken = bytearray(len(tokens))
    mentions = []
    for (start, end, _), found in order:
        if not any(taken[start:end]):
            taken[start:end] = b"\x01" * (end - start)
            mentions.append(make_mention(tokens, found, _confidence(found)))
    return sorted(mentions, key=lambda mention: mention.start)


def _one_kind(tokens: Tokens, pool: Sequence[Candidate]) -> list[Candidate]:
    """Only candidates of the kind that each string has the most support for."""
    weight: dict[str, dict[Kind, float]] = defaultdict(lambda: defaultdict(float))
    keys = [normal_form(tokens.slice(candidate.start, candidate.end)) for candidate in pool]
    for key, candidate in zip(keys, pool, strict=True):
        weight[key][candidate.kind] += PRECISION.get((candidate.source, candidate.kind), 0.5)
    best = {key: min(kinds, key=lambda kind: (-kinds[kind], kind)) for key, kinds in weight.items()}
    return [c for key, c in zip(keys, pool, strict=True) if key and c.kind is best[key]]


def _confidence(found: Sequence[Candidate]) -> float:
    """Independent kinds of evidence for one span: the chance that not all of them are wrong."""
    wrong = 1.0
    for source in {candidate.source for candidate in found}:
        wrong *= 1.0 - PRECISION.get((source, found[0].kind), 0.5)
    return round(1.0 - wrong, 3)
