"""Annotations without texts: joined to the texts again, they are the same gold; the data card says what they hold."""

from __future__ import annotations

import gzip
import json
import subprocess
import sys
import zipfile
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from kg.evaluation.annotated import parse
from tests.conftest import ROOT
from tests.evaluation import load_scorer
from training.standoff import join, make, strip, unite

FOLDER = ROOT / "training" / "annotations"
FILES = ("train", "dev", "seeds")
MORE = "more"
"""Another reader's, whose texts are among those of the corpus."""
TITLE = "CountNet: Flow Matching for Sheep"
ABSTRACT = (
    "We present CountNet, a flow matching (FM) net. CountNet++ extends flow matching to goats in FM-Net."
)
GOLD: dict[str, Any] = {
    "id": "2512.00001",
    "title": TITLE,
    "abstract": ABSTRACT,
    "entities": [
        {"type": "Method", "name": "CountNet", "role": "introduces", "mentions": ["CountNet"]},
        {
            "type": "Method",
            "name": "flow-matching",
            "role": "uses",
            "mentions": ["Flow Matching", "flow matching", "FM"],
        },
        {"type": "Dataset", "name": "FM-Net", "role": "uses", "mentions": ["FM-Net"]},
        {"type": "Task", "name": "net", "role": "mentions", "mentions": ["Net"]},
    ],
}


def written(path: Path, *papers: dict[str, Any]) -> str:
    path.write_text("".join(json.dumps(paper) + "\n" for paper in papers), encoding="utf-8")
    return str(path)


def lines(path: Path | str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in Path(path).read_text(encoding="utf-8").splitlines()]


def same(scorer: Any, one: dict[str, Any], other: dict[str, Any]) -> None:
    """Both are the same gold to the scorer, entity by entity and place by place."""
    texts = [f"{paper['title']}\n\n{paper['abstract']}" for paper in (one, other)]
    said = [
        [
            (e["type"], e["role"], " ".join(e["name"].split()), frozenset(scorer.surfaces(e)))
            for e in p["entities"]
        ]
        for p in (one, other)
    ]
    assert said[0] == said[1]
    places = [
        sorted((" ".join(t[a:b].split()), kind) for a, b, kind in scorer.spans(p, t))
        for p, t in zip((one, other), texts, strict=True)
    ]
    assert places[0] == places[1]
    if texts[0] == texts[1]:
        assert scorer.spans(one, texts[0]) == scorer.spans(other, texts[1])


def test_what_is_kept_is_a_hash_and_the_places_of_every_mention() -> None:
    record = strip(parse(GOLD))
    assert set(record) == {"id", "sha256", "entities"}
    text = f"{TITLE}\n\n{ABSTRACT}"
    said = [[text[a:b] for a, b in row[2]] for row in record["entities"]]
    assert said == [
        ["CountNet"] * 3,
        ["Flow Matching", "flow matching", "FM", "flow matching"],
        ["FM-Net"],
        ["Net"],
    ]
    assert [row[3:] for row in record["entities"]] == [[], ["flow-matching"], [], ["net"]]


def test_joined_to_its_text_it_is_what_it_was() -> None:
    joined = unite(strip(parse(GOLD)), TITLE, ABSTRACT)
    assert joined == GOLD


def test_white_space_does_not_matter_and_is_told() -> None:
    wrapped = "  " + ABSTRACT.replace("flow matching", "flow\nmatching", 1).replace(". ", ".\n  ") + "\n"
    joined = unite(strip(parse(GOLD)), TITLE.replace(" for", "\n  for"), wrapped)
    assert joined is not None
    assert joined["realigned"] is True
    assert joined["abstract"] == wrapped.strip()
    assert joined["entities"][1]["mentions"] == ["Flow Matching", "flow\nmatching", "FM", "flow matching"]
    assert joined["entities"][1]["name"] == "flow-matching"


