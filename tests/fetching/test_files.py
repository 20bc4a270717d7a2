"""Digest files: one for each day, sorted, papers updated and never doubled."""

from __future__ import annotations

import json
from pathlib import Path
from tempfile import mkdtemp

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.errors import FetchError
from kg.fetching.answers import Row, read_answer
from kg.fetching.files import BY_ID, DigestFiles, newer
from kg.sources import find, read
from tests.fetching.arxiv import feed, papers
from tests.fetching.conftest import contents


def rows(count: int = 9) -> list[Row]:
    return list(read_answer(feed([held.entry() for held in papers(count)], count, 0)).rows)


def merged(folder: Path, fetched: list[Row], by_id: bool = False) -> DigestFiles:
    files = DigestFiles(folder)
    files.merge(fetched, by_id)
    return files


def test_there_is_a_file_for_each_day_in_order_of_ids(tmp_path: Path) -> None:
    files = merged(tmp_path, rows()[::-1])
    assert sorted(files.touched) == ["2026-01-01.jsonl", "2026-01-02.jsonl", "2026-01-03.jsonl"]
    lines = (tmp_path / "2026-01-02.jsonl").read_text(encoding="utf-8").splitlines()
    assert [json.loads(line)["id"] for line in lines] == [f"2601.0000{n}" for n in (5, 6, 7, 8)]


def test_kg_reads_what_was_written(tmp_path: Path) -> None:
    merged(tmp_path, rows())
    found = [paper for document in find([tmp_path]) for paper in read(document)]
    assert len(found) == 9
    first = found[0]
    assert (first.id, first.version, str(first.published)) == ("2601.00001", 1, "2026-01-01")
    assert (first.url, first.primary_category) == ("https://arxiv.org/abs/2601.00001", "cs.LG")
    assert first.abstract == "What 2601.00001 is\n  about."
    assert [document.date.day for document in find([tmp_path])] == [1, 2, 3]


def test_a_paper_that_comes_again_is_updated_and_keeps_what_others_said_of_it(tmp_path: Path) -> None:
    merged(tmp_path, rows(2))
    path = tmp_path / "2026-01-01.jsonl"
    first, second = path.read_text(encoding="utf-8").splitlines()
    enhanced = json.dumps({**json.loads(first), "doi": "10.1/gone", "AI": {"tldr": "Short."}})
    path.write_text(f"{second}\n{enhanced}\n", encoding="utf-8")
    again = rows(1)[0] | {"title": "A better title"}
    merged(tmp_path, [again])
    one, two = map(json.loads, path.read_text(encoding="utf-8").splitlines())
    assert one == {"AI": {"tldr": "Short."}, **again}
    assert two == json.loads(second)


def test_a_file_that_would_not_change_is_not_written(tmp_path: Path) -> None:
    merged(tmp_path, rows())
    before = {path: path.stat().st_mtime_ns for path in tmp_path.iterdir()}
    merged(tmp_path, rows())
    assert {path: path.stat().st_mtime_ns for path in tmp_path.iterdir()} == before


def test_papers_asked_for_by_id_share_a_file_unless_their_day_has_them(tmp_path: Path) -> None:
    merged(tmp_path, rows(4))
    files = merged(tmp_path, rows(9)[3:6], by_id=True)
    assert sorted(files.touched) == ["2026-01-01.jsonl", BY_ID]
    ids = [json.loads(line)["id"] for line in (tmp_path / BY_ID).read_text(encoding="utf-8").splitlines()]
    assert ids == ["2601.00005", "2601.00006"]


def test_a_paper_whose_day_is_fetched_later_moves_there(tmp_path: Path) -> None:
    merged(tmp_path, rows(5), by_id=True)
    merged(tmp_path, rows(4))
    assert len((tmp_path / BY_ID).read_text(encoding="utf-8").splitlines()) == 1
    merged(tmp_path, rows(5))
    assert not (tmp_path / BY_ID).exists()


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.tuples(st.sets(st.integers(0, 11)), st.booleans()), max_size=5),
    st.randoms(use_true_random=False),
)
def test_the_order_of_fetches_does_not_matter(fetches, random) -> None:
    all_rows = rows(12)

    def result(order: list) -> dict[str, bytes]:
        folder = Path(mkdtemp())
        for chosen, by_id in order:
            merged(folder, [all_rows[number] for number in sorted(chosen)], by_id)
        return contents(folder)

    shuffled = list(fetches)
    random.shuffle(shuffled)
    found = result(fetches)
    assert result(shuffled) == found
    ids = [json.loads(line)["id"] for data in found.values() for line in data.splitlines()]
    assert sorted(ids) == [all_rows[n]["id"] for n in sorted(set().union(*(chosen for chosen, _ in fetches)))]


def test_rows_that_are_no_papers_of_arxiv_stay_as_they_are(tmp_path: Path) -> None:
    path = tmp_path / "2026-01-01.jsonl"
    strangers = ['{"id":"openalex:W1","title":"A"}', '{"title":"B","authors":[]}']
    path.write_text("\n".join(strangers), encoding="utf-8")
    merged(tmp_path, rows(1))
    assert path.read_text(encoding="utf-8").splitlines()[1:] == strangers


@pytest.mark.parametrize("line", ["{broken", "[1]", "# A digest", '{"id": NaN}'])
def test_a_file_that_is_no_digest_of_rows_is_not_overwritten(tmp_path: Path, line: str) -> None:
    path = tmp_path / "2026-01-01.jsonl"
    path.write_text(f'{{"id":"2601.00001"}}\n{line}\n', encoding="utf-8")
    with pytest.raises(FetchError, match=r"2026-01-01\.jsonl:2: this is no row of a digest"):
        merged(tmp_path, rows(1))
    assert path.read_text(encoding="utf-8") == f'{{"id":"2601.00001"}}\n{line}\n'


@pytest.mark.parametrize("published", ["", "2026-13-40T00:00:00Z", "soon"])
def test_a_paper_without_a_day_goes_where_those_by_id_are(tmp_path: Path, published: str) -> None:
    merged(tmp_path, [rows(1)[0] | {"published": published}])
    assert list(contents(tmp_path)) == [BY_ID]
    merged(tmp_path, [rows(1)[0] | {"published": published}])
    assert len((tmp_path / BY_ID).read_text(encoding="utf-8").splitlines()) == 1


def test_of_two_versions_the_higher_counts_and_of_equal_ones_the_later() -> None:
    one, two = ({"pdf": f"https://arxiv.org/pdf/2601.00001v{n}", "title": str(n)} for n in (9, 10))
    assert newer(one, two) == newer(two, one) == two
    other = two | {"title": "x"}
    assert newer(two, other) == other
