"""Find things of the graph by the names people use for them.

In this order, each by an index of the store: an IRI; an arXiv id or DOI; the name as it would be minted
(so case, plural and hyphens do not matter); a label, alternative label or abbreviation as written; a title.
Only then are all labels compared by their normal forms. Of people who bear one name "NAME/ID" means the one
who wrote the paper of this id.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass

import pyoxigraph as ox

from kg.arxiv import arxiv_named
from kg.errors import NotFoundError
from kg.graph.iris import Minter, paper_iri_of
from kg.graph.namespaces import compact, expand
from kg.model import Kind
from kg.names import author_key, normal_form
from kg.store import Store

KINDS: dict[str, tuple[str, ...]] = {
    "method": ("kg:Method",),
    "dataset": ("kg:Dataset",),
    "task": ("kg:Task",),
    "entity": ("kg:Method", "kg:Task", "kg:Dataset"),
    "author": ("foaf:Person",),
    "category": ("skos:Concept",),  # categories alone are bare concepts; entities bear a subclass
    "paper": ("fabio:Preprint",),
    "day": ("kg:Source",),
}
"""What people may ask for, and the classes it stands for."""

EVERYTHING: tuple[str, ...] = (
    "kg:Method",
    "kg:Task",
    "kg:Dataset",
    "fabio:Preprint",
    "foaf:Person",
    "skos:Concept",
)

WITH_DAYS = (*EVERYTHING, "kg:Source")
"""And the documents, which people know by their names or days."""

_LABELS = (
    "skos:prefLabel",
    "skos:altLabel",
    "kg:abbreviation",
    "foaf:name",
    "skos:notation",
    "dcterms:title",
)


@dataclass(frozen=True, slots=True)
class Thing:
    """Something of the graph."""

    iri: str
    type: str
    """Prefixed name of its class."""
    label: str

    @property
    def kind(self) -> str:
        """The type in people's words: Paper, Author, Category, Document, Method, Dataset or Task."""
        return kind_name(self.type)


def kind_name(prefixed: str) -> str:
    """What people call the things of a class, given by its prefixed name."""
    names = {
        "fabio:Preprint": "Paper",
        "foaf:Person": "Author",
        "skos:Concept": "Category",
        "kg:Source": "Document",
    }
    return names.get(prefixed) or prefixed.partition(":")[2]


def find_one(store: Store, name: str, types: Sequence[str] = EVERYTHING) -> Thing:
    """The thing that `name` names best; NotFoundError with near names if there is none."""
    for thing in find_all(store, name, types):
        return thing
    raise NotFoundError(name, suggest(store, name, types))


def find_all(
    store: Store, name: str, types: Sequence[str] = EVERYTHING, scan: bool = True
) -> Iterator[Thing]:
    """Everything that `name` may mean, best first, each once; types in the order given.

    Without `scan` by indexes alone: quick in large graphs, where all labels are many.
    """
    seen: set[str] = set()
    text = name.encode("utf-8", "replace").decode()  # arguments of a command may hold bytes that are no text
    for iri in _candidates(store, text.strip(), types, scan):
        if iri not in seen:
            seen.add(iri)
            thing = describe(store, iri)
            if thing is not None and thing.type in types:
                yield thing


def describe(store: Store, iri: str) -> Thing | None:
    """What kind of thing an IRI is and how to call it; None if the graph does not know it."""
    node = _node(iri)
    if node is None:
        return None
    types = {compact(str(row[0])) for row in store.rows("SELECT DISTINCT ?t WHERE { ?x a ?t }", x=node)}
    kind = next((t for t in WITH_DAYS if t in types), None)
    if kind is None:
        return None
    for prefixed in ("skos:prefLabel", "foaf:name", "dcterms:title", "skos:notation", "dcterms:identifier"):
        labels = sorted(str(row[0]) for row in store.rows(f"SELECT ?l WHERE {{ ?x {prefixed} ?l }}", x=node))
        if labels:
            if kind == "skos:Concept":
                notation = next(
                    iter(store.rows("SELECT ?n WHERE { ?x skos:notation ?n }", x=node)), (labels[0],)
                )[0]
                return Thing(iri, kind, str(notation))
            return Thing(iri, kind, labels[0])
    return Thing(iri, kind, iri)


