"""Count how common names, categories and entities are, for `kg/linking/frequencies.txt`.

    python -m benchmarks.frequencies papers.jsonl.gz > kg/linking/frequencies.txt

The input is JSON Lines with `id`, `title`, `summary`, `authors` (a list of names) and `categories` (a list of
notations), and should be a fair sample of arXiv. Only parts of names are counted, never a whole name, and
of everything only what occurs at least a few times.
"""

from __future__ import annotations

import gzip
import json
import sys
from collections import Counter
from collections.abc import Iterator
from itertools import islice
from typing import Any

from kg.building import extract_papers
from kg.model import Paper
from kg.names import author_key

LEAST = {"given": 15, "family": 15, "category": 15, "entity": 10}
READ = 25_000
"""Papers whose entities are counted."""


def rounded(value: float) -> int:
    """Two significant digits are enough, and make the table short."""
    return int(float(f"{value:.2g}"))


def records(path: str) -> Iterator[dict[str, Any]]:
    with gzip.open(path, "rt", encoding="utf-8") as file:
        yield from map(json.loads, file)


def main(path: str) -> None:
    counts: dict[str, Counter[str]] = {kind: Counter() for kind in LEAST}
    totals: Counter[str] = Counter()
    for record in records(path):
        totals["category"] += 1
        counts["category"].update(set(record["categories"]))
        for key in {author_key(author) for author in record["authors"]}:
            words = key.split()
            if len(words) > 1:
                totals.update(("given", "family"))
                counts["given"][words[0]] += 1
                counts["family"][words[-1]] += 1
    papers = (
        Paper(id=record["id"], title=record["title"], abstract=record["summary"])
        for record in islice(records(path), READ)
    )
    for _, statements in extract_papers(papers):
        totals["entity"] += 1
        counts["entity"].update({f"{s.entity.kind.value} {s.entity.key}" for s in statements})
    names, papers_read = totals["given"], totals["category"]
    print(
        f"# per million of {names} author names on {papers_read} papers, and entities of {totals['entity']} papers; "
        "made by benchmarks/frequencies.py"
    )
    for kind, found in counts.items():
        grouped: dict[int, list[str]] = {}
        for word, count in found.items():
            if count >= LEAST[kind]:
                grouped.setdefault(rounded(count / totals[kind] * 1e6), []).append(word)
        for value, words in sorted(grouped.items(), reverse=True):
            print(kind, value, *sorted(words), sep="\t")


if __name__ == "__main__":
    main(sys.argv[1])
