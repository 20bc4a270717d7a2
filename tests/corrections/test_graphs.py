"""Graphs of corrected documents: corrected late is corrected early, byte for byte, and the graph tells by what."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import kg
from kg.building import BuildReport, build
from kg.checking import check_graph
from kg.correcting import correct_again
from kg.errors import CorrectionsError, GraphError
from kg.store import Store

PAPERS = [
    {
        "id": "2512.00001",
        "title": "ZoneFlow: a neural operator for weather forecasting",
        "abstract": "We introduce ZoneFlow, a neural operator for weather forecasting, and train it on ERA5. "
        "It outperforms graph neural networks (GNNs) and the Fourier neural operator.",
        "authors": ["Wei Zhang", "Ann Author"],
        "categories": ["cs.LG"],
    },
    {
        "id": "2512.00002",
        "title": "Flow matching at scale",
        "abstract": "We use flow matching and transformers on QM9 for molecular property prediction.",
        "authors": ["Wei Zhang", "A. Author"],
        "categories": ["physics.chem-ph"],
    },
    {
        "id": "2512.00003",
        "title": "GNNs for weather forecasting",
        "abstract": "We use graph neural networks and ZoneFlow on ERA5.",
        "authors": ["Ann Author"],
        "categories": ["cs.LG", "physics.ao-ph"],
    },
]


def written(folder: Path, papers: list[dict]) -> Path:
    folder.mkdir(exist_ok=True)
    for number, paper in enumerate(papers):
        (folder / f"2025-12-0{number + 1}.jsonl").write_text(json.dumps(paper) + "\n", encoding="utf-8")
    return folder


def quads(folder: Path) -> bytes:
    return "\n".join(Store(folder).quads()).encode()


Make = Callable[..., BuildReport]


@pytest.fixture(scope="module")
def sources(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return written(tmp_path_factory.mktemp("sources") / "in", PAPERS)


@pytest.fixture(scope="module")
def plain(sources: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A graph without corrections."""
    folder = tmp_path_factory.mktemp("plain") / "g"
    build([sources], folder, fast=True, workers=1)
    return folder


def corrections(folder: Path, text: str, name: str = "kg.corrections.toml") -> str:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return str(path)


def ask(folder: Path, text: str) -> list[tuple[str, ...]]:
    return sorted(tuple(str(value) for value in row) for row in Store(folder).rows(text))


NAMES = st.sampled_from(
    "ZoneFlow;neural operator;Fourier neural operator;graph neural network;GNN;transformer;flow matching;ERA5;QM9;"
    "weather forecasting;molecular property prediction;new name;Zone Flows".split(";")
)
PLACES = st.sampled_from(
    ["", 'paper = "2512.00001"\n', 'paper = "2512.00003"\n', 'category = "cs"\n', 'type = "Method"\n']
)
KINDS = st.sampled_from(["Method", "Dataset", "Task"])
TABLES = st.one_of(
    st.builds(lambda n, p: f'[[not-an-entity]]\nname = "{n}"\n{p}', NAMES, PLACES),
    st.builds(lambda n, k, p: f'[[wrong-type]]\nname = "{n}"\nright = "{k}"\n{p}', NAMES, KINDS, PLACES),
    st.builds(
        lambda n, p: f"[[same-as]]\nnames = {json.dumps(n)}\n{p}",
        st.lists(NAMES, min_size=2, max_size=3),
        PLACES,
    ),
    st.builds(
        lambda n, p: f"[[different-from]]\nnames = {json.dumps(n)}\n{p}",
        st.lists(NAMES, min_size=2, max_size=3),
        PLACES,
    ),
    st.builds(lambda n, m: f'[[better-name]]\nname = "{n}"\nlabel = "{m}"\n', NAMES, NAMES),
    st.builds(
        lambda n, r: f'[[role]]\nname = "{n}"\npaper = "2512.00001"\nrole = "{r}"\n',
        NAMES,
        st.sampled_from(["introduces", "uses", "compares", "addresses", "mentions"]),
    ),
    st.just('[[same-person]]\nnames = ["Ann Author", "A. Author"]\n'),
    st.just('[[different-people]]\nname = "Wei Zhang"\npapers = [["2512.00001"], ["2512.00002"]]\n'),
)


@settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck))
@given(first=st.lists(TABLES, max_size=2), then=st.lists(TABLES, min_size=2, max_size=6))
def test_corrected_late_is_corrected_early_byte_for_byte(
    first: list[str], then: list[str], sources: Path, plain: Path, tmp_path: Path
) -> None:
    path = corrections(tmp_path, "\n".join(first))
    for folder in ("late", "early"):
        shutil.rmtree(tmp_path / folder, ignore_errors=True)
    shutil.copytree(plain, tmp_path / "late")
    try:
        build([sources], tmp_path / "late", corrections=[path], fast=True, workers=1)
        corrections(tmp_path, "\n".join(then))
        again = build([sources], tmp_path / "late", fast=True, workers=1)
    except CorrectionsError:
        return  # they contradict each other
    build([sources], tmp_path / "early", corrections=[path], fast=True, workers=1)
    assert again.made == 0
    assert quads(tmp_path / "late") == quads(tmp_path / "early")
    forgotten = build([sources], tmp_path / "late", corrections=[], fast=True, workers=1)
    assert forgotten.made == 0
    assert quads(tmp_path / "late") == quads(plain)


