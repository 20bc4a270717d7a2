"""What one document says of its papers, as triples: the paper, its authors and categories, its statements."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from datetime import date

from kg.arxiv import arxiv_month
from kg.graph.iris import Minter
from kg.graph.namespaces import ROLE_PREDICATE
from kg.graph.terms import day, decimal, integer, iri, midnight, month, name, text, triple
from kg.model import SUMMARY_FIELDS, Author, AuthorId, Mention, Paper, Statement
from kg.names import author_key
from kg.withdrawal import is_withdrawn

_SUMMARY_PREDICATE = {field: f"kg:{field}" for field in SUMMARY_FIELDS}


def _between(predicate: str) -> str:
    """A predicate as it stands between subject and object."""
    return f" {name(predicate)} "


# two thirds of a graph's statements are of mentions, and all of these have the same predicates
_ANNOTATION = f"{_between('rdf:type')}{name('oa:Annotation')}"
_IDENTIFYING = f"{_between('oa:motivatedBy')}{name('oa:identifying')}"
_RESOURCE = f"{_between('rdf:type')}{name('oa:SpecificResource')}"
_QUOTE = f"{_between('rdf:type')}{name('oa:TextQuoteSelector')}"
_POSITION = f"{_between('rdf:type')}{name('oa:TextPositionSelector')}"
_BODY, _TARGET, _SOURCE, _SELECTOR = map(
    _between, ("oa:hasBody", "oa:hasTarget", "oa:hasSource", "oa:hasSelector")
)
_PREFIX, _EXACT, _SUFFIX = map(_between, ("oa:prefix", "oa:exact", "oa:suffix"))
_START, _END = map(_between, ("oa:start", "oa:end"))
_CONFIDENCE, _FOUND_BY, _IDENTIFIED_BY = map(_between, ("kg:confidence", "kg:foundBy", "kg:identifiedBy"))
_GENERATED_BY = _between("prov:wasGeneratedBy")

Who = Callable[[str, Author], AuthorId]
"""Tells who an author of a paper is, given by the id of the paper; see `kg.linking.People.who`."""


def by_name(_paper: str, author: Author) -> AuthorId:
    """Who an author is where no other papers are known: the name tells, or the ORCID iD."""
    return AuthorId("", orcid=author.orcid) if author.orcid else AuthorId(author_key(author.name))


def paper_triples(
    paper: Paper, minter: Minter, who: Who = by_name, published: date | None = None
) -> Iterator[str]:
    """Everything the document says of the paper but what its text speaks of.

    `published` is the paper's day by all documents together, None where none gives one: a document that gives
    another is silent of it, so that the graph has one day for the paper, said by those that give it.
    """
    node = iri(minter.paper(paper.id))
    yield triple(node, "rdf:type", name("fabio:Preprint"))
    yield triple(node, "rdf:type", name("schema:ScholarlyArticle"))
    yield triple(node, "dcterms:title", text(paper.title))
    if paper.abstract:
        yield triple(node, "dcterms:abstract", text(paper.abstract))
    if paper.arxiv_id:
        yield triple(node, "fabio:hasArXivId", text(paper.arxiv_id))
    if paper.doi:
        yield triple(node, "bibo:doi", text(paper.doi))
    if paper.version is not None:
        yield triple(node, "schema:version", integer(paper.version))
    if issued := _issued(paper, published):
        yield triple(node, "dcterms:issued", issued)
    if paper.url:
        yield triple(node, "schema:url", iri(paper.url))
    if paper.code_url:
        yield triple(node, "schema:codeRepository", iri(paper.code_url))
    if paper.comment:
        yield triple(node, "rdfs:comment", text(paper.comment))
    if paper.updated:
        yield triple(node, "dcterms:modified", day(paper.updated))
    if is_withdrawn(paper):
        yield triple(node, "schema:creativeWorkStatus", text("Withdrawn"))
        if paper.updated:
            yield triple(node, "prov:invalidatedAtTime", midnight(paper.updated))
    yield from _summary_triples(paper, node)
    yield from _author_triples(paper, node, minter, who)
    yield from _category_triples(paper, node, minter)


def superseded_triples(paper: Paper, minter: Minter, published: date | None = None) -> Iterator[str]:
    """What stays of an account of a paper where another one is in force: that it is a paper, its day, its summaries.

    The day as with `paper_triples`.
    """
    node = iri(minter.paper(paper.id))
    yield triple(node, "rdf:type", name("fabio:Preprint"))
    yield triple(node, "rdf:type", name("schema:ScholarlyArticle"))
    if issued := _issued(paper, published):
        yield triple(node, "dcterms:issued", issued)
    yield from _summary_triples(paper, node)


def _summary_triples(paper: Paper, node: str) -> Iterator[str]:
    for summary in paper.summaries:
        yield triple(node, _SUMMARY_PREDICATE[summary.field], text(summary.text, summary.language))


def _issued(paper: Paper, published: date | None) -> str:
    """The day that this document gives, if it is the paper's; where no document gives any, the month of the id."""
    settled = published or paper.published
    if settled:
        return day(settled) if paper.published == settled else ""
    found = arxiv_month(paper.arxiv_id) if paper.arxiv_id else None
    return month(*found) if found else ""


