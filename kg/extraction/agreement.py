"""Weigh the candidates of one text against each other and keep mentions that do not overlap.

With a tagger, a combiner gives every proposed span its chance of being right, and of overlapping spans the
likeliest wins (`choose_tagged`). Without one, each sort of evidence counts as often as it was right on the
training papers, and the longest span wins (`choose`). Both ways:

- A name found once counts wherever the same text bears it as written.
- Long form and abbreviation of one definition are both kept, with one kind.
- One string bears one kind in a text: the kind with the most support.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace

from kg.extraction.abbreviations import Definition
from kg.extraction.candidate import ABBREVIATION, NAME, NAMING, TAGGER, TERM, VOCABULARY, Candidate
from kg.extraction.combiner import Combiner
from kg.extraction.evidence import Span, Support, Tagged, describe, tagger_candidates, whole_pieces
from kg.extraction.role_model import RoleModel
from kg.extraction.roles import read_role
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

_OWN = 0.95
"""The least chance of what a user's own vocabulary names: they chose the words."""


def choose(
    tokens: Tokens, candidates: Iterable[Candidate], definitions: Sequence[Definition]
) -> list[Mention]:
    """The mentions of a text, in its order."""
    pool = list(candidates)
    pool += _abbreviated(tokens, pool, definitions)
    pool = _one_kind(tokens, pool)
    pool += _repeated(tokens, pool)
    supports: dict[tuple[int, int, Kind], list[Candidate]] = defaultdict(list)
    for candidate in pool:
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
            mentions.append(_mention(tokens, found, _confidence(found)))
    return sorted(mentions, key=lambda mention: mention.start)


def propose(
    tokens: Tokens, candidates: Iterable[Candidate], definitions: Sequence[Definition], tagged: Tagged
) -> tuple[dict[Span, list[Candidate]], set[Span]]:
    """Every span that anything proposes, with what proposes it; and which of them the tagger would choose."""
    found, best = tagger_candidates(tokens, tagged)
    pool = [*candidates, *found]
    pool += _abbreviated(tokens, pool, definitions)
    pool += _repeated(tokens, pool)
    spans: dict[Span, list[Candidate]] = defaultdict(list)
    for candidate in pool:
        spans[candidate.start, candidate.end, candidate.kind].append(candidate)
    return spans, best


def choose_tagged(
    tokens: Tokens,
    candidates: Iterable[Candidate],
    definitions: Sequence[Definition],
    tagged: Tagged,
    combiner: Combiner,
    role_model: RoleModel,
    support: Support,
) -> list[Mention]:
    """The mentions of a text, in its order, each with its chance of being right."""
    tagged = whole_pieces(tokens, tagged)
    spans, best = propose(tokens, candidates, definitions, tagged)
    if not spans:
        return []
    chances = [
        max(chance, _OWN) if any(candidate.own for candidate in found) else chance
        for chance, found in zip(
            combiner(describe(tokens, spans, definitions, tagged, best, support)), spans.values(), strict=True
        )
    ]
    forms = [normal_form(tokens.slice(start, end)) for start, end, _ in spans]
    weight: dict[str, dict[Kind, float]] = defaultdict(lambda: defaultdict(float))
    for form, (_, _, kind), chance in zip(forms, spans, chances, strict=True):
        weight[form][kind] += chance
    kinds = {form: min(found, key=lambda kind: (-found[kind], kind)) for form, found in weight.items()}
    order = sorted(
        (-chance, start - end, start, kind)
        for form, (start, end, kind), chance in zip(forms, spans, chances, strict=True)
        if form and chance >= combiner.threshold and kinds[form] is kind
    )
    taken = bytearray(len(tokens))
    chosen: list[tuple[int, int, Mention]] = []
    for chance, length, start, kind in order:
        end = start - length
        if not any(taken[start:end]):
            taken[start:end] = b"\x01" * (end - start)
            mention = _mention(tokens, spans[start, end, kind], round(-chance, 3))
            chosen.append((start, end, mention))
    chosen.sort(key=lambda found: found[0])
    roles = role_model(tokens, chosen, tagged, support)
    return [replace(mention, role=role) for (_, _, mention), role in zip(chosen, roles, strict=True)]


def _confidence(found: Sequence[Candidate]) -> float:
    """Independent kinds of evidence for one span: the chance that not all of them are wrong."""
    wrong = 1.0
    for source in {candidate.source for candidate in found}:
        wrong *= 1.0 - PRECISION.get((source, found[0].kind), 0.5)
    return round(1.0 - wrong, 3)