TEXT = """
[[not-an-entity]]
name = "graph neural network"

[[wrong-type]]
name = "flow matching"
right = "Task"

[[better-name]]
name = "neural operator"
label = "operator network"

[[role]]
paper = "2512.00001"
name = "ZoneFlow"
role = "compares"
"""


@pytest.fixture(scope="module")
def mended(sources: Path, plain: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, BuildReport]:
    folder = tmp_path_factory.mktemp("mended")
    shutil.copytree(plain, folder / "g")
    path = corrections(folder, TEXT)
    return folder / "g", build([sources], folder / "g", corrections=[path], fast=True, workers=1)


def test_nothing_is_read_again_for_a_correction(mended: tuple[Path, BuildReport]) -> None:
    _, report = mended
    assert report.made == 0
    assert dict(report.knowledge.effect.changes) == {
        "dropped": 2,
        "given another name": 1,
        "given another role": 1,
        "given another type": 1,
    }
    assert report.knowledge.effect.unmet == ()


def test_the_graph_is_as_corrected(mended: tuple[Path, BuildReport]) -> None:
    folder, _ = mended
    labels = {row[0] for row in ask(folder, "SELECT ?l WHERE { ?e skos:prefLabel ?l }")}
    assert "operator network" in labels
    assert not {"neural operator", "graph neural network"} & labels
    assert ask(folder, "SELECT ?t WHERE { ?e skos:prefLabel 'flow matching'@en ; a ?t }") == [
        ("https://w3id.org/digestgraph/ontology#Task",)
    ]
    found = ask(folder, "SELECT ?l WHERE { ?p kg:comparesWith/skos:prefLabel ?l }")
    assert ("ZoneFlow",) in found


def test_the_graph_tells_which_corrections_made_it_and_what_they_decided(
    mended: tuple[Path, BuildReport],
) -> None:
    folder, report = mended
    ((name, digest),) = report.knowledge.corrector.corrections.files
    query = """SELECT ?n ?h WHERE { ?run a prov:Activity ; prov:used ?c .
                 ?c a prov:Plan ; dcterms:identifier ?n ; schema:sha256 ?h }"""
    assert ask(folder, query) == [(name, digest)] == [("kg.corrections.toml", digest)]
    assert ask(folder, "SELECT ?l WHERE { ?e prov:wasInfluencedBy/a prov:Plan ; skos:prefLabel ?l }") == [
        ("flow matching",),
        ("operator network",),
    ]
    query = "SELECT DISTINCT ?w WHERE { ?m kg:identifiedBy 'correction' ; oa:hasTarget/oa:hasSelector/oa:exact ?w }"
    assert {row[0].lower() for row in ask(folder, query)} == {"flow matching", "neural operator"}
    query = """SELECT DISTINCT ?w WHERE { ?m kg:foundBy ?f ; oa:hasTarget/oa:hasSelector/oa:exact ?w
                 FILTER(CONTAINS(?f, 'correction')) }"""
    assert ask(folder, query) == [("ZoneFlow",)]
    assert check_graph(folder).conforms


def test_a_graph_without_corrections_says_nothing_of_any(plain: Path) -> None:
    assert ask(plain, "SELECT ?x WHERE { ?x a prov:Plan }") == []


def test_corrections_hold_for_the_next_build_until_told_otherwise(
    sources: Path, mended: tuple[Path, BuildReport], tmp_path: Path
) -> None:
    shutil.copytree(mended[0], tmp_path / "g")
    before = quads(tmp_path / "g")
    build([sources], tmp_path / "g", fast=True)
    assert quads(tmp_path / "g") == before
    build([sources], tmp_path / "g", fast=True, corrections=[])
    assert quads(tmp_path / "g") != before
    assert Store(tmp_path / "g").manifest.corrections == []


def test_corrections_that_are_gone_are_missed_by_name(sources: Path, tmp_path: Path) -> None:
    path = corrections(tmp_path, TEXT)
    build([sources], tmp_path / "g", fast=True, corrections=[path])
    Path(path).unlink()
    with pytest.raises(GraphError, match=r"kg\.corrections\.toml.* is gone; .*--no-corrections"):
        build([sources], tmp_path / "g", fast=True)