def test_another_text_does_not_fit() -> None:
    assert unite(strip(parse(GOLD)), TITLE, f"{ABSTRACT} Version 2.") is None


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"optional": True}, "optional"),
        ({"mentions": ["sheepdog"]}, "not in the text"),
        ({"mentions": ["FM-Net"]}, "two entities"),
        ({"mentions": []}, "no mention"),
    ],
)
def test_what_the_form_cannot_hold_is_refused(changed: dict[str, Any], says: str) -> None:
    entities = [GOLD["entities"][0] | changed, *GOLD["entities"][1:]]
    with pytest.raises(ValueError, match=says):
        strip(parse(GOLD | {"entities": entities}))


def test_texts_come_from_metadata_dumps_and_from_digests(tmp_path: Path) -> None:
    annotations = tmp_path / "a.jsonl"
    make(written(tmp_path / "gold.jsonl", GOLD), str(annotations))
    row = {"id": "2512.00001", "title": TITLE, "abstract": f"  {ABSTRACT}\n", "categories": "cs.LG stat.ML"}
    kaggle = written(tmp_path / "kaggle.json", row | {"authors_parsed": []}, {"id": "2512.00002"})
    (tmp_path / "k.json.gz").write_bytes(gzip.compress(Path(kaggle).read_bytes()))
    with zipfile.ZipFile(tmp_path / "k.zip", "w") as archive:
        archive.write(kaggle, "arxiv.json")
    digest = tmp_path / "2025-12-01.md"
    digest.write_text(
        f"# cs.LG\n\n### [1] [{TITLE}](https://arxiv.org/abs/2512.00001)\n*A. Byron*\n\n#### Abstract\n{ABSTRACT}\n",
        encoding="utf-8",
    )
    for source in (kaggle, tmp_path / "k.json.gz", tmp_path / "k.zip", digest):
        said = join(str(annotations), [str(source)], str(tmp_path / "out.jsonl"))
        assert "1 of 1 papers joined" in said, source
        (joined,) = lines(tmp_path / "out.jsonl")
        assert (joined["abstract"], joined["entities"]) == (ABSTRACT, GOLD["entities"])
    join(str(annotations), [kaggle], str(tmp_path / "out.jsonl"))
    assert lines(tmp_path / "out.jsonl")[0]["categories"] == ["cs.LG", "stat.ML"]


def test_what_did_not_match_is_counted(tmp_path: Path) -> None:
    gold = written(tmp_path / "gold.jsonl", GOLD, GOLD | {"id": "2512.00002"}, GOLD | {"id": "2512.00003"})
    make(gold, str(tmp_path / "a.jsonl"))
    rows = [
        {"id": "2512.00001", "title": TITLE, "summary": ABSTRACT.replace(" ", "\n")},
        {"id": "arXiv:2512.00002v2", "title": TITLE, "summary": "Other."},
    ]
    said = join(
        str(tmp_path / "a.jsonl"), [written(tmp_path / "t.jsonl", *rows)], str(tmp_path / "out.jsonl")
    )
    assert said.splitlines()[1:] == [
        "  1 of them with other white space, realigned",
        "  1 have another text here, of another version perhaps: 2512.00002",
        "  1 are not among the texts given",
    ]


def test_the_script_runs_from_the_command_line(tmp_path: Path) -> None:
    gold = written(tmp_path / "gold.jsonl", GOLD)
    script = [sys.executable, "-m", "training.standoff"]
    for arguments in (
        ["make", gold, "-o", tmp_path / "a"],
        ["join", tmp_path / "a", gold, "-o", tmp_path / "b"],
    ):
        subprocess.run([*script, *arguments], cwd=ROOT, check=True, capture_output=True)
    assert lines(tmp_path / "b") == [GOLD]
    bad = [*script, "join", gold, gold, "-o", tmp_path / "c"]
    done = subprocess.run(bad, cwd=ROOT, capture_output=True, check=False)
    assert done.returncode == 1
    assert b"gold.jsonl:1: is no annotation without text" in done.stderr


