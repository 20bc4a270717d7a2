from __future__ import annotations

import subprocess
import sys

from hypothesis import given, settings

from kg.building import extract_papers, fingerprint
from kg.extraction import DEFAULT, Setting, load_reader
from kg.extraction.fast import FastReader
from kg.extraction.pipeline import find_mentions, load_pipeline
from kg.extraction.setting import LONGEST
from kg.model import Kind, Paper, Role
from tests.extraction.test_pipeline import TEXTS

PAPER = Paper(
    id="2512.00001",
    title="KettleNet: tea forecasting with a Fourier neural operator",
    abstract="We introduce KettleNet, a graph neural network (GNN). The GNN outperforms PINNs on ImageNet.",
)
FAST = Setting(fast=True)
READ = FastReader()
WITHOUT_TAGGER = load_pipeline(tagger=False)


def test_rules_alone_find_names_vocabulary_terms_and_abbreviations() -> None:
    ((_, statements),) = extract_papers([PAPER], FAST)
    assert {(s.entity.name, s.entity.kind, s.role) for s in statements} == {
        ("KettleNet", Kind.METHOD, Role.INTRODUCES),
        ("tea forecasting", Kind.TASK, Role.ADDRESSES),
        ("Fourier neural operator", Kind.METHOD, Role.USES),
        ("graph neural network", Kind.METHOD, Role.USES),
        ("physics-informed neural network", Kind.METHOD, Role.COMPARES),
        ("ImageNet", Kind.DATASET, Role.USES),
    }


@settings(max_examples=100, deadline=None)
@given(title=TEXTS, abstract=TEXTS)
def test_the_fast_setting_finds_what_the_pipeline_without_its_tagger_finds(title: str, abstract: str) -> None:
    paper = Paper(id="2512.00001", title=title, abstract=abstract)
    ((_, mentions),) = find_mentions(WITHOUT_TAGGER, [paper])
    assert tuple(READ(paper.text)) == mentions


def test_a_long_text_is_read_as_far_as_by_the_pipeline() -> None:
    paper = Paper(id="2512.00001", title="Tea", abstract="ImageNet " + "tea " * (LONGEST // 4) + "ImageNet")
    ((_, mentions),) = load_reader(FAST)([paper])
    assert [mention.start for mention in mentions] == [5]


def test_the_setting_is_part_of_what_tells_whether_a_document_is_read_anew() -> None:
    assert fingerprint(FAST) != fingerprint(DEFAULT)
    assert FAST.rules != DEFAULT.rules


def test_the_fast_setting_loads_neither_spacy_nor_numpy() -> None:
    code = (
        "import sys; from kg.extraction import Setting, load_reader; load_reader(Setting(fast=True));"
        "print(sorted({'spacy', 'numpy'} & set(sys.modules)))"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout == "[]\n"
