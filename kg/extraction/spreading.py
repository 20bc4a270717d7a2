"""From one found name to all its places, and from candidates to mentions.

A name found once counts wherever the same text bears it as written; long form and abbreviation of one
definition are both candidates, of one kind.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

from kg.extraction.abbreviations import Definition
from kg.extraction.candidate import ABBREVIATION, NAME, NAMING, TAGGER, TERM, VARIANT, VOCABULARY, Candidate
from kg.extraction.remembered import where
from kg.extraction.roles import read_role
from kg.extraction.tokens import Tokens
from kg.model import Mention, Role

_SAID = {VARIANT: TAGGER}
"""Whom a mention is said to be found by, where that is not its source."""


def abbreviated(tokens: Tokens, pool: list[Candidate], definitions: Sequence[Definition]) -> list[Candidate]:
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


def repeated(tokens: Tokens, pool: Sequence[Candidate]) -> list[Candidate]:
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
    for i in where(map(firsts.__contains__, text)):
        for words in firsts[text[i]]:
            end = i + len(words)
            if tuple(text[i:end]) == words and (i, end) not in seen:
                found.append(replace(variants[words], start=i, end=end))
    return found


def make_mention(
    tokens: Tokens, found: Sequence[Candidate], confidence: float, role: Role | None = None
) -> Mention:
    """The mention of a span, from the candidates for it; without `role`, its sentence tells."""
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
        role=role or read_role(text, first, (start, end), bounds, title_end),
        sentence=bounds,
        confidence=confidence,
        found_by="+".join(sorted({_SAID.get(candidate.source, candidate.source) for candidate in found})),
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
