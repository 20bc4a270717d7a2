"""Vocabularies that tests make of a few concepts."""

from __future__ import annotations

from kg.vocabulary import Concept, Vocabulary


def vocabulary(*concepts: Concept) -> Vocabulary:
    """Of these concepts and no file."""
    return Vocabulary({(one.kind, one.key): one for one in concepts}, "")
