"""Files of annotated papers are read; what is none is refused with its line and reason."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from kg.errors import GoldError
from kg.evaluation import read_gold, read_predicted

ENTITY = {"type": "Method", "name": "CountNet", "role": "introduces", "mentions": ["CountNet"]}
PAPER = {"id": "2512.00001", "title": "CountNet", "abstract": "We count.", "entities": [ENTITY]}


def written(tmp_path: Path, *lines: Any) -> str:
    path = tmp_path / "gold.jsonl"
    texts = [line if isinstance(line, str) else json.dumps(line) for line in lines]
    path.write_text("\n".join(texts) + "\n", encoding="utf-8")
    return str(path)


def test_a_gold_file_gives_its_papers_by_id(tmp_path: Path) -> None:
    papers = read_gold(written(tmp_path, PAPER | {"categories": ["cs.LG", "cs.AI"]}, "", PAPER | {"id": "b"}))
    assert list(papers) == ["2512.00001", "b"]
    paper = papers["2512.00001"]
    assert (paper.text, paper.categories) == ("CountNet\n\nWe count.", ("cs.LG", "cs.AI"))
    assert paper.entities[0].surfaces == {"countnet"}


@pytest.mark.parametrize(
    ("lines", "says"),
    [
        (["{broken"], ":1: is not JSON"),
        ([PAPER, [1]], ":2: a list, not an object"),
        ([{"title": "no id", "entities": []}], "the id is missing"),
        ([{"id": "1", "title": "a digest row"}], "the entities are missing"),
        ([PAPER | {"title": 3}], "the title is a number"),
        ([PAPER | {"entities": ["CountNet"]}], "entity 1: text, not an object"),
        ([PAPER | {"entities": [ENTITY, {"name": "x"}]}], "entity 2: the type is missing"),
        ([PAPER | {"entities": [ENTITY | {"mentions": "CountNet"}]}], "mention list is text"),
        ([PAPER | {"entities": [ENTITY | {"mentions": [7]}]}], "entity 1: mention 1: a number"),
        ([PAPER | {"entities": [ENTITY | {"mentions": [{"start": 1}]}]}], "its text is missing"),
        ([PAPER | {"entities": [ENTITY | {"mentions": [{"text": "a", "start": 1}]}]}], "its end is missing"),
        (
            [PAPER, PAPER | {"id": "b", "entities": [ENTITY | {"role": "foo"}]}],
            ":2: entity 1: CountNet has the role 'foo', which no Method has; write introduces, uses or compares",
        ),
        ([PAPER | {"entities": [ENTITY | {"role": "addresses"}]}], "role 'addresses', which no Method has"),
        ([PAPER | {"entities": [ENTITY | {"type": "Task"}]}], "no Task has; write addresses or mentions"),
        ([PAPER | {"entities": [ENTITY | {"other_role": "Uses"}]}], "role 'Uses', which no Method has"),
        ([PAPER | {"entities": [ENTITY | {"confidence": "high"}]}], "the confidence is text"),
        ([PAPER, PAPER], ":2: 2512.00001 stands on line 1 already"),
        ([PAPER | {"entities": []}], "holds no annotated entity"),
        ([""], "holds no annotated entity"),
    ],
)
def test_what_is_no_gold_file_is_refused_with_line_and_reason(
    tmp_path: Path, lines: list[Any], says: str
) -> None:
    path = written(tmp_path, *lines)
    with pytest.raises(GoldError) as caught:
        read_gold(path)
    assert str(caught.value).startswith(path)
    assert says in str(caught.value)


def test_of_a_paper_that_is_predicted_twice_the_last_answer_counts(tmp_path: Path) -> None:
    papers = read_predicted(written(tmp_path, PAPER, PAPER | {"entities": []}))
    assert papers["2512.00001"].entities == ()


def test_gold_need_not_say_roles(tmp_path: Path) -> None:
    (paper,) = read_gold(written(tmp_path, PAPER | {"entities": [ENTITY | {"role": None}]})).values()
    assert paper.entities[0].roles == {None}


def test_a_role_that_a_system_makes_up_is_a_wrong_answer_of_it(tmp_path: Path) -> None:
    papers = read_predicted(written(tmp_path, PAPER | {"entities": [ENTITY | {"role": "foo"}]}))
    assert papers["2512.00001"].entities[0].role == "foo"
