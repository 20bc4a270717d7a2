"""Descriptions in HTML, as feeds carry them -> paragraphs of text.

Only the names that HTML has count as tags: "$r<r_0$" and "a<b and c>d" are text.
"""

from __future__ import annotations

import html
import re

_BLOCKS = "p|div|br|hr|li|ul|ol|dl|dt|dd|tr|td|th|table|h[1-6]|blockquote|pre|section|article"
_INLINE = (
    "a|b|i|u|s|em|strong|span|sub|sup|small|big|code|tt|font|img|cite|q|mark|abbr|tbody|thead|html|body|head"
)
_ATTRIBUTES = r"""(?:\s+[\w:-]{1,40}\s*=\s*(?:"[^"<>]{0,4000}"|'[^'<>]{0,4000}'|[^\s"'<>]{1,4000}))*\s*/?"""
_TAG = re.compile(rf"</?({_BLOCKS}|{_INLINE}){_ATTRIBUTES}>", re.IGNORECASE)
_BLOCK = re.compile(_BLOCKS, re.IGNORECASE)
_LINK = re.compile(r"""<a\s[^<>]{0,1000}?\bhref\s*=\s*["']([^"'<>]{1,4000})["']""", re.IGNORECASE)
_BREAK = "\0"


def is_marked(text: str) -> bool:
    """Whether there is any tag of HTML in `text`."""
    return _TAG.search(text) is not None


def paragraphs(text: str) -> list[str]:
    """The paragraphs of `text`, without tags and with the characters that entities stand for."""
    broken = _TAG.sub(lambda match: _BREAK if _BLOCK.fullmatch(match[1]) else "", text.replace(_BREAK, ""))
    blocks = (html.unescape(block).replace("\xa0", " ").strip() for block in broken.split(_BREAK))
    return [block for block in blocks if block]


def plain(text: str) -> str:
    """All of `text` without tags."""
    return "\n\n".join(paragraphs(text))


def links(text: str) -> list[str]:
    """Where the links in `text` lead, in order."""
    return [html.unescape(link).strip() for link in _LINK.findall(text)]
