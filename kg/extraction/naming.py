"""Patterns by which authors name what is new: "we introduce X", "X: ..." titles, "dubbed X".

Each pattern proposes a candidate with the role `introduces`. The kind is read from the words around the
name ("a benchmark called X", "the X dataset"): a method unless they say otherwise.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache

from kg.extraction.abbreviations import Definition
from kg.extraction.candidate import NAME, NAMING, Candidate
from kg.extraction.remembered import Remembered, where
from kg.extraction.tokens import Tokens
from kg.extraction.words import (
    DATASET_HEADS,
    EVALUATIVE,
    FUNCTION,
    GENERIC_NAMES,
    METHOD_HEADS,
    SOFTWARE_HEADS,
    VERBS,
)
from kg.model import Kind, Role
from kg.names import singular

_CUES = frozenset(
    """introduce introduces introduced introducing propose proposes proposed proposing present presents
    presented presenting develop develops developed developing describe describes release releases released
    releasing devise design build construct create creates established establish contribute unveil
    demonstrate""".split()
)
_PARTICIPLES = frozenset("introduced proposed presented developed described released".split())
_CALLED = frozenset("called named dubbed termed coined christened denoted nicknamed".split())
_CALL = frozenset("call name dub term coin denote".split())
_TRIGGERS = _CUES | _PARTICIPLES | _CALLED | _CALL | {"our", "namely"}
_BEFORE_NAMES = frozenset(
    """a an the our it this as by new novel proposed newly developed method framework approach model system
    " ' “ ‘ { `""".split()
)
_STOP = frozenset("that which who to by with using where whose because when while so thereby than if".split())
_JOINERS = frozenset("-‐‑–/")
_FURTHEST = 14
"""Tokens behind a cue verb within which a bare name is its object."""
_FURTHEST_DEFINITION = 24
"""The same for a name with its abbreviation, which is surer."""
_LONGEST = 9
"""Tokens of a name at most."""


def find_names(tokens: Tokens, definitions: Sequence[Definition]) -> Iterator[Candidate]:
    """Names of what this text introduces, in order of the patterns; candidates may repeat."""
    words, lower = tokens.words, tokens.lower
    shorts = {d.short[0]: d for d in definitions}
    yield from _title_names(tokens, definitions)
    for start, end in tokens.sentences:
        if start < tokens.title_end:
            continue
        for offset in where(map(_TRIGGERS.__contains__, lower[start:end])):
            i = start + offset
            if lower[i] in _PARTICIPLES and i > start and lower[i - 1] in ("is", "are", "was", "were"):
                yield from _before_passive(tokens, start, i - 1, end)
                yield from _after_cue(tokens, i + 1, end, shorts)
            elif lower[i] in _CUES and (_ours(lower, start, i) or (i > start and looks_named(words[i - 1]))):
                yield from _after_cue(tokens, i + 1, end, shorts)
            elif lower[i] in _CALLED or (lower[i] in _CALL and _calling(lower, start, i)):
                name = _name_at(tokens, _skip(lower, i + 1, end), end, strict=False)
                if name is not None:
                    yield _candidate(tokens, name, start, end)
            elif lower[i] in ("our", "namely"):
                yield from _own_definition(tokens, i + 1, end, shorts)
                name = _name_at(tokens, _skip(lower, i + 1, end), end)
                if name is not None:
                    yield _candidate(tokens, name, start, end)


def find_mentioned_names(tokens: Tokens) -> Iterator[Candidate]:
    """Names followed by a word that says what they are, whatever the paper does: "the X dataset", "X solver"."""
    lower, done = tokens.lower, 0
    for i in where(_BEGIN_NAMES.of(tokens.words)):
        if i < done:
            continue
        end = tokens.sentences[tokens.sentence_of[i]][1]
        name = _name_at(tokens, i, end)
        if name is None:
            continue
        kind = _kind_beside(lower, name, end)
        if kind is not None:
            yield Candidate(start=name[0], end=name[1], kind=kind, source=NAME)
        done = name[1]


