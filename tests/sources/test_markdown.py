from datetime import date
from pathlib import Path

import pytest

from kg.errors import SourceError
from kg.model import Paper, Skipped
from tests.sources import samples
from tests.sources.samples import papers, reasons, results


def names(paper: Paper) -> list[str]:
    return [author.name for author in paper.authors]


def fields(paper: Paper) -> dict[str, str]:
    return {summary.field: summary.text for summary in paper.summaries}


def test_the_present_template_is_read_whole(tmp_path: Path) -> None:
    sheep, cages = papers(tmp_path, samples.PRESENT)
    assert (sheep.id, sheep.version, sheep.line) == ("2512.00001", 2, 13)
    assert sheep.title == "[Re] Counting (almost) all sheep"
    assert sheep.url == "https://arxiv.org/abs/2512.00001v2"
    assert names(sheep) == ["Ada Byron", "Karl Gauß, Jr."]
    assert (sheep.categories, sheep.primary_category) == (("cs.LG",), "cs.LG")
    assert [summary.language for summary in sheep.summaries] == ["en", "zh", "ja", "ko", "en"]
    assert fields(sheep)["tldr"] == "Sheep are counted.\n\nTwice."
    assert sheep.abstract == (
        "We count sheep.\n  Methods: We look at $x^2$ of them.\n\n"
        "Results: All are counted.\n  Conclusion: There are many..."
    )
    assert (cages.id, cages.doi) == ("doi:10.1016/s0022-1(99)00012-x", "10.1016/s0022-1(99)00012-x")
    assert (cages.arxiv_id, cages.abstract) == (None, "")
    assert cages.primary_category == 'MOFs & "cages"'


def test_a_failed_field_is_reported_where_its_entry_begins(tmp_path: Path) -> None:
    assert [result for result in results(tmp_path, samples.PRESENT) if isinstance(result, Skipped)] == [
        Skipped(
            document="digest.md",
            line=samples.PRESENT[: samples.PRESENT.index("### [2]")].count("\n") + 1,
            reason="summary field failed: motivation: error message",
            paper=False,
        )
    ]


def test_the_task_template_gives_its_task_as_tldr(tmp_path: Path) -> None:
    (paper,) = papers(tmp_path, samples.TASK)
    assert list(fields(paper)) == ["tldr", "motivation", "method", "result", "conclusion"]
    assert fields(paper)["tldr"] == "Count sheep."
    assert paper.abstract == "We count\nsheep."


def test_the_oldest_template_has_only_abstracts(tmp_path: Path) -> None:
    sheep, goats = papers(tmp_path, samples.ABSTRACT_ONLY)
    assert sheep.abstract == "# of sheep is large. We count\nthem."
    assert (goats.abstract, goats.categories, goats.summaries) == ("Goats too.", (), ())


def test_the_bullet_template_has_its_abstract_as_bare_text(tmp_path: Path) -> None:
    sheep, goats = papers(tmp_path, samples.BULLETS)
    assert (sheep.id, sheep.title) == ("2604.00001", "Sheep in two dimensions")
    assert sheep.url == "https://arxiv.org/abs/2604.00001"
    assert sheep.categories == ("cond-mat.supr-con", "cs.LG")
    assert sheep.abstract == "We count sheep.\n\nConclusion: in two paragraphs."
    assert fields(sheep) == {"tldr": "数羊。"}
    assert (goats.id, goats.abstract) == ("cond-mat/0601001", "We count goats.")


def test_the_template_with_small_headings_ends_its_abstract_at_the_rule(tmp_path: Path) -> None:
    sheep, goats = papers(tmp_path, samples.EMOJI)
    assert sheep.abstract == "Background: sheep.\n  Methods: eyes."
    assert list(fields(sheep)) == ["tldr", "motivation", "method", "result", "conclusion"]
    assert fields(sheep)["conclusion"] == "It works."
    assert (goats.abstract, goats.primary_category) == ("Goats.", "cs.CV")


def test_a_file_of_one_paper_has_its_metadata_at_the_end(tmp_path: Path) -> None:
    (paper,) = results(tmp_path, samples.SINGLE)
    assert isinstance(paper, Paper)
    assert (paper.id, paper.title, paper.line) == ("2603.00003", "Sheep in matter", 1)
    assert names(paper) == ["Ada Byron", "Karl Gauß"]
    assert paper.abstract == "We count sheep in matter."
    assert (paper.categories, paper.published) == (("hep-ph", "nucl-th"), date(2026, 3, 31))
    assert paper.url == "http://arxiv.org/abs/2603.00003"


