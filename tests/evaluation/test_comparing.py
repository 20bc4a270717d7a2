"""What counts as right, in papers made for the purpose, and that the scorer of the targets says the same."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.evaluation import Score
from kg.evaluation.annotated import parse
from kg.evaluation.comparing import KINDS
from kg.evaluation.score import at_least, curve
from tests.evaluation import load_scorer

WORDS = [
    "flow",
    "flows",
    "Flow",
    "matching",
    "flow matching",
    "Flow-Matching",
    "net",
    "nets",
    "$x$ net",
    "a",
    "'",
]
SURFACES = st.sampled_from(WORDS) | st.lists(st.sampled_from(WORDS), min_size=1, max_size=3).map(" ".join)
ROLES = st.sampled_from(["introduces", "uses", "compares", "addresses", "mentions"])
TEXTS = st.lists(st.sampled_from([*WORDS, "and", "of", "."]), max_size=12).map(" ".join)


@st.composite
def mentions(draw: st.DrawFn, text: str) -> list[Any]:
    found: list[Any] = []
    for _ in range(draw(st.integers(0, 3))):
        if draw(st.booleans()):
            found.append(draw(SURFACES))
        else:
            start = draw(st.integers(0, len(text)))
            end = draw(st.integers(start, len(text)))
            found.append({"text": text[start:end], "start": start, "end": end})
    return found


@st.composite
def entities(draw: st.DrawFn, text: str, gold: bool) -> list[dict[str, Any]]:
    found = []
    for _ in range(draw(st.integers(0, 4))):
        entity: dict[str, Any] = {
            "type": draw(st.sampled_from([*KINDS, "Metric"])),
            "name": draw(SURFACES | st.just("")),
            "role": draw(ROLES),
            "mentions": draw(mentions(text)),
        }
        if gold and draw(st.booleans()):
            entity["optional"] = draw(st.booleans())
            entity["optional_mentions"] = draw(mentions(text))
        if gold and draw(st.booleans()):
            entity["other_role"] = draw(ROLES)
        found.append(entity)
    return found


@st.composite
def files(draw: st.DrawFn) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    gold, predicted = [], []
    for key in "pqr"[: draw(st.integers(1, 3))]:
        title, abstract = draw(TEXTS), draw(TEXTS)
        text = f"{title}\n\n{abstract}"
        paper: dict[str, Any] = {"id": key, "entities": draw(entities(text, gold=True))}
        if draw(st.integers(0, 9)):
            paper |= {"title": title, "abstract": abstract}
        gold.append(paper)
        if draw(st.integers(0, 4)):
            predicted.append({"id": key, "entities": draw(entities(text, gold=False))})
    return gold, predicted


def ours(gold: list[dict[str, Any]], predicted: list[dict[str, Any]]) -> Score:
    return Score.of({p["id"]: parse(p) for p in gold}, {p["id"]: parse(p) for p in predicted})


def theirs(scorer: Any, gold: list[dict[str, Any]], predicted: list[dict[str, Any]]) -> Counter[str]:
    counts = scorer.score({p["id"]: p for p in gold}, {p["id"]: p for p in predicted})
    found: Counter[str] = Counter()
    for figure in ("entity", "mention"):
        for (kind, part), count in counts[figure].items():
            found[f"{figure} {kind} {part}"] = count
    for part, count in counts["role"].items():
        found[f"role {part}"] = count
    return found


@pytest.mark.shared
@settings(max_examples=400, deadline=None)
@given(files())
def test_the_scorer_of_the_targets_counts_the_same(
    shared: Path, both: tuple[list[dict[str, Any]], list[dict[str, Any]]]
) -> None:
    scorer = load_scorer(shared)
    assert +ours(*both).counts == +theirs(scorer, *both)


@pytest.mark.shared
def test_the_scorer_of_the_targets_counts_the_same_on_annotated_papers(shared: Path) -> None:
    scorer = load_scorer(shared)
    lines = (shared / "annotation" / "dev.jsonl").read_text(encoding="utf-8").splitlines()
    gold: list[dict[str, Any]] = [json.loads(line) for line in lines]
    # answers made from gold itself: names cut, types and roles changed, some left out, some taken from elsewhere
    answers = []
    for number, paper in enumerate(gold):
        made = [dict(entity) for entity in paper["entities"]]
        for n, entity in enumerate(made):
            if (n + number) % 5 == 0:
                entity["type"] = KINDS[n % 3]
            if (n + number) % 7 == 0:
                entity["role"] = "uses"
            if (n + number) % 3 == 0:
                entity["mentions"] = [m[: max(3, len(m) // 2)] for m in entity["mentions"]]
                entity["name"] = ""
            if (n + number) % 4 == 0:
                entity["optional"] = entity["other_role"] = None
        answers.append({"id": paper["id"], "entities": made[number % 3 :] + gold[number - 1]["entities"][:2]})
    for number, paper in enumerate(gold):
        for n, entity in enumerate(paper["entities"]):
            if (n + number) % 6 == 0:
                entity["optional"] = True
            if (n + number) % 5 == 1:
                entity["optional_mentions"] = entity["mentions"]
                entity["mentions"] = entity["mentions"][:1]
            if (n + number) % 9 == 0:
                entity["other_role"] = "uses"
    assert +ours(gold, answers).counts == +theirs(scorer, gold, answers)


def paper(*found: dict[str, Any], key: str = "p", **fields: Any) -> dict[str, Any]:
    text = {"title": "CountNet", "abstract": "CountNet is a flow matching net for counting sheep."}
    return {"id": key, **text, "entities": list(found), **fields}


def entity(name: str, kind: str = "Method", role: str = "uses", **fields: Any) -> dict[str, Any]:
    return {"type": kind, "name": name, "role": role, "mentions": [name], **fields}


def test_one_shared_name_makes_an_entity_right_and_a_second_answer_for_it_wrong() -> None:
    score = ours([paper(entity("flow matching"))], [paper(entity("Flow-Matching"), entity("flow matching"))])
    assert score.ratio("entity").hit == 1
    assert score.ratio("entity").predicted == 2


def test_what_gold_calls_optional_neither_counts_nor_hurts() -> None:
    gold = paper(entity("CountNet", role="introduces"), entity("flow matching", optional=True))
    for answers in ([entity("CountNet")], [entity("CountNet"), entity("flow matching")]):
        score = ours([gold], [paper(*answers)])
        assert score.figures()["entity F1"] == 1.0
        assert score.figures()["mention F1"] == 1.0


def test_a_second_right_role_is_right() -> None:
    gold = paper(entity("flow matching", role="introduces", other_role="uses"))
    assert ours([gold], [paper(entity("flow matching"))]).role_accuracy == 1.0
    assert ours([gold], [paper(entity("flow matching", role="compares"))]).role_accuracy == 0.0


def test_the_figures_of_a_category_are_those_of_its_papers() -> None:
    gold = [
        paper(entity("CountNet"), key="p", categories=["cs.LG", "cs.AI"]),
        paper(entity("CountNet"), key="q", categories=["cs.LG"]),
        paper(entity("CountNet"), key="r", categories=["hep-th"]),
        paper(entity("CountNet"), key="s"),
    ]
    groups = ours(gold, [paper(entity("CountNet"), key="p")]).by_category()
    assert [(name, len(group.comparisons)) for name, group in groups.items()] == [("cs.LG", 2), ("hep-th", 1)]
    assert groups["cs.LG"].ratio("entity").recall == 0.5


def test_along_confidence_precision_rises_and_recall_falls() -> None:
    gold = {"p": parse(paper(entity("CountNet"), entity("flow matching")))}
    answers = paper(
        entity("CountNet", confidence=0.9),
        entity("flow matching", confidence=0.5),
        entity("sheep", confidence=0.2),
    )
    steps = {step: score.ratio("entity") for step, score in curve(gold, {"p": parse(answers)})}
    assert (steps[0.0].precision, steps[0.0].recall) == (2 / 3, 1.0)
    assert (steps[0.5].precision, steps[0.5].recall) == (1.0, 1.0)
    assert (steps[0.55].precision, steps[0.55].recall) == (1.0, 0.5)
    assert steps[0.95].predicted == 0
    assert len(at_least({"p": parse(answers)}, 0.5)["p"].entities) == 2


def test_intervals_hold_the_figure_and_are_the_same_each_time() -> None:
    gold = [paper(entity("CountNet"), entity("flow matching"), key=str(n)) for n in range(40)]
    answers = [paper(*[entity("CountNet")][: n % 3], entity("sheep"), key=str(n)) for n in range(40)]
    score = ours(gold, answers)
    low, high = score.intervals()["entity F1"]
    assert low < score.figures()["entity F1"] < high
    assert score.intervals() == score.intervals()
    assert score.intervals(seed=1) != score.intervals()
