from __future__ import annotations

from collections import defaultdict

from kg.linking.usage import _TABLE, places, usual_meaning


def test_an_abbreviation_means_what_papers_of_its_category_mean() -> None:
    assert usual_meaning("MD", ["cond-mat.soft"]) == "molecular dynamics"
    assert usual_meaning("MLIPs", ["physics.chem-ph"]) == "machine-learned interatomic potential"


def test_an_abbreviation_that_means_several_things_is_told_to_be_ambiguous() -> None:
    assert usual_meaning("MAE", ["cs.CV"]) == ""
    assert usual_meaning("MD", []) == ""


def test_of_an_abbreviation_that_few_papers_define_nothing_is_known() -> None:
    assert usual_meaning("QXZV", ["cs.LG"]) is None


def test_the_nearest_place_with_an_answer_decides() -> None:
    assert list(places(["cs.LG", "stat.ML"])) == ["cs.LG", "cs", "*"]
    assert usual_meaning("PIC", ["physics.comp-ph"]) == "particle-in-cell"
    assert usual_meaning("PIC", ["physics.optics"]) == ""


def test_the_table_is_sorted_and_says_nothing_twice() -> None:
    lines = _TABLE.read_text(encoding="utf-8").splitlines()
    rows = [line.split("\t") for line in lines]
    assert rows == sorted(rows, key=lambda row: row[:2])
    found: dict[str, dict[str, str]] = defaultdict(dict)
    for short, place, meaning, agreeing, defining in rows:
        assert 0 < int(agreeing) <= int(defining)
        assert place not in found[short]
        found[short][place] = meaning
    for by_place in found.values():
        for place, meaning in by_place.items():
            wider = [by_place[p] for p in list(places([place]))[1:] if p in by_place] if place != "*" else []
            assert not wider or wider[0] != meaning or meaning == ""
