"""The command line as people meet it: what goes to stdout, what to stderr, how it ends."""

from __future__ import annotations

import json
import os
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from kg.building import build
from kg.cli.commands import kg as group
from kg.errors import KgError
from tests.conftest import EXAMPLES, ROOT

COMMANDS = sorted(group.commands)


def kg(
    *arguments: str | Path, stdin: bytes = b"", cwd: Path = ROOT, **env: str
) -> subprocess.CompletedProcess[str]:
    done = subprocess.run(
        [sys.executable, "-m", "kg", *map(str, arguments)],
        input=stdin,
        capture_output=True,
        cwd=cwd,
        env={**os.environ, "PYTHONPATH": str(ROOT), **env},
        check=False,
    )
    return subprocess.CompletedProcess(done.args, done.returncode, done.stdout.decode(), done.stderr.decode())


@pytest.mark.parametrize("name", COMMANDS)
def test_the_help_of_a_command_shows_an_example(name: str) -> None:
    result = CliRunner().invoke(group, [name, "--help"])
    assert result.exit_code == 0
    assert f"kg {name}" in result.output
    assert "Examples:" in result.output


def test_kg_alone_says_what_to_do_first() -> None:
    result = CliRunner().invoke(group, [])
    assert result.exit_code == 0
    assert "kg build FOLDER-OF-DIGESTS" in result.output


def test_build_reports_to_stderr_and_leaves_stdout_empty(tmp_path: Path) -> None:
    done = kg("build", EXAMPLES, "-o", tmp_path / "g")
    assert (done.returncode, done.stdout) == (0, "")
    assert "33 papers" in done.stderr
    assert "Next: kg query" in done.stderr


def test_a_command_that_is_suggested_can_be_given_as_it_is_printed(tmp_path: Path) -> None:
    graph = tmp_path / "our graph; it's new"
    missing = kg("query", "methods-by-paper-count", "-g", graph).stderr
    assert shlex.split(missing.partition("make one with: ")[2])[-2:] == ["-o", str(graph)]
    said = kg("build", EXAMPLES, "--fast", "-o", graph).stderr
    first, _, _ = said.partition("Next: ")[2].partition("   ")
    assert shlex.split(first) == ["kg", "query", "methods-by-paper-count", "-g", str(graph)]


def test_build_says_what_was_skipped_where_and_why(tmp_path: Path) -> None:
    bad = tmp_path / "day.jsonl"
    bad.write_text('{"id": "2512.00001", "title": "T", "summary": "S"}\n{broken\n', encoding="utf-8")
    done = kg("build", bad, "-o", tmp_path / "g", "-v")
    assert done.returncode == 0
    assert "day.jsonl:2: " in done.stderr
    assert "skipped 1x" in done.stderr


def test_build_reads_standard_input(tmp_path: Path) -> None:
    data = (EXAMPLES / "2025-12-04.md").read_bytes()
    done = kg("build", "-", "-o", tmp_path / "g", stdin=data)
    assert done.returncode == 0
    assert "12 papers" in done.stderr


def test_two_standard_inputs_are_two_documents(tmp_path: Path) -> None:
    for name in ("2025-09-29.md", "2025-12-04.md"):
        done = kg("build", "-", "-o", tmp_path / "g", stdin=(EXAMPLES / name).read_bytes())
    assert "21 papers" in done.stderr


@pytest.mark.parametrize(
    ("arguments", "status", "says"),
    [
        (["build", "no-such-folder"], 1, "no-such-folder"),
        (["query", "methods-by-paper-count", "-g", "no-graph"], 1, "kg build SOURCE"),
        (["show", "flow matching", "-g", "no-graph"], 1, "there is no graph"),
        (["query"], 2, "kg queries"),
        (["query", "x", "-e", "y"], 2, "kg queries"),
        (["query", "methods-by-paper-count", "--set", "top"], 2, "KEY=VALUE"),
        (["view", "pie"], 2, "timeline"),
        (["view", "timeline", "-g", "no-graph"], 1, "there is no graph"),
        (["quary"], 2, "Did you mean query"),
        (["export", "-f", "docx", "-g", "no-graph"], 1, "docx"),
        (["build", "README.md", "-o", "graph", "--base", "not an address"], 1, "--base"),
    ],
)
def test_a_mistake_is_explained_in_one_line(arguments: list[str], status: int, says: str) -> None:
    done = kg(*arguments)
    assert done.returncode == status
    assert says in done.stderr
    assert "Traceback" not in done.stderr
    if status == 1:
        assert len(done.stderr.strip().splitlines()) == 1


