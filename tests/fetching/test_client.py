"""Requests: pace, retries, time-outs, and one at a time."""

from __future__ import annotations

import socket
import sys
import threading

import pytest

from kg.errors import FetchError
from kg.fetching import Client
from kg.fetching import client as module
from kg.fetching.client import BadRequestError, Faulty
from kg.version import __version__
from tests.fetching.arxiv import Api, Fault, Reply, papers, status

ASKED = {"id_list": "2601.00001", "start": "0", "max_results": "1"}


def ask(api: Api, times: int = 1) -> list[bytes]:
    with Client(api.endpoint, clock=api.clock) as client:
        return [client.ask(ASKED, bytes) for _ in range(times)]


def test_three_seconds_pass_between_an_answer_and_the_next_request(serve) -> None:
    api = serve(papers(1))
    ask(api, times=4)
    assert api.times == [0.0, 3.0, 6.0, 9.0]


def test_three_seconds_pass_between_the_requests_of_one_process_and_the_next(serve) -> None:
    api = serve(papers(1))
    ask(api)
    api.now += 1
    ask(api)
    assert api.times == [0.0, 3.0]
    api.now += 60
    ask(api)
    assert api.times == [0.0, 3.0, 63.0]


def test_kg_says_who_it_is(serve) -> None:
    api = serve(papers(1))
    ask(api)
    assert api.agents == [f"digestgraph/{__version__}"]


def test_a_second_client_of_the_same_host_is_refused_until_the_first_is_done(serve) -> None:
    api = serve(papers(1))
    with (
        Client(api.endpoint, clock=api.clock),
        pytest.raises(FetchError, match="one connection at a time"),
        Client(api.endpoint, clock=api.clock),
    ):
        pass
    ask(api)


def slow(api: Api, asked: dict[str, str]) -> Reply:
    def drip() -> None:
        api.now += 130

    return Reply(api.answer(asked) + b" " * 4_000_000, drip=drip)


def broken(api: Api, asked: dict[str, str]) -> Reply:
    return Reply(api.answer(asked), cut=100)


@pytest.mark.parametrize(
    "fault",
    [
        *(status(code) for code in (408, 429, 500, 502, 503, 504)),
        broken,
        slow,
    ],
)
def test_a_fault_that_may_pass_is_met_with_another_try(serve, fault: Fault) -> None:
    api = serve(papers(1), {0: fault})
    assert b"2601.00001" in ask(api)[0]
    assert len(api.asked) == 2
    assert api.waits[0] == 6


@pytest.mark.parametrize("code", [301, 302, 307, 308])
def test_a_redirect_is_followed_at_the_same_pace(serve, code: int) -> None:
    api = serve(papers(1))
    api.faults[0] = lambda api, _: Reply(
        b"", code, {"Location": api.endpoint + "?id_list=2601.00001&start=0&max_results=1"}
    )
    assert b"2601.00001" in ask(api)[0]
    assert api.times == [0.0, 3.0]


def test_redirects_in_a_circle_end(serve) -> None:
    api = serve(papers(1))
    api.faults = {n: lambda api, _: Reply(b"", 302, {"Location": api.endpoint}) for n in range(20)}
    with pytest.raises(FetchError, match="302"):
        ask(api)
    assert len(api.asked) == 4


def test_the_wait_doubles_and_after_six_tries_it_is_given_up(serve) -> None:
    api = serve(papers(1), dict.fromkeys(range(10), status(503)))
    with pytest.raises(FetchError, match=r"api/query: answered with status 503 \(6 times\); try again later"):
        ask(api)
    assert api.waits == [6, 12, 24, 48, 96]


@pytest.mark.parametrize(
    ("field", "waits"),
    [
        ("30", 30),
        ("2", 6),
        ("Thu, 01 Jan 2026 00:00:45 GMT", 45),
        ("Wed, 31 Dec 2025 00:00:00 GMT", 6),
        ("soon", 6),
        ("-5", 6),
        ("", 6),
    ],
)
def test_retry_after_is_honoured(serve, field: str, waits: float) -> None:
    api = serve(papers(1), {0: status(429, "Rate exceeded.", Retry_After=field)})
    ask(api)
    assert api.waits == [waits]


