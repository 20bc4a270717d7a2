"""Find the names of the curated vocabulary in a text.

Full names are sought in the normal form of the tokens (case, plural, hyphens and LaTeX forgotten),
abbreviations exactly as written, plural s allowed. Ambiguous abbreviations count only where the same
text bears a full name of the same concept, or defines the abbreviation so.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from spacy.matcher import PhraseMatcher
from spacy.tokens import Doc
from spacy.vocab import Vocab

from kg.extraction.candidate import VOCABULARY, Candidate
from kg.extraction.tokenizer import LatexTokenizer
from kg.extraction.tokens import Tokens, read_tokens
from kg.model import Kind
from kg.names import normal_form
from kg.vocabulary import Vocabulary, ambiguous_abbreviations

_JOINERS = frozenset("-‐‑–/_")
_HYPHENS = frozenset("-‐‑")


@lru_cache(maxsize=100_000)
def _token_form(word: str) -> str:
    return normal_form(word)


def _normal_tokens(words: list[str], spaces: list[bool]) -> tuple[list[str], list[int]]:
    """Normal forms of the tokens that count, and which tokens these are.

    Hyphens and slashes that join two words, blanks and LaTeX commands do not count.
    """
    forms: list[str] = []
    where: list[int] = []
    for i, word in enumerate(words):
        if word in _JOINERS:
            if 0 < i < len(words) - 1 and not spaces[i - 1] and not spaces[i]:
                continue
            form = word
        elif word.count("\n") > 1:
            form = word  # no name runs across a blank line
        elif word.isspace() or word[0] == "\\":
            continue
        else:
            form = _token_form(word) or word
        forms.append(form)
        where.append(i)
    return forms, where


class PhraseFinder:
    """Finds a vocabulary's names. Building one takes a moment; finding is linear in the text."""

    def __init__(self, vocabulary: Vocabulary, vocab: Vocab) -> None:
        self._vocab = vocab
        self._tokenize = LatexTokenizer(vocab)
        self._labels = PhraseMatcher(vocab)
        self._exact = PhraseMatcher(vocab)
        concepts = [c for c in vocabulary.concepts.values() if c.matching != "none"]
        self._own = {f"{c.kind.value}\t{c.key}" for c in concepts if c.own}
        self._ambiguous = ambiguous_abbreviations(concepts)
        labels: dict[str, dict[tuple[str, ...], None]] = {}
        shorts: dict[str, set[str]] = {}
        for concept in concepts:
            name = f"{concept.kind.value}\t{concept.key}"
            if concept.matching == "label":
                for label in concept.names:
                    forms = tuple(self._forms(label))
                    if sum(char.isalpha() for form in forms for char in form) > 1:  # "$\\pi_0$" leaves "0"
                        labels.setdefault(name, {})[forms] = None
            for short in concept.abbreviations + concept.ambiguous:
                shorts.setdefault(name, set()).update((short, short + "s"))
        for name, phrases in labels.items():
            self._labels.add(name, [Doc(vocab, words=list(forms)) for forms in phrases if forms])
        for name, texts in shorts.items():
            self._exact.add(name, [self._tokenize(text) for text in sorted(texts)])

    def _forms(self, label: str) -> list[str]:
        tokens = read_tokens(self._tokenize(label))
        return _normal_tokens(tokens.words, tokens.spaces)[0]

    def __call__(self, doc: Doc, tokens: Tokens) -> Iterator[Candidate]:
        """Candidates in no particular order; they may overlap. `tokens` are those of `doc`."""
        forms, where = _normal_tokens(tokens.words, tokens.spaces)
        shadow = Doc(self._vocab, words=forms)
        named: set[str] = set()
        for match, begin, after in self._labels(shadow):
            name = self._vocab.strings[match]
            named.add(name)
            start, end = where[begin], where[after - 1] + 1
            if not _inside_word(tokens, start, end):
                kind, key = name.split("\t", 1)
                yield Candidate(
                    start=start,
                    end=end,
                    kind=Kind(kind),
                    source=VOCABULARY,
                    concept=key,
                    own=name in self._own,
                )
        for match, start, end in self._exact(doc):
            name = self._vocab.strings[match]
            text = tokens.slice(start, end)
            if (text in self._ambiguous or text.removesuffix("s") in self._ambiguous) and name not in named:
                continue
            if _inside_word(tokens, start, end):
                continue
            kind, key = name.split("\t", 1)
            yield Candidate(
                start=start, end=end, kind=Kind(kind), source=VOCABULARY, concept=key, own=name in self._own
            )


def _inside_word(tokens: Tokens, start: int, end: int) -> bool:
    """Whether a name is only a piece of a longer hyphenated one: "PAR" in "PAR-2", "GPT" in "TAP-GPT".

    In the annotated training papers 92 % of the matches that a hyphen joins to the word before are such
    pieces, and 88 % of those that a hyphen joins to a number or to capitals behind them.
    """
    words, spaces = tokens.words, tokens.spaces
    if end + 1 < len(words) and words[end] in _JOINERS and not spaces[end - 1] and not spaces[end]:
        follower = words[end + 1]
        if follower[0].isdigit() or follower.isupper():
            return True
    if start < 2 or words[start - 1] not in _JOINERS or spaces[start - 1] or spaces[start - 2]:
        return False
    leader = words[start - 2]
    return (words[start - 1] in _HYPHENS and leader[-1].isalnum()) or (leader.isupper() and len(leader) > 1)
