import gzip
import json
import re
from collections import Counter
from datetime import date
from functools import cache
from pathlib import Path

import pyoxigraph as ox
import pytest
import rdflib
from rdflib import DCTERMS, FOAF, OWL, RDF, RDFS, SKOS, XSD
from rdflib.collection import Collection
from rdflib.compare import to_isomorphic

from kg import categories, resources, vocabulary
from kg.checking.shapes import SHAPES
from kg.graph import papers
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
from kg.graph.namespaces import KIND_CLASS, ONTOLOGY, PREFIXES, ROLE_PREDICATE, expand
from kg.graph.papers import by_name, paper_triples, statement_triples
from kg.graph.schemes import category_triples, topic_triples, vocabulary_triples
from kg.graph.terms import iri
from kg.linking import Census
from kg.linking.same_person import Apart, Merged
from kg.model import (
    Author,
    AuthorId,
    Document,
    Entity,
    EntityRecord,
    Kind,
    Mention,
    Paper,
    PersonRecord,
    Role,
    Statement,
    Summary,
)

FOLDER = resources.folder("ontology")
PACKAGE = Path(resources.__file__).parent
KG = rdflib.Namespace(ONTOLOGY)
MINTER = Minter()
RUN = MINTER.run("0123456789abcdef")
SCHEME = rdflib.URIRef("https://w3id.org/digestgraph/category")
WRITERS = sorted(PACKAGE.glob("graph/*.py"))


@cache
def turtle(name):
    return rdflib.Graph().parse(FOLDER / name, format="turtle")


@cache
def context():
    return json.loads((FOLDER / "context.jsonld").read_text(encoding="utf-8"))


# what kg emits


def emitted_terms():
    """Local names of the kg: terms that the code can write or read in vocabulary files."""
    found = {name.partition(":")[2] for name in [*KIND_CLASS.values(), *ROLE_PREDICATE.values()]}
    found |= {name.partition(":")[2] for name in papers._SUMMARY_PREDICATE.values()}
    for path in [*WRITERS, PACKAGE / "assembly.py", PACKAGE / "vocabulary.py"]:
        found.update(re.findall(r"(?:\bkg:|\{_KG\})(\w+)", path.read_text(encoding="utf-8")))
    across = (PACKAGE / "linking/across.py").read_text(encoding="utf-8")
    return found | set(re.findall(r'yield source, "(\w+)"', across))


def mention(paper, name, kind, role):
    start = paper.text.index(name)
    return Mention(
        start=start,
        end=start + len(name),
        text=name,
        kind=kind,
        role=role,
        sentence=(start, len(paper.text)),
        confidence=0.875,
        found_by="naming+vocabulary",
        identified_by="name",
    )


def statement(paper, name, kind, role):
    return Statement(
        paper=paper.id,
        role=role,
        entity=Entity(kind=kind, name=name, key=name.lower()),
        evidence=(mention(paper, name, kind, role),),
    )


