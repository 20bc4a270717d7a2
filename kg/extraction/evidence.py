"""What speaks for and against each proposed span: the numbers that the combiner weighs.

A proposal is a span with a kind. The tagger proposes its best spans, and those it would choose if nothing
but "O" were less likely; the rules propose theirs; every other place where the text bears the same string
is proposed too.
"""

from __future__ import annotations

import gzip
import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from kg.extraction.abbreviations import Definition
from kg.extraction.boundaries import mend, pieces
from kg.extraction.candidate import ABBREVIATION, NAME, NAMING, TAGGER, TERM, VOCABULARY, Candidate
from kg.extraction.decoding import KINDS, decode
from kg.extraction.tokens import Tokens
from kg.extraction.words import EVALUATIVE, FUNCTION
from kg.model import Kind
from kg.names import normal_form

Span = tuple[int, int, Kind]
Support = Mapping[str, tuple[float, ...]]
"""For names in normal form: how many papers of the corpus speak of it (logarithm), and the share of those in
which it is a method, a dataset, a task."""
_SOURCES = (VOCABULARY, NAMING, NAME, TERM, ABBREVIATION)
_GENERIC = frozenset(
    """framework frameworks method methods approach approaches dataset datasets benchmark benchmarks task tasks
    problem problems algorithm algorithms technique techniques system systems""".split()
)
_LENIENCE = (1.5, 3.0)
"""How much less likely "O" is made, in logarithms."""
_LEAST = -8.0
"""Log-probabilities below this count as this."""
FIELDS = (
    "decoded", "decoded with less O", "mean", "least", "begin", "end", "other kind",
    "same text, mean", "same text, best", "occurrences", "first occurrence",
    *_SOURCES, "vocabulary dataset", "vocabulary task", "naming dataset",
    "dataset", "task", "in title", "long form", "short form",
    "one token", "two tokens", "five tokens", "capitals", "digits", "begins evaluative", "ends generic",
    "within decoded", "contains decoded", "crosses decoded", "within another", "hyphen before", "hyphen after",
    "support", "support kind", "supported",
)  # fmt: skip
"""Names of the numbers, in their order."""


@dataclass(frozen=True, slots=True)
class Tagged:
    """What the tagger says of a text: log-probabilities, one row for each token."""

    tags: NDArray[np.float32]
    """O, then B and I of each kind in the order of `Kind`."""
    roles: NDArray[np.float32]
    """In the order of `Role`."""


def read_support(path: Path) -> Support:
    """What `training/support.py` wrote."""
    stored: dict[str, list[float]] = json.loads(gzip.decompress(path.read_bytes()))
    return {name: tuple(numbers) for name, numbers in stored.items()}


def whole_pieces(tokens: Tokens, tagged: Tagged) -> Tagged:
    """What the tagger says, with the first token of each piece (`Sol(Di)$^2$T`) speaking for all of it."""
    found = pieces(tokens)
    if not found:
        return tagged
    tags, roles = tagged.tags.copy(), tagged.roles.copy()
    for start, end in found:
        rest = slice(start + 1, end)
        tags[rest] = _LEAST
        tags[rest, 0] = tags[start, 0]
        tags[rest, 2::2] = np.logaddexp(tags[start, 1::2], tags[start, 2::2])
        roles[rest] = roles[start]
    return Tagged(tags, roles)


def tagger_candidates(tokens: Tokens, tagged: Tagged) -> tuple[list[Candidate], set[Span]]:
    """The tagger's spans as candidates, less likely ones included; and which are its best. All ends are mended."""
    best = _mended(tokens, decode(tagged.tags))
    found = set(best)
    for lenience in _LENIENCE:
        lenient = tagged.tags.copy()
        lenient[:, 0] -= lenience
        found |= _mended(tokens, decode(lenient))
    return [
        Candidate(start=start, end=end, kind=kind, source=TAGGER)
        for start, end, kind in sorted(found, key=lambda span: (span[0], span[1], span[2].value))
    ], best


def _mended(tokens: Tokens, spans: Iterable[Span]) -> set[Span]:
    mended = ((*mend(tokens, start, end), kind) for start, end, kind in spans)
    return {(start, end, kind) for start, end, kind in mended if start < end}


