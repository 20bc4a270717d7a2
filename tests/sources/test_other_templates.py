"""Digests of other makers: translations beside the abstract, topics above papers, pictures before labels."""

from pathlib import Path

import pytest

from kg.model import Paper
from tests.sources.samples import papers, reasons


def names(paper: Paper) -> list[str]:
    return [author.name for author in paper.authors]


FOLDED = """### [1] [Sheep](https://arxiv.org/abs/2512.00001)
*Ada Byron*

<details>
  <summary>Details</summary>
Method: Counting.

{abstract}

</details>

### [2] [Goats](https://arxiv.org/abs/2512.00002)
*Karl Gauß*

<details>
  <summary>Details</summary>
Method: Looking.

{abstract}

</details>
"""


@pytest.mark.parametrize(
    "abstract",
    [
        "Abstract: We count sheep.\n\nMethods: One by one.\n\n中文标题: 羊\n\n中文摘要: 我们数羊。",
        "Original Abstract: We count sheep.\n\nMethods: One by one.\n\n中文摘要翻译: 我们数羊。",
        "Abstract: We count sheep.\n\nMethods: One by one.\n\nAbstract (中文翻译): 我们数羊。\n\n一只又一只。",
        "Abstract (中文): 我们数羊。\n\nAbstract: We count sheep.\n\nMethods: One by one.",
        "Abstract: We count sheep.\n\nMethods: One by one.\n\n适用领域: 农业",
        "**원문 초록 (Abstract)**: We count sheep.\n\nMethods: One by one.",
    ],
)
def test_what_a_template_adds_to_the_abstract_in_another_language_is_no_part_of_it(
    tmp_path: Path, abstract: str
) -> None:
    first, second = papers(tmp_path, FOLDED.format(abstract=abstract))
    assert first.abstract == second.abstract == "We count sheep.\n\nMethods: One by one."
    assert [(summary.field, summary.text) for summary in first.summaries] == [("method", "Counting.")]


def test_an_abstract_in_translation_alone_is_left_out_and_reported(tmp_path: Path) -> None:
    text = FOLDED.format(abstract="> **摘要翻译:** 我们数羊。")
    assert [paper.abstract for paper in papers(tmp_path, text)] == ["", ""]
    assert "the abstract is given in translation alone, which is not kept" in reasons(tmp_path, text)


@pytest.mark.parametrize(
    ("line", "categories"),
    [
        (
            "> *羊*\n\n*Ada Byron, Karl Gauß* | **Category: cs.CR, cs.AI** | **Updated: 2025-12-01**",
            ("cs.CR", "cs.AI"),
        ),
        ("*Ada Byron, Karl Gauß* | **Main category: cs.CR**", ("cs.CR",)),
        ("*Ada Byron, Karl Gauß* | cs.CR, cs.AI", ("cs.CR", "cs.AI")),
        ("羊\n\n*Ada Byron, Karl Gauß*", ()),
        ("**中文标题：羊**\n\n*Ada Byron, Karl Gauß*", ()),
        ("_Ada Byron, Karl Gauß_", ()),
    ],
)
def test_authors_are_found_behind_a_translated_title_and_before_categories(
    tmp_path: Path, line: str, categories: tuple[str, ...]
) -> None:
    text = (
        f"### [1] [Sheep](https://arxiv.org/abs/2512.00001)\n{line}\n\nTL;DR: 羊。\n\nAbstract: We count.\n"
    )
    (paper,) = papers(tmp_path, text)
    assert (names(paper), paper.categories, paper.abstract) == (
        ["Ada Byron", "Karl Gauß"],
        categories,
        "We count.",
    )


def test_text_before_a_label_is_no_translated_title(tmp_path: Path) -> None:
    text = "### [1] [Sheep](https://a.b)\nWe count sheep.\n\n**Note:** *nothing*\n\nAbstract: We count.\n"
    (paper,) = papers(tmp_path, text)
    assert (names(paper), paper.abstract) == ([], "We count.")


