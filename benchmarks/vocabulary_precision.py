"""How good the curated vocabulary is alone: python benchmarks/vocabulary_precision.py GOLD.jsonl [--worst N]

GOLD.jsonl: annotated papers, one a line: id, title, abstract, entities with type and mentions. A match is
right when its span and kind are those of an annotated mention; of overlapping matches the longest counts.
Curate by the training papers only; the others are for the figure that is reported.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from kg import vocabulary
from kg.evaluation.surfaces import places
from kg.extraction.candidate import Candidate
from kg.extraction.cutting import cut
from kg.extraction.phrases import PhraseFinder, normal_tokens
from kg.model import Kind

Span = tuple[int, int, str]


def annotated(paper: dict[str, Any], text: str) -> set[Span]:
    """The spans of all annotated mentions: an annotated string stands for all its occurrences."""
    return places(
        text, ((name, entity["type"]) for entity in paper["entities"] for name in entity["mentions"])
    )


class Matcher:
    """Finds the shipped vocabulary, and nothing else, in texts."""

    def __init__(self) -> None:
        self.find = PhraseFinder(vocabulary.load())

    def matches(self, text: str) -> Iterator[tuple[Span, Candidate]]:
        """The longest of overlapping matches, with their spans of code points."""
        tokens = cut(text)
        taken: set[int] = set()
        found = sorted(
            self.find(tokens, *normal_tokens(tokens)),
            key=lambda c: (c.start - c.end, c.start, c.kind, c.concept),
        )
        for match in found:
            places = range(match.start, match.end)
            if taken.isdisjoint(places):
                taken.update(places)
                yield (*tokens.chars(match.start, match.end), match.kind.value), match


def share(part: int, whole: int) -> str:
    return f"{part / whole:.3f}" if whole else "    -"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("gold", type=Path)
    parser.add_argument("--worst", type=int, default=15, help="how many of the worst concepts to list")
    options = parser.parse_args()
    matcher = Matcher()
    right: Counter[str] = Counter()
    said: Counter[str] = Counter()
    wanted: Counter[str] = Counter()
    by_concept: dict[tuple[str, str], Counter[bool]] = {}
    for line in options.gold.read_text(encoding="utf-8").splitlines():
        paper = json.loads(line)
        text = f"{paper['title']}\n\n{paper['abstract']}"
        gold = annotated(paper, text)
        wanted.update(kind for _, _, kind in gold)
        for span, match in matcher.matches(text):
            hit = span in gold
            said[span[2]] += 1
            right[span[2]] += hit
            by_concept.setdefault((span[2], match.concept), Counter())[hit] += 1
    print("kind     precision  recall  matches  right  annotated")
    for name in (*(kind.value for kind in Kind), "all"):
        hits, all_said, all_wanted = (c.total() if name == "all" else c[name] for c in (right, said, wanted))
        print(
            f"{name:8} {share(hits, all_said):>9} {share(hits, all_wanted):>7} "
            f"{all_said:8} {hits:6} {all_wanted:10}"
        )
    worst = sorted(by_concept.items(), key=lambda item: (item[1][True] - item[1][False], item[0]))
    print("\nworst concepts: matched wrongly, rightly")
    for (kind, concept), counts in worst[: options.worst]:
        print(f"{counts[False]:5} {counts[True]:5}  {kind.lower()} {concept}")


if __name__ == "__main__":
    main()
