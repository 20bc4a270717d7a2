"""The words with which digests head the parts of an entry ("TL;DR:", "**Authors**:", "#### Abstract")."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

_LONGEST = 60
_MOST_WORDS = 5
_NAMES = {
    "tldr": "tl;dr|tldr|tl; dr|tl:dr|task|一句话总结|一句话要点|一句話總結|太长不看|要約|一言要約|요약|太長不看"
    "|한 줄 요약|한줄 요약|一文要約",
    "motivation": "motivation|动机|研究动机|動機|研究動機|동기|연구 동기",
    "method": "method|方法|研究方法|手法|提案手法|방법|연구 방법",
    "result": "result|结果|研究结果|結果|研究結果|결과|연구 결과",
    "conclusion": "conclusion|结论|研究结论|結論|研究結論|결론",
    "abstract": "abstract|original abstract|abstract (original)|原文摘要|英文摘要|原始摘要|原始英文摘要"
    "|source abstract|english abstract|original|原文|원문|영문 초록|원문 초록|英語要旨|原文要旨",
    "abstract?": "摘要|论文摘要|論文摘要|概要|要旨|アブストラクト|초록|zusammenfassung|resumen|resumo|résumé",
    "translation": "中文摘要|摘要翻译|摘要翻譯|中文摘要翻译|摘要中文翻译|中文翻译|译文|翻译"
    "|翻訳|要旨の翻訳|초록 번역|번역|translation|translated abstract|abstract translation|chinese abstract",
    "primary": "main category|primary category|primary|primary subject|主类别|主要类别|主分类|主分類"
    "|主カテゴリ|主カテゴリー"
    "|メインカテゴリ|主要カテゴリ|주요 카테고리|주 카테고리|주 분류",
    "categories": "categories|category|arxiv categories|arxiv category|subjects|subject|分类|类别|分類"
    "|類別|カテゴリ|カテゴリー"
    "|카테고리|분류|kategorien|kategorie|categorías|catégories|categorias",
    "authors": "authors|author|author(s)|作者|论文作者|著者|저자|autoren|autores|auteurs",
    "link": "arxiv|arxiv id|arxiv link|arxiv url|link|links|url|pdf|pdf link|paper|paper link|paper id"
    "|doi|链接|論文鏈接"
    "|链接地址|论文链接|原文链接|arxiv链接|pdf链接|論文リンク|リンク|링크|논문 링크",
    "published": "published|submitted|publication date|published date|date published|published on"
    "|submitted on|submission date|submitdate"
    "|发布日期|发表日期|发布时间|发表时间|提交日期|提交时间|发表|發布日期|公開日|投稿日|게시일|제출일",
    "comment": "comment|comments|备注",
    "code": "code|code url|github",
    "": "title|标题|论文标题|中文标题|标题翻译|標題|タイトル|제목|translated title"
    "|title translation|updated|date|topics|topic|tags|tag|keywords"
    "|source|detailed summary|details|summary",
}
_FIELDS = {name: field for field, names in _NAMES.items() for name in names.split("|")}
_BULLET = re.compile(r"[-*+•‣◦·]\s+(?!\[[ xX]\])")
_EDGES = re.compile(r"^[\W_]+|[^\w)）]+$")
_IN_BRACKETS = re.compile(r"\s*[(（]([^()（）]{0,40})[)）]$")
_TRANSLATED = re.compile(
    r"中文|汉语|漢語|翻译|翻譯|翻訳|日本語|번역|한국어|chinese|japanese|korean|\bzh\b|transla", re.ASCII
)
_ORIGINAL = re.compile(r"原文|英文|英語|영문|original|english|\ben\b", re.ASCII)
_LETTERS = re.compile(r"[a-z]")
_SET = re.compile(r"</?(?:font|span|b|strong|i|em|u)\b[^<>]{0,80}>")
"""How HTML sets letters."""
PICTURE = r"[^\w\s!-~“”‘’«»「」『』【】（）《》—–…·•¡¿€£°±×\u2190-\u22ff]{1,6}"
"""An emoji, with what varies it; no sign of mathematics, which may begin a title."""
_PICTURE = re.compile(rf"{PICTURE}\s*(?=\*\*|\w)")
_NUMBER = re.compile(r"\d{1,2}[.)、]\s+")
_LINK = re.compile(r"\[([^\[\]]+)\]\([^()\s]*\)")

METADATA = frozenset({"primary", "categories", "authors", "link", "published", "comment", "code", ""})
"""Fields of one line, after which a blank line begins something else."""


@dataclass(frozen=True, slots=True)
class Label:
    """The head of a part and what follows it on its line."""

    name: str
    """In small letters, without ornaments."""
    rest: str
    marked: bool
    """Set off by Markdown (bold, heading); otherwise words before a colon at the start of a line."""

    @property
    def field(self) -> str | None:
        """What the part is: one of the keys of this module's table; "" is known and not kept."""
        return _field(self.name)


