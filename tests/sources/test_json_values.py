import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kg.errors import SourceError
from kg.model import Document, Paper
from kg.sources import json_window
from kg.sources import text as text_module
from kg.sources.json_values import Broken, Unclosed, is_envelope, values
from kg.sources.text import Text
from tests.sources.samples import papers, reasons
from tests.sources.test_jsonlines import ROW

PLAIN = ROW | {"AI": None}
quick = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
ANY = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)
OBJECTS = st.dictionaries(st.text(max_size=8), ANY, max_size=3)


def found(folder: Path, content: str) -> list[tuple[int, Any]]:
    path = folder / "x.json"
    path.write_text(content, encoding="utf-8", newline="")
    return list(values(Text(Document(name="x", path=str(path)))) or ())


@quick
@given(
    st.lists(OBJECTS, min_size=1, max_size=6),
    st.integers(1, 40),
    st.sampled_from([None, 0, 3]),
    st.booleans(),
)
def test_a_list_gives_its_values_wherever_its_text_is_cut_into_pieces(
    tmp_path: Path, rows: list[Any], piece: int, indent: int | None, enveloped: bool
) -> None:
    document: Any = {"meta": {"data": {"n": 1}}, "results": rows, "next": [1, "a"]} if enveloped else rows
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(text_module, "_PIECE", piece)
        assert [value for _, value in found(tmp_path, json.dumps(document, indent=indent))] == rows


@quick
@given(st.lists(ANY, min_size=2, max_size=6), st.integers(1, 40))
def test_values_one_after_the_other_are_told_apart_wherever_their_text_is_cut(
    tmp_path: Path, rows: list[Any], piece: int
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(text_module, "_PIECE", piece)
        assert [
            value for _, value in found(tmp_path, "[[0], " + "\n,".join(map(json.dumps, rows)) + "]")
        ] == [[0], *rows]


def test_each_row_of_a_list_has_its_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(text_module, "_PIECE", 7)
    text = '{"meta": 1,\n "data": [\n\n  {"a":\n 1}, {"b": 2},\n  {"c": 3}\n]}'
    assert [line for line, _ in found(tmp_path, text)] == [4, 5, 6]


@pytest.mark.parametrize(
    ("head", "enveloped"),
    [
        ('{"results": [{"id": 1', True),
        ('{"meta": {"count": 1}, "results" : [\n {', True),
        ('{"data": []}', True),
        ('{"data": {"papers": [{"title": "Sheep"', True),
        ('{"title": "Sheep", "data": [{"a"', False),
        ('{"id": 1, "authors": [{"name": "A"}]}', False),
        ('{"data": ["a"]}', False),
        ('[{"data": [{', False),
        ("", False),
    ],
)
def test_an_answer_of_a_service_is_told_from_a_row(head: str, enveloped: bool) -> None:
    assert is_envelope(head) is enveloped


@pytest.mark.parametrize(
    "text",
    [
        json.dumps({"data": {"papers": [PLAIN, PLAIN]}}),
        json.dumps({"status": "ok", "response": {"docs": [PLAIN, PLAIN], "numFound": 2}}, indent=1),
        json.dumps({"papers": [PLAIN]}) + "\n" + json.dumps({"papers": [PLAIN]}),
        json.dumps([{"items": [PLAIN]}, {"items": [PLAIN]}]),
    ],
)
def test_rows_of_digests_may_stand_in_answers_too(tmp_path: Path, text: str) -> None:
    assert [paper.title for paper in papers(tmp_path, text)] == ["Sheep", "Sheep"]
    assert reasons(tmp_path, text) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('{"data": [{"title": "A"}, {"title": "B"}, {"title": "C', ["A", "B", Broken, Unclosed]),
        ('{"data": [{"title": "A"}, {"title": "B"}', ["A", "B", Unclosed]),
        ('{"data": [{"title": "A"}, {"title": B"}, {"title": "C"}], "next": 1}', ["A", Broken, "C"]),
        ('{"next" 1, "data": [{"title": "A"}]}', [Broken]),
        ('[{"title": "A"}, {"title": "B" "}, {"title": "C"}]', ["A", Broken, "C"]),
    ],
)
def test_what_is_broken_in_a_list_harms_nothing_but_itself(
    tmp_path: Path, text: str, expected: list[object]
) -> None:
    got = [value["title"] if isinstance(value, dict) else type(value) for _, value in found(tmp_path, text)]
    assert got == expected or got == expected[:-1]


def test_a_list_that_is_not_closed_is_reported_and_its_rows_are_kept(tmp_path: Path) -> None:
    text = json.dumps({"data": [PLAIN, PLAIN]})[:-2]
    assert len(papers(tmp_path, text)) == 2
    assert reasons(tmp_path, text) == ["the file ends before its list of rows does"]


def test_a_value_beyond_the_limit_is_broken_and_the_next_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(text_module, "_PIECE", 64)
    monkeypatch.setattr(json_window, "MAX_VALUE", 1000)
    rows = [PLAIN, PLAIN | {"summary": "a" * 5000}, PLAIN]
    assert len(papers(tmp_path, json.dumps(rows))) == 2
    assert reasons(tmp_path, json.dumps(rows)) == ["row is not valid JSON"]


def test_a_list_is_read_as_it_comes(tmp_path: Path) -> None:
    path = tmp_path / "x.json"
    row = json.dumps(PLAIN)
    path.write_text('{"results": [' + ",".join([row] * 20_000) + "]}")
    text = Text(Document(name="x", path=str(path)))
    drawn = iter(values(text) or ())
    assert next(drawn) == (1, PLAIN)
    with path.open("r+") as file:
        file.truncate(100)
    assert len(list(drawn)) < 10_000


def test_a_paper_may_come_alone(tmp_path: Path) -> None:
    (paper,) = papers(tmp_path, json.dumps(PLAIN | {"data": [{"a": 1}]}, indent=1))
    assert isinstance(paper, Paper)


def test_lists_that_hold_no_rows_of_papers_are_not_called_empty(tmp_path: Path) -> None:
    text = json.dumps({"topics": [{"name": "Sheep", "papers": [PLAIN]}]}, indent=1)
    with pytest.raises(SourceError, match="JSON without papers"):
        papers(tmp_path, text)
    assert reasons(tmp_path, '{"papers": []}') == ["the list of rows is empty"]
