"""Digests that spell the same otherwise: other headings, bullets, labels, links and separators."""

from datetime import date
from pathlib import Path

import pytest

from kg.arxiv import ArxivId
from kg.model import Paper
from kg.sources.identifiers import identify
from tests.sources.samples import papers, reasons

BODY = "*Ada Byron*\n\nMain category: cs.LG\n\nAbstract: We count sheep.\n"


def read(folder: Path, text: str) -> Paper:
    (paper,) = papers(folder, text)
    return paper


def names(paper: Paper) -> list[str]:
    return [author.name for author in paper.authors]


@pytest.mark.parametrize(
    "heading",
    [
        "### 1. [Sheep](https://arxiv.org/abs/2512.00001v2)",
        "## 12) [Sheep](https://arxiv.org/abs/2512.00001v2)",
        "#### 3、[Sheep](http://arxiv.org/abs/2512.00001v2)",
        "### **[Sheep](https://arxiv.org/abs/2512.00001v2)**",
        "### [1] **[Sheep](https://arxiv.org/abs/2512.00001v2)** (cs.LG)",
        "### 📄 [Sheep](https://www.alphaxiv.org/abs/2512.00001v2)",
        "### [7] [Sheep](http://export.arxiv.org/pdf/2512.00001v2.pdf)",
    ],
)
def test_a_heading_with_any_number_stars_or_picture_is_that_of_a_paper(tmp_path: Path, heading: str) -> None:
    paper = read(tmp_path, f"{heading}\n{BODY}")
    assert (paper.title, paper.id, paper.version) == ("Sheep", "2512.00001", 2)
    assert (names(paper), paper.primary_category, paper.abstract) == (
        ["Ada Byron"],
        "cs.LG",
        "We count sheep.",
    )


@pytest.mark.parametrize("heading", ["## 2. Sheep", "## Sheep", "### 2) Sheep", "#### 2. Sheep"])
@pytest.mark.parametrize(
    "link",
    ["<https://arxiv.org/abs/2512.00001v2>", "`2512.00001v2`", "2512.00001v2 [cs.LG]", "[2512.00001v2]"],
)
def test_a_paper_without_a_link_in_its_heading_is_known_by_its_fields(
    tmp_path: Path, heading: str, link: str
) -> None:
    fields = f"**Authors:** Ada Byron\n**arXiv:** {link}\n\n**Abstract:**\n> We count\n> sheep.\n"
    text = f"# Sheep of today\n\n{heading}\n{fields}"
    paper = read(tmp_path, text)
    assert (paper.title, paper.id, paper.version) == ("Sheep", "2512.00001", 2)
    assert paper.abstract == "We count\nsheep."


@pytest.mark.parametrize("bullet", ["- ", "* ", "• ", "· ", ""])
@pytest.mark.parametrize(
    ("authors", "link", "day", "categories", "abstract"),
    [
        ("作者", "链接", "发布日期", "分类", "摘要"),
        ("著者", "リンク", "公開日", "カテゴリー", "アブストラクト"),
        ("저자", "링크", "게시일", "카테고리", "초록"),
        ("Author(s)", "arXiv Link", "Published on", "Subjects", "Original Abstract"),
    ],
)
def test_fields_are_known_in_any_language_with_any_bullet(
    tmp_path: Path, bullet: str, authors: str, link: str, day: str, categories: str, abstract: str
) -> None:
    lines = [
        f"**{authors}**：Ada Byron、Karl Gauß",
        f"**{link}**：https://arxiv.org/abs/2512.00001v2",
        f"**{day}**：2025-12-01",
        f"**{categories}**：cs.LG、Combinatorics (math.CO)；`cs.AI`",
        f"**{abstract}**：We count sheep.",
    ]
    text = "### Sheep\n\n" + "\n".join(bullet + line for line in lines) + "\n"
    first, second = papers(
        tmp_path, text + text.replace("00001", "00002").replace("### Sheep", "\n### Goats")
    )
    assert (first.id, first.version, names(first)) == ("2512.00001", 2, ["Ada Byron", "Karl Gauß"])
    assert (first.published, first.categories) == (date(2025, 12, 1), ("cs.LG", "math.CO", "cs.AI"))
    assert (first.abstract, second.title, second.abstract) == ("We count sheep.", "Goats", "We count sheep.")


