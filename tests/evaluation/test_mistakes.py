"""Each thing that was wrong is one mistake of one sort, with its paper and its words."""

from __future__ import annotations

from typing import Any

from kg.evaluation import Comparison, compare
from kg.evaluation.annotated import parse
from kg.evaluation.doubts import doubts
from kg.evaluation.mistakes import mistakes, worst
from tests.evaluation.test_comparing import entity, paper


def compared(gold: dict[str, Any], predicted: dict[str, Any]) -> Comparison:
    return compare(parse(gold), parse(predicted))


def test_every_sort_of_mistake_is_told_apart() -> None:
    gold = paper(
        entity("CountNet", role="introduces"),
        entity("flow matching net"),
        entity("counting sheep"),
        entity("sheep dip"),
    )
    answers = paper(
        entity("CountNet", role="uses"),
        entity("flow matching"),
        entity("counting sheep", kind="Task", role="addresses"),
        entity("wolves", confidence=0.3),
    )
    found = [(m.sort, m.gold, m.predicted, m.detail) for m in mistakes([compared(gold, answers)])]
    assert found == [
        ("wrong role", "CountNet", "CountNet", "introduces -> uses"),
        ("wrong type", "counting sheep", "counting sheep", "Method -> Task"),
        ("wrong boundary", "flow matching net", "flow matching", ""),
        ("missed", "sheep dip", "", ""),
        ("extra", "", "wolves", ""),
    ]


def test_a_right_prediction_has_no_mistakes() -> None:
    assert list(mistakes([compared(paper(entity("CountNet")), paper(entity("CountNet")))])) == []


def test_the_commonest_mistakes_come_first_then_the_surest() -> None:
    comparisons = [
        compared(
            paper(key="p"), paper(entity("wolf", confidence=0.5), entity("ram", confidence=0.4), key="p")
        ),
        compared(
            paper(key="q"), paper(entity("Wolves", confidence=0.9), entity("dog", confidence=0.8), key="q")
        ),
        compared(paper(key="r"), paper(entity("rams", confidence=0.6), key="r")),
    ]
    found = worst(mistakes(comparisons), "extra")
    assert [(w.example.predicted, w.papers) for w in found] == [
        ("rams", ("p", "r")),
        ("Wolves", ("q",)),
        ("dog", ("q",)),
        ("wolf", ("p",)),
    ]


def test_mentions_that_are_not_in_the_text_are_told_and_do_no_more_harm() -> None:
    gold = {"p": parse(paper(entity("CountNet"), entity("goat")))}
    shifted = {"text": "CountNet", "start": 3, "end": 11}
    answers = {"p": parse(paper(entity("CountNet", mentions=[shifted]))), "z": parse(paper(key="z"))}
    said = list(doubts(gold, answers))
    assert said == [
        "1 gold mentions are not in the text at their place; none can match there (p: 'goat')",
        "1 predicted mentions are not in the text at their place; none can match there (p: 'CountNet')",
        "1 predicted papers are not in gold: left out (z)",
    ]
