"""Time what users wait for, beside what they would use instead. Run by `make bench`.

Each figure is the median of interleaved runs in this process; ratios come from the same run.
"""

from __future__ import annotations

import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import pyoxigraph as ox
import rdflib
import spacy

from kg.building import build, extract_papers
from kg.export import export
from kg.extraction.pipeline import load_pipeline
from kg.model import Paper
from kg.sources import find, merge, read
from kg.store import Store

ROOT = Path(__file__).parent.parent
RUNS = 5


def medians(**tasks: Callable[[], object]) -> dict[str, float]:
    """Median seconds of each task, the tasks taking turns."""
    taken: dict[str, list[float]] = {name: [] for name in tasks}
    for turn in range(RUNS + 1):
        for name, task in tasks.items():
            start = time.perf_counter()
            task()
            if turn:  # the first turn warms up
                taken[name].append(time.perf_counter() - start)
    return {name: statistics.median(times) for name, times in taken.items()}


def main() -> None:
    papers: list[Paper] = []
    for document in find([ROOT / "examples" / "digests"]):
        papers += merge(item for item in read(document) if isinstance(item, Paper))
    papers *= 4
    load_pipeline()
    list(extract_papers(papers[:2]))
    blank = spacy.blank("en")
    took = medians(
        extract=lambda: list(extract_papers(papers)),
        tokenise=lambda: list(blank.pipe(paper.text for paper in papers)),
    )
    print(f"extraction and linking  {len(papers) / took['extract']:8.0f} abstracts/s")
    print(f"spaCy blank tokeniser   {len(papers) / took['tokenise']:8.0f} abstracts/s")
    with tempfile.TemporaryDirectory() as folder:
        graph, target = Path(folder) / "graph", Path(folder) / "out"
        build([ROOT / "examples" / "digests"], graph)
        store = Store(graph)
        quads = "\n".join(store.quads())
        triples = rdflib.Graph()
        export(store, target, "ntriples")
        triples.parse(target, format="nt")

        def bulk_load() -> None:
            ox.Store().bulk_load(quads.encode(), format=ox.RdfFormat.N_QUADS)

        took = medians(
            kg_turtle=lambda: export(store, target, "turtle"),
            rdflib_turtle=lambda: triples.serialize(target, format="turtle"),
            kg_jsonld=lambda: export(store, target, "jsonld"),
            rdflib_jsonld=lambda: triples.serialize(target, format="json-ld"),
            load=bulk_load,
        )
    print(f"{len(triples)} triples")
    print(f"Turtle   kg {took['kg_turtle']:.3f} s   rdflib {took['rdflib_turtle']:.3f} s   "
          f"ratio {took['rdflib_turtle'] / took['kg_turtle']:.1f}")  # fmt: skip
    print(f"JSON-LD  kg {took['kg_jsonld']:.3f} s   rdflib {took['rdflib_jsonld']:.3f} s   "
          f"ratio {took['rdflib_jsonld'] / took['kg_jsonld']:.1f}")  # fmt: skip
    print(f"bulk load of the quads into memory {took['load']:.3f} s")


if __name__ == "__main__":
    main()
