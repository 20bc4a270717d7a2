"""What stands in a summary's place where none was written: messages of machines and of writers without a text.

Each pattern is of a whole short text, so a summary that merely speaks of errors or of missing information is
none of these.
"""

from __future__ import annotations

import re

_WHAT_EN = r"(?:tl;?dr|summary|motivations?|methods?|methodology|results?|conclusions?|findings?|details?|information)"
_TOLD_EN = r"(?:available|mentioned|reported|provided|given|specified|described|stated|found|included)"
_SOURCE_EN = r"(?:abstract|paper|text|title|article|authors?|content|document)"
_SOURCE_ZH = (
    r"(?:(?:该|該|本|此)?(?:论文|論文|原文|文章|文中|摘要|文本|正文|内容|內容)"
    r"(?:的?(?:摘要|内容|內容))?(?:中|里|裡|内|內)?)"
)
_WHAT_ZH = (
    r"(?:任何|具体|具體|相关|相關|明确|明確|的|研究|实验|實驗|信息|資訊|内容|內容|结论|結論|结果|結果|方法|动机|動機|总结|總結|摘要"
    r"|数据|數據|细节|細節|描述){0,4}"
)
_MAKE_ZH = r"(?:生成|提取|抽取|分析|获取|獲取|翻译|翻譯|处理|處理|解析|总结|總結|调用|調用|请求|請求|概括)"
_FAIL_ZH = r"(?:失败|失敗|出错|出錯|错误|錯誤|异常|異常|超时|超時|逾時|发生错误|發生錯誤)"
_MAKE_JA = r"(?:生成|抽出|取得|分析|解析|要約|翻訳|処理|作成)"
_SOURCE_JA = r"(?:要旨|論文|本文|原文|アブストラクト|概要|抄録)(?:の?中)?(?:に|には|では|から)?は?、?"
_MAKE_KO = r"(?:요약|생성|추출|분석|번역|처리|요청)"
_SOURCE_KO = r"(?:초록|논문|본문|원문)(?:에|에는|에서|에서는)? ?"

_REST = r"(?:[。、.,:：].{0,60})?"

