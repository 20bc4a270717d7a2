from __future__ import annotations

import gzip
import math
from pathlib import Path

import pytest

from kg.extraction.coined import coined_names, how_known, is_coined, read_coined
from kg.extraction.setting import MODEL


@pytest.mark.parametrize("word", ["TeaNet", "CKN", "iBOT", "Kettle-3D", "VP-SDE", "YOLOv5", "C3+"])
def test_words_that_somebody_made_up_are_coined(word: str) -> None:
    assert is_coined(word)
    assert coined_names(f"We pour by {word}, twice.") == {word}


@pytest.mark.parametrize("word", ["kettle", "Kettle", "tea-net", "2025", "Tea Net", "", "(CKN)", "3.14"])
def test_plain_words_and_numbers_are_not(word: str) -> None:
    assert not is_coined(word)


def test_a_name_is_known_by_its_plural_and_by_the_best_known_of_its_names() -> None:
    coined = {"CKN": 3, "TeaNets": 8}
    assert how_known(["CKNs"], coined) == math.log1p(3)
    assert how_known(["TeaNet", "CKN"], coined) == math.log1p(8)
    assert how_known(["ckn", "copper kettle net"], coined) == 0
    assert how_known([], coined) == 0


def test_names_are_read_with_the_number_of_their_papers(tmp_path: Path) -> None:
    (tmp_path / "coined.txt.gz").write_bytes(gzip.compress(b"2 CKN TeaNet\n7 VP-SDE"))
    assert read_coined(tmp_path / "coined.txt.gz") == {"CKN": 2, "TeaNet": 2, "VP-SDE": 7}


def test_the_names_that_ship_are_known_ones() -> None:
    coined = read_coined(MODEL / "coined.txt.gz")
    assert coined["GNNExplainer"] > 2
    assert all(map(is_coined, coined))