def test_the_files_are_small_sorted_and_hold_no_texts() -> None:
    assert sum(path.stat().st_size for path in FOLDER.glob("*.jsonl")) < 5_000_000
    for name in (*FILES, MORE):
        records = lines(FOLDER / f"{name}.jsonl")
        assert [r["id"] for r in records] == sorted({r["id"] for r in records})
        assert {frozenset(r) for r in records} == {frozenset({"id", "sha256", "entities"})}
        names = [row[3] for r in records for row in r["entities"] if len(row) == 4]
        assert max(map(len, names), default=0) < 120


def test_the_data_card_counts_what_is_in_the_files() -> None:
    card = (FOLDER / "README.md").read_text(encoding="utf-8")
    for group in (FILES, (MORE,)):
        _check_counts(card, group)


def _check_counts(card: str, group: Sequence[str]) -> None:
    """Each file has its line, and the files of a group together have a table of roles."""
    roles: Counter[tuple[str, str]] = Counter()
    for name in group:
        records = lines(FOLDER / f"{name}.jsonl")
        rows = [row for r in records for row in r["entities"]]
        roles.update((row[0], row[1]) for row in rows)
        empty = sum(not r["entities"] for r in records)
        counts = f"{len(records):,} | {len(rows):,} | {sum(len(row[2]) for row in rows):,} | {empty} |"
        assert any(
            line.startswith(f"| `{name}.jsonl`") and line.endswith(counts) for line in card.splitlines()
        )
    for kind in ("Method", "Dataset"):
        counted = " | ".join(f"{roles[kind, role]:,}" for role in ("introduces", "uses", "compares"))
        assert f"| {kind} | {counted} | | |" in card
    assert f"| Task | | | | {roles['Task', 'addresses']:,} | {roles['Task', 'mentions']:,} |" in card


def test_no_paper_stands_in_two_files() -> None:
    ids = [record["id"] for name in (*FILES, MORE) for record in lines(FOLDER / f"{name}.jsonl")]
    assert len(ids) == len(set(ids))


@pytest.mark.shared
def test_the_further_annotations_find_their_texts(shared: Path, tmp_path: Path) -> None:
    texts = shared / "corpus" / "papers-100k.jsonl.gz"
    join(str(FOLDER / f"{MORE}.jsonl"), [str(texts)], str(tmp_path / "out.jsonl"))
    joined, annotated = lines(tmp_path / "out.jsonl"), lines(FOLDER / f"{MORE}.jsonl")
    assert [paper["id"] for paper in joined] == [record["id"] for record in annotated]
    for paper, record in zip(joined, annotated, strict=True):
        assert len(paper["entities"]) == len(record["entities"])


@pytest.mark.shared
@pytest.mark.parametrize("name", FILES)
def test_the_annotations_joined_to_their_texts_are_the_gold_they_were_made_from(
    shared: Path, tmp_path: Path, name: str
) -> None:
    scorer = load_scorer(shared)
    gold = shared / "annotation" / f"{name}.jsonl"
    make(str(gold), str(tmp_path / "made.jsonl"))
    assert (tmp_path / "made.jsonl").read_bytes() == (FOLDER / f"{name}.jsonl").read_bytes()
    wrapped = tmp_path / "wrapped.jsonl"
    written(
        wrapped,
        *(
            paper | {"abstract": f"  {paper['abstract'].replace(' a', chr(10) + 'a')}"}
            for paper in lines(gold)
        ),
    )
    for texts in (gold, wrapped):
        join(str(tmp_path / "made.jsonl"), [str(texts)], str(tmp_path / "out.jsonl"))
        joined = {paper["id"]: paper for paper in lines(tmp_path / "out.jsonl")}
        originals = lines(gold)
        assert len(joined) == len(originals)
        for original in originals:
            same(scorer, original, joined[original["id"]])
