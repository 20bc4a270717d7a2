"""`kg diff` on the command line: what it prints, writes and refuses; and what it finds in real digests."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from kg.building import build
from kg.cli import kg
from kg.errors import KgError
from kg.store import Store


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(kg, ["diff", *map(str, arguments)])


def test_the_terminal_shows_terms_with_proof_meetings_and_how_terms_were_tested(example_graph: Path) -> None:
    done = run("2026-02", "--top", "3", "-g", example_graph)
    assert done.exit_code == 0, done.output
    assert done.stdout.startswith("What is new: 2026-02-01 to 2026-02-05\n")
    for words in (
        "New methods (3 of ",
        "New datasets (",
        "First meetings of methods and tasks (",
        "Rising and falling",
    ):
        assert words in done.stdout
    assert "https://arxiv.org/abs/26" in done.stdout
    assert "“" in done.stdout


def test_the_suffix_of_the_file_tells_the_format(example_graph: Path, tmp_path: Path) -> None:
    for name, begins in (("news.md", "# What is new"), ("news.json", "{"), ("news.txt", "What is new")):
        done = run("--last", "7d", "-g", example_graph, "-o", tmp_path / name)
        assert done.exit_code == 0, done.output
        assert (tmp_path / name).read_text(encoding="utf-8").startswith(begins)
        assert done.stdout == ""
        assert done.stderr.startswith(f"{tmp_path / name}: what is new, 2026-01-30 to 2026-02-05; ")
    assert json.loads((tmp_path / "news.json").read_text(encoding="utf-8"))["since"] == "2026-01-30"


def test_a_format_may_go_to_stdout(example_graph: Path) -> None:
    assert (
        json.loads(run("2026-02", "-f", "json", "-o", "-", "-g", example_graph).stdout)["until"]
        == "2026-02-05"
    )
    assert run("2026-02", "-f", "markdown", "-g", example_graph).stdout.startswith(
        "# What is new: 2026-02-01"
    )


def test_kinds_that_are_not_asked_for_are_left_out(example_graph: Path) -> None:
    found = json.loads(
        run("2026-02", "--kind", "dataset", "-f", "json", "--top", "0", "-g", example_graph).stdout
    )
    assert list(found["new"]) == list(found["meetings"]) == ["datasets"]
    assert len(found["new"]["datasets"]["items"]) == found["new"]["datasets"]["total"] > 0


@pytest.mark.parametrize(
    ("arguments", "status", "says"),
    [
        ([], 2, "give SINCE, or --last 7d"),
        (["2026-01", "--last", "7d"], 2, "not both"),
        (["2026-02", "2026-01"], 1, "before it begins"),
        (["soon"], 1, "a day is written like 2026-01-31"),
        (["--last", "7y"], 1, "7d, 2w or 1m"),
        (["--last", "7d", "--category", "cs.XX"], 1, "Did you mean"),
        (["--last", "7d", "--follow", "no-such-file"], 1, "no-such-file: cannot be read"),
        (["--last", "7d", "--top", "-1"], 2, "--top"),
    ],
)
def test_wrong_usage_is_explained(example_graph: Path, arguments: list[str], status: int, says: str) -> None:
    done = run(*arguments, "-g", example_graph)
    if status == 2:
        assert done.exit_code == 2
        assert says in done.stderr
    else:  # the console prints errors of this kind in one line and ends with 1
        assert isinstance(done.exception, KgError)
        assert says in str(done.exception)


def test_python_answers_as_the_command_does(example_graph: Path) -> None:
    from kg import Graph

    found = Graph(example_graph).diff(last="7d", top=2)
    assert str(found.period) == "2026-01-30 to 2026-02-05"
    assert [len(terms.items) for terms in found.terms] == [2, 2, 2]


@pytest.mark.shared
def test_the_last_week_of_real_digests_is_told_with_proofs(shared: Path, tmp_path: Path) -> None:
    digests = sorted((shared / "digests").glob("*.md"))[-12:]
    build(digests, tmp_path / "graph", fast=True, workers=1)
    found = json.loads(run("--last", "7d", "--top", "0", "-f", "json", "-g", tmp_path / "graph").stdout)
    coverage = found["coverage"]
    papers = Store(tmp_path / "graph").manifest.counts["papers"]
    assert coverage["papers"] + coverage["before"] == papers > coverage["papers"] > 0
    new = [item for kind in found["new"].values() for item in kind["items"]]
    assert new
    for item in new:
        assert found["since"] <= item["first_seen"] <= found["until"]
        assert all(proof["quotes"] and proof["paper"]["title"] for proof in item["proofs"])
    shown = run("--last", "7d", "-f", "markdown", "-g", tmp_path / "graph").stdout
    assert shown.count("  > ") >= 10
