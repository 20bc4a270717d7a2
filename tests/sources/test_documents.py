import os
from datetime import date
from pathlib import Path

import pytest

from kg.errors import SourceError
from kg.model import Document, Paper, Skipped
from kg.sources import find, read
from tests.sources.samples import TASK


def write(path: Path, text: str = TASK) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def names(*paths: Path | str) -> list[str]:
    return [document.name for document in find(paths)]


def test_a_folder_gives_its_digests_by_suffix_sorted_and_named_below_it(tmp_path: Path) -> None:
    for name in (
        "b.md",
        "a/z.jsonl",
        "a/y.JSON",
        "c.md.gz",
        "d.txt",
        "e.xml",
        "e.ATOM.gz",
        "e.rss",
        "f.html",
        "f.py",
        ".hidden.md",
        ".git/x.md",
    ):
        write(tmp_path / name)
    assert names(tmp_path) == [
        "a/y.JSON",
        "a/z.jsonl",
        "b.md",
        "c.md.gz",
        "d.txt",
        "e.ATOM.gz",
        "e.rss",
        "e.xml",
    ]


def test_a_file_is_named_by_itself_whatever_its_suffix(tmp_path: Path) -> None:
    assert names(write(tmp_path / "2025-12-03.digest")) == ["2025-12-03.digest"]


def test_standard_input_is_named_stdin() -> None:
    assert find(["-", "-"]) == [Document(name="stdin", path="-")]


@pytest.mark.parametrize(
    ("name", "day"),
    [
        ("2025-12-03.md", date(2025, 12, 3)),
        ("2025-09-21_AI_enhanced.md", date(2025, 9, 21)),
        ("digest20251203.md", date(2025, 12, 3)),
        ("x_2025_12_03.md", date(2025, 12, 3)),
        ("2025-13-03.md", None),
        ("2025-02-30.md", None),
        ("120251203.md", None),
        ("2512.02315.md", None),
        ("2025-1203.md", None),
    ],
)
def test_the_day_comes_from_the_file_name_if_it_is_one(tmp_path: Path, name: str, day: date | None) -> None:
    assert find([write(tmp_path / name)])[0].date == day


def test_equal_names_get_their_parent_folder_in_front(tmp_path: Path) -> None:
    first, second = write(tmp_path / "a" / "x.md"), write(tmp_path / "b" / "x.md")
    assert names(first, second, write(tmp_path / "y.md")) == ["a/x.md", "b/x.md", "y.md"]
    assert names(tmp_path / "a", tmp_path / "b") == ["a/x.md", "b/x.md"]


def test_names_that_stay_equal_are_refused(tmp_path: Path) -> None:
    first, second = write(tmp_path / "1" / "a" / "x.md"), write(tmp_path / "2" / "a" / "x.md")
    with pytest.raises(SourceError, match=r"would be called 'a/x\.md'"):
        find([first, second])


def test_the_same_file_counts_once(tmp_path: Path) -> None:
    path = write(tmp_path / "x.md")
    assert names(path, tmp_path, str(path), tmp_path / ".." / tmp_path.name / "x.md") == ["x.md"]


def test_links_out_of_the_folder_do_not_count(tmp_path: Path) -> None:
    outside = write(tmp_path / "out" / "x.md")
    inside = write(tmp_path / "in" / "y.md").parent
    (inside / "x.md").symlink_to(outside)
    (inside / "folder").symlink_to(outside.parent)
    (inside / "loop").symlink_to(inside)
    (inside / "dangling.md").symlink_to(tmp_path / "nowhere")
    assert names(inside) == ["y.md"]


@pytest.mark.parametrize("name", ["nowhere", "nowhere/x.md", "a\0b"])
def test_a_missing_path_is_named(tmp_path: Path, name: str) -> None:
    with pytest.raises(SourceError, match=r"nowhere|a.b"):
        find([str(tmp_path / name)])


def test_a_folder_without_digests_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="no digest is in this folder"):
        find([tmp_path])


def test_folders_without_digests_are_told_to_whom_asks(tmp_path: Path) -> None:
    write(tmp_path / "a" / "x.md")
    (tmp_path / "b").mkdir()
    empty: list[Path] = []
    assert [document.name for document in find([tmp_path / "b", tmp_path / "a"], empty)] == ["x.md"]
    assert empty == [tmp_path / "b"]


def test_what_is_no_digest_is_passed_over_in_a_folder_but_refused_by_name(tmp_path: Path) -> None:
    readme = write(tmp_path / "README.md", "# A tool\n\nIt does things.\n")
    write(tmp_path / "x.md")
    results = [result for document in find([tmp_path]) for result in read(document)]
    assert isinstance(results[1], Paper)
    assert isinstance(results[0], Skipped)
    assert results[0].reason.startswith("file passed over: this is no digest; kg reads digest Markdown")
    assert not results[0].paper
    with pytest.raises(SourceError, match=r"README\.md: this is no digest; kg reads"):
        list(read(find([readme])[0]))


def test_a_file_that_vanished_from_a_folder_is_passed_over_but_refused_by_name(tmp_path: Path) -> None:
    path = write(tmp_path / "x.md")
    in_folder, by_name = find([tmp_path])[0], find([path])[0]
    path.unlink()
    assert [type(result) for result in read(in_folder)] == [Skipped]
    with pytest.raises(SourceError, match=r"cannot be read \(No such file"):
        list(read(by_name))


def test_bytes_in_a_file_name_that_are_no_text_become_replacement_characters(tmp_path: Path) -> None:
    try:
        write(tmp_path / os.fsdecode(b"x\xff.md"))
    except OSError:
        pytest.skip("this file system allows only names in UTF-8")
    assert names(tmp_path) == ["x\ufffd.md"]
