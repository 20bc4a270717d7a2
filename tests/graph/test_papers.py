from __future__ import annotations

from collections.abc import Iterable
from datetime import date

import pyoxigraph as ox
import pytest

from kg.arxiv import arxiv_month
from kg.graph.iris import Minter
from kg.graph.namespaces import BASE, PREFIXES, ROLE_PREDICATE, compact, expand
from kg.graph.papers import paper_triples, statement_triples, superseded_triples
from kg.model import Author, Entity, Kind, Mention, Paper, Role, Statement, Summary

MINTER = Minter()
NODE = "https://doi.org/10.48550/arXiv.2512.00001"
XSD = PREFIXES["xsd"]


def parsed(lines: Iterable[str]) -> list[ox.Triple]:
    return list(ox.parse("".join(f"{line} .\n" for line in lines), format=ox.RdfFormat.N_TRIPLES))


def values(triples: list[ox.Triple], predicate: str, subject: str = NODE) -> list[str]:
    """What a subject has of a property, in order."""
    return [
        one.object.value
        for one in triples
        if one.subject.value == subject and one.predicate.value == expand(predicate)
    ]


def paper(**fields) -> Paper:
    return Paper(
        **{"id": "2512.00001", "title": "On tea", "abstract": "It pours. We use KettleNet.", **fields}
    )


def told(**fields) -> list[ox.Triple]:
    return parsed(paper_triples(paper(**fields), MINTER))


def test_a_bare_paper_says_its_types_title_and_abstract() -> None:
    assert {(compact(one.predicate.value), compact(one.object.value)) for one in told()} == {
        ("rdf:type", "fabio:Preprint"),
        ("rdf:type", "schema:ScholarlyArticle"),
        ("dcterms:title", "On tea"),
        ("dcterms:abstract", "It pours. We use KettleNet."),
    }


@pytest.mark.parametrize(
    ("fields", "predicate", "expected"),
    [
        ({"abstract": ""}, "dcterms:abstract", []),
        ({"title": 'A "pot" \\n'}, "dcterms:title", ['A "pot" \\n']),
        ({"arxiv_id": "2512.00001"}, "fabio:hasArXivId", ["2512.00001"]),
        ({"doi": "10.9999/tea"}, "bibo:doi", ["10.9999/tea"]),
        ({"version": 2}, "schema:version", ["2"]),
        ({"updated": date(2025, 12, 5)}, "dcterms:modified", ["2025-12-05"]),
        ({"comment": "5 cups"}, "rdfs:comment", ["5 cups"]),
        ({"comment": "Withdrawn by the author"}, "schema:creativeWorkStatus", ["Withdrawn"]),
        ({"comment": "Withdrawn by the author"}, "prov:invalidatedAtTime", []),
        (
            {"comment": "Withdrawn by the author", "updated": date(2025, 12, 5)},
            "prov:invalidatedAtTime",
            ["2025-12-05T00:00:00Z"],
        ),
        ({"updated": date(2025, 12, 5)}, "schema:creativeWorkStatus", []),
        ({"url": "https://tea.example/1"}, "schema:url", ["https://tea.example/1"]),
        ({"code_url": "http://code.example/"}, "schema:codeRepository", ["http://code.example/"]),
        (
            {"categories": ("cs.LG", "tea pots")},
            "dcterms:subject",
            [f"{BASE}category/cs.LG", f"{BASE}category/tea_pots"],
        ),
        ({"primary_category": "cs.LG"}, "fabio:hasPrimarySubjectTerm", [f"{BASE}category/cs.LG"]),
        ({"summaries": (Summary(field="tldr", text="茶", language="zh"),)}, "kg:tldr", ["茶"]),
    ],
)
def test_a_field_of_a_paper_is_told_where_it_can_be(
    fields: dict, predicate: str, expected: list[str]
) -> None:
    assert values(told(**fields), predicate) == expected


@pytest.mark.parametrize(
    ("fields", "issued", "datatype"),
    [
        ({"published": date(2025, 12, 3), "arxiv_id": "2511.00001"}, "2025-12-03", "date"),
        ({"arxiv_id": "2512.00001"}, "2025-12", "gYearMonth"),
        ({"arxiv_id": "math/9912001"}, "1999-12", "gYearMonth"),
    ],
)
def test_a_paper_is_issued_on_its_day_or_in_the_month_of_its_id(
    fields: dict, issued: str, datatype: str
) -> None:
    (found,) = (one.object for one in told(**fields) if one.predicate.value == expand("dcterms:issued"))
    assert isinstance(found, ox.Literal)
    assert (found.value, found.datatype.value) == (issued, XSD + datatype)


