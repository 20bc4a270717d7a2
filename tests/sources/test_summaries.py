import pytest

from kg.sources.summaries import clean, failure

ABSTRACT = (
    "We count sheep in all the meadows of the country, by day and by night, and we report how many there are."
)


@pytest.mark.parametrize(
    "text",
    [
        "Summary generation failed",
        "Motivation analysis unavailable",
        "Method extraction failed",
        "Conclusion extraction failed.",
        "达到API配额限制，请明天再试",
        "请联系管理员或等待明天API配额重置。",
        "Error: API quota exceeded",
        "Error code: 429 - " + "x" * 300,
        "API error occurred",
        "Error",
        "Failed to generate summary",
        "Rate limit exceeded",
        "摘要生成失败",
        "AI 分析失败：超时",
        "無".replace("無", "无"),
        "暂无总结",
        "要約の生成に失敗しました",
        "No abstract content was provided, so there is nothing to analyze.",
        "Please provide the abstract text, and I can produce a concise analysis.",
        "I'm sorry, but I cannot summarize this.",
        "研究旨在解决摘要中描述的问题",
        "采用了先进的研究方法和技术。",
        "取得了显著的研究成果和发现",
        "对领域发展具有重要意义的结论",
        "TL;DR: N/A",
        "N/A",
        "None",
        "Not mentioned in the abstract.",
        "...",
        "",
        " \n ",
        ABSTRACT[:60] + "...",
        ABSTRACT[:60] + "…",
        ABSTRACT[:60].replace(" ", "\n") + "...",
        ABSTRACT,
    ],
)
def test_a_failed_field_is_no_summary(text: str) -> None:
    assert failure(text, ABSTRACT) is not None


@pytest.mark.parametrize(
    "text",
    [
        "Existing methods failed on sheep that move at night.",
        "Error analysis shows that goats are counted as sheep.",
        "Errors of goat counters fall by half.",
        "No improvement was found for goats.",
        "We propose a summary generation model that failed less often than all others in our tests.",
        "解决LLM生成错误内容的问题。",
        "减少LLM调用次数，提升效率。",
        "异常检测方法在羊群上表现良好。",
        "现有方法无法提取羊的特征。",
        "采用了先进的研究方法和技术来数羊。",
        "既存手法は羊の抽出に失敗することが多い。",
        "We count sheep.",
        "Sheep are counted...",
        "42",
    ],
)
def test_a_summary_that_speaks_of_failure_is_one(text: str) -> None:
    assert failure(text, ABSTRACT) is None


def test_failed_fields_are_dropped_and_counted_and_the_others_kept_in_order() -> None:
    kept, reasons = clean([("tldr", "N/A"), ("method", " 我们数羊。 "), ("result", "")], ABSTRACT)
    assert [(summary.field, summary.text, summary.language) for summary in kept] == [
        ("method", "我们数羊。", "zh")
    ]
    assert reasons == ["summary field failed: tldr: placeholder", "summary field failed: result: empty"]


def test_where_one_field_says_that_there_was_no_abstract_the_others_are_void() -> None:
    fields = [("tldr", "No abstract was provided."), ("method", "I checked the input and found it empty.")]
    assert clean(fields, "")[0] == ()
    assert [summary.field for summary in clean(fields, ABSTRACT)[0]] == ["method"]
