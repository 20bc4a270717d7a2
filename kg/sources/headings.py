"""The lines that divide a Markdown digest: headings of papers and categories, the table of contents."""

from __future__ import annotations

import re
from dataclasses import dataclass

from kg.sources.identifiers import identify, is_category
from kg.sources.labels import PICTURE

_LONGEST = 20_000
_NUMBER = re.compile(r"(?:\[\d{1,7}\](?!\()|\d{1,5}[.)、:：](?=\s|\[)|#\d{1,5}(?=\s))\s*")
_BEFORE_LINK = re.compile(r"(?:[^\w\s\[\]()#$\\]{1,4}\s*){1,2}(?=\[[^\]])")
_ORNAMENTS = re.compile(rf"{PICTURE}\s+")
_LISTED = re.compile(r"[-*+] \*\*\[(.{1,2000}?)\]\((https?://[^()\s]{1,500})\)\*\*(.{0,2000})")
_NO_LINK = ("", "#", "none", "null", "n/a")
_ANCHOR = re.compile(r"""<a\s+(?:id|name)\s*=\s*["']?([^"'<>]*)["']?\s*(?:/>|>\s*</a>)""")
_WORDS_OF_TITLE = 3
"""A heading of the fourth level that heads a paper has at least as many; else it heads a part of one."""


@dataclass(frozen=True, slots=True)
class PaperHeading:
    """The heading of an entry."""

    title: str
    link: str | None
    sure: bool
    """Numbered or linked; else only what follows tells whether this heads a paper."""


@dataclass(frozen=True, slots=True)
class CategoryHeading:
    """A heading or anchor that ends an entry and names the category of those below, if it is one."""

    name: str | None
    sure: bool
    """In the form of a template; else it may as well be a line of an abstract."""


def level_of(line: str) -> int:
    """Of a heading, 1 to 6; else 0."""
    if not line.startswith("#") or len(line) > _LONGEST:
        return 0
    level = len(line) - len(line.lstrip("#"))
    return level if level <= 6 and line[level : level + 1] in ("", " ", "\t") else 0


def paper_heading(line: str) -> PaperHeading | None:
    """`line` as the heading of a paper: "### [7] [Title](link)" with or without number and link."""
    level = level_of(line)
    if not 2 <= level <= 4:
        return None
    text, numbered = _without_number(_bare(_unset(line[level:].strip())))
    text = _bare(_unset(text))
    if text.startswith("[") and (cut := _end_of_title(text)) >= 0:
        title, link = text[1:cut].strip(), _link_at(text, cut + 2)
        if link.lower() in _NO_LINK:
            return PaperHeading(title, None, sure=True)
        if link.startswith(("http://", "https://")) or (numbered and not link.startswith("#")):
            return PaperHeading(title, link, sure=True)
        return None
    if numbered:
        return PaperHeading(text, None, sure=level == 3)
    counted = text != _unset(line[level:].strip())
    return PaperHeading(text, None, sure=False) if level == 3 or counted else None


def listed_paper(line: str) -> tuple[PaperHeading, str] | None:
    """A paper as an item of a list, "- **[Title](link)** `cs.LG`", and what follows its link."""
    match = _LISTED.fullmatch(line.rstrip()) if line.startswith(("- **[", "* **[", "+ **[")) else None
    if match is None or not identify([match[2]]).arxiv:
        return None
    return PaperHeading(match[1], match[2], sure=True), match[3]


def could_be_title(line: str) -> bool:
    """Whether a heading of the fourth level is long enough to be the title of a paper."""
    return level_of(line) == 4 and len(line.split()) > _WORDS_OF_TITLE


def opens_link(line: str) -> bool:
    """Whether `line` begins the heading of a paper whose title goes on in the next line."""
    level = level_of(line)
    if not 2 <= level <= 4:
        return False
    text, _ = _without_number(line[level:].strip())
    return text.startswith("[") and "](" not in text and not text.endswith("]")


