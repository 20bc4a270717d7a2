"""Every command that reads takes a server's address for the graph; those that write say why they do not."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from kg.cli import kg
from kg.errors import GraphError
from tests.remote.server import SparqlServer


def run(*arguments: str, **environment: str) -> Result:
    return CliRunner().invoke(kg, arguments, env=environment)


READING = [
    ["query", "methods-by-paper-count", "-n", "5"],
    ["query", "papers-with-method", "--set", "method=flow matching", "-f", "csv"],
    ["query", "describe-method", "-f", "ntriples"],
    ["query", "-e", "SELECT ?m WHERE { ?m a kg:Method } ORDER BY ?m", "-f", "json"],
    ["query", "-e", "SELECT ?m WHERE { ?m a kg:Method } ORDER BY ?m LIMIT 2", "-f", "xml"],
    ["query", "-e", "ASK { ?m a kg:Method }", "-f", "tsv"],
    ["query", "-e", "SELECT ?x WHERE { ?x a kg:Nothing }", "-f", "table"],
    ["show", "flow matching"],
    ["show", "2512.02303", "-f", "jsonld"],
    ["show", "Amir Barati Farimani"],
    ["export", "-f", "nquads"],
    ["view", "--focus", "flow matching", "-o", "-"],
    ["view", "-o", "-"],
    ["diff", "2026-02", "--top", "2"],
    ["check", "--engine", "sparql", "-f", "turtle"],
]


@pytest.mark.parametrize("arguments", READING, ids=" ".join)
def test_a_reading_command_prints_what_it_prints_of_the_folder(
    arguments: list[str], plain: SparqlServer, example_graph: Path
) -> None:
    here, there = run(*arguments, "-g", str(example_graph)), run(*arguments, "-g", plain.address)
    assert there.exit_code == here.exit_code == 0, there.output
    assert there.stdout == here.stdout


def test_stats_tell_what_the_description_says(plain: SparqlServer) -> None:
    found = run("stats", KG_GRAPH=plain.address)
    assert found.exit_code == 0
    counts = dict(line.rsplit(maxsplit=1) for line in found.stdout.splitlines())
    assert counts["papers"] == "33"
    assert "built" not in counts


@pytest.mark.parametrize("how", ["--token", "KG_TOKEN"])
def test_a_token_is_given_by_option_or_environment(how: str, plain: SparqlServer) -> None:
    plain.authorization = "Bearer geheim"
    query = ["query", "tasks-by-paper-count", "-g", plain.address]
    found = run(*query, "--token", "geheim") if how == "--token" else run(*query, KG_TOKEN="geheim")
    assert found.exit_code == 0
    assert isinstance(run(*query).exception, GraphError)


def test_a_token_means_nothing_to_a_folder(example_graph: Path) -> None:
    assert run("query", "sources", "-g", str(example_graph), KG_TOKEN="geheim").exit_code == 0


@pytest.mark.parametrize(
    "arguments",
    [
        ["build", "day.md", "-o", "https://ada:geheim@host/sparql"],
        ["correct", "x", "--not-an-entity", "-g", "https://ada:geheim@host/sparql"],
        ["remove", "day.md", "-g", "https://ada:geheim@host/sparql"],
    ],
    ids=lambda a: a[0],
)
def test_a_command_that_writes_says_that_it_needs_the_folder(arguments: list[str]) -> None:
    found = run(*arguments)
    assert found.exit_code == 2
    assert f"https://host/sparql is a server, which kg only reads; kg {arguments[0]} needs" in found.stderr
    assert "geheim" not in found.stderr


def test_a_server_that_refuses_ends_a_command_with_one_line(plain: SparqlServer) -> None:
    plain.fault = "503"
    assert isinstance(run("query", "sources", "-g", plain.address).exception, GraphError)
