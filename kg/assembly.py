"""Parts -> graph: what all documents say together becomes one version of the graph.

parts -> accounts.Accounts          which account of a paper is in force
      -> linking.Census            entities across papers
      -> linking.People            who is who among their authors
      -> graph.*_triples           N-Quads, graph by graph, each sorted
      -> folder.write_version      loaded, described, ready to be switched to
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache
from pathlib import Path

from kg import resources
from kg.accounts import Accounts
from kg.folder import write_version
from kg.graph.derived import (
    corrected_triples,
    corrections_triples,
    entity_triples,
    listing_triples,
    person_triples,
    relation_triples,
    run_triples,
    source_triples,
)
from kg.graph.description import Counts, description_triples
from kg.graph.iris import Minter
from kg.graph.papers import paper_triples, statement_triples, superseded_triples
from kg.graph.schemes import category_triples, topic_triples, vocabulary_triples
from kg.graph.terms import iri
from kg.knowledge import Knowledge
from kg.linking import Census, Corrector, People, unmet
from kg.model import Kind, Paper
from kg.parts import PartHeader, account, read_part
from kg.sorting import sort_unique
from kg.version import __version__

MAKERS = (
    "accounts.py arxiv.py assembly.py categories.py corrections folder.py graph growing.py iri.py knowledge.py "
    "linking model.py names.py parts.py quads.py sameness.py sorting.py streams.py tables.py trees.py vocabulary.py "
    "withdrawal.py"
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
    known: Knowledge,
    base: str,
    rules: str,
    expected: str,
    anew: bool,
    watch: Callable[[int], object] = bool,
) -> tuple[str, dict[str, int]]:
    """Write the graph of these parts into `folder`; the version's name, and how much of each thing it holds.

    `rules` names the rules that made the parts, `expected` is their fingerprint; with `anew` an equal version
    that exists is not trusted. What users correct is corrected here, and noted in `known`. `watch` is told how
    many statements were written, or, negative, loaded so far.
    """
    corrector, effect = known.corrector, known.effect
    minter = Minter(base)
    corrections = corrector.corrections
    run = minter.run(f"{expected}-{corrections.digest[:8]}" if corrections.files else expected)
    parts = folder / "parts"
    accounts = Accounts(parts, headers)
    census = Census(corrector.vocabulary, corrector.labels, corrector.names)
    people = People(corrections)
    notations: set[str] = set()
    for header in headers:
        for paper, said in read_part(parts, header):
            told = account(paper)
            if accounts.in_force(told):
                statements = corrector.apply(paper, said, effect)
                census.add(statements, accounts.seen(told, header.document), paper.text)
                people.add(paper, statements)
                notations.update(_notations(paper))
    people.settle()
    effect.unmet = tuple(unmet(corrections, effect, census.entities(), people.names))
    used: Counter[Kind] = Counter()

    def derived() -> Iterator[str]:
        for entity in census.entities():
            used[entity.kind] += entity.papers > 0
            yield from entity_triples(entity, minter)
            files = corrector.files_of((entity.kind, entity.key))
            yield from corrected_triples(entity, (corrections.files[i][1] for i in files), minter)
        for relation in census.relations():
            yield from relation_triples(relation, minter)
        for person in people.records():
            yield from person_triples(person, minter)
        if used:
            yield from vocabulary_triples(minter)
        yield from category_triples(notations, minter)
        for file, digest in corrections.files:
            yield from corrections_triples(file, digest, minter, run)
        yield from run_triples(
            {"kg:softwareVersion": __version__, "kg:rules": rules, "kg:fingerprint": expected},
            (header.document.name for header in headers),
            minter,
            run,
        )

    def quads() -> Iterator[str]:
        yield from _in_graph(derived(), minter.derived)
        for header in sorted(headers, key=lambda h: minter.source(h.document.name)):
            triples = _document_triples(parts, header, accounts, people, corrector, minter, run)
            yield from _in_graph(triples, minter.source(header.document.name))

    def describe(found: Counts) -> Iterator[str]:
        days = sorted(header.document.date for header in headers if header.document.date)
        described = description_triples(
            found,
            sources=[header.document.name for header in headers],
            days=(days[0], days[-1]) if days else None,
            example=minter.paper(accounts.example) if accounts.example else "",
            minter=minter,
            run=run,
        )
        for line in sorted(set(described)):
            yield f"{line} {iri(minter.description)} ."

    name, count = write_version(folder, quads(), describe, Counts(base=base), anew, watch)
    counts = {
        "documents": len(headers),
        "papers": accounts.papers,
        "authors": len(people),
        "categories": len(notations),
        "methods": used[Kind.METHOD],
        "datasets": used[Kind.DATASET],
        "tasks": used[Kind.TASK],
        "statements": count,
    }
    return name, counts


def _in_graph(triples: Iterable[str], graph: str) -> Iterator[str]:
    """N-Quads lines of one named graph, sorted, each once."""
    end = f" {iri(graph)} ."
    for line in sort_unique(triples):
        yield line + end


def _document_triples(
    parts: Path,
    header: PartHeader,
    accounts: Accounts,
    people: People,
    corrector: Corrector,
    minter: Minter,
    run: str,
) -> Iterator[str]:
    """What one document says; of papers whose newer accounts are in force, only what stays of its own."""
    yield from source_triples(header.document, header.digest, header.papers, minter, run)
    for paper, statements in read_part(parts, header):
        yield from listing_triples(header.document, paper.id, minter)
        told = account(paper)
        published = accounts.published(told)
        if accounts.in_force(told):
            yield from topic_triples(header.document.name, _notations(paper), minter)
            yield from paper_triples(paper, minter, people.who, published)
            yield from statement_triples(paper, corrector.apply(paper, statements), minter, run)
        else:
            yield from superseded_triples(paper, minter, published)


def _notations(paper: Paper) -> set[str]:
    return {*paper.categories, *filter(None, [paper.primary_category])}
