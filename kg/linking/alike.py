"""The chance that two groups of mentions of one paper name one thing, told by their words and their places.

"Structure-Preserving Training" of a title is the "structure-preserving two-stage training" of its abstract; of
"monocular 3D detection" beside "monocular 3D object detection" one is short for the other; but "2D detection"
and "3D detection" are two things. Boosted trees, fitted by `training/fit.py` on annotated papers, weigh it. Names that
the vocabulary knows are left as they are: other papers use them too, and would share a mistake.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from hashlib import sha256
from itertools import combinations
from math import log
from pathlib import Path

import numpy as np

from kg.linking.wording import stem
from kg.model import Kind, Mention, Paper, Role
from kg.names import normal_form, singular, strip_latex
from kg.trees import Trees, read_stored

WEIGHTS = Path(__file__).with_name("alike.json.gz")
_SMALL = frozenset("of the a an for in on at to by with via from and or using based".split())
_GENERIC = frozenset(
    """model method algorithm approach framework technique scheme network dataset system strategy pipeline
    architecture task problem process procedure mechanism module protocol benchmark""".split()
)
_POINTING = re.compile(r"\b(?:the|our|this|these|its|such|their|proposed)\s+$", re.IGNORECASE)
FIELDS = (
    "shared", "share of first", "share of second", "words of first", "words of second", "more in first",
    "more in second", "last equal", "begin equal", "second within first", "first within second",
    "second ends first", "generic more", "only generic more", "other numbers", "initials", "initials within",
    "task", "dataset", "both introduced", "one introduced", "same role", "addressed", "in title, first",
    "in title, second", "begins title", "behind colon", "only title", "only title, second", "same sentence",
    "nearest", "times first", "times second", "pointed at", "named first", "named second",
    "long forms", "things", "rivals of first", "rivals of second", "introduced things", "confidence", "letters",
)  # fmt: skip
"""Names of the numbers, in their order."""


@dataclass(frozen=True, slots=True)
class _Thing:
    """A group of mentions, with what comparing needs."""

    mentions: Sequence[Mention]
    forms: tuple[str, ...]
    """Normal forms, each once, in order of the text."""
    shorts: tuple[str, ...]
    """Words written as abbreviations are, without a plural s."""
    stems: frozenset[str]
    roles: frozenset[Role]
    in_title: bool
    only_in_title: bool
    sentences: frozenset[tuple[int, int]]
    pointed_at: bool
    """Whether "the", "our" or the like stands before it somewhere."""
    coined: bool
    """Whether it is written with a capital inside somewhere."""
    defined: bool
    """Whether it has a long form."""
    confidence: float
    """Of its surest mention."""

    @property
    def kind(self) -> Kind:
        return self.mentions[0].kind

    @property
    def introduced(self) -> bool:
        return Role.INTRODUCES in self.roles


def same_things(paper: Paper, groups: Sequence[Sequence[Mention]]) -> Iterator[tuple[int, int]]:
    """Pairs of groups, by number, that are likely one thing, the likeliest first."""
    pairs, table = describe_pairs(paper, groups)
    if pairs:
        trees = _trees()
        chances = trees(table)
        order = sorted(range(len(pairs)), key=lambda i: (-chances[i], pairs[i]))
        yield from (pairs[i] for i in order if chances[i] >= trees.threshold)


def describe_pairs(
    paper: Paper, groups: Sequence[Sequence[Mention]]
) -> tuple[list[tuple[int, int]], np.ndarray]:
    """Pairs of groups that may be one thing, and one row of `FIELDS` for each."""
    things = [_thing(paper, group) for group in groups]
    known = [any(mention.concept for mention in group) for group in groups]
    rows, pairs = [], []
    for one, other in combinations(range(len(things)), 2):
        a, b = things[one], things[other]
        if a.kind is b.kind and not (known[one] or known[other]) and _may_be_one(a, b):
            if b.mentions[0].start < a.mentions[0].start:
                a, b = b, a
            pairs.append((one, other))
            rows.append(_row(paper, a, b, things))
    return pairs, np.array(rows, dtype=np.float32).reshape(-1, len(FIELDS))


def weights() -> str:
    """Names the trained weights: the beginning of their SHA-256."""
    return sha256(WEIGHTS.read_bytes()).hexdigest()[:12]


@cache
def _trees() -> Trees:
    return Trees(read_stored(WEIGHTS))


def _thing(paper: Paper, group: Sequence[Mention]) -> _Thing:
    group = sorted(group, key=lambda mention: mention.start)
    texts = dict.fromkeys(text for m in group for text in (m.text, m.long_form) if text)
    forms = tuple(dict.fromkeys(form for form in map(normal_form, texts) if form))
    in_title = [m.start < len(paper.title) for m in group]
    whole = paper.text
    return _Thing(
        mentions=group,
        forms=forms,
        shorts=tuple(dict.fromkeys(short for text in texts for short in _shorts(text))),
        stems=frozenset(s for form in forms for s in _stems(form)),
        roles=frozenset(m.role for m in group),
        in_title=any(in_title),
        only_in_title=all(in_title),
        sentences=frozenset(m.sentence for m in group),
        pointed_at=any(_POINTING.search(whole[max(0, m.start - 12) : m.start]) for m in group),
        coined=any(any(c.isupper() for c in m.text[1:]) for m in group),
        defined=any(m.long_form for m in group),
        confidence=max(m.confidence for m in group),
    )


@lru_cache(maxsize=50_000)
def _stems(form: str) -> tuple[str, ...]:
    return tuple(stem(word) for word in form.split() if word not in _SMALL)


@lru_cache(maxsize=50_000)
def _shorts(text: str) -> tuple[str, ...]:
    words = re.split(r"[^\w]+", strip_latex(text))
    return tuple(
        singular(word).removesuffix("s").casefold()
        for word in words
        if len(word) > 1 and sum(char.isupper() for char in word) > 1
    )


def _may_be_one(a: _Thing, b: _Thing) -> bool:
    if a.stems & b.stems:
        return True
    if a.introduced and b.introduced:
        return True
    return _initials(a, b) > 0 or _initials(b, a) > 0


def _initials(short: _Thing, long: _Thing) -> float:
    """How much of an abbreviation of the one the initials of the other spell, in order: 0 to 1."""
    best = 0.0
    for word in short.shorts:
        for form in long.forms:
            words = form.split()
            if len(words) < 2:
                continue
            letters = iter("".join(w[0] for w in words))
            met = sum(char in letters for char in word)
            if met == len(word):
                best = max(best, len(word) / max(len(words), len(word)))
    return best


def _row(paper: Paper, a: _Thing, b: _Thing, things: Sequence[_Thing]) -> list[float]:
    """`a` begins before `b`. Of names in several wordings, the two that are most alike are compared."""
    first, second = max(
        ((x, y) for x in a.forms for y in b.forms),
        key=lambda pair: (_likeness(*map(_stems, pair)), -len(pair[0]) - len(pair[1])),
    )
    one, two = _stems(first), _stems(second)
    shared = set(one) & set(two)
    more_one, more_two = Counter(one) - Counter(two), Counter(two) - Counter(one)
    generic = [s for s in (*more_one, *more_two) if s in _GENERIC_STEMS]
    size = len(paper.title)
    colon = paper.title.find(":")
    nearest = min(max(0, max(x.start, y.start) - min(x.end, y.end)) for x in a.mentions for y in b.mentions)
    alike = [t for t in things if t.kind is a.kind]
    return [
        len(shared),
        len(shared) / max(1, len(set(one))),
        len(shared) / max(1, len(set(two))),
        len(one),
        len(two),
        more_one.total(),
        more_two.total(),
        bool(one and two and one[-1] == two[-1]),
        bool(one and two and one[0] == two[0]),
        _within(two, one),
        _within(one, two),
        one[-len(two) :] == two,
        len(generic),
        bool(generic) and len(generic) == len(more_one) + len(more_two),
        _numbers(first) != _numbers(second),
        max(_initials(a, b), _initials(b, a)),
        any(s in form.split() for s in a.shorts for form in b.forms)
        or any(s in form.split() for s in b.shorts for form in a.forms),
        a.kind is Kind.TASK,
        a.kind is Kind.DATASET,
        a.introduced and b.introduced,
        a.introduced != b.introduced,
        a.roles == b.roles,
        (Role.ADDRESSES in a.roles) + (Role.ADDRESSES in b.roles),
        a.in_title,
        b.in_title,
        a.mentions[0].start == 0,
        0 < colon < a.mentions[0].start < size or 0 < colon < b.mentions[0].start < size,
        a.only_in_title,
        b.only_in_title,
        len(a.sentences & b.sentences),
        log(1 + nearest),
        log(len(a.mentions)),
        log(len(b.mentions)),
        b.pointed_at,
        a.coined,
        b.coined,
        a.defined + b.defined,
        len(alike),
        _rivals(a, b, alike),
        _rivals(b, a, alike),
        sum(t.introduced for t in alike),
        min(a.confidence, b.confidence),
        _common_letters(first, second),
    ]


_GENERIC_STEMS = frozenset(map(stem, _GENERIC))


def _likeness(one: Sequence[str], two: Sequence[str]) -> float:
    shared = len(set(one) & set(two))
    return shared / max(1, len(set(one) | set(two)))


def _within(part: Sequence[str], whole: Sequence[str]) -> bool:
    """Whether the words stand in the other name in the same order, others between them or not."""
    rest = iter(whole)
    return bool(part) and all(word in rest for word in part)


def _numbers(form: str) -> list[str]:
    return re.findall(r"\d+", form)


def _rivals(a: _Thing, b: _Thing, things: Sequence[_Thing]) -> int:
    """How many other things share at least as many words with `a` as `b` does."""
    shared = len(a.stems & b.stems)
    return sum(t is not a and t is not b and len(t.stems & a.stems) >= max(1, shared) for t in things)


def _common_letters(one: str, two: str) -> float:
    """The share of letter triples that both names have."""
    x, y = ({form[i : i + 3] for i in range(len(form) - 2)} for form in (one, two))
    return len(x & y) / max(1, len(x | y))
