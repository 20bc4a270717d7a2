"""`kg correct`: a correction is written down and followed in one step, or neither."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from kg.building import build
from kg.cli.commands import kg
from kg.corrections import load
from kg.errors import CorrectionsError, GraphError, KgError
from kg.store import Store
from tests.conftest import EXAMPLES


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("built") / "g"
    build([EXAMPLES], folder, fast=True, workers=1)
    return folder


@pytest.fixture
def graph(built: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    shutil.copytree(built, tmp_path / "graph")
    monkeypatch.chdir(tmp_path)
    return tmp_path / "graph"


def run(*arguments: str) -> Result:
    return CliRunner().invoke(kg, ["correct", *arguments])


def labels(graph: Path) -> set[str]:
    return {str(row[0]) for row in Store(graph).rows("SELECT ?l WHERE { ?e skos:prefLabel ?l }")}


def test_corrections_are_written_down_and_followed_and_the_next_build_follows_them(graph: Path) -> None:
    assert run("transformer", "--not-an-entity").exit_code == 0
    assert run("diffusion model", "diffusion", "--same", "--label", 'the "diffusion"').exit_code == 0
    assert "transformer" not in labels(graph)
    rules = load(["kg.corrections.toml"]).rules
    assert [(rule.names, rule.label, rule.line) for rule in rules] == [
        (("transformer",), "", 1),
        (("diffusion model", "diffusion"), 'the "diffusion"', 4),
    ]
    corrected = list(Store(graph).quads())
    assert build([EXAMPLES], graph, fast=True, workers=1).made == 0
    assert list(Store(graph).quads()) == corrected
    assert build([EXAMPLES], graph.parent / "fresh", fast=True, corrections=["kg.corrections.toml"]).made == 3
    assert list(Store(graph.parent / "fresh").quads()) == corrected


def test_a_file_edited_by_hand_is_followed_at_once(graph: Path) -> None:
    run("transformer", "--not-an-entity")
    Path("kg.corrections.toml").write_text('[[not-an-entity]]\nname = "diffusion model"\n', encoding="utf-8")
    assert run().exit_code == 0
    assert "transformer" in labels(graph)
    assert "diffusion model" not in labels(graph)


def test_a_correction_that_cannot_be_followed_leaves_file_and_graph_as_they_were(graph: Path) -> None:
    run("transformer", "--not-an-entity")
    before, text = labels(graph), Path("kg.corrections.toml").read_bytes()
    result = run("transformer", "--label", "attention network")
    assert isinstance(result.exception, CorrectionsError)
    assert "says otherwise" in str(result.exception)
    assert Path("kg.corrections.toml").read_bytes() == text
    assert labels(graph) == before
    assert isinstance(
        run("tea", "--role", "drinks", "--paper", "2512.02315", "--corrections", "new").exception, KgError
    )
    assert not Path("new").exists()


@pytest.mark.parametrize(
    "arguments",
    [
        ["transformer"],
        ["--same"],
        ["transformer", "--same", "--different"],
        ["a", "--right", "drink"],
        ["--not-an-entity", "--role", "uses"],
        ["--same", "--different"],
        ["th\udce9", "--not-an-entity"],
    ],
)
def test_what_says_nothing_or_too_much_is_wrong_usage(graph: Path, arguments: list[str]) -> None:
    assert run(*arguments).exit_code == 2
    assert not Path("kg.corrections.toml").exists()


@pytest.mark.parametrize(
    "held",
    [
        b'# caf\xe9\n[[not-an-entity]]\nname = "tea"\n',
        b'[[better-name]]\r\nname = "tea"\r\nlabel = "chai"\r\n',
    ],
)
def test_a_file_that_cannot_be_followed_keeps_its_bytes(graph: Path, held: bytes) -> None:
    Path("kg.corrections.toml").write_bytes(held)
    assert isinstance(run("tea", "--label", "Tee").exception, CorrectionsError)
    assert Path("kg.corrections.toml").read_bytes() == held


def test_a_file_keeps_its_line_breaks(graph: Path) -> None:
    held = b'[[not-an-entity]]\r\nname = "tea"\r\n'
    Path("kg.corrections.toml").write_bytes(held)
    assert run("transformer", "--not-an-entity").exit_code == 0
    added = b'\r\n[[not-an-entity]]\r\nname = "transformer"\r\n'
    assert Path("kg.corrections.toml").read_bytes() == held + added


def test_the_setting_that_the_graph_was_built_in_holds(built: Path, graph: Path) -> None:
    build([EXAMPLES], graph, fast=True, min_confidence=0.5, workers=1)
    assert run("transformer", "--not-an-entity").exit_code == 0
    again = build([EXAMPLES], graph, fast=True, min_confidence=0.5, workers=1)
    assert again.made == 0


def test_what_was_read_by_another_version_is_not_corrected_without_its_sources(graph: Path) -> None:
    manifest = graph / "kg.json"
    text = manifest.read_text(encoding="utf-8")
    fingerprint = Store(graph).manifest.fingerprint
    manifest.write_text(text.replace(fingerprint, "0" * 16), encoding="utf-8")
    result = run("transformer", "--not-an-entity")
    assert isinstance(result.exception, GraphError)
    assert "to kg build again" in str(result.exception)
    assert not Path("kg.corrections.toml").exists()