def test_who_asks_for_a_long_wait_is_not_waited_for(serve) -> None:
    api = serve(papers(1), {0: status(503, Retry_After="3600")})
    with pytest.raises(FetchError, match="asks to wait 3600 seconds; try again then"):
        ask(api)
    assert len(api.asked) == 1
    assert api.waits == []


@pytest.mark.parametrize(("code", "error"), [(400, BadRequestError), (403, FetchError), (404, FetchError)])
def test_a_refusal_is_told_at_once_with_the_words_of_the_server(serve, code: int, error: type) -> None:
    api = serve(papers(1), {0: status(code, "<p>Go away.</p>")})
    with pytest.raises(error, match=rf"status {code}: '<p>Go away.</p>'"):
        ask(api)
    assert len(api.asked) == 1


def test_silence_is_met_with_another_try(serve, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_SILENCE", 0.1)
    over = threading.Event()
    api = serve(papers(1), {0: lambda api, asked: Reply(api.answer(asked), silence=over)})
    try:
        assert b"2601.00001" in ask(api)[0]
    finally:
        over.set()
    assert len(api.asked) == 2


def test_an_answer_without_end_is_refused(serve, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "LARGEST", 1000)
    api = serve(papers(1), {0: lambda *_: Reply(b"x" * 5000)})
    with pytest.raises(FetchError, match="MiB at once"):
        ask(api)


def test_without_a_network_three_tries_are_enough() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        api = Api([])
        api.endpoint = f"http://127.0.0.1:{free.getsockname()[1]}/"
    told: list[str] = []
    with (
        pytest.raises(FetchError, match=r"cannot be reached .*is there a network\? \(3 times\)"),
        Client(api.endpoint, clock=api.clock, tell=told.append) as client,
    ):
        client.ask(ASKED, bytes)
    assert [message.rpartition("; ")[2] for message in told] == [
        "asking again in 6 s",
        "asking again in 12 s",
    ]


def test_an_answer_that_the_reader_finds_faulty_is_asked_for_again(serve) -> None:
    api = serve(papers(1))
    faults = iter([Faulty("half of it"), None])

    def read(data: bytes) -> bytes:
        if fault := next(faults):
            raise fault
        return data

    with Client(api.endpoint, clock=api.clock) as client:
        assert client.ask(ASKED, read)
    assert len(api.asked) == 2


@pytest.mark.parametrize(
    "address",
    [
        "",
        "arxiv.org",
        "ftp://arxiv.org/x",
        "http://",
        "file:///etc/passwd",
        "http://[::1",
        "http://a:99999/",
        "http://a b/",
    ],
)
def test_an_endpoint_has_to_be_a_web_address(address: str) -> None:
    with pytest.raises(FetchError, match="no address"):
        Client(address)


def test_messages_show_no_password(serve) -> None:
    api = serve(papers(1), {0: status(403)})
    api.endpoint = api.endpoint.replace("http://", "http://me:secret@")
    with pytest.raises(FetchError, match="refuses") as caught:
        ask(api)
    assert "secret" not in str(caught.value)


def test_an_endpoint_may_have_parameters_of_its_own(serve) -> None:
    api = serve(papers(1))
    api.endpoint += "?key=1"
    ask(api)
    assert api.asked == [{"key": "1", **ASKED}]


@pytest.mark.parametrize("proxy", ["socks5://127.0.0.1:1", "gopher://127.0.0.1:1"])
def test_a_proxy_that_cannot_be_used_is_explained(monkeypatch: pytest.MonkeyPatch, proxy: str) -> None:
    monkeypatch.setitem(sys.modules, "socksio", None)  # which httpx needs for SOCKS, and kg does not bring
    monkeypatch.setenv("ALL_PROXY", proxy)
    for _ in range(2):  # the turn is given back
        with pytest.raises(FetchError, match="HTTPS_PROXY"), Client():
            pass