FULL = Paper(
    id="2512.02315",
    title=r"A study of $\alpha$",
    abstract='We propose "Newnet" and Newset for\nFolding by Oldnet, Oldset, not Rival; Docking \\ 方法.',
    authors=(Author(name="Ada B. Lovelace"), Author(name="王伟")),
    categories=("cs.LG", "q-bio.BM"),
    primary_category="cs.LG",
    arxiv_id="2512.02315",
    version=2,
    doi="10.1000/xyz",
    url="https://arxiv.org/abs/2512.02315",
    comment="12 pages. This paper has been withdrawn by the authors.",
    code_url="https://example.org/code",
    updated=date(2025, 12, 5),
    summaries=tuple(
        Summary(field=field, text=text, language=language)
        for field in ("tldr", "motivation", "method", "result", "conclusion")
        for text, language in (("Short.", "en"), ("很短。", "zh"), ("?", "und"))
    ),
)
SAID = (
    statement(FULL, "Newnet", Kind.METHOD, Role.INTRODUCES),
    statement(FULL, "Newset", Kind.DATASET, Role.INTRODUCES),
    statement(FULL, "Folding", Kind.TASK, Role.ADDRESSES),
    statement(FULL, "Oldnet", Kind.METHOD, Role.USES),
    statement(FULL, "Oldset", Kind.DATASET, Role.USES),
    statement(FULL, "Rival", Kind.METHOD, Role.COMPARES),
    statement(FULL, "Docking", Kind.TASK, Role.MENTIONS),
)
OTHER = Paper(id="x:1", title="Othernet, Newnet, Twin", abstract="", published=date(2025, 12, 3))
DOCUMENTS = {
    Document(name="2025-12-04.md", path="", date=date(2025, 12, 4)): [(FULL, SAID)],
    # the same paper again, seen otherwise, and one that introduces two methods and works on nothing
    Document(name="more/list.jsonl", path=""): [
        (FULL, (statement(FULL, "Rival", Kind.METHOD, Role.INTRODUCES),)),
        (
            OTHER,
            (
                statement(OTHER, "Othernet", Kind.METHOD, Role.INTRODUCES),
                statement(OTHER, "Twin", Kind.METHOD, Role.INTRODUCES),
                statement(OTHER, "Newnet", Kind.METHOD, Role.USES),
                statement(OTHER, "Othernet", Kind.METHOD, Role.USES),
            ),
        ),
    ],
}
CURATED = EntityRecord(
    kind=Kind.METHOD,
    key="curated",
    label="Curated",
    alternatives=("Alternative",),
    abbreviations=("CU",),
    broader=("oldnet",),
    papers=0,
    first_seen=date(2025, 1, 1),
    last_seen=date(2025, 1, 2),
    note="A note.",
    match="https://example.org/curated",
)


TWIN = AuthorId("ada b. lovelace", paper="2512.02315")
PERSON = PersonRecord(
    id=TWIN,
    papers=("2512.02315", "x:1"),
    merged=("shared co-author",),
    co_authors=(AuthorId("王伟"),),
    categories=("cs.LG",),
    entities=((Kind.METHOD, "oldnet"),),
    confidence=0.9,
    apart=("common name",),
    homonym_of=AuthorId("王伟"),
)


@cache
def census():
    found = Census(vocabulary.load())
    for document, contents in DOCUMENTS.items():
        for paper, statements in contents:
            day = document.date or paper.published
            found.add(statements, day and (day, day))
    return found


def who(paper, author):
    return TWIN if author.name.startswith("Ada") else by_name(paper, author)


@cache
def emitted():
    """A small graph as kg builds it, with every predicate that it can emit, as N-Quads lines."""
    lines = []
    for document, contents in DOCUMENTS.items():
        triples = list(source_triples(document, "ab" * 32, len(contents), MINTER, RUN))
        for paper, statements in contents:
            triples += [
                *paper_triples(paper, MINTER, who),
                *statement_triples(paper, statements, MINTER, RUN),
                *listing_triples(document, paper.id, MINTER),
            ]
        triples += topic_triples(document.name, ("cs.LG", "of its own"), MINTER)
        lines += [f"{triple} {iri(MINTER.source(document.name))} ." for triple in triples]
    entities = [*census().entities(), CURATED]
    triples = [triple for entity in entities for triple in entity_triples(entity, MINTER)]
    triples += [triple for relation in census().relations() for triple in relation_triples(relation, MINTER)]
    triples += person_triples(PERSON, MINTER)
    triples += [*vocabulary_triples(MINTER), *category_triples(("cs.LG", "q-bio.BM", "of its own"), MINTER)]
    triples += corrected_triples(CURATED, ["cd" * 32], MINTER)
    triples += corrections_triples("kg.corrections.toml", "cd" * 32, MINTER, RUN)
    facts = {"kg:softwareVersion": "0", "kg:rules": "rules-1", "kg:fingerprint": "0123456789abcdef"}
    triples += run_triples(facts, (document.name for document in DOCUMENTS), MINTER, RUN)
    lines += [f"{triple} {iri(MINTER.derived)} ." for triple in triples]
    counts = Counts(
        triples=9,
        subjects=3,
        classes=Counter({expand("kg:Method"): 2}),
        properties=Counter({expand("kg:uses"): 3, expand("skos:exactMatch"): 1}),
    )
    paper = MINTER.paper("2512.02315")
    names = [document.name for document in DOCUMENTS]
    described = description_triples(counts, names, (date(2025, 12, 1), date(2025, 12, 4)), paper, MINTER, RUN)
    return [*lines, *(f"{triple} {iri(MINTER.description)} ." for triple in described)]


