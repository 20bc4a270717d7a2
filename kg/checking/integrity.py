"""What SHACL cannot say of a graph: quotations that are true, statements that are proven, IRIs that are
valid, minted as they should be and led to by something, counts that count.

Each check is a function of the data that yields what is wrong. Those that ask how kg mints IRIs look at
IRIs below the base of the data only; those that need to know which document says what are silent about
files without named graphs.
"""

from __future__ import annotations

import hashlib
import re
from collections import defaultdict
from collections.abc import Callable, Iterator

import pyoxigraph as ox

from kg import resources
from kg.checking.data import Data
from kg.checking.description import described
from kg.checking.documents import Quoted, Said, documents, quotations, select
from kg.checking.iris import is_valid
from kg.checking.report import INTEGRITY, Collector, Finding, fault
from kg.checking.shapes import SHAPES
from kg.graph.iris import Minter
from kg.graph.namespaces import ONTOLOGY, PREFIXES
from kg.model import Kind
from kg.names import normal_form

Check = Callable[[Data], Iterator[Finding]]

_MENTION = re.compile(r"mention/.+/([0-9a-f]{8})/(\d+)-(\d+)$")
_POSITION = re.compile(re.escape(f"{PREFIXES['rdf']}_") + r"([1-9]\d*)")
_SEEN = ("kg:firstSeen", "kg:lastSeen")


def check(data: Data, found: Collector) -> None:
    """Add to `found` all that is wrong."""
    for each in CHECKS:
        for finding in each(data):
            found.add(finding)


def _text(value: object) -> str:
    return str(ox.Literal(str(value)))


def iris(data: Data) -> Iterator[Finding]:
    """Every IRI is valid by RFC 3987."""
    if data.refused:
        message = "A strict parser refuses the file; put right what it names, and all else of its kind."
        yield fault("Syntax", data.subject, message, value=_text(data.refused))
    queries = (
        "SELECT DISTINCT ?x WHERE { ?x ?p ?o }",
        "SELECT DISTINCT ?x WHERE { ?s ?x ?o }",
        "SELECT ?x WHERE { { SELECT DISTINCT ?x WHERE { ?s ?p ?x } } FILTER(isIRI(?x)) }",
        "SELECT DISTINCT ?x WHERE { GRAPH ?x { ?s ?p ?o } }",
    )
    seen: set[str] = set()
    for query in queries:
        for (term,) in data.terms(query):
            iri = term.value
            if isinstance(term, ox.NamedNode) and not is_valid(iri) and iri not in seen:
                seen.add(iri)
                message = (
                    "An IRI must be valid by RFC 3987; percent-encode blanks and other signs it forbids."
                )
                yield fault("Iri", iri, message, value=_text(iri))


def dangling(data: Data) -> Iterator[Finding]:
    """Of every IRI of kg's own that is an object something is said, and every subject has a type."""
    own = (
        f"isIRI(?x) && STRSTARTS(STR(?x), {_text(data.base)}) && !STRSTARTS(STR(?x), {_text(ONTOLOGY[:-1])})"
    )
    subjects, objects = "SELECT DISTINCT ?x WHERE { ?x ?p ?o }", "SELECT DISTINCT ?x WHERE { ?s ?p ?x }"
    query = f"SELECT ?x WHERE {{ {{ {objects} }} MINUS {{ {subjects} }} FILTER({own}) }}"
    missing = sorted(str(row[0]) for row in data.rows(query))
    shipped = _described() if missing else frozenset()
    for iri in missing:
        if iri in shipped or not is_valid(iri):
            continue
        s, p = next(data.terms(f"SELECT ?s ?p WHERE {{ ?s ?p <{iri}> }} LIMIT 1"))
        yield Finding(
            severity="Violation",
            source=f"{SHAPES}Dangling",
            component=INTEGRITY,
            focus=str(s),
            path=p.value,
            value=f"<{iri}>",
            message="The graph links to something of its own of which nothing is said; describe it, or drop the link.",
        )
    typed = "MINUS { ?x a ?t } MINUS { ?d void:classPartition ?x } MINUS { ?d void:propertyPartition ?x }"
    query = f"SELECT ?x WHERE {{ {{ {subjects} }} {typed} FILTER({own}) }}"
    for (iri,) in data.rows(query):
        yield fault(
            "Untyped", iri, "Everything of the graph's own needs a type; add its rdf:type.", "rdf:type"
        )


