"""What digests sum up of a paper comes back: in the terminal, by the query, and in exports, with its language."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from kg.about import Told, told
from kg.building import build
from kg.cli.commands import kg
from kg.export import export
from kg.export.framing import document, frame_of
from kg.query import find_query, run
from kg.store import Store

PAPER = "https://doi.org/10.48550/arXiv.2512.00001"
EN = {"tldr": "Sheep are counted.", "method": "A net counts them by night and by day.", "conclusion": "N/A"}
ZH = {"tldr": "数羊。", "motivation": "羊很多，\n数不过来。", "result": "摘要生成失敗"}
JA = {"tldr": "高精度羊計数手法を提案"}
KO = {"tldr": "양을 센다."}
TOLD = [
    Told(field="tldr", language="en", text="Sheep are counted."),
    Told(field="tldr", language="ja", text="高精度羊計数手法を提案"),
    Told(field="tldr", language="ko", text="양을 센다."),
    Told(field="tldr", language="zh", text="数羊。"),
    Told(field="motivation", language="zh", text="羊很多，\n数不过来。"),
    Told(field="method", language="en", text="A net counts them by night and by day."),
]


@pytest.fixture(scope="module")
def graph(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Four digests of one paper, each in another language."""
    folder = tmp_path_factory.mktemp("summed")
    for day, summary in enumerate((EN, ZH, JA, KO), 1):
        row = {"id": "2512.00001", "title": "Counting sheep", "abstract": "We count sheep.", "AI": summary}
        (folder / f"2025-12-0{day}.jsonl").write_text(json.dumps(row) + "\n", encoding="utf-8")
    report = build([folder], folder / "g", fast=True, workers=1)
    reasons = sorted(skipped.reason for part in report.parts for skipped in part.skipped)
    assert reasons == [
        "summary field failed: conclusion: placeholder",
        "summary field failed: result: error message",
    ]
    return folder / "g"


def test_summaries_of_all_digests_are_told_with_their_languages(graph: Path) -> None:
    assert told(Store(graph), PAPER) == TOLD
    assert told(Store(graph), PAPER, "ZH") == TOLD[3:5]
    assert told(Store(graph), PAPER, "fr") == []


def test_a_summary_is_never_the_abstract(graph: Path) -> None:
    rows = Store(graph).rows("SELECT DISTINCT ?a WHERE { ?p dcterms:abstract ?a }")
    assert [str(row[0]) for row in rows] == ["We count sheep."]


def shown(graph: Path, *arguments: str) -> str:
    result = CliRunner().invoke(kg, ["show", "2512.00001", "-g", str(graph), *arguments])
    assert result.exit_code == 0
    return result.output


def test_kg_show_prints_every_field_labelled_by_its_language(graph: Path) -> None:
    text = shown(graph)
    for line in (
        "TL;DR (en): Sheep are counted.",
        "TL;DR (ko): 양을 센다.",
        "motivation (zh): 羊很多， 数不过来。",
        "method (en): A net counts them by night and by day.",
    ):
        assert line in text
    assert "N/A" not in text


def test_kg_show_prints_one_language_or_says_that_there_is_none(graph: Path) -> None:
    text = shown(graph, "--lang", "zh")
    assert "TL;DR (zh): 数羊。" in text
    assert "(en)" not in text
    assert "summaries: none in fr; en, ja, ko, zh" in shown(graph, "--lang", "fr")


def test_the_query_gives_field_language_and_text_in_order(graph: Path) -> None:
    store, query = Store(graph), find_query("summaries")

    def rows(**settings: str) -> list[tuple[str, ...]]:
        answer = run(store, query, {"paper": "2512.00001", **settings})
        return [tuple(row[name].value for name in ("field", "tag", "text")) for row in answer]

    assert rows() == [(one.field, one.language, one.text) for one in TOLD]
    assert rows(language="ja") == [("tldr", "ja", "高精度羊計数手法を提案")]


def test_exports_keep_the_language_of_every_summary(graph: Path) -> None:
    out = io.BytesIO()
    export(Store(graph), out, "ntriples")
    assert '"数羊。"@zh' in out.getvalue().decode()
    assert '"양을 센다."@ko' in out.getvalue().decode()
    paper = document(Store(graph), PAPER, frame_of("fabio:Preprint"))
    assert {(one["@language"], one["@value"]) for one in paper["tldr"]} == {
        (one.language, one.text) for one in TOLD if one.field == "tldr"
    }
