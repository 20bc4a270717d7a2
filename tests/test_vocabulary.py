from __future__ import annotations

from pathlib import Path

import pytest

from kg.errors import VocabularyError
from kg.graph.iris import Minter
from kg.model import Kind
from kg.vocabulary import Concept, ambiguous_abbreviations, load
from tests.vocabularies import vocabulary

PREFIXES = """
@prefix kg: <https://w3id.org/digestgraph/ontology#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@base <http://tea.example/> .
"""


def written(folder: Path, text: str, name: str = "tea.ttl") -> str:
    path = folder / name
    path.write_text(PREFIXES + text, encoding="utf-8")
    return str(path)


def test_every_shipped_concept_bears_the_iri_that_would_be_minted_for_it() -> None:
    minter, concepts = Minter(), load().concepts.values()
    assert concepts
    assert {one.label: one.iri for one in concepts} == {
        one.label: minter.entity(one.kind, one.key) for one in concepts
    }


def test_the_shipped_vocabulary_knows_all_kinds_and_its_own_families() -> None:
    shipped = load()
    assert {kind for kind, _ in shipped.concepts} == set(Kind)
    assert all(
        (kind, up) in shipped.concepts for (kind, _), one in shipped.concepts.items() for up in one.broader
    )


def test_a_users_file_adds_a_concept_with_all_it_says(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        """<pot> a kg:Method ; skos:prefLabel "Copper Pots"@en ; skos:altLabel "tea urn"@en, "samovar" ;
             kg:abbreviation "CPX" ; kg:ambiguousAbbreviation "CP" ; skos:broader <kettle> ;
             skos:scopeNote "Not for coffee."@en ; kg:matching "exact" .
           <kettle> a kg:Method ; skos:prefLabel "kettleware"@en, "Kesselware"@de .""",
    )
    vocabulary = load((path,))
    assert vocabulary.concepts[Kind.METHOD, "copper pot"] == Concept(
        kind=Kind.METHOD,
        key="copper pot",
        label="Copper Pots",
        iri="http://tea.example/pot",
        alternatives=("samovar", "tea urn"),
        abbreviations=("CPX",),
        ambiguous=("CP",),
        broader=("kettleware",),
        note="Not for coffee.",
        matching="exact",
        own=True,
    )
    assert not any(concept.own for concept in load().concepts.values())
    assert vocabulary.concepts[Kind.METHOD, "copper pot"].names == ("Copper Pots", "samovar", "tea urn")
    assert vocabulary.concepts[Kind.METHOD, "kettleware"].matching == "label"
    assert len(vocabulary.concepts) == len(load().concepts) + 2


def test_a_users_file_replaces_the_shipped_concept_of_equal_label(tmp_path: Path) -> None:
    shipped = next(one for one in load().concepts.values() if one.kind is Kind.TASK and one.abbreviations)
    path = written(
        tmp_path,
        f'<mine> a kg:Task ; skos:prefLabel "{shipped.label.upper()}"@en ; skos:altLabel "teatime" .',
    )
    replaced = load((path,))
    mine = replaced.concepts[Kind.TASK, shipped.key]
    assert (mine.iri, mine.alternatives, mine.abbreviations) == ("http://tea.example/mine", ("teatime",), ())
    assert len(replaced.concepts) == len(load().concepts)


def test_of_two_users_files_the_later_one_wins(tmp_path: Path) -> None:
    first = written(tmp_path, '<a> a kg:Task ; skos:prefLabel "tea rating" .', "a.ttl")
    second = written(tmp_path, '<b> a kg:Task ; skos:prefLabel "Tea Rating" .', "b.ttl")
    assert load((first, second)).concepts[Kind.TASK, "tea rating"].label == "Tea Rating"
    assert load((second, first)).concepts[Kind.TASK, "tea rating"].label == "tea rating"


def test_one_label_may_name_things_of_two_kinds(tmp_path: Path) -> None:
    path = written(
        tmp_path, '<a> a kg:Task ; skos:prefLabel "teaing" . <b> a kg:Method ; skos:prefLabel "teaing" .'
    )
    concepts = load((path,)).concepts
    assert {kind for kind, key in concepts if key == "teaing"} == {Kind.TASK, Kind.METHOD}