@cache
def union():
    """The same without names of graphs."""
    triples = {quad.triple for quad in ox.parse("\n".join(emitted()), format=ox.RdfFormat.N_QUADS)}
    text = "\n".join(f"{triple} ." for triple in triples)
    return rdflib.Graph().parse(data=text, format="nt")


def as_set(graph):
    return {(s.n3(), p.n3(), o.n3()) for s, p, o in graph}


def test_the_example_holds_every_predicate_that_the_code_spells():
    spelled = set()
    for path in WRITERS:
        spelled.update(re.findall(r'triple\(\s*\w+, "(\w+:\w+)"', path.read_text(encoding="utf-8")))
    assert len(spelled) > 40
    assert {expand(name) for name in spelled} <= {str(predicate) for predicate in union().predicates()}


# the ontology


@pytest.mark.parametrize("name", ["kg.ttl", "categories.ttl"])
def test_two_parsers_read_the_same_triples(name):
    triples = ox.parse((FOLDER / name).read_bytes(), format=ox.RdfFormat.TURTLE)
    again = rdflib.Graph().parse(data="\n".join(f"{triple} ." for triple in triples), format="nt")
    assert to_isomorphic(again) == to_isomorphic(turtle(name))


def declared():
    return {subject for subject in turtle("kg.ttl").subjects() if str(subject).startswith(ONTOLOGY)}


def properties():
    graph = turtle("kg.ttl")
    kinds = (OWL.ObjectProperty, OWL.DatatypeProperty, OWL.AnnotationProperty)
    return {subject for subject in declared() if set(graph.objects(subject, RDF.type)) & set(kinds)}


def test_every_term_that_can_be_emitted_is_declared():
    assert {KG[name] for name in emitted_terms()} - declared() == set()


def test_every_term_declared_is_emitted_or_used_in_this_folder():
    used = {KG[name] for name in emitted_terms()} | set(turtle("kg.ttl").predicates())
    assert declared() - used == set()


def test_vocabulary_files_use_only_terms_that_are_declared():
    for name in vocabulary.SHIPPED:
        triples = ox.parse((FOLDER / name).read_bytes(), format=ox.RdfFormat.TURTLE)
        nodes = {node for triple in triples for node in (triple.predicate, triple.object)}
        terms = {node.value for node in nodes if isinstance(node, ox.NamedNode)}
        assert {term for term in terms if term.startswith(ONTOLOGY)} <= {str(term) for term in declared()}


def test_shipped_queries_use_only_terms_that_are_declared():
    for path in resources.folder("queries").iterdir():
        names = set(re.findall(r"\bkg:(\w+)", path.read_text(encoding="utf-8")))
        assert {KG[name] for name in names} <= declared(), path.name


def test_every_term_has_one_label_and_one_comment_in_english_and_in_chinese():
    graph = turtle("kg.ttl")
    for term in declared():
        for predicate in (RDFS.label, RDFS.comment):
            found = [text for text in graph.objects(term, predicate) if text.strip()]
            assert sorted(text.language for text in found) == ["en", "zh"], (term, predicate)
            chinese = next(text for text in found if text.language == "zh")
            assert re.search("[\u4e00-\u9fff]", chinese), term


def test_every_term_has_an_example_in_both_languages_and_says_where_it_is_defined():
    graph = turtle("kg.ttl")
    for term in declared():
        assert sorted(text.language for text in graph.objects(term, SKOS.example)) == ["en", "zh"], term
        assert list(graph.objects(term, RDFS.isDefinedBy)) == [rdflib.URIRef(ONTOLOGY.rstrip("#"))], term


def test_labels_of_the_ontology_are_distinct():
    graph = turtle("kg.ttl")
    labels = [label for term in declared() for label in graph.objects(term, RDFS.label)]
    assert len(labels) == len(set(labels))


