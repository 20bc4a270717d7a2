"""Whatever the bytes: papers, notes, or one SourceError; never anything else, never for long."""

import json
import time
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kg.errors import SourceError
from kg.model import Paper, Skipped
from tests.sources.samples import ALL, results
from tests.sources.test_bibtex import ARTICLE
from tests.sources.test_jsonlines import ROW
from tests.sources.test_kaggle import KAGGLE
from tests.sources.test_openalex import ENVELOPE, WORK
from tests.sources.test_packing import PACK, zipped
from tests.sources.test_semantic_scholar import PAPER

LINES = sorted({line for sample in ALL for line in sample.splitlines(keepends=True)})
ROWS = [
    json.dumps(ROW) + "\n",
    json.dumps(ROW, indent=1),
    "[",
    "]",
    ",",
    "{",
    '{"id": "',
    "7\n",
    "null\n",
    "\n",
]
quick = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def survives(folder: Path, content: bytes) -> None:
    try:
        found = results(folder, content)
    except SourceError as refusal:
        one_line = "\n" not in str(refusal)
    else:
        one_line = True
        check(found)
    assert one_line


def check(found: list[Paper | Skipped]) -> None:
    for result in found:
        if isinstance(result, Paper):
            assert result.title
            assert result.id
            (result.text + "".join(author.name for author in result.authors)).encode()


@quick
@given(st.binary(max_size=2000))
def test_any_bytes_are_survived(tmp_path: Path, content: bytes) -> None:
    survives(tmp_path, content)


@quick
@given(st.lists(st.sampled_from(LINES), max_size=60), st.binary(max_size=4))
def test_any_mixture_of_digest_lines_is_survived(tmp_path: Path, lines: list[str], junk: bytes) -> None:
    survives(tmp_path, "".join(lines).encode() + junk)


@quick
@given(st.lists(st.sampled_from(ROWS), max_size=20))
def test_any_mixture_of_rows_is_survived(tmp_path: Path, rows: list[str]) -> None:
    survives(tmp_path, "".join(rows).encode())


JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["name", "tldr", "method"]), inner)
    ),
    max_leaves=5,
)


@quick
@given(st.dictionaries(st.sampled_from([*ROW, "url", "cate", "raw_categories", "published", "doi"]), JSON))
def test_any_values_in_a_row_are_survived(tmp_path: Path, row: dict[str, object]) -> None:
    survives(tmp_path, f"{json.dumps(ROW)}\n{json.dumps(row)}\n".encode())


METADATA = {
    "kaggle": json.dumps(KAGGLE) + "\n" + json.dumps(KAGGLE) + "\n",
    "semantic scholar": json.dumps({"total": 2, "data": [PAPER, None, PAPER]}),
    "openalex": json.dumps(ENVELOPE, indent=1),
    "bibtex": ARTICLE + "\n@string{a = {b}}\n" + ARTICLE.replace("byron2021", "b"),
}
SOURCES = {name: text.encode() for name, text in METADATA.items()}
SOURCES |= {suffix: pack(METADATA["kaggle"].encode()) for suffix, pack in PACK.items()}
SOURCES[".zip"] = zipped({"a.json": METADATA["kaggle"].encode(), "b.bib": METADATA["bibtex"].encode()})


@pytest.mark.parametrize("source", SOURCES)
@quick
@given(data=st.data())
def test_damage_to_any_bytes_of_a_source_is_survived(
    tmp_path: Path, source: str, data: st.DataObject
) -> None:
    content = bytearray(SOURCES[source])
    for _ in range(data.draw(st.integers(1, 6))):
        start = data.draw(st.integers(0, len(content)))
        end = start + data.draw(st.integers(0, 40))
        content[start:end] = data.draw(
            st.binary(max_size=20) | st.sampled_from([b'"', b"}", b"{", b"]", b"[", b"\n@", b",", b"\\"])
        )
    survives(tmp_path, bytes(content))


@pytest.mark.parametrize("row", [KAGGLE, WORK, PAPER], ids=["kaggle", "openalex", "semantic scholar"])
@quick
@given(data=st.data())
def test_any_values_in_metadata_are_survived(
    tmp_path: Path, row: dict[str, object], data: st.DataObject
) -> None:
    keys = data.draw(st.lists(st.sampled_from(sorted(row)), max_size=4))
    changed = row | {key: data.draw(JSON | st.lists(JSON, max_size=2)) for key in keys}
    survives(tmp_path, f"{json.dumps(row)}\n{json.dumps(changed)}\n".encode())


@pytest.mark.parametrize("sample", ALL)
@quick
@given(data=st.data())
def test_damage_to_one_entry_leaves_the_entry_before_it_whole(
    tmp_path: Path, sample: str, data: st.DataObject
) -> None:
    first = (
        "### [7] [Whole](https://arxiv.org/abs/2512.07777)\n*Ada Byron*\n\nAbstract: Whole.\n\n</details>\n\n"
    )
    kept = sample.splitlines(keepends=True)
    start = next((number for number, line in enumerate(kept) if line.startswith("### ")), 0)
    kept = kept[start:]
    for _ in range(data.draw(st.integers(0, 5))):
        kept.pop(data.draw(st.integers(0, len(kept) - 1)))
        if not kept:
            break
    found = [result for result in results(tmp_path, first + "".join(kept)) if isinstance(result, Paper)]
    assert (found[0].id, found[0].abstract) == ("2512.07777", "Whole.")


M = 5_000_000
HEAD = "### [1] [A](https://arxiv.org/abs/2512.00001)\n*B C*\n\n"


@pytest.mark.parametrize(
    "content",
    [
        "a" * M,
        "[" * M,
        "#" * M,
        "### [" + "[" * M,
        "### [a](http://x" + "(" * M,
        '{"a":' * (M // 5),
        '[{"id": "' + "x" * M,
        '{"id": "2512.00001", "title": "A", "summary": "' + "a" * M + '"}',
        HEAD + "Abstract: " + "a " * (M // 2),
        HEAD + "TL;DR: " + "error " * (M // 6),
        HEAD + "](" * (M // 2),
        HEAD + "**" * (M // 2),
        "- [a" + "](#" * (M // 3) + " [Total:",
        '{"results": [' + "{" * M,
        '{"data": [{"title": "' + "a" * M,
        '{"results": [' + '{"id": ' * (M // 7),
        "@misc{a, title = {A}, author = {" + "A and " * (M // 6),
        "@misc{a, title = {" + "{" * M,
        "@misc{a, " + "a" * M,
        "@string{a = {b}}" * (M // 16) + "@misc{a, title = {A}}",
        '{"authors_parsed": [], "title": "A", "authors": "' + "(" * M + '"}',
        '{"authors_parsed": [], "title": "A", "authors": "' + " and" * (M // 40) + '"}',
        '{"authors_parsed": [["' + "\\\\" * (M // 2) + '", ""]], "title": "A"}',
        '{"authors_parsed": [], "title": "A", "authors": "' + " " * M + '"}',
        "@misc{a, title = {A}, note = {" + "arxiv" * (M // 5) + "}}",
        "@misc{a, title = {A}, note = {arXiv:" + " " * M + "}}",
        "@" + " " * M + "misc{a, title = {A}}",
    ],
    ids=range(27),
)
def test_a_line_of_five_million_characters_takes_no_time(tmp_path: Path, content: str) -> None:
    begin = time.perf_counter()
    survives(tmp_path, content.encode())
    assert time.perf_counter() - begin < 10
