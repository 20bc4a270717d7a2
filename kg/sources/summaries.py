"""The fields of a digest's own summary: which were really written, and in what language."""

from __future__ import annotations

import re

from kg.languages import summary_language
from kg.model import Summary
from kg.sources.failures import no_summary

_UNINFORMED = "no abstract was given to its writer"
_SHORT = 160
_CUT_AT_LEAST = 40
"""Characters a text must share with the abstract before it counts as the abstract cut off."""

_PART = (
    r"(?:tl;?dr|ai|llm|summary|summar(?:is|iz)ation|task|motivation|method(?:ology)?|results?|conclusions?"
    r"|details?|abstract|translation|analysis|content|text|response|output)"
)
_GIVEN = (
    r"(?:mentioned|specified|provided|available|given|applicable|found|stated|described|reported|included)"
)
_PLACEHOLDER = re.compile(
    r"(?:tl;?dr\s*[:：]\s*)?(?:n/?a|none|null|nil|nan|undefined|unknown|tbd|todo|empty|missing|\{.*\}|[-–—./?…]+"
    rf"|not (?:explicitly |clearly )?{_GIVEN}(?: (?:in|by|from|for) (?:the |this )?\w+)?"
    r"|(?:none|no|nothing)(?: \w+){0,3} (?:mentioned|specified|provided|available|given)"
    r"(?: (?:in|by|from|for) (?:the |this )?\w+)?"
    r"|暂无.{0,8}|无|没有|未知|なし|不明|該当なし|情報なし|없음)[.。!！]?",
    re.IGNORECASE,
)
_NOTHING_GIVEN = re.compile(
    r"(?:there (?:is|was) )?no (?:\w+ ){0,2}(?:abstract|content|text|summary) (?:\w+ ){0,2}"
    r"(?:provided|given|available|supplied|included|found)\b"
    r"|the (?:\w+ ){0,2}(?:abstract|summary|content)(?: \w+){0,2} (?:is|was) "
    r"(?:not (?:provided|given|available|included)|empty|missing)\b"
    r"|(?:i'?m |i am |we are )(?:sorry|unable to)\b|sorry\b|i (?:cannot|can'?t)\b|as an ai\b|please provide\b"
    r"|(?:很?抱歉|对不起|對不起|请提供|請提供|申し訳|죄송)",
    re.IGNORECASE,
)
_ERROR_AT_ANY_LENGTH = re.compile(
    r"(?:api |http |openai |llm |server )?(?:error|exception)\s*(?:[:：]|code\b)|traceback \(most recent"
    r"|(?:错误|エラー|오류)\s*[:：]",
    re.IGNORECASE,
)
_ERROR = re.compile(
    rf"(?:the )?{_PART}(?: \w+){{0,2}} (?:has |have |was |is )?(?:failed|unavailable|not available"
    r"|not generated|missing|unsuccessful|error|could not be \w+|cannot be \w+)\b.{0,40}"
    r"|error (?:while |in |during )?(?:generat|extract|analy[sz]|summari[sz]|translat|process|pars|call)ing"
    r"\b.{0,80}"
    r"|(?:failed|unable|could not) (?:to )?(?:generat|extract|analy[sz]|summari[sz]|translat|process"
    r"|pars|obtain|retriev|fetch|call)\w*\b.{0,80}"
    r"|(?:(?:api|http|llm|openai|gemini|server|network|request|timeout|connection|rate limit|quota)[ _-]?)?"
    r"(?:error|exception|failure)(?:\s*(?:[(\[\d]|occurred|while|during|message).*)?"
    r"|(?:api )?(?:quota|rate limit|request|connection|time ?out|timed out)s? ?(?:limit )?(?:was |has been )?"
    r"(?:exceeded|reached|failed|timed out|error)\b.{0,80}"
    r"|(?:ai|llm|api|大?模型|摘要|总结|动机|方法|结果|结论|内容|翻译|请求|接口|服务|网络|的)*\s*"
    r"(?:生成|提取|抽取|分析|获取|翻译|处理|解析|总结|调用|请求)(?:时)?(?:失败|出错|异常|超时|发生错误)"
    r"(?:[:：，,。.!！(（].{0,80})?"
    r"|(?:无法|未能)(?:自动)?(?:生成|提取|抽取|获取|解析|翻译|总结)(?:摘要|总结|动机|方法|结果|结论|内容)?"
    r"|(?:已?达到?|超出|超过)?.{0,6}(?:api|接口).{0,4}(?:配额|额度|限额).{0,30}"
    r"|请联系管理员.{0,40}|(?:错误|出错|エラー|오류)"
    r"|(?:\w{1,4}の)?(?:生成|抽出|取得|分析|要約|翻訳)に失敗(?:しました)?",
    re.IGNORECASE,
)
_FIXED = re.compile(
    r"(?:(?:本)?研究)?旨在解决(?:摘要|论文|文)中(?:所)?(?:描述|提到|提及)的(?:\w{0,4})问题"
    r"|采用了?(?:先进|创新|新颖)的(?:研究)?方法(?:和技术)?"
    r"|取得了?(?:显著|重要|良好)的(?:研究)?成果(?:和发现)?"
    r"|对(?:该|本|相关)?领域(?:的)?发展具有重要意义(?:的结论)?"
    r"|(?:see|refer to|please (?:see|refer to)) (?:the )?(?:abstract|paper|full text|original paper)"
    r"(?: for \w+)?"
    r"|(?:详?见|请参见|请参考|参见)(?:摘要|原文|论文)",
    re.IGNORECASE,
)