@pytest.mark.parametrize(
    ("after", "found"),
    [
        ("### TL;DR\n\nMany.\n", {"tldr": "Many."}),
        ("**TL;DR:** Many.\n\n**Method:** Count.\n", {"tldr": "Many.", "method": "Count."}),
    ],
)
def test_a_summary_below_the_abstract_is_none_of_it(
    tmp_path: Path, after: str, found: dict[str, str]
) -> None:
    head = "## [Sheep](https://arxiv.org/abs/2512.00001)\n**Authors:** Ada Byron\n\n"
    paper = read(tmp_path, f"{head}### Abstract\n\nWe count sheep.\n\n{after}")
    assert paper.abstract == "We count sheep."
    assert {summary.field: summary.text for summary in paper.summaries} == found


def test_parts_named_in_an_abstract_stay_in_it(tmp_path: Path) -> None:
    body = BODY.replace("sheep.", "sheep.\n\n**Method:** We look.\n\n- **Result:** Many.\n\nTL;DR: Many.")
    paper = read(tmp_path, f"### [Sheep](https://arxiv.org/abs/2512.00001)\n{body}")
    assert paper.abstract.endswith("TL;DR: Many.")
    assert paper.summaries == ()


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("Ada Byron, Karl Gauß and Emmy Noether", ["Ada Byron", "Karl Gauß", "Emmy Noether"]),
        ("Ada Byron; Karl Gauß; and Emmy Noether", ["Ada Byron", "Karl Gauß", "Emmy Noether"]),
        ("Ada Byron & Karl Gauß et al.", ["Ada Byron", "Karl Gauß"]),
        ("Ada Byron et.al.", ["Ada Byron"]),
        ("Alexandre Grand and Andy Rand", ["Alexandre Grand", "Andy Rand"]),
    ],
)
def test_authors_are_separated_by_and_too(tmp_path: Path, written: str, expected: list[str]) -> None:
    text = f"### [Sheep](https://arxiv.org/abs/2512.00001)\n*{written}*\n\nAbstract: We count.\n"
    assert names(read(tmp_path, text)) == expected


@pytest.mark.parametrize(
    ("link", "expected"),
    [
        ("https://huggingface.co/papers/2512.00001", ArxivId("2512.00001")),
        ("https://www.alphaxiv.org/overview/2512.00001v3", ArxivId("2512.00001", 3)),
        ("https://ar5iv.org/html/math/0306266", ArxivId("math/0306266")),
        ("https://papers.cool/arxiv/2512.00001", ArxivId("2512.00001")),
        ("https://huggingface.co/datasets/2512.00001", None),
        ("https://huggingface.co.evil.org/papers/2512.00001", None),
    ],
)
def test_sites_that_call_papers_by_arxiv_ids_identify_them(link: str, expected: ArxivId | None) -> None:
    assert identify([link]).arxiv == expected


def test_labels_in_japanese_take_their_own_parts(tmp_path: Path) -> None:
    text = (
        "### [1] [羊](https://arxiv.org/abs/2512.00001)\n*Ada Byron、Karl Gauß*\n\n"
        "主カテゴリ: cs.AI\n\n要約: 羊を数える。\n\n"
        "<details>\n  <summary>詳細</summary>\n動機: 眠るため。\n\n"
        "要旨: We count the sheep of the meadow.\n\n</details>\n"
    )
    paper = read(tmp_path, text)
    assert (paper.primary_category, paper.abstract) == ("cs.AI", "We count the sheep of the meadow.")
    assert [summary.field for summary in paper.summaries] == ["tldr", "motivation"]
    assert reasons(tmp_path, text) == []


@pytest.mark.parametrize(
    ("heading", "category"),
    [
        ("## Computer Vision and Pattern Recognition (cs.CV)", "cs.CV"),
        ("## cs.CV: Computer Vision", "cs.CV"),
        ("# Papers of cs.CV", "cs.CV"),
        ("## Highlights", None),
    ],
)
def test_a_heading_above_papers_names_their_category(
    tmp_path: Path, heading: str, category: str | None
) -> None:
    entry = (
        "### [Sheep](https://arxiv.org/abs/2512.00001)\n**Authors:** Ada Byron\n\n**Abstract**\n\nWe count.\n"
    )
    paper = read(tmp_path, f"{heading}\n\n{entry}")
    assert (paper.primary_category, paper.abstract) == (category, "We count.")


def test_links_emphasis_and_footnotes_are_no_part_of_names(tmp_path: Path) -> None:
    authors = "[Ada Byron](https://a.b/x), `Karl Gauß`, *Emmy Noether*¹†, A_B Co"
    head = f"### [Sheep](https://arxiv.org/abs/2512.00001)\n**Authors:** {authors}\n"
    paper = read(tmp_path, f"{head}**Abstract:** We count.\n\n[PDF](https://a.b/p) | [Code](https://a.b/c)\n")
    assert names(paper) == ["Ada Byron", "Karl Gauß", "Emmy Noether", "A_B Co"]
    assert paper.abstract == "We count."
