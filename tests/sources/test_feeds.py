"""Atom and RSS."""

from datetime import date
from pathlib import Path

import pytest

from kg.model import Paper, Skipped
from tests.sources.samples import papers, reasons, results
from tests.sources.xml_samples import ANNOUNCED_ATOM, ANNOUNCED_RSS, ATOM, ATOM_ERROR, RSS_1, RSS_MADE


def names(paper: Paper) -> list[str]:
    return [author.name for author in paper.authors]


def test_an_entry_of_the_api_becomes_a_paper_with_all_its_parts(tmp_path: Path) -> None:
    paper, withdrawn = papers(tmp_path, ATOM)
    assert (paper.id, paper.arxiv_id, paper.version) == ("2512.00001", "2512.00001", 3)
    assert paper.title == "Counting sheep\n  in two dimensions"
    assert paper.abstract == "We count sheep with $p < 0.05$ & joy.\nSummary: there are many."
    assert names(paper) == ["Ada Byron", "Karl Gauß Jr"]
    assert (paper.primary_category, paper.categories) == ("cs.LG", ("cs.LG", "alg-geom"))
    assert (paper.doi, paper.url) == ("10.1000/sheep.1", "https://arxiv.org/abs/2512.00001v3")
    assert (paper.comment, paper.published) == ("3 pages, one sheep", date(2025, 11, 30))
    assert paper.updated == date(2026, 1, 2)
    assert (paper.line, withdrawn.line) == (6, 37)
    assert (withdrawn.id, withdrawn.version) == ("math/0306266", 1)
    assert withdrawn.comment == "This paper has been withdrawn by the author due to a goat"


def test_the_entry_by_which_the_api_tells_an_error_is_reported_and_no_paper(tmp_path: Path) -> None:
    assert results(tmp_path, ATOM_ERROR) == [
        Skipped(
            document="digest.md",
            line=4,
            reason="the arXiv API answered with an error: incorrect id format for sheep",
            paper=False,
        )
    ]


@pytest.mark.parametrize(
    "empty",
    [
        '<feed xmlns="http://www.w3.org/2005/Atom"><title>arXiv Query</title></feed>',
        "<?xml version='1.0'?><rss version='2.0'><channel><title>cs.LG</title></channel></rss>",
        "<rss version='2.0'/>",
    ],
)
def test_a_feed_without_entries_is_fine_and_says_so(tmp_path: Path, empty: str) -> None:
    (note,) = results(tmp_path, empty)
    assert isinstance(note, Skipped)
    assert (note.reason, note.paper) == ("the feed holds no papers", False)


def test_an_announcement_in_atom_is_stripped_to_the_abstract(tmp_path: Path) -> None:
    (paper,) = papers(tmp_path, ANNOUNCED_ATOM)
    assert paper.abstract == "We count sheep with $r<p$ and $q>p$."
    assert (paper.id, paper.version, paper.url) == ("2512.00001", 2, "https://arxiv.org/abs/2512.00001")
    assert names(paper) == ["Ada Byron", "Karl Gauß", "Niels Bohr"]
    assert (paper.primary_category, paper.categories) == ("stat.ML", ("stat.ML", "cs.LG"))


def test_an_announcement_in_rss_is_plain_text_though_rss_says_html(tmp_path: Path) -> None:
    (paper,) = papers(tmp_path, ANNOUNCED_RSS)
    assert paper.abstract == "We count sheep with $a<b and c>d$ and &lt; signs."
    assert (paper.id, paper.version, paper.doi) == ("2512.00001", 1, "10.1000/sheep.1")
    assert names(paper) == ["Ada Byron", "Karl Gauß", "Évariste Galois"]


@pytest.mark.parametrize("feed", [ANNOUNCED_ATOM, ANNOUNCED_RSS])
def test_the_day_of_an_announcement_is_not_taken_for_that_of_the_paper(tmp_path: Path, feed: str) -> None:
    assert papers(tmp_path, feed)[0].published is None