def failure(text: str, abstract: str) -> str | None:
    """Why `text` is no summary of a paper with this abstract; None if it is one."""
    flat = " ".join(text.split())
    if not flat:
        return "empty"
    if _ERROR_AT_ANY_LENGTH.match(flat):
        return "error message"
    if len(flat) <= _SHORT:
        bare = flat.strip("*_`\"'“”「」[]() ").rstrip(".。!！")
        if _NOTHING_GIVEN.match(bare):
            return _UNINFORMED
        if not bare or _PLACEHOLDER.fullmatch(flat) or _PLACEHOLDER.fullmatch(bare):
            return "placeholder"
        if _FIXED.fullmatch(bare):
            return "fixed sentence that fits any paper"
        if _ERROR.fullmatch(flat) or _ERROR.fullmatch(bare):
            return "error message"
        if why := no_summary(bare) or no_summary(flat):
            return why
    return _copy_of(flat, " ".join(abstract.split()))


def _copy_of(text: str, abstract: str) -> str | None:
    """In which way `text` is but a piece of the abstract; None if it is not. A whole sentence may be."""
    stem = text.rstrip(".… ")
    if not stem or not abstract.startswith(stem):
        return None
    if text == abstract:
        return "the abstract itself"
    in_midst = len(text) >= _CUT_AT_LEAST and not text.endswith((".", "!", "?"))
    return "the abstract, cut off" if text.endswith(("...", "…")) or in_midst else None


def clean(fields: list[tuple[str, str]], abstract: str) -> tuple[tuple[Summary, ...], list[str]]:
    """The summaries worth keeping, in order, and one reason for each that is not."""
    kept: list[Summary] = []
    reasons: list[str] = []
    failures = [failure(text, abstract) for _, text in fields]
    if not abstract.strip() and _UNINFORMED in failures:  # then its writer had nothing to go by in any field
        failures = [why or _UNINFORMED for why in failures]
    for (field, text), why in zip(fields, failures, strict=True):
        if why:
            reasons.append(f"summary field failed: {field}: {why}")
        else:
            kept.append(Summary(field=field, text=text.strip(), language=summary_language(text)))
    return tuple(kept), reasons