def test_the_fingerprint_tells_vocabularies_apart(tmp_path: Path) -> None:
    one = load((written(tmp_path, '<a> a kg:Task ; skos:prefLabel "teaing" .', "a.ttl"),))
    same = load((written(tmp_path, '<a> a kg:Task ; skos:prefLabel "teaing" .', "b.ttl"),))
    other = load((written(tmp_path, '<a> a kg:Task ; skos:prefLabel "teaings" .', "c.ttl"),))
    assert one.fingerprint == same.fingerprint
    assert len({load().fingerprint, one.fingerprint, other.fingerprint}) == 3


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("this is no turtle", "is not Turtle"),
        ("<a> a kg:Task .", "needs one skos:prefLabel in English, has 0"),
        ('<a> a kg:Task ; skos:prefLabel "Tee"@de .', "has 0"),
        ('<a> a kg:Task ; skos:prefLabel "tea"@en, "teatime"@en .', "has 2"),
        ('<a> a kg:Task ; skos:prefLabel "tea"@en, "tea" .', "has 2"),
        ('<a> a kg:Task ; skos:prefLabel "..." .', "empty label"),
        ('<a> a kg:Task ; skos:prefLabel "tea" ; kg:matching "sometimes" .', "'sometimes'"),
        (
            '<a> a kg:Task ; skos:prefLabel "tea" ; skos:broader <nowhere> .',
            "'tea' has the broader <http://tea",
        ),
        (
            '<a> a kg:Task ; skos:prefLabel "tea" ; skos:broader <b> . <b> a kg:Method ; skos:prefLabel "pot" .',
            "which is no Task here",
        ),
        ('<a> a kg:Task ; skos:prefLabel "tea" ; skos:broader <a> .', "'tea' is broader than itself"),
        (
            """<a> a kg:Task ; skos:prefLabel "tea a" ; skos:broader <b> .
               <b> a kg:Task ; skos:prefLabel "tea b" ; skos:broader <c> .
               <c> a kg:Task ; skos:prefLabel "tea c" ; skos:broader <a> .""",
            "is broader than itself",
        ),
        (
            '<a> a kg:Task ; skos:prefLabel "tea pot" . <b> a kg:Task ; skos:prefLabel "Tea-Pots" .',
            "two concepts are called",
        ),
    ],
)
def test_an_unusable_file_is_refused_with_its_name_and_the_reason(
    tmp_path: Path, text: str, complaint: str
) -> None:
    path = written(tmp_path, text)
    with pytest.raises(VocabularyError) as raised:
        load((path,))
    assert str(raised.value).startswith(path)
    assert complaint in str(raised.value)
    assert raised.value.path == path


def test_what_is_no_turtle_is_refused_with_its_line(tmp_path: Path) -> None:
    with pytest.raises(VocabularyError) as raised:
        load((written(tmp_path, "\n\nthis is no turtle"),))
    assert raised.value.line == PREFIXES.count("\n") + 3


@pytest.mark.parametrize("name", ["absent.ttl", "."])
def test_a_file_that_cannot_be_read_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(VocabularyError, match="cannot be read"):
        load((str(tmp_path / name),))


def test_a_broader_concept_may_stand_in_another_file(tmp_path: Path) -> None:
    family = written(tmp_path, '<up> a kg:Task ; skos:prefLabel "tea work" .', "a.ttl")
    member = written(
        tmp_path, '<down> a kg:Task ; skos:prefLabel "tea rating" ; skos:broader <up> .', "b.ttl"
    )
    assert load((family, member)).concepts[Kind.TASK, "tea rating"].broader == ("tea work",)
    with pytest.raises(VocabularyError, match=r"b\.ttl"):
        load((member,))


def concept(key: str, *broader: str, label: str = "", **fields) -> Concept:
    return Concept(kind=Kind.METHOD, key=key, label=label or key, iri=f"x:{key}", broader=broader, **fields)


def test_ancestors_come_nearest_first_and_each_once() -> None:
    found = vocabulary(concept("d", "b", "c"), concept("b", "a"), concept("c", "a"), concept("a", "top"))
    assert found.ancestors(Kind.METHOD, "d") == ("b", "c", "a", "top")
    assert found.ancestors(Kind.METHOD, "top") == ()
    assert found.ancestors(Kind.TASK, "d") == ()


def test_proper_words_are_those_capitalised_beside_lower_case_ones() -> None:
    found = vocabulary(
        concept("1", label="Darjeeling tea"),
        concept("2", label="Copper Kettle"),
        concept("3", label="pot-Assam mix"),
    )
    assert found.proper_words == {"Darjeeling", "Assam"}


def test_an_abbreviation_is_ambiguous_when_marked_or_shared() -> None:
    concepts = [
        concept("a", abbreviations=("AX", "SH")),
        concept("b", abbreviations=("SH", "BX", "BX")),
        concept("c", ambiguous=("CX",)),
    ]
    assert ambiguous_abbreviations(concepts) == {"SH", "CX"}


FNO = "https://w3id.org/digestgraph/method/fourier_neural_operator"
KEY = (Kind.METHOD, "fourier neural operator")


