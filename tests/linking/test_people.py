"""Papers of one name are joined where the evidence says that they are one person's, in whatever order they come."""

from __future__ import annotations

from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.linking import People
from kg.linking.same_person import ENOUGH, Apart, Merged, Signed, prior, weigh
from kg.model import Author, AuthorId, Entity, Kind, Mention, Paper, PersonRecord, Role, Statement

ONE, OTHER = "0000-0002-1825-0097", "0000-0001-5109-3700"


def paper(number: int, *authors: str | Author, categories: str = "cs.LG", id_: str = "") -> Paper:
    people = tuple(Author(name=a) if isinstance(a, str) else a for a in authors)
    name = id_ or f"2512.{number:05}"
    return Paper(id=name, title="", abstract="", authors=people, categories=tuple(categories.split()))


def settled(*papers: Paper) -> People:
    people = People()
    for each in papers:
        people.add(each)
    people.settle()
    return people


def ids(people: People, name: str, *papers: Paper) -> list[AuthorId]:
    return [people.who(p.id, next(a for a in p.authors if a.name == name)) for p in papers]


def record(people: People, who: AuthorId) -> PersonRecord:
    return next(r for r in people.records() if r.id == who)


def speaking(of: Paper, key: str) -> tuple[Statement, ...]:
    found = Mention(start=0, end=1, text="x", kind=Kind.METHOD, role=Role.USES, sentence=(0, 1))
    entity = Entity(kind=Kind.METHOD, name=key, key=key)
    return (Statement(paper=of.id, role=Role.USES, entity=entity, evidence=(found,)),)


# a table of cases: what two papers by "name" must be, and why

RARE, COMMON = "Ottoline Quibblewick", "Wei Zhang"


@pytest.mark.parametrize(
    ("name", "first", "second", "reason"),
    [
        (RARE, ((), "cs.LG"), ((), "cs.LG"), Merged.RARE),
        (RARE, (("A One",), "cs.LG"), (("B Two",), "math.NT"), Merged.RARE),
        (RARE, ((), "math.GT"), ((), "math.GT"), Merged.CATEGORY),
        ("Tianfan Fu", (("A One",), "q-bio.BM"), (("B Two",), "cs.LG"), Merged.RARE),
        (
            COMMON,
            (("Ottoline Quibblewick",), "cs.LG"),
            (("Ottoline Quibblewick",), "cs.LG"),
            Merged.CO_AUTHOR,
        ),
        (COMMON, (("Ottoline Quibblewick",), "cs.LG"), (("B Two",), "cs.LG"), Apart.COMMON),
        (COMMON, ((), "cs.LG"), ((), "cs.LG"), Apart.COMMON),
        (COMMON, (("Yang Liu", *"ABCDEFG"), "cs.LG"), (("Yang Liu", *"TUVWXYZ"), "math.NT"), Apart.COMMON),
        ("Tianfan Fu", (("A One",), "cs.CV"), (("B Two",), "hep-th"), Apart.FIELD),
    ],
)
def test_two_papers_of_a_name_are_judged_by_what_they_share(
    name: str, first: tuple[tuple[str, ...], str], second: tuple[tuple[str, ...], str], reason: str
) -> None:
    papers = [paper(i, name, *names, categories=cats) for i, (names, cats) in enumerate((first, second))]
    people = settled(*papers)
    a, b = ids(people, name, *papers)
    found = record(people, b)
    assert (a == b) is isinstance(reason, Merged)
    assert (found.merged, found.apart) == (((reason,), ()) if a == b else ((), (reason,)))


def test_a_rare_entity_joins_what_a_common_category_does_not() -> None:
    papers = [paper(i, "Sifan Wang", f"A{i} B{i}") for i in range(2)]
    people = People()
    for each in papers:
        people.add(each, speaking(each, "some unheard method"))
    people.settle()
    a, b = ids(people, "Sifan Wang", *papers)
    assert a == b
    assert record(people, a).entities == ((Kind.METHOD, "some unheard method"),)


def test_a_merge_keeps_the_co_author_who_shows_it() -> None:
    papers = [paper(i, COMMON, RARE, "Yang Liu") for i in range(2)]
    people = settled(*papers)
    found = record(people, ids(people, COMMON, *papers)[0])
    assert found.co_authors == (AuthorId(RARE.lower()),)
    assert found.confidence is not None
    assert found.confidence > 0.9


def test_the_earliest_paper_keeps_the_plain_name_and_a_homonym_bears_its_own_earliest() -> None:
    late, early = paper(2, COMMON, categories="math.NT"), paper(1, COMMON, categories="cs.CV")
    older = paper(0, COMMON, categories="hep-th", id_="hep-th/9901001")
    people = settled(late, early, older)
    assert ids(people, COMMON, older, early, late) == [
        AuthorId("wei zhang"),
        AuthorId("wei zhang", paper="2512.00001"),
        AuthorId("wei zhang", paper="2512.00002"),
    ]
    assert record(people, AuthorId("wei zhang", paper="2512.00002")).homonym_of == AuthorId("wei zhang")


def test_newer_papers_of_others_leave_the_ids_as_they_are() -> None:
    papers = [paper(i, COMMON, f"Given{i} Unusual{i}") for i in range(4)]
    assert ids(settled(*papers[:2]), COMMON, *papers[:2]) == ids(settled(*papers), COMMON, *papers)[:2]


