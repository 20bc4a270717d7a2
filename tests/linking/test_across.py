from __future__ import annotations

from datetime import date
from itertools import permutations

import pytest

from kg.linking import Census
from kg.model import Entity, EntityRecord, Kind, Mention, Relation, Role, Statement
from kg.names import normal_form
from kg.vocabulary import Concept, Vocabulary


def concept(label: str, *broader: str, kind: Kind = Kind.METHOD, **fields) -> Concept:
    return Concept(
        kind=kind, key=normal_form(label), label=label, iri=f"x:{label}", broader=broader, **fields
    )


CONCEPTS = [
    concept("brewing"),
    concept("hot brewing", "brewing"),
    concept(
        "copper brewing",
        "hot brewing",
        alternatives=("kupfer brewing", "Cu brewing"),
        abbreviations=("CBX",),
        ambiguous=("CB",),
        note="Not for coffee.",
    ),
]
VOCABULARY = Vocabulary({(one.kind, one.key): one for one in CONCEPTS}, "")


def said(
    name: str,
    role: Role = Role.USES,
    kind: Kind = Kind.METHOD,
    *,
    paper: str = "1",
    aliases: tuple[str, ...] = (),
    key: str = "",
) -> Statement:
    proof = Mention(start=0, end=1, text=name, kind=kind, role=role, sentence=(0, 1))
    entity = Entity(kind=kind, name=name, key=key or normal_form(name), aliases=aliases)
    return Statement(paper=paper, role=role, entity=entity, evidence=(proof,))


def census(*papers: list[Statement], seen: date | None = None) -> Census:
    found = Census(VOCABULARY)
    for statements in papers:
        found.add(statements, (seen, seen) if seen else None)
    return found


def record(found: Census, key: str, kind: Kind = Kind.METHOD) -> EntityRecord:
    (one,) = (entity for entity in found.entities() if (entity.kind, entity.key) == (kind, key))
    return one


def test_papers_are_counted_once_and_days_span_all_of_them() -> None:
    found = Census(VOCABULARY)
    days = [date(2025, 3, 2), date(2024, 1, 5), None, date(2025, 1, 1)]
    for paper, day in zip(["1", "2", "3", "1"], days, strict=True):
        found.add([said("tea net", paper=paper)], day and (day, day))
    one = record(found, "tea net")
    assert (one.papers, one.first_seen, one.last_seen) == (3, date(2024, 1, 5), date(2025, 3, 2))


def test_an_entity_of_undated_papers_was_never_seen() -> None:
    one = record(census([said("tea net")]), "tea net")
    assert (one.papers, one.first_seen, one.last_seen) == (1, None, None)


def test_a_curated_entity_is_described_by_the_vocabulary() -> None:
    statement = said("copper brewing", aliases=("CBX", "Copper brewings", "red brewing", "KUPFER BREWING"))
    assert record(census([statement]), "copper brewing") == EntityRecord(
        kind=Kind.METHOD,
        key="copper brewing",
        label="copper brewing",
        alternatives=("Cu brewing", "kupfer brewing", "red brewing"),
        abbreviations=("CB", "CBX"),
        broader=("hot brewing",),
        papers=1,
        note="Not for coffee.",
        match="x:copper brewing",
    )


def test_the_families_above_an_entity_are_there_without_papers_of_their_own() -> None:
    entities = {one.key: one for one in census([said("copper brewing")]).entities()}
    assert list(entities) == ["brewing", "copper brewing", "hot brewing"]
    assert (entities["hot brewing"].papers, entities["hot brewing"].broader) == (0, ("brewing",))
    assert (entities["brewing"].papers, entities["brewing"].broader) == (0, ())


def test_the_commonest_name_is_the_label_and_one_spelling_stands_for_each_alternative() -> None:
    found = census(
        [said("Tea Net", paper="1", aliases=("TN", "pot web"))],
        [said("tea net", paper="2", aliases=("Pot Webs", "Tea-Nets"))],
        [said("tea net", paper="3", aliases=("pot webs",))],
    )
    one = record(found, "tea net")
    assert (one.label, one.alternatives) == ("tea net", ("TN", "pot web"))


def test_of_equally_common_names_the_one_with_fewer_capitals_is_the_label() -> None:
    assert record(census([said("Tea Net")], [said("tea net")]), "tea net").label == "tea net"
    assert record(census([said("tea net b")], [said("tea-net b")]), "tea net b").label == "tea net b"


def test_the_order_of_the_papers_changes_nothing() -> None:
    papers = [
        ([said("Tea Net", paper="1", aliases=("TN",))], date(2025, 1, 1)),
        ([said("tea net", Role.INTRODUCES, paper="2"), said("hot tea net", paper="2")], None),
        (
            [said("tea nets", paper="3", key="tea net", aliases=("tn",)), said("copper brewing")],
            date(2024, 1, 1),
        ),
    ]
    results = []
    for order in permutations(papers):
        found = Census(VOCABULARY)
        for statements, day in order:
            found.add(statements, day and (day, day))
        results.append((list(found.entities()), list(found.relations())))
    assert all(result == results[0] for result in results)