def label_of(line: str) -> Label | None:
    """The label that `line` begins with, known or not."""
    text = line.lstrip("> \t") if line.lstrip().startswith(">") else line
    if "<" in text[:_LONGEST]:
        text = _SET.sub("", text[: 4 * _LONGEST]) + text[4 * _LONGEST :]
    stripped = text.lstrip()
    bullet = _BULLET.match(stripped)
    picture = _PICTURE.match(stripped, bullet.end() if bullet else 0)
    begin = picture.end() if picture else bullet.end() if bullet else 0
    if begin and stripped.startswith("**", begin):
        stripped = stripped[begin:]
    if stripped.startswith("####"):
        return _heading(stripped.strip("# \t"))
    if stripped.startswith(("### ", "## ")):
        label = _heading(stripped.strip("# \t"))
        return label if label and label.field else None
    if stripped.startswith("**"):
        return _bold(stripped)
    if begin:
        label = _plain(stripped[begin:])
        return label if label and label.field is not None else None
    return _plain(text)


@lru_cache(maxsize=4096)
def _field(name: str) -> str | None:
    """Of "name", "name (remark)" and, where the name has no Latin letters, "이름 (name)"."""
    if (known := _FIELDS.get(name)) is not None:
        return known
    match = _IN_BRACKETS.search(name)
    if match is None:
        return None
    before, within = name[: match.start()], match[1].strip()
    known = _FIELDS.get(before)
    if known in ("abstract", "abstract?"):
        return (
            "abstract" if _ORIGINAL.search(within) else "translation" if _TRANSLATED.search(within) else known
        )
    return known if known is not None or _LETTERS.search(before) else _FIELDS.get(within)


def _heading(text: str) -> Label | None:
    text = _LINK.sub(r"\1", _NUMBER.sub("", text, count=1))
    if len(text) <= _LONGEST:
        bare = text.strip("*").rstrip(":： ")
        label = Label(_normal(bare), "", marked=True)
        if label.field is not None or ":" not in text:
            return label if label.name else None
    cut = _colon(text)
    return Label(_normal(text[:cut]), text[cut + 1 :], marked=True) if cut > 0 else None


def _bold(text: str) -> Label | None:
    end = text.find("**", 2, _LONGEST + 4)
    if end < 0:
        return None
    inner, rest = text[2:end].rstrip(), text[end + 2 :].lstrip()
    cut = _colon(inner)
    if not rest and 0 < cut < len(inner) - 1 and _field(_normal(inner[:cut])) is not None:
        return Label(_normal(inner[:cut]), inner[cut + 1 :].strip(), marked=True)
    if inner.endswith((":", "：")):
        inner = inner[:-1]
    elif rest.startswith((":", "：")):
        rest = rest[1:]
    elif rest or not _field(_normal(inner)):
        return None
    name = _normal(inner)
    return Label(name, rest.lstrip(), marked=True) if name else None


def _plain(text: str) -> Label | None:
    cut = _colon(text)
    if cut <= 0 or not (text[0].isupper() or (text[0].isalpha() and not text[0].islower())):
        return None
    head = text[:cut]
    label = Label(_normal(head), text[cut + 1 :].lstrip(), marked=False)
    wordy = len(head.split()) > _MOST_WORDS or any(mark in head for mark in ",，。;；.([{")
    return None if not label.name or (wordy and label.field is None) else label


def _colon(text: str) -> int:
    """Where the first colon stands, if it ends a label and does not belong to an address; else -1."""
    cut, wide = text.find(":", 0, _LONGEST), text.find("：", 0, _LONGEST)
    if wide >= 0 and (cut < 0 or wide < cut):
        cut = wide
    return -1 if text.startswith("//", cut + 1) else cut


@lru_cache(maxsize=4096)
def _normal(name: str) -> str:
    return " ".join(_EDGES.sub("", name).split()).casefold()
