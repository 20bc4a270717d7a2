"""What each correction does to the statements of a paper, and to the vocabulary above them."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.corrections import NONE, load
from kg.errors import CorrectionsError
from kg.linking import Census, Corrector, Effect, link
from kg.model import Kind, Mention, Paper, Role, Statement
from kg.names import normal_form
from kg.vocabulary import Concept, Vocabulary
from tests.vocabularies import vocabulary


def concept(label: str, kind: Kind = Kind.METHOD, **fields) -> Concept:
    return Concept(kind=kind, key=label, label=label, iri=f"https://tea.example/{label}", **fields)


KNOWN = vocabulary(
    concept("masked tea", abbreviations=("MT",), alternatives=("veiled tea",), broader=("tea work",)),
    concept("tea work", broader=("work",)),
    concept("work"),
    concept("brewing", Kind.TASK),
)
PAPER = Paper(id="2512.00001", title="Tea", abstract="It pours.", categories=("cs.LG", "math.AG"))


def mention(text: str, start: int, kind: Kind = Kind.METHOD, **fields) -> Mention:
    given = {"role": Role.USES if kind is not Kind.TASK else Role.ADDRESSES, "found_by": "term", **fields}
    end = start + len(text)
    return Mention(start=start, end=end, text=text, kind=kind, sentence=(start, end), **given)


FOUND = link(
    PAPER,
    [
        mention("tea net", 0, role=Role.INTRODUCES),
        mention("Tea Nets", 100),
        mention("pot net", 200),
        mention("masked tea", 300, concept="masked tea"),
        mention("MT", 400, concept="masked tea"),
        mention("brewing", 500, Kind.TASK, concept="brewing"),
        mention("CupBench", 600, Kind.METHOD),
    ],
    KNOWN,
)


def corrector(folder: Path, text: str, known: Vocabulary = KNOWN) -> Corrector:
    path = folder / "c.toml"
    path.write_text(text, encoding="utf-8")
    return Corrector(load([str(path)]), known)


def said(statements: tuple[Statement, ...]) -> list[str]:
    return [f"{s.role} {s.entity.kind} {s.entity.name} [{s.entity.key}]" for s in statements]


def corrected(folder: Path, text: str, paper: Paper = PAPER) -> tuple[Statement, ...]:
    return corrector(folder, text).apply(paper, FOUND)


AS_FOUND = [
    "introduces Method tea net [tea net]",
    "uses Method pot net [pot net]",
    "uses Method masked tea [masked tea]",
    "addresses Task brewing [brewing]",
    "uses Method CupBench [cupbench]",
]


def without(*lines: int) -> list[str]:
    return [line for i, line in enumerate(AS_FOUND) if i not in lines]


def replaced(line: int, by: str) -> list[str]:
    return [by if i == line else one for i, one in enumerate(AS_FOUND)]


def test_without_corrections_everything_stays() -> None:
    assert Corrector(NONE, KNOWN).apply(PAPER, FOUND) == FOUND
    assert Corrector(NONE, KNOWN).vocabulary is KNOWN
    assert said(FOUND) == AS_FOUND


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('[[not-an-entity]]\nname = "Pot-Nets"', without(1)),
        ('[[not-an-entity]]\nname = ["pot net", "brewing"]', without(1, 3)),
        ('[[not-an-entity]]\nname = "pot net"\ntype = "Task"', AS_FOUND),
        ('[[not-an-entity]]\nname = "pot net"\ncategory = "math"', without(1)),
        ('[[not-an-entity]]\nname = "pot net"\ncategory = "cs.LG"', without(1)),
        ('[[not-an-entity]]\nname = "pot net"\ncategory = "cs.L"', AS_FOUND),
        ('[[not-an-entity]]\nname = "pot net"\npaper = "2512.00001v7"', without(1)),
        ('[[not-an-entity]]\nname = "pot net"\npaper = "2512.00002"', AS_FOUND),
        (
            '[[wrong-type]]\nname = "CupBench"\nright = "Dataset"',
            replaced(4, "uses Dataset CupBench [cupbench]"),
        ),
        (
            '[[wrong-type]]\nname = "pot net"\nright = "Task"',
            replaced(1, "addresses Task pot net [pot net]"),
        ),
        (
            '[[wrong-type]]\nname = "brewing"\nright = "Method"',
            replaced(3, "uses Method brewing [brewing]"),
        ),
        (
            '[[wrong-type]]\nname = "CupBench"\nright = "Dataset"\n'
            '[[wrong-type]]\nname = "CupBench"\nright = "Task"\npaper = "2512.00001"',
            replaced(4, "addresses Task CupBench [cupbench]"),
        ),
        (
            '[[same-as]]\nnames = ["kettle net", "tea net", "pot net"]',
            ["introduces Method kettle net [kettle net]", *without(0, 1)],
        ),
        (
            '[[same-as]]\nnames = ["pot net", "masked tea"]\nlabel = "masked tea"',
            without(1),
        ),
        (
            '[[same-as]]\nnames = ["masked tea", "pot net"]\npaper = "2512.00002"',
            AS_FOUND,
        ),
        (
            '[[better-name]]\nname = "tea nets"\nlabel = "Tea Net"',
            replaced(0, "introduces Method Tea Net [tea net]"),
        ),
        (
            '[[better-name]]\nname = "pot net"\nlabel = "POTTERY"',
            replaced(1, "uses Method POTTERY [pottery]"),
        ),
        (
            '[[different-from]]\nnames = ["masked tea", "MT"]',
            [*AS_FOUND[:3], "uses Method MT [mt]", *AS_FOUND[3:]],
        ),
        (
            '[[different-from]]\nnames = ["masked tea", "MT"]\n[[same-as]]\nnames = ["mean tea", "MT"]',
            [*AS_FOUND[:3], "uses Method mean tea [mean tea]", *AS_FOUND[3:]],
        ),
        (
            '[[role]]\npaper = "2512.00001"\nname = "pot net"\nrole = "compares"',
            replaced(1, "compares Method pot net [pot net]"),
        ),
        (
            '[[role]]\npaper = "2512.00001"\nname = "brewing"\nrole = "mentions"',
            replaced(3, "mentions Task brewing [brewing]"),
        ),
        ('[[role]]\npaper = "2512.00001"\nname = "brewing"\nrole = "uses"', AS_FOUND),
        # names that corrections give are understood too
        (
            '[[better-name]]\nname = "pot net"\nlabel = "pottery"\n'
            '[[role]]\npaper = "2512.00001"\nname = "pottery"\nrole = "introduces"\n'
            '[[wrong-type]]\nname = "CupBench"\nright = "Dataset"\n'
            '[[not-an-entity]]\nname = "CupBench"\ntype = "Dataset"',
            ["introduces Method tea net [tea net]", "introduces Method pottery [pottery]", *AS_FOUND[2:4]],
        ),
    ],
)
def test_a_correction_does_what_it_says(tmp_path: Path, text: str, expected: list[str]) -> None:
    assert said(corrected(tmp_path, text)) == expected


def test_what_is_joined_keeps_all_evidence_and_all_names(tmp_path: Path) -> None:
    joined = corrected(tmp_path, '[[same-as]]\nnames = ["kettle net", "tea net", "pot net"]')[0]
    assert [one.text for one in joined.evidence] == ["tea net", "Tea Nets", "pot net"]
    assert joined.entity.aliases == ("Tea Nets", "pot net", "tea net")


def test_mentions_tell_that_a_correction_decided(tmp_path: Path) -> None:
    text = (
        '[[better-name]]\nname = "pot net"\nlabel = "pottery"\n'
        '[[different-from]]\nnames = ["masked tea", "MT"]\n'
        '[[role]]\npaper = "2512.00001"\nname = "tea net"\nrole = "uses"\n'
    )
    found = {s.entity.key: s for s in corrected(tmp_path, text)}
    assert {m.identified_by for m in found["pottery"].evidence} == {"correction"}
    assert {m.identified_by for m in found["mt"].evidence} == {"correction"}
    assert "correction" not in {m.identified_by for m in found["masked tea"].evidence}
    assert {m.found_by for m in found["tea net"].evidence} == {"correction+term"}
    assert "MT" not in found["masked tea"].entity.aliases


def test_what_was_done_and_which_names_were_met_is_counted(tmp_path: Path) -> None:
    made = corrector(tmp_path, '[[not-an-entity]]\nname = ["pot net", "cup net"]\n')
    effect = Effect()
    made.apply(PAPER, FOUND, effect)
    made.apply(PAPER, FOUND, effect)
    assert effect.changes == {"dropped": 2}
    assert effect.met == {(0, "pot net")}


def test_a_renamed_concept_keeps_its_names_and_its_place_in_the_hierarchy(tmp_path: Path) -> None:
    text = (
        '[[better-name]]\nname = "masked tea"\nlabel = "hidden tea"\n'
        '[[better-name]]\nname = "work"\nlabel = "labour"'
    )
    known = corrector(tmp_path, text).vocabulary
    renamed = known.concepts[Kind.METHOD, "hidden tea"]
    assert (renamed.label, renamed.abbreviations, renamed.broader) == ("hidden tea", ("MT",), ("tea work",))
    assert renamed.alternatives == ("masked tea", "veiled tea")
    assert known.concepts[Kind.METHOD, "tea work"].broader == ("labour",)
    assert (Kind.METHOD, "masked tea") not in known.concepts


def test_a_concept_that_is_no_entity_leaves_its_kinds_to_those_above_it(tmp_path: Path) -> None:
    known = corrector(tmp_path, '[[not-an-entity]]\nname = "tea work"').vocabulary
    assert known.concepts[Kind.METHOD, "masked tea"].broader == ("work",)
    known = corrector(tmp_path, '[[wrong-type]]\nname = "tea work"\nright = "Task"').vocabulary
    assert known.concepts[Kind.METHOD, "masked tea"].broader == ()
    assert known.concepts[Kind.TASK, "tea work"].broader == ()


def test_joining_what_stands_above_itself_makes_no_circle(tmp_path: Path) -> None:
    known = corrector(tmp_path, '[[same-as]]\nnames = ["masked tea", "work"]').vocabulary
    for kind, key in known.concepts:
        assert key not in known.ancestors(kind, key)


def test_names_of_something_else_leave_the_concept(tmp_path: Path) -> None:
    known = corrector(tmp_path, '[[different-from]]\nnames = ["masked tea", "MT", "veiled tea"]').vocabulary
    kept = known.concepts[Kind.METHOD, "masked tea"]
    assert (kept.alternatives, kept.abbreviations) == ((), ())


def test_corrections_of_some_papers_leave_the_vocabulary_alone(tmp_path: Path) -> None:
    text = '[[not-an-entity]]\nname = "work"\ncategory = "cs"\n'
    assert corrector(tmp_path, text).vocabulary is KNOWN


def test_the_entity_is_shown_by_the_users_name_with_the_others_beside_it(tmp_path: Path) -> None:
    made = corrector(tmp_path, '[[same-as]]\nnames = ["Kettle net", "tea net", "samovar net"]')
    census = Census(made.vocabulary, made.labels, made.names)
    census.add(made.apply(PAPER, FOUND), None)
    (record,) = (one for one in census.entities() if one.key == "kettle net")
    assert record.label == "Kettle net"
    assert set(record.alternatives) == {"tea net", "samovar net"}


NAMES = st.sampled_from(
    ["tea net", "pot net", "masked tea", "MT", "brewing", "CupBench", "kettle net", "tea work"]
)
TABLES = st.one_of(
    st.builds(lambda n: f'[[not-an-entity]]\nname = "{n}"', NAMES),
    st.builds(
        lambda n, k: f'[[wrong-type]]\nname = "{n}"\nright = "{k}"',
        NAMES,
        st.sampled_from(["Task", "Dataset"]),
    ),
    st.builds(
        lambda s, n: f"[[{s}]]\nnames = {json.dumps(n)}",
        st.sampled_from(["same-as", "different-from"]),
        st.lists(NAMES, min_size=2, max_size=4),
    ),
    st.builds(lambda n, m: f'[[better-name]]\nname = "{n}"\nlabel = "{m}"', NAMES, NAMES),
    st.builds(
        lambda n, r: f'[[role]]\nname = "{n}"\npaper = "2512.00001"\nrole = "{r}"',
        NAMES,
        st.sampled_from(Role),
    ),
    st.builds(lambda table: f'{table}\npaper = "2512.00001"', st.just('[[not-an-entity]]\nname = "tea net"')),
)


@settings(max_examples=200)
@given(tables=st.lists(TABLES, max_size=6))
def test_whatever_is_corrected_statements_stay_sound(tables: list[str]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        try:
            made = corrector(Path(folder), "\n".join(tables))
        except CorrectionsError:
            return
    found = made.apply(PAPER, FOUND)
    keys = [(s.entity.kind, s.entity.key) for s in found]
    assert len(keys) == len(set(keys))
    spans = [(m.start, m.end) for s in found for m in s.evidence]
    assert len(spans) == len(set(spans))
    assert set(spans) <= {(m.start, m.end) for s in FOUND for m in s.evidence}
    for s in found:
        assert (s.role in (Role.ADDRESSES, Role.MENTIONS)) == (s.entity.kind is Kind.TASK)
        assert {m.kind for m in s.evidence} == {s.entity.kind}
        assert s.entity.name not in s.entity.aliases
        assert normal_form(s.entity.name) == s.entity.key
        assert list(s.evidence) == sorted(s.evidence, key=lambda m: m.start)
    for (kind, key), one in made.vocabulary.concepts.items():
        assert (one.kind, one.key, normal_form(one.label)) == (kind, key, key)
        assert all((kind, up) in made.vocabulary.concepts for up in one.broader)
        assert key not in made.vocabulary.ancestors(kind, key)
    assert made.apply(PAPER, FOUND) == found
