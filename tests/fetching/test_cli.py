"""`kg fetch` as people meet it."""

from __future__ import annotations

import ast
import json
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from kg.cli import console
from kg.cli.commands import kg as group
from kg.errors import KgError
from kg.fetching import client, flow
from tests.conftest import ROOT
from tests.fetching.arxiv import Api, Held, papers, status
from tests.fetching.conftest import contents


@pytest.fixture(autouse=True)
def _in_a_hurry(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(client, "PACE", 0.0)
    monkeypatch.setattr(client, "BACK_OFF", 0.0)
    monkeypatch.setattr(flow, "PAGE", 10)
    monkeypatch.chdir(tmp_path)


def kg(api: Api, *arguments: str, stdin: str = "") -> Result:
    return CliRunner().invoke(group, ["fetch", *arguments, "--endpoint", api.endpoint], input=stdin)


def test_a_fetch_tells_what_came_and_what_to_do_next(serve) -> None:
    api = serve(papers(34))
    done = kg(api, "--category", "cs.lg", "--since", "2026-01-01", "--until", "2026-01-31")
    assert done.exit_code == 0, done.output
    assert done.stdout == ""
    assert done.stderr == "34 papers of cs.LG, 2026-01-01 to 2026-01-31, in 9 files; next: kg build fetched\n"
    assert len(contents(Path("fetched"))) == 9


def test_without_an_end_all_that_is_there_comes(serve) -> None:
    api = serve(papers(5))
    done = kg(api, "--category", "cs.LG", "--since", "2026-01-02", "-o", "new")
    assert done.stderr == "1 paper of cs.LG, since 2026-01-02, in 1 file; next: kg build new\n"


def test_the_endpoint_may_stand_in_the_environment(serve, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KG_ARXIV_API", serve(papers(1)).endpoint)
    done = CliRunner().invoke(group, ["fetch", "2601.00001"])
    assert done.stderr == "1 paper by id, in 1 file; next: kg build fetched\n"


def test_ids_come_from_arguments_files_and_standard_input(serve) -> None:
    Path("list.txt").write_text("# to read\narXiv:2601.00002v1, nonsense\nhttps://arxiv.org/abs/2601.00003\n")
    api = serve(papers(9))
    done = kg(api, "2601.00001", "-", "--ids", "list.txt", stdin="10.48550/arXiv.2601.00004\n")
    assert done.exit_code == 0, done.output
    assert done.stderr.splitlines() == [
        "list.txt:2: 'nonsense' is no arXiv id, passed over",
        "4 papers by id, in 1 file; next: kg build fetched",
    ]
    assert api.asked[0]["id_list"] == "2601.00001,2601.00002v1,2601.00003,2601.00004"


def test_ids_that_arxiv_does_not_have_are_named_and_the_others_are_kept(serve) -> None:
    done = kg(serve(papers(1)), "2601.00001", "2601.00077")
    assert done.exit_code == 1
    assert done.stderr.splitlines() == [
        "arXiv does not have 2601.00077",
        "1 of 2 papers by id, in 1 file; next: kg build fetched",
    ]


def test_nothing_found_is_said(serve) -> None:
    done = kg(serve([]), "--category", "cs.LG", "--since", "2026-01-01", "--until", "2026-01-02")
    assert (done.exit_code, done.stderr) == (0, "no paper of cs.LG, 2026-01-01 to 2026-01-02\n")


def test_a_dry_run_prints_how_much_it_would_be_and_writes_nothing(serve) -> None:
    api = serve(papers(34))
    done = kg(api, "--category", "cs.LG", "--since", "2026-01-01", "--until", "2026-01-31", "--dry-run")
    assert done.stdout == (
        "cs.LG, 2026-01-01 to 2026-01-31: 34 papers, 4 requests, at least 12 seconds; nothing was written\n"
    )
    assert len(api.asked) == 1
    assert not Path("fetched").exists()


def test_an_error_tells_what_is_kept_and_that_the_same_command_goes_on(serve) -> None:
    api = serve(papers(34), dict.fromkeys(range(2, 8), status(503)))
    arguments = ("--category", "cs.LG", "--since", "2026-01-01")
    done = kg(api, *arguments)
    assert isinstance(done.exception, KgError)
    assert str(done.exception) == (
        f"{api.endpoint}: answered with status 503 (6 times); try again later; "
        "20 of 34 papers are kept; the same command goes on from there"
    )
    assert done.stderr.count("127.0.0.1: answered with status 503; asking again in 0 s") == 5
    assert kg(api, *arguments).stderr.startswith("34 papers")


def test_ctrl_c_tells_what_is_kept(serve, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(_seconds: float) -> None:
        raise KeyboardInterrupt

    api = serve(papers(34), {1: status(503)})
    clock = client.Clock(sleep=interrupted)
    monkeypatch.setattr(client, "Clock", lambda: clock)
    done = kg(api, "--category", "cs.LG", "--since", "2026-01-01")
    assert "Stopped: 10 of 34 papers are kept; the same command goes on from there" in done.stderr
    assert done.exit_code != 0


def test_an_error_before_anything_came_promises_nothing(serve) -> None:
    done = kg(serve([], {0: status(404)}), "2601.00001")
    assert str(done.exception).endswith("or name another address with --endpoint")


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ([], "say what to fetch"),
        (["--category", "cs.LG"], "--since 2026-01-01"),
        (["--since", "2026-01-01"], "go with --category"),
        (["--category", "cs.LG", "--since", "yesterday"], "does not match the format"),
        (["--category", "cs.LG", "--since", "2026-02-01", "--until", "2026-01-01"], "is after --until"),
        (["--category", "cs.LG", "--since", "9000-01-01"], "in the future"),
        (["--category", "cs.LG", "--since", "1980-01-01", "--until", "1985-01-01"], "before arXiv began"),
        (["--category", "cs.LG", "--since", "2026-01-01", "2601.00001"], "not both"),
        (["primo"], "'primo' is no arXiv id (such as 2512.02315)"),
        (["list.txt"], "say --ids list.txt"),
        (["--ids", "absent.txt"], "does not exist"),
    ],
)
def test_wrong_usage_is_explained_before_anything_is_asked(serve, arguments: list[str], says: str) -> None:
    Path("list.txt").write_text("2601.00001\n")
    api = serve(papers(1))
    done = kg(api, *arguments)
    assert done.exit_code == 2
    assert says in done.stderr
    assert api.asked == []


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["--category", "cs.LGG", "--since", "2026-01-01"], "no category 'cs.LGG'"),
        (["-"], "-: holds no arXiv id"),
    ],
)
def test_what_arxiv_cannot_be_asked_is_explained(serve, arguments: list[str], says: str) -> None:
    done = kg(serve([]), *arguments)
    assert isinstance(done.exception, KgError)
    assert says in str(done.exception)