def test_a_name_that_nothing_bears_brings_suggestions(example_graph: Path) -> None:
    done = kg("show", "flow machting", "-g", example_graph)
    assert done.returncode == 1
    assert "Did you mean: flow matching" in done.stderr


def test_the_graph_folder_comes_from_the_environment(example_graph: Path) -> None:
    done = kg("stats", KG_GRAPH=str(example_graph))
    assert done.returncode == 0
    assert "papers" in done.stdout


@pytest.mark.parametrize("form", ["table", "csv", "tsv", "json", "xml"])
def test_a_select_is_printed_in_every_format(example_graph: Path, form: str) -> None:
    done = kg(
        "query",
        "-g",
        example_graph,
        "-f",
        form,
        "-e",
        "SELECT ?m WHERE { ?m a kg:Method } ORDER BY ?m LIMIT 5",
    )
    assert done.returncode == 0
    assert done.stdout.count("method/") == 5
    if form == "json":
        assert len(json.loads(done.stdout)["results"]["bindings"]) == 5


@pytest.mark.parametrize("form", ["turtle", "ntriples", "jsonld", "rdfxml"])
def test_a_construct_is_printed_as_rdf(example_graph: Path, form: str) -> None:
    done = kg("query", "describe-method", "-g", example_graph, "-f", form)
    assert done.returncode == 0
    assert "method/flow_matching" in done.stdout


def test_an_ask_is_answered_with_yes_or_no(example_graph: Path) -> None:
    assert kg("query", "-g", example_graph, "-f", "table", "-e", "ASK { ?m a kg:Method }").stdout == "yes\n"
    assert kg("query", "-g", example_graph, "-f", "csv", "-e", "ASK { ?m a kg:Nothing }").stdout == "false\n"


def test_a_value_cannot_change_the_query(example_graph: Path) -> None:
    done = kg("query", "papers-with-method", "-g", example_graph, "--set", "method=x> } DROP ALL #")
    assert done.returncode == 1
    assert "nothing in the graph is called" in done.stderr


def test_show_prints_the_sentences_that_prove_it(example_graph: Path) -> None:
    done = kg("show", "PRIMO", "-g", example_graph, COLUMNS="200")
    assert done.returncode == 0
    assert "[PRIMO]" in done.stdout
    assert "introduces" in done.stdout
    assert "in-context learning" in done.stdout


def test_a_name_of_several_words_needs_no_quotes(example_graph: Path) -> None:
    quoted, bare = (
        kg("show", *name, "-g", example_graph) for name in (["neural operator"], ["neural", "operator"])
    )
    assert quoted.stdout == bare.stdout != ""


def test_a_table_that_may_be_cut_says_so(example_graph: Path) -> None:
    cut, whole = (
        kg("query", "methods-by-paper-count", "-f", "table", "-g", example_graph, *more)
        for more in ([], ["-n", "0"])
    )
    assert cut.stderr == "20 rows, as many as this query gives unasked; -n 0 gives all\n"
    assert whole.stderr == ""


@pytest.mark.parametrize(
    "name", ["2512.02315", "https://arxiv.org/abs/2512.02315v1", "10.48550/arXiv.2512.02315"]
)
def test_a_paper_is_found_by_its_identifiers(example_graph: Path, name: str) -> None:
    done = kg("show", name, "-g", example_graph)
    assert done.returncode == 0
    assert "Few-shot Protein Fitness Prediction" in done.stdout


