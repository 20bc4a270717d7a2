"""What follows from all documents together: entities, their families and relations, the run."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from kg.graph.iris import Minter
from kg.graph.namespaces import BASE, KIND_CLASS
from kg.graph.terms import day, decimal, integer, iri, name, text, triple
from kg.model import Document, EntityRecord, PersonRecord, Relation


def entity_triples(entity: EntityRecord, minter: Minter) -> Iterator[str]:
    """One entity as a SKOS concept."""
    node = iri(minter.entity(entity.kind, entity.key))
    yield triple(node, "rdf:type", name(KIND_CLASS[entity.kind]))
    yield triple(node, "skos:inScheme", iri(minter.vocabulary))
    yield triple(node, "skos:prefLabel", text(entity.label, "en"))
    for alternative in entity.alternatives:
        yield triple(node, "skos:altLabel", text(alternative, "en"))
    for short in entity.abbreviations:
        yield triple(node, "kg:abbreviation", text(short))
    for parent in entity.broader:
        yield triple(node, "skos:broader", iri(minter.entity(entity.kind, parent)))
    yield triple(node, "kg:paperCount", integer(entity.papers))
    if entity.first_seen:
        yield triple(node, "kg:firstSeen", day(entity.first_seen))
    if entity.last_seen:
        yield triple(node, "kg:lastSeen", day(entity.last_seen))
    if entity.note:
        yield triple(node, "skos:scopeNote", text(entity.note, "en"))
    if entity.match and not entity.match.startswith(BASE):
        yield triple(node, "skos:exactMatch", iri(entity.match))


def relation_triples(relation: Relation, minter: Minter) -> Iterator[str]:
    """A relation between entities: the plain triple, and the same as a statement with the papers it follows from."""
    source, target = iri(minter.entity(*relation.source)), iri(minter.entity(*relation.target))
    predicate = f"kg:{relation.name}"
    yield triple(source, predicate, target)
    node = iri(minter.relation(source, relation.name, target))
    yield triple(node, "rdf:type", name("rdf:Statement"))
    yield triple(node, "rdf:subject", source)
    yield triple(node, "rdf:predicate", name(predicate))
    yield triple(node, "rdf:object", target)
    yield triple(node, "kg:paperCount", integer(len(relation.papers)))
    for paper in relation.papers:
        yield triple(node, "prov:wasDerivedFrom", iri(minter.paper(paper)))


def person_triples(person: PersonRecord, minter: Minter) -> Iterator[str]:
    """Why the papers of a person are theirs: the reasons of all links together, and of those to namesakes none."""
    node, who = iri(minter.identity(person.id)), iri(minter.person(person.id))
    yield triple(node, "rdf:type", name("kg:AuthorIdentity"))
    yield triple(node, "kg:identifies", who)
    yield triple(node, "kg:paperCount", integer(len(person.papers)))
    for reason in person.merged:
        yield triple(node, "kg:mergedBecause", text(reason))
    for co_author in person.co_authors:
        yield triple(node, "kg:sharedCoAuthor", iri(minter.person(co_author)))
    for category in person.categories:
        yield triple(node, "kg:sharedCategory", iri(minter.category(category)))
    for kind, key in person.entities:
        yield triple(node, "kg:sharedEntity", iri(minter.entity(kind, key)))
    if person.confidence is not None:
        yield triple(node, "kg:confidence", decimal(person.confidence))
    for reason in person.apart:
        yield triple(node, "kg:apartBecause", text(reason))
    if person.homonym_of is not None:
        yield triple(who, "kg:homonymOf", iri(minter.person(person.homonym_of)))


def source_triples(document: Document, digest: str, papers: int, minter: Minter, run: str) -> Iterator[str]:
    """A document, said in its own named graph; `digest` is the SHA-256 of its bytes."""
    node = iri(minter.source(document.name))
    yield triple(node, "rdf:type", name("prov:Entity"))
    yield triple(node, "rdf:type", name("kg:Source"))
    yield triple(node, "dcterms:identifier", text(document.name))
    if document.date:
        yield triple(node, "dcterms:issued", day(document.date))
    yield triple(node, "schema:sha256", text(digest))
    yield triple(node, "kg:paperCount", integer(papers))
    yield triple(node, "prov:wasGeneratedBy", iri(run))


def listing_triples(document: Document, paper_id: str, minter: Minter) -> Iterator[str]:
    """That a document lists a paper; it stands where named graphs do not, in Turtle and RDF/XML."""
    yield triple(iri(minter.source(document.name)), "dcterms:references", iri(minter.paper(paper_id)))


def corrections_triples(name_of_file: str, digest: str, minter: Minter, run: str) -> Iterator[str]:
    """A user's file of corrections, which the run followed; `digest` is the SHA-256 of its bytes."""
    node = iri(minter.corrections(digest))
    yield triple(iri(run), "prov:used", node)
    yield triple(node, "rdf:type", name("prov:Plan"))
    yield triple(node, "dcterms:identifier", text(name_of_file))
    yield triple(node, "schema:sha256", text(digest))


def corrected_triples(entity: EntityRecord, digests: Iterable[str], minter: Minter) -> Iterator[str]:
    """Which files of corrections gave an entity its name or its type."""
    for digest in digests:
        node = iri(minter.entity(entity.kind, entity.key))
        yield triple(node, "prov:wasInfluencedBy", iri(minter.corrections(digest)))


def run_triples(
    facts: Mapping[str, str], documents: Iterable[str], minter: Minter, run: str
) -> Iterator[str]:
    """The run that made the graph. `facts`: software version, rules and vocabulary, by predicate name.

    No times: the same input gives the same graph. When it ran stands in the manifest of the graph folder.
    """
    node, derived = iri(run), iri(minter.derived)
    yield triple(node, "rdf:type", name("prov:Activity"))
    for predicate, value in sorted(facts.items()):
        yield triple(node, predicate, text(value))
    yield triple(derived, "rdf:type", name("prov:Entity"))
    yield triple(derived, "prov:wasGeneratedBy", node)
    for document in documents:
        source = iri(minter.source(document))
        yield triple(derived, "prov:wasDerivedFrom", source)
        yield triple(node, "prov:used", source)