def _described() -> frozenset[str]:
    """What the ontology, vocabulary and category files that come with kg describe."""
    found: set[str] = set()
    for path in sorted(resources.folder("ontology").glob("*.ttl")):
        for triple in ox.parse(path.read_bytes(), format=ox.RdfFormat.TURTLE):
            if isinstance(triple.subject, ox.NamedNode):
                found.add(triple.subject.value)
    return frozenset(found)


def minted(data: Data) -> Iterator[Finding]:
    """IRIs are those that kg mints from the names they stand for."""
    minter = Minter(data.base)
    named: dict[str, set[str]] = defaultdict(set)
    for kind in Kind:
        for iri, label in data.rows(f"SELECT DISTINCT ?x ?l WHERE {{ ?x a kg:{kind} ; skos:prefLabel ?l }}"):
            form = normal_form(label)
            named[iri].add(minter.entity(kind, form) if form else "")
    makers: dict[str, Callable[[str], str]] = {
        "?x a skos:Concept ; skos:notation ?l": minter.category,
        "?x a kg:Source ; dcterms:identifier ?l": minter.source,
        "?x a fabio:Preprint ; fabio:hasArXivId ?l": minter.paper,
    }
    for pattern, mint in makers.items():
        for iri, label in data.rows(f"SELECT DISTINCT ?x ?l WHERE {{ {pattern} }}"):
            named[iri].add(mint(label) if label.strip() else "")
    ours = (data.base, "https://doi.org/10.48550/")
    for iri, expected in named.items():
        if iri not in expected and (data.minted or iri.startswith(ours)):
            message = "The IRI is not the one that kg mints from this thing's label, notation or arXiv id (the value)."
            yield fault("Minted", iri, message, value=_text(min(expected)))


def evidence(data: Data) -> Iterator[Finding]:
    """Quotations are true; every statement has one, and every one belongs to a statement."""
    for said in documents(data):
        digests: dict[str, list[tuple[str, str]]] = {}
        proven: dict[tuple[str, str], str] = {}
        for quoted in quotations(data, said.graph):
            proven.setdefault((quoted.paper, quoted.entity), quoted.iri)
            if quoted.paper not in digests:
                digests[quoted.paper] = [(_digest(text), text) for text in said.texts(quoted.paper)]
            reason = _misquoted(quoted, digests[quoted.paper])
            if reason:
                yield fault("Quotation", quoted.iri, reason, "oa:exact", _text(quoted.exact))
        stated = {(paper, entity) for paper, _, entity in said.roles}
        for paper, role, entity in sorted(said.roles):
            if (paper, entity) not in proven:
                message = "No mention proves this statement; add an oa:Annotation, or drop the statement."
                yield fault("Unproven", paper, message, role, f"<{entity}>")
        for pair, mention in sorted(proven.items()):
            if pair not in stated:
                message = "The mention proves nothing: its paper says in no role that it speaks of this."
                yield fault("Unstated", mention, message, "oa:hasBody", f"<{pair[1]}>")


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:8]


def _misquoted(quoted: Quoted, texts: list[tuple[str, str]]) -> str:
    """Why a quotation is not true of any text; "" if it is of one."""
    if not texts:
        return "The paper of this mention has no title here, so its words cannot be looked up."
    if not (quoted.start.isdecimal() and quoted.end.isdecimal()):
        return ""  # the shapes say so
    start, end = int(quoted.start), int(quoted.end)
    match = _MENTION.search(quoted.iri)
    if match:
        if (match[2], match[3]) != (quoted.start, quoted.end):
            return "The positions in the mention's IRI are not those of its selector."
        texts = [pair for pair in texts if pair[0] == match[1]]
        if not texts:
            return "The mention was made from another title or abstract than the paper has here."
    for _, text in texts:
        before, after = text[:start], text[end:]
        if (
            text[start:end] == quoted.exact
            and before.endswith(quoted.prefix)
            and after.startswith(quoted.suffix)
        ):
            return ""
    return "Title and abstract have other words at these positions than prefix, exact and suffix say."