def _kind_beside(lower: list[str], name: tuple[int, int], end: int) -> Kind | None:
    after = lower[name[1]] if name[1] < end else ""
    last = lower[name[1] - 1]
    if after in DATASET_HEADS or last.endswith("bench"):
        return Kind.DATASET
    return Kind.METHOD if singular(after) in SOFTWARE_HEADS else None


def _title_names(tokens: Tokens, definitions: Sequence[Definition]) -> Iterator[Candidate]:
    """ "X: subtitle" and "X - subtitle", where X looks like a name or comes back in the abstract as written."""
    words, lower, title_end = tokens.words, tokens.lower, tokens.title_end
    for definition in definitions:
        if definition.short[1] < title_end and words[definition.short[1]] == ":":
            yield _candidate(tokens, definition.short, 0, title_end, definition=definition)
    colon = next((i for i in range(1, title_end) if words[i] == ":"), None)
    if colon is None or colon > 9 or colon + 1 >= title_end:
        return
    head = tokens.slice(0, colon)
    body = tokens.text[tokens.starts[title_end] :] if title_end < len(tokens) else ""
    plain = [w for w in words[:colon] if w[0].isalnum()]
    named = [w for w in plain if looks_named(w)]
    if (
        not plain
        or plain[0].casefold() in VERBS | _CUES
        or any(w.casefold() in FUNCTION - {"el", "la"} and not looks_named(w) for w in plain)
    ):
        return
    comes_back = any(_bounded(body, at, head) for at in _places(body, head))
    if not (comes_back and words[0][0].isupper()) and not (named and len(plain) <= 2):
        return
    if not named and len(plain) == 1 and not _mid_sentence(tokens, words[0]):
        return
    if not named and singular(lower[colon - 1]) in METHOD_HEADS and not comes_back:
        return
    yield _candidate(tokens, (0, colon), 0, title_end)


def _places(text: str, name: str) -> Iterator[int]:
    at = text.find(name)
    while at >= 0:
        yield at
        at = text.find(name, at + 1)


def _bounded(text: str, at: int, name: str) -> bool:
    before = text[at - 1] if at else " "
    after = text[at + len(name)] if at + len(name) < len(text) else " "
    return not before.isalnum() and not after.isalnum()


def _mid_sentence(tokens: Tokens, word: str) -> bool:
    """Whether a capitalised word also stands within a sentence, so that the capital is its own."""
    return any(
        word in tokens.words[start + 1 : end] for start, end in tokens.sentences if start > tokens.title_end
    )


def _ours(lower: list[str], start: int, cue: int) -> bool:
    """Whether the cue verb is the authors' own: "we introduce", "this paper presents", "is proposed"."""
    before = lower[max(start, cue - 6) : cue]
    if any(w in ("we", "i", "here", "our") for w in before):
        return True
    if any(
        w in ("paper", "work", "study", "article", "letter", "thesis", "manuscript", "authors")
        for w in before
    ):
        return "this" in before or "the" in before or "our" in before or "present" in before
    return bool(lower[cue].endswith("ing") and cue - start <= 1)


def _calling(lower: list[str], start: int, i: int) -> bool:
    return any(w in ("we", "which", "i") for w in lower[max(start, i - 4) : i])


def _skip(lower: list[str], i: int, end: int) -> int:
    """Past articles, quotes, brackets and LaTeX commands, to where a name may begin."""
    while i < end and (lower[i] in _BEFORE_NAMES or lower[i].startswith("\\") or lower[i].isspace()):
        i += 1
    return i


