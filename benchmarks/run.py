"""Measure what users wait for, beside what they would use instead: python benchmarks/run.py [--papers N]

Writes benchmarks/RESULTS.md. Every figure is CPU time of this process (user and system, all threads), because it
hardly depends on what else a machine does; medians of runs that take turns, ratios from the same run.

Papers are those of --corpus (JSON Lines, as `kg build` reads them), else those of examples/digests again and
again under new ids: such a graph has as many statements as a real one, but fewer different names.
"""

from __future__ import annotations

import argparse
import gzip
import os
import platform
import statistics
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from importlib.metadata import version
from itertools import chain, count, islice
from pathlib import Path
from time import process_time

import orjson
import pyoxigraph as ox
import rdflib
import spacy

from kg.building import build
from kg.errors import NotFoundError
from kg.export import export
from kg.folder import QUADS, write_version
from kg.graph.description import Counts
from kg.graph.iris import Minter
from kg.graph.papers import paper_triples, statement_triples
from kg.linking import People
from kg.model import Paper
from kg.parts import Finding, read_header, read_part
from kg.quads import read_quads, without_graph
from kg.query import NamedQuery, plan, run, shipped
from kg.sources import MergedPapers, find, read
from kg.store import Store
from kg.streams import as_stream

ROOT = Path(__file__).parent.parent
LIBRARIES = ("pyoxigraph", "rdflib", "spacy", "orjson", "click", "numpy")

Task = Callable[[], object]


def took(task: Task) -> float:
    """CPU seconds of a task."""
    start = process_time()
    task()
    return process_time() - start


def medians(runs: int, **tasks: Task) -> dict[str, float]:
    """Median CPU seconds of each task, the tasks taking turns; with more than one run, a first turn warms up."""
    taken: dict[str, list[float]] = {name: [] for name in tasks}
    for turn in range(runs + (runs > 1)):
        for name, task in tasks.items():
            seconds = took(task)
            print(f"  {name} {seconds:.3f} s", file=sys.stderr)
            if turn or runs == 1:
                taken[name].append(seconds)
    return {name: statistics.median(times) for name, times in taken.items()}


