"""`kg mcp` as models' programs use it: started by the SDK's own client, spoken to over stdin and stdout."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest
from anyio.from_thread import start_blocking_portal
from mcp import Client, StdioServerParameters, stdio_client
from mcp.types import CallToolResult

from kg.quads import without_graph
from kg.query import shipped
from kg.store import Store
from tests.conftest import ROOT
from tests.remote.server import SparqlServer

KILLER = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i FILTER(?a != ?d) }"
TOOLS = ["search", "show", "list_queries", "run_query", "sparql", "vocabulary", "whats_new"]


class Session:
    """A session with the server: calls give values, or raise what the model would be told."""

    def __init__(self, portal: Any, client: Client) -> None:
        self.portal, self.client = portal, client

    def call(self, tool: str, **arguments: object) -> dict[str, Any]:
        answer: CallToolResult = self.portal.call(self.client.call_tool, tool, arguments)
        (text,) = answer.content
        if answer.is_error:
            raise ToolFailedError(text.text)
        assert json.loads(text.text) == answer.structured_content
        return answer.structured_content or {}


class ToolFailedError(Exception):
    pass


@contextmanager
def session(graph: Path | str, *options: str) -> Iterator[Session]:
    command = StdioServerParameters(
        command=sys.executable,
        args=["-m", "kg", "mcp", "-g", str(graph), *options],
        env={"PYTHONPATH": str(ROOT)},
        cwd=ROOT,
    )
    with (
        start_blocking_portal() as portal,
        portal.wrap_async_context_manager(Client(stdio_client(command))) as client,
    ):
        yield Session(portal, client)


@pytest.fixture(scope="module")
def mcp(example_graph: Path) -> Iterator[Session]:
    with session(example_graph, "--timeout", "2", "--max-rows", "50") as opened:
        yield opened


def test_the_tools_say_what_they_do_that_they_only_read_and_what_they_give(mcp: Session) -> None:
    listed = mcp.portal.call(mcp.client.list_tools).tools
    assert [tool.name for tool in listed] == TOOLS
    for tool in listed:
        assert len(tool.description) > 60
        assert (tool.annotations.read_only_hint, tool.annotations.destructive_hint) == (True, False)
        assert tool.output_schema["type"] == "object"
        assert all(field.get("description") for field in tool.input_schema["properties"].values())
    assert "33 papers" in mcp.client.instructions
    assert "50 rows" in next(tool.description for tool in listed if tool.name == "sparql")


def test_search_forgives_typos_and_keeps_to_a_kind(mcp: Session) -> None:
    first = mcp.call("search", text="difusion modle")["found"][0]
    assert (first["name"], first["kind"], first["papers"]) == ("diffusion model", "Method", 4)
    assert mcp.call("search", text="DM", limit=1)["found"][0]["matched"] == "DM"
    people = mcp.call("search", text="farimani amir", kind="author")["found"]
    assert {hit["kind"] for hit in people} == {"Author"}
    assert people[0]["name"] == "Amir Barati Farimani"
    assert mcp.call("search", text="qqqqzzzz") == {"found": []}


def test_show_proves_each_fact_by_a_sentence_of_the_paper(mcp: Session) -> None:
    method = mcp.call("show", name="PRIMO")
    assert method["also_called"] == ["PRotein In-context Mutation Oracle"]
    assert {thing["name"] for thing in method["relations"]["applied to"]} >= {"protein fitness prediction"}
    (fact,) = method["facts"]
    assert (fact["role"], fact["kind"]) == ("introduces", "Paper")
    paper = mcp.call("show", name=fact["iri"])
    assert paper["authors"][0] == "Felix Teufel"
    assert paper["summaries"][0]["language"] == "zh"
    text = f"{paper['name']}\n\n{paper['abstract']}"
    proofs = [proof for found in (fact, *paper["facts"]) for proof in found["evidence"]]
    assert len(proofs) > 8
    for proof in proofs:
        assert proof["sentence"] in text
        assert proof["words"]
        assert all(word in proof["sentence"] for word in proof["words"])


def test_show_gives_papers_page_by_page_and_names_others_of_the_name(mcp: Session) -> None:
    whole = mcp.call("show", name="transformer")["facts"]
    assert mcp.call("show", name="transformers", limit=2, skip=1)["facts"] == whole[1:3]
    author = mcp.call("show", name="Varinia Bernales", limit=1)
    assert (author["papers"], len(author["listed"])) == (4, 1)
    assert mcp.call("show", name="2025-12-04")["kind"] == "Document"
    assert mcp.call("show", name="cs.CE")["note"] == "Computational Engineering, Finance, and Science"


def test_what_is_not_there_is_answered_with_what_is_written_like_it(mcp: Session) -> None:
    with pytest.raises(ToolFailedError, match=r"difusion modl'\. Did you mean: diffusion model"):
        mcp.call("show", name="difusion modl")
    with pytest.raises(ToolFailedError, match="there is no query 'methods'"):
        mcp.call("run_query", name="methods")
    with pytest.raises(ToolFailedError, match="takes no 'metod'; it takes method"):
        mcp.call("run_query", name="papers-with-method", parameters={"metod": "PRIMO"})


def test_every_shipped_query_is_listed_and_runs(mcp: Session) -> None:
    listed = mcp.call("list_queries")["queries"]
    assert [query["name"] for query in listed] == list(shipped())
    given = {"author": "Varinia Bernales", "paper": "2512.02315", "method": "transformer"}
    for query in listed:
        taken = {p["name"]: given[p["name"]] for p in query["parameters"] if p["name"] in given}
        answer = mcp.call("run_query", name=query["name"], parameters=taken)
        assert answer.get("turtle") or answer["columns"], query["name"]


def test_a_query_gives_the_rows_that_kg_query_gives_and_says_when_there_are_more(mcp: Session) -> None:
    answer = mcp.call("run_query", name="methods-by-paper-count", limit=2)
    assert answer["columns"] == ["method", "papers", "firstSeen", "iri"]
    assert [(row["method"], row["papers"]) for row in answer["rows"]] == [
        ("transformer", "5"),
        ("diffusion model", "4"),
    ]
    assert answer["more"] is True
    assert "more" not in mcp.call("run_query", name="papers-with-method", parameters={"method": "PRIMO"})


def test_sparql_answers_rows_truth_and_triples(mcp: Session) -> None:
    rows = mcp.call("sparql", query="SELECT ?m ?none { ?m skos:prefLabel 'PRIMO'@en }")
    assert rows["rows"] == [{"m": "https://w3id.org/digestgraph/method/primo"}]
    assert mcp.call("sparql", query="ASK { ?x a kg:Nothing }") == {"boolean": False}
    assert mcp.call("sparql", query="SELECT ?x { ?x a kg:Nothing }") == {"columns": ["x"]}
    triples = mcp.call("sparql", query="CONSTRUCT WHERE { ?m skos:prefLabel 'PRIMO'@en }")["turtle"]
    assert triples.splitlines() == [
        "@prefix skos: <http://www.w3.org/2004/02/skos/core#> .",
        '<https://w3id.org/digestgraph/method/primo> skos:prefLabel "PRIMO"@en .',
    ]


@pytest.mark.parametrize(
    ("query", "why"),
    [
        ("SELECT * { SERVICE <http://127.0.0.1/> {} }", "asks other servers"),
        ("INSERT DATA { <a:a> <a:b> <a:c> }", "read only"),
        ("SELECT * FROM <file:///etc/passwd> {}", "there is no graph"),
        ("SELECT * { ?s ?p ?o }", "more than 50 rows"),
        ("SELECT * {", "does not parse: error at 1:11"),
        (f"ASK {{}} #{'x' * 70_000}", "longer than 65,536 bytes"),
        (KILLER, "stopped"),
    ],
)
def test_sparql_is_refused_and_stopped_as_kg_serve_does_it(mcp: Session, query: str, why: str) -> None:
    begun = time.monotonic()
    with pytest.raises(ToolFailedError, match=why):
        mcp.call("sparql", query=query)
    assert time.monotonic() - begun < 10
    assert mcp.call("sparql", query="ASK {}") == {"boolean": True}


def test_whats_new_tells_firsts_with_their_proof(mcp: Session) -> None:
    news = mcp.call("whats_new", since="2026-02", kinds=["method"], limit=1)
    (first,) = news["new"]["methods"]["items"]
    assert first["introduced"]
    assert first["proofs"][0]["quotes"][0]["sentence"]
    with pytest.raises(ToolFailedError, match="a day is written like 2026-01-31"):
        mcp.call("whats_new", since="yesterday")


def test_the_vocabulary_explains_terms(mcp: Session) -> None:
    told = mcp.call("vocabulary")
    assert next(term["means"] for term in told["terms"] if term["name"] == "kg:introduces")
    assert told["prefixes"]["skos"]


def test_a_graph_on_a_server_is_asked_the_same(mcp: Session, example_graph: Path) -> None:
    held = ox.Store()
    lines = [without_graph(line) for line in Store(example_graph).quads()]
    held.bulk_extend(ox.parse("\n".join(lines), format=ox.RdfFormat.N_TRIPLES))
    with closing(SparqlServer(held)) as server, session(server.address, "--max-rows", "50") as remote:
        for tool, arguments in (
            ("search", {"text": "difusion modle"}),
            ("show", {"name": "PRIMO"}),
            ("run_query", {"name": "methods-by-paper-count", "limit": 3}),
            ("sparql", {"query": "SELECT ?m { ?m a kg:Method } ORDER BY ?m LIMIT 2"}),
        ):
            assert remote.call(tool, **arguments) == mcp.call(tool, **arguments), tool
        for query, why in (
            ("SELECT * { SERVICE <http://127.0.0.1/> {} }", "asks other servers"),
            ("SELECT * FROM <http://127.0.0.1/> {}", "load graphs"),
            ("SELECT * { ?s ?p ?o }", "more than 50 rows"),
            ("SELECT * {", "does not parse"),
        ):
            with pytest.raises(ToolFailedError, match=why):
                remote.call("sparql", query=query)


def kg_mcp(*options: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "kg", "mcp", *options],
        env=os.environ | {"PYTHONPATH": str(ROOT)} | environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


def test_without_a_graph_or_the_package_it_says_what_to_do(tmp_path: Path) -> None:
    done = kg_mcp("-g", str(tmp_path / "nothing"))
    assert (done.returncode, done.stdout) == (1, "")
    assert "kg build" in done.stderr
    (tmp_path / "mcp.py").write_text("raise ModuleNotFoundError(name='mcp')\n", encoding="utf-8")
    done = kg_mcp("-g", str(tmp_path), PYTHONPATH=f"{tmp_path}{os.pathsep}{ROOT}")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == "kg: mcp is not installed; pip install 'digestgraph[mcp]'\n"


@pytest.mark.skipif(os.name != "posix", reason="signals")
@pytest.mark.parametrize("end", [signal.SIGTERM, None])
def test_it_ends_with_its_workers_and_leaves_nothing(
    example_graph: Path, tmp_path: Path, end: signal.Signals | None
) -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", "kg", "mcp", "-g", str(example_graph)],
        env=os.environ | {"PYTHONPATH": str(ROOT), "TMPDIR": str(tmp_path)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert process.stdin is not None
    assert process.stdout is not None
    begin = {"protocolVersion": "2025-06-18", "capabilities": {}, "clientInfo": {"name": "t", "version": "1"}}
    request = {"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": begin}
    process.stdin.write(json.dumps(request).encode() + b"\n")
    process.stdin.flush()
    assert json.loads(process.stdout.readline())["result"]["serverInfo"]["name"] == "kg"
    children = Path(f"/proc/{process.pid}/task/{process.pid}/children")
    workers = children.read_text(encoding="ascii").split() if children.exists() else []
    if end is None:
        process.stdin.close()
    else:
        process.send_signal(end)
    assert process.wait(15) == 0
    if end is not None:
        process.stdin.close()
    process.stdout.close()
    assert process.stderr is not None
    assert process.stderr.read() == b""
    process.stderr.close()
    deadline = time.monotonic() + 10
    while any(Path(f"/proc/{worker}").exists() for worker in workers) and time.monotonic() < deadline:
        time.sleep(0.1)
    assert [worker for worker in workers if Path(f"/proc/{worker}").exists()] == []
    assert list(tmp_path.iterdir()) == []