def test_the_ontology_says_what_it_is():
    graph, node = turtle("kg.ttl"), rdflib.URIRef(ONTOLOGY.rstrip("#"))
    assert (node, RDF.type, OWL.Ontology) in graph
    version = str(graph.value(node, OWL.versionInfo))
    assert str(graph.value(node, OWL.versionIRI)) == f"{node}/{version}"
    notes = {note.language: note for note in graph.objects(node, SKOS.historyNote)}
    assert set(notes) == {"en", "zh"}
    assert all(note.startswith(version) for note in notes.values())
    assert graph.value(graph.value(node, DCTERMS.creator), FOAF.name)
    assert str(graph.value(node, DCTERMS.license)).startswith("https://creativecommons.org/licenses/by/4.0")


def test_every_property_of_a_paper_is_a_kind_of_mentioning():
    graph = turtle("kg.ttl")
    for name in ROLE_PREDICATE.values():
        parent = graph.value(KG[name.partition(":")[2]], RDFS.subPropertyOf)
        assert parent == rdflib.URIRef("https://schema.org/mentions")


def test_methods_datasets_and_tasks_are_concepts_and_disjoint():
    graph = turtle("kg.ttl")
    kinds = {KG[kind.value] for kind in Kind}
    assert all((kind, RDFS.subClassOf, SKOS.Concept) in graph for kind in kinds)
    group = next(graph.subjects(RDF.type, OWL.AllDisjointClasses))
    assert set(Collection(graph, graph.value(group, OWL.members))) == kinds


def allowed(node):
    """The classes or datatypes that a domain or range lists."""
    graph = turtle("kg.ttl")
    several = graph.value(node, OWL.unionOf)
    return set(Collection(graph, several)) if several else {node}


def test_domains_and_ranges_hold_for_what_is_emitted():
    graph, data, checked = turtle("kg.ttl"), union(), set()
    for subject, predicate, value in data:
        if predicate not in properties():
            continue
        checked.add(predicate)
        domain, range_ = (allowed(graph.value(predicate, side)) for side in (RDFS.domain, RDFS.range))
        assert set(data.objects(subject, RDF.type)) & domain, (subject, predicate)
        if isinstance(value, rdflib.Literal):
            fixed = graph.value(graph.value(predicate, RDFS.range), OWL.oneOf)
            kind = RDF.langString if value.language else value.datatype or XSD.string
            assert value in Collection(graph, fixed) if fixed else kind in range_, (predicate, value)
        else:
            assert set(data.objects(value, RDF.type)) & range_, (predicate, value)
    assert properties() - checked == {KG.ambiguousAbbreviation, KG.matching, KG.derivationRule}


def test_types_that_domains_and_ranges_imply_agree_with_those_that_a_built_graph_states(store):
    graph = turtle("kg.ttl")
    disjoint = {KG[kind.value] for kind in Kind}
    types = {}
    for node, kind in store.rows("SELECT DISTINCT ?node ?kind WHERE { ?node a ?kind }"):
        types.setdefault(str(node), set()).add(rdflib.URIRef(str(kind)))
    assert not [node for node, kinds in types.items() if len(kinds & disjoint) > 1]
    checked = set()
    for prop in properties():
        domain, range_ = (allowed(graph.value(prop, side)) for side in (RDFS.domain, RDFS.range))
        for subject, value in store.rows(f"SELECT ?subject ?value WHERE {{ ?subject <{prop}> ?value }}"):
            checked.add(prop)
            assert types[str(subject)] & domain, (subject, prop)
            if (prop, RDF.type, OWL.ObjectProperty) in graph:
                assert types[str(value)] & range_, (prop, value)
    assert len(checked) > 15


def test_a_property_says_no_more_than_the_property_above_it():
    graph = turtle("kg.ttl")
    for prop in properties():
        for parent in set(graph.objects(prop, RDFS.subPropertyOf)) & properties():
            for side in (RDFS.domain, RDFS.range):
                assert allowed(graph.value(prop, side)) <= allowed(graph.value(parent, side)), prop