def authors(data: Data) -> Iterator[Finding]:
    """Lists of authors count from 1 without a gap, and hold exactly the creators of their paper."""
    for said in documents(data):
        positions: dict[tuple[str, str], dict[int, list[str]]] = {}
        pattern = "?paper bibo:authorList ?list . ?list ?position ?person"
        for paper, seq, position, person in data.rows(
            select(said.graph, "?paper ?list ?position ?person", pattern)
        ):
            match = _POSITION.fullmatch(position)
            if match:
                positions.setdefault((paper, seq), {}).setdefault(int(match[1]), []).append(person)
        creators: dict[str, set[str]] = defaultdict(set)
        for paper, person in data.rows(
            select(said.graph, "?paper ?person", "?paper a fabio:Preprint ; dcterms:creator ?person")
        ):
            creators[paper].add(person)
        listed: dict[str, set[str]] = defaultdict(set)
        for (paper, seq), people in sorted(positions.items()):
            listed[paper].update(person for found in people.values() for person in found)
            if sorted(people) != list(range(1, len(people) + 1)) or any(len(p) > 1 for p in people.values()):
                message = (
                    "The authors of a list are rdf:_1, rdf:_2 and so on, one at each position, without a gap."
                )
                yield fault("AuthorOrder", seq, message)
        for paper in sorted(set(creators) | set(listed) if data.minted else listed):
            for person in sorted(creators[paper] ^ listed[paper]):
                message = (
                    "The creators of a paper (dcterms:creator) are not those of its list (bibo:authorList)."
                )
                yield fault("AuthorsListed", paper, message, "dcterms:creator", f"<{person}>")


def identities(data: Data) -> Iterator[Finding]:
    """The identity of an author counts the author's papers, and tells why they are one person's if they are several."""
    written: dict[str, set[str]] = defaultdict(set)
    for paper, person in data.rows("SELECT DISTINCT ?p ?x WHERE { ?p dcterms:creator ?x }"):
        written[person].add(paper)
    for node, person, count in data.rows(
        "SELECT DISTINCT ?x ?who ?n WHERE { ?x kg:identifies ?who ; kg:paperCount ?n }"
    ):
        if count != str(len(written[person])):
            message = "The kg:paperCount of an identity must be how many papers the person wrote."
            yield fault("IdentityCount", node, message, "kg:paperCount", _text(count))
    query = "SELECT DISTINCT ?who WHERE { ?x kg:identifies ?who ; kg:mergedBecause ?because }"
    explained = {str(row[0]) for row in data.rows(query)}
    for person, papers in sorted(written.items()) if data.minted else ():
        if len(papers) > 1 and person not in explained:
            message = "Papers that are one person's need a reason: a kg:AuthorIdentity with kg:mergedBecause."
            yield fault("IdentityReason", person, message, "kg:identifies")


def counts(data: Data) -> Iterator[Finding]:
    """kg:paperCount, kg:firstSeen and kg:lastSeen are what the statements of the documents give."""
    papers: dict[str, set[str]] = defaultdict(set)
    met: dict[str, set[str]] = defaultdict(set)
    dated = True
    for said in documents(data):
        dated = dated and bool(said.graph)
        for paper, _, entity in said.roles:
            papers[entity].add(paper)
        for paper in said.papers:
            if seen := said.seen(paper):
                met[paper].add(seen.isoformat())
        yield from _source_count(data, said)
    pattern = "VALUES ?t { kg:Method kg:Dataset kg:Task } ?x a ?t"
    for entity, count in data.rows(select("", "?x ?n", f"{pattern} ; kg:paperCount ?n")):
        if count != str(len(papers[entity])):
            message = "kg:paperCount must be how many papers of the graph speak of it."
            yield fault("PaperCount", entity, message, "kg:paperCount", _text(count))
    if not dated:
        return
    optional = " OPTIONAL { ?x kg:firstSeen ?first } OPTIONAL { ?x kg:lastSeen ?last }"
    for entity, *days in data.rows(select("", "?x ?first ?last", pattern + optional)):
        seen_on = set().union(*(met[paper] for paper in papers[entity]))
        expected = min(seen_on, default=None), max(seen_on, default=None)
        for path, day, due in zip(_SEEN, days, expected, strict=True):
            if day != due:
                message = (
                    "kg:firstSeen and kg:lastSeen must be the first and last day of papers that speak of it."
                )
                yield fault("Seen", entity, message, path, _text(day) if day else "")