def _node(iri: str) -> ox.NamedNode | None:
    try:
        return ox.NamedNode(iri)
    except ValueError:
        return None


def _candidates(store: Store, name: str, types: Sequence[str], scan: bool) -> Iterator[str]:
    if not name:
        return
    if "://" in name:
        yield name
    elif ":" in name and name.partition(":")[0] in ("kg", "fabio"):
        with suppress(KeyError):
            yield expand(name)
    if found := arxiv_named(name):
        yield paper_iri_of(found.id)
    elif name.casefold().startswith(("doi:10.", "10.")):
        yield paper_iri_of("doi:" + name.casefold().removeprefix("doi:"))
    minter = Minter(store.manifest.base)
    form = normal_form(name)
    for kind in Kind:
        if form and f"kg:{kind.value}" in types:
            yield minter.entity(kind, form)
    if "foaf:Person" in types:
        with suppress(ValueError):  # of signs alone no name is left
            yield minter.author(name)
        yield from _author_of(store, name)
    if "skos:Concept" in types:
        with suppress(ValueError):
            yield minter.category(name)
    if "kg:Source" in types:
        yield from _documents(store, name)
    for prefixed in _LABELS:
        for literal in (ox.Literal(name, language="en"), ox.Literal(name)):
            yield from (
                str(row[0])
                for row in store.rows(f"SELECT ?x WHERE {{ ?x {prefixed} ?l }} ORDER BY ?x", l=literal)
            )
    if form and scan:
        yield from (iri for iri, label in _all_labels(store, types) if normal_form(label) == form)


def _documents(store: Store, name: str) -> Iterator[str]:
    """Documents of this name, or of this day."""
    day = ox.Literal(name, datatype=ox.NamedNode(expand("xsd:date")))
    for prefixed, value in (("dcterms:identifier", ox.Literal(name)), ("dcterms:issued", day)):
        query = f"SELECT ?x WHERE {{ ?x {prefixed} ?v ; a kg:Source }} ORDER BY ?x"
        yield from (str(row[0]) for row in store.rows(query, v=value))


def _author_of(store: Store, name: str) -> Iterator[str]:
    """The author of this name among those of a paper, for "NAME/ID"."""
    person, _, paper = name.partition("/")
    found = arxiv_named(paper)
    iri = paper_iri_of(found.id if found else paper.strip(), store.manifest.base)
    node = _node(iri) if person and paper else None
    if node is not None:
        query = "SELECT DISTINCT ?x ?l WHERE { ?p dcterms:creator ?x . ?x foaf:name ?l } ORDER BY ?x"
        for who, label in store.rows(query, p=node):
            if author_key(str(label)) == author_key(person):
                yield str(who)


def _all_labels(store: Store, types: Iterable[str]) -> Iterator[tuple[str, str]]:
    """(IRI, label) of everything of these types, alternative labels included."""
    for kind in types:
        if kind == "skos:Concept":
            pattern = "?x a skos:Concept ; skos:notation ?l"
        elif kind == "kg:Source":
            pattern = "?x a kg:Source ; dcterms:identifier ?l"
        elif kind.startswith("kg:"):
            pattern = f"?x a {kind} ; skos:prefLabel|skos:altLabel|kg:abbreviation ?l"
        else:
            pattern = f"?x a {kind} ; {'foaf:name' if kind == 'foaf:Person' else 'dcterms:title'} ?l"
        for iri, label in store.rows(f"SELECT DISTINCT ?x ?l WHERE {{ {pattern} }} ORDER BY ?x ?l"):
            yield str(iri), str(label)


def suggest(store: Store, name: str, types: Sequence[str] = EVERYTHING) -> tuple[str, ...]:
    """Up to three labels that look like `name`, nearest first."""
    from rapidfuzz import fuzz, process  # noqa: PLC0415 - only for a mistake

    labels = sorted({label for _, label in _all_labels(store, types)})
    found = process.extract(
        name, labels, scorer=fuzz.WRatio, processor=str.casefold, limit=3, score_cutoff=70
    )
    return tuple(label for label, _, _ in found)
