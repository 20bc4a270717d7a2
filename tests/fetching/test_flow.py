"""Whole fetches, against an API with all the faults it is known for."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from datetime import date
from itertools import pairwise
from pathlib import Path

import pytest

from kg.arxiv import ArxivId
from kg.errors import FetchError
from kg.fetching import ByCategory, ById, Client, Days, Report, estimate, fetch, flow
from tests.conftest import ROOT
from tests.fetching.arxiv import (
    Api,
    Fault,
    Held,
    Reply,
    cut_off,
    empty_page,
    error_feed,
    feed,
    half_a_feed,
    no_results,
    papers,
    status,
    text,
)
from tests.fetching.conftest import contents

JANUARY = ByCategory(("cs.LG",), Days(date(2026, 1, 1), date(2026, 1, 31)))


@pytest.fixture(autouse=True)
def _small_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(flow, "PAGE", 10)
    monkeypatch.setattr(flow, "BATCH", 10)
    monkeypatch.setattr(flow, "_FEW", 3)


def run(api: Api, folder: Path, asked: flow.Asked = JANUARY, **more: object) -> Report:
    with Client(api.endpoint, clock=api.clock) as client:
        return fetch(asked, folder, client, **more)


def ids(folder: Path) -> list[str]:
    return sorted(json.loads(line)["id"] for data in contents(folder).values() for line in data.splitlines())


def by_id(*numbers: int | str) -> ById:
    return ById(tuple(ArxivId(f"2601.{n:05}" if isinstance(n, int) else n) for n in numbers))


def test_a_month_of_a_category_comes_in_pages_at_the_pace_of_arxiv(serve, tmp_path: Path) -> None:
    api = serve([*papers(34), *papers(3, date(2026, 2, 1))])
    seen: list[tuple[int, int]] = []
    report = run(api, tmp_path, watch=lambda *counts: seen.append(counts))
    assert (report.papers, report.expected, report.requests, report.short) == (34, 34, 4, 0)
    assert report.stopped is None
    assert report.files == tuple(f"2026-01-0{n}.jsonl" for n in range(1, 10))
    assert ids(tmp_path) == [held.id for held in papers(34)]
    assert [(asked["start"], asked["max_results"]) for asked in api.asked] == [
        (str(n), "10") for n in (0, 10, 20, 30)
    ]
    assert all(later - before >= 3 for before, later in pairwise(api.times))
    assert seen == [(10, 34), (20, 34), (30, 34), (34, 34)]


FAULTS: dict[str, Fault] = {
    "an empty page": empty_page,
    "no results": no_results,
    "429": status(429, "Rate exceeded.", Retry_After="20"),
    "503": status(503),
    "500": status(500, error_feed("internal")),
    "a line of text": text("Rate exceeded."),
    "a web page": text("<html><body>busy</body></html>"),
    "half a feed": half_a_feed,
    "a cut connection": cut_off,
}


@pytest.mark.parametrize("number", [0, 2])
@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_changes_nothing_but_the_time(serve, tmp_path: Path, fault: str, number: int) -> None:
    report = run(serve(papers(34)), tmp_path / "clean")
    assert report.requests == 4
    api = serve(papers(34), {number: FAULTS[fault]})
    report = run(api, tmp_path / "faulty")
    assert (report.papers, report.requests, report.stopped) == (34, 5, None)
    assert contents(tmp_path / "faulty") == contents(tmp_path / "clean")
    assert all(later - before >= 3 for before, later in pairwise(api.times))


@pytest.mark.parametrize("number", range(4))
def test_a_fetch_that_failed_goes_on_where_it_stopped(serve, tmp_path: Path, number: int) -> None:
    run(serve(papers(34)), tmp_path / "whole")
    api = serve(papers(34), dict.fromkeys(range(number, number + 6), status(503)))
    report = run(api, tmp_path / "two")
    assert isinstance(report.stopped, FetchError)
    assert report.papers == 10 * number
    assert ids_now(tmp_path / "two") == [held.id for held in papers(10 * number)]
    asked = len(api.asked)
    report = run(api, tmp_path / "two")
    assert (report.papers, report.requests, report.stopped) == (34, 4 - number, None)
    assert len(api.asked) == asked + 4 - number
    assert contents(tmp_path / "two") == contents(tmp_path / "whole")


def ids_now(folder: Path) -> list[str]:
    """While the journal of a stopped fetch is there."""
    paths = [path for path in folder.glob("*.jsonl") if not path.name.startswith(".")]
    return sorted(json.loads(line)["id"] for path in paths for line in path.read_bytes().splitlines())


@pytest.mark.parametrize("number", range(4))
def test_ctrl_c_keeps_what_was_fetched_and_the_next_run_goes_on(serve, tmp_path: Path, number: int) -> None:
    run(serve(papers(34)), tmp_path / "whole")
    api = serve(papers(34), dict.fromkeys([number], status(503)))
    clock = api.clock

    def interrupted(seconds: float) -> None:
        if seconds == 6:
            raise KeyboardInterrupt
        api.sleep(seconds)

    with Client(api.endpoint, clock=type(clock)(clock.monotonic, interrupted, clock.wall)) as client:
        report = fetch(JANUARY, tmp_path / "two", client)
    assert isinstance(report.stopped, KeyboardInterrupt)
    assert len(ids_now(tmp_path / "two")) == report.papers == 10 * number
    report = run(api, tmp_path / "two")
    assert (report.requests, report.stopped) == (4 - number, None)
    assert contents(tmp_path / "two") == contents(tmp_path / "whole")


CHILD = """
import sys
from datetime import date
from itertools import pairwise
from pathlib import Path
from kg.fetching import ByCategory, Client, Clock, Days, fetch, flow