@pytest.mark.parametrize("kind", ["new", "cross", "replace", "replace-cross"])
def test_every_type_of_announcement_is_stripped(tmp_path: Path, kind: str) -> None:
    (paper,) = papers(tmp_path, ANNOUNCED_RSS.replace("Announce Type: new", f"Announce Type: {kind}"))
    assert paper.abstract.startswith("We count")


def test_a_feed_of_before_2024_says_id_and_category_in_its_titles(tmp_path: Path) -> None:
    (paper,) = papers(tmp_path, RSS_1)
    assert (paper.title, paper.id, paper.version) == ("Counting sheep", "2102.00001", 2)
    assert (paper.primary_category, paper.abstract) == ("cs.LG", "We count $x<y$ sheep\nat night.")
    assert names(paper) == ["Ada Byron", "Karl Gauß"]
    assert paper.url == "http://arxiv.org/abs/2102.00001"


def test_a_description_that_tells_all_is_taken_apart(tmp_path: Path) -> None:
    (paper,) = papers(tmp_path, RSS_MADE)
    assert paper.abstract == "We count 5% of H2O sheep with r<r_0 and s > 0."
    assert names(paper) == ["Ada Byron", "Karl Gauß"]
    assert (paper.id, paper.version, paper.comment) == ("2512.00001", 2, "3 pages")
    assert (paper.published, paper.url) == (date(2025, 12, 1), "https://arxiv.org/abs/2512.00001v2")


ITEM = (
    "<rss version='2.0'><channel><item><guid>https://arxiv.org/abs/2512.00001</guid><title>Sheep</title>"
    "{}</item></channel></rss>"
)


@pytest.mark.parametrize(
    ("inner", "authors"),
    [
        ("<dc:creator>Ada Byron, Karl Gauß</dc:creator>", ["Ada Byron", "Karl Gauß"]),
        (
            "<dc:creator>Ada Byron</dc:creator><dc:creator>Karl Gauß (Meadow, Fold)</dc:creator>",
            ["Ada Byron", "Karl Gauß"],
        ),
        (
            "<dc:creator>&lt;a href='https://x.org/?a=1&amp;amp;b'&gt;Ada Byron&lt;/a&gt;, K. Gauß</dc:creator>",
            ["Ada Byron", "K. Gauß"],
        ),
        (
            "<dc:creator><a href='x'>Ada Byron</a>, <a href='y'>K. Gauß</a></dc:creator>",
            ["Ada Byron", "K. Gauß"],
        ),
        ("<x:creator>Ada Byron and Karl Gauß</x:creator>", ["Ada Byron", "Karl Gauß"]),
        ("<author>ada@example.org (Ada Byron)</author>", ["Ada Byron"]),
        ("<author>ada@example.org</author>", []),
        ("", []),
    ],
)
def test_authors_in_rss_come_in_many_shapes(tmp_path: Path, inner: str, authors: list[str]) -> None:
    assert names(papers(tmp_path, ITEM.format(inner))[0]) == authors


@pytest.mark.parametrize(
    ("written", "first"),
    [
        ("Wed, 03 Dec 2025 10:00:00 GMT", date(2025, 12, 3)),
        ("2025-11-30T10:00:00Z", date(2025, 11, 30)),
        ("Tue, 20 Jan 2026 17:59:58 GMT", None),
        ("Tue, 99 Foo 2026", None),
        ("soon", None),
    ],
)
def test_a_day_that_cannot_be_the_first_for_the_id_is_not_taken(
    tmp_path: Path, written: str, first: date | None
) -> None:
    assert papers(tmp_path, ITEM.format(f"<pubDate>{written}</pubDate>"))[0].published == first


