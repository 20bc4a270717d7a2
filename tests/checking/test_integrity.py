"""Each check of integrity finds the fault that is planted for it, and nothing in a sound graph."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pyoxigraph as ox
import pytest

from kg.checking import check_graph, description, integrity
from kg.checking.data import Data, of_graph
from kg.checking.iris import is_valid
from kg.checking.report import Collector, Finding
from kg.graph.namespaces import BASE, expand
from tests.checking.samples import XSD, data_of, names, quads_of

Quads = list[ox.Quad]
Fault = Callable[[Quads], Quads]


def found_in(data: Data) -> list[Finding]:
    found = Collector()
    integrity.check(data, found)
    return found.findings


@pytest.mark.parametrize("fixture", ["example_graph", "full_graph"])
def test_graphs_of_kg_are_sound(fixture: str, request: pytest.FixtureRequest) -> None:
    folder: Path = request.getfixturevalue(fixture)
    assert found_in(of_graph(folder)) == []


def node(iri: str) -> ox.NamedNode:
    return ox.NamedNode(iri)


def changed(predicate: str, make: Callable[[ox.Quad], ox.Quad | None], where: str = "") -> Fault:
    """Change the first quad of a predicate whose subject holds `where`; to None: drop it."""

    def fault(quads: Quads) -> Quads:
        target = node(expand(predicate))
        mine = sorted((q for q in quads if q.predicate == target and where in str(q.subject)), key=str)
        assert mine, f"no quad of {predicate}"
        new = make(mine[0])
        return [q for q in quads if q != mine[0]] + ([new] if new is not None else [])

    return fault


def with_object(value: ox.NamedNode | ox.Literal) -> Callable[[ox.Quad], ox.Quad]:
    return lambda q: ox.Quad(q.subject, q.predicate, value, q.graph_name)


def dropped(predicate: str, where: str = "") -> Fault:
    return changed(predicate, lambda _: None, where)


def text(change: Callable[[str], str]) -> Callable[[ox.Quad], ox.Quad]:
    return lambda q: ox.Quad(q.subject, q.predicate, ox.Literal(change(q.object.value)), q.graph_name)


def integer(number: int) -> ox.Literal:
    return ox.Literal(str(number), datatype=node(f"{XSD}integer"))


def added(make: Callable[[Quads], ox.Quad]) -> Fault:
    return lambda quads: [*quads, make(quads)]


def without_mentions(quads: Quads) -> Quads:
    """One entity loses all that proves it."""
    body, target = node(expand("oa:hasBody")), node(expand("oa:hasTarget"))
    entity = sorted((q.object for q in quads if q.predicate == body), key=str)[0]
    gone = {q.subject for q in quads if q.predicate == body and q.object == entity}
    gone |= {q.object for q in quads if q.subject in gone and q.predicate == target}
    return [q for q in quads if q.subject not in gone]


def renamed(old: str, new: str) -> Fault:
    """Another IRI for everything whose IRI is `old`, wherever it stands."""

    def fault(quads: Quads) -> Quads:
        def term(value):  # type: ignore[no-untyped-def]
            return node(new) if value == node(old) else value

        made = [ox.Quad(term(q.subject), q.predicate, term(q.object), q.graph_name) for q in quads]
        assert made != quads, f"nothing is called {old}"
        return made

    return fault


METHOD = f"{BASE}method/zonal_transport_network"
PAPER = "https://doi.org/10.48550/arXiv.2512.00001"
RELATION = f"{BASE}relation/"

FAULTS: dict[str, tuple[str, Fault]] = {
    "a quotation with other words": ("Quotation", changed("oa:exact", text(lambda t: t + "s"))),
    "a quotation with another sentence before": (
        "Quotation",
        changed("oa:prefix", text(lambda t: "Not " + t)),
    ),
    "a quotation with another sentence behind": ("Quotation", changed("oa:suffix", text(lambda t: t + "!"))),
    "a position elsewhere": ("Quotation", changed("oa:start", with_object(integer(3)))),
    "a position that ends elsewhere": ("Quotation", changed("oa:end", with_object(integer(4)))),
    "an abstract that was changed": (
        "Quotation",
        changed("dcterms:abstract", text(lambda t: t + " More."), "2512.00001"),
    ),
    "a paper without title": ("Quotation", dropped("dcterms:title", "2512.00001")),
    "a statement without evidence": ("Unproven", without_mentions),
    "evidence without a statement": ("Unstated", dropped("kg:uses")),
    "evidence of another thing": (
        "Unstated",
        changed("oa:hasBody", with_object(node(f"{BASE}task/zone_analysis"))),
    ),
    "a link to nothing": (
        "Dangling",
        changed("skos:broader", with_object(node(f"{BASE}method/nobody_knows")), METHOD),
    ),
    "a subject without a type": (
        "Untyped",
        added(
            lambda qs: ox.Quad(node(f"{BASE}x"), node(expand("foaf:name")), ox.Literal("X"), qs[0].graph_name)
        ),
    ),
    "a method with another IRI": ("Minted", renamed(METHOD, f"{BASE}method/ztn")),
    "a method with another name": (
        "Minted",
        changed("skos:prefLabel", with_object(ox.Literal("zonal train", language="en")), METHOD),
    ),
    "a name that comes to nothing": (
        "Minted",
        changed("skos:prefLabel", with_object(ox.Literal("-", language="en")), METHOD),
    ),
    "a category with another notation": (
        "Minted",
        changed("skos:notation", with_object(ox.Literal("cs.XX"))),
    ),
    "a document with another name": (
        "Minted",
        changed("dcterms:identifier", with_object(ox.Literal("x.md")), "source/"),
    ),
    "a paper with another arXiv id": (
        "Minted",
        changed("fabio:hasArXivId", with_object(ox.Literal("2512.99999")), "math/0306266"),
    ),
    "an author left out of the list": ("AuthorsListed", dropped("rdf:_2")),
    "an author who is no creator": ("AuthorsListed", dropped("dcterms:creator", "2512.00001")),
    "a gap in the order of authors": ("AuthorOrder", dropped("rdf:_1", "2512.00001")),
    "a wrong count of papers": ("PaperCount", changed("kg:paperCount", with_object(integer(77)), METHOD)),
    "a wrong first day": (
        "Seen",
        changed("kg:firstSeen", with_object(ox.Literal("2001-01-01", datatype=node(f"{XSD}date"))), METHOD),
    ),
    "no last day": ("Seen", dropped("kg:lastSeen", METHOD)),
    "a wrong count in a document": (
        "SourceCount",
        changed("kg:paperCount", with_object(integer(77)), f"{BASE}source/"),
    ),
    "a person with a wrong count of papers": (
        "IdentityCount",
        changed("kg:paperCount", with_object(integer(77)), f"{BASE}identity/"),
    ),
    "papers of one person without a reason": (
        "IdentityReason",
        lambda quads: [q for q in quads if q.predicate != node(expand("kg:mergedBecause"))],
    ),
    "a relation without its statement": ("RelationStated", dropped("rdf:subject", RELATION)),
    "a statement without its relation": ("RelationStated", dropped("kg:builtOn")),
    "a relation with a wrong count": (
        "RelationCount",
        changed("kg:paperCount", with_object(integer(77)), RELATION),
    ),
    "a relation from another paper": (
        "RelationDerived",
        changed(
            "prov:wasDerivedFrom", with_object(node("https://doi.org/10.48550/arXiv.math/0306266")), RELATION
        ),
    ),
    "a document that lists a paper less": ("SourceLists", dropped("dcterms:references")),
    "a wrong number of triples": ("Count", changed("void:triples", with_object(integer(7)), f"{BASE}graph>")),
    "a wrong number of subjects": ("Count", changed("void:distinctSubjects", with_object(integer(7)))),
    "a wrong number of objects": ("Count", changed("void:distinctObjects", with_object(integer(7)))),
    "a wrong number of entities": ("Count", changed("void:entities", with_object(integer(7)), "graph")),
    "a wrong number of classes": ("Count", changed("void:classes", with_object(integer(7)))),
    "a wrong number of properties": ("Count", changed("void:properties", with_object(integer(7)))),
    "a class counted wrong": ("Count", changed("void:entities", with_object(integer(7)), "/class/kg-Task")),
    "a property counted wrong": (
        "Count",
        changed("void:triples", with_object(integer(77)), "/property/kg-uses"),
    ),
    "a property not counted": ("Count", dropped("void:property", "/property/kg-uses")),
    "a linkset counted wrong": ("Count", changed("void:triples", with_object(integer(77)), "/linkset/")),
    "a triple more than is counted": (
        "Count",
        added(
            lambda qs: ox.Quad(node(METHOD), node(expand("rdfs:seeAlso")), node("urn:x"), qs[0].graph_name)
        ),
    ),
    "no description": (
        "Undescribed",
        lambda quads: [q for q in quads if not str(q.graph_name).endswith("description>")],
    ),
    "an IRI that is none": (
        "Iri",
        added(
            lambda qs: next(ox.parse("<urn:a b> <urn:b> <urn:c> .", format=ox.RdfFormat.TURTLE, lenient=True))
        ),
    ),
}


@pytest.mark.parametrize("name", FAULTS)
def test_a_planted_fault_is_found(name: str, full_data: Data) -> None:
    source, fault = FAULTS[name]
    quads = fault(quads_of(full_data))
    findings = found_in(data_of(quads))
    assert source in names(findings)
    assert all(f.message.endswith(".") for f in findings)


def test_a_relation_left_out_altogether_is_found(full_data: Data) -> None:
    built = node(expand("kg:builtOn"))
    gone = {q.subject for q in quads_of(full_data) if RELATION in str(q.subject) and q.object == built}
    quads = [q for q in quads_of(full_data) if q.predicate != built and q.subject not in gone]
    assert gone
    assert names(found_in(data_of(quads))) == {"RelationMissing", "Count"}


def test_every_check_has_a_fault_that_it_finds() -> None:
    text = "".join(Path(m.__file__).read_text(encoding="utf-8") for m in (integrity, description))
    known = {source for source, _ in FAULTS.values()} | {"RelationMissing", "Syntax"}
    import re

    named = set(re.findall(r'fault\(\s*"(\w+)"|f"\{SHAPES\}(\w+)"', text))
    assert {a or b for a, b in named} == known


def test_files_without_named_graphs_are_checked_as_far_as_they_tell(full_data: Data) -> None:
    """Two titles of one paper in one graph: each mention has its own text, and days are not told apart."""
    quads = [ox.Quad(q.subject, q.predicate, q.object) for q in quads_of(full_data)]
    assert found_in(data_of(quads, minted=False)) == []


def test_iris_of_other_people_need_not_be_minted_by_kg(full_data: Data) -> None:
    quads = renamed(METHOD, "https://example.org/method/ztn")(quads_of(full_data))
    assert "Minted" in names(found_in(data_of(quads)))
    assert "Minted" not in names(found_in(data_of(quads, minted=False)))


def test_a_whole_check_finds_a_graph_of_kg_sound(full_graph: Path) -> None:
    report = check_graph(full_graph)
    assert report.conforms
    assert report.findings == ()


@pytest.mark.parametrize(
    "iri",
    [
        "http://a/b c",
        "http://a/%zz",
        "http://a/%4",
        "a/b",
        "",
        "1a:b",
        "http://a/<b>",
        "http://a/{b}",
        "http://a/\\b",
        "http://a/b^c",
        "http://a/`",
        "http://a/|",
        'http://a/"b',
        "http://a/b[c]",
        "http://[::g]/",
        "http://[1::2::3]/",
        "http://a:80b/",
        "http://a/#b#c",
        "http://a/\ue000",
        "http://a/\ufffe",
        "http://a/\u0000",
        "http://a/\n",
        "http://a b/",
    ],
)
def test_strings_that_are_no_iris(iri: str) -> None:
    assert not is_valid(iri)


@pytest.mark.parametrize(
    "iri",
    [
        "https://doi.org/10.48550/arXiv.math/0306266",
        "http://例え.jp/λ?ü=\ue000#ß",
        "http://u:p@[::1]:8080/a;b=c,d/(e)!*'?f&g=$h#i/j?k",
        "http://[v1.a:b]/",
        "urn:isbn:0451450523",
        "mailto:a@b",
        "x:",
        "http:///a",
        "x:/a//b",
        "https://w3id.org/digestgraph/method/c++",
        "https://w3id.org/digestgraph/author/%E2%80%8F",
        "http://a/\U0001f600",
    ],
)
def test_strings_that_are_iris(iri: str) -> None:
    assert is_valid(iri)
