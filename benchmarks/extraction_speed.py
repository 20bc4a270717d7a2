"""Abstracts per second and core of extraction: python benchmarks/extraction_speed.py SOURCE... [--most N] [--runs N]

Of spaCy's blank tokeniser, of the fast setting and of the default setting (the whole of extraction and
linking), each in this one process on one thread, by its CPU time; medians of runs that take turns. SOURCE:
digests, or JSON Lines of papers, gzipped or not. With --accurate also of that setting, on every 20th abstract.
"""

from __future__ import annotations

import argparse
import os
import statistics
import time
from collections.abc import Callable, Iterable
from itertools import islice

os.environ.setdefault("OMP_NUM_THREADS", "1")  # before numpy is loaded

import spacy

from kg.building import extract_papers
from kg.extraction import DEFAULT, Setting
from kg.model import Paper
from kg.sources import find, read


def first_papers(sources: list[str], most: int) -> list[Paper]:
    """The first so many papers with an abstract."""
    papers = (item for document in find(sources) for item in read(document) if isinstance(item, Paper))
    return list(islice((paper for paper in papers if paper.abstract), most))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("sources", nargs="+", metavar="SOURCE")
    parser.add_argument("--most", type=int, default=400, help="abstracts read in each run")
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--accurate", action="store_true")
    options = parser.parse_args()
    papers = first_papers(options.sources, options.most)
    blank = spacy.blank("en")
    tasks: dict[str, tuple[Callable[[list[Paper]], Iterable[object]], list[Paper]]] = {
        "spaCy blank tokeniser": (lambda given: blank.pipe(paper.text for paper in given), papers),
        "fast setting": (lambda given: extract_papers(given, Setting(fast=True)), papers),
        "default setting": (lambda given: extract_papers(given, DEFAULT), papers),
    }
    if options.accurate:
        tasks["accurate setting"] = (
            lambda given: extract_papers(given, Setting(accurate=True)),
            papers[::20],
        )
    taken: dict[str, list[float]] = {name: [] for name in tasks}
    for turn in range(options.runs + 1):
        for name, (task, given) in tasks.items():
            start = time.process_time()
            for _ in task(given):
                pass
            if turn:  # the first turn loads and warms up
                taken[name].append(time.process_time() - start)
    rates = {name: len(tasks[name][1]) / statistics.median(times) for name, times in taken.items()}
    print(f"{len(papers)} abstracts, {options.runs} runs")
    for name, rate in rates.items():
        print(f"{name:22} {rate:7.4g} abstracts/s and core   {rate / rates['spaCy blank tokeniser']:8.4f}")


if __name__ == "__main__":
    main()
