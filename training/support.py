"""What the teachers take each name for across thousands of abstracts: support that one paper alone cannot give.

    python training/support.py build/silver.pkl -o build/support.json.gz

For every name (in normal form) that the teachers see as a mention in at least three papers: the logarithm
of one plus their number, and the share of the papers with that name in which it is a method, a dataset, a
task.
"""

from __future__ import annotations

import argparse
import gzip
import json
import pickle
from collections import Counter, defaultdict
from pathlib import Path

import numpy as np

from kg.extraction.decoding import KINDS, decode
from kg.names import normal_form

LEAST = 3
LONGEST = 9


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("silver", type=Path, nargs="+")
    parser.add_argument("-o", "--output", type=Path, required=True)
    options = parser.parse_args()
    silver = []
    for path in options.silver:
        with path.open("rb") as file:
            silver += pickle.load(file)
    seen: dict[tuple[str, ...], Counter] = defaultdict(Counter)
    for _, words, _, tags, _ in silver:
        lower = [word.lower() for word in words]
        found = {
            (tuple(lower[start:end]), KINDS.index(kind))
            for start, end, kind in decode(np.log(tags.astype(np.float32) + 1e-6))
            if end - start <= LONGEST
        }
        for name, kind in found:
            seen[name][kind] += 1
    names = {name for name, kinds in seen.items() if sum(kinds.values()) >= 2}
    present: Counter = Counter()
    for _, words, _, _, _ in silver:
        lower = [word.lower() for word in words]
        there = {
            tuple(lower[i : i + size])
            for size in range(1, LONGEST + 1)
            for i in range(len(lower) - size + 1)
            if tuple(lower[i : i + size]) in names
        }
        present.update(there)
    forms: dict[str, list[float]] = defaultdict(lambda: [0.0] * (1 + len(KINDS)))
    for name in names:
        form = normal_form(" ".join(name))
        if form:
            forms[form][0] += present[name]
            for kind, count in seen[name].items():
                forms[form][1 + kind] += count
    lexicon = {}
    for form, (papers, *kinds) in sorted(forms.items()):
        if sum(kinds) >= LEAST:
            shares = [round(min(1.0, count / papers), 2) for count in kinds]
            lexicon[form] = [round(float(np.log1p(sum(kinds))), 2), *shares]
    data = json.dumps(lexicon, ensure_ascii=False, separators=(",", ":")).encode()
    options.output.write_bytes(gzip.compress(data, 9, mtime=0))
    print(len(lexicon), "names,", options.output.stat().st_size // 1000, "kB")


if __name__ == "__main__":
    main()