def category_heading(line: str) -> CategoryHeading | None:
    """`line` as a division above the papers."""
    stripped = line.strip()
    if len(stripped) > _LONGEST:
        return None
    if stripped.startswith("<div id=") and stripped.endswith("</div>"):
        name = stripped[len("<div id=") : stripped.find(">")].strip("'\" ")
        return CategoryHeading(None if name.lower() == "toc" else name or None, sure=True)
    if (anchor := _ANCHOR.fullmatch(stripped)) is not None:
        return CategoryHeading(anchor[1] if is_category(anchor[1]) else None, sure=True)
    level = level_of(line)
    if not level or level > 3:
        return None
    text = line[level:].strip()
    if (cut := text.find("[[Back]]")) >= 0:
        name = text[:cut].strip()
        if name.startswith("<div") and (end := name.find("</div>")) >= 0:
            name = name[end + len("</div>") :].strip()
        return CategoryHeading(name or None, sure=True)
    if level == 3:
        return None
    left, bracket, right = text.rpartition(" [")
    if bracket and right == f"{left.strip()}]":
        return CategoryHeading(left.strip(), sure=True)
    if is_category(text):
        return CategoryHeading(text, sure=True)
    named = [word.strip("()[]:：") for word in (*text.split()[:1], *text.split()[-1:])]
    return CategoryHeading(next(filter(is_category, named), None), sure=False)


def announced(line: str) -> int | None:
    """How many papers a line of the table of contents announces; None for any other line."""
    text = line.strip()
    if len(text) > 1000 or not text.startswith(("- [", "* [")):
        return None
    _, mark, total = text.rpartition("[Total:")
    if mark and total.endswith("]"):
        return _whole_number(total[:-1])
    label, mark, target = text.partition("](#")
    if mark and target.endswith(")") and label.endswith(")"):
        return _whole_number(label[:-1].rpartition("(")[2])
    return None


def links_in(line: str) -> list[str]:
    """The targets of the Markdown links of a line."""
    links = []
    place = line.find("](")
    while place >= 0:
        if link := _link_at(line, place + 2, to_end=False):
            links.append(link)
        place = line.find("](", place + 2 + len(link))
    return links


def _without_number(text: str) -> tuple[str, bool]:
    """Without "[7]", "7." and the like in front; whether it is as sure a sign as the first."""
    match = _NUMBER.match(text)
    if match is None:
        return text, False
    return text[match.end() :].strip(), text.startswith("[")


def _bare(text: str) -> str:
    """Without the stars and small pictures before a link or number in brackets."""
    match = _BEFORE_LINK.match(text)
    if match is None:
        return text
    before, text = match[0].strip(), text[match.end() :]
    return text.replace(f"){before}", ")", 1) if set(before) <= set("*_`") else text


def _unset(text: str) -> str:
    """Without the stars around the whole, and the pictures before it."""
    text = _ORNAMENTS.sub("", text, count=1)
    whole = text.startswith("**") and text.endswith("**") and text.count("**") == 2
    return text[2:-2].strip() if whole else text


def _end_of_title(text: str) -> int:
    """Where "](" stands between title and link."""
    place = text.find("](http")
    return place if place >= 0 else text.rfind("](")


def _link_at(text: str, start: int, *, to_end: bool = True) -> str:
    """The target that begins at `start` and goes to its closing parenthesis.

    Where parentheses do not balance, `to_end` takes all up to the last one of the line.
    """
    depth = 0
    for place in range(start, len(text)):
        character = text[place]
        if character == "(":
            depth += 1
        elif character == ")":
            if depth == 0:
                if to_end and not _ends_word(text, place + 1):
                    break
                return text[start:place].strip()
            depth -= 1
        elif character.isspace() and not to_end:
            return text[start:place]
    last = text.rfind(")", start)
    return text[start : last if to_end and last >= 0 else len(text)].strip()


def _ends_word(text: str, place: int) -> bool:
    return place >= len(text) or text[place].isspace() or text[place] in "[{|<"


def _whole_number(text: str) -> int | None:
    text = text.strip()
    return int(text) if text.isdecimal() and text.isascii() and len(text) < 8 else None
