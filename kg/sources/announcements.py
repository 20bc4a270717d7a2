"""What arXiv's feeds write around the parts of a paper they announce."""

from __future__ import annotations

import re

_BEFORE = re.compile(r"\s*arXiv:\s*(\S{5,40})\s+Announce Type:\s*([\w-]{1,40})(?:\s+|$)", re.IGNORECASE)
_ABSTRACT = re.compile(r"\s*Abstract:\s+", re.IGNORECASE)
_AFTER_TITLE = re.compile(
    r" \((arXiv:[\w./-]{5,40})(?:\s+\[([A-Za-z.-]{2,20})\])?(?:\s+[A-Z ]{1,20})?\)$", re.IGNORECASE
)


def abstract(text: str) -> tuple[str, str]:
    """The abstract in the description that rss.arxiv.org gives, and the arXiv id before it ("" if none).

    >>> abstract("arXiv:2508.13426v1 Announce Type: cross \\nAbstract: We count.")
    ('We count.', '2508.13426v1')
    """
    match = _BEFORE.match(text)
    rest = text[match.end() :] if match else text
    return _ABSTRACT.sub("", rest, count=1) if _ABSTRACT.match(rest) else rest, match[1] if match else ""


def title(text: str) -> tuple[str, str, str]:
    """Title, arXiv id and primary category in the titles of arXiv's feeds before 2024; "" for what is not there.

    >>> title("Sheep. (arXiv:2102.00001v1 [cs.LG])")
    ('Sheep', 'arXiv:2102.00001v1', 'cs.LG')
    """
    begin = text.rfind(" (arXiv:")
    match = _AFTER_TITLE.fullmatch(text, begin) if begin > 0 else None
    return (text[:begin].rstrip().removesuffix("."), match[1], match[2] or "") if match else (text, "", "")
