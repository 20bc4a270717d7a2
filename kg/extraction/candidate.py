"""A candidate: a span that one kind of evidence proposes as a mention."""

from __future__ import annotations

from dataclasses import dataclass

from kg.model import Kind, Role

VOCABULARY = "vocabulary"
ABBREVIATION = "abbreviation"
NAMING = "naming"
NAME = "name"
TERM = "term"
TAGGER = "tagger"
VARIANT = "variant"
"""Another reading of what the tagger proposes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """Tokens `start` to `end` (exclusive), proposed as the name of something."""

    start: int
    end: int
    kind: Kind
    source: str
    """Which evidence proposes it: VOCABULARY, ABBREVIATION, NAMING, NAME, TERM, TAGGER or VARIANT."""
    concept: str = ""
    """Key of the vocabulary's concept, where the vocabulary proposes it."""
    own: bool = False
    """Whether that concept stands in a file of the user's: then it counts whatever else says otherwise."""
    long_form: str = ""
    """The full name that this text defines for an abbreviation."""
    role: Role | None = None
    """What the pattern that found it says of its role."""
