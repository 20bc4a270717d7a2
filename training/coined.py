"""Count in how many papers of a corpus each coined name stands: what the role model takes for known.

python training/coined.py CORPUS.jsonl.gz --leave-out GOLD.jsonl ... -o build/coined.txt.gz

Names of at least two papers, as they are written; papers are counted up to `MOST`.
"""

from __future__ import annotations

import argparse
import gzip
import json
from collections import Counter, defaultdict
from pathlib import Path

from examples import corpus_texts
from kg.extraction.coined import coined_names

LEAST = 2
MOST = 20


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("corpus", type=Path)
    parser.add_argument("--leave-out", type=Path, nargs="*", default=[])
    parser.add_argument("-o", "--output", type=Path, required=True)
    options = parser.parse_args()
    hidden = {json.loads(line)["id"] for path in options.leave_out for line in path.open(encoding="utf-8")}
    papers: Counter[str] = Counter()
    for _, text, _ in corpus_texts(options.corpus, hidden):
        papers.update(coined_names(text))
    by_number: dict[int, list[str]] = defaultdict(list)
    for name, number in papers.items():
        if number >= LEAST:
            by_number[min(number, MOST)].append(name)
    lines = (" ".join([str(number), *sorted(names)]) for number, names in sorted(by_number.items()))
    options.output.write_bytes(gzip.compress("\n".join(lines).encode(), 9, mtime=0))
    print(sum(map(len, by_number.values())), "names,", options.output.stat().st_size // 1000, "kB")


if __name__ == "__main__":
    main()