def write_corpus(folder: Path, papers: int, corpus: Path | None) -> None:
    """So many papers as documents of 1,000 each."""
    rows = _rows_of(corpus) if corpus else _examples_again_and_again()
    for number in range((papers + 999) // 1000):
        with (folder / f"{number:04}.jsonl").open("wb") as file:
            file.writelines(row + b"\n" for row in islice(rows, min(1000, papers - 1000 * number)))


def _rows_of(corpus: Path) -> Iterator[bytes]:
    with gzip.open(corpus) if corpus.suffix == ".gz" else corpus.open("rb") as lines:
        yield from (line.rstrip(b"\n") for line in lines)


def _examples_again_and_again() -> Iterator[bytes]:
    papers: list[Paper] = []
    for document in find([ROOT / "examples" / "digests"]):
        papers += MergedPapers(item for item in read(document) if isinstance(item, Paper))
    for number in count():
        paper = papers[number % len(papers)]
        yield orjson.dumps(
            {
                "id": f"{2001 + number // 90_000:04}.{number % 90_000:05}",
                "title": paper.title,
                "abstract": paper.abstract,
                "authors": [author.name for author in paper.authors],
                "categories": paper.categories,
            }
        )


def rdflib_adds(lines: list[str]) -> Task:
    """Makes terms of strings and adds the triples to a graph of rdflib, as a program without kg would."""
    triples = []
    for triple in ox.parse("\n".join(f"{line} ." for line in lines).encode(), format=ox.RdfFormat.N_TRIPLES):
        value = triple.object
        if isinstance(value, ox.Literal):
            of = None if value.language else value.datatype.value
            triples.append((triple.subject.value, triple.predicate.value, value.value, value.language, of))
        else:
            triples.append((triple.subject.value, triple.predicate.value, value.value, None, ""))

    def add() -> None:
        graph = rdflib.Graph()
        for subject, predicate, value, language, of in triples:
            term = (
                rdflib.URIRef(value)
                if of == ""
                else rdflib.Literal(value, lang=language, datatype=of and rdflib.URIRef(of))
            )
            graph.add((rdflib.URIRef(subject), rdflib.URIRef(predicate), term))

    return add


def measured(graph: Path, work: Path, runs: int) -> Iterator[str]:
    """Tables of figures as Markdown."""
    store = Store(graph)
    findings: list[Finding] = []
    people = People()
    for name in store.manifest.documents:
        header = read_header(graph / "parts", name)
        assert header is not None
        findings += read_part(graph / "parts", header)
    for paper, statements in findings:
        people.add(paper, statements)
    people.settle()
    minter = Minter()

    def statements_of_papers() -> Iterator[str]:
        for paper, statements in findings:
            yield from paper_triples(paper, minter, people.who)
            yield from statement_triples(paper, statements, minter, minter.run("benchmark"))

    lines = list(statements_of_papers())
    quads = sorted(set(read_quads(graph / store.manifest.current / QUADS)))
    both = [*quads, *sorted({without_graph(line) for line in quads})]
    fresh = count()

    def kg_store() -> None:
        write_version(work / f"kg-{next(fresh)}", iter(quads), lambda _: (), Counts())

    def raw_store() -> None:
        raw = ox.Store(str(work / f"raw-{next(fresh)}"))
        raw.bulk_load(as_stream(both), format=ox.RdfFormat.N_QUADS)

    triples = rdflib.Graph()
    target = work / "out"
    export(store, target, "ntriples")
    triples.parse(target, format="nt")
    found = medians(
        runs,
        kg_write=lambda: sum(1 for _ in statements_of_papers()),
        rdflib_add=rdflib_adds(lines),
        kg_store=kg_store,
        raw_store=raw_store,
        kg_turtle=lambda: export(store, target, "turtle"),
        rdflib_turtle=lambda: triples.serialize(target, format="turtle"),
        kg_jsonld=lambda: export(store, target, "jsonld"),
        rdflib_jsonld=lambda: triples.serialize(target, format="json-ld"),
    )
    yield f"## Writing, building, exporting\n\n{len(lines):,} statements of papers; {len(quads):,} quads in the graph, "
    yield f"{len(both):,} stored with the union of their named graphs; {len(triples):,} distinct triples.\n\n"
    yield "| what | kg, s | per s | instead | s | ratio | wanted |\n|---|---|---|---|---|---|---|\n"
    for what, ours, theirs, size, instead, wanted in (
        ("statements of papers as N-Triples", "kg_write", "rdflib_add", len(lines), "rdflib `Graph.add`", 25),
        ("Turtle, whole graph, sorted", "kg_turtle", "rdflib_turtle", len(triples), "rdflib `serialize`", 35),
        (
            "JSON-LD, whole graph, sorted",
            "kg_jsonld",
            "rdflib_jsonld",
            len(triples),
            "rdflib `serialize`",
            None,
        ),
    ):
        ratio = found[theirs] / found[ours]
        goal = f"at least {wanted}" if wanted else ""
        yield f"| {what} | {found[ours]:.2f} | {size / found[ours]:,.0f} | {instead} | {found[theirs]:.2f} "
        yield f"| {ratio:.1f} times as fast | {goal} |\n"
    ratio = found["kg_store"] / found["raw_store"]
    yield f"| packed N-Quads, store and tables from sorted quads | {found['kg_store']:.2f} "
    yield f"| {len(both) / found['kg_store']:,.0f} | pyoxigraph `bulk_load` of the same | {found['raw_store']:.2f} "
    yield f"| {ratio:.2f} times the time | at most 1.5 |\n"
    yield from queries(store, runs)


def queries(store: Store, runs: int) -> Iterator[str]:
    """The time of every shipped query for the commonest thing that it may be asked for."""
    common = {
        kind: next(
            store.rows(f"SELECT ?x {{ ?x a {of} ; kg:paperCount ?n }} ORDER BY DESC(?n) ?x LIMIT 1"), ("",)
        )[0]
        for kind, of in (("method", "kg:Method"), ("dataset", "kg:Dataset"), ("task", "kg:Task"))
    }
    author = "SELECT ?x { ?i kg:identifies ?x ; kg:paperCount ?n } ORDER BY DESC(?n) ?x LIMIT 1"
    paper = "SELECT ?x { ?x a fabio:Preprint } ORDER BY ?x LIMIT 1"
    category = "SELECT ?x { ?p dcterms:subject ?x } GROUP BY ?x ORDER BY DESC(COUNT(?p)) ?x LIMIT 1"
    for kind, text in (("author", author), ("paper", paper), ("category", category)):
        common[kind] = next(store.rows(text), ("",))[0]
    common["entity"] = common["method"]
    yield "\n## Shipped queries\n\nEach asked for the commonest thing of its kind, the heaviest question there is.\n\n"
    yield "| query | engine | ms | by SPARQL, ms |\n|---|---|---|---|\n"
    for name, query in shipped().items():
        settings = {p.name: common[p.type] for p in query.parameters if common.get(p.type)}
        try:
            engine = plan(store, query, settings).engine
        except NotFoundError:
            continue

        ours = partial(_rows, store, query, settings)
        sparql = partial(_rows, store, replace(query, sql=""), settings)
        if engine == "store":
            yield f"| {name} | {engine} | {medians(runs, **{name: ours})[name] * 1000:.0f} | |\n"
        else:
            found = medians(runs, ours=ours, sparql=sparql)
            yield f"| {name} | {engine} | {found['ours'] * 1000:.0f} | {found['sparql'] * 1000:.0f} |\n"


def _rows(store: Store, query: NamedQuery, settings: dict[str, str]) -> list[object]:
    return list(run(store, query, settings))


def extraction(folder: Path, runs: int) -> Iterator[str]:
    """Building from digests with rules alone, against the tokeniser alone."""
    texts = [
        paper.text for document in find([folder]) for paper in read(document) if isinstance(paper, Paper)
    ]
    blank = spacy.blank("en")
    tokens = medians(runs, tokenise=lambda: list(blank.pipe(texts)))["tokenise"]
    yield f"spaCy's blank tokeniser alone: {tokens:.1f} s for {len(texts):,} abstracts "
    yield f"({len(texts) / tokens:,.0f} per s).\n\n"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument(
        "--papers", type=int, default=1000, help="how many (default: 1000; 10000 shows growth)"
    )
    parser.add_argument("--corpus", type=Path, help="JSON Lines of papers, gzipped or not")
    parser.add_argument("--runs", type=int, default=5, help="of which the median is taken (default: 5)")
    parser.add_argument("--output", type=Path, default=ROOT / "benchmarks" / "RESULTS.md")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        work = Path(name)
        (work / "corpus").mkdir()
        write_corpus(work / "corpus", options.papers, options.corpus)
        seconds = took(lambda: build([work / "corpus"], work / "graph", fast=True, workers=1))
        size = sum(file.stat().st_size for file in (work / "graph").rglob("*") if file.is_file())
        parts = [
            "# Results\n\nWritten by `make bench`; see the head of `run.py` for what is measured and how.\n\n",
            f"- machine: {platform.system()} {platform.machine()}, {os.cpu_count()} cores\n",
            f"- Python {platform.python_version()}, "
            + ", ".join(f"{library} {version(library)}" for library in LIBRARIES)
            + "\n",
            f"- {options.papers:,} papers, {'of a corpus' if options.corpus else 'the examples repeated'}; "
            f"median of {options.runs}; seconds are CPU time\n\n",
            "## From digests to a graph\n\n",
            f"`kg build --fast --workers 1`: {seconds:.1f} s for {options.papers:,} papers "
            f"({options.papers / seconds:,.0f} per s), {size / 1e6:.0f} MB on disk, parts included. ",
        ]
        for part in chain(
            extraction(work / "corpus", options.runs), measured(work / "graph", work, options.runs)
        ):
            parts.append(part)
        options.output.write_text("".join(parts), encoding="utf-8")
        print("".join(parts))


if __name__ == "__main__":
    main()