def test_an_anchor_before_a_category_is_text_of_no_paper(tmp_path: Path) -> None:
    entry = (
        "### [{0}] [Sheep {0}](https://arxiv.org/abs/2512.0000{0})\n*Ada Byron*\n\n**TL;DR:** 羊。\n\n---\n"
    )
    text = (
        f"<a id='csai'></a>\n## cs.AI\n\n{entry.format(1)}\n<a id='cslg'></a>\n## cs.LG\n\n{entry.format(2)}"
    )
    found = papers(tmp_path, text)
    assert [(paper.abstract, paper.primary_category) for paper in found] == [("", "cs.AI"), ("", "cs.LG")]


TOPICS = """# 日报

### 流体方程

#### {one}Counting all the sheep

- **作者：** Ada Byron、Karl Gauß
- **arXiv：** [2512.00001](https://arxiv.org/abs/2512.00001)

**完成的工作**

论文数羊。

**原始英文摘要**

We count &lt;all&gt; sheep.

### Graphs

#### {two}Counting some of the goats

- **Authors:** Niels Bohr
- **arXiv:** [2512.00002](https://arxiv.org/abs/2512.00002)
- **Abstract:** We count goats.
"""


@pytest.mark.parametrize(("one", "two"), [("", ""), ("1. ", "2. ")])
def test_a_heading_above_smaller_headings_of_papers_is_a_topic(tmp_path: Path, one: str, two: str) -> None:
    first, second = papers(tmp_path, TOPICS.format(one=one, two=two))
    assert (first.title, first.id, names(first)) == (
        "Counting all the sheep",
        "2512.00001",
        ["Ada Byron", "Karl Gauß"],
    )
    assert (second.title, second.id, names(second)) == (
        "Counting some of the goats",
        "2512.00002",
        ["Niels Bohr"],
    )
    assert (first.abstract, second.abstract) == ("We count <all> sheep.", "We count goats.")


def test_small_headings_within_a_paper_are_no_papers(tmp_path: Path) -> None:
    text = "### Counting sheep\n\n#### Metadata\n\n- **Authors:** Ada Byron\n\n#### Abstract\n\nWe count.\n"
    (paper,) = papers(tmp_path, text)
    assert (paper.title, names(paper), paper.abstract) == ("Counting sheep", ["Ada Byron"], "We count.")


def test_headings_that_a_summary_is_written_with_divide_nothing(tmp_path: Path) -> None:
    text = FOLDED.format(
        abstract="### 1. 数据\n\n清洗。\n\n### 2. 训练\n\nResult: 好。\n\nAbstract: We count."
    )
    text = text.replace("<details>", "TL;DR: 如下：\n\n## 核心贡献\n\n数羊。\n\n<details>", 1)
    first, second = papers(tmp_path, text)
    assert (first.title, first.abstract, second.title, second.abstract) == (
        "Sheep",
        "We count.",
        "Goats",
        "We count.",
    )
    assert first.summaries[0].text == "如下：\n\n## 核心贡献\n\n数羊。"


PICTURES = """### 1. Sheep

- ✍️ **Authors**: Ada Byron, Karl Gauß
- 🏷️ **Categories**: **cs.CV**; cs.CV, cs.LG
- 📥 **PDF**: https://arxiv.org/pdf/2512.00001

#### 📝 [Abstract](https://arxiv.org/abs/2512.00001)

- 📖 **Original**: We count sheep.
- 🌐 **Translation**: 我们数羊。

#### ✨ LLM Summary

- 💡 **TLDR**: 数羊。
"""


def test_a_picture_before_a_label_hides_nothing(tmp_path: Path) -> None:
    (paper,) = papers(tmp_path, PICTURES)
    assert (paper.title, names(paper), paper.categories) == (
        "Sheep",
        ["Ada Byron", "Karl Gauß"],
        ("cs.CV", "cs.LG"),
    )
    assert (paper.id, paper.abstract, paper.summaries[0].text) == ("2512.00001", "We count sheep.", "数羊。")


@pytest.mark.parametrize(
    ("line", "categories"),
    [
        ("cs.LG (Machine Learning)", ("cs.LG",)),
        ("cs.CV, cs.LG", ("cs.CV", "cs.LG")),
        ("`cs.CV`", ("cs.CV",)),
        ("cs.CV | Domain: sheep | Importance: high", ("cs.CV",)),
        ("Materials, chemistry & goats", ("Materials, chemistry & goats",)),
    ],
)
def test_the_main_category_is_a_category_of_arxiv_or_the_words_as_they_stand(
    tmp_path: Path, line: str, categories: tuple[str, ...]
) -> None:
    (paper,) = papers(
        tmp_path, f"### [1] [A](https://a.b)\n*A B*\n\nMain category: {line}\n\nAbstract: We count.\n"
    )
    assert (paper.categories, paper.primary_category) == (categories, categories[0])


