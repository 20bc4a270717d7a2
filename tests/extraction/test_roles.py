from __future__ import annotations

import pytest

from kg.extraction.candidate import VOCABULARY, Candidate
from kg.extraction.roles import read_role
from kg.model import Kind, Role

TITLE = "On tea\n\n"


def role_in(sentence: str, kind: Kind, *, role: Role | None = None, title: bool = False) -> Role:
    """The role of what stands in <angle brackets> in a sentence of the abstract, or in the title."""
    start, end = sentence.index("<"), sentence.index(">") - 1
    plain = sentence.replace("<", "").replace(">", "")
    offset = 0 if title else len(TITLE)
    text = f"{plain}\n\nIt pours." if title else TITLE + plain
    candidate = Candidate(start=0, end=1, kind=kind, source=VOCABULARY, role=role)
    bounds = (offset, offset + len(plain))
    return read_role(text, candidate, (offset + start, offset + end), bounds, text.index("\n\n"))


@pytest.mark.parametrize(
    ("sentence", "role"),
    [
        ("We pour with <KettleNet>.", Role.USES),
        ("Our pot outperforms <KettleNet>.", Role.COMPARES),
        ("Our pot surpasses the hot <KettleNet>.", Role.COMPARES),
        ("It is hotter than <KettleNet>.", Role.COMPARES),
        ("Compared with <KettleNet> it is hot.", Role.COMPARES),
        ("Unlike <KettleNet> it is hot.", Role.COMPARES),
        ("We beat baselines such as <KettleNet>.", Role.COMPARES),
        ("Traditional <kettle nets> are cold.", Role.COMPARES),
        ("A pot instead of <KettleNet> is used.", Role.COMPARES),
        ("<Kettle nets> often struggle with tea.", Role.COMPARES),
        ("The <KettleNet> baseline is cold.", Role.COMPARES),
        ("<KettleNet> cannot pour.", Role.COMPARES),
        ("Our pot outperforms others. With <KettleNet> it pours.", Role.USES),
        ("It is hotter than anything else that anyone ever poured with <KettleNet>.", Role.USES),
        ("<KettleNet> pours.", Role.USES),
        ("<KettleNet> pours, and pots cannot.", Role.USES),
    ],
)
def test_the_words_around_a_method_tell_use_from_comparison(sentence: str, role: Role) -> None:
    assert role_in(sentence, Kind.METHOD) is role


def test_no_dataset_is_compared_with() -> None:
    assert role_in("It is better than <TeaSet>.", Kind.DATASET) is Role.USES


def test_nothing_in_a_title_is_compared_with() -> None:
    assert role_in("Better than <KettleNet>", Kind.METHOD, title=True) is Role.USES


@pytest.mark.parametrize(
    ("sentence", "role"),
    [
        ("We pour for <tea ranking>.", Role.ADDRESSES),
        ("<Tea ranking> is hard.", Role.ADDRESSES),
        ("Leaves matter in areas such as <tea ranking>.", Role.MENTIONS),
        ("Leaves pave the way for <tea ranking>.", Role.MENTIONS),
        ("Leaves are crucial for <tea ranking>.", Role.MENTIONS),
        ("This paper shows why leaves are crucial for <tea ranking>.", Role.ADDRESSES),
        ("In <tea ranking>, leaves are crucial.", Role.ADDRESSES),
    ],
)
def test_a_task_named_in_passing_is_only_mentioned(sentence: str, role: Role) -> None:
    assert role_in(sentence, Kind.TASK) is role


def test_a_task_in_the_title_is_addressed() -> None:
    assert role_in("Leaves crucial for <tea ranking>", Kind.TASK, title=True) is Role.ADDRESSES


@pytest.mark.parametrize("kind", Kind)
def test_a_role_that_a_pattern_gave_stands(kind: Kind) -> None:
    assert role_in("It is hotter than <KettleNet>.", kind, role=Role.INTRODUCES) is Role.INTRODUCES
