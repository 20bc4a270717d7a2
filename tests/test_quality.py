"""The quality of extraction on annotated papers never falls below the floor.

Where extraction has become better, raise the floor:

    kg evaluate dev.jsonl --floor tests/quality_floor.json --raise-floor
"""

from __future__ import annotations

from pathlib import Path

import pytest

from kg.building import extract_papers
from kg.cli.extract import record
from kg.evaluation import Score, read_gold
from kg.evaluation.annotated import parse
from kg.evaluation.floor import below, read_floor
from kg.model import Paper

FLOOR = Path(__file__).parent / "quality_floor.json"


@pytest.mark.shared
def test_extraction_is_at_least_as_good_as_the_floor(shared: Path) -> None:
    gold = read_gold(str(shared / "annotation" / "dev.jsonl"))
    papers = [Paper(id=p.id, title=p.title or "", abstract=p.abstract or "") for p in gold.values()]
    predicted = {paper.id: parse(record(paper, found)) for paper, found in extract_papers(papers)}
    figures = Score.of(gold, predicted).figures()
    assert {name: figures[name] for name in below(read_floor(FLOOR, figures), figures)} == {}