@pytest.mark.parametrize(
    "line",
    [
        "**Authors:** Ada Byron<sup>1</sup>, Karl Gauß<sup>2,3</sup>",
        "**Authors:** Ada Byron [1], Karl Gauß [2,3]",
        "**Authors:** Ada Byron (MIT), Karl Gauß (Göttingen, Hannover), et al.",
        "**Authors:** Ada Byron, Karl Gauß, and 5 more authors",
        "**Authors:** Ada Byron, Karl Gauß +3 more",
        "**Authors:** Ada Byron · Karl Gauß",
        "**Authors:** Ada Byron | Karl Gauß",
        "**Authors:**\n- Ada Byron\n- Karl Gauß",
        "*['Ada Byron', 'Karl Gauß']*",
        "**作者**: Ada Byron、Karl Gauß等",
    ],
)
def test_names_are_read_without_what_is_hung_to_them(tmp_path: Path, line: str) -> None:
    (paper,) = papers(tmp_path, f"### [1] [A](https://a.b)\n{line}\n\n**Abstract:** We count.\n")
    assert (names(paper), paper.abstract) == (["Ada Byron", "Karl Gauß"], "We count.")


ONE_PAPER = """---
title: Counting sheep
---

# Counting sheep

<div class="toolbar">
  <a href="https://arxiv.org/abs/2512.00001" class="btn" target="_blank">arXiv</a>
</div>

**作者**: Ada Byron, Karl Gauß

**分类**: cs.LG

---

## 💡 一句话要点

**数羊**

## 📝 摘要（中文）

我们数羊。

## 🔬 方法详解

**问题定义**：没有人数过。

## 📄 摘要（原文）

> We count sheep.
"""


def test_smaller_headings_of_a_document_of_one_paper_are_of_its_parts(tmp_path: Path) -> None:
    (paper,) = papers(tmp_path, ONE_PAPER)
    assert (paper.title, paper.id, names(paper)) == (
        "Counting sheep",
        "2512.00001",
        ["Ada Byron", "Karl Gauß"],
    )
    assert (paper.abstract, [summary.field for summary in paper.summaries]) == ("We count sheep.", ["tldr"])


def test_the_largest_headings_may_link_papers(tmp_path: Path) -> None:
    entry = "# [Sheep {0}](https://arxiv.org/abs/2512.0000{0})\n*Ada Byron*\n\nAbstract: We count.\n\n"
    found = papers(tmp_path, f"# Today\n\n{entry.format(1)}{entry.format(2)}")
    assert [(paper.id, paper.abstract) for paper in found] == [
        ("2512.00001", "We count."),
        ("2512.00002", "We count."),
    ]


LABELLED = """# Counting sheep in the dark

{first}

**Authors**: Ada Byron, Karl Gauß

**Link**: [PDF](https://arxiv.org/pdf/2512.00001v2)

**Abstract**: We count sheep.

**Abstract (ZH)**: 我们数羊。
"""


@pytest.mark.parametrize("first", ["**Title (ZH)**: 羊", "**Status**: new", "cs.LG", "<br>"])
def test_a_title_heads_a_paper_where_authors_are_labelled_below_it(tmp_path: Path, first: str) -> None:
    (paper,) = papers(tmp_path, LABELLED.format(first=first))
    assert (paper.title, paper.id, names(paper)) == (
        "Counting sheep in the dark",
        "2512.00001",
        ["Ada Byron", "Karl Gauß"],
    )
    assert (paper.abstract, paper.categories) == ("We count sheep.", ("cs.LG",) if first == "cs.LG" else ())


