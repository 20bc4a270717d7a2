"""The examples of docs/corrections.md are read as they stand."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

from kg import vocabulary
from kg.corrections import Sort, load
from kg.model import Kind
from tests.conftest import ROOT

PAGE = (ROOT / "docs" / "corrections.md").read_text(encoding="utf-8")


def block(language: str) -> str:
    found = re.search(rf"```{language}(?: title=\"terms.ttl\")?\n(.*?)```", PAGE, re.DOTALL)
    assert found
    return found[1]


def test_the_page_shows_every_correction_there_is(tmp_path: Path) -> None:
    (tmp_path / "c.toml").write_text(block("toml"), encoding="utf-8")
    assert [rule.sort for rule in load([str(tmp_path / "c.toml")]).rules] == list(Sort)


def test_every_command_beside_an_example_is_one() -> None:
    from kg.cli.correct import correct

    lines = re.findall(r"# kg correct (.*)", block("toml"))
    assert len(lines) == len(Sort) - 1
    for line in lines:
        assert correct.make_context("kg correct", shlex.split(line))


def test_the_vocabulary_on_the_page_is_one(tmp_path: Path) -> None:
    (tmp_path / "v.ttl").write_text(block("turtle"), encoding="utf-8")
    concepts = vocabulary.load((str(tmp_path / "v.ttl"),)).concepts
    assert concepts[Kind.METHOD, "zonal operator"].broader == ("neural operator",)
    assert "FNO layer" in concepts[Kind.METHOD, "fourier neural operator"].alternatives
