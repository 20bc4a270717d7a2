"""The curated files themselves: how much they hold, and what keeps them unambiguous and readable."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from functools import cache

import pytest

from kg import resources
from kg.extraction.pipeline import find_mentions, load_pipeline
from kg.model import Kind, Paper
from kg.names import normal_form
from kg.vocabulary import SHIPPED, Concept, load

METRICS = "MAE MSE RMSE AP mAP AUC AUROC F1 BLEU ROUGE METEOR FID IoU PSNR SSIM WER NLL MAP ACC".split()
SHARED = "MAE SAM DMD GQA TTS VQA PLM FCI EDM EMD TEM SEM STM ICA LDA ABC BP RPA".split()
CONFUSED = {
    Kind.METHOD: (
        "masked autoencoder", "segment anything model", "mamba", "llama", "transformer", "attention mechanism",
        "diffusion model", "normalizing flow", "flow matching", "gaussian process", "density functional theory",
        "physics informed neural network", "physics informed neural operator", "neural network potential",
        "variational monte carlo", "boltzmann machine", "surrogate model", "in context learning",
    ),
    Kind.TASK: ("superresolution", "inverse problem", "retrosynthesis", "anomaly detection"),
    Kind.DATASET: ("gqa dataset", "protein data bank", "materials project", "era5"),
}  # fmt: skip


def concepts() -> list[Concept]:
    return list(load().concepts.values())


@cache
def depth(kind: Kind, key: str) -> int:
    """How many concepts stand on the longest way up, itself included."""
    return 1 + max((depth(kind, up) for up in load().concepts[kind, key].broader), default=0)


def test_it_holds_what_was_asked_for() -> None:
    counts = Counter(one.kind for one in concepts())
    assert counts[Kind.METHOD] >= 2000
    assert counts[Kind.DATASET] >= 750
    assert counts[Kind.TASK] >= 750


def test_the_readme_states_its_size() -> None:
    counts = Counter(one.kind for one in concepts())
    said = f"{counts[Kind.METHOD]:,} methods, {counts[Kind.DATASET]:,} datasets, {counts[Kind.TASK]:,} tasks"
    readme = (resources.folder("ontology").parent / "README.md").read_text(encoding="utf-8")
    assert said in " ".join(readme.split())


def test_no_two_concepts_share_an_abbreviation_that_is_not_marked_ambiguous() -> None:
    bearers = defaultdict(set)
    for one in concepts():
        for short in one.abbreviations + one.ambiguous:
            bearers[short].add(one.iri)
    shared = {short for short, found in bearers.items() if len(found) > 1}
    assert not [(one.iri, short) for one in concepts() for short in one.abbreviations if short in shared]
    assert not [one.iri for one in concepts() if set(one.abbreviations) & set(one.ambiguous)]


def test_no_abbreviation_is_the_name_of_another_concept_of_its_kind() -> None:
    names = {(one.kind, normal_form(name)): one.iri for one in concepts() for name in one.names}
    for one in concepts():
        for short in one.abbreviations:
            assert names.get((one.kind, normal_form(short)), one.iri) == one.iri, short


def test_no_name_stands_for_two_concepts_of_one_kind() -> None:
    bearers = defaultdict(set)
    for one in concepts():
        for name in one.names:
            bearers[one.kind, normal_form(name)].add(one.iri)
    assert not {key: found for key, found in bearers.items() if len(found) > 1}


@pytest.mark.parametrize("short", METRICS)
def test_what_usually_names_a_metric_never_counts_alone(short: str) -> None:
    assert not [one.iri for one in concepts() if short in one.abbreviations or short in one.names]


@pytest.mark.parametrize("short", SHARED)
def test_what_means_several_things_is_marked_ambiguous(short: str) -> None:
    assert [one.iri for one in concepts() if short in one.ambiguous]
    assert not [one.iri for one in concepts() if short in one.abbreviations]


def test_families_are_three_deep_and_more() -> None:
    depths = {(one.kind, one.key): depth(one.kind, one.key) for one in concepts()}
    for kind, share in ((Kind.METHOD, 0.8), (Kind.DATASET, 0.75), (Kind.TASK, 0.85)):
        found = [value for (of, _), value in depths.items() if of is kind]
        assert sum(value >= 3 for value in found) / len(found) >= share, kind


def test_what_is_easily_confused_has_a_scope_note() -> None:
    for kind, keys in CONFUSED.items():
        for key in keys:
            assert load().concepts[kind, key].note, key
    assert sum(bool(one.note) for one in concepts()) >= 150


def test_it_claims_no_identifiers_of_others() -> None:
    for name in SHIPPED:
        text = (resources.folder("ontology") / name).read_text(encoding="utf-8")
        assert not re.search(
            r"skos:\w+Match|owl:sameAs|wikidata\.org|rdfs:seeAlso", text.partition("\n\n<")[2]
        )


@pytest.mark.parametrize("name", SHIPPED)
def test_a_concept_is_a_paragraph_and_paragraphs_stand_sorted(name: str) -> None:
    text = (resources.folder("ontology") / name).read_text(encoding="utf-8")
    found = re.findall(r"^<(\S+)> a kg:\w+ ;$", text, re.MULTILINE)
    assert found == sorted(found)
    assert len(found) == text.count("\n\n<") == text.count(" a kg:")


def test_signs_that_tell_names_apart_stay_in_keys_and_addresses() -> None:
    for kind, key, end in (
        (Kind.METHOD, "c++", "method/c++"),
        (Kind.METHOD, "lora+", "method/lora+"),
        (Kind.METHOD, "gpt 3.5", "method/gpt_3.5"),
        (Kind.DATASET, "squad 2.0", "dataset/squad_2.0"),
    ):
        assert load().concepts[kind, key].iri.endswith(end)


@pytest.mark.parametrize(
    ("sentence", "name"),
    [
        ("We compare with GPT-3.5 on all prompts.", "GPT-3.5"),
        ("We present GridSim++, a solver for sparse systems.", "GridSim++"),
        ("We train on SQuAD 2.0 first.", "SQuAD 2.0"),
        ("Scenes are rendered by 3D Gaussian splatting here.", "3D Gaussian splatting"),
        ("We present Sol(Di)$^2$T, a transformer for solar wind.", "Sol(Di)$^2$T"),
        ("We train an E(3)-equivariant graph neural network.", "E(3)-equivariant graph neural network"),
        ("We fine-tune with LoRA+ for one epoch.", "LoRA+"),
    ],
)
def test_names_that_the_field_uses_survive(sentence: str, name: str) -> None:
    paper = Paper(id="1", title="Title", abstract=sentence)
    ((_, mentions),) = find_mentions(load_pipeline(), [paper])
    assert name in [mention.text for mention in mentions]
