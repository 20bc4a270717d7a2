"""Weigh the candidates of one text against each other with a tagger's eyes, and keep what does not overlap.

A combiner gives every proposed span its chance of being right, and of overlapping spans the likeliest wins.
One string bears one kind in a text: the kind with the most support.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace

from kg.extraction.abbreviations import Definition
from kg.extraction.candidate import VARIANT, Candidate
from kg.extraction.combiner import Combiner
from kg.extraction.evidence import Support, Tagged, describe, tagger_candidates, whole_pieces
from kg.extraction.prose import in_prose
from kg.extraction.role_model import RoleModel
from kg.extraction.spreading import abbreviated, make_mention, repeated
from kg.extraction.tokens import Tokens
from kg.extraction.variants import Span, ordered, variants
from kg.model import Kind, Mention, Role
from kg.names import normal_form

_OWN = 0.95
"""The least chance of what a user's own vocabulary names: they chose the words."""


def propose(
    tokens: Tokens, candidates: Iterable[Candidate], definitions: Sequence[Definition], tagged: Tagged
) -> tuple[dict[Span, list[Candidate]], set[Span]]:
    """Every span that anything proposes, with what proposes it; and which of them the tagger would choose."""
    found, best = tagger_candidates(tokens, tagged)
    pool = [*candidates, *found]
    pool += abbreviated(tokens, pool, definitions)
    pool += repeated(tokens, pool)
    own = {(one.start, one.end, one.kind) for one in found}
    known = own.union((one.start, one.end, one.kind) for one in pool)
    pool += (
        Candidate(start=start, end=end, kind=kind, source=VARIANT)
        for start, end, kind in ordered(variants(tokens, own, tagged.tags) - known)
    )
    spans: dict[Span, list[Candidate]] = defaultdict(list)
    for candidate in in_prose(tokens, pool):
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
            mention = make_mention(tokens, spans[start, end, kind], round(-chance, 3), Role.USES)
            chosen.append((start, end, mention))
    chosen.sort(key=lambda found: found[0])
    roles = role_model(tokens, chosen, tagged, support)
    return [replace(mention, role=role) for (_, _, mention), role in zip(chosen, roles, strict=True)]
