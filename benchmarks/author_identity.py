"""How well authors are told apart: calibration without judges, and a sample for judges.

    python -m benchmarks.author_identity calibrate papers.jsonl.gz
    python -m benchmarks.author_identity sample papers.jsonl.gz --merged 40 --split 30 --seed 1
    python -m benchmarks.author_identity sample graph/parts --merged 20 --split 10 --seed 1
    python -m benchmarks.author_identity time papers.jsonl.gz --papers 20000

The input is JSON Lines (`id`, `title`, `summary`, `authors`, `categories`) or the `parts` folder of a graph.

`sample`: all pairs of papers that bear one name are sorted by name and ids, and pairs are drawn by
`random.Random(seed)`: a name by chance, then one of its pairs, so that names on many papers do not outweigh
all others; pairs with more than 30 authors on a paper are left out. `merged`: pairs whose author is one
node, on two papers; `split`: pairs whose author is two.

`calibrate`: two papers of one person share a co-author in about `SHARE` of all cases, however common the
name (measured on the rarest names). So among pairs of papers that bear a name the share that has a
co-author in common, divided by `SHARE`, is how many are one person's: beside it stands what kg expects from
the name alone, and from name and categories. Names are weighed alike, whatever the number of their papers.
"""

from __future__ import annotations

import argparse
import gzip
import json
import random
import time
from collections import defaultdict
from collections.abc import Iterator
from itertools import combinations
from math import log10
from pathlib import Path

from kg.building import extract_papers
from kg.linking import People
from kg.linking.commonness import name_frequency
from kg.linking.same_person import Signed, prior, weigh
from kg.model import Author, Paper
from kg.names import author_key
from kg.parts import Finding, read_chunk

SHARE = 0.54
LONGEST = 30


def papers_of(path: Path, limit: int, extract: bool) -> Iterator[Finding]:
    if path.is_dir():
        for part in sorted(path.glob("*.jsonl.gz")):
            yield from read_chunk(part)
        return
    with gzip.open(path, "rt", encoding="utf-8") as file:
        papers = [
            Paper(
                id=record["id"],
                title=record["title"],
                abstract=record["summary"],
                authors=tuple(Author(name=name) for name in record["authors"]),
                categories=tuple(record["categories"]),
            )
            for _, record in zip(range(limit), map(json.loads, file), strict=False)
        ]
    if extract:
        yield from extract_papers(papers)
    else:
        yield from ((paper, ()) for paper in papers)


def gathered(found: list[Finding]) -> tuple[People, dict[str, Paper], dict[str, list[str]]]:
    people, papers, names = People(), {}, defaultdict(set)
    for paper, statements in found:
        people.add(paper, statements)
        papers[paper.id] = paper
        for author in paper.authors:
            names[author_key(author.name)].add(paper.id)
    return people, papers, {name: sorted(ids) for name, ids in sorted(names.items()) if len(ids) > 1}


def sample(found: list[Finding], merged: int, split: int, seed: int) -> None:
    people, papers, names = gathered(found)
    people.settle()
    pairs: dict[bool, dict[str, list[tuple[str, str]]]] = {True: defaultdict(list), False: defaultdict(list)}
    for name, ids in names.items():
        for a, b in combinations([i for i in ids if len(papers[i].authors) <= LONGEST], 2):
            same = people.who(a, Author(name=name)) == people.who(b, Author(name=name))
            pairs[same][name].append((a, b))
    records = {record.id: record for record in people.records()}
    drawn = random.Random(seed)
    for same, count in ((True, merged), (False, split)):
        chosen = sorted(drawn.sample(sorted(pairs[same]), min(count, len(pairs[same]))))
        for number, name in enumerate(chosen, 1):
            a, b = drawn.choice(pairs[same][name])
            record = records[people.who(b, Author(name=name))]
            reasons = record.merged if same else record.apart
            print(f"\n{'merged' if same else 'split'} {number}: {name} ({', '.join(reasons)})")
            shared = sorted(
                {author_key(x.name) for x in papers[a].authors}
                & {author_key(x.name) for x in papers[b].authors} - {name}
            )
            print(f"  share: {', '.join(shared[:8]) or 'no co-author'}")
            for paper in (papers[a], papers[b]):
                print(f"  {paper.id} [{' '.join(paper.categories)}] {' '.join(paper.title.split())}")
                print(f"    {', '.join(author.name for author in paper.authors[:12])}")


def calibrate(found: list[Finding], seed: int) -> None:
    people, papers, names = gathered(found)
    drawn = random.Random(seed)
    rows: dict[tuple[str, float], list[float]] = defaultdict(lambda: [0.0, 0.0, 0.0])
    signed = {i: people._paper(i) for i in papers}
    for name, ids in names.items():
        pairs = list(combinations([i for i in ids if 2 <= len(papers[i].authors) <= LONGEST], 2))
        for a, b in drawn.sample(pairs, min(20, len(pairs))):
            share = any(name_frequency(x) < 1e-6 for x in signed[a].authors & signed[b].authors - {name})
            alone = (Signed(frozenset([name]), signed[i].categories, signed[i].entities) for i in (a, b))
            for what, odds in (("name", prior(name)), ("name and categories", weigh(name, *alone).odds)):
                row = rows[what, min(3.0, max(-1.5, round(2 * log10(odds)) / 2))]
                weight = 1 / min(20, len(pairs))
                for i, value in enumerate((1.0, odds / (1 + odds), share / SHARE)):
                    row[i] += weight * value
    print(f"{'evidence':20} {'names':>8} {'expected':>9} {'observed':>9}")
    for (what, _), (count, expected, observed) in sorted(rows.items()):
        print(f"{what:20} {count:8.0f} {expected / count:9.2f} {observed / count:9.2f}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("what", choices=["calibrate", "sample", "time"])
    parser.add_argument("path", type=Path)
    parser.add_argument("--papers", type=int, default=25_000, help="of JSON Lines, the first so many")
    parser.add_argument("--merged", type=int, default=60)
    parser.add_argument("--split", type=int, default=40)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    found = list(papers_of(given.path, given.papers, extract=given.what == "sample"))
    if given.what == "sample":
        sample(found, given.merged, given.split, given.seed)
    elif given.what == "calibrate":
        calibrate(found, given.seed)
    else:
        start = time.perf_counter()
        people, papers, _ = gathered(found)
        people.settle()
        taken = time.perf_counter() - start
        print(f"{len(papers)} papers, {len(people)} people: {taken:.1f} s")


if __name__ == "__main__":
    main()