def test_groups_that_one_of_many_pairs_links_stay_apart() -> None:
    one = [paper(i, COMMON, RARE, "Yang Liu") for i in range(8)]
    other = [paper(10 + i, COMMON, "Zebediah Thistlethwaite") for i in range(8)]
    bridge = paper(30, COMMON, RARE, "Zebediah Thistlethwaite")
    people = settled(*one, *other)
    assert len(set(ids(people, COMMON, *one, *other))) == 2
    between = [*one, *other, bridge]
    assert 1 <= len(set(ids(settled(*between), COMMON, *between))) <= 2


def test_one_document_may_tell_what_another_does_not() -> None:
    bare, full = paper(1, COMMON, categories=""), paper(1, COMMON, RARE, categories="cs.LG")
    later = paper(2, COMMON, RARE)
    people = settled(bare, later, full)
    a, b = ids(people, COMMON, bare, later)
    assert a == b


# ORCID iDs


def test_equal_orcids_make_one_person_of_two_names() -> None:
    papers = [paper(1, Author(name="Jane Doe", orcid=ONE)), paper(2, Author(name="J. Doe", orcid=ONE))]
    people = settled(*papers)
    assert {people.who(p.id, p.authors[0]) for p in papers} == {AuthorId("", orcid=ONE)}
    assert record(people, AuthorId("", orcid=ONE)).merged == (Merged.ORCID,)
    assert len(people) == 1


def test_different_orcids_part_even_the_rarest_name_among_friends() -> None:
    papers = [paper(i, Author(name=RARE, orcid=orcid), "Yi Fen") for i, orcid in enumerate((ONE, OTHER))]
    people = settled(*papers)
    assert ids(people, RARE, *papers) == [AuthorId("", orcid=ONE), AuthorId("", orcid=OTHER)]
    assert record(people, AuthorId("", orcid=OTHER)).apart == (Apart.ORCID,)


def test_an_orcid_of_one_paper_tells_who_wrote_another_with_the_same_evidence() -> None:
    papers = [paper(1, Author(name=RARE, orcid=ONE)), paper(2, RARE)]
    assert set(ids(settled(*papers), RARE, *papers)) == {AuthorId("", orcid=ONE)}


def test_a_paper_that_bears_a_name_twice_with_two_orcids_has_two_authors() -> None:
    authors = Author(name=COMMON, orcid=ONE), Author(name=COMMON, orcid=OTHER)
    people = settled(paper(1, *authors))
    assert [people.who("2512.00001", a) for a in authors] == [
        AuthorId("", orcid=ONE),
        AuthorId("", orcid=OTHER),
    ]


# properties

NAMES = ["Wei Zhang", "Yang Liu", "Ottoline Quibblewick", "Y. Wang", "李小龙"]
AUTHORS = st.builds(
    Author, name=st.sampled_from(NAMES), orcid=st.sampled_from([None, None, None, ONE, OTHER])
)
PAPERS = st.lists(
    st.builds(
        Paper,
        id=st.integers(1, 9).map(lambda n: f"2512.0000{n}"),
        title=st.just(""),
        abstract=st.just(""),
        authors=st.lists(AUTHORS, min_size=1, max_size=4).map(tuple),
        categories=st.lists(
            st.sampled_from(["cs.LG", "math.GT", "hep-th", "my topic"]), max_size=2, unique=True
        ).map(tuple),
    ),
    min_size=1,
    max_size=9,
)


def everything(papers: list[Paper]) -> tuple[object, ...]:
    people = settled(*papers)
    who = {(p.id, a.name, a.orcid): people.who(p.id, a) for p in papers for a in p.authors}
    return who, list(people.records()), len(people)


@settings(deadline=None)
@given(PAPERS, st.randoms(use_true_random=False))
def test_the_order_of_papers_does_not_matter(papers: list[Paper], random: object) -> None:
    shuffled = list(papers)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert everything(papers) == everything(shuffled)


@settings(deadline=None)
@given(PAPERS)
def test_papers_of_others_change_nobody(papers: list[Paper]) -> None:
    before, records, count = everything(papers)
    stranger = paper(7, "Thomasina Underhill", "Barnaby Rudgeford", id_="2601.00007")
    after, more, grown = everything([*papers, stranger])
    assert {key: who for key, who in after.items() if key[0] != stranger.id} == before
    assert (more, grown) == (records, count + 2)


@settings(deadline=None)
@given(PAPERS)
def test_an_orcid_is_one_person_and_two_are_two(papers: list[Paper]) -> None:
    people = settled(*papers)
    for each in papers:
        for author in each.authors:
            if author.orcid:
                assert people.who(each.id, author) == AuthorId("", orcid=author.orcid)


@settings(deadline=None)
@given(PAPERS)
def test_everybody_is_counted_once(papers: list[Paper]) -> None:
    people = settled(*papers)
    everybody = {people.who(p.id, a) for p in papers for a in p.authors}
    assert len(people) == len(everybody)
    for found in people.records():
        assert found.id in everybody
        assert set(found.co_authors) <= everybody


@settings(deadline=None)
@given(PAPERS)
def test_evidence_is_symmetrical(papers: list[Paper]) -> None:
    for a, b in combinations(papers, 2):
        one, other = (
            Signed(frozenset(x.name.casefold() for x in p.authors), frozenset(p.categories) - {"my topic"})
            for p in (a, b)
        )
        assert weigh("wei zhang", one, other) == weigh("wei zhang", other, one)


def test_the_commoner_a_name_the_less_it_tells() -> None:
    odds = [prior(name) for name in ("wei zhang", "sifan wang", "tianfan fu", "ottoline quibblewick")]
    assert odds == sorted(odds)
    assert odds[0] < 0.1 < ENOUGH < odds[-1]