def test_names_that_nothing_bears_are_told_with_those_that_may_be_meant(
    sources: Path, plain: Path, tmp_path: Path
) -> None:
    shutil.copytree(plain, tmp_path / "g")
    text = (
        '[[not-an-entity]]\nname = "ZoneFlows model"\n'
        '[[not-an-entity]]\nname = "GNN"\n'
        '[[role]]\npaper = "2512.00009"\nname = "ZoneFlow"\nrole = "uses"\n'
        '[[same-person]]\nnames = ["Ann Author", "Anne Author"]\n'
    )
    report = build([sources], tmp_path / "g", fast=True, corrections=[corrections(tmp_path, text)])
    told = report.knowledge.effect.unmet
    assert told is not None
    assert [line.partition("toml")[2] for line in told] == [
        ":1: [[not-an-entity]] no method, dataset or task is called 'ZoneFlows model'; "
        "did you mean: ZoneFlow; flow-based model?",
        ":3: [[not-an-entity]] 'GNN' is another name of 'graph neural network'; give that one",
        ":5: [[role]] no method or dataset is called 'ZoneFlow' in 2512.00009",
        ":9: [[same-person]] no author is called 'Anne Author'; did you mean: ann author; a. author?",
    ]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (
            '[[wrong-type]]\nname = "ZoneFlow"\nright = "method"',
            "[[wrong-type]] changes nothing: 'ZoneFlow' is a method already",
        ),
        (
            '[[wrong-type]]\nname = "ZoneFlow"\nright = "method"\npaper = "2512.00003"',
            "[[wrong-type]] changes nothing in 2512.00003: 'ZoneFlow' is a method already",
        ),
        (
            '[[not-an-entity]]\nname = "ZoneFlow"\ntype = "dataset"',
            "[[not-an-entity]] no dataset is called 'ZoneFlow'; it is a method",
        ),
        (
            '[[role]]\nname = "ZoneFlow"\nrole = "addresses"\npaper = "2512.00001"',
            "[[role]] no task is called 'ZoneFlow' in 2512.00001; it is a method",
        ),
        (
            '[[better-name]]\nname = "GNN"\nlabel = "graph network"',
            "[[better-name]] 'GNN' is another name of 'graph neural network'; give that one",
        ),
        (
            '[[same-as]]\nnames = ["ZoneFlow", "ZoneFlows model"]',
            "[[same-as]] no method, dataset or task is called 'ZoneFlows model'; did you mean: ",
        ),
    ],
)
def test_what_is_said_of_a_correction_that_changes_nothing_is_true(
    plain: Path, tmp_path: Path, text: str, told: str
) -> None:
    shutil.copytree(plain, tmp_path / "g")
    known, _ = correct_again(tmp_path / "g", [corrections(tmp_path, text)])
    (line,) = known.effect.unmet or ()
    assert line.partition(":1: ")[2].startswith(told)


@pytest.mark.parametrize(
    "text",
    [
        '[[better-name]]\nname = "neural operator"\nlabel = "operator network"',
        '[[wrong-type]]\nname = "neural operator"\nright = "method"',
        '[[wrong-type]]\nname = "QM9"\nright = "method"',
        '[[role]]\nname = "ZoneFlow"\nrole = "introduces"\npaper = "2512.00001"',
    ],
)
def test_a_correction_that_holds_is_not_said_to_be_of_nothing(plain: Path, tmp_path: Path, text: str) -> None:
    shutil.copytree(plain, tmp_path / "g")
    known, _ = correct_again(tmp_path / "g", [corrections(tmp_path, text)])
    assert not [line for line in known.effect.unmet or () if "is called" in line]


def test_extraction_follows_corrections_as_building_does(sources: Path, tmp_path: Path) -> None:
    path = corrections(tmp_path, TEXT)
    found = {
        (s.role.value, s.entity.name)
        for _, statements in kg.extract(kg.read(sources), fast=True, corrections=[path])
        for s in statements
    }
    assert ("compares", "ZoneFlow") in found
    assert not any(name == "graph neural network" for _, name in found)


def test_a_vocabulary_of_ones_own_holds_for_the_next_build(sources: Path, tmp_path: Path) -> None:
    terms = tmp_path / "mine.ttl"
    terms.write_text(
        """@prefix kg: <https://w3id.org/digestgraph/ontology#> .
        @prefix skos: <http://www.w3.org/2004/02/skos/core#> .
        <https://lab.example/m/1> a kg:Method ; skos:prefLabel "at scale"@en .""",
        encoding="utf-8",
    )
    build([sources], tmp_path / "g", fast=True, vocabularies=[str(terms)])
    again = build([sources], tmp_path / "g", fast=True)
    assert again.made == 0
    assert ask(tmp_path / "g", "SELECT ?l WHERE { ?e skos:prefLabel ?l FILTER(?l = 'at scale'@en) }")
    assert build([sources], tmp_path / "g", fast=True, vocabularies=[]).made == 3