def test_control_characters_of_an_answer_do_not_reach_the_terminal(serve) -> None:
    api = serve([Held("2601.00001", papers(1)[0].submitted)], {0: status(403, "\x1b]0;title\x07 stop")})
    done = kg(api, "2601.00001")
    assert "\x1b" not in console.plain(str(done.exception))


def test_what_was_fetched_can_be_built(serve) -> None:
    kg(serve(papers(9)), "--category", "cs.LG", "--since", "2026-01-01")
    done = CliRunner().invoke(group, ["build", "fetched", "--fast", "--workers", "1"])
    assert done.exit_code == 0, done.output
    assert "3 documents" in done.stderr
    assert "9 papers" in done.stderr
    query = "SELECT (MIN(?d) AS ?first) (MAX(?v) AS ?version) { ?p dcterms:issued ?d ; schema:version ?v }"
    assert '"2026-01-01"' in CliRunner().invoke(group, ["query", "-e", query]).stdout


def test_only_kg_fetch_touches_what_asks_a_network() -> None:
    users = set()
    for path in sorted((ROOT / "kg").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            if isinstance(node, ast.ImportFrom):
                names = [node.module or "", *(f"{node.module}.{alias.name}" for alias in node.names)]
            if any(name == "kg.fetching" or name.startswith("kg.fetching.") for name in names):
                users.add(path.relative_to(ROOT / "kg").as_posix())
    assert {name for name in users if not name.startswith("fetching/")} == {"cli/fetch.py"}


def test_no_import_of_kg_loads_what_asks_a_network() -> None:
    script = (
        "import sys, json, socket\n"
        "def refuse(*_, **__): raise AssertionError('network')\n"
        "socket.socket.connect = socket.getaddrinfo = refuse\n"
        "import kg, kg.cli.commands, kg.cli.fetch\n"
        "early = [n for n in ('httpx', 'kg.fetching') if n in sys.modules]\n"
        "import kg.fetching\n"
        "print(json.dumps([early, 'httpx' in sys.modules]))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, cwd=ROOT, check=True
    )
    assert json.loads(done.stdout) == [[], False]
