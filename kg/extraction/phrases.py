"""Find the names of the curated vocabulary in a text.

Full names are sought in the normal form of the tokens (case, plural, hyphens and LaTeX forgotten),
abbreviations exactly as written, plural s allowed. Ambiguous abbreviations count only where the same
text bears a full name of the same concept or a version of it ("ORCA 6.0"), or defines the abbreviation so.
"""

from __future__ import annotations

from collections.abc import Iterator

from kg.extraction.candidate import VOCABULARY, Candidate
from kg.extraction.cutting import cut
from kg.extraction.remembered import Remembered, where
from kg.extraction.tokens import Tokens
from kg.extraction.trie import Trie
from kg.model import Kind
from kg.names import normal_form
from kg.vocabulary import Vocabulary, ambiguous_abbreviations

_JOINERS = frozenset("-‐‑–/_")
_HYPHENS = frozenset("-‐‑")
_Name = tuple[Kind, str]
"""Kind and key of a concept."""


def _token_form(word: str) -> str:
    """The normal form of a token; nothing for what does not count: blanks and LaTeX commands."""
    if word.count("\n") > 1:
        return word  # no name runs across a blank line
    if word.isspace() or (word[0] == "\\" and (len(word) == 1 or word[1:].isalpha())):
        return ""
    return word if word in _JOINERS else normal_form(word) or word


_TOKEN_FORMS = Remembered(_token_form)


def normal_tokens(tokens: Tokens) -> tuple[list[str], list[int]]:
    """Normal forms of the tokens that count, and which tokens these are.

    Hyphens and slashes that join two words, blanks and LaTeX commands do not count.
    """
    words, spaces = tokens.words, tokens.spaces
    forms = list(_TOKEN_FORMS.of(words))
    for i in where(map(_JOINERS.__contains__, words)):
        if 0 < i < len(words) - 1 and not spaces[i - 1] and not spaces[i]:
            forms[i] = ""
    return list(filter(None, forms)), list(where(forms))


class PhraseFinder:
    """Finds a vocabulary's names. Building one takes a moment; finding is linear in the text."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._labels: Trie[_Name] = Trie()
        self._exact: Trie[_Name] = Trie()
        concepts = [c for c in vocabulary.concepts.values() if c.matching != "none"]
        self._own = {(c.kind, c.key) for c in concepts if c.own}
        self._ambiguous = ambiguous_abbreviations(concepts)
        self._versions = dict(_versions(vocabulary))
        for concept in concepts:
            name = (concept.kind, concept.key)
            labels = concept.names if concept.matching == "label" else ()
            for forms in sorted({tuple(normal_tokens(cut(label))[0]) for label in labels}):
                if sum(char.isalpha() for form in forms for char in form) > 1:  # "$\\pi_0$" leaves "0"
                    self._labels.add(forms, name)
            shorts = concept.abbreviations + concept.ambiguous
            for words in sorted(
                {tuple(cut(form).words) for short in shorts for form in (short, short + "s")}
            ):
                self._exact.add(words, name)

    def __call__(self, tokens: Tokens, forms: list[str], places: list[int]) -> Iterator[Candidate]:
        """Candidates in no particular order; they may overlap. `forms` and `places` are `normal_tokens`."""
        named: set[_Name] = set()
        for begin, after, name in self._labels.find(forms):
            named.add(name)
            named.update(self._versions.get(name, ()))
            start, end = places[begin], places[after - 1] + 1
            if not inside_word(tokens, start, end):
                yield self._candidate(start, end, name)
        for start, end, name in self._exact.find(tokens.words):
            text = tokens.slice(start, end)
            if (text in self._ambiguous or text.removesuffix("s") in self._ambiguous) and name not in named:
                continue
            if not inside_word(tokens, start, end):
                yield self._candidate(start, end, name)

    def _candidate(self, start: int, end: int, name: _Name) -> Candidate:
        kind, key = name
        return Candidate(
            start=start, end=end, kind=kind, source=VOCABULARY, concept=key, own=name in self._own
        )


def _versions(vocabulary: Vocabulary) -> Iterator[tuple[_Name, set[_Name]]]:
    """Concepts whose label begins with an ambiguous abbreviation of families of theirs ("ORCA 6.0"): it tells what
    the bare "ORCA" means there."""
    for (kind, key), concept in vocabulary.concepts.items():
        told = {
            (kind, up)
            for up in vocabulary.ancestors(kind, key)
            for short in vocabulary.concepts[kind, up].ambiguous
            if concept.label.startswith((f"{short} ", f"{short}-"))
        }
        if told:
            yield (kind, key), told


def inside_word(tokens: Tokens, start: int, end: int) -> bool:
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