def test_more_may_be_said_of_a_shipped_concept_by_its_iri(tmp_path: Path) -> None:
    shipped = load().concepts[KEY]
    path = written(
        tmp_path,
        f'<{FNO}> skos:altLabel "tea operator" ; kg:abbreviation "TEO" ; skos:broader <tea> .\n'
        '<tea> a kg:Method ; skos:prefLabel "tea work" .',
    )
    more = load((path,)).concepts[KEY]
    assert set(more.alternatives) == {*shipped.alternatives, "tea operator"}
    assert set(more.abbreviations) == {*shipped.abbreviations, "TEO"}
    assert set(more.broader) == {*shipped.broader, "tea work"}
    assert (more.label, more.note, more.matching) == (shipped.label, shipped.note, shipped.matching)


@pytest.mark.parametrize(
    "text",
    [
        f'<{FNO}> skos:prefLabel "tea operator"@en-GB .',
        f'<mine> a kg:Method ; skos:prefLabel "tea operator"@en ; skos:exactMatch <{FNO}> .',
        f'<mine> a skos:Concept ; skos:prefLabel "tea operator" ; skos:exactMatch <{FNO}> .',
    ],
)
def test_a_shipped_concept_renamed_keeps_its_names_and_what_is_below_it(tmp_path: Path, text: str) -> None:
    shipped = load()
    renamed = load((written(tmp_path, text),))
    assert KEY not in renamed.concepts
    mine = renamed.concepts[Kind.METHOD, "tea operator"]
    assert {shipped.concepts[KEY].label, *shipped.concepts[KEY].alternatives} == set(mine.alternatives)
    assert mine.broader == shipped.concepts[KEY].broader
    below = [one for one in shipped.concepts.values() if one.kind is Kind.METHOD and KEY[1] in one.broader]
    assert all("tea operator" in renamed.concepts[one.kind, one.key].broader for one in below)
    assert len(renamed.concepts) == len(shipped.concepts)


def test_what_is_a_mere_concept_is_of_the_kind_of_what_it_is_tied_to(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        f"""<scheme> a skos:ConceptScheme ; skos:prefLabel "All about tea"@en .
            <a> a skos:Concept ; skos:prefLabel "tea operator" ; skos:broader <{FNO}> ; skos:inScheme <scheme> .
            <b> a skos:Concept ; skos:prefLabel "green tea operator" ; skos:broader <a> .
            <c> a kg:Task ; skos:prefLabel "tea work" ; skos:narrower <d> .
            <d> a skos:Concept ; skos:prefLabel "tea rating" .""",
    )
    concepts = load((path,)).concepts
    assert concepts[Kind.METHOD, "green tea operator"].broader == ("tea operator",)
    assert concepts[Kind.TASK, "tea rating"].broader == ("tea work",)
    assert not any(key == "all about tea" for _, key in concepts)


@pytest.mark.parametrize(
    ("text", "line", "complaint"),
    [
        ('<a> a kg:Task ; skos:prefLabel "tea" .\n<b> a kg:Task .', 2, "has 0"),
        (
            '<a> a kg:Task ; skos:prefLabel "tea" .\n\n<b> a kg:Task, kg:Method ; skos:prefLabel "pot" .',
            3,
            "is a Method and a Task",
        ),
        (f'<{FNO}> a kg:Task ; skos:altLabel "tea" .', 1, "is a Method and a Task"),
        ('<b> a skos:Concept ; skos:prefLabel "pot" .', 1, "is no kg:Method, kg:Dataset or kg:Task"),
        ('<b> skos:prefLabel "pot" .', 1, "say which it is"),
        (
            '<a> a kg:Task ; skos:prefLabel "tea" ;\n  skos:broader <nowhere> .',
            1,
            "which is no Task here",
        ),
        ('<a> a kg:Task ; skos:prefLabel "tea" ; skos:narrower <nowhere> .', 1, "which no file describes"),
        (
            '@prefix my: <http://my.example/> .\nmy:a a kg:Task ; skos:prefLabel "tea a" ; skos:broader my:b .\n'
            'my:b a kg:Task ; skos:prefLabel "tea b" ; skos:broader my:a .',
            2,
            "'tea a' is broader than itself",
        ),
        ('<a> a kg:Method ; skos:prefLabel "tea" ; skos:narrower <a> .', 1, "is broader than itself"),
    ],
)
def test_the_line_where_a_concept_stands_is_told(
    tmp_path: Path, text: str, line: int, complaint: str
) -> None:
    path = written(tmp_path, text)
    with pytest.raises(VocabularyError) as raised:
        load((path,))
    assert complaint in str(raised.value)
    assert raised.value.line == PREFIXES.count("\n") + line


def test_a_file_that_describes_nothing_is_refused(tmp_path: Path) -> None:
    with pytest.raises(VocabularyError, match="describes no kg:Method"):
        load((written(tmp_path, '<me> <http://xmlns.com/foaf/0.1/name> "Ada" .'),))
