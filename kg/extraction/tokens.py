"""The tokens of a text as plain lists: rules ask for them thousands of times."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import accumulate
from operator import add


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


def make_tokens(text: str, words: list[str], spaces: list[bool], begins: list[bool]) -> Tokens:
    """Tokens of `text` from its words, the blanks behind them, and where sentences begin."""
    starts = list(accumulate(map(add, map(len, words), spaces), initial=0))[:-1]
    sentences = [i for i, here in enumerate(begins) if here]
    ends = [*sentences[1:], len(words)] if sentences else []
    sentence_of: list[int] = []
    for number, (start, end) in enumerate(zip(sentences, ends, strict=True)):
        sentence_of += [number] * (end - start)
    title_end = len(words)
    if "\n" in text:
        title_end = next((i for i, word in enumerate(words) if word.count("\n") > 1), title_end)
    lower = list(map(str.casefold, words))
    return Tokens(
        text, words, lower, starts, spaces, list(zip(sentences, ends, strict=True)), sentence_of, title_end
    )
