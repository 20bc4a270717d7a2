"""The spaCy pipeline: text in, mentions out.

    tokenizer -> kg_abbreviations -> kg_candidates -> (a trained tagger will stand here) -> kg_mentions

Each component leaves what it found on the `Doc` (`doc._.kg_definitions`, `kg_candidates`, `kg_mentions`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import spacy
from spacy.language import Language
from spacy.tokens import Doc

from kg import vocabulary
from kg.extraction.abbreviations import find_definitions
from kg.extraction.agreement import choose
from kg.extraction.naming import find_mentioned_names, find_names
from kg.extraction.phrases import PhraseFinder
from kg.extraction.terms import find_terms
from kg.extraction.tokenizer import LatexTokenizer
from kg.extraction.tokens import read_tokens
from kg.model import Mention, Paper

RULES = "rules-1"
"""Names the rules; changes whenever they would give other mentions."""

for _name in ("kg_tokens", "kg_definitions", "kg_candidates", "kg_mentions"):
    if not Doc.has_extension(_name):
        Doc.set_extension(_name, default=None)


@Language.component("kg_abbreviations")
def _abbreviations(doc: Doc) -> Doc:
    doc._.kg_tokens = read_tokens(doc)
    doc._.kg_definitions = list(find_definitions(doc._.kg_tokens))
    return doc


class _Candidates:
    def __init__(self, nlp: Language, files: tuple[str, ...]) -> None:
        self._find_phrases = PhraseFinder(vocabulary.load(files), nlp.vocab)

    def __call__(self, doc: Doc) -> Doc:
        tokens = doc._.kg_tokens
        doc._.kg_candidates = [
            *self._find_phrases(doc, tokens),
            *find_names(tokens, doc._.kg_definitions),
            *find_mentioned_names(tokens),
            *find_terms(tokens),
        ]
        return doc


@Language.factory("kg_candidates", default_config={"vocabularies": []})
def _create_candidates(nlp: Language, name: str, vocabularies: list[str]) -> _Candidates:  # noqa: ARG001
    return _Candidates(nlp, tuple(vocabularies))


@Language.component("kg_mentions")
def _mentions(doc: Doc) -> Doc:
    doc._.kg_mentions = choose(doc._.kg_tokens, doc._.kg_candidates, doc._.kg_definitions)
    return doc


def load_pipeline(vocabularies: tuple[str, ...] = ()) -> Language:
    """The pipeline with the shipped vocabulary and the user's files; VocabularyError if one is unusable."""
    nlp = spacy.blank("en")
    nlp.tokenizer = LatexTokenizer(nlp.vocab)
    nlp.add_pipe("kg_abbreviations")
    nlp.add_pipe("kg_candidates", config={"vocabularies": list(vocabularies)})
    nlp.add_pipe("kg_mentions")
    return nlp


def find_mentions(nlp: Language, papers: Iterable[Paper]) -> Iterator[tuple[Paper, tuple[Mention, ...]]]:
    """Each paper with its mentions, in order of the papers; mentions in order of the text.

    Texts longer than 100,000 characters are read up to there.
    """
    pairs = ((paper.text[:100_000], paper) for paper in papers)
    for doc, paper in nlp.pipe(pairs, as_tuples=True, batch_size=64):
        yield paper, tuple(doc._.kg_mentions)