def test_every_link_to_the_terms_of_others_is_one_that_was_looked_up():
    graph = turtle("kg.ttl")
    spaces = {str(space): prefix for prefix, space in graph.namespaces()}
    found = {}
    for predicate in (SKOS.closeMatch, RDFS.seeAlso):
        for target in {str(value) for value in graph.objects(None, predicate)} - {str(SKOS.altLabel)}:
            space = max(space for space in spaces if target.startswith(space))
            found.setdefault(spaces[space], set()).add(target[len(space) :])
    assert found == {
        "cskg": {"Material", "Method", "Task"},
        "fabio": {"Algorithm", "Dataset"},
        "lpwc": {"dataset", "method", "task"},
        "lpwcp": {"hasMethod", "hasTask", "introducedBy", "numberPapers", "usesDataset"},
        "mls": {"Algorithm", "Dataset", "Task"},
        "orkgc": {"Dataset", "Problem"},
        "orkgp": {"P32"},
        "schema": {"Dataset", "SoftwareApplication"},
    }


def test_a_range_of_fixed_values_lists_those_that_the_code_accepts():
    graph = turtle("kg.ttl")
    values = Collection(graph, graph.value(graph.value(KG.matching, RDFS.range), OWL.oneOf))
    assert {str(value) for value in values} == vocabulary._MATCHING
    for predicate, reasons in ((KG.mergedBecause, Merged), (KG.apartBecause, Apart)):
        values = Collection(graph, graph.value(graph.value(predicate, RDFS.range), OWL.oneOf))
        assert {str(value) for value in values} == set(reasons)


@pytest.mark.parametrize("relation", ["appliedTo", "evaluatedOn", "builtOn"])
def test_each_rule_derives_exactly_what_kg_derives(relation):
    store = ox.Store()
    store.load("\n".join(emitted()).encode(), format=ox.RdfFormat.N_QUADS)
    rule = str(turtle("kg.ttl").value(KG[relation], KG.derivationRule))
    derived = {(t.subject.value, t.predicate.value, t.object.value) for t in store.query(rule)}
    expected = {
        (MINTER.entity(*found.source), str(KG[found.name]), MINTER.entity(*found.target))
        for found in census().relations()
        if found.name == relation
    }
    assert derived == expected
    assert expected


# the categories


def notations():
    return {str(value): node for node, value in turtle("categories.ttl").subject_objects(SKOS.notation)}


def test_no_two_categories_share_a_notation():
    graph = turtle("categories.ttl")
    assert len(notations()) == len(list(graph.subject_objects(SKOS.notation))) == 184


def test_every_category_has_the_iri_that_kg_mints_from_its_notation():
    assert {str(node): notation for notation, node in notations().items()} == {
        MINTER.category(notation): notation for notation in notations()
    }


def test_every_category_is_in_the_scheme_with_one_name():
    graph = turtle("categories.ttl")
    for concept in graph.subjects(RDF.type, SKOS.Concept):
        assert list(graph.objects(concept, SKOS.inScheme)) == [SCHEME]
        assert [label.language for label in graph.objects(concept, SKOS.prefLabel)] == ["en"]


def test_every_category_leads_up_to_a_top_concept_without_circles():
    graph = turtle("categories.ttl")
    tops = set(graph.objects(SCHEME, SKOS.hasTopConcept))
    assert tops == set(graph.subjects(SKOS.topConceptOf, SCHEME))
    for concept in graph.subjects(RDF.type, SKOS.Concept):
        path = [concept]
        while path[-1] not in tops:
            (parent,) = graph.objects(path[-1], SKOS.broader)
            assert (parent, RDF.type, SKOS.Concept) in graph
            assert parent not in path
            path.append(parent)
        assert not list(graph.objects(path[-1], SKOS.broader))


def test_every_subject_class_is_below_its_archive():
    graph = turtle("categories.ttl")
    for notation, node in notations().items():
        if "." in notation:
            assert graph.value(node, SKOS.broader) == notations()[notation.partition(".")[0]]


def test_the_scheme_is_complete():
    graph = turtle("categories.ttl")
    retired = set(graph.subjects(OWL.deprecated, rdflib.Literal(True)))
    parents = set(graph.objects(None, SKOS.broader))
    current = [name for name, node in notations().items() if node not in retired | parents]
    sizes = {}
    for notation in current:
        archive = notation.partition(".")[0] if "." in notation else "alone"
        sizes[archive] = sizes.get(archive, 0) + 1
    assert len(current) == 155
    assert sizes == {
        "alone": 9,
        "astro-ph": 6,
        "cond-mat": 9,
        "cs": 40,
        "econ": 3,
        "eess": 4,
        "math": 32,
        "nlin": 5,
        "physics": 22,
        "q-bio": 10,
        "q-fin": 9,
        "stat": 6,
    }
    assert len(retired) == 18


