"""The documentation is true: its code runs, its links lead somewhere, and nothing is left out."""

from __future__ import annotations

import os
import re
import runpy
import subprocess
import sys
import tomllib
from html.parser import HTMLParser
from pathlib import Path

import pyoxigraph as ox
import pytest
from click.testing import CliRunner

import kg.endpoint
import kg.fetching.client  # noqa: F401 - so is its
from kg.cli.commands import kg as group
from kg.errors import KgError
from kg.nearby import did_you_mean
from tests import documentation
from tests.conftest import ROOT
from tests.documentation import CHECKED, NOT_RUN, PAGES, blocks, check, commands, matches, workplace
from tests.test_layers import LAYERS, PACKAGE

DOCS = [page for page in PAGES if page.parent.name == "docs"]
BLOCKS = [block for page in PAGES for block in blocks(page)]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_the_code_of_a_page_runs_and_prints_what_the_page_says(
    page: Path, example_graph: Path, tmp_path: Path
) -> None:
    ran = check(page, workplace(page, example_graph, tmp_path / "place"))
    assert ran == sum(block.runs for block in blocks(page))


@pytest.mark.parametrize(
    ("printed", "said", "equal"),
    [
        ([], [], True),
        (["a"], [], False),
        ([], ["a"], False),
        (["a", "b", "c"], ["a", "...", "c"], True),
        (["a", "c"], ["a", "...", "c"], True),
        (["a", "b"], ["a", "...", "c"], False),
        (["12 kB (all)"], ["... kB (all)"], True),
        (["12 MB (all)"], ["... kB (all)"], False),
        (["a.b"], ["a+b"], False),
    ],
)
def test_dots_stand_for_any_text_and_nothing_else_does(
    printed: list[str], said: list[str], equal: bool
) -> None:
    assert matches(printed, said) is equal


