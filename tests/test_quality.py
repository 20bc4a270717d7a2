"""The quality of extraction on annotated papers never falls below the floor; raise the floor with the rules."""

from __future__ import annotations

import importlib.util
import json
from collections import Counter
from pathlib import Path
from types import ModuleType

import pytest

from kg.building import extract_papers
from kg.cli.extract import record
from kg.model import Paper

FLOOR = json.loads((Path(__file__).parent / "quality_floor.json").read_text(encoding="utf-8"))


def load_scorer(path: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location("scorer", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def f1(hit: int, predicted: int, gold: int) -> float:
    return 2 * hit / (predicted + gold) if predicted + gold else 0.0


@pytest.mark.shared
def test_extraction_is_at_least_as_good_as_the_floor(shared: Path) -> None:
    scorer = load_scorer(shared / "annotation" / "score.py")
    gold = scorer.read(str(shared / "annotation" / "dev.jsonl"))
    papers = [Paper(id=p["id"], title=p["title"], abstract=p["abstract"]) for p in gold.values()]
    predicted = {paper.id: record(paper, found) for paper, found in extract_papers(papers)}
    counts: dict[str, Counter[object]] = scorer.score(gold, predicted)
    measured = {
        f"{name} F1": f1(
            *(sum(counts[name][t, k] for t in scorer.TYPES) for k in ("hit", "predicted", "gold"))
        )
        for name in ("entity", "mention")
    }
    role = counts["role"]
    measured["role accuracy"] = role["right"] / role["matched"]
    measured["introduces F1"] = f1(
        role["introduces hit"], role["introduces predicted"], role["introduces gold"]
    )
    assert {name: value for name, value in measured.items() if value < FLOOR[name]} == {}