@pytest.mark.parametrize(
    ("names", "key", "broader"),
    [
        (["red copper brewing"], "red copper brewing", ("copper brewing",)),
        (["big red hot brewing"], "big red hot brewing", ("hot brewing",)),
        (["cold brewing"], "cold brewing", ("brewing",)),
        (["steam tea net", "tea net"], "steam tea net", ("tea net",)),
        (["steam tea net"], "steam tea net", ()),
        (["tea net", "net"], "tea net", ()),
        (["brewing pot"], "brewing pot", ()),
        (["old steam tea net", "tea net", "steam tea net"], "old steam tea net", ("steam tea net",)),
    ],
)
def test_the_longest_known_name_that_a_name_ends_in_is_its_family(
    names: list[str], key: str, broader: tuple[str, ...]
) -> None:
    assert record(census([said(name) for name in names]), key).broader == broader


def test_a_family_is_of_the_same_kind() -> None:
    found = census(
        [said("copper brewing", Role.USES, Kind.DATASET), said("old brewing", Role.USES, Kind.DATASET)]
    )
    assert record(found, "old brewing", Kind.DATASET).broader == ()
    assert record(found, "copper brewing", Kind.DATASET).match == ""


def test_an_introduced_method_is_related_to_what_its_paper_does() -> None:
    found = census(
        [
            said("new net", Role.INTRODUCES),
            said("old net", Role.USES),
            said("rival net", Role.COMPARES),
            said("tea set", Role.USES, Kind.DATASET),
            said("new set", Role.INTRODUCES, Kind.DATASET),
            said("tea rating", Role.ADDRESSES, Kind.TASK),
            said("tea tasting", Role.MENTIONS, Kind.TASK),
        ]
    )
    assert [(one.source, one.name, one.target) for one in found.relations()] == [
        ((Kind.METHOD, "new net"), "appliedTo", (Kind.TASK, "tea rating")),
        ((Kind.METHOD, "new net"), "builtOn", (Kind.METHOD, "old net")),
        ((Kind.METHOD, "new net"), "evaluatedOn", (Kind.DATASET, "new set")),
        ((Kind.METHOD, "new net"), "evaluatedOn", (Kind.DATASET, "tea set")),
    ]


def test_a_paper_that_introduces_no_method_relates_nothing() -> None:
    assert not list(census([said("old net"), said("tea rating", Role.ADDRESSES, Kind.TASK)]).relations())
    assert not list(census([said("tea set", Role.INTRODUCES, Kind.DATASET), said("old net")]).relations())


def test_two_methods_introduced_together_are_not_built_on_each_other() -> None:
    assert not list(census([said("net a", Role.INTRODUCES), said("net b", Role.INTRODUCES)]).relations())


def test_a_relation_names_every_paper_that_implies_it() -> None:
    found = census(
        *(
            [said("new net", Role.INTRODUCES, paper=paper), said("old net", paper=paper)]
            for paper in ("2", "1", "2")
        )
    )
    assert list(found.relations()) == [
        Relation(
            source=(Kind.METHOD, "new net"),
            name="builtOn",
            target=(Kind.METHOD, "old net"),
            papers=("1", "2"),
        )
    ]


def test_a_census_of_nothing_is_empty() -> None:
    found = census([])
    assert (list(found.entities()), list(found.relations())) == ([], [])


def test_a_version_of_a_concept_is_of_its_family() -> None:
    assert record(census([said("brewing 4b")]), "brewing 4b").broader == ("brewing",)
    assert record(census([said("brewingv12")]), "brewingv12").broader == ("brewing",)
    assert record(census([said("brewing3.5 4b")]), "brewing3.5 4b").broader == ("brewing",)
    assert record(census([said("brewing pot")]), "brewing pot").broader == ()
    assert record(census([said("brewingware")]), "brewingware").broader == ()


def test_what_papers_say_adds_families_but_not_to_concepts() -> None:
    text = "brewers such as tea net"
    statements = [
        Statement(
            paper="1",
            role=Role.USES,
            entity=Entity(kind=Kind.METHOD, name=name, key=normal_form(name)),
            evidence=(
                Mention(
                    start=text.index(name),
                    end=text.index(name) + len(name),
                    text=name,
                    kind=Kind.METHOD,
                    role=Role.USES,
                    sentence=(0, len(text)),
                ),
            ),
        )
        for name in ("brewers", "tea net")
    ]
    found = Census(VOCABULARY)
    found.add(statements, None, text)
    assert record(found, "tea net").broader == ("brewer",)


def test_a_family_that_another_one_implies_is_not_repeated() -> None:
    doubled = [*CONCEPTS, concept("red brewing", "brewing", "hot brewing")]
    found = Census(Vocabulary({(one.kind, one.key): one for one in doubled}, ""))
    found.add([said("red brewing")], None)
    assert record(found, "red brewing").broader == ("hot brewing",)