def test_every_alias_matches_a_canonical_category():
    graph = turtle("categories.ttl")
    found = {
        str(graph.value(alias, SKOS.notation)): str(graph.value(target, SKOS.notation))
        for alias, target in graph.subject_objects(SKOS.exactMatch)
    }
    assert found == {
        "cs.NA": "math.NA",
        "cs.SY": "eess.SY",
        "math.IT": "cs.IT",
        "math.MP": "math-ph",
        "q-fin.EC": "econ.GN",
        "stat.TH": "math.ST",
    }
    assert not set(found) & set(found.values())
    for alias, target in found.items():
        assert target in str(graph.value(notations()[alias], SKOS.scopeNote))


@pytest.mark.shared
def test_every_category_of_the_collected_papers_is_in_the_scheme(shared):
    found = set()
    with gzip.open(shared / "corpus/papers-100k.jsonl.gz", "rt", encoding="utf-8") as file:
        for line in file:
            found.update(json.loads(line)["categories"])
    assert len(found) > 150
    assert found <= set(notations())


def test_every_retired_archive_names_the_current_category_that_followed_it():
    graph = turtle("categories.ttl")
    for node in graph.subjects(OWL.deprecated, rdflib.Literal(True)):
        (follower,) = graph.objects(node, DCTERMS.isReplacedBy)
        assert follower in notations().values()
        assert not graph.value(follower, OWL.deprecated)
        assert str(graph.value(follower, SKOS.notation)) in str(graph.value(node, SKOS.historyNote))


def test_what_kg_emits_of_a_category_is_what_the_scheme_says():
    scheme = as_set(turtle("categories.ttl"))
    assert categories.by_notation()["cs.LG"].name == "Machine Learning"
    text = "\n".join(f"{triple} ." for triple in category_triples(notations(), MINTER))
    emitted = rdflib.Graph().parse(data=text, format="nt")
    assert as_set(emitted) <= scheme
    assert set(emitted.subjects(RDF.type, SKOS.Concept)) == set(
        turtle("categories.ttl").subjects(RDF.type, SKOS.Concept)
    )


def test_a_category_comes_with_all_that_is_above_it():
    lines = "\n".join(f"{triple} ." for triple in category_triples(["cond-mat.soft"], MINTER))
    found = rdflib.Graph().parse(data=lines, format="nt")
    labels = {str(label) for label in found.objects(None, SKOS.prefLabel)}
    assert labels == {"Soft Condensed Matter", "Condensed Matter", "Physics"}
    assert [str(top) for top in found.objects(SCHEME, SKOS.hasTopConcept)] == [f"{SCHEME}/group/physics"]


def test_a_topic_that_arxiv_does_not_know_stands_in_the_scheme_of_its_document():
    topics = rdflib.URIRef(MINTER.topics("more/list.jsonl"))
    node = rdflib.URIRef(MINTER.category("of its own"))
    assert (node, SKOS.inScheme, topics) in union()
    assert (node, SKOS.inScheme, SCHEME) not in union()
    assert list(union().objects(topics, SKOS.hasTopConcept)) == [node]
    assert str(union().value(topics, DCTERMS.title)) == "Topics of more/list.jsonl"


def test_categories_stand_sorted_one_a_paragraph():
    text = (FOLDER / "categories.ttl").read_text(encoding="utf-8")
    found = re.findall(r"^<category/(.+)> a skos:Concept ;$", text, re.MULTILINE)
    assert found == sorted(found)
    assert len(found) == 185 == len(re.findall(r"\n\n<category/", text))


# the JSON-LD context


def test_the_context_has_the_prefixes_of_the_graph():
    terms = context()["@context"]
    assert {name: terms.get(name) for name in PREFIXES} == PREFIXES


