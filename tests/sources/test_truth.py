"""Against the project's collection of real files, which is not part of the repository."""

import json
import time
from collections import Counter
from pathlib import Path

import pytest

from kg.errors import SourceError
from kg.model import Paper, Skipped
from kg.sources import MergedPapers, find, read

SHARED = Path(__file__).parents[2].parent / "shared"
FORMATS, DIGESTS = SHARED / "formats", SHARED / "digests"
TRUTH: dict[str, dict[str, int]] = (
    json.loads((FORMATS / "TRUTH.json").read_text()) if (FORMATS / "TRUTH.json").is_file() else {}
)
READ = sorted(
    name for name in TRUTH if name.startswith(("md_", "json_", "jsonl_", "kaggle_")) or name.endswith(".xml")
)

pytestmark = [
    pytest.mark.shared,
    pytest.mark.skipif(not TRUTH, reason="the collection of real files (../shared) is absent"),
]


@pytest.mark.parametrize("name", READ)
def test_a_real_file_gives_the_papers_that_were_counted_in_it(name: str) -> None:
    results = list(read(find([FORMATS / name])[0]))
    papers = [result for result in results if isinstance(result, Paper)]
    cut = [
        result
        for result in results
        if isinstance(result, Skipped) and " ends within the entry of " in result.reason
    ]
    assert {
        "papers": len(papers),
        "distinct_arxiv_ids": len({paper.arxiv_id for paper in papers} - {None}) + len(cut),
        "with_abstract": sum(bool(paper.abstract) for paper in papers),
    } == TRUTH[name]
    assert len(MergedPapers(papers)) == len({paper.id for paper in papers})


@pytest.mark.parametrize("name", sorted(set(TRUTH) - set(READ)))
def test_a_real_file_of_another_format_is_refused_in_one_line(name: str) -> None:
    with pytest.raises(SourceError) as refusal:
        list(read(find([FORMATS / name])[0]))
    assert str(refusal.value).count("\n") == 0
    assert "kg reads" in str(refusal.value)


def test_all_real_digests_are_read_whole_and_fast() -> None:
    if not DIGESTS.is_dir():
        pytest.skip("the collection of real digests (../shared/digests) is absent")
    begin = time.perf_counter()
    documents = find([DIGESTS])
    results = [result for document in documents for result in read(document)]
    assert time.perf_counter() - begin < 5
    papers = [result for result in results if isinstance(result, Paper)]
    failed = Counter((result.document, result.line) for result in results if isinstance(result, Skipped))
    assert (len(documents), len(papers)) == (107, 553)
    assert not [result for result in results if isinstance(result, Skipped) and result.paper]
    for paper in papers:
        assert paper.abstract
        assert paper.primary_category
        assert paper.authors
        assert len(paper.summaries) + failed[paper.document, paper.line] == 5
