"""Answers of the API, whole and faulty."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import orjson
import pytest

from kg.fetching.answers import read_answer
from kg.fetching.client import BadRequestError, Faulty
from kg.model import Document, Paper
from kg.sources import read
from tests.fetching.arxiv import FEED, error_feed, feed, papers

ENTRY = """<entry>
  <id>http://arxiv.org/abs/2601.00007v2</id>
  <title>Learning \\alpha from
  a &lt;few&gt; examples</title>
  <updated>2026-01-09T11:00:00Z</updated>
  <link href="https://arxiv.org/abs/2601.00007v2" rel="alternate" type="text/html"/>
  <link href="https://arxiv.org/pdf/2601.00007v2" rel="related" type="application/pdf" title="pdf"/>
  <summary>  We learn $\\alpha$.
It is 5\\% better.
</summary>
  <category term="stat.ML" scheme="http://arxiv.org/schemas/atom"/>
  <category term="cs.LG" scheme="http://arxiv.org/schemas/atom"/>
  <published>2026-01-02T18:59:59Z</published>
  <arxiv:comment>12 pages,
  3 figures</arxiv:comment>
  <arxiv:primary_category term="cs.LG"/>
  <arxiv:journal_ref>J. Ex. 3 (2026) 1-12</arxiv:journal_ref>
  <author><name>Ada Lovelace</name><arxiv:affiliation>London</arxiv:affiliation></author>
  <author><name> Émilie
    du Châtelet </name></author>
  <arxiv:doi>10.1000/EX.7</arxiv:doi>
</entry>"""


def test_an_entry_becomes_a_row_of_a_digest() -> None:
    answer = read_answer(feed([ENTRY], 31, 0))
    assert (answer.total, answer.entries) == (31, 1)
    assert answer.rows == (
        {
            "id": "2601.00007",
            "title": "Learning \\alpha from a <few> examples",
            "authors": ["Ada Lovelace", "Émilie du Châtelet"],
            "categories": ["cs.LG", "stat.ML"],
            "primary_category": "cs.LG",
            "abs": "https://arxiv.org/abs/2601.00007",
            "pdf": "https://arxiv.org/pdf/2601.00007v2",
            "summary": "We learn $\\alpha$.\nIt is 5\\% better.",
            "comment": "12 pages, 3 figures",
            "journal_ref": "J. Ex. 3 (2026) 1-12",
            "doi": "10.1000/ex.7",
            "published": "2026-01-02T18:59:59Z",
            "updated": "2026-01-09T11:00:00Z",
        },
    )


def test_an_old_id_is_kept_as_it_is_and_what_is_not_said_is_left_out() -> None:
    entry = "<entry><id>http://arxiv.org/abs/hep-th/9901001v3</id><title>T</title></entry>"
    assert read_answer(feed([entry], 1, 0)).rows == (
        {
            "id": "hep-th/9901001",
            "title": "T",
            "authors": [],
            "categories": [],
            "abs": "https://arxiv.org/abs/hep-th/9901001",
            "pdf": "https://arxiv.org/pdf/hep-th/9901001v3",
            "summary": "",
        },
    )


def test_entries_that_are_no_papers_are_counted() -> None:
    nothing = "<entry><updated>2026-01-01T00:00:00Z</updated></entry>"
    untitled = "<entry><id>http://arxiv.org/abs/2601.00001v1</id><title> </title></entry>"
    answer = read_answer(feed([nothing, papers(1)[0].entry(), untitled], 3, 0))
    assert (len(answer.rows), answer.entries) == (1, 3)


def test_the_feed_of_an_error_is_refused_with_the_words_of_the_api() -> None:
    with pytest.raises(BadRequestError, match=r"with an error: incorrect id format for abc$"):
        read_answer(error_feed("incorrect id format\n for abc").encode())


def test_a_paper_may_be_called_error() -> None:
    entry = "<entry><id>http://arxiv.org/abs/2601.00001v1</id><title>Error</title></entry>"
    assert len(read_answer(feed([entry], 1, 0)).rows) == 1


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "it is empty"),
        (b"Rate exceeded.", "'Rate exceeded.'"),
        (b"<html><body>503</body></html>", "no Atom feed"),
        (b"<html><p>unclosed</html>", "no whole Atom feed"),
        (feed([ENTRY], 1, 0)[:-100], "no whole Atom feed"),
        (feed([ENTRY], 1, 0).replace(b"Lovelace", b"\xff\xfe"), "no whole Atom feed"),
        (b"\x1f\x8b\x00\x00", "no whole Atom feed"),
        (f"{FEED}</feed>".encode(), "how many"),
        (f"{FEED}<opensearch:totalResults>many</opensearch:totalResults></feed>".encode(), "how many"),
        (
            b'<!DOCTYPE feed [<!ENTITY x SYSTEM "file:///etc/hostname">]>'
            + feed(["<entry><title>&x;</title></entry>"], 1, 0).split(b"?>\n")[1],
            "no Atom feed",
        ),
    ],
)
def test_what_is_no_whole_feed_is_faulty(data: bytes, says: str) -> None:
    with pytest.raises(Faulty, match=says):
        read_answer(data)


def papers_of(path: Path, data: bytes) -> list[Paper]:
    """But for the lines that titles and comments are broken into, and the version in the address."""
    path.write_bytes(data)
    found = [item for item in read(Document(name="d", path=str(path))) if isinstance(item, Paper)]
    return [
        replace(
            paper,
            title=" ".join(paper.title.split()),
            comment=" ".join((paper.comment or "").split()),
            url=None,
            line=0,
        )
        for paper in found
    ]


def test_a_saved_answer_and_the_digest_made_of_it_say_the_same(tmp_path: Path) -> None:
    data = feed([ENTRY, *(held.entry() for held in papers(3))], 4, 0)
    rows = b"".join(orjson.dumps(row) + b"\n" for row in read_answer(data).rows)
    assert papers_of(tmp_path / "d.jsonl", rows) == papers_of(tmp_path / "d.xml", data)


@pytest.mark.shared
def test_a_recorded_answer_and_the_digest_made_of_it_say_the_same(shared: Path, tmp_path: Path) -> None:
    data = (shared / "formats" / "atom_arxivpy_query100.xml").read_bytes()
    rows = b"".join(orjson.dumps(row) + b"\n" for row in read_answer(data).rows)
    found = papers_of(tmp_path / "d.xml", data)
    assert len(found) == 100
    assert papers_of(tmp_path / "d.jsonl", rows) == found


@pytest.mark.shared
@pytest.mark.parametrize(
    ("name", "papers", "total"),
    [("query100", 100, 214881), ("old_id", 1, 1), ("empty", 0, 0)],
)
def test_recorded_answers_are_read(shared: Path, name: str, papers: int, total: int) -> None:
    answer = read_answer((shared / "formats" / f"atom_arxivpy_{name}.xml").read_bytes())
    assert (len(answer.rows), answer.entries, answer.total) == (papers, papers, total)
    for row in answer.rows:
        assert row["summary"]
        assert row["authors"]
        assert row["primary_category"] == row["categories"][0]


@pytest.mark.shared
def test_a_recorded_error_is_told(shared: Path) -> None:
    with pytest.raises(BadRequestError, match="incorrect id format for abc"):
        read_answer((shared / "formats" / "atom_arxivpy_error.xml").read_bytes())