_MESSAGES = (
    # English
    r"an? (?:\w+ ){0,2}(?:error|exception|failure|time-?out) (?:has )?occurr?ed\b.{0,100}",
    r"(?:http )?(?:error )?(?:[45]\d\d[: -]*)?(?:too many requests|service unavailable|internal server error"
    r"|bad gateway|gateway time-?out|unauthori[sz]ed|forbidden|not found|bad request|payment required)",
    r"(?:http|status|error)(?: code)?[ :]*[45]\d\d",
    r"(?:time-?out|timed out|rate[ -]limited)|(?:connection|read|request|network)s? (?:was )?"
    r"(?:reset|refused|aborted|closed|timed out|time-?out)(?: by \w+)?",
    r"you (?:have )?exceeded your (?:\w+ )?(?:quota|limit).{0,120}",
    r"(?:invalid|missing|incorrect|expired|no) api[ -]?key.{0,80}",
    r"(?:(?:content|response|output|prompt|request) )?(?:was |were )?(?:filtered|blocked|refused)(?: by .{0,40})?",
    r"(?:failed|unable) to parse.{0,60}",
    # Chinese
    rf"(?:ai|llm|api|大?模型|摘要|总结|總結|动机|動機|方法|结果|結果|结论|結論|内容|內容|的)*{_MAKE_ZH}(?:{_WHAT_ZH})"
    rf"(?:时|時)?{_FAIL_ZH}(?:[:：，,。.!！(（].{{0,80}})?",
    rf"(?:暂时|暫時|目前)?(?:无法|無法|未能|不能){{1}}(?:自动|自動)?{_MAKE_ZH}{_WHAT_ZH}(?:[，,。].{{0,40}})?",
    r"(?:ai|大?模型|接口|服务|服務)(?:返回|输出|輸出|响应|回應)(?:内容|內容|结果|結果)?(?:为空|為空|空白|异常|異常|超时)",
    # Japanese
    rf"(?:\w{{1,6}}[のを])?{_MAKE_JA}(?:に失敗(?:しました|した)?|でき(?:ません(?:でした)?|なかった)|エラー){_REST}",
    rf"(?:\w{{1,8}}(?:中|時)に)?エラーが(?:発生|起き)(?:しました|ました|した|た)?{_REST}",
    # Korean
    rf"(?:\w{{1,6}} ?)?{_MAKE_KO}(?:을|를|에|이|가)? ?(?:{_MAKE_KO})?(?:을|를|에|이|가|하는 데)? ?"
    rf"(?:실패(?:했습니다|하였습니다|함)?|오류|할 수 없(?:습니다|음|었습니다)|하지 못(?:했습니다|함)){_REST}",
    rf"(?:\w{{1,8}} ?(?:중|중에) ?)?(?:오류|에러)(?:가)? ?(?:발생(?:했습니다|하였습니다|함)?|났습니다){_REST}",
)
_PLACEHOLDERS = (
    # English
    r"(?:pending|processing|loading|skipped|in progress|coming soon|placeholder"
    r"|to be (?:determined|added|written|done))",
    rf"no (?:\w+ ){{0,2}}{_WHAT_EN}(?: (?:is|are|was|were))? {_TOLD_EN}(?: (?:in|by|from|for) (?:the |this )?\w+)?",
    rf"the {_SOURCE_EN} (?:does|do|did) not (?:explicitly |clearly |specifically )?"
    rf"(?:mention|specify|provide|state|describe|report|discuss|include|give|contain)"
    rf"(?: \w+){{0,3}} (?:{_WHAT_EN}|this|it|any)",
    rf"(?:insufficient|not enough) (?:information|details?|context|content|text)(?: (?:is|was))?(?: {_TOLD_EN})?"
    rf"(?: (?:in|from|by) the {_SOURCE_EN})?"
    r"(?: (?:to|for) (?:determin|summari|extract|generat|identify|provid|writ)\w*.{0,60})?",
    # Chinese
    rf"{_SOURCE_ZH}?(?:并|並)?(?:未|没有|沒有)(?:在{_SOURCE_ZH})?(?:明确|明確|具体|具體|直接|详细|詳細)?"
    rf"(?:提及|提到|提供|说明|說明|给出|給出|涉及|描述|包含|报告|報告|指出){_WHAT_ZH}",
    r"(?:信息|資訊|内容|內容|数据|數據)(?:不足|缺失|为空|為空)(?:[，,]?(?:无法|無法|不能).{0,30})?",
    r"(?:暂无|暫無|无|無|没有|沒有)(?:相关|相關)?(?:内容|內容|信息|資訊|总结|總結|摘要|数据|數據|结果|結果|结论|結論|方法|动机|動機)?",
    r"待(?:补充|補充|更新|定|完善|生成|翻译|翻譯)",
    # Japanese
    rf"(?:{_SOURCE_JA})?(?:明示的に|具体的に)?(?:記載|言及|情報|記述|該当|説明|該当する情報)(?:が|は|されて)?"
    r"(?:なし|無し|ありません|いません|いない|ない)",
    # Korean
    rf"(?:{_SOURCE_KO})?(?:명시적으로 |구체적으로 )?(?:언급|제공|명시|기재|설명)"
    r"(?:되지 않(?:음|았음|았습니다)|되어 있지 않(?:음|습니다)|이 없(?:음|습니다)|없음)",
    r"(?:해당|정보|내용|요약|초록|결과)(?:이|가| 사항)? ?없(?:음|습니다|다)",
)
_MESSAGE = re.compile("|".join(f"(?:{pattern})" for pattern in _MESSAGES), re.IGNORECASE)
_PLACEHOLDER = re.compile("|".join(f"(?:{pattern})" for pattern in _PLACEHOLDERS), re.IGNORECASE)
_TAG = re.compile(r"^\[(?:error|failed|warning|exception)\]", re.IGNORECASE)


def no_summary(text: str) -> str | None:
    """What a short text, without ornaments at its ends, is instead of a summary; None if it may be one."""
    if _TAG.match(text) or _MESSAGE.fullmatch(text):
        return "error message"
    return "placeholder" if _PLACEHOLDER.fullmatch(text) else None
