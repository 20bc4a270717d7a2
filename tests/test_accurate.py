"""`--accurate`: refused where it cannot be, remembered where it was used; the tagging itself is told elsewhere."""

from __future__ import annotations

import json
from dataclasses import replace
from importlib.metadata import PackageNotFoundError
from pathlib import Path

import pytest
from click.testing import CliRunner

import kg
from kg.cli import main as _  # noqa: F401 - its commands
from kg.cli.commands import kg as group
from kg.errors import KgError
from kg.extraction import Setting, pipeline, pretrained, setting
from kg.extraction.network import Network
from tests.conftest import ROOT

DIGEST = str(ROOT / "examples" / "digests" / "2026-02-05.jsonl")


@pytest.fixture
def not_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    def absent(name: str) -> None:
        raise PackageNotFoundError(name)

    monkeypatch.setattr(pretrained, "distribution", absent)


@pytest.mark.parametrize(
    "arguments", [["build", DIGEST], ["extract", DIGEST], ["evaluate", "gold.jsonl"]], ids=lambda a: a[0]
)
def test_fast_and_accurate_exclude_each_other(arguments: list[str]) -> None:
    result = CliRunner().invoke(group, [*arguments, "--fast", "--accurate"])
    assert result.exit_code == 2
    assert "--fast and --accurate exclude each other" in result.output


def test_a_setting_that_is_both_is_refused() -> None:
    with pytest.raises(ValueError, match="fast and accurate exclude each other"):
        Setting(fast=True, accurate=True)


@pytest.mark.parametrize("command", ["build", "extract"])
def test_where_the_encoder_is_not_installed_it_is_said_how_to(
    command: str, not_installed: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    result = CliRunner().invoke(group, [command, DIGEST, "--accurate"])
    assert isinstance(result.exception, KgError)
    assert str(result.exception) == (
        "--accurate needs the package safetensors; install it with: pip install 'digestgraph[accurate]'"
    )
    assert not list(tmp_path.iterdir())


def test_each_setting_names_what_read() -> None:
    names = {each.rules for each in (Setting(), Setting(fast=True), Setting(accurate=True))}
    assert len(names) == 3
    assert Setting(accurate=True).rules.startswith("rules-4 accurate-")


@pytest.fixture
def second_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """The small network a second time in the transformer's place, its doubts halved."""

    class Doubled(Network):
        def __call__(self, tokens, hints):
            tags, roles = super().__call__(tokens, hints)
            return 2 * tags, roles

    monkeypatch.setattr(pipeline, "Transformer", lambda _: Doubled(setting.STUDENT))
    monkeypatch.setattr(pretrained, "find_slices", list)
    setting.load_reader.cache_clear()
    yield
    setting.load_reader.cache_clear()


def test_a_graph_remembers_that_it_was_accurate(second_network: None, tmp_path: Path) -> None:
    kg.build(DIGEST, tmp_path / "g", accurate=True)
    manifest = json.loads((tmp_path / "g" / "kg.json").read_text(encoding="utf-8"))
    assert manifest["accurate"] is True
    other = kg.build(DIGEST, tmp_path / "h")
    assert other.store is not None
    fingerprints = [
        json.loads((tmp_path / name / "kg.json").read_text(encoding="utf-8"))["fingerprint"] for name in "gh"
    ]
    assert fingerprints[0] != fingerprints[1]


def test_a_second_network_changes_how_sure_the_graph_is(second_network: None) -> None:
    papers = list(kg.read(DIGEST))
    default, accurate = (
        [[each.confidence for each in told] for _, told in kg.extract(papers, accurate=accurate)]
        for accurate in (False, True)
    )
    assert default != accurate


def test_an_older_manifest_was_not_accurate() -> None:
    from kg.folder import Manifest

    assert replace(Manifest(current="")).accurate is False