@pytest.mark.parametrize(
    ("description", "abstract"),
    [
        ("Plain text.", "Plain text."),
        ("<![CDATA[In <i>CDATA</i> &amp; so.]]>", "In CDATA & so."),
        ("p &amp;lt; 0.05", "p < 0.05"),
        ("Abstract: We count.", "We count."),
        ("Authors: Ada Byron\nAbstract: We count.\nComments: 3 pages\n", "We count."),
        ("One\n\nSummary: two", "One\n\nSummary: two"),
        ("<p>One.</p><p>Two.</p>", "One.\n\nTwo."),
        (
            "&lt;p&gt;&lt;b&gt;Authors:&lt;/b&gt; Ada Byron&lt;br/&gt;&lt;b&gt;Abstract:&lt;/b&gt; One.&lt;/p&gt;",
            "One.",
        ),
        ("&lt;p&gt;Journal Ref: Sheep 1&lt;/p&gt;&lt;p&gt;One.&lt;/p&gt;", "One."),
        ("&lt;p&gt;Keywords: sheep&lt;/p&gt;&lt;p&gt;One.&lt;/p&gt;", "One."),
        ("", ""),
    ],
)
def test_the_abstract_is_found_in_a_description(tmp_path: Path, description: str, abstract: str) -> None:
    (paper,) = papers(tmp_path, ITEM.format(f"<description>{description}</description>"))
    assert paper.abstract == abstract


def test_html_in_atom_is_told_by_its_type_and_left_alone_without_one(tmp_path: Path) -> None:
    entry = (
        "<feed><entry><id>http://arxiv.org/abs/2512.00001v1</id><title>Sheep</title>"
        "<summary{}>&lt;p&gt;One.&lt;/p&gt;</summary></entry></feed>"
    )
    assert papers(tmp_path, entry.format(" type='html'"))[0].abstract == "One."
    assert papers(tmp_path, entry.format(""))[0].abstract == "<p>One.</p>"
    xhtml = '<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>One.</p><p>Two.</p></div></content>'
    entry = entry.replace("<summary{}>&lt;p&gt;One.&lt;/p&gt;</summary>", xhtml)
    assert papers(tmp_path, entry)[0].abstract == "One.\n\nTwo."


@pytest.mark.parametrize(
    ("entry", "reason"),
    [
        (
            "<title>A blog</title><link href='https://example.org/1'/>",
            "entry with neither an arXiv id nor a DOI",
        ),
        ("<id>http://arxiv.org/abs/2512.00001v1</id>", "entry without a title"),
        ("", "entry with neither an arXiv id nor a DOI"),
    ],
)
def test_an_entry_without_id_or_title_is_skipped_and_its_neighbours_kept(
    tmp_path: Path, entry: str, reason: str
) -> None:
    feed = ATOM.replace("</feed>", f"<entry>{entry}</entry></feed>")
    found = results(tmp_path, feed)
    assert [type(result) for result in found] == [Paper, Paper, Skipped]
    assert (found[2].line, reasons(tmp_path, feed)) == (50, [reason])


def test_a_description_may_name_categories_ids_and_code(tmp_path: Path) -> None:
    told = (
        "<p>Categories: cs.LG, 68T07, stat.ML</p><p>DOI: 10.1000/Sheep.1</p><p>Code: https://example.org/code</p>"
        "<p>Primary Category: cs.LG</p>"
    )
    (paper,) = papers(tmp_path, ITEM.format(f"<description><![CDATA[{told}]]></description>"))
    assert (paper.categories, paper.doi) == (("cs.LG", "stat.ML"), "10.1000/sheep.1")
    assert paper.code_url == "https://example.org/code"


def test_an_announcement_is_known_by_its_type_too(tmp_path: Path) -> None:
    inner = (
        "<description>We count.</description><category>cs.LG</category><category>cs.AI</category>"
        "<pubDate>Wed, 03 Dec 2025 10:00:00 GMT</pubDate><arxiv:announce_type>replace</arxiv:announce_type>"
    )
    (paper,) = papers(tmp_path, ITEM.format(inner))
    assert (paper.published, paper.primary_category) == (None, "cs.LG")
    inner += "<arxiv:primary_category>cs.AI</arxiv:primary_category>"
    assert papers(tmp_path, ITEM.format(inner))[0].primary_category == "cs.AI"