def _after_cue(tokens: Tokens, i: int, end: int, shorts: dict[int, Definition]) -> Iterator[Candidate]:
    """The first name in the object of a cue verb; a defined abbreviation counts with its long form."""
    words, lower = tokens.words, tokens.lower
    stop = min(end, i + _FURTHEST_DEFINITION)
    start = i
    first = _skip(lower, i, end)
    if (
        first + 1 < end
        and (words[first + 1] in ",—" or (words[first + 1] == "(" and tokens.spaces[first]))
        and _proper(words[first])
        and not looks_named(words[first])
    ):
        yield _candidate(tokens, (first, first + 1), start - 1, end)
        return
    while i < stop:
        if lower[i] in _STOP or words[i] in ".;":
            return
        if words[i] == "(" and i + 1 in shorts:
            definition = shorts[i + 1]
            if words[definition.short[1] + 1 : definition.short[1] + 2] == ["-"]:
                i = definition.short[1] + 1  # "a Discrete Variable (DV)-circuit network": not yet the name
                continue
            if definition.long[0] >= start:
                yield _candidate(tokens, definition.short, start - 1, end, definition=definition)
            i = definition.short[1] + 1
            if i + 1 < end and (lower[i] == "and" or words[i] == ","):
                stop = min(end, i + _FURTHEST_DEFINITION)
                start = i
                continue
            return
        name = _name_at(tokens, i, end) if i < start + _FURTHEST else None
        if name is not None:
            yield _candidate(tokens, name, start - 1, end)
            return
        i += 1


def _own_definition(tokens: Tokens, i: int, end: int, shorts: dict[int, Definition]) -> Iterator[Candidate]:
    """ "our Adaptive Embedding Model (ACE-Mol)": a definition whose long form follows at once."""
    words, lower = tokens.words, tokens.lower
    while i < end and (words[i] == "," or lower[i] in ("the", "a", "an", "proposed", "new", "novel")):
        i += 1
    for definition in shorts.values():
        if definition.long[0] == i and words[i][0].isupper():
            yield _candidate(tokens, definition.short, i, end, definition=definition)


def _before_passive(tokens: Tokens, start: int, verb: int, end: int) -> Iterator[Candidate]:
    """ "a digital twin, X, is introduced": the name that ends right before the verb."""
    words = tokens.words
    last = verb - 1 if words[verb - 1] != "," else verb - 2
    for i in range(max(start, last - 8), last + 1):
        name = _name_at(tokens, i, verb)
        if name is not None and name[1] == last + 1:
            yield _candidate(tokens, name, start, end)
            return


@lru_cache(maxsize=100_000)
def looks_named(word: str) -> bool:
    """Whether a word is written as only names are: inner capitals, or capitals with digits.

    >>> [looks_named(w) for w in ("ChefNMR", "MORPH", "gEDMD", "GPU", "Stable", "network", "QM9", "2D")]
    [True, True, True, False, False, False, True, False]
    """
    if word.casefold() in GENERIC_NAMES or not any(c.isalpha() for c in word):
        return False
    bare = word[:-1] if len(word) > 2 and word.endswith("s") and word[:-1].isupper() else word
    capitals = sum(c.isupper() for c in bare)
    if bare.casefold() in GENERIC_NAMES:
        return False
    return (capitals >= 2 and len(bare) >= 3) or (
        capitals >= 1 and len(bare) >= 3 and (not bare[0].isupper() or any(c.isdigit() for c in bare))
    )


def _name_at(tokens: Tokens, i: int, end: int, strict: bool = True) -> tuple[int, int] | None:
    """The name that begins at token `i`: named words, capitalised words beside them, joined by hyphens.

    With `strict`, one of the words must look like a name; else capitals at its beginning suffice.
    """
    words, lower = tokens.words, tokens.lower
    if i >= end or not _BEGIN_NAMES[words[i]]:
        return None
    j, named = i, False
    while j < end and j - i <= _LONGEST:
        if _marks_name(tokens, i, j):
            named = True
        elif not _continues(tokens, i, j, end, named):
            break
        j += 1
    if j - i > _LONGEST:
        return None
    while j > i and words[j - 1] in _JOINERS:
        j -= 1
    if j == i or (strict and not named):
        return None
    if not strict and not named and words[i].casefold() in EVALUATIVE | VERBS:
        return None
    if j < end and words[j] in _JOINERS and not tokens.spaces[j - 1] and words[j + 1 : j + 2] != []:
        follower = lower[j + 1]
        if follower in ("based", "like", "style", "type", "trained", "driven", "aware", "guided", "specific"):
            return None
    return i, j


