"""What rules alone propose: the vocabulary, naming patterns, names beside telling words, terms by their heads."""

from __future__ import annotations

from collections.abc import Sequence

from kg import vocabulary
from kg.extraction.abbreviations import Definition
from kg.extraction.candidate import Candidate
from kg.extraction.naming import find_mentioned_names, find_names
from kg.extraction.phrases import PhraseFinder, normal_tokens
from kg.extraction.terms import find_terms
from kg.extraction.tokens import Tokens


class Rules:
    """All rules, with the shipped vocabulary and the user's files; VocabularyError if one is unusable."""

    def __init__(self, vocabularies: tuple[str, ...]) -> None:
        self._find_phrases = PhraseFinder(vocabulary.load(vocabularies))

    def __call__(self, tokens: Tokens, definitions: Sequence[Definition]) -> list[Candidate]:
        """Candidates in no particular order; they may overlap."""
        return [
            *self._find_phrases(tokens, *normal_tokens(tokens)),
            *find_names(tokens, definitions),
            *find_mentioned_names(tokens),
            *find_terms(tokens),
        ]
