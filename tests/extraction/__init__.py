"""Tests of extraction; here stands how they read a text."""

from __future__ import annotations

from spacy.vocab import Vocab

from kg.extraction.tokenizer import LatexTokenizer
from kg.extraction.tokens import Tokens, read_tokens

_tokenize = LatexTokenizer(Vocab())


def tokens_of(abstract: str, title: str = "") -> Tokens:
    """The tokens of an abstract, after a title where one is given."""
    return read_tokens(_tokenize(f"{title}\n\n{abstract}" if title else abstract))