@pytest.mark.parametrize(
    ("given", "settled", "issued"),
    [
        (date(2025, 12, 3), date(2025, 12, 3), ["2025-12-03"]),
        (date(2025, 12, 3), date(2025, 11, 28), []),
        (None, date(2025, 11, 28), []),
        (None, None, ["2025-12"]),
    ],
)
def test_a_document_tells_the_day_of_a_paper_only_where_it_gives_the_earliest(
    given: date | None, settled: date | None, issued: list[str]
) -> None:
    one = paper(arxiv_id="2512.00001", published=given)
    in_force = paper_triples(one, MINTER, published=settled)
    for lines in (in_force, superseded_triples(one, MINTER, settled)):
        assert values(parsed(lines), "dcterms:issued") == issued


def test_a_paper_without_day_and_id_has_no_time() -> None:
    assert values(told(arxiv_id="tea"), "dcterms:issued") == []


@pytest.mark.parametrize(
    ("paper_id", "found"),
    [
        ("2512.00001", (2025, 12)),
        ("0704.0001", (2007, 4)),
        ("math/9107001", (1991, 7)),
        ("math.GT/0309001", (2003, 9)),
        ("2513.00001", None),
        ("2500.00001", None),
        ("251", None),
        ("teapot", None),
        ("doi:10.1000/2512.00001", None),
        ("x:2512000000000000", None),
        ("²⁵¹².1", None),
        ("", None),
    ],
)
def test_an_arxiv_id_bears_its_month(paper_id: str, found: tuple[int, int] | None) -> None:
    assert arxiv_month(paper_id) == found


def test_authors_stand_in_the_order_of_the_paper() -> None:
    triples = told(authors=(Author(name="Zoë Pot"), Author(name="Ada Tea"), Author(name="Zoë Pot")))
    people = [f"{BASE}author/zoë_pot", f"{BASE}author/ada_tea", f"{BASE}author/zoë_pot"]
    assert values(triples, "dcterms:creator") == people
    (sequence,) = values(triples, "bibo:authorList")
    assert [values(triples, f"rdf:_{i}", sequence) for i in (1, 2, 3)] == [[person] for person in people]
    assert values(triples, "foaf:name", people[1]) == ["Ada Tea"]
    assert values(triples, "rdf:type", people[1]) == [expand("foaf:Person")]


def test_two_orders_of_the_authors_are_two_lists() -> None:
    ada, zoe = Author(name="Ada Tea"), Author(name="Zoë Pot")
    lists = [
        values(told(authors=order), "bibo:authorList")[0] for order in ((ada, zoe), (zoe, ada), (ada, zoe))
    ]
    assert lists[0] == lists[2] != lists[1]


def stated(role: Role, kind: Kind) -> list[ox.Triple]:
    one = paper()
    start = one.text.index("KettleNet")
    proof = Mention(
        start=start,
        end=start + 9,
        text="KettleNet",
        kind=kind,
        role=role,
        sentence=(one.text.index("We use"), len(one.text)),
        confidence=0.8,
        found_by="name+term",
    )
    entity = Entity(kind=kind, name="KettleNet", key="kettlenet")
    statement = Statement(paper=one.id, role=role, entity=entity, evidence=(proof,))
    return parsed(statement_triples(one, [statement], MINTER, f"{BASE}run/1"))


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("kind", Kind)
def test_a_statement_is_one_triple_from_paper_to_entity(role: Role, kind: Kind) -> None:
    found = stated(role, kind)
    assert values(found, ROLE_PREDICATE[role]) == [f"{BASE}{kind.lower()}/kettlenet"]
    assert sum(one.subject.value == NODE for one in found) == 1


def test_the_evidence_is_an_annotation_whose_quote_and_offsets_give_its_sentence() -> None:
    found = stated(Role.USES, Kind.METHOD)
    (annotation,) = {one.subject.value for one in found if one.object.value == expand("oa:Annotation")}
    assert annotation.startswith(f"{BASE}mention/2512.00001/")
    assert values(found, "oa:hasBody", annotation) == [f"{BASE}method/kettlenet"]
    assert values(found, "kg:confidence", annotation) == ["0.8"]
    assert values(found, "kg:foundBy", annotation) == ["name+term"]
    assert values(found, "prov:wasGeneratedBy", annotation) == [f"{BASE}run/1"]
    (target,) = values(found, "oa:hasTarget", annotation)
    assert values(found, "oa:hasSource", target) == [NODE]
    quote, position = values(found, "oa:hasSelector", target)
    parts = [values(found, f"oa:{part}", quote)[0] for part in ("prefix", "exact", "suffix")]
    assert parts == ["We use ", "KettleNet", "."]
    start, end = (int(values(found, f"oa:{side}", position)[0]) for side in ("start", "end"))
    assert paper().text[start:end] == "KettleNet"


def test_a_paper_without_statements_states_nothing() -> None:
    assert list(statement_triples(paper(), [], MINTER, f"{BASE}run/1")) == []
