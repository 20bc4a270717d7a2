"""What speaks for and against each proposed span: the numbers that the combiner weighs.

A proposal is a span with a kind. The tagger proposes its best spans, and those it would choose if nothing
but "O" were less likely; the rules propose theirs; every other place where the text bears the same string
is proposed too.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from kg.extraction.abbreviations import Definition
from kg.extraction.boundaries import mend, pieces
from kg.extraction.candidate import ABBREVIATION, NAME, NAMING, TAGGER, TERM, VARIANT, VOCABULARY, Candidate
from kg.extraction.decoding import KINDS, decode
from kg.extraction.surroundings import FIELDS as WORD_FIELDS
from kg.extraction.surroundings import describe_places
from kg.extraction.tokens import Tokens
from kg.extraction.variants import Span, ordered
from kg.model import Kind, Role
from kg.names import normal_form
from kg.trees import read_stored

Support = Mapping[str, tuple[float, ...]]
"""For names in normal form: how many papers of the corpus speak of it (logarithm), and the share of those in
which it is a method, a dataset, a task."""
_SOURCES = (VOCABULARY, NAMING, NAME, TERM, ABBREVIATION)
_LENIENCE = (1.5, 3.0)
"""How much less likely "O" is made, in logarithms."""
_ROLES = tuple(Role)
_LEAST = -8.0
"""Log-probabilities below this count as this."""
FIELDS = (
    "decoded", "decoded with less O", "mean", "least", "begin", "end", "other kind",
    "same text, mean", "same text, best", "occurrences", "first occurrence",
    *_SOURCES, "vocabulary dataset", "vocabulary task", "naming dataset", "variant",
    "dataset", "task", "in title", "title only", "behind colon", "long form", "short form", "tokens",
    "within decoded", "contains decoded", "crosses decoded", "within another",
    "support", "support kind", "supported", "head supported", "rest supported",
    "any kind before", "any kind behind", "rival", "rival longer", "rivals",
    "introduces", "compares", "mentions", "decoded share", *WORD_FIELDS,
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
    return {name: tuple(numbers) for name, numbers in read_stored(path).items()}


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
    best = decode(tagged.tags)
    likely = set(best)
    for lenience in _LENIENCE:
        lenient = tagged.tags.copy()
        lenient[:, 0] -= lenience
        likely.update(decode(lenient))
    mended = {span: _mended(tokens, span) for span in likely}
    found = [
        Candidate(start=start, end=end, kind=kind, source=TAGGER)
        for start, end, kind in ordered(set(mended.values()))
        if start < end
    ]
    return found, {mended[span] for span in best if mended[span][0] < mended[span][1]}


def _mended(tokens: Tokens, span: Span) -> Span:
    start, end, kind = span
    return (*mend(tokens, start, end), kind)


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
    if not order:
        return np.zeros((0, len(FIELDS)), dtype=np.float32)
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
    table[:, column["decoded"]] = [span in best for span in order]
    table[:, column["mean"]] = mean
    least = first.copy()
    for step in range(1, int(length.max(initial=0))):
        longer = np.flatnonzero(length > step)
        least[longer] = np.minimum(least[longer], inside[starts[longer] + step, kinds[longer]])
    table[:, column["least"]] = least
    table[:, column["begin"]] = first
    table[:, column["end"]] = finish
    table[:, column["other kind"]] = others.max(axis=1)

    formed = {span[:2]: "" for span in order}
    for start, end in formed:
        formed[start, end] = normal_form(tokens.slice(start, end))
    forms = [formed[span[:2]] for span in order]
    table[:, -len(WORD_FIELDS) :] = describe_places(tokens, starts, ends)

    named: dict[tuple[str, Kind], int] = {}
    same = np.array(
        [named.setdefault((form, span[2]), len(named)) for form, span in zip(forms, order, strict=True)]
    )
    counts = np.bincount(same)
    best_mean = np.full(len(named), -np.inf, dtype=np.float32)
    np.maximum.at(best_mean, same, mean)
    in_title = starts < tokens.title_end
    titles = np.bincount(same, weights=in_title)
    table[:, column["same text, mean"]] = (np.bincount(same, weights=mean) / counts)[same]
    table[:, column["same text, best"]] = best_mean[same]
    table[:, column["occurrences"]] = np.log(counts)[same]
    table[np.unique(same, return_index=True)[1], column["first occurrence"]] = 1
    table[:, column["in title"]] = (titles > 0)[same]
    table[:, column["title only"]] = (titles == counts)[same]
    colon = next((i for i in range(tokens.title_end) if tokens.words[i] == ":"), size)
    table[:, column["behind colon"]] = (starts > colon) & (ends <= tokens.title_end)
    _mark_overlaps(table, column, starts, ends, np.array([span[:2] for span in best]).reshape(-1, 2))
    _mark_rivals(table, column, starts, ends, mean)

    for i, found in enumerate(spans.values()):
        for candidate in found:
            table[i, _COLUMN_OF_SOURCE[candidate.source]] = 1
    table[:, column["dataset"]] = kinds == KINDS.index(Kind.DATASET)
    table[:, column["task"]] = kinds == KINDS.index(Kind.TASK)
    for name, source, kind in (
        ("vocabulary dataset", VOCABULARY, "dataset"),
        ("vocabulary task", VOCABULARY, "task"),
        ("naming dataset", NAMING, "dataset"),
    ):
        table[:, column[name]] = table[:, column[source]] * table[:, column[kind]]
    longs = {definition.long for definition in definitions}
    shorts = {definition.short for definition in definitions}
    table[:, column["long form"]] = [span[:2] in longs for span in order]
    table[:, column["short form"]] = [span[:2] in shorts for span in order]
    table[:, column["tokens"]] = length
    _mark_support(table, column, forms, kinds.tolist(), support)

    around = np.full(size + 2, _LEAST, dtype=np.float32)
    around[1:-1] = np.maximum(any_tag.max(axis=1), _LEAST)
    table[:, column["any kind before"]] = around[starts]
    table[:, column["any kind behind"]] = around[ends + 1]
    role_sums = np.zeros((size + 1, len(_ROLES)), dtype=np.float32)
    np.cumsum(tagged.roles, axis=0, out=role_sums[1:])
    for role in (Role.INTRODUCES, Role.COMPARES, Role.MENTIONS):
        i = _ROLES.index(role)
        table[:, column[role.value]] = np.exp((role_sums[ends, i] - role_sums[starts, i]) / length)
    table[:, column["decoded share"]] = len(best) / size
    return table


_COLUMN_OF_SOURCE = {source: FIELDS.index(source) for source in (*_SOURCES, VARIANT)} | {
    TAGGER: FIELDS.index("decoded with less O")
}


def _mark_support(
    table: NDArray[np.float32],
    column: Mapping[str, int],
    forms: Sequence[str],
    kinds: Sequence[int],
    support: Support,
) -> None:
    """What other papers say of each name, of its last two words, and of all words but the first."""
    for i, (form, kind) in enumerate(zip(forms, kinds, strict=True)):
        known = support.get(form)
        if known is not None:
            table[i, column["support"]] = known[0]
            table[i, column["support kind"]] = known[1 + kind]
            table[i, column["supported"]] = 1
        words = form.split(" ")
        if len(words) > 1:
            known = support.get(" ".join(words[1:]))
            if known is not None:
                table[i, column["rest supported"]] = known[0] * known[1 + kind]
        if len(words) > 2:
            known = support.get(" ".join(words[-2:]))
            if known is not None:
                table[i, column["head supported"]] = known[0] * known[1 + kind]


def _mark_rivals(
    table: NDArray[np.float32],
    column: Mapping[str, int],
    starts: NDArray[np.int64],
    ends: NDArray[np.int64],
    mean: NDArray[np.float32],
) -> None:
    """The likeliest of the other proposals that share a token with each, of any kind: how likely, how long."""
    meets = (starts < ends[:, None]) & (starts[:, None] < ends)
    np.fill_diagonal(meets, False)
    rival = np.where(meets, mean, 2 * _LEAST)
    best = rival.argmax(axis=1)
    there = meets.any(axis=1)
    rows = np.arange(len(starts))
    table[:, column["rival"]] = np.where(there, rival[rows, best], 2 * _LEAST)
    table[:, column["rival longer"]] = np.where(there, (ends - starts)[best] - (ends - starts), 0)
    table[:, column["rivals"]] = meets.sum(axis=1)


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
