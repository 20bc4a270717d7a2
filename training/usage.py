"""What papers of each category mean by an abbreviation, counted over the definitions of a corpus.

    python training/usage.py CORPUS.jsonl.gz [--leave-out FILE ...] [--check] -o kg/linking/usage.tsv

CORPUS: gzipped JSON Lines of papers (id, title, abstract or summary, categories). A definition counts once
a paper; long forms count together where they are wordings of one name or the shipped vocabulary knows them
as names of one concept. A line of the result: abbreviation, place (a category, an archive, or * for all),
what it means there (empty: several things), papers that mean this, papers that define it at all.

--check leaves each paper out in turn, asks the counts of the others what its abbreviations mean, and
compares with what it says itself.
"""

from __future__ import annotations

import argparse
import gzip
import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path

from kg import vocabulary
from kg.extraction.abbreviations import find_definitions
from kg.extraction.cutting import cut
from kg.linking.usage import places
from kg.linking.wording import is_special, signature, stem
from kg.model import Kind
from kg.names import normal_form, singular

LEAST = 5
"""Papers of a place that define an abbreviation, below which they say nothing."""
SHARE = 0.95
"""Of these papers, as many must mean the same."""
AGREEMENT = 0.75
"""Or as many, where the next wider place means the same."""
ANYWHERE = 0.3
"""And of all papers, as many: what an archive means alone, others write in it too."""
_MEASURED = {
    stem(word)
    for word in """error accuracy score rate ratio coefficient metric index deviation correlation divergence distance
    precision similarity energy""".split()
}
"""Last words of what is measured: an abbreviation that may be one of these says nothing of methods."""

Definitions = list[tuple[str, str]]
Counts = dict[str, dict[str, Counter[str]]]
"""By abbreviation and place: how many papers mean what."""


