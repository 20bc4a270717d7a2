from __future__ import annotations

import pytest

from kg.linking import link
from kg.linking.within import choose_name, choose_role, lower_case
from kg.model import Kind, Mention, Paper, Role, Statement
from kg.vocabulary import Concept, Vocabulary

KNOWN = Vocabulary(
    {
        (Kind.METHOD, "copper brewing"): Concept(
            kind=Kind.METHOD, key="copper brewing", label="copper brewing", iri="x:1", abbreviations=("CBX",)
        ),
        (Kind.TASK, "darjeeling rating"): Concept(
            kind=Kind.TASK, key="darjeeling rating", label="Darjeeling rating", iri="x:2"
        ),
    },
    "",
)


@pytest.fixture(autouse=True)
def rules_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the trained weights that join names in other words: tests/linking/test_alike.py is of them."""
    monkeypatch.setattr("kg.linking.within.same_things", lambda _paper, _groups: [])


def mention(text: str, start: int = 0, kind: Kind = Kind.METHOD, role: Role = Role.USES, **fields) -> Mention:
    return Mention(
        start=start,
        end=start + len(text),
        text=text,
        kind=kind,
        role=role,
        sentence=(start, start + len(text)),
        **{"found_by": "term", **fields},
    )


def linked(*texts: str | Mention, title: str = "Tea") -> tuple[Statement, ...]:
    """The statements of a paper with these mentions, one behind the other."""
    found = [mention(one, 100 * i) if isinstance(one, str) else one for i, one in enumerate(texts)]
    return link(Paper(id="2512.00001", title=title, abstract="It pours."), found, KNOWN)


def test_spellings_of_one_name_are_one_entity_with_all_its_evidence() -> None:
    (found,) = linked("tea net", "Tea-Nets", "tea nets", "TEA NET")
    assert (found.paper, found.entity.kind, found.entity.key) == ("2512.00001", Kind.METHOD, "tea net")
    assert [one.text for one in found.evidence] == ["tea net", "Tea-Nets", "tea nets", "TEA NET"]
    assert found.entity.name == "tea net"
    assert found.entity.aliases == ("TEA NET", "Tea-Nets", "tea nets")


def test_names_of_different_things_and_kinds_stay_apart_in_order_of_first_mention() -> None:
    found = linked(mention("tea net", 300), mention("cup net", 100), mention("tea net", 200, Kind.TASK))
    assert [(one.entity.key, one.entity.kind) for one in found] == [
        ("cup net", Kind.METHOD),
        ("tea net", Kind.TASK),
        ("tea net", Kind.METHOD),
    ]


def test_a_long_form_and_its_abbreviation_are_one_entity_named_in_full() -> None:
    (found,) = linked(
        mention("Steam Quince Net", 10, long_form="Steam Quince Net"),
        mention("SQN", 30, long_form="Steam Quince Net"),
        mention("SQNs", 90),
    )
    assert (found.entity.name, found.entity.key) == ("steam quince net", "steam quince net")
    assert found.entity.aliases == ("SQN", "SQNs", "Steam Quince Net")
    assert len(found.evidence) == 3


def test_two_abbreviations_of_one_concept_are_one_entity_with_the_concepts_label() -> None:
    (found,) = linked(
        mention("CBX", 10, concept="copper brewing"),
        mention("Copper-Brewings", 50, concept="copper brewing"),
        mention("CBXs", 80, concept="copper brewing"),
    )
    assert (found.entity.name, found.entity.key) == ("copper brewing", "copper brewing")
    assert found.entity.aliases == ("CBX", "CBXs", "Copper-Brewings")


def test_a_name_that_the_paper_ties_to_a_concept_joins_it_everywhere() -> None:
    (found,) = linked(mention("CBX", 10, concept="copper brewing"), mention("CBX", 90))
    assert found.entity.key == "copper brewing"
    assert len(found.evidence) == 2


def test_the_commonest_concept_of_a_group_names_it() -> None:
    (found,) = linked(
        mention("CBX", 10, concept="some other"),
        mention("CBX", 50, concept="copper brewing"),
        mention("CBX", 90, concept="copper brewing"),
    )
    assert found.entity.key == "copper brewing"


def test_a_concept_of_no_vocabulary_is_called_by_its_key() -> None:
    (found,) = linked(mention("CBX", concept="lost concept"))
    assert (found.entity.name, found.entity.key) == ("lost concept", "lost concept")


def test_a_mention_of_nothing_nameable_makes_no_statement() -> None:
    assert linked("$$") == ()


def test_a_paper_without_mentions_makes_no_statement() -> None:
    assert linked() == ()


def test_a_statement_is_as_sure_as_its_surest_mention() -> None:
    (found,) = linked(mention("tea net", 10, confidence=0.4), mention("tea net", 50, confidence=0.7))
    assert found.confidence == 0.7


@pytest.mark.parametrize(
    ("text", "found_by", "name"),
    [
        ("Tea Ranking", "term", "tea ranking"),
        ("Darjeeling Ranking", "term", "Darjeeling ranking"),
        ("KettleNet Ranking", "term", "KettleNet ranking"),
        ("Tea-Leaf Ranking", "term", "tea-leaf ranking"),
        ("X Ranking", "term", "X ranking"),
        ("Tea Ranking", "naming", "Tea Ranking"),
        ("Tea Ranking", "name", "Tea Ranking"),
        ("Tea Ranking", "naming+term", "Tea Ranking"),
    ],
)
def test_title_case_is_folded_unless_the_name_is_proper(text: str, found_by: str, name: str) -> None:
    (found,) = linked(mention(text, kind=Kind.TASK, found_by=found_by))
    assert found.entity.name == name


@pytest.mark.parametrize(
    ("title", "short", "long", "name"),
    [
        ("Tea", "SQN", "Steam Quince Net", "Steam Quince Net"),
        ("Tea", "SQN", "steam quince nets", "steam quince net"),
        ("SQN: a pot", "SQN", "Steam Quince Net", "SQN"),
        ("SQN for pots", "SQN", "Steam Quince Net", "SQN"),
        ("SQNing: a pot", "SQN", "Steam Quince Net", "Steam Quince Net"),
        ("Tea", "PROTEA", "PRoportional TEa mAker", "PROTEA"),
        ("Tea", "SteaNet", "steam network", "SteaNet"),
        ("Tea", "SQN", "Steam TEA Net", "Steam TEA Net"),
        ("Tea", "SQN", "Steam-Quince Net", "Steam-Quince Net"),
        ("Tea", "SQN", "Steam-QuiNce Net", "SQN"),
    ],
)
def test_a_thing_is_called_by_its_long_form_unless_known_by_its_short_name(
    title: str, short: str, long: str, name: str
) -> None:
    group = [mention(long, 0, long_form=long), mention(short, 100, long_form=long)]
    assert choose_name(title, group) == name


def test_a_long_form_in_lower_case_is_preferred_where_the_paper_has_one() -> None:
    group = [
        mention("Steam Quince Net", long_form="Steam Quince Net"),
        mention("SQN"),
        mention("steam quince nets"),
    ]
    assert choose_name("Tea", group) == "steam quince net"


@pytest.mark.parametrize(
    ("title", "surface", "name"),
    [
        ("TeaSparks: Brewing at Once", "TeaSparks", "TeaSparks"),
        ("TSPs: Tea Steaming Pots", "TSPs", "TSP"),
        ("Tea nets: a survey", "Tea nets", "Tea net"),
        ("Brewing at once", "TeaSparks", "TeaSpark"),
    ],
)
def test_a_coined_name_before_the_colon_of_a_title_is_no_plural(title: str, surface: str, name: str) -> None:
    assert choose_name(title, [mention(surface)]) == name


@pytest.mark.parametrize(
    ("surfaces", "name"),
    [
        (["tea net", "tea net", "steamed tea network"], "steamed tea network"),
        (["tea net", "Steam-Informed Tea Net"], "Steam-Informed Tea Net"),
        (["tea net", "tea net", "SteaMed tea network"], "tea net"),
        (["TeaNet", "TeaNet", "steamed tea network"], "TeaNet"),
    ],
)
def test_what_is_new_bears_its_fullest_descriptive_name(surfaces: list[str], name: str) -> None:
    group = [mention(text, role=Role.INTRODUCES) for text in surfaces]
    assert choose_name("Tea", group) == name


@pytest.mark.parametrize(
    ("surfaces", "name"),
    [
        (["Tea Net", "tea net"], "tea net"),
        (["tea nets"], "tea net"),
        (["Tea net", "Tea net", "tea net"], "Tea net"),
        (["KettleNet", "Kettlenet", "KettleNet"], "KettleNet"),
        (["tea-nets", "tea nets", "tea nets"], "tea net"),
    ],
)
def test_the_commonest_surface_is_the_name(surfaces: list[str], name: str) -> None:
    assert choose_name("Tea", [mention(text) for text in surfaces]) == name


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Copper Kettle", "copper kettle"),
        ("Darjeeling Kettle", "Darjeeling kettle"),
        ("KettleNet GPU Copper", "KettleNet GPU copper"),
        ("A Copper-Kettle", "A copper-kettle"),
        ("Kettle2 Copper", "Kettle2 copper"),
        ("", ""),
    ],
)
def test_lower_case_leaves_proper_words_alone(name: str, expected: str) -> None:
    assert lower_case(name, frozenset({"Darjeeling"})) == expected


INTRODUCES, USES, COMPARES = Role.INTRODUCES, Role.USES, Role.COMPARES
ADDRESSES, MENTIONS = Role.ADDRESSES, Role.MENTIONS


@pytest.mark.parametrize(
    ("kind", "roles", "expected"),
    [
        (Kind.METHOD, [COMPARES, COMPARES, INTRODUCES], INTRODUCES),
        (Kind.METHOD, [COMPARES, COMPARES, USES], COMPARES),
        (Kind.METHOD, [COMPARES, USES], USES),
        (Kind.METHOD, [USES], USES),
        (Kind.DATASET, [USES, INTRODUCES], INTRODUCES),
        (Kind.TASK, [MENTIONS, MENTIONS, ADDRESSES], ADDRESSES),
        (Kind.TASK, [MENTIONS], MENTIONS),
        (Kind.TASK, [MENTIONS, INTRODUCES], INTRODUCES),
    ],
)
def test_the_role_of_an_entity_weighs_those_of_its_mentions(
    kind: Kind, roles: list[Role], expected: Role
) -> None:
    assert choose_role(kind, roles) is expected


def reasons(*texts: str | Mention, title: str = "Tea", categories: tuple[str, ...] = ()) -> dict[str, str]:
    mentions = [text if isinstance(text, Mention) else mention(text, 100 * i) for i, text in enumerate(texts)]
    paper = Paper(id="1", title=title, abstract="", categories=categories)
    return {
        proof.text: f"{proof.identified_by} {statement.entity.key}"
        for statement in link(paper, mentions, KNOWN)
        for proof in statement.evidence
    }


def test_every_mention_says_why_it_is_of_its_entity() -> None:
    found = reasons(
        mention("CBX", concept="copper brewing"),
        mention("tea net", 50),
        mention("TN", 100, long_form="tea net"),
        mention("sparse TN", 150),
        mention("sparse tea nets", 200),
    )
    assert found == {
        "CBX": "vocabulary copper brewing",
        "tea net": "name tea net",
        "TN": "definition tea net",
        "sparse TN": "wording sparse tea net",
        "sparse tea nets": "name sparse tea net",
    }


def test_an_abbreviation_that_the_paper_leaves_undefined_means_what_its_category_means() -> None:
    assert reasons("MD", categories=("cond-mat.soft",)) == {"MD": "usage molecular dynamic"}
    assert reasons("MD", "molecular dynamics", categories=("physics.chem-ph",)) == {
        "MD": "usage molecular dynamic",
        "molecular dynamics": "name molecular dynamic",
    }


def test_an_abbreviation_of_several_meanings_stays_apart_and_says_so() -> None:
    assert reasons("MAE", categories=("cs.CV",)) == {"MAE": "ambiguous mae"}


def test_the_definition_of_the_paper_goes_before_what_others_mean() -> None:
    found = reasons(mention("MD", long_form="mud distillation"), categories=("cond-mat.soft",))
    assert found == {"MD": "definition mud distillation"}


def test_what_a_paper_introduces_by_an_abbreviation_is_its_own() -> None:
    new = mention("MD", role=Role.INTRODUCES, found_by="naming")
    assert reasons(new, categories=("cond-mat.soft",)) == {"MD": "name md"}


def test_what_the_vocabulary_knows_by_other_words_is_found_without_its_matcher() -> None:
    assert reasons("Copper-Brewing") == {"Copper-Brewing": "name copper brewing"}


def test_a_more_special_thing_is_no_other_name_of_a_concept() -> None:
    assert reasons(mention("red copper brewing", concept="copper brewing")) == {
        "red copper brewing": "name red copper brewing"
    }


def test_wordings_of_one_task_are_one_entity_with_the_thing_first() -> None:
    found = reasons(
        mention("predicting tea yields", kind=Kind.TASK), mention("Tea Yield Prediction", 50, kind=Kind.TASK)
    )
    assert set(found.values()) == {"wording tea yield prediction", "name tea yield prediction"}


def test_a_short_name_that_papers_give_to_several_things_is_no_name() -> None:
    group = [mention("TRACE", long_form="tea rating by a committee of experts")]
    assert choose_name("TRACE: rating tea", group) == "tea rating by a committee of expert"
    group = [mention("TRQZE", long_form="tea rating by a committee of experts")]
    assert choose_name("TRQZE: rating tea", group) == "TRQZE"
