"""Count how common names and categories are, for `kg/linking/frequencies.txt`.

    python benchmarks/frequencies.py papers.jsonl.gz > kg/linking/frequencies.txt

The input is JSON Lines with `authors` (a list of names) and `categories` (a list of notations), and should be
a fair sample of all of arXiv. Only parts of names are counted, never a whole name, and only those that
occur at least `LEAST` times.
"""

from __future__ import annotations

import gzip
import json
import sys
from collections import Counter

from kg.names import author_key

LEAST = 15


def rounded(value: float) -> int:
    """Two significant digits are enough, and make the table short."""
    return int(float(f"{value:.2g}"))


def main(path: str) -> None:
    parts: dict[str, Counter[str]] = {"given": Counter(), "family": Counter(), "category": Counter()}
    names = papers = 0
    with gzip.open(path, "rt", encoding="utf-8") as file:
        for line in file:
            record = json.loads(line)
            papers += 1
            parts["category"].update(set(record["categories"]))
            for key in {author_key(author) for author in record["authors"]}:
                words = key.split()
                if len(words) > 1:
                    names += 1
                    parts["given"][words[0]] += 1
                    parts["family"][words[-1]] += 1
    print(f"# per million of {names} author names on {papers} papers; made by benchmarks/frequencies.py")
    for kind, counts in parts.items():
        total = papers if kind == "category" else names
        grouped: dict[int, list[str]] = {}
        for word, count in counts.items():
            if count >= LEAST:
                grouped.setdefault(rounded(count / total * 1e6), []).append(word)
        for value, words in sorted(grouped.items(), reverse=True):
            print(kind, value, *sorted(words))


if __name__ == "__main__":
    main(sys.argv[1])