def test_a_page_whose_session_is_wrong_is_found(tmp_path: Path, example_graph: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("```console\n$ kg queries\nno such line\n```\n", encoding="utf-8")
    with pytest.raises(AssertionError, match=r"page\.md:1: kg queries"):
        check(page, workplace(page, example_graph, tmp_path / "place"))
    page.write_text("```console\n$ kg query nothing\n...\n```\n", encoding="utf-8")
    with pytest.raises(AssertionError, match="status 1"):
        check(page, workplace(page, example_graph, tmp_path / "again"))


def test_outdated_answers_are_renewed_and_nothing_else_changes(tmp_path: Path, example_graph: Path) -> None:
    page = tmp_path / "page.md"
    text = (
        "# A\n\n```sparql\nSELECT (1 AS ?a) {}\n```\n```text\n%s\n```\n\n```console\n$ kg queries\n...\n```\n"
    )
    page.write_text(text % "old", encoding="utf-8")
    assert documentation.renew(page, example_graph) == 1
    assert page.read_text(encoding="utf-8") == text % "a\n1"
    assert documentation.renew(page, example_graph) == 0


def test_what_is_not_run_says_so_to_readers() -> None:
    for block in BLOCKS:
        if block.title.startswith(NOT_RUN.strip()):
            assert len(block.title) > len(NOT_RUN) + 5, block.place
        elif block.language == "sh":
            targets = [line.split("#")[0].split() for line in block.code.splitlines()]
            assert all(words[0] == "make" for words in targets), f"{block.place}: say why this is not run"
        else:
            assert block.language in CHECKED, (
                f"{block.place}: {block.language or 'a block without a language'}"
            )


def test_only_fetching_and_what_touches_the_readers_machine_is_not_run() -> None:
    not_run = [block for block in BLOCKS if block.title.startswith(NOT_RUN)]
    for block in not_run:
        if block.language != "sh":
            told = [command for command, _ in commands(block.code)]
            assert any("kg fetch" in command for command in told), block.place


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_no_command_hides_in_an_indented_block(page: Path) -> None:
    outside = re.sub(r"^```.*?^```", "", page.read_text(encoding="utf-8"), flags=re.MULTILINE | re.DOTALL)
    assert re.findall(r"^ {4,}(?:\$ |kg ).*", outside, re.MULTILINE) == []


@pytest.mark.parametrize("block", BLOCKS, ids=lambda block: block.place)
def test_data_in_pages_are_well_formed(block: documentation.Block) -> None:
    if block.language == "toml":
        assert tomllib.loads(block.code)
    elif block.language == "turtle":
        assert list(ox.parse(block.code, format=ox.RdfFormat.TURTLE, base_iri="https://example.org/"))
    elif block.language == "rq":
        assert block.title.endswith(".rq")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_no_path_of_somebodys_machine_stands_in_a_page(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    assert re.findall(r"(?<![\w.:/])/(?:work|tmp|home|root|Users|mnt|opt|private|var)/[^\s`]*", text) == []
    assert not re.search(r"\.\./shared|wt-\w+", text)


def test_each_error_is_listed_with_what_to_do() -> None:
    page = (ROOT / "docs" / "errors.md").read_text(encoding="utf-8")
    parts = dict(re.findall(r"^## (\w+)\n(.*?)(?=^## |\Z)", page, re.MULTILINE | re.DOTALL))
    todo, known = [KgError], set()
    while todo:
        error = todo.pop()
        if error.__module__.startswith("kg."):
            todo += error.__subclasses__()
            known |= set() if error.__name__.startswith("_") else {error.__name__}
    assert set(parts) == known
    for name, text in parts.items():
        assert "kg: " in text, f"{name} shows no message"
        assert "*Do*: " in text, f"{name} says nothing to do"


@pytest.mark.parametrize("name", sorted(group.commands))
def test_each_command_has_its_place_in_the_documentation(name: str) -> None:
    page = {"correct": "corrections", "queries": "query", "view": "tutorial"}.get(name, name)
    assert f"kg {name}" in (ROOT / "docs" / f"{page}.md").read_text(encoding="utf-8")


def test_each_folder_of_the_package_has_a_paragraph() -> None:
    page = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    folders = {path.name for path in PACKAGE.iterdir() if (path / "__init__.py").exists()}
    assert set(re.findall(r"^\*\*`kg/(\w+)/`\*\*: ", page, re.MULTILINE)) == folders


def test_the_drawing_of_the_layers_is_that_of_the_test() -> None:
    drawn = runpy.run_path(str(ROOT / "docs" / "layers.py"))["drawing"]()
    assert (ROOT / "docs" / "layers.svg").read_text(encoding="utf-8") == drawn, "make docs"
    assert all(f">{name}</text>" in drawn for layer in LAYERS for name in layer)
    width = int(re.search(r'viewBox="0 0 (\d+) ', drawn)[1])
    ends = (int(x) + 7.5 * len(name) for x, name in re.findall(r' x="(\d+)" y="\d+">(\w+)<', drawn))
    assert max(ends) < width


def test_the_recorded_session_is_what_the_commands_print() -> None:
    drawn = runpy.run_path(str(ROOT / "docs" / "session.py"))["drawing"]()
    assert (ROOT / "docs" / "session.svg").read_text(encoding="utf-8") == drawn, "python docs/session.py"
    assert drawn.count('class="proof"') > 5


@pytest.mark.parametrize("name", ["layers.svg", "graph-model.svg"])
def test_a_drawing_is_light_and_dark_and_loads_nothing(name: str) -> None:
    text = (ROOT / "docs" / name).read_text(encoding="utf-8")
    assert "prefers-color-scheme: dark" in text
    assert "<title" in text
    assert re.findall(r"(?:href|src|url\()=?[\"']?https?:", text) == []


class _Loads(HTMLParser):
    """Addresses that a page loads by itself."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag in ("script", "img", "iframe", "source"):
            self.found.append(given.get("src") or "")
        elif tag == "link" and given.get("rel") not in ("canonical", "next", "prev"):
            self.found.append(given.get("href") or "")


def test_the_site_builds_without_a_warning_and_loads_nothing_from_elsewhere(tmp_path: Path) -> None:
    done = subprocess.run(
        [
            sys.executable,
            "-m",
            "mkdocs",
            "build",
            "--strict",
            "--quiet",
            "--site-dir",
            str(tmp_path / "site"),
        ],
        cwd=ROOT,
        env={**os.environ, "NO_MKDOCS_2_WARNING": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    pages = sorted((tmp_path / "site").rglob("*.html"))
    assert {f"{page.stem}.html" for page in DOCS} <= {page.name for page in pages}
    first = (tmp_path / "site" / "index.html").read_text(encoding="utf-8")
    for page in DOCS:
        assert page.stem == "index" or f'href="{page.stem}.html"' in first, (
            f"{page.name} is not in the navigation"
        )
    for page in pages:
        loads = _Loads()
        loads.feed(page.read_text(encoding="utf-8"))
        assert [address for address in loads.found if re.match(r"(?:https?:)?//", address)] == [], page.name
    assert not (tmp_path / "site" / "site.py").exists()


def test_kg_alone_says_what_to_do_first() -> None:
    first = CliRunner().invoke(group, []).output.splitlines()[:6]
    assert first[0] == "Three commands to begin with:"
    assert [line.split()[1] for line in first if line.startswith("  kg ")] == ["build", "show", "view"]


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_the_shell_is_told_how_to_complete(shell: str) -> None:
    assert f"_KG_COMPLETE={shell}_source kg" in (ROOT / "docs" / "index.md").read_text(encoding="utf-8")
    done = _complete(_KG_COMPLETE=f"{shell}_source")
    assert "_kg_completion" in done or "function _kg_completion" in done


@pytest.mark.parametrize(
    ("words", "offered"),
    [
        ("kg ex", ["export", "extract"]),
        ("kg query methods-f", ["methods-for-task"]),
        (
            "kg queries pap",
            ["paper", "papers-by-author", "papers-for-task", "papers-with-dataset", "papers-with-method"],
        ),
        ("kg export --fr", ["--frame"]),
        ("kg export --frame p", ["paper"]),
        ("kg view zzz", []),
    ],
)
def test_tab_offers(words: str, offered: list[str]) -> None:
    printed = _complete(COMP_WORDS=words, COMP_CWORD="9", _KG_COMPLETE="bash_complete")
    assert [line.split(",")[1] for line in printed.split()] == offered


def test_tab_behind_kg_query_offers_files_where_no_query_begins_so() -> None:
    printed = _complete(COMP_WORDS="kg query mine", COMP_CWORD="2", _KG_COMPLETE="bash_complete")
    assert printed.split() == ["file,mine"]


def _complete(**environment: str) -> str:
    words = environment.get("COMP_WORDS")
    if words:
        environment["COMP_CWORD"] = str(len(words.split()) - 1)
    done = subprocess.run(
        [sys.executable, "-m", "kg"],
        env={**os.environ, "PYTHONPATH": str(ROOT), **environment},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.parametrize(
    ("arguments", "hint"),
    [
        (["build", "digest"], "Did you mean: digests?"),
        (["build", "digests/2025-12-4.md"], "Did you mean: digests/2025-12-04.md"),
        (["build", "digests", "--vocabulary", "term.ttl"], "Did you mean: terms.ttl?"),
        (["query", "mein.rq"], "Did you mean: mine.rq?"),
        (["check", "term.ttl"], "Did you mean: terms.ttl?"),
        (["check", "terms.tl"], "Did you mean: terms.ttl?"),
        (["check", "-g", "decembre"], "Did you mean: december?"),
        (["query", "-g", "decmber", "methods-by-paper-count"], "Did you mean: december?"),
        (["evaluate", "gole.jsonl"], "Did you mean: gold.jsonl?"),
    ],
)
def test_for_a_file_that_is_not_there_those_written_like_it_are_named(
    arguments: list[str], hint: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "digests").mkdir()
    for folder in ("december", "decembers"):  # the second is no graph
        (tmp_path / folder).mkdir()
    for name in ("digests/2025-12-04.md", "digests/2025-09-29.md", "terms.ttl", "mine.rq", ".digest"):
        (tmp_path / name).write_text("", encoding="utf-8")
    for name in ("december/kg.json", "gold.jsonl"):
        (tmp_path / name).write_text("", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    result = CliRunner().invoke(group, arguments)
    assert result.exit_code != 0
    assert hint in f"{result.output}{result.exception}"


@pytest.mark.parametrize(
    "name", ["something else", "nowhere/digests", "dig\x00ests/x", "x" * 5000, "x/" * 3000, ""]
)
def test_for_what_nothing_is_written_like_nothing_is_suggested(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "digests").mkdir()
    monkeypatch.chdir(tmp_path)
    assert did_you_mean(name) == ""


def test_a_query_that_does_not_parse_is_told_in_a_line(example_graph: Path) -> None:
    result = CliRunner().invoke(
        group, ["query", "-e", "SELECT ?m { ?m a kg:Method", "-g", str(example_graph)]
    )
    assert str(result.exception).startswith("the query does not parse: error at 1:27: expected one of ")
    assert "\n" not in str(result.exception)
    assert "u{" not in str(result.exception)