def keyed():
    """The IRIs that the context has a short key for."""
    terms = [
        value
        for key, value in context()["@context"].items()
        if key not in {"@version", "id", "type", *PREFIXES}
    ]
    return {
        expand((value.get("@id") or value["@reverse"]) if isinstance(value, dict) else value)
        for value in terms
    }


def test_the_context_has_a_short_key_for_all_that_is_emitted():
    needed = {str(node) for node in [*union().predicates(), *union().objects(None, RDF.type)]}
    members = {str(RDF[f"_{position}"]) for position in range(1, 100)}
    assert needed - members - {str(RDF.type)} - keyed() == set()


def test_the_context_has_a_short_key_for_every_term_of_the_ontology():
    assert {str(term) for term in declared() - {KG.derivationRule}} <= keyed()


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated")
@pytest.mark.parametrize("reader", ["rdflib", "pyoxigraph"])
def test_a_graph_compacted_by_the_context_comes_back_equal(reader):
    text = union().serialize(format="json-ld", context=context()["@context"], auto_compact=False)
    if reader == "rdflib":
        again = rdflib.Graph().parse(data=text, format="json-ld")
    else:
        found = ox.parse(text, format=ox.RdfFormat.JSON_LD)
        again = rdflib.Graph().parse(data="\n".join(f"{quad.triple} ." for quad in found), format="nt")
    assert as_set(again) == as_set(union())


@cache
def compacted():
    """The example graph as the reference processor of JSON-LD 1.1 compacts it."""
    jsonld = pytest.importorskip("pyld").jsonld
    expanded = jsonld.from_rdf(union().serialize(format="nt"), {"format": "application/n-quads"})
    return jsonld.compact(expanded, context(), {"base": ""})


def test_the_reference_processor_brings_a_compacted_graph_back_equal():
    jsonld = pytest.importorskip("pyld").jsonld
    text = jsonld.to_rdf(jsonld.expand(compacted()), {"format": "application/n-quads"})
    assert as_set(rdflib.Graph().parse(data=text, format="nt")) == as_set(union())


def test_compaction_leaves_only_short_keys():
    (paper,) = (node for node in compacted()["@graph"] if node["id"] == MINTER.paper(FULL.id))
    assert set(paper["type"]) == {"Preprint", "ScholarlyArticle"}
    assert paper["title"] == FULL.title
    assert paper["issuedMonth"] == "2025-12"
    assert paper["mentionsTask"] == [MINTER.entity(Kind.TASK, "docking")]
    keys = {key for node in compacted()["@graph"] for key in node}
    assert {key for key in keys if ":" in key} == {"rdf:_1", "rdf:_2"}


# the redirects


def test_everything_minted_is_redirected():
    rules = (FOLDER / "w3id.htaccess").read_text(encoding="utf-8")
    patterns = re.findall(r"^RewriteRule (\^\S*[$)]) %\{ENV:PLACE\}", rules, re.MULTILINE)
    ontology = rdflib.URIRef(ONTOLOGY.rstrip("#"))
    minted = [MINTER.entity(kind, "name") for kind in Kind]
    minted += [
        MINTER.author("Ada"),
        MINTER.identity(AuthorId("ada")),
        MINTER.author_list("x:1", "ab"),
        MINTER.category("cs.LG"),
        SCHEME,
    ]
    minted += [MINTER.paper("x:1"), MINTER.mention("x:1", "", 0, 1), MINTER.source("a/b.md"), RUN]
    minted += [MINTER.vocabulary, MINTER.derived, MINTER.description, f"{MINTER.base}context.jsonld"]
    minted += [
        MINTER.relation("x", "uses", "y"),
        MINTER.corrections("cd" * 32),
        MINTER.dataset,
        f"{MINTER.dataset}/class/kg-Method",
    ]
    minted += [MINTER.topics("a/b.md").partition("#")[0], SHAPES.partition("#")[0]]
    minted += [f"{MINTER.base}frames/{path.name}" for path in sorted((FOLDER / "frames").iterdir())]
    minted += [ontology, turtle("kg.ttl").value(ontology, OWL.versionIRI)]
    for name in minted:
        assert name.startswith(MINTER.base)
        assert any(re.search(pattern, name[len(MINTER.base) :]) for pattern in patterns), name
