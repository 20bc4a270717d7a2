"""The fast setting: rules alone, without a tagger and without spaCy."""

from __future__ import annotations

from kg.extraction.abbreviations import find_definitions
from kg.extraction.cutting import cut
from kg.extraction.rules import Rules
from kg.extraction.weighing import choose
from kg.model import Mention


class FastReader:
    """Finds the mentions of a text: those that the pipeline without its tagger finds."""

    def __init__(self, vocabularies: tuple[str, ...] = ()) -> None:
        """VocabularyError if one of the user's files is unusable."""
        self._rules = Rules(vocabularies)

    def __call__(self, text: str) -> list[Mention]:
        """Mentions in order of the text."""
        tokens = cut(text)
        definitions = list(find_definitions(tokens))
        return choose(tokens, self._rules(tokens, definitions), definitions)