def describe(
    tokens: Tokens,
    spans: Mapping[Span, Sequence[Candidate]],
    definitions: Sequence[Definition],
    tagged: Tagged,
    best: set[Span],
    support: Support,
) -> NDArray[np.float32]:
    """One row of `FIELDS` for each span, in their order."""
    size = len(tokens)
    order = list(spans)
    starts = np.array([span[0] for span in order], dtype=np.int64)
    ends = np.array([span[1] for span in order], dtype=np.int64)
    kinds = np.array([KINDS.index(span[2]) for span in order], dtype=np.int64)
    tags = np.maximum(tagged.tags, _LEAST)
    begin = tags[:, 1::2]
    inside = tags[:, 2::2]
    sums = np.zeros((size + 1, len(KINDS)), dtype=np.float32)
    np.cumsum(inside, axis=0, out=sums[1:])
    after = np.zeros((size + 1, len(KINDS)), dtype=np.float32)
    after[:size] = np.maximum(np.log1p(-np.minimum(np.exp(inside), 0.9999)), _LEAST)
    any_tag = np.logaddexp(begin, inside)
    any_sums = np.zeros((size + 1, len(KINDS)), dtype=np.float32)
    np.cumsum(any_tag, axis=0, out=any_sums[1:])
    length = ends - starts
    rows = np.arange(len(order))
    first = begin[starts, kinds]
    total = first + sums[ends, kinds] - sums[starts + 1, kinds]
    finish = after[ends, kinds]
    means = (any_sums[ends] - any_sums[starts]) / length[:, None]
    others = means.copy()
    others[rows, kinds] = -99
    mean = (total + finish) / (length + 1)

    table = np.zeros((len(order), len(FIELDS)), dtype=np.float32)
    column = {name: i for i, name in enumerate(FIELDS)}
    decoded = best
    lenient = {span for span, found in spans.items() if any(c.source == TAGGER for c in found)}
    table[:, column["mean"]] = mean
    table[:, column["begin"]] = first
    table[:, column["end"]] = finish
    table[:, column["other kind"]] = others.max(axis=1)

    same: dict[tuple[str, Kind], list[int]] = defaultdict(list)
    forms = [normal_form(tokens.slice(start, end)) for start, end, _ in order]
    for i, span in enumerate(order):
        same[forms[i], span[2]].append(i)
    longs = {definition.long for definition in definitions}
    shorts = {definition.short for definition in definitions}
    taken = sorted((start, end) for start, end, _ in decoded)
    _mark_overlaps(table, column, starts, ends, np.array(taken).reshape(-1, 2))
    words, lower = tokens.words, tokens.lower
    for i, (start, end, kind) in enumerate(order):
        row = table[i]
        row[0] = (start, end, kind) in decoded
        row[1] = (start, end, kind) in lenient
        row[column["least"]] = min(
            [float(begin[start, kinds[i]])] + [float(inside[t, kinds[i]]) for t in range(start + 1, end)]
        )
        group = same[forms[i], kind]
        row[column["same text, mean"]] = mean[group].mean()
        row[column["same text, best"]] = mean[group].max()
        row[column["occurrences"]] = np.log(len(group))
        row[column["first occurrence"]] = group[0] == i
        sources = {candidate.source for candidate in spans[start, end, kind]}
        for source in sources & set(_SOURCES):
            row[column[source]] = 1
        row[column["vocabulary dataset"]] = VOCABULARY in sources and kind is Kind.DATASET
        row[column["vocabulary task"]] = VOCABULARY in sources and kind is Kind.TASK
        row[column["naming dataset"]] = NAMING in sources and kind is Kind.DATASET
        row[column["dataset"]] = kind is Kind.DATASET
        row[column["task"]] = kind is Kind.TASK
        row[column["in title"]] = any(order[j][0] < tokens.title_end for j in group)
        row[column["long form"]] = (start, end) in longs
        row[column["short form"]] = (start, end) in shorts
        row[column["one token"]] = end - start == 1
        row[column["two tokens"]] = end - start == 2
        row[column["five tokens"]] = end - start >= 5
        text = tokens.slice(start, end)
        row[column["capitals"]] = any(char.isupper() for char in text[1:])
        row[column["digits"]] = any(char.isdigit() for char in text)
        row[column["begins evaluative"]] = lower[start] in EVALUATIVE or lower[start] in FUNCTION
        row[column["ends generic"]] = lower[end - 1] in _GENERIC
        row[column["hyphen before"]] = start > 0 and words[start - 1] == "-" and not tokens.spaces[start - 1]
        row[column["hyphen after"]] = end < size and words[end] == "-" and not tokens.spaces[end - 1]
        known = support.get(forms[i])
        if known is not None:
            row[column["support"]] = known[0]
            row[column["support kind"]] = known[1 + int(kinds[i])]
            row[column["supported"]] = 1
    return table


def _mark_overlaps(
    table: NDArray[np.float32],
    column: Mapping[str, int],
    starts: NDArray[np.int64],
    ends: NDArray[np.int64],
    decoded: NDArray[np.int64],
) -> None:
    """Which spans lie within, around or across a span that the tagger chose, or within any other proposal."""
    a, b = decoded[:, 0], decoded[:, 1]
    meets = (a < ends[:, None]) & (starts[:, None] < b) & ((a != starts[:, None]) | (b != ends[:, None]))
    within = meets & (a <= starts[:, None]) & (ends[:, None] <= b)
    around = meets & (starts[:, None] <= a) & (b <= ends[:, None])
    table[:, column["within decoded"]] = within.any(axis=1)
    table[:, column["contains decoded"]] = around.any(axis=1)
    table[:, column["crosses decoded"]] = (meets & ~within & ~around).any(axis=1)
    covers = (starts <= starts[:, None]) & (ends[:, None] <= ends)
    table[:, column["within another"]] = (
        covers & ((starts != starts[:, None]) | (ends != ends[:, None]))
    ).any(axis=1)
