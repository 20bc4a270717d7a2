"""`kg evaluate` as people meet it."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import ROOT
from tests.evaluation.test_comparing import entity, paper
from tests.test_cli import kg

GOLD = [
    paper(
        entity("CountNet", role="introduces"), entity("flow matching"), key="2512.00001", categories=["cs.LG"]
    ),
    paper(entity("CountNet"), entity("counting sheep", kind="Task", role="addresses"), key="2512.00002"),
]


def written(path: Path, papers: list[dict[str, Any]]) -> Path:
    path.write_text("".join(json.dumps(one) + "\n" for one in papers), encoding="utf-8")
    return path


@pytest.fixture
def gold(tmp_path: Path) -> Path:
    return written(tmp_path / "gold.jsonl", GOLD)


def test_gold_scored_against_itself_is_all_right(gold: Path) -> None:
    done = kg("evaluate", gold, "--predicted", gold, "--by", "category", "--curve")
    assert (done.returncode, done.stderr) == (0, "")
    lines = done.stdout.splitlines()
    assert lines[3] == "entity   all      P 1.000  R 1.000  F1 1.000  (4 of 4 predicted, 4 gold)"
    assert lines[10] == "papers   2 gold, 2 predicted"
    assert "1 of 2 papers bear a category" in lines
    assert "   >= 0.95      1.000  1.000  1.000           4" in lines
    assert "expected calibration error 0.000 (10 bins of confidence)" in lines
    assert lines[-1].split() == ["wrong", "role", "0", "0", "0"]


def test_without_answers_the_pipeline_of_now_gives_them(gold: Path) -> None:
    done = kg("evaluate", gold, "-f", "json")
    assert done.returncode == 0
    record = json.loads(done.stdout)
    assert record["papers"] == {"gold": 2, "predicted": 2}
    assert 0 < record["figures"]["entity recall"] <= 1


def test_the_json_holds_figures_intervals_categories_curve_and_mistakes(tmp_path: Path, gold: Path) -> None:
    answers = written(
        tmp_path / "answers.jsonl", [paper(entity("CountNet", confidence=0.7), key="2512.00001")]
    )
    arguments = ("evaluate", gold, "--predicted", answers, "-f", "json", "--by", "category", "--curve")
    done = kg(*arguments)
    record = json.loads(done.stdout)
    assert record["counts"]["entity Method hit"] == 1
    assert record["mistakes"]["wrong role"] == {
        "count": 1,
        "worst": [
            {
                "type": "Method",
                "gold": "CountNet",
                "predicted": "CountNet",
                "detail": "introduces -> uses",
                "confidence": 0.7,
                "papers": ["2512.00001"],
            }
        ],
    }
    assert record["categories"]["cs.LG"]["papers"] == 1
    assert [step["predicted"] for step in record["curve"][13:16]] == [1, 1, 0]
    assert record["calibration error"] == pytest.approx(0.3)  # the one answer, right, has a confidence of 0.7
    assert record["intervals"]["entity F1"][0] <= record["figures"]["entity F1"]
    assert record["notes"] == ["1 gold papers have no prediction: all missed (2512.00002)"]
    assert record["notes"][0] in done.stderr
    assert kg(*arguments).stdout == done.stdout


def test_a_figure_below_its_floor_ends_with_status_3(tmp_path: Path, gold: Path) -> None:
    answers = written(tmp_path / "answers.jsonl", [paper(entity("CountNet"), key="2512.00001")])
    floor = tmp_path / "floor.json"
    floor.write_text('{"entity F1": 0.3, "role accuracy": 0.5}', encoding="utf-8")
    done = kg("evaluate", gold, "--predicted", answers, "--floor", floor)
    assert done.returncode == 3
    assert "role accuracy is 0.0000, below its floor of 0.5000" in done.stderr
    assert "entity F1 is" not in done.stderr


def test_a_floor_is_raised_and_never_lowered(tmp_path: Path, gold: Path) -> None:
    floor = tmp_path / "floor.json"
    floor.write_text('{"entity F1": 0.3, "mention F1": 0.2}', encoding="utf-8")
    assert kg("evaluate", gold, "--predicted", gold, "--floor", floor, "--raise-floor").returncode == 0
    assert json.loads(floor.read_bytes()) == {"entity F1": 1.0, "mention F1": 1.0}
    nothing = written(tmp_path / "nothing.jsonl", [paper(key="2512.00001")])
    done = kg("evaluate", gold, "--predicted", nothing, "--floor", floor, "--raise-floor")
    assert done.returncode == 3
    assert json.loads(floor.read_bytes()) == {"entity F1": 1.0, "mention F1": 1.0}


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("[1]", "is no floor"),
        ('{"entity f1": 0.5}', "there is no figure 'entity f1'; there are: entity Dataset F1,"),
        ('{"entity F1": "high"}', "is not a number"),
        ("{", "is not JSON"),
    ],
)
def test_a_file_that_is_no_floor_is_refused(tmp_path: Path, gold: Path, content: str, says: str) -> None:
    floor = tmp_path / "floor.json"
    floor.write_text(content, encoding="utf-8")
    done = kg("evaluate", gold, "--predicted", gold, "--floor", floor)
    assert done.returncode == 1
    assert says in done.stderr


def test_what_is_no_gold_file_ends_in_one_line(tmp_path: Path) -> None:
    done = kg("evaluate", ROOT / "README.md")
    assert (done.returncode, done.stdout) == (1, "")
    assert "README.md:1: is not JSON" in done.stderr
    bare = written(tmp_path / "bare.jsonl", [{"id": "1", "entities": [entity("CountNet")]}])
    done = kg("evaluate", bare)
    assert done.returncode == 1
    assert "give --predicted FILE" in done.stderr


def test_extract_reads_a_gold_file(gold: Path) -> None:
    done = kg("extract", gold)
    assert done.returncode == 0
    records = [json.loads(line) for line in done.stdout.splitlines()]
    assert [(r["id"], r["title"], r["abstract"]) for r in records] == [
        (p["id"], p["title"], p["abstract"]) for p in GOLD
    ]


def test_extract_says_which_abstracts_are_not_in_english(tmp_path: Path) -> None:
    rows = [paper(key="2512.00003") | {"abstract": "我们用流匹配数羊。"}, GOLD[0]]
    done = kg("extract", written(tmp_path / "day.jsonl", rows))
    assert done.returncode == 0
    assert done.stderr == "1x: abstract is not in English (zh): no entities are sought in it\n"


@pytest.mark.shared
def test_it_prints_what_the_scorer_of_the_targets_prints(shared: Path, tmp_path: Path) -> None:
    gold = shared / "annotation" / "seeds.jsonl"
    answers = tmp_path / "answers.jsonl"
    answers.write_text(kg("extract", gold).stdout, encoding="utf-8")
    scorer = [sys.executable, shared / "annotation" / "score.py", gold, answers]
    theirs = subprocess.run(scorer, capture_output=True, check=True).stdout.decode()
    for arguments in (("evaluate", gold), ("evaluate", gold, "--predicted", answers)):
        assert kg(*arguments).stdout.startswith(theirs)
