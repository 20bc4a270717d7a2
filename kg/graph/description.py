"""The graph described as a dataset: VoID, DCAT, schema.org.

VoID: W3C Interest Group Note, 3 March 2011; DCAT: W3C Recommendation, version 3. All counts are of what
stands in the graph beside this description itself, each triple counted once in whatever named graphs it
stands. void:entities counts what lives below void:uriSpace: papers with a DOI are described, but they are
not ours. There are no distributions: where a graph is published, only its publisher knows.
"""

from __future__ import annotations

import os
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import IO

import numpy as np

from kg.graph.iris import Minter
from kg.graph.namespaces import BASE, ONTOLOGY, PREFIXES, expand
from kg.graph.terms import day, integer, iri, name, text, triple

LICENCE = "https://creativecommons.org/publicdomain/zero/1.0/"
"""Of arXiv's descriptive metadata by its API terms, and of what `kg` adds."""

RIGHTS = (
    "arXiv gives its metadata, abstracts included, under CC0 by the terms of its API; summaries that digests "
    "bring are their makers', and abstracts from other sources their publishers'."
)

_TYPE = f"<{PREFIXES['rdf']}type>"
_POSITION = f"<{PREFIXES['rdf']}_"
_LINK = expand("skos:exactMatch")
"""What leads out of the graph."""
_PORTION = 1 << 18
_PARTITIONS = 32


class Distinct:
    """Counts distinct strings by their hashes of 64 bits, in files; two that share a hash would count as one."""

    def __init__(self) -> None:
        self._new: list[int] = []
        self._files: list[IO[bytes]] = []

    def add(self, value: str) -> None:
        """Count a string, if it is new."""
        self._new.append(hash(value))
        if len(self._new) >= _PORTION:
            self._put_aside()

    def __len__(self) -> int:
        if not self._files:
            return len(set(self._new))
        self._put_aside()
        count = 0
        for file in self._files:
            file.seek(0)
            count += len(np.unique(np.frombuffer(file.read(), np.int64)))
        return count

    def _put_aside(self) -> None:
        if not self._files:
            self._files = [tempfile.TemporaryFile() for _ in range(_PARTITIONS)]  # noqa: SIM115
        new = np.unique(np.array(self._new, np.int64))
        self._new = []
        for number, file in enumerate(self._files):
            file.seek(0, os.SEEK_END)
            file.write(new[new % _PARTITIONS == number].tobytes())


@dataclass(slots=True, kw_only=True)
class Counts:
    """How much there is of each thing."""

    base: str = BASE
    """What the IRIs of the graph's own things begin with."""
    triples: int = 0
    subjects: int = 0
    objects: Distinct = field(default_factory=Distinct)
    entities: int = 0
    """Subjects below the base."""
    classes: Counter[str] = field(default_factory=Counter)
    """Class IRI to number of instances."""
    properties: Counter[str] = field(default_factory=Counter)
    """Property IRI to number of triples; the positions of lists (rdf:_1, rdf:_2, ...) are left out."""

    def counted(self, lines: Iterable[str]) -> Iterator[str]:
        """The same N-Triples lines, counted as they pass; they must be distinct and grouped by subject."""
        last = ""
        for line in lines:
            subject, predicate, value = line.split(" ", 2)
            self.triples += 1
            if subject != last:
                self.subjects += 1
                self.entities += subject.startswith(self.base, 1)
                last = subject
            self.objects.add(value)
            if predicate == _TYPE:
                self.classes[value[1:-3]] += 1
            if not predicate.startswith(_POSITION):
                self.properties[predicate[1:-1]] += 1
            yield line


def description_triples(
    counts: Counts,
    sources: Sequence[str],
    days: tuple[date, date] | None,
    example: str,
    minter: Minter,
    run: str,
) -> Iterator[str]:
    """The dataset: what it is, how much it holds, what it was made of.

    `sources` are the names of its documents, `days` the first and last day of its digests; `example` is the
    IRI of one paper.
    """
    dataset = iri(minter.dataset)
    for kind in ("void:Dataset", "dcat:Dataset", "schema:Dataset"):
        yield triple(dataset, "rdf:type", name(kind))
    title = "Methods, datasets and tasks of arXiv papers"
    yield triple(dataset, "dcterms:title", text(title, "en"))
    yield triple(dataset, "schema:name", text(title, "en"))
    documents = f"{len(sources)} document{'' if len(sources) == 1 else 's'}"
    about = f"Papers of {documents}, and the methods, datasets and tasks their abstracts speak of; made by digestgraph."
    yield triple(dataset, "dcterms:description", text(about, "en"))
    yield triple(dataset, "schema:description", text(about, "en"))
    yield triple(dataset, "dcterms:license", iri(LICENCE))
    yield triple(dataset, "schema:license", iri(LICENCE))
    yield triple(dataset, "dcterms:rights", text(RIGHTS, "en"))
    yield triple(dataset, "dcterms:conformsTo", iri(ONTOLOGY.rstrip("#")))
    yield triple(dataset, "prov:wasGeneratedBy", iri(run))
    for source in sources:
        yield triple(dataset, "dcterms:source", iri(minter.source(source)))
    if days:
        yield triple(dataset, "dcterms:issued", day(days[1]))
        yield triple(dataset, "schema:temporalCoverage", text(f"{days[0].isoformat()}/{days[1].isoformat()}"))
    yield triple(dataset, "void:uriSpace", text(minter.base))
    if example:
        yield triple(dataset, "void:exampleResource", iri(example))
    yield triple(dataset, "void:triples", integer(counts.triples))
    yield triple(dataset, "void:distinctSubjects", integer(counts.subjects))
    yield triple(dataset, "void:distinctObjects", integer(len(counts.objects)))
    yield triple(dataset, "void:entities", integer(counts.entities))
    yield triple(dataset, "void:classes", integer(len(counts.classes)))
    yield triple(dataset, "void:properties", integer(len(counts.properties)))
    for namespace in sorted({_namespace(term) for term in [*counts.properties, *counts.classes]}):
        yield triple(dataset, "void:vocabulary", iri(namespace))
    for term, count in sorted(counts.classes.items()):
        part = iri(f"{minter.dataset}/class/{_slug(term)}")
        yield triple(dataset, "void:classPartition", part)
        yield triple(part, "void:class", iri(term))
        yield triple(part, "void:entities", integer(count))
    for term, count in sorted(counts.properties.items()):
        part = iri(f"{minter.dataset}/property/{_slug(term)}")
        yield triple(dataset, "void:propertyPartition", part)
        yield triple(part, "void:property", iri(term))
        yield triple(part, "void:triples", integer(count))
        if term == _LINK:
            links = iri(f"{minter.dataset}/linkset/{_slug(term)}")
            yield triple(links, "rdf:type", name("void:Linkset"))
            yield triple(links, "void:subjectsTarget", dataset)
            yield triple(links, "void:linkPredicate", iri(term))
            yield triple(links, "void:triples", integer(count))
            yield triple(dataset, "void:subset", links)


def _namespace(term: str) -> str:
    return next(
        (space for space in PREFIXES.values() if term.startswith(space)), term.rpartition("/")[0] + "/"
    )


def _slug(term: str) -> str:
    """A name for a term that is unique within the dataset: "kg-introduces"."""
    for prefix, space in PREFIXES.items():
        if term.startswith(space):
            return f"{prefix}-{term[len(space) :]}"
    return term.rpartition("/")[2].rpartition("#")[2]
