"""What a function says of words, kept: texts are made of the same words, and a look-up costs less than a call."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import compress, count
from typing import TypeVar

T = TypeVar("T")
_MOST = 100_000
"""Words that are remembered; then the memory starts afresh."""


class Remembered(dict[str, T]):
    """A function of a word as a dict that fills itself: `remembered[word]` is `function(word)`."""

    def __init__(self, function: Callable[[str], T]) -> None:
        super().__init__()
        self._function = function

    def __missing__(self, word: str) -> T:
        if len(self) >= _MOST:
            self.clear()
        answer = self[word] = self._function(word)
        return answer

    def of(self, words: Iterable[str]) -> Iterator[T]:
        """Of each word, in order."""
        return map(self.__getitem__, words)


def where(answers: Iterable[object]) -> Iterator[int]:
    """The indices, from 0, of the answers that are true."""
    return compress(count(), answers)
