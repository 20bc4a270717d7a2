"""A graph that grows, shrinks and is interrupted is the graph of what it holds, byte for byte."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from concurrent.futures import Executor, Future
from contextlib import nullcontext
from itertools import permutations
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kg import chunks
from kg.building import Progress, build
from kg.checking import check_graph
from kg.errors import GraphError, NotFoundError
from kg.removal import remove
from kg.store import Store

TITLES = ["Neural Operators for Weather", "FooNet: Flow Matching on QM9", "Diffusion Models"]
ABSTRACTS = [
    "We introduce FooNet, a neural operator for weather forecasting.",
    "We use flow matching and graph neural networks on QM9 and compare with LoRA.",
    "This paper has been withdrawn by the authors.",
    "",
]
AUTHORS = [["Wei Zhang", "Ottoline Quibblewick"], ["Wei Zhang"], [], ["W. Zhang"]]
ROWS = st.fixed_dictionaries(
    {
        "id": st.sampled_from(["2512.00001", "2512.00002v1", "2512.00002v2", "2511.00003"]),
        "title": st.sampled_from(TITLES),
        "summary": st.sampled_from(ABSTRACTS),
        "authors": st.sampled_from(AUTHORS),
        "categories": st.sampled_from([["cs.LG"], ["math.NT", "cs.LG"]]),
        "published": st.sampled_from(["", "2025-11-28", "2025-12-03"]),
    }
)
DOCUMENTS = ["2025-12-01.jsonl", "2025-12-02.jsonl", "undated.jsonl"]
STEPS = st.lists(
    st.tuples(st.sampled_from(DOCUMENTS), st.none() | st.lists(ROWS, min_size=1, max_size=3)),
    min_size=1,
    max_size=4,
)


def write(path: Path, rows: list[dict[str, object]]) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(f"{json.dumps(row)}\n" for row in rows), encoding="utf-8")
    return path


def row(number: int, title: str = "Flow Matching", **fields: object) -> dict[str, object]:
    given = {"id": f"2512.{number:05}", "title": title, "summary": "We use flow matching on QM9."}
    return given | fields


def whole(folder: Path) -> tuple[str, list[str]]:
    """The name of the graph, which is a hash of its statements, and these."""
    store = Store(folder)
    return store.manifest.current, list(store.quads())


@settings(
    max_examples=200,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
    derandomize=True,
)
@given(STEPS)
def test_any_sequence_of_adds_changes_and_removals_gives_the_graph_of_the_final_set(
    tmp_path: Path, steps: list[tuple[str, list[dict[str, object]] | None]]
) -> None:
    for folder in ("in", "graph", "fresh"):
        shutil.rmtree(tmp_path / folder, ignore_errors=True)
    held: set[str] = set()
    for name, rows in steps:
        if rows is not None:
            held.add(name)
            build([write(tmp_path / "in" / name, rows)], tmp_path / "graph", fast=True, workers=1)
        elif name in held and len(held) > 1:
            held.remove(name)
            remove([name], tmp_path / "graph")
    if held:
        build([tmp_path / "in" / name for name in sorted(held)], tmp_path / "fresh", fast=True, workers=1)
        assert whole(tmp_path / "graph") == whole(tmp_path / "fresh")
        days = "SELECT ?p (COUNT(?d) AS ?n) WHERE { ?p a fabio:Preprint ; dcterms:issued ?d } GROUP BY ?p"
        assert {n for _, n in Store(tmp_path / "graph").rows(days)} == {"1"}


def test_a_newer_version_takes_the_place_of_an_older_one_and_leaves_it_listed(tmp_path: Path) -> None:
    write(tmp_path / "in" / "2025-12-01.jsonl", [row(1, "Old Title", id="2512.00001v1"), row(2)])
    write(
        tmp_path / "in" / "2025-12-05.jsonl", [row(1, "New Title", id="2512.00001v2", summary="We use LoRA.")]
    )
    build([tmp_path / "in"], tmp_path / "g", fast=True)
    store = Store(tmp_path / "g")
    paper = "<https://doi.org/10.48550/arXiv.2512.00001>"
    assert [r[0] for r in store.rows(f"SELECT ?t WHERE {{ {paper} dcterms:title ?t }}")] == ["New Title"]
    assert [r[0] for r in store.rows(f"SELECT ?v WHERE {{ {paper} schema:version ?v }}")] == ["2"]
    used = store.rows(f"SELECT ?l WHERE {{ {paper} schema:mentions|kg:uses ?m . ?m skos:prefLabel ?l }}")
    assert "flow matching" not in {r[0] for r in used}
    listing = f"SELECT ?d WHERE {{ ?s dcterms:references {paper} ; dcterms:identifier ?d }} ORDER BY ?d"
    assert [r[0] for r in store.rows(listing)] == ["2025-12-01.jsonl", "2025-12-05.jsonl"]
    remove(["2025-12-05.jsonl"], tmp_path / "g")
    titles = Store(tmp_path / "g").rows(f"SELECT ?t WHERE {{ {paper} dcterms:title ?t }}")
    assert [r[0] for r in titles] == ["Old Title"]


def test_a_term_was_first_seen_when_any_account_of_its_paper_was(tmp_path: Path) -> None:
    write(tmp_path / "in" / "2025-12-01.jsonl", [row(1, id="2512.00001v1")])
    write(tmp_path / "in" / "2025-12-05.jsonl", [row(1, id="2512.00001v2")])
    build([tmp_path / "in"], tmp_path / "g", fast=True)
    rows = Store(tmp_path / "g").rows(
        "SELECT ?a ?b WHERE { ?m skos:prefLabel 'flow matching'@en ; kg:firstSeen ?a ; kg:lastSeen ?b }"
    )
    assert list(rows) == [("2025-12-01", "2025-12-05")]


DAYS = "SELECT ?d ?day WHERE { GRAPH ?g { ?g dcterms:identifier ?d . ?p a fabio:Preprint ; dcterms:issued ?day } }"


@pytest.mark.parametrize("order", list(permutations(["early.jsonl", "late.jsonl", "2025-12-02.jsonl"])))
def test_a_paper_has_one_day_said_by_the_document_that_gives_the_earliest(
    tmp_path: Path, order: tuple[str, ...]
) -> None:
    texts = {
        "early.jsonl": row(1, published="2025-11-28"),
        "late.jsonl": row(1, id="2512.00001v2", published="2025-12-03"),
        "2025-12-02.jsonl": row(1, summary="We use flow matching on QM9, at greater length."),
    }
    for name in order:
        build([write(tmp_path / "in" / name, [texts[name]])], tmp_path / "g", fast=True)
    said = {"early.jsonl": "2025-11-28", "late.jsonl": "2025-12-03", "2025-12-02.jsonl": "2025-12"}
    assert check_graph(tmp_path / "g", "sparql").conforms
    assert list(Store(tmp_path / "g").rows(DAYS)) == [("early.jsonl", said["early.jsonl"])]
    for gone in ("early.jsonl", "late.jsonl"):
        remove([gone], tmp_path / "g")
        assert check_graph(tmp_path / "g", "sparql").conforms
        left = "late.jsonl" if gone == "early.jsonl" else "2025-12-02.jsonl"
        assert list(Store(tmp_path / "g").rows(DAYS)) == [(left, said[left])]


def test_a_withdrawn_paper_is_marked(tmp_path: Path) -> None:
    withdrawn = row(1, comment="This paper has been withdrawn by the authors")
    build([write(tmp_path / "in" / "d.jsonl", [withdrawn, row(2)])], tmp_path / "g", fast=True)
    rows = Store(tmp_path / "g").rows("SELECT ?p WHERE { ?p schema:creativeWorkStatus 'Withdrawn' }")
    assert [r[0].rpartition("/")[2] for r in rows] == ["arXiv.2512.00001"]


@pytest.mark.parametrize(
    "source", ["2025-12-01.jsonl", "2025-12-01*", "in/2025-12-01.jsonl", "a folder", "a folder above"]
)
def test_documents_are_removed_by_name_pattern_file_or_folder(tmp_path: Path, source: str) -> None:
    first = write(tmp_path / "in" / "2025-12-01.jsonl", [row(1)])
    other = write(tmp_path / "other" / "2025-12-02.jsonl", [row(2)])
    build([first.parent, other], tmp_path / "g", fast=True)
    named = {
        "in/2025-12-01.jsonl": str(first),
        "a folder": str(first.parent),
        "a folder above": str(first.parent),
    }
    if source == "a folder above":
        shutil.rmtree(first.parent)
    assert remove([named.get(source, source)], tmp_path / "g").removed == ("2025-12-01.jsonl",)
    build([other], tmp_path / "fresh", fast=True)
    assert whole(tmp_path / "g") == whole(tmp_path / "fresh")


def test_what_cannot_be_removed_is_told(tmp_path: Path) -> None:
    build([write(tmp_path / "in" / "2025-12-01.jsonl", [row(1)])], tmp_path / "g", fast=True)
    before = whole(tmp_path / "g")
    with pytest.raises(NotFoundError, match=r"Did you mean: 2025-12-01\.jsonl"):
        remove(["2025-12-02.jsonl"], tmp_path / "g")
    with pytest.raises(GraphError, match="delete the folder"):
        remove(["*"], tmp_path / "g")
    with pytest.raises(GraphError, match="no graph"):
        remove(["*"], tmp_path / "nowhere")
    assert whole(tmp_path / "g") == before
    assert not (tmp_path / "nowhere").exists()


def test_a_document_once_told_apart_by_its_folder_is_not_kept_twice(tmp_path: Path) -> None:
    one = write(tmp_path / "one" / "d.jsonl", [row(1)])
    two = write(tmp_path / "two" / "d.jsonl", [row(2)])
    build([one, two], tmp_path / "g", fast=True)
    assert build([one], tmp_path / "g", fast=True).removed == ("one/d.jsonl",)
    assert [part.document.name for part in build([one], tmp_path / "g", fast=True).parts] == [
        "d.jsonl",
        "two/d.jsonl",
    ]
    assert remove([str(two)], tmp_path / "g").removed == ("two/d.jsonl",)


def test_a_document_is_removed_by_its_name_whatever_signs_that_has(tmp_path: Path) -> None:
    sources = [write(tmp_path / "in" / name, [row(1)]) for name in ("d[1].jsonl", "d1.jsonl")]
    build(sources, tmp_path / "g", fast=True)
    assert remove(["d[1].jsonl"], tmp_path / "g", dry_run=True).removed == ("d[1].jsonl",)


def test_a_dry_run_removes_nothing(tmp_path: Path) -> None:
    for name, number in (("a.jsonl", 1), ("b.jsonl", 2)):
        write(tmp_path / "in" / name, [row(number)])
    build([tmp_path / "in"], tmp_path / "g", fast=True)
    before = whole(tmp_path / "g")
    assert remove(["a.jsonl"], tmp_path / "g", dry_run=True).removed == ("a.jsonl",)
    assert whole(tmp_path / "g") == before


@pytest.fixture
def small_chunks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(chunks, "CHUNK", 2)


def interrupting(after: int) -> Callable[[Progress], None]:
    """Ctrl-C once so many papers were made."""
    done = False

    def watch(now: Progress) -> None:
        nonlocal done
        if now.stage == "reading" and now.made >= after and not done:
            done = True
            raise KeyboardInterrupt

    return watch


@pytest.mark.usefixtures("small_chunks")
def test_interrupted_in_a_document_the_graph_holds_what_was_finished_and_the_next_run_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = write(tmp_path / "in" / "d.jsonl", [row(number) for number in range(1, 10)])
    report = build([source], tmp_path / "g", fast=True, workers=1, watch=interrupting(4))
    assert report.interrupted
    assert report.counts["papers"] == 4
    made: list[int] = []
    extract = chunks.extract_chunk

    def counted(papers: list[object], *rest: object) -> bytes:
        made.append(len(papers))
        return extract(papers, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(chunks, "extract_chunk", counted)
    again = build([source], tmp_path / "g", fast=True, workers=1)
    assert (again.interrupted, again.counts["papers"], sum(made)) == (False, 9, 5)
    build([source], tmp_path / "fresh", fast=True, workers=1)
    assert whole(tmp_path / "g") == whole(tmp_path / "fresh")


def test_interrupted_while_the_graph_is_written_the_next_run_writes_it(tmp_path: Path) -> None:
    source = write(tmp_path / "in" / "d.jsonl", [row(1)])
    build([source], tmp_path / "g", fast=True, workers=1)
    before = whole(tmp_path / "g")
    write(source, [row(1, "LoRA", summary="We use LoRA.")])

    def stopped(progress: Progress) -> None:
        if progress.stage == "writing":
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        build([source], tmp_path / "g", fast=True, workers=1, watch=stopped)
    assert whole(tmp_path / "g") == before
    assert build([source], tmp_path / "g", fast=True, workers=1).made == 0
    build([source], tmp_path / "fresh", fast=True, workers=1)
    assert whole(tmp_path / "g") == whole(tmp_path / "fresh") != before


@pytest.mark.usefixtures("small_chunks")
def test_interrupted_before_anything_is_finished_there_is_no_graph_and_nothing_is_lost(
    tmp_path: Path,
) -> None:
    source = write(tmp_path / "in" / "d.jsonl", [row(1)])
    with pytest.raises(KeyboardInterrupt):
        build([source], tmp_path / "g", fast=True, workers=1, watch=interrupting(0))
    assert build([source], tmp_path / "g", fast=True, workers=1).counts["papers"] == 1


@pytest.mark.usefixtures("small_chunks")
def test_changed_documents_that_an_interrupted_run_did_not_reach_stay_as_they_were(tmp_path: Path) -> None:
    for name, number in (("a.jsonl", 1), ("b.jsonl", 2)):
        write(tmp_path / "in" / name, [row(number, "Old")])
    build([tmp_path / "in"], tmp_path / "g", fast=True, workers=1)
    for name, number in (("a.jsonl", 1), ("b.jsonl", 2)):
        write(tmp_path / "in" / name, [row(number, "New")])
    report = build([tmp_path / "in"], tmp_path / "g", fast=True, workers=1, watch=interrupting(1))
    assert report.interrupted
    query = "SELECT ?t WHERE { ?p a fabio:Preprint ; dcterms:title ?t }"
    titles = {title for (title,) in Store(tmp_path / "g").rows(query)}
    assert titles == {"New", "Old"}
    assert not build([tmp_path / "in"], tmp_path / "g", fast=True, workers=1).interrupted
    build([tmp_path / "in"], tmp_path / "fresh", fast=True, workers=1)
    assert whole(tmp_path / "g") == whole(tmp_path / "fresh")


@pytest.mark.usefixtures("small_chunks")
def test_chunks_that_an_interrupted_run_kept_of_another_text_are_not_used(tmp_path: Path) -> None:
    source = write(tmp_path / "in" / "d.jsonl", [row(number) for number in range(1, 6)])
    build([source], tmp_path / "g", fast=True, workers=1, watch=interrupting(4))
    write(source, [row(number, "LoRA", summary="We use LoRA.") for number in range(1, 4)])
    build([source], tmp_path / "g", fast=True, workers=1)
    build([source], tmp_path / "fresh", fast=True, workers=1)
    assert whole(tmp_path / "g") == whole(tmp_path / "fresh")
    assert len(list((tmp_path / "g" / "parts").glob("*.gz"))) == 2


@pytest.mark.usefixtures("small_chunks")
def test_chunks_that_come_back_in_any_order_give_the_same_graph(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = write(tmp_path / "in" / "d.jsonl", [row(number) for number in range(1, 10)])
    build([source], tmp_path / "g", fast=True, workers=1)
    executor = LatestFirst()
    monkeypatch.setattr("kg.building.here", lambda _: nullcontext((executor, 3)))
    monkeypatch.setattr(chunks, "wait", executor.wait)
    build([source], tmp_path / "other", fast=True, workers=2)
    assert executor.order != sorted(executor.order)
    assert whole(tmp_path / "g") == whole(tmp_path / "other")


class LatestFirst(Executor):
    """Does what was submitted last when it is waited for."""

    def __init__(self) -> None:
        self.order: list[int] = []
        self._held: list[tuple[Future[bytes], Callable[[], bytes], int]] = []

    def submit(self, function: Callable[..., bytes], /, *arguments: Any, **_: Any) -> Future[bytes]:
        future: Future[bytes] = Future()
        self._held.append((future, lambda: function(*arguments), arguments[1].number))
        return future

    def wait(self, *_: object, **__: object) -> SimpleNamespace:
        future, work, number = self._held.pop()
        self.order.append(number)
        future.set_result(work())
        return SimpleNamespace(done={future})


def test_progress_tells_papers_share_and_statements(tmp_path: Path) -> None:
    seen: list[Progress] = []
    write(tmp_path / "in" / "a.jsonl", [row(1), row(2)])
    write(tmp_path / "in" / "b.jsonl", [row(3)])
    build([tmp_path / "in"], tmp_path / "g", fast=True, workers=1, watch=seen.append)
    stages = list(dict.fromkeys(now.stage for now in seen))
    assert stages == ["reading", "writing", "loading"]
    read = [now for now in seen if now.stage == "reading"]
    assert (read[-1].papers, read[-1].made, read[-1].documents, read[-1].share) == (3, 3, 2, 1.0)
    assert [now.papers for now in read] == sorted(now.papers for now in read)
    assert max(now.statements for now in seen if now.stage == "writing") > 50