def test_categories_below_the_entry_are_added_and_a_chinese_abstract_is_reported(tmp_path: Path) -> None:
    (paper,) = papers(tmp_path, samples.TRAILING)
    assert paper.categories == ("cs.CR", "cs.DB")
    assert paper.abstract == "我们用新的方法数羊。"
    assert paper.summaries == ()
    assert reasons(tmp_path, samples.TRAILING)[-1] == (
        "abstract is not in English (zh): no entities are sought in it"
    )


@pytest.mark.parametrize(
    ("heading", "title", "url"),
    [
        ("### [1] [A](https://a.b/c)", "A", "https://a.b/c"),
        ("### [A](https://a.b/c)", "A", "https://a.b/c"),
        ("### [1] [ [A] B (C) ](https://a.b/(c))", "[A] B (C)", "https://a.b/(c)"),
        ("### [1] [A](https://a.b/c)d)", "A", "https://a.b/c)d"),
        ("### [1] [A](https://a.b/c) [PDF](https://a.b/d)", "A", "https://a.b/c"),
        ("### [1] [A](https://a.b/c", "A", "https://a.b/c"),
        ("### [1] [A $O(n)$\n  in two lines](https://a.b/c)", "A $O(n)$\n  in two lines", "https://a.b/c"),
        ("### [1] [A]()", "A", None),
        ("### [1] [A](#)", "A", None),
        ("### [1] [A](None)", "A", None),
        ("### [1] [A](javascript:x)", "A", None),
        ("### [1] A", "A", None),
        ("### A", "A", None),
        ("## [1] [A](https://a.b/c)", "A", "https://a.b/c"),
    ],
)
def test_a_heading_gives_title_and_link(tmp_path: Path, heading: str, title: str, url: str | None) -> None:
    (paper,) = papers(tmp_path, f"{heading}\n*Ada Byron*\n\nMain category: cs.LG\n\nAbstract: We count.\n")
    assert (paper.title, paper.url, paper.abstract) == (title, url, "We count.")


def test_an_entry_without_link_is_known_by_a_hash(tmp_path: Path) -> None:
    (paper,) = papers(tmp_path, "### [1] [A]()\n*Ada Byron*\n\nAbstract: We count.\n")
    assert paper.id.startswith("x:")


@pytest.mark.parametrize("heading", ["### [1] [](https://arxiv.org/abs/2512.00009)", "### [1] [ ](x)"])
def test_an_entry_without_title_is_lost_and_its_neighbours_are_not(tmp_path: Path, heading: str) -> None:
    entry = f"{heading}\n*Ada Byron*\n\nAbstract: x\n\n"
    lost, kept = results(tmp_path, entry + samples.TASK)
    assert lost == Skipped(document="digest.md", line=1, reason="entry without a title")
    assert isinstance(kept, Paper)


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("*Ada Byron*", ["Ada Byron"]),
        ("*Ada Byron,\nKarl Gauß*", ["Ada Byron", "Karl Gauß"]),
        ("*Ada Byron", ["Ada Byron"]),
        ("*Ada Byron* | cs.LG", ["Ada Byron"]),
        ("**9** | *Ada Byron*", ["Ada Byron"]),
        ("**", []),
        ("", []),
    ],
)
def test_the_line_of_authors_may_be_odd_or_missing(tmp_path: Path, line: str, expected: list[str]) -> None:
    (paper,) = papers(tmp_path, f"### [1] [A](https://a.b)\n{line}\n\nTL;DR: B\n\nAbstract: We count.\n")
    assert names(paper) == expected
    assert (fields(paper), paper.abstract) == ({"tldr": "B"}, "We count.")


@pytest.mark.parametrize(
    ("end", "abstract"),
    [
        ("\n\n</details>\nmore", "We count."),
        (" </details>", "We count."),
        ("\n\n### [2] [B](https://a.b/2)\n*B C*\n", "We count."),
        ("\n\n# cs.CV [[Back]](#toc)\n", "We count."),
        ("\n\n<div id='cs.CV'></div>\n", "We count."),
        ("\n\nConclusion: x\n\n---\n\n#### y\n", "We count.\n\nConclusion: x\n\n---\n\n#### y"),
        ("\n\n## y\n*x*", "We count.\n\n## y\n*x*"),
    ],
)
def test_only_the_end_of_the_entry_ends_a_folded_abstract(tmp_path: Path, end: str, abstract: str) -> None:
    entry = "### [1] [A](https://a.b)\n*B C*\n\n<details>\n  <summary>Details</summary>\nAbstract: We count."
    assert papers(tmp_path, entry + end)[0].abstract == abstract