def test_an_author_and_a_category_can_be_shown(example_graph: Path) -> None:
    assert "1 paper" in kg("show", "amir barati farimani", "-g", example_graph).stdout
    assert "Machine Learning" in kg("show", "cs.LG", "-g", example_graph).stdout


def test_extract_prints_one_object_per_paper_whose_offsets_slice_to_the_text() -> None:
    done = kg("extract", EXAMPLES)
    records = [json.loads(line) for line in done.stdout.splitlines()]
    assert len(records) == 33
    for record in records:
        text = record["title"] + "\n\n" + record["abstract"]
        for entity in record["entities"]:
            assert entity["iri"].startswith(f"https://w3id.org/digestgraph/{entity['type'].lower()}/")
            for mention in entity["mentions"]:
                assert text[mention["start"] : mention["end"]] == mention["text"]


def test_min_confidence_leaves_out_the_less_sure() -> None:
    def count(*extra: str) -> int:
        lines = kg("extract", EXAMPLES / "2025-12-04.md", *extra).stdout.splitlines()
        return sum(len(json.loads(line)["entities"]) for line in lines)

    assert count() > count("--min-confidence", "0.85") > 0


def test_view_writes_one_page_that_names_nothing_outside(example_graph: Path, tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    done = kg("view", "-g", example_graph, "--focus", "neural operator", "-o", page)
    assert done.returncode == 0
    text = page.read_text(encoding="utf-8")
    assert text.startswith("<!doctype html>")
    assert 'src="http' not in text


@pytest.mark.parametrize("kind", ["network", "map", "timeline", "matrix", "authors", "families", "schema"])
def test_every_kind_of_view_is_one_page_and_says_what_it_shows(
    example_graph: Path, tmp_path: Path, kind: str
) -> None:
    page = tmp_path / "page.html"
    done = kg("view", kind, "-g", example_graph, "-o", page)
    assert (done.returncode, done.stdout) == (0, "")
    assert " of " in done.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["page.html"]
    assert page.read_text(encoding="utf-8").startswith("<!doctype html>")


def test_a_view_of_a_selection_takes_only_its_papers(example_graph: Path, tmp_path: Path) -> None:
    wanted = ("--since", "2025-12", "--category", "cs.LG", "--top", "10")
    done = kg("view", "timeline", *wanted, "-g", example_graph, "-o", tmp_path / "page.html")
    assert "of 33 papers: papers in cs.LG since 2025-12" in done.stderr
    done = kg("view", *wanted, "-g", example_graph, "-o", tmp_path / "page.html")
    assert "the strongest links" in done.stderr
    done = kg(
        "view", "--focus", "diffusion model", *wanted, "-g", example_graph, "-o", tmp_path / "page.html"
    )
    assert "nodes around diffusion model" in done.stderr


def test_stats_analyse_what_the_shape_of_the_graph_tells(example_graph: Path) -> None:
    done = kg("stats", "--analysis", "-n", "3", "-g", example_graph)
    assert done.returncode == 0
    for title in ("Central things", "Central authors", "Communities of things", "Densifying topics"):
        assert title in done.stdout
    assert kg("stats", "--analysis", "-n", "3", "-g", example_graph).stdout == done.stdout


def test_export_goes_to_stdout_or_a_file(example_graph: Path, tmp_path: Path) -> None:
    piped = kg("export", "-g", example_graph, "-f", "nquads").stdout
    kg("export", "-g", example_graph, "-o", tmp_path / "g.nq")
    assert (tmp_path / "g.nq").read_text(encoding="utf-8") == piped


@pytest.mark.parametrize("command", [("export", "-f", "nquads"), ("view", "--focus", "PRIMO")])
def test_a_dash_is_stdout(example_graph: Path, tmp_path: Path, command: tuple[str, ...]) -> None:
    done = kg(*command, "-o", "-", "-g", example_graph, cwd=tmp_path)
    assert len(done.stdout) > 10_000
    assert list(tmp_path.iterdir()) == []


def test_an_export_follows_links_and_writes_into_what_is_no_file(example_graph: Path, tmp_path: Path) -> None:
    (tmp_path / "real.nt").write_text("old", encoding="utf-8")
    (tmp_path / "link.nt").symlink_to(tmp_path / "real.nt")
    kg("export", "-g", example_graph, "-o", tmp_path / "link.nt")
    assert (tmp_path / "link.nt").is_symlink()
    assert (tmp_path / "real.nt").read_text(encoding="utf-8") != "old"
    os.mkfifo(tmp_path / "pipe.nt")
    with (
        (tmp_path / "copy.nt").open("wb") as copy,
        subprocess.Popen(["cat", tmp_path / "pipe.nt"], stdout=copy),
    ):
        assert kg("export", "-g", example_graph, "-o", tmp_path / "pipe.nt").returncode == 0
    assert (tmp_path / "copy.nt").read_bytes() == (tmp_path / "real.nt").read_bytes()


@pytest.mark.parametrize(
    "text",
    [
        "SELECT * { SERVICE <http://localhost:1/> { ?s ?p ?o } }",
        "SELECT * { # harmless\n sErViCe SILENT <http://localhost:1/> { ?s ?p ?o } }",
    ],
)
def test_a_query_cannot_reach_the_network(example_graph: Path, text: str) -> None:
    done = kg("query", "-g", example_graph, "-e", text)
    assert done.returncode == 1
    assert "SERVICE" in done.stderr


def test_a_word_that_looks_like_service_is_no_service(example_graph: Path) -> None:
    text = "PREFIX service: <http://x/> SELECT * { ?service a kg:Method . OPTIONAL { ?service service:x 'SERVICE' } }"
    assert kg("query", "-g", example_graph, "-e", text).returncode == 0


@pytest.mark.parametrize(
    "text", ["SELECT ?m { ?m a kg:Method } # } limit", "SELECT ?limit { ?limit a kg:Method } ORDER BY ?limit"]
)
def test_the_limit_option_cuts_the_rows_of_any_query(example_graph: Path, text: str) -> None:
    assert len(kg("query", "-g", example_graph, "-n", "2", "-f", "csv", "-e", text).stdout.splitlines()) == 3


@pytest.mark.parametrize("arguments", [["stats"], ["export"], ["query", "sources"]])
def test_a_closed_stdout_gives_no_traceback(example_graph: Path, arguments: list[str]) -> None:
    line = f"{sys.executable} -m kg {' '.join(arguments)} -g {example_graph} >&-"
    done = subprocess.run(line, shell=True, capture_output=True, cwd=ROOT, check=False)
    assert b"Traceback" not in done.stderr


def test_a_closed_pipe_ends_quietly(example_graph: Path) -> None:
    done = subprocess.run(
        f"{sys.executable} -m kg export -g {example_graph} -f nquads | head -1",
        shell=True, capture_output=True, cwd=ROOT, check=False,
    )  # fmt: skip
    assert done.stderr == b""
    assert done.stdout.count(b"\n") == 1


def test_control_characters_of_data_do_not_reach_the_terminal(tmp_path: Path) -> None:
    row = {
        "id": "2512.00001",
        "title": "Evil \u001b]0;owned\u0007 \u001b[31mTitle",
        "summary": "We use flow matching.",
    }
    (tmp_path / "d.jsonl").write_text(json.dumps(row), encoding="utf-8")
    kg("build", tmp_path / "d.jsonl", "-o", tmp_path / "g")
    for arguments in (["show", "2512.00001"], ["query", "papers-with-method", "-f", "table"]):
        assert "\x1b" not in kg(*arguments, "-g", tmp_path / "g").stdout


@pytest.mark.shared
def test_every_file_of_the_collection_is_read_or_refused_in_one_line(shared: Path, tmp_path: Path) -> None:
    refused = {}
    for path in sorted((shared / "formats").iterdir()):
        if path.suffix in (".md", ".json", ".jsonl", ".xml") and path.stat().st_size < 100_000:
            try:
                build([path], tmp_path / path.name, workers=1)
            except KgError as error:
                refused[path.name] = str(error)
    assert all(len(message.splitlines()) == 1 for message in refused.values())
    assert not [name for name in refused if name.startswith(("md_", "jsonl_"))]
