"""The spaCy pipeline: text in, mentions out.

    tokenizer -> kg_abbreviations -> kg_candidates -> kg_tagger -> kg_mentions

Each component leaves what it found on the `Doc` (`doc._.kg_definitions`, `kg_candidates`, `kg_tagged`,
`kg_mentions`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import spacy
from spacy.language import Language
from spacy.tokens import Doc

from kg.extraction.abbreviations import find_definitions
from kg.extraction.agreement import choose_tagged
from kg.extraction.combiner import Combiner
from kg.extraction.evidence import Support, read_support
from kg.extraction.features import place_hints
from kg.extraction.network import Network
from kg.extraction.role_model import RoleModel
from kg.extraction.rules import Rules
from kg.extraction.setting import LONGEST, MODEL, STUDENT, TEACHER
from kg.extraction.tagger import Reading, Tagger
from kg.extraction.tokenizer import LatexTokenizer, read_tokens
from kg.extraction.weighing import choose
from kg.model import Mention, Paper

for _name in ("kg_definitions", "kg_candidates", "kg_tagged", "kg_mentions"):
    if not Doc.has_extension(_name):
        Doc.set_extension(_name, default=None)


@Language.component("kg_abbreviations")
def _abbreviations(doc: Doc) -> Doc:
    tokens = doc._.kg_tokens
    if tokens is None:  # of another tokenizer
        tokens = doc._.kg_tokens = read_tokens(doc)
    doc._.kg_definitions = list(find_definitions(tokens))
    return doc


class _Candidates:
    def __init__(self, rules: Rules) -> None:
        self._rules = rules

    def __call__(self, doc: Doc) -> Doc:
        doc._.kg_candidates = self._rules(doc._.kg_tokens, doc._.kg_definitions)
        return doc


@Language.factory("kg_candidates", default_config={"vocabularies": []})
def _create_candidates(nlp: Language, name: str, vocabularies: list[str]) -> _Candidates:  # noqa: ARG001
    return _Candidates(Rules(tuple(vocabularies)))


class _Tagger:
    def __init__(self, accurate: bool) -> None:
        networks: list[Reading] = [Network(STUDENT)]
        if accurate:
            from kg.extraction.transformer import load_transformer  # noqa: PLC0415 - loads scipy

            networks.append(load_transformer(TEACHER))
        self._tagger = Tagger(networks)

    def __call__(self, doc: Doc) -> Doc:
        tokens = doc._.kg_tokens
        if len(tokens):
            hints = place_hints(tokens, doc._.kg_candidates, doc._.kg_definitions)
            doc._.kg_tagged = self._tagger(tokens, hints)
        return doc


@Language.factory("kg_tagger", default_config={"accurate": False})
def _create_tagger(nlp: Language, name: str, accurate: bool) -> _Tagger:  # noqa: ARG001
    return _Tagger(accurate)


class _Mentions:
    """Reads its weights where a tagger came before it."""

    def __init__(self) -> None:
        self._weights: tuple[Combiner, RoleModel, Support] | None = None

    def __call__(self, doc: Doc) -> Doc:
        seen = (doc._.kg_tokens, doc._.kg_candidates, doc._.kg_definitions)
        if doc._.kg_tagged is None:
            doc._.kg_mentions = choose(*seen)
            return doc
        if self._weights is None:
            self._weights = (
                Combiner(MODEL / "combiner.json.gz"),
                RoleModel(MODEL / "roles.json"),
                read_support(MODEL / "support.json.gz"),
            )
        doc._.kg_mentions = choose_tagged(*seen, doc._.kg_tagged, *self._weights)
        return doc


@Language.factory("kg_mentions")
def _create_mentions(nlp: Language, name: str) -> _Mentions:  # noqa: ARG001
    return _Mentions()


def load_pipeline(
    vocabularies: tuple[str, ...] = (), tagger: bool = True, accurate: bool = False
) -> Language:
    """The pipeline with the shipped vocabulary and the user's files; VocabularyError if one is unusable.

    Without the tagger the rules decide alone; an accurate one reads with a transformer, too: KgError where that is not
    installed.
    """
    nlp = spacy.blank("en")
    nlp.tokenizer = LatexTokenizer(nlp.vocab)
    nlp.add_pipe("kg_abbreviations")
    nlp.add_pipe("kg_candidates", config={"vocabularies": list(vocabularies)})
    if tagger:
        nlp.add_pipe("kg_tagger", config={"accurate": accurate})
    nlp.add_pipe("kg_mentions")
    return nlp


def find_mentions(nlp: Language, papers: Iterable[Paper]) -> Iterator[tuple[Paper, tuple[Mention, ...]]]:
    """Each paper with its mentions, in order of the papers; mentions in order of the text.

    Texts longer than `LONGEST` are read up to there.
    """
    pairs = ((paper.text[:LONGEST], paper) for paper in papers)
    for doc, paper in nlp.pipe(pairs, as_tuples=True, batch_size=64):
        yield paper, tuple(doc._.kg_mentions)
