"""Phrases as a tree of words: all of them are found in one walk along a text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Generic, TypeVar

from kg.extraction.remembered import where

T = TypeVar("T")


class _Node(Generic[T]):
    __slots__ = ("following", "values")

    def __init__(self) -> None:
        self.following: dict[str, _Node[T]] = {}
        self.values: list[T] = []


class Trie(Generic[T]):
    """Phrases, each with what it stands for; one phrase may stand for several things."""

    def __init__(self) -> None:
        self._root: _Node[T] = _Node()

    def add(self, phrase: Sequence[str], value: T) -> None:
        """Add a phrase of at least one word."""
        node = self._root
        for word in phrase:
            node = node.following.setdefault(word, _Node())
        node.values.append(value)

    def find(self, words: Sequence[str]) -> Iterator[tuple[int, int, T]]:
        """First word, one past the last, and value of every phrase; by first word, shorter ones first."""
        firsts = self._root.following
        for start in where(map(firsts.__contains__, words)):
            node: _Node[T] | None = firsts[words[start]]
            end = start + 1
            while node is not None:
                for value in node.values:
                    yield start, end, value
                node = node.following.get(words[end]) if end < len(words) else None
                end += 1