def _marks_name(tokens: Tokens, i: int, j: int) -> bool:
    """Whether token `j` alone shows that what began at `i` is a name: inner capitals, glued LaTeX or brackets."""
    word = tokens.words[j]
    if looks_named(word):
        return True
    glued = j > i and not tokens.spaces[j - 1]
    return glued and (word[0] == "$" or (word in "()" and _inside_name(tokens, i, j)))


def _continues(tokens: Tokens, i: int, j: int, end: int, named: bool) -> bool:
    """Whether token `j` may stand within a name that began at `i`, though it does not make it one."""
    words, word = tokens.words, tokens.words[j]
    glued = j > i and not tokens.spaces[j - 1]
    joined = j > i and words[j - 1] in _JOINERS
    if word in _JOINERS:
        return glued and not tokens.spaces[j] and j + 1 < end and _nameish(words[j + 1])
    if word == "+":
        return glued
    if word[0].isdigit():
        return j > i and (joined or named)
    return (word.isupper() and joined) or (_proper(word) and (not named or joined or glued))


def _begins_name(word: str) -> bool:
    """Whether any name at all may begin with a word."""
    return looks_named(word) or _proper(word)


_BEGIN_NAMES = Remembered(_begins_name)


@lru_cache(maxsize=100_000)
def _proper(word: str) -> bool:
    """Whether a word begins with a capital and is none of the words that do so anywhere."""
    lower = word.casefold()
    return word[0].isupper() and word.isalnum() and lower not in FUNCTION and lower not in GENERIC_NAMES


def _nameish(word: str) -> bool:
    return looks_named(word) or word[0].isupper() or word[0].isdigit()


def _inside_name(tokens: Tokens, i: int, j: int) -> bool:
    """Brackets glued into a name: "Sol(Di)$^2$T", "E(3)"."""
    words = tokens.words
    if words[j] == "(":
        return (
            j + 2 < len(words) and words[j + 2] == ")" and not tokens.spaces[j] and not tokens.spaces[j + 1]
        )
    return j - 2 > i and words[j - 2] == "("


def _candidate(
    tokens: Tokens, name: tuple[int, int], start: int, end: int, definition: Definition | None = None
) -> Candidate:
    return Candidate(
        start=name[0],
        end=name[1],
        kind=kind_around(tokens.lower, name, start, end),
        source=NAMING,
        long_form=tokens.slice(*definition.long) if definition is not None else "",
        role=Role.INTRODUCES,
    )


def kind_around(lower: list[str], name: tuple[int, int], start: int, end: int) -> Kind:
    """Dataset where the word behind the name, or the nearest head beside it, says so; else Method.

    "X, a benchmark for", "the X dataset", "a corpus called X", and names that end in Bench or QA sets.
    """
    last = lower[name[1] - 1]
    if last.endswith(("bench", "benchmark", "dataset", "corpus")) and last != "workbench":
        return Kind.DATASET
    after = [w for w in lower[name[1] : min(end, name[1] + 10)] if w[0].isalnum() or w in ",("]
    if after and after[0] in DATASET_HEADS:
        return Kind.DATASET
    if after[:1] in ([","], ["("]) or after[:2] == ["is", "a"]:
        for word in after[1:]:
            if word in ("that", "for", "of", "with", "which", "to", "in"):
                break
            if word in DATASET_HEADS:
                return Kind.DATASET
            if singular(word) in METHOD_HEADS:
                return Kind.METHOD
    before = [w for w in lower[max(start, name[0] - 6) : name[0]] if w[0].isalpha()]
    for word in reversed(before):
        if word in DATASET_HEADS:
            return Kind.DATASET
        if singular(word) in METHOD_HEADS or word in _CUES:
            return Kind.METHOD
    return Kind.METHOD
