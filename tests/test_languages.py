"""In what language a text is, and that nothing is sought in what is not English."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg import languages
from kg.building import extract_papers
from kg.extraction import Setting
from kg.languages import english_only, foreign_note, script_language, summary_language
from kg.model import Paper, Summary

ABSTRACT = (
    "We count the sheep of a meadow with a flow matching model, and compare it to graph neural networks."
)
FRENCH = (
    "Nous proposons une méthode pour compter les moutons dans un pré. Cette méthode repose sur le flow matching "
    "et sur des réseaux de neurones, avec une précision qui est meilleure que celle des travaux du passé."
)
GERMAN = (
    "Wir zählen die Schafe einer Wiese mit einem neuronalen Netz. Das Verfahren ist schnell und wird auf der "
    "Weide erprobt, wobei sich zeigt, dass es nicht von dem Wetter abhängt."
)
SPANISH = (
    "Contamos las ovejas de un prado con una red neuronal. El método es rápido y se prueba en los campos del "
    "norte, con una precisión que no depende de la lluvia."
)
PORTUGUESE = (
    "Contamos as ovelhas de um prado com uma rede neural. O método é rápido e não depende da chuva, o que se "
    "mostra em testes com os dados do norte."
)
CHINESE = "我们提出CountNet，用流匹配方法数羊，在ImageNet上优于ResNet。"


def found(paper: Paper) -> list[str]:
    ((_, statements),) = extract_papers([paper], Setting(fast=True))
    return [m.text for s in statements for m in s.evidence]


@pytest.mark.parametrize(
    ("text", "tag"),
    [
        ("We count sheep.", "en"),
        ("Gauß and Erdős count naïvely.", "en"),
        ("We count 羊 (sheep) in all meadows of the country.", "en"),
        ("提出CountNet，用于数羊，在ImageNet上优于ResNet。", "zh"),
        ("CountNetを提案する。", "ja"),
        ("양을 모두 세었다.", "ko"),
        ("Мы считаем овец.", "und"),
        ("42", "und"),
        ("", "und"),
    ],
)
def test_the_language_is_told_by_the_script(text: str, tag: str) -> None:
    assert script_language(text) == tag


@pytest.mark.parametrize(
    ("text", "tag"),
    [
        ("Zhang Wei (张伟) counts sheep by night and by day.", "en"),
        (
            "提出Deep Constrained Clustering with Metric Learning (DCCML)的新算法，以提高羊的分类准确性。",
            "zh",
        ),
        ("我們提出一種新方法，用於計算羊群的數量。", "zh"),
        ("研究日本动画《ドラえもん》中的羊，并与其他作品进行了比较，发现羊的数量在逐年增加。", "zh"),
        ("高精度画像認識手法を提案", "ja"),
        ("牧場羊群計数用深層学習基盤Transformerの構築", "ja"),
        ("ＡＢＣ-NetでGPT-4oとLLaMAを比較", "ja"),
        ("그래프 신경망(GNN)으로 양을 센다.", "ko"),
        ("Transformer 기반 CountNet 제안", "ko"),
        ("韓國 羊群 計算 모델을 제안한다", "ko"),
        ("ＣＯＵＮＴＩＮＧ", "en"),
        (FRENCH, "fr"),
        (GERMAN, "de"),
        ("$42$", "und"),
        ("", "und"),
    ],
)
def test_the_language_of_a_summary_is_told_whatever_names_it_holds(text: str, tag: str) -> None:
    assert summary_language(text) == tag


@pytest.mark.parametrize(
    ("text", "tag"), [(FRENCH, "fr"), (GERMAN, "de"), (SPANISH, "es"), (PORTUGUESE, "pt"), (ABSTRACT, "en")]
)
def test_languages_in_latin_letters_are_told_by_their_function_words(text: str, tag: str) -> None:
    assert summary_language(text) == tag
    assert (foreign_note(text) is None) == (tag == "en")


def test_english_with_foreign_names_and_formulas_is_left_as_it_is() -> None:
    text = (
        "De novo design à la Poincaré, by El Niño data of the Universidad de Los Andes. Here α=β(γ,δ)/θ and "
        "$λ_*=μ_*(ξ,π)$. We thank 王小明 and 李雷 for the von Kármán streets des Alpes."
    )
    assert english_only("Los Angeles: La La Land", text) == ("Los Angeles: La La Land", text)


def test_of_two_languages_the_english_sentences_stay_in_their_places() -> None:
    text = f"{FRENCH} -- {ABSTRACT}"
    title, kept = english_only("Compter les moutons", text)
    assert title.strip() == ""
    assert (len(title), len(kept)) == (len("Compter les moutons"), len(text))
    assert kept.strip().endswith(ABSTRACT)
    assert "Nous" not in kept
    assert kept[-len(ABSTRACT) :] == ABSTRACT
    assert foreign_note(text) == (
        "abstract is not all in English (fr too): entities are sought in its English sentences alone"
    )


def test_a_title_keeps_the_name_it_begins_with() -> None:
    assert english_only("CountNet: compter les moutons dans un pré", FRENCH)[0].strip() == "CountNet:"
    assert english_only("CountNet：用流匹配方法数羊", ABSTRACT)[0].strip() == "CountNet："
    assert english_only("Compter les moutons dans la neige", ABSTRACT)[0].strip() == ""


@pytest.mark.parametrize("abstract", [CHINESE, FRENCH, "CountNetを用いてflow matchingで羊を数える。"])
def test_of_a_foreign_abstract_only_the_english_title_is_read(abstract: str) -> None:
    paper = Paper(id="1", title="Counting sheep by flow matching", abstract=abstract)
    assert "flow matching" in found(paper)
    assert all(name in paper.title for name in found(paper))


def test_english_after_another_language_is_read_and_quoted_from_its_place() -> None:
    paper = Paper(id="1", title="CountNet: 用流匹配方法数羊", abstract=f"{CHINESE}{ABSTRACT}")
    ((whole, statements),) = extract_papers([paper], Setting(fast=True))
    assert whole == paper
    mentions = [m for s in statements for m in s.evidence]
    assert "graph neural networks" in [m.text for m in mentions]
    assert all(paper.text[m.start : m.end] == m.text for m in mentions)
    assert not any(m.text == "ResNet" for m in mentions)


def test_summaries_are_never_read() -> None:
    summary = Summary(
        field="tldr", text="Flow matching and graph neural networks count sheep.", language="en"
    )
    assert found(Paper(id="1", title="Counting sheep", abstract="", summaries=(summary,))) == []


@pytest.mark.shared
def test_no_abstract_of_the_annotated_papers_is_taken_for_foreign(shared: Path) -> None:
    for name in ("dev", "train", "seeds"):
        for line in (shared / "annotation" / f"{name}.jsonl").read_text(encoding="utf-8").splitlines():
            paper = json.loads(line)
            assert english_only(paper["title"], paper["abstract"]) == (paper["title"], paper["abstract"])


@pytest.mark.shared
def test_of_20000_abstracts_of_arxiv_only_the_two_that_are_half_spanish_are_flagged(shared: Path) -> None:
    flagged = []
    with gzip.open(shared / "corpus" / "papers-100k.jsonl.gz", "rt", encoding="utf-8") as lines:
        for number, line in enumerate(lines):
            paper = json.loads(line)
            if foreign_note(paper["summary"]):
                flagged.append(paper["id"])
            if number == 20_000:
                break
    assert set(flagged) <= {"2510.12830", "2601.08851"}


@given(st.text(st.characters(max_codepoint=127)))
def test_words_of_plain_letters_are_cut_as_all_others(text: str) -> None:
    assert languages._words(text) == languages._WORD.findall(text.lower())