def test_a_title_in_bold_is_one_with_its_number(tmp_path: Path) -> None:
    entry = "## **{0}. Sheep {0}**\n\ncs.CL\n\n**SubmitDate**: 2026-01-16 [abs](http://arxiv.org/abs/2512.0000{0}v1)\n\n"
    entry += "**Authors**: Ada Byron\n\n**Abstract**: We count.\n\n"
    found = papers(tmp_path, f"# Latest\n\n{entry.format(1)}{entry.format(2)}")
    assert [(paper.title, paper.id, paper.categories, str(paper.published)) for paper in found] == [
        ("Sheep 1", "2512.00001", ("cs.CL",), "2026-01-16"),
        ("Sheep 2", "2512.00002", ("cs.CL",), "2026-01-16"),
    ]


def test_papers_may_be_items_of_a_list(tmp_path: Path) -> None:
    entry = (
        "- **[Sheep {0}](https://arxiv.org/abs/2512.0000{0})**  `arXiv:2512.0000{0}`  `cs.CV` `cs.LG`  \n"
        "  _Ada Byron, Karl Gauß_\n  <details open><summary>Abstract</summary>\n  We count.\n  </details>\n\n"
    )
    found = papers(
        tmp_path, f"# Sheep\n\n- **[Code](https://a.b)** of it\n\n{entry.format(1)}{entry.format(2)}"
    )
    assert [(paper.id, names(paper), paper.categories, paper.abstract) for paper in found] == [
        (name, ["Ada Byron", "Karl Gauß"], ("cs.CV", "cs.LG"), "We count.")
        for name in ("2512.00001", "2512.00002")
    ]


AFTER = """## [Sheep {0}](https://arxiv.org/abs/2512.0000{0})

**Authors:** Ada Byron `[一作]` (University of Tea), Karl Gauß `[通讯]` 等 4 位作者

**Published:** 2025-12-01 | **Categories:** cs.LG, cs.AI

**<font color=#1a73e8>Abstract:</font>**
{quote}We count sheep.

**Background:** They are many.

**Analysis:** 本文数羊。

{more}

"""


@pytest.mark.parametrize("more", ["**Key Findings:** many", "#### Why it matters", "**Analysis:** 又"])
def test_what_a_template_says_behind_the_abstract_is_no_part_of_it(tmp_path: Path, more: str) -> None:
    text = AFTER.format(1, quote="", more=more) + AFTER.format(2, quote="", more=more)
    first, second = papers(tmp_path, text)
    assert first.abstract == second.abstract == "We count sheep.\n\n**Background:** They are many."
    assert (names(first), first.categories, str(first.published)) == (
        ["Ada Byron", "Karl Gauß"],
        ("cs.LG", "cs.AI"),
        "2025-12-01",
    )


def test_a_quoted_abstract_ends_with_its_quotation(tmp_path: Path) -> None:
    text = AFTER.format(1, quote="> ", more="").replace("sheep.\n", "sheep,\nall of them.\n")
    (paper,) = papers(tmp_path, text)
    assert paper.abstract == "We count sheep,\nall of them."
    assert "text that belongs to no field" in reasons(tmp_path, text)


def test_text_below_a_heading_that_no_template_has_is_no_abstract(tmp_path: Path) -> None:
    text = "### 1. Sheep\n\n**Authors:** Ada Byron\n**arXiv:** [2512.00001](https://arxiv.org/abs/2512.00001)\n\n"
    for heading in ("### **研究背景**", "**🎯 论文内容**"):
        (paper,) = papers(tmp_path, f"{text}{heading}\n\n我们数羊。\n")
        assert paper.abstract == ""
    assert "text that belongs to no field" in reasons(tmp_path, f"{text}**🎯 论文内容**\n\n我们数羊。\n")


def test_what_a_feed_writes_before_an_abstract_is_taken_off(tmp_path: Path) -> None:
    text = "arXiv:2512.00001v1 Announce Type: new \nAbstract: We count sheep."
    (paper,) = papers(
        tmp_path, f"### [1] [Sheep](https://arxiv.org/abs/2512.00001)\n*Ada Byron*\n\nAbstract: {text}\n"
    )
    assert paper.abstract == "We count sheep."


def test_a_sign_of_mathematics_before_a_title_is_no_picture(tmp_path: Path) -> None:
    entry = "\n\n**Authors:** Ada Byron\n\n**Abstract:** We count.\n\n"
    found = papers(tmp_path, f"### 1. ∇ and the sheep{entry}### 2. 🐑 and the goats{entry}")
    assert [paper.title for paper in found] == ["∇ and the sheep", "and the goats"]
