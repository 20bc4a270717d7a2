"""Parts -> graph: what all documents say together becomes one version of the graph.

parts -> linking.Census            entities across papers
      -> linking.People            who is who among their authors
      -> graph.*_triples           N-Quads, graph by graph, each sorted
      -> store.write_version       loaded, described, ready to be switched to
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from functools import cache
from pathlib import Path

from kg import resources, vocabulary
from kg.arxiv import arxiv_month
from kg.folder import write_version
from kg.graph.derived import (
    entity_triples,
    listing_triples,
    person_triples,
    relation_triples,
    run_triples,
    source_triples,
)
from kg.graph.description import Counts, description_triples
from kg.graph.iris import Minter
from kg.graph.papers import paper_triples, statement_triples
from kg.graph.schemes import category_triples, topic_triples, vocabulary_triples
from kg.graph.terms import iri
from kg.linking import Census, People
from kg.model import Document, Paper
from kg.parts import PartHeader, part_path, read_part
from kg.sorting import sort_unique
from kg.version import __version__

MAKERS = (
    "arxiv.py assembly.py categories.py folder.py graph iri.py linking model.py names.py parts.py sorting.py "
    "streams.py trees.py vocabulary.py"
).split()
"""The code below this folder that decides what graph the same parts give."""


@cache
def form() -> str:
    """Changes with that code and the category scheme, so that a graph of another form is put together anew.

    (What is read from a document has a fingerprint of its own, see `kg.building.fingerprint`.)
    """
    here = Path(__file__).parent
    files = [
        file
        for maker in MAKERS
        for file in ([here / maker] if maker.endswith(".py") else (here / maker).iterdir())
        if file.is_file()
    ]
    digest = hashlib.sha256()
    for file in [*sorted(files), resources.folder("ontology") / "categories.ttl"]:
        digest.update(hashlib.sha256(file.read_bytes()).digest())
    return digest.hexdigest()[:16]


def assemble(
    folder: Path,
    headers: Sequence[PartHeader],
    known: tuple[str, ...],
    base: str,
    rules: str,
    expected: str,
    anew: bool,
) -> tuple[str, dict[str, int]]:
    """Write the graph of these parts into `folder`; the version's name, and how much of each thing it holds.

    `rules` names the rules that made the parts, `expected` is their fingerprint; with `anew` an equal version
    that exists is not trusted.
    """
    minter = Minter(base)
    run = minter.run(expected)
    census = Census(vocabulary.load(known))
    people = People()
    papers: set[str] = set()
    notations: set[str] = set()
    for header in headers:
        for paper, statements in read_part(part_path(folder / "parts", header.document.name)):
            census.add(statements, _seen(paper, header.document), paper.text)
            papers.add(paper.id)
            people.add(paper, statements)
            notations.update(_notations(paper))
    entities = list(census.entities())
    people.settle()

    def derived() -> Iterator[str]:
        for entity in entities:
            yield from entity_triples(entity, minter)
        for relation in census.relations():
            yield from relation_triples(relation, minter)
        for person in people.records():
            yield from person_triples(person, minter)
        if entities:
            yield from vocabulary_triples(minter)
        yield from category_triples(notations, minter)
        yield from run_triples(
            {"kg:softwareVersion": __version__, "kg:rules": rules, "kg:fingerprint": expected},
            (header.document.name for header in headers),
            minter,
            run,
        )

    def quads() -> Iterator[str]:
        for graph, triples in _graphs(folder, headers, people, minter, run, derived):
            for line in sort_unique(triples):
                yield f"{line} {graph} ."

    def describe(found: Counts) -> Iterator[str]:
        days = sorted(header.document.date for header in headers if header.document.date)
        described = description_triples(
            found,
            sources=[header.document.name for header in headers],
            days=(days[0], days[-1]) if days else None,
            example=minter.paper(min(papers)) if papers else "",
            minter=minter,
            run=run,
        )
        for line in sorted(set(described)):
            yield f"{line} {iri(minter.description)} ."

    name, count = write_version(folder, quads(), describe, Counts(base=base), anew)
    used = [entity for entity in entities if entity.papers]
    counts = {
        "documents": len(headers),
        "papers": len(papers),
        "authors": len(people),
        "categories": len(notations),
    }
    for kind, label in (("Method", "methods"), ("Dataset", "datasets"), ("Task", "tasks")):
        counts[label] = sum(entity.kind.value == kind for entity in used)
    counts["statements"] = count
    return name, counts


def _graphs(
    folder: Path,
    headers: Sequence[PartHeader],
    people: People,
    minter: Minter,
    run: str,
    derived: Callable[[], Iterator[str]],
) -> Iterator[tuple[str, Iterable[str]]]:
    """Each named graph with its triples, sorted by IRI."""
    yield iri(minter.derived), derived()
    for header in sorted(headers, key=lambda h: minter.source(h.document.name)):
        yield iri(minter.source(header.document.name)), _document_triples(folder, header, people, minter, run)


def _document_triples(
    folder: Path, header: PartHeader, people: People, minter: Minter, run: str
) -> Iterator[str]:
    yield from source_triples(header.document, header.digest, header.papers, minter, run)
    for paper, statements in read_part(part_path(folder / "parts", header.document.name)):
        yield from listing_triples(header.document, paper.id, minter)
        yield from topic_triples(header.document.name, _notations(paper), minter)
        yield from paper_triples(paper, minter, people.who)
        yield from statement_triples(paper, statements, minter, run)


def _notations(paper: Paper) -> set[str]:
    return {*paper.categories, *filter(None, [paper.primary_category])}


def _seen(paper: Paper, document: Document) -> date | None:
    """When a reader of these digests met the paper: the digest's day, else the paper's own."""
    if document.date:
        return document.date
    if paper.published:
        return paper.published
    found = arxiv_month(paper.arxiv_id) if paper.arxiv_id else None
    return date(*found, 1) if found else None