@pytest.mark.parametrize(
    "label",
    [
        "Abstract:",
        "Abstract：",
        "**Abstract:**",
        "**Abstract**:",
        "> **Abstract:**",
        "- **Abstract**:",
        "#### Abstract\n",
        "#### 📄 原文摘要\n",
        "Abstract (英文):",
        "Original abstract:",
    ],
)
def test_an_abstract_is_headed_in_many_ways(tmp_path: Path, label: str) -> None:
    entry = f"### [1] [A](https://a.b)\n*B C*\n\nTL;DR: D\n\n{label} We count.\n"
    assert papers(tmp_path, entry)[0].abstract == "We count."


def test_fields_of_other_templates_end_the_field_above_and_are_counted(tmp_path: Path) -> None:
    entry = (
        "### [{0}] [A{0}](https://arxiv.org/abs/2512.0000{0})\n*B C*\n\nMain category: cs.LG\n\n"
        "Innovation: brand new\n\nConclusion: It works.\n\nIdeas for me: many\n\n**ai_Abstract:** no\n\n"
    )
    first, *_ = papers(tmp_path, entry.format(1) + entry.format(2))
    assert (first.abstract, fields(first)) == ("", {"conclusion": "It works."})
    assert reasons(tmp_path, entry.format(1) + entry.format(2))[:3] == [
        "field 'innovation' is none that is kept",
        "field 'ideas for me' is none that is kept",
        "field 'ai_abstract' is none that is kept",
    ]


TOC = (
    "<div id=toc></div>\n\n# Table of Contents\n\n"
    "- [cs.CL](#cs.CL) [Total: 69]\n- [cs.DB](#cs.DB) [Total: 30]\n"
)


@pytest.mark.parametrize(
    ("digest", "reason"),
    [
        (TOC, "the table of contents announces 99 papers, none follows"),
        (f"{TOC}\n# cs.CL [[Back]](#toc)\n\n", "the table of contents announces 99 papers, none follows"),
        (f"{TOC}\n{samples.TASK}", "the table of contents announces 99 papers, 1 were read"),
        ("<div id=toc></div>\n\n# Table of Contents\n\n", "the digest has no papers"),
        ("# No sheep papers found today\n", "the digest says that it has no papers"),
        ("# 今日没有新的论文\n", "the digest says that it has no papers"),
    ],
)
def test_a_digest_that_gives_less_than_it_announces_says_so(tmp_path: Path, digest: str, reason: str) -> None:
    assert reasons(tmp_path, digest) == [reason]


@pytest.mark.parametrize(
    "text",
    [
        "hello\n",
        "# Tool\n\n### Installation\n\nRun it.\n\n### [Docs](docs/x.md)\n\n* one\n",
        "# Tool\n\n- [Use (2)](#use)\n\n## Use\n\n### [Site](https://a.b)\n\nA site.\n",
        "# Tool\n\n<div id='x'></div>\n\n### Usage\n\nIt has no papers.\n" + "line\n" * 40,
        "[link](https://a.b)\n",
    ],
)
def test_other_markdown_is_refused_in_one_line(tmp_path: Path, text: str) -> None:
    with pytest.raises(SourceError, match="this is no digest; kg reads digest Markdown") as refusal:
        results(tmp_path, text)
    assert "\n" not in str(refusal.value)


@pytest.mark.parametrize(
    "damage", ["</details>\n", "*Ada Byron*\n", "Abstract: ", "  <summary>Details</summary>\n"]
)
def test_a_broken_entry_harms_no_other(tmp_path: Path, damage: str) -> None:
    broken = samples.TASK.replace(damage, "").replace("Sheep", "Broken").replace("00001", "00009")
    whole = papers(tmp_path, samples.TASK)[0]
    read = papers(tmp_path, f"{broken}\n{samples.TASK}")
    assert len(read) == 2
    assert (read[1].title, read[1].abstract, read[1].summaries) == (
        whole.title,
        whole.abstract,
        whole.summaries,
    )


def test_links_and_tables_below_a_summary_are_not_its_text(tmp_path: Path) -> None:
    entry = "### [1] A\n*B C* | cs.LG\n\n> **TL;DR**: D\n\n| a | b |\n|---|---|\n\n"
    links = "[x](https://a.b) | [PDF](https://arxiv.org/pdf/2512.00001)\n"
    (paper,) = papers(tmp_path, entry + links)
    assert (paper.id, paper.url, fields(paper)) == (
        "2512.00001",
        "https://arxiv.org/pdf/2512.00001",
        {"tldr": "D"},
    )
    assert paper.categories == ("cs.LG",)
    assert reasons(tmp_path, entry + links) == ["text that belongs to no field"]