def _author_triples(paper: Paper, node: str, minter: Minter, who: Who) -> Iterator[str]:
    """Each author, and their order as an rdf:Seq (the range that BIBO gives authorList)."""
    if not paper.authors:
        return
    people = [who(paper.id, author) for author in paper.authors]
    signed = "\n".join(
        f"{author.name}{person.paper and ' '}{person.paper}{person.orcid and ' '}{person.orcid}"
        for author, person in zip(paper.authors, people, strict=True)
    )
    digest = hashlib.sha256(signed.encode("utf-8", "replace")).hexdigest()[:8]
    sequence = iri(minter.author_list(paper.id, digest))
    yield triple(node, "bibo:authorList", sequence)
    yield triple(sequence, "rdf:type", name("rdf:Seq"))
    for position, (author, identity) in enumerate(zip(paper.authors, people, strict=True), 1):
        person = iri(minter.person(identity))
        yield triple(node, "dcterms:creator", person)
        yield triple(sequence, f"rdf:_{position}", person)
        yield triple(person, "rdf:type", name("foaf:Person"))
        yield triple(person, "foaf:name", text(author.name))


def _category_triples(paper: Paper, node: str, minter: Minter) -> Iterator[str]:
    for category in paper.categories:
        yield triple(node, "dcterms:subject", iri(minter.category(category)))
    if paper.primary_category:
        yield triple(node, "fabio:hasPrimarySubjectTerm", iri(minter.category(paper.primary_category)))


def statement_triples(
    paper: Paper, statements: Sequence[Statement], minter: Minter, run: str
) -> Iterator[str]:
    """What the paper does with each entity, and every mention that proves it."""
    node = iri(minter.paper(paper.id))
    for statement in statements:
        entity = iri(minter.entity(statement.entity.kind, statement.entity.key))
        yield triple(node, ROLE_PREDICATE[statement.role], entity)
        for mention in statement.evidence:
            yield from _mention_triples(paper, mention, node, entity, minter, run)


def _mention_triples(
    paper: Paper, mention: Mention, node: str, entity: str, minter: Minter, run: str
) -> Iterator[str]:
    """A Web Annotation; prefix, exact and suffix of its quote together are the sentence that proves it."""
    where = minter.mention(paper.id, paper.text, mention.start, mention.end)
    annotation, target = f"<{where}>", f"<{where}#target>"
    quote, position = f"<{where}#quote>", f"<{where}#position>"
    begin, finish = mention.sentence
    yield f"{annotation}{_ANNOTATION}"
    yield f"{annotation}{_IDENTIFYING}"
    yield f"{annotation}{_BODY}{entity}"
    yield f"{annotation}{_TARGET}{target}"
    yield f"{annotation}{_CONFIDENCE}{decimal(mention.confidence)}"
    yield f"{annotation}{_FOUND_BY}{text(mention.found_by)}"
    if mention.identified_by:
        yield f"{annotation}{_IDENTIFIED_BY}{text(mention.identified_by)}"
    yield f"{annotation}{_GENERATED_BY}<{run}>"
    yield f"{target}{_RESOURCE}"
    yield f"{target}{_SOURCE}{node}"
    yield f"{target}{_SELECTOR}{quote}"
    yield f"{target}{_SELECTOR}{position}"
    yield f"{quote}{_QUOTE}"
    yield f"{quote}{_PREFIX}{text(paper.text[begin : mention.start])}"
    yield f"{quote}{_EXACT}{text(mention.text)}"
    yield f"{quote}{_SUFFIX}{text(paper.text[mention.end : finish])}"
    yield f"{position}{_POSITION}"
    yield f"{position}{_START}{integer(mention.start)}"
    yield f"{position}{_END}{integer(mention.end)}"