def _abbreviated(tokens: Tokens, pool: list[Candidate], definitions: Sequence[Definition]) -> list[Candidate]:
    """Both forms of each definition one of whose forms is a candidate already.

    A long form that is a term of the vocabulary is nothing new: `pool` loses what takes its short form
    for the name of something introduced.
    """
    ends: dict[int, Candidate] = {}
    starts: dict[int, Candidate] = {}
    for candidate in sorted(
        (c for c in pool if c.source != NAME),
        key=lambda c: (c.source != NAMING, c.source != VOCABULARY, c.end - c.start),
    ):
        ends.setdefault(candidate.end, candidate)
        starts.setdefault(candidate.start, candidate)
    added = []
    for definition in definitions:
        short, long = definition.short, definition.long
        by_long = ends.get(long[1])
        by_short = starts.get(short[0])
        concept = by_long.concept if by_long is not None and (by_long.start, by_long.end) == long else ""
        forms = {tokens.slice(*short), tokens.slice(*short).removesuffix("s"), f"{tokens.slice(*short)}s"}
        # what the text defines otherwise than the vocabulary means here what the text says
        pool[:] = [
            c
            for c in pool
            if c.source != VOCABULARY or c.concept == concept or tokens.slice(c.start, c.end) not in forms
        ]
        if by_short is not None and by_short.source == VOCABULARY and by_short.concept != concept:
            by_short = next((c for c in pool if c.start == short[0] and c.source == NAMING), None)
        origin = by_short if by_short is not None and by_short.source == NAMING else by_long or by_short
        if origin is None:
            continue
        long_form = tokens.slice(*long)
        whole = origin.start == long[0] and origin.end == long[1]
        if by_long is not None and by_long.source == VOCABULARY and (by_long.start, by_long.end) == long:
            # "we propose a flow matching (FM) model" does not introduce flow matching
            origin, whole = by_long, True
            pool[:] = [c for c in pool if not (c.source == NAMING and (c.start, c.end) == short)]
        for span in (short, long):
            added.append(
                Candidate(
                    start=span[0],
                    end=span[1],
                    kind=origin.kind,
                    source=ABBREVIATION,
                    concept=origin.concept if whole else "",
                    long_form=long_form,
                    role=origin.role,
                )
            )
    return added


def _one_kind(tokens: Tokens, pool: Sequence[Candidate]) -> list[Candidate]:
    """Only candidates of the kind that each string has the most support for."""
    weight: dict[str, dict[Kind, float]] = defaultdict(lambda: defaultdict(float))
    keys = [normal_form(tokens.slice(candidate.start, candidate.end)) for candidate in pool]
    for key, candidate in zip(keys, pool, strict=True):
        weight[key][candidate.kind] += PRECISION.get((candidate.source, candidate.kind), 0.5)
    best = {key: min(kinds, key=lambda kind: (-kinds[kind], kind)) for key, kinds in weight.items()}
    return [c for key, c in zip(keys, pool, strict=True) if key and c.kind is best[key]]


def _repeated(tokens: Tokens, pool: Sequence[Candidate]) -> list[Candidate]:
    """Every other place where a found name stands as written."""
    names: dict[tuple[str, ...], Candidate] = {}
    for candidate in pool:
        if candidate.source in (NAMING, NAME, ABBREVIATION, TERM, TAGGER):
            names.setdefault(tuple(tokens.words[candidate.start : candidate.end]), candidate)
    variants = dict(names)
    for words, candidate in names.items():
        last = words[-1]
        if candidate.source != TERM and last[-1:].isupper():
            variants.setdefault((*words[:-1], last + "s"), candidate)
        if last.endswith("s") and last[:-1].isupper() and len(last) > 2:
            variants.setdefault((*words[:-1], last[:-1]), candidate)
    firsts: dict[str, list[tuple[str, ...]]] = defaultdict(list)
    for words in variants:
        firsts[words[0]].append(words)
    seen = {(candidate.start, candidate.end) for candidate in pool}
    text = tokens.words
    found = []
    for i, word in enumerate(text):
        for words in firsts.get(word, ()):
            end = i + len(words)
            if tuple(text[i:end]) == words and (i, end) not in seen:
                found.append(replace(variants[words], start=i, end=end))
    return found


def _mention(tokens: Tokens, found: Sequence[Candidate], confidence: float) -> Mention:
    first = next((c for c in found if c.role is not None), found[0])
    start, end = tokens.chars(first.start, first.end)
    bounds = _sentence(tokens, first.start, first.end)
    text = tokens.text
    title_end = text.find("\n\n")
    return Mention(
        start=start,
        end=end,
        text=text[start:end],
        kind=first.kind,
        role=read_role(text, first, (start, end), bounds, title_end),
        sentence=bounds,
        confidence=confidence,
        found_by="+".join(sorted({candidate.source for candidate in found})),
        concept=next((c.concept for c in found if c.concept), ""),
        long_form=next((c.long_form for c in found if c.long_form), ""),
    )


def _sentence(tokens: Tokens, start: int, end: int) -> tuple[int, int]:
    """The code points of the sentence around tokens `start` to `end`, without blanks at its end."""
    first, after = tokens.sentences[tokens.sentence_of[start]]
    last = max(after, end)
    while last > end and tokens.words[last - 1].isspace():
        last -= 1
    return tokens.chars(first, last)