flow.PAGE = 10
asked = ByCategory(("cs.LG",), Days(date(2026, 1, 1), date(2026, 1, 31)))
with Client(sys.argv[1], clock=Clock(sleep=lambda _: None)) as client:
    fetch(asked, Path(sys.argv[2]), client)
"""


def test_a_fetch_whose_process_was_killed_goes_on_where_it_was(serve, tmp_path: Path) -> None:
    run(serve(papers(34)), tmp_path / "whole")
    api = serve(papers(34))
    children: list[subprocess.Popen[bytes]] = []

    def kill(number: int) -> None:
        if number == 2:
            os.kill(children[0].pid, signal.SIGKILL)
            children[0].wait()

    api.before = kill
    children.append(
        subprocess.Popen(
            [sys.executable, "-c", CHILD, api.endpoint, str(tmp_path / "two")],
            env={**os.environ, "PYTHONPATH": str(ROOT), "TMPDIR": str(tmp_path)},
        )
    )
    assert children[0].wait() == -signal.SIGKILL
    assert ids_now(tmp_path / "two") == []
    journal = next((tmp_path / "two").glob(".kg-fetch-*.jsonl"))
    with journal.open("ab") as file:
        file.write(b'{"asked": "half a li')
    report = run(api, tmp_path / "two")
    assert (report.papers, report.requests) == (34, 2)
    assert contents(tmp_path / "two") == contents(tmp_path / "whole")


def test_restart_forgets_what_a_stopped_fetch_had(serve, tmp_path: Path) -> None:
    api = serve(papers(34), dict.fromkeys(range(2, 8), status(503)))
    run(api, tmp_path)
    assert run(api, tmp_path, restart=True).requests == 4


def test_another_fetch_does_not_go_on_where_this_one_stopped(serve, tmp_path: Path) -> None:
    api = serve(papers(34), dict.fromkeys(range(2, 8), status(503)))
    run(api, tmp_path)
    days = Days(date(2026, 1, 1), date(2026, 1, 30))
    assert run(api, tmp_path, ByCategory(("cs.LG",), days)).requests == 4


def test_an_empty_page_that_stays_empty_stops_the_fetch_and_says_where(serve, tmp_path: Path) -> None:
    api = serve(papers(34), dict.fromkeys(range(2, 20), empty_page))
    report = run(api, tmp_path)
    assert "an empty page in the midst of results (after 20) (6 times)" in str(report.stopped)
    assert report.papers == 20


def test_the_last_few_results_that_never_come_are_given_up_and_counted(serve, tmp_path: Path) -> None:
    api = serve(papers(32), dict.fromkeys(range(3, 20), empty_page))
    report = run(api, tmp_path)
    assert (report.papers, report.short, report.stopped, report.requests) == (30, 2, None, 6)


def test_a_page_that_is_short_is_followed_by_one_from_there(serve, tmp_path: Path) -> None:
    def short(api: Api, asked: dict[str, str]) -> Reply:
        found, start = api.found(asked), int(asked["start"])
        return Reply(feed(found[start : start + 7], len(found), start))

    api = serve(papers(34), {1: short})
    report = run(api, tmp_path)
    assert (report.papers, report.short) == (34, 0)
    assert [asked["start"] for asked in api.asked] == ["0", "10", "17", "27"]


def test_papers_that_vanish_while_paging_take_no_other_with_them(serve, tmp_path: Path) -> None:
    api = serve(papers(34))

    def vanish(number: int) -> None:
        if number == 2:
            del api.held[3], api.held[4]

    api.before = vanish
    report = run(api, tmp_path)
    assert set(ids(tmp_path)) >= {held.id for held in api.held}
    assert report.papers == 34  # two of them came before they vanished


def test_papers_that_come_while_paging_come_too(serve, tmp_path: Path) -> None:
    api = serve(papers(34))

    def more(number: int) -> None:
        if number == 2:
            api.held = papers(47)

    api.before = more
    assert run(api, tmp_path).papers == 47


def test_a_count_that_swings_does_not_keep_the_fetch_from_ending(serve, tmp_path: Path) -> None:
    def other_count(api: Api, asked: dict[str, str]) -> Reply:
        found, start = api.found(asked), int(asked["start"])
        return Reply(feed(found[start : start + 10], 31, start))

    api = serve(papers(34), dict.fromkeys(range(1, 99, 2), other_count))
    report = run(api, tmp_path)
    assert report.papers >= 31
    assert report.requests < 12


def test_a_span_with_too_many_results_is_asked_for_in_parts(
    serve, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    held = [
        *papers(9, date(2024, 12, 30)),
        *(Held(f"2501.{n:05}", h.submitted) for n, h in enumerate(papers(9, date(2025, 6, 1)), 1)),
        *(Held(f"2502.{n:05}", h.submitted) for n, h in enumerate(papers(30, date(2026, 3, 1), a_day=13), 1)),
    ]
    asked = ByCategory(("cs.LG",), Days(date(2024, 12, 1), date(2026, 3, 31)))
    run(serve(held), tmp_path / "whole", asked)
    monkeypatch.setattr(flow, "MOST", 12)
    api = serve(held)
    seen: list[tuple[int, int]] = []
    report = run(api, tmp_path / "parts", asked, watch=lambda *counts: seen.append(counts))
    assert (report.papers, report.expected, report.short) == (48, 48, 0)
    assert seen[-1] == (48, 48)
    assert contents(tmp_path / "parts") == contents(tmp_path / "whole")
    spans = {asked["search_query"].partition("[")[2] for asked in api.asked}
    assert "202412010000 TO 202412312359]" in spans  # a year, clipped
    assert "202602010000 TO 202602282359]" in spans  # a month
    assert "202603020000 TO 202603022359]" in spans  # a day, however much is in it


def test_nothing_found_is_no_error_but_is_asked_twice(serve, tmp_path: Path) -> None:
    api = serve([])
    report = run(api, tmp_path)
    assert (report.papers, report.files, report.requests, report.stopped) == (0, (), 2, None)
    assert contents(tmp_path) == {}


def test_what_the_api_refuses_is_told_in_its_words(serve, tmp_path: Path) -> None:
    api = serve([], {0: status(400, error_feed("malformed query"))})
    report = run(api, tmp_path)
    assert str(report.stopped) == "the arXiv API answered with an error: malformed query"
    assert len(api.asked) == 1


def test_several_categories_are_one_query(serve, tmp_path: Path) -> None:
    api = serve([*papers(5), Held("2601.00009", papers(1)[0].submitted, category="stat.ML")])
    report = run(api, tmp_path, ByCategory(("cs.LG", "stat.ML"), JANUARY.days))
    assert (report.papers, report.requests) == (6, 1)


def test_papers_come_by_id_in_batches(serve, tmp_path: Path) -> None:
    api = serve([*papers(25), Held("hep-th/9901001", papers(1)[0].submitted, version=4)])
    report = run(api, tmp_path, by_id(*range(1, 26), "hep-th/9901001"))
    assert (report.papers, report.requests, report.missing) == (26, 3, ())
    assert list(contents(tmp_path)) == ["papers.jsonl"]
    assert ids(tmp_path)[-1] == "hep-th/9901001"


def test_a_version_that_was_asked_for_is_the_one_that_comes(serve, tmp_path: Path) -> None:
    api = serve([Held("2601.00001", papers(1)[0].submitted, version=3)])
    run(api, tmp_path, ById((ArxivId("2601.00001", 2),)))
    assert b"pdf/2601.00001v2" in contents(tmp_path)["papers.jsonl"]
    run(api, tmp_path, ById((ArxivId("2601.00001", 2), ArxivId("2601.00001"))))
    assert b"pdf/2601.00001v3" in contents(tmp_path)["papers.jsonl"]
    assert len(ids(tmp_path)) == 1


def test_ids_that_arxiv_does_not_have_are_asked_for_twice_and_named(serve, tmp_path: Path) -> None:
    api = serve(papers(5))
    report = run(api, tmp_path, by_id(1, 99, 2, 98))
    assert report.missing == ("2601.00098", "2601.00099")
    assert ids(tmp_path) == ["2601.00001", "2601.00002"]
    assert [asked["id_list"].count(",") + 1 for asked in api.asked] == [4, 2]


def test_one_id_that_the_api_refuses_does_not_take_the_others_with_it(serve, tmp_path: Path) -> None:
    def refuse(api: Api, asked: dict[str, str]) -> Reply:
        if "2601.00003" in asked["id_list"]:
            return Reply(error_feed("incorrect id format for 2601.00003").encode(), 400)
        return Reply(api.answer(asked))

    api = serve(papers(8), dict.fromkeys(range(99), refuse))
    report = run(api, tmp_path, by_id(*range(1, 9)))
    assert (report.papers, report.missing, report.stopped) == (7, ("2601.00003",), None)


def test_a_fetch_by_id_that_failed_goes_on(serve, tmp_path: Path) -> None:
    run(serve(papers(25)), tmp_path / "whole", by_id(*range(1, 26)))
    api = serve(papers(25), dict.fromkeys(range(1, 7), cut_off))
    assert run(api, tmp_path / "two", by_id(*range(1, 26))).papers == 10
    report = run(api, tmp_path / "two", by_id(*range(1, 26)))
    assert (report.papers, report.requests) == (25, 2)
    assert contents(tmp_path / "two") == contents(tmp_path / "whole")


def test_an_estimate_costs_one_request_at_most(serve, monkeypatch: pytest.MonkeyPatch) -> None:
    api = serve(papers(34))
    with Client(api.endpoint, clock=api.clock) as client:
        found = estimate(JANUARY, client)
        assert (found.papers, found.requests, found.seconds) == (34, 4, 12)
        monkeypatch.setattr(flow, "MOST", 20)
        assert estimate(JANUARY, client).requests == 6
        found = estimate(by_id(*range(25), 3), client)
        assert (found.papers, found.requests) == (25, 3)
    assert [asked["max_results"] for asked in api.asked] == ["1", "1"]


@pytest.mark.parametrize(
    ("prepare", "says"),
    [
        (lambda folder: folder.write_text("x"), "is a file"),
        (lambda folder: (folder.mkdir(), (folder / "kg.json").write_text("{}")), "is a graph"),
        (lambda folder: folder.symlink_to("nowhere/at/all"), "cannot be written"),
    ],
)
def test_a_folder_that_cannot_be_used_is_told_before_anything_is_asked(
    serve, tmp_path: Path, prepare, says: str
) -> None:
    api = serve(papers(1))
    prepare(tmp_path / "out")
    with pytest.raises(FetchError, match=says):
        run(api, tmp_path / "out")
    assert api.asked == []


def test_two_fetches_into_one_folder_do_not_mix(serve, tmp_path: Path) -> None:
    api, other = serve(papers(3)), serve(papers(3))
    caught: list[str] = []

    def second(number: int) -> None:
        if number == 0:
            try:
                run(other, tmp_path)
            except FetchError as error:
                caught.append(str(error))

    api.before = second
    assert run(api, tmp_path).papers == 3
    assert caught == [f"another fetch into {tmp_path} is under way; wait for it to end"]
