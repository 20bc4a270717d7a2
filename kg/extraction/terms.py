"""Terms known by their last word: "multi-scale graph transformer" is a method, "crop yield prediction" a task.

A term is a head with at least one modifier before it; the run of modifiers ends at the first function word,
verb form or evaluative adjective. After a telling head ("distillation", "forecasting") one occurrence
suffices; after any other the term must stand in the title or come back, for in the annotated training
papers a third of the runs seen once were right, and two thirds of those seen twice.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from kg.extraction.candidate import TERM, Candidate
from kg.extraction.remembered import Remembered, where
from kg.extraction.tokens import Tokens
from kg.extraction.words import DATASET_HEADS, EVALUATIVE, FUNCTION, METHOD_HEADS, VERBS
from kg.model import Kind
from kg.names import normal_form, singular

_HEADS: dict[str, Kind] = dict.fromkeys(
    """network autoencoder net tuning augmentation decomposition matching distillation spectrometry spectroscopy
    emulator prompting tokenization regularization attention transformer regression fusion annealing""".split(),
    Kind.METHOD,
) | dict.fromkeys(
    """prediction discovery detection estimation segmentation planning forecasting recognition identification
    quantification answering folding management manipulation classification generation retrieval
    navigation""".split(),
    Kind.TASK,
)
_TELLING = frozenset(
    """autoencoder net decomposition distillation spectrometry emulator prompting tokenization regularization
    augmentation forecasting identification quantification answering folding navigation""".split()
)
_NO_MODIFIERS = VERBS | EVALUATIVE
_GENERIC_HEADS = METHOD_HEADS | DATASET_HEADS
_JOINERS = frozenset("-‐‑–")
_LONGEST = 4


def find_terms(tokens: Tokens) -> Iterator[Candidate]:
    """Terms in order of the text; they may overlap."""
    terms = list(_all_terms(tokens))
    forms = [normal_form(tokens.slice(term.start, term.end)) for term in terms]
    counts = Counter(forms)
    for term, form in zip(terms, forms, strict=True):
        head = form.rpartition(" ")[2]
        if head in _TELLING or counts[form] > 1 or term.start < tokens.title_end:
            yield term


def _all_terms(tokens: Tokens) -> Iterator[Candidate]:
    words, lower = tokens.words, tokens.lower
    kinds = list(_HEAD_KINDS.of(lower))
    heads = list(where(kinds))
    sentence_starts = {start for start, _ in tokens.sentences} if heads else set()
    for i in heads:
        word, kind = lower[i], kinds[i]
        if kind is None or i in sentence_starts:
            continue
        if i + 1 < len(words) and kinds[i + 1] is not None:
            continue
        if i + 1 < len(words) and words[i + 1] in _JOINERS and not tokens.spaces[i]:
            continue
        start = _first_modifier(tokens, i, sentence_starts)
        if word == "net":  # a proper name: only what hyphens join
            while start < i - 2 and words[i - 1] in _JOINERS:
                start = i - 2
        if start < i:
            yield Candidate(start=start, end=i + 1, kind=kind, source=TERM)


def _head_kind(word: str) -> Kind | None:
    """What a term that ends in this word is."""
    return _HEADS.get(singular(word))


_HEAD_KINDS = Remembered(_head_kind)


def _first_modifier(tokens: Tokens, head: int, sentence_starts: set[int]) -> int:
    """Where the term begins: at most four modifiers before the head; `head` itself if there is none."""
    words, lower = tokens.words, tokens.lower
    i, count = head, 0
    while i > 0 and i not in sentence_starts and count < _LONGEST:
        before = i - 1
        if words[before] in _JOINERS:
            if tokens.spaces[before] or before == 0 or tokens.spaces[before - 1]:
                break
            before -= 1
            i = before if _modifies(lower[before], joined=True) else i
            if i != before:
                break
            continue
        if not _modifies(lower[before], joined=False):
            break
        i = before
        count += 1
    compound = head - i
    while i < head and (lower[i] in EVALUATIVE or words[i] in _JOINERS):
        i += 1
    return i if compound else head


def _modifies(word: str, joined: bool) -> bool:
    if not (word[0].isalnum() or word[0] == "$") or (word in FUNCTION and not joined):
        return False
    if joined:
        return True
    plural_head = word.endswith("s") and singular(word) in _GENERIC_HEADS
    return not plural_head and word not in _NO_MODIFIERS and not word.endswith("ly") and not word.isdigit()
