"""Concept schemes: the arXiv categories, a document's own topics, and the methods, datasets and tasks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from kg import categories
from kg.categories import Category
from kg.graph.iris import Minter
from kg.graph.terms import iri, name, text, triple


def vocabulary_triples(minter: Minter) -> Iterator[str]:
    """The scheme of all methods, datasets and tasks."""
    yield from _scheme(iri(minter.vocabulary), "Methods, datasets and tasks")


def category_triples(notations: Iterable[str], minter: Minter) -> Iterator[str]:
    """The categories that papers bear, each described once.

    Those of arXiv come with what is above them, up to the top of arXiv's scheme, and with the scheme. Others
    are concepts all the same; `topic_triples` says whose they are.
    """
    met: dict[str, Category] = {}
    for notation in sorted(set(notations)):
        found = categories.by_notation().get(notation)
        if found is None:
            yield from _concept(iri(minter.category(notation)), notation, notation)
        while found is not None:
            met[found.path] = found
            found = categories.scheme().get(found.broader)
    scheme = iri(minter.categories)
    for path, category in sorted(met.items()):
        node = iri(f"{minter.base}{path}")
        yield from _concept(node, category.notation, category.name)
        yield triple(node, "skos:inScheme", scheme)
        if category.broader:
            yield triple(node, "skos:broader", iri(f"{minter.base}{category.broader}"))
        else:
            yield triple(scheme, "skos:hasTopConcept", node)
    if met:
        yield from _scheme(scheme, categories.TITLE)


def topic_triples(document: str, notations: Iterable[str], minter: Minter) -> Iterator[str]:
    """The scheme of the categories that a document gives its papers and arXiv does not know, if it has any."""
    own = sorted({notation for notation in notations if notation not in categories.by_notation()})
    scheme = iri(minter.topics(document))
    for notation in own:
        node = iri(minter.category(notation))
        yield triple(node, "skos:inScheme", scheme)
        yield triple(scheme, "skos:hasTopConcept", node)
    if own:
        yield from _scheme(scheme, f"Topics of {document}")


def _scheme(node: str, title: str) -> Iterator[str]:
    yield triple(node, "rdf:type", name("skos:ConceptScheme"))
    yield triple(node, "dcterms:title", text(title, "en"))


def _concept(node: str, notation: str, label: str) -> Iterator[str]:
    yield triple(node, "rdf:type", name("skos:Concept"))
    if notation:
        yield triple(node, "skos:notation", text(notation))
    yield triple(node, "skos:prefLabel", text(label, "en" if label.isascii() else "und"))