def read(path: Path, leave_out: set[str]) -> Iterator[tuple[list[str], Definitions]]:
    """The categories and definitions of each paper that defines anything."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for paper in map(json.loads, lines):
            abstract = paper.get("abstract") or paper.get("summary") or ""
            if "(" not in abstract or paper["id"] in leave_out:
                continue
            tokens = cut(f"{paper['title'].strip()}\n\n{abstract.strip()}")
            found = {
                (singular_short(tokens.slice(*one.short)), tokens.slice(*one.long))
                for one in find_definitions(tokens)
            }
            if found:
                yield paper["categories"][:1], sorted(found)


def singular_short(short: str) -> str:
    return singular(short) if len(short) > 2 and short[:-1].isupper() else short


class Meanings:
    """Names what long forms mean: a concept of the vocabulary, else the normal form."""

    def __init__(self) -> None:
        self._vocabulary = vocabulary.load()
        self.labels: dict[str, Counter[str]] = defaultdict(Counter)

    def __call__(self, long: str) -> str:
        form = normal_form(long)
        for kind in Kind:
            key = self._vocabulary.named.get((kind, form))
            if key is not None and not is_special(form, [key]):
                meaning = signature(Kind.METHOD, key) or key
                self.labels[meaning][self._vocabulary.concepts[kind, key].label] += 10_000
                return meaning
        meaning = signature(Kind.METHOD, long) or form
        head, blank, last = " ".join(long.split()).rpartition(" ")
        plain = f"{head}{blank}{singular(last)}"
        if form and normal_form(plain) == form and not set("()\\$") & set(plain):
            self.labels[meaning][plain] += 1
        return meaning

    def label(self, meaning: str) -> str:
        """The commonest spelling, in lower case where a fifth of the papers write it so; "" where none is clean."""
        found = self.labels[meaning]
        if not found:
            return ""
        common = min(found, key=lambda text: (-found[text], text))
        forms: list[Counter[str]] = [Counter() for _ in common.split()]
        for text, number in found.items():
            if normal_form(text) == normal_form(common) and len(text.split()) == len(forms):
                for form, word in zip(forms, text.split(), strict=True):
                    form[word] += number
        words = []
        for form in forms:
            word = min(form, key=lambda w: (-form[w], w))
            lower = form[word.lower()] >= 0.2 * form.total()
            words.append(word.lower() if lower else word)
        return " ".join(words)


def count(papers: Iterable[tuple[list[str], Definitions]], meaning: Meanings) -> Counts:
    counts: Counts = defaultdict(lambda: defaultdict(Counter))
    for categories, definitions in papers:
        for short, long in definitions:
            form = meaning(long)
            if form:
                for place in places(categories):
                    counts[short][place][form] += 1
    return counts


def decide(counts: dict[str, Counter[str]], place: str) -> tuple[str, int, int] | None:
    """What an abbreviation means at a place ("": several things), by how many papers of how many."""
    found, everywhere = counts.get(place, Counter()), counts["*"]
    total = found.total()
    if total < LEAST:
        return None
    best = min(found, key=lambda form: (-found[form], form))
    measured = sum(number for form, number in everywhere.items() if form.split()[-1] in _MEASURED)
    sure = (
        found[best] >= SHARE * total
        and everywhere[best] >= ANYWHERE * everywhere.total()
        and measured <= (1 - SHARE) * everywhere.total()
    )
    if not sure and found[best] >= AGREEMENT * total:
        wider = (decide(counts, one) for one in list(places([place]))[1:] if place != "*")
        next_wider = next((one for one in wider if one), None)
        sure = next_wider is not None and next_wider[0] == best
    return (best if sure else ""), found[best], total


def check(papers: list[tuple[list[str], Definitions]], meaning: Meanings, counts: Counts) -> None:
    """Print how often the counts of all other papers say what a paper says itself."""
    right = wrong = silent = unsure = 0
    for categories, definitions in papers:
        for short, long in definitions:
            own = meaning(long)
            if not own:
                continue
            here = counts[short]
            for place in places(categories):
                here[place][own] -= 1
            others = {place: +here[place] for place in places(categories)}
            found = next((one for place in others if (one := decide(others, place))), None)
            for place in others:
                here[place][own] += 1
            if found is None:
                silent += 1
            elif not found[0]:
                unsure += 1
            elif found[0] == own:
                right += 1
            else:
                wrong += 1
    print(
        f"decided {right + wrong}: {right} as the paper ({right / max(1, right + wrong):.4f}); "
        f"undecided: {unsure} of several meanings, {silent} too rare"
    )


def table(counts: Counts, meaning: Meanings) -> Iterator[str]:
    """The lines, sorted; those that say what the next wider place says too are left out."""
    for short, found in sorted(counts.items()):
        for place in sorted(found):
            decided = decide(found, place)
            if decided is None:
                continue
            wider = list(places([place]))[1:] if place != "*" else []
            next_wider = next((one for one in (decide(found, p) for p in wider) if one), None)
            if next_wider is None or next_wider[0] != decided[0]:
                label = meaning.label(decided[0]) if decided[0] else ""
                yield f"{short}\t{place}\t{label}\t{decided[1]}\t{decided[2]}\n"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("corpus", type=Path)
    parser.add_argument("--leave-out", type=Path, nargs="*", default=[])
    parser.add_argument("--check", action="store_true")
    parser.add_argument("-o", "--output", type=Path)
    options = parser.parse_args()
    left = {json.loads(line)["id"] for path in options.leave_out for line in path.open(encoding="utf-8")}
    papers = list(read(options.corpus, left))
    meaning = Meanings()
    counts = count(papers, meaning)
    if options.check:
        check(papers, meaning, counts)
    if options.output:
        lines = list(table(counts, meaning))
        options.output.write_text("".join(lines), encoding="utf-8")
        print(len(lines), "lines,", options.output.stat().st_size // 1000, "kB")


if __name__ == "__main__":
    main()