def _source_count(data: Data, said: Said) -> Iterator[Finding]:
    """A document lists as many papers as it says."""
    if not said.graph:
        return
    papers = said.papers
    for (count,) in data.rows(select(said.graph, "?n", f"<{said.graph}> kg:paperCount ?n")):
        if count != str(len(papers)):
            message = "The kg:paperCount of a document must be how many papers its graph holds."
            yield fault("SourceCount", said.graph, message, "kg:paperCount", _text(count))
    pattern = f"<{said.graph}> a kg:Source ; dcterms:references ?x"
    references = {str(row[0]) for row in data.rows(select(said.graph, "?x", pattern))}
    if data.minted:
        for paper in sorted(references ^ papers):
            message = "A document references (dcterms:references) exactly the papers that its graph holds."
            yield fault("SourceLists", said.graph, message, "dcterms:references", f"<{paper}>")


def relations(data: Data) -> Iterator[Finding]:
    """Relations between entities are those that the rules of the ontology give, with their papers."""
    plain = {
        (str(s), str(p), str(o))
        for s, p, o in data.rows(
            "SELECT DISTINCT ?s ?p ?o WHERE { VALUES ?p { kg:appliedTo kg:evaluatedOn kg:builtOn } ?s ?p ?o }"
        )
    }
    stated: dict[tuple[str, str, str], set[str]] = defaultdict(set)
    counted: dict[tuple[str, str, str], tuple[str, str]] = {}
    pattern = (
        "?x a rdf:Statement ; rdf:subject ?s ; rdf:predicate ?p ; rdf:object ?o ; "
        "kg:paperCount ?n ; prov:wasDerivedFrom ?paper"
    )
    for node, s, p, o, count, paper in data.rows(select("", "?x ?s ?p ?o ?n ?paper", pattern)):
        stated[s, p, o].add(paper)
        counted[s, p, o] = (node, count)
    for s, p, o in sorted(plain ^ set(stated)):
        message = (
            "A relation stands as a plain triple and as an rdf:Statement with its papers; one is missing."
        )
        yield fault("RelationStated", s, message, f"kg:{p.removeprefix(ONTOLOGY)}", f"<{o}>")
    implied = _implied(data)
    for key, papers in sorted(stated.items()):
        node, count = counted[key]
        if count != str(len(papers)):
            message = "The kg:paperCount of a relation must be how many papers it is derived from."
            yield fault("RelationCount", node, message, "kg:paperCount", _text(count))
        if implied is not None and papers != implied.get(key):
            message = (
                "A relation is derived from exactly those papers that imply it by its kg:derivationRule."
            )
            yield fault("RelationDerived", node, message, "prov:wasDerivedFrom")
    for s, p, o in sorted(set(implied or ()) - plain):
        message = "Papers imply this relation by its kg:derivationRule, but it is not in the graph."
        yield fault("RelationMissing", s, message, f"kg:{p.removeprefix(ONTOLOGY)}", f"<{o}>")


def _implied(data: Data) -> dict[tuple[str, str, str], set[str]] | None:
    """Each relation that some paper implies, with those papers; None where documents are not told apart."""
    kinds = {
        kind: {str(row[0]) for row in data.rows(f"SELECT DISTINCT ?x WHERE {{ ?x a kg:{kind} }}")}
        for kind in Kind
    }
    found: dict[tuple[str, str, str], set[str]] = defaultdict(set)
    for said in documents(data):
        if not said.graph:
            return None
        new = [(p, e) for p, role, e in said.roles if role == "kg:introduces" and e in kinds[Kind.METHOD]]
        by_paper: dict[str, list[tuple[str, str]]] = defaultdict(list)
        for paper, role, entity in said.roles:
            by_paper[paper].append((role, entity))
        for paper, method in new:
            for role, entity in by_paper[paper]:
                if entity == method:
                    continue
                if role == "kg:addresses":
                    name = "appliedTo"
                elif entity in kinds[Kind.DATASET] and role in ("kg:uses", "kg:introduces"):
                    name = "evaluatedOn"
                elif entity in kinds[Kind.METHOD] and role == "kg:uses":
                    name = "builtOn"
                else:
                    continue
                found[method, f"{ONTOLOGY}{name}", entity].add(paper)
    return found


CHECKS: tuple[Check, ...] = (
    iris,
    dangling,
    minted,
    evidence,
    authors,
    identities,
    counts,
    relations,
    described,
)
