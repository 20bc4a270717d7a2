"""What users know of the field and give to a build: vocabularies and corrections of their own."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from kg import corrections, vocabulary
from kg.errors import GraphError
from kg.folder import Manifest, read_manifest
from kg.linking import Corrector, Effect
from kg.parts import Finding


@dataclass(frozen=True, slots=True)
class Knowledge:
    """The files that hold for one build, read."""

    vocabularies: tuple[str, ...]
    corrections: tuple[str, ...]
    corrector: Corrector
    effect: Effect = field(default_factory=Effect)
    """What the corrections did; empty until the graph is put together."""


def settle(
    folder: Path, vocabularies: Sequence[str] | None = None, corrected: Sequence[str] | None = None
) -> Knowledge:
    """The files given now, else (None) those that the graph in `folder` was built with before.

    GraphError if one of those is gone; VocabularyError and CorrectionsError if a file is unusable.
    """
    before = read_manifest(folder) or Manifest(current="")
    own = _settled(vocabularies, before.vocabularies, "vocabulary")
    files = _settled(corrected, before.corrections, "corrections")
    return Knowledge(own, files, Corrector(corrections.load(files), vocabulary.load(own)))


def _settled(given: Sequence[str] | None, before: Sequence[str], option: str) -> tuple[str, ...]:
    if given is not None:
        return tuple(str(Path(name).absolute()) for name in given)
    for name in before:
        if not Path(name).exists():
            raise GraphError(
                f"{name}, which this graph was built with, is gone; give another one with --{option}, or --no-{option}"
            )
    return tuple(before)


def correct(
    findings: Iterable[Finding], files: Sequence[str], vocabularies: tuple[str, ...] = ()
) -> Iterator[Finding]:
    """Papers with their statements, corrected; the files are read when the first paper is asked for."""
    corrector = Corrector(corrections.load(files), vocabulary.load(vocabularies))
    for paper, statements in findings:
        yield paper, corrector.apply(paper, statements)
