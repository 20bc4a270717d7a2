"""How papers are read: by the whole pipeline, with a small network or a transformer, or by rules alone."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from pathlib import Path

from kg.model import Mention, Paper

RULES = "rules-6"
"""Names the rules; changes whenever they would give other mentions."""
MODEL = Path(__file__).with_name("model")
"""Where the trained weights lie."""
STUDENT, TEACHER = MODEL / "tagger.npz", MODEL / "teacher.npz"
"""The network, and the transformer that it learnt from, which only the accurate setting reads."""
LONGEST = 100_000
"""Characters of a text that are read; what stands behind them is not."""
Reader = Callable[[Iterable[Paper]], Iterator[tuple[Paper, tuple[Mention, ...]]]]
"""Gives each paper with its mentions, in order of the papers; mentions in order of the text."""


@dataclass(frozen=True, slots=True)
class Setting:
    """What a user may choose."""

    vocabularies: tuple[str, ...] = ()
    """SKOS files, added to the shipped vocabulary."""
    fast: bool = False
    """Whether rules alone decide: some seven times as fast, and less is found."""
    min_confidence: float = 0.0
    """Entities of lower confidence are left out; 0 to 1."""
    accurate: bool = False
    """Whether a transformer tags beside the network: some ninety times as slow, and more is found. Not with `fast`."""

    def __post_init__(self) -> None:
        """ValueError for what excludes each other."""
        if self.fast and self.accurate:
            raise ValueError("fast and accurate exclude each other")

    def check(self) -> None:
        """KgError where a package that this setting needs is not installed."""
        if self.accurate:
            from kg.extraction.pretrained import check

            check()

    @property
    def rules(self) -> str:
        """Names what reads; changes whenever it would give other mentions."""
        model = "accurate" if self.accurate else "model"
        decides = "fast" if self.fast else f"{model}-{weights(self.accurate)}"
        sure = f" min-confidence-{self.min_confidence:g}" if self.min_confidence else ""
        return f"{RULES} {decides}{sure}"


DEFAULT = Setting()


@lru_cache(maxsize=2)
def weights(accurate: bool) -> str:
    """Names the trained weights of a setting: the beginning of the SHA-256 of all their files."""
    found = sha256()
    for path in sorted(MODEL.iterdir()):
        if accurate or path != TEACHER:
            found.update(path.read_bytes())
    return found.hexdigest()[:12]


@lru_cache(maxsize=4)
def load_reader(setting: Setting) -> Reader:
    """What finds mentions in this setting; loaded once. VocabularyError if a user's file is unusable."""
    if setting.fast:
        return _fast(setting.vocabularies)
    from kg.extraction.pipeline import find_mentions, load_pipeline  # loads spaCy

    nlp = load_pipeline(setting.vocabularies, accurate=setting.accurate)
    return lambda papers: find_mentions(nlp, papers)


def _fast(vocabularies: tuple[str, ...]) -> Reader:
    from kg.extraction.fast import FastReader

    read = FastReader(vocabularies)
    return lambda papers: ((paper, tuple(read(paper.text[:LONGEST]))) for paper in papers)
