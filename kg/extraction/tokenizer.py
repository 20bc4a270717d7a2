"""The tokens of `kg.extraction.cutting` for spaCy."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from spacy.attrs import ORTH, SENT_START, SPACY
from spacy.tokens import Doc
from spacy.util import registry
from spacy.vocab import Vocab

from kg.extraction.cutting import cut
from kg.extraction.tokens import Tokens, make_tokens

if not Doc.has_extension("kg_tokens"):
    Doc.set_extension("kg_tokens", default=None)


class LatexTokenizer:
    """A spaCy tokenizer that also marks sentences; it holds nothing but the vocabulary of strings."""

    def __init__(self, vocab: Vocab) -> None:
        self.vocab = vocab

    def __call__(self, text: str) -> Doc:
        """Cut a text into a `Doc` whose text is the same; `doc._.kg_tokens` holds its tokens as lists."""
        tokens = cut(text)
        begins: list[bool | int | None] = [False] * len(tokens)
        for start, _ in tokens.sentences:
            begins[start] = True
        doc = Doc(self.vocab, words=tokens.words, spaces=tokens.spaces, sent_starts=begins)
        doc._.kg_tokens = tokens
        return doc

    def to_bytes(self, **_: Any) -> bytes:
        """Nothing to store: the rules are code."""
        return b""

    def from_bytes(self, _data: bytes, **_: Any) -> LatexTokenizer:
        """Nothing to restore."""
        return self

    def to_disk(self, _path: str | Path, **_: Any) -> None:
        """Nothing to store."""

    def from_disk(self, _path: str | Path, **_: Any) -> LatexTokenizer:
        """Nothing to restore."""
        return self


@registry.tokenizers("kg.LatexTokenizer.v1")  # type: ignore[untyped-decorator]
def create_tokenizer() -> Any:
    """For spaCy configurations: `[nlp.tokenizer] @tokenizers = "kg.LatexTokenizer.v1"`."""
    return lambda nlp: LatexTokenizer(nlp.vocab)


def read_tokens(doc: Doc) -> Tokens:
    """Read a `Doc` whose sentences are marked."""
    columns = doc.to_array([ORTH, SPACY, SENT_START]).T.tolist() if len(doc) else [[], [], []]
    strings = doc.vocab.strings
    words: list[str] = [strings[orth] for orth in columns[0]]
    spaces = [space == 1 for space in columns[1]]
    begins = [begins == 1 or not i for i, begins in enumerate(columns[2])]
    return make_tokens(doc.text, words, spaces, begins)
