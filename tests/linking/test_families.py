from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.linking.families import ancestors, reduced, spoken_families, without_circles
from kg.model import Entity, Kind, Mention, Role, Statement
from kg.names import normal_form

NODES = st.sampled_from("abcdefg")
PAIRS = st.tuples(NODES, NODES)


def said(text: str, *names: str, kind: Kind = Kind.METHOD, unsure: str = "") -> set[tuple[str, str]]:
    statements = []
    for name in names:
        start = text.index(name)
        proof = Mention(
            start=start,
            end=start + len(name),
            text=name,
            kind=kind,
            role=Role.USES,
            sentence=(0, len(text)),
            identified_by="ambiguous" if name == unsure else "name",
        )
        entity = Entity(kind=kind, name=name, key=normal_form(name))
        statements.append(Statement(paper="1", role=Role.USES, entity=entity, evidence=(proof,)))
    return {(narrower[1], broader[1]) for narrower, broader in spoken_families(text, statements)}


@pytest.mark.parametrize(
    "text",
    [
        "Hot brewers such as the tea net fail.",
        "Hot brewers, including tea nets, fail.",
        "Tests of the tea net and other hot brewers fail.",
        "The tea net is a kind of hot brewers.",
        "We use the tea net, a type of hot brewers.",
    ],
)
def test_a_sentence_tells_the_family(text: str) -> None:
    name = "tea nets" if "tea nets" in text else "tea net"
    brewer = "Hot brewers" if "Hot" in text else "hot brewers"
    assert said(text, name, brewer) == {("tea net", "hot brewer")}


def test_all_that_are_listed_belong_to_the_family() -> None:
    text = "Hot brewers such as the tea net, a mud net and the leaf net beat the pot."
    pairs = said(text, "Hot brewers", "tea net", "mud net", "leaf net", "pot")
    assert pairs == {(name, "hot brewer") for name in ("tea net", "mud net", "leaf net")}


@pytest.mark.parametrize(
    "text",
    [
        "Hot brewers and the tea net fail.",
        "Hot brewers, unlike the tea net, fail.",
        "A hot brewer such as this. Then tea net.",
        "Hot brewers fail on the tea net.",
    ],
)
def test_other_sentences_tell_no_family(text: str) -> None:
    brewer = "Hot brewers" if "Hot brewers" in text else "hot brewer"
    assert said(text, brewer, "tea net") == set()


def above(parents: dict[str, set[str]], node: str) -> set[str]:
    return ancestors(parents, node)


@given(st.dictionaries(PAIRS, st.integers(1, 9), max_size=30), st.permutations(list("abcdefg")))
def test_families_hold_no_circle_whatever_papers_say(
    said: dict[tuple[str, str], int], order: list[str]
) -> None:
    certain = {node: set(order[i + 1 : i + 2]) for i, node in enumerate(order) if i % 2}
    parents = without_circles(certain, said)
    assert not [node for node in parents if node in above(parents, node)]
    assert all(found <= parents[node] for node, found in certain.items())


@given(st.dictionaries(PAIRS, st.integers(1, 9), max_size=30), st.randoms())
def test_the_order_in_which_papers_say_it_does_not_matter(said: dict[tuple[str, str], int], chance) -> None:
    shuffled = list(said.items())
    chance.shuffle(shuffled)
    assert without_circles({}, dict(shuffled)) == without_circles({}, said)


@given(st.dictionaries(PAIRS, st.integers(1, 9), max_size=30))
def test_only_direct_families_are_kept_and_all_that_follows_from_them(
    said: dict[tuple[str, str], int],
) -> None:
    parents = without_circles({}, said)
    direct = reduced(parents)
    for node in parents:
        assert above(direct, node) == above(parents, node)
        for parent in direct[node]:
            assert not any(parent in above(direct, other) for other in direct[node] - {parent})


def test_an_abbreviation_of_several_things_is_of_no_family() -> None:
    text = "Hot brewers such as TN and SN fail."
    assert said(text, "Hot brewers", "TN", "SN") == {("tn", "hot brewer"), ("sn", "hot brewer")}
    assert said(text, "Hot brewers", "TN", "SN", unsure="TN") == {("sn", "hot brewer")}
