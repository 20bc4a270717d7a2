"""With a token, nothing of a private graph is seen without it."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.conftest import ROOT
from tests.serve.conftest import Server, running

TOKEN = "correct-horse-battery"
HTML = "text/html"


@pytest.fixture(scope="module")
def private(example_graph: Path) -> Iterator[Server]:
    with running(example_graph, "--token", TOKEN) as server:
        yield server


@pytest.mark.parametrize(
    "path",
    ["/", "/sparql?query=ASK%7B%7D", "/method/primo", "/suggest?q=a", "/query", "/openapi.json", "/nothing"],
)
@pytest.mark.parametrize("shown", ["", "wrong", TOKEN[:-1], f"{TOKEN}x"])
def test_nothing_is_shown_without_the_token(private: Server, path: str, shown: str) -> None:
    headers = {"Authorization": f"Bearer {shown}"} if shown else {}
    answer = httpx.get(f"{private.url}{path}", headers=headers)
    assert answer.status_code == 401
    assert answer.headers["www-authenticate"] == "Bearer"
    assert "PRIMO" not in answer.text


def test_programs_show_it_in_a_header(private: Server) -> None:
    headers = {"Authorization": f"Bearer {TOKEN}"}
    assert httpx.get(f"{private.url}/method/primo", headers=headers).status_code == 200


def test_people_show_it_in_a_form_and_get_a_cookie_that_does_not_tell_it(private: Server) -> None:
    with httpx.Client(base_url=private.url) as client:
        assert "password" in client.get("/", headers={"Accept": HTML}).text
        assert client.post("/login", data={"token": "wrong"}).status_code == 401
        entered = client.post("/login", data={"token": TOKEN})
        cookie = entered.headers["set-cookie"]
        assert (entered.status_code, entered.headers["location"]) == (303, "/")
        assert "HttpOnly" in cookie
        assert "samesite=lax" in cookie.lower()
        assert TOKEN not in cookie
        assert client.get("/", headers={"Accept": HTML}).status_code == 200


def test_a_link_with_the_token_lets_a_browser_in_and_drops_it_from_the_address(private: Server) -> None:
    with httpx.Client(base_url=private.url) as client:
        entered = client.get(f"/method/primo?page=1&token={TOKEN}")
        assert (entered.status_code, entered.headers["location"]) == (303, "/method/primo?page=1")
        assert client.get("/method/primo").status_code == 200


def test_a_link_leads_nowhere_else(private: Server) -> None:
    with httpx.Client() as client:
        for path in ("//example.org", "/\\example.org"):
            answer = client.send(httpx.Request("GET", f"{private.url}{path}?token={TOKEN}"))
            assert answer.status_code == 303
            assert answer.headers["location"] in ("/example.org", "/%5Cexample.org")


@pytest.mark.parametrize(
    "path", ["/author/%E6%9D%8E", "/author/%e6%9d%8e%23y", "/x%0d%0ay", "/method/a:b+(c),d@e=f;g"]
)
def test_a_link_keeps_its_path_as_it_was_sent(private: Server, path: str) -> None:
    with httpx.Client() as client:
        answer = client.get(f"{private.url}{path}?token={TOKEN}")
        assert (answer.status_code, answer.headers["location"]) == (303, path)


def test_short_tokens_are_no_tokens(example_graph: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "kg", "serve", "-g", str(example_graph), "--token", "short"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2
    assert "8 characters" in done.stderr
