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


@pytest.mark.parametrize(
    "text",
    """Summary could not be generated.
    Translation failed
    [Error] quota exceeded
    Failed to parse response
    An error occurred while generating the summary.
    An error occurred during processing
    Unable to generate summary
    Unable to extract method
    Insufficient information
    Insufficient information provided in the abstract.
    Not enough information to determine the method.
    The abstract does not mention the results.
    The abstract does not specify any motivation.
    The abstract does not provide conclusions.
    No results mentioned.
    No results are reported in the abstract.
    No conclusion provided
    No summary available.
    No TL;DR available
    Summary not available
    Not available
    To be determined
    Pending
    Processing...
    Loading...
    Skipped
    Timeout
    Request timed out
    Timed out
    HTTP 429 Too Many Requests
    429 Too Many Requests
    Too many requests
    503 Service Unavailable
    Service unavailable
    Internal server error
    Bad gateway
    Connection error
    Connection reset by peer
    Rate limit reached for gpt-4o
    You exceeded your current quota, please check your plan and billing details.
    Invalid API key
    Unauthorized
    Content filtered
    Blocked by content filter
    Response blocked
    null
    undefined
    [N/A]
    (none)
    ---
    无法生成摘要
    無法生成摘要
    摘要生成失敗
    生成失敗
    暫無總結
    未提及
    未提供
    文中未提及
    摘要中未提及
    摘要未提及结论。
    摘要中未明确说明。
    原文未提供相关信息
    论文摘要未给出具体结果
    未在摘要中提及
    信息不足
    信息不足，无法总结
    无相关内容
    待补充
    处理失败
    请求超时
    AI处理失败
    AI解析错误
    模型返回为空
    内容为空
    生成摘要时出错: timeout
    翻译失败
    요약 생성 실패
    요약 생성에 실패했습니다.
    요약을 생성할 수 없습니다.
    오류가 발생했습니다.
    오류: 시간 초과
    없음
    해당 없음
    정보 없음
    언급되지 않음
    초록에 언급되지 않음
    제공되지 않음
    죄송합니다. 요약할 수 없습니다.
    要約を生成できませんでした
    エラーが発生しました
    エラー: タイムアウト
    該当なし
    記載なし
    言及なし
    情報なし
    不明
    要旨に記載なし
    申し訳ありませんが、要約できません。
    Error: something
    Exception: Timeout
    ERROR
    Error occurred""".split("\n    "),
)
def test_messages_and_placeholders_in_any_of_the_languages_are_no_summaries(text: str) -> None:
    assert failure(text, ABSTRACT) is not None


@pytest.mark.parametrize(
    "text",
    """Insufficient information in the measurements makes the reconstruction of sheep ambiguous.
    No information about goats is lost when sheep are counted twice.
    The paper does not need labels.
    Pending sheep are counted first, then all others.
    Errors occurred twice as often at night.
    Blocked sheep are counted by a filter.
    无法生成长文本是现有方法的主要问题。
    未提及的羊也被计数。
    现有方法没有提供可解释的结果，因此我们提出新方法。
    信息不足时，模型仍能数羊。
    解析错误是主要的误差来源。
    生成失败样本用于训练。
    翻译错误检测是一个重要问题。
    記載のない羊も数える。
    エラーが発生しにくい手法を提案する。
    要約モデルの失敗を分析する。
    요약 실패 사례를 분석한다.
    오류가 발생하기 쉬운 양을 센다.
    정보 없이 양을 센다.
    기존 방법은 요약을 생성할 수 없었던 긴 글을 다룬다.""".split("\n    "),
)
def test_a_summary_that_begins_like_a_message_is_one(text: str) -> None:
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
