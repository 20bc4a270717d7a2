"""The tokens of a text as plain lists, read off a `Doc` once: rules ask for them thousands of times."""

from __future__ import annotations

from dataclasses import dataclass

from spacy.attrs import ORTH, SENT_START, SPACY
from spacy.tokens import Doc


@dataclass(frozen=True, slots=True)
class Tokens:
    """Everything that the rules look at. Token indices count from 0; spans are (start, end), end exclusive."""

    text: str
    words: list[str]
    lower: list[str]
    """The words, casefolded."""
    starts: list[int]
    """First code point of each token in `text`."""
    spaces: list[bool]
    """Whether a single blank follows the token directly."""
    sentences: list[tuple[int, int]]
    """Spans of the sentences, in order; they cover all tokens."""
    sentence_of: list[int]
    """For each token, the index of its sentence."""
    title_end: int
    """The token that separates title and abstract; the number of tokens where there is none."""

    def __len__(self) -> int:
        """The number of tokens."""
        return len(self.words)

    def chars(self, start: int, end: int) -> tuple[int, int]:
        """The code points that tokens `start` to `end` cover."""
        return self.starts[start], self.starts[end - 1] + len(self.words[end - 1])

    def slice(self, start: int, end: int) -> str:
        """Tokens `start` to `end` as the text has them, without the blank behind the last."""
        if start >= end:
            return ""
        begin, finish = self.chars(start, end)
        return self.text[begin:finish]


def read_tokens(doc: Doc) -> Tokens:
    """Read a `Doc` whose sentences are marked."""
    columns = doc.to_array([ORTH, SPACY, SENT_START]).T.tolist() if len(doc) else [[], [], []]
    strings = doc.vocab.strings
    words: list[str] = [strings[orth] for orth in columns[0]]
    spaces = [space == 1 for space in columns[1]]
    starts: list[int] = []
    position = 0
    for word, space in zip(words, spaces, strict=True):
        starts.append(position)
        position += len(word) + space
    sentences: list[int] = []
    sentence_of: list[int] = []
    for i, begins in enumerate(columns[2]):
        if begins == 1 or not i:
            sentences.append(i)
        sentence_of.append(len(sentences) - 1)
    bounds = list(zip(sentences, [*sentences[1:], len(words)] if sentences else [], strict=True))
    title_end = next((i for i, word in enumerate(words) if word.count("\n") > 1), len(words))
    lower = [word.casefold() for word in words]
    text = "".join([word + " " if space else word for word, space in zip(words, spaces, strict=True)])
    return Tokens(text, words, lower, starts, spaces, bounds, sentence_of, title_end)
