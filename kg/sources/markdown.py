"""Digest Markdown, in the templates of the daily-arXiv family, told apart by their content.

A document is cut into entries first, then each entry is read alone, so that a broken one harms no
other.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from kg.model import Document, Paper, Skipped
from kg.plural import plural
from kg.sources.entries import Entry, finish
from kg.sources.headings import (
    announced,
    category_heading,
    could_be_title,
    level_of,
    listed_paper,
    opens_link,
    paper_heading,
)
from kg.sources.identifiers import identify, is_category
from kg.sources.labels import label_of
from kg.sources.markdown_entry import Block, categories_in, parse
from kg.sources.text import Text

_AHEAD = 8
_LABELS_AHEAD = 12
_FRONT_MATTER = 60
_WRAPPED_TITLE = 5
_SMALL = 30
_WITHIN = 60
_PARTS_OF_ABSTRACTS = frozenset(
    """background objective objectives purpose aim aims introduction importance significance design setting settings
    participants patients materials methods results conclusions findings interpretation funding limitations discussion
    context rationale hypothesis question questions problem approach availability contact summary
    supplementary""".split()
)
_NO_PAPERS = re.compile(
    r"\b(?:no|0|zero)\b[^.]{0,100}\b(?:papers?|articles?|items?|results?|updates?)\b"
    r"|(?:没有|暂无|未找到|无新|无相关).{0,40}(?:论文|文章|更新)|論文.{0,40}(?:ありません|なし)",
    re.IGNORECASE,
)


@dataclass(slots=True)
class _Digest:
    """A document taken apart."""

    blocks: list[Block] = field(default_factory=list)
    total: int | None = None
    """Papers that the table of contents announces."""
    contents_line: int = 1
    framed: bool = False
    """Has the frame of a digest (table of contents, category headings), even if no paper."""


def read(text: Text, document: Document) -> Iterator[Paper | Skipped] | None:
    """The papers of a Markdown digest; None where the document is none."""
    lines = text.whole()
    digest = _divided(lines)
    if text.damage is not None:
        del digest.blocks[-1:]  # it may be cut off
    labels = _labels_of_the_template(digest.blocks)
    entries = [parse(block, labels) for block in digest.blocks]
    if any(entry.abstract or entry.summaries or entry.authors or entry.primary for entry in entries):
        return _results(digest, entries, text, document)
    if digest.framed:
        return _results(digest, entries, text, document)
    if not entries and _says_none(lines):
        reason = "the digest says that it has no papers"
        return iter([Skipped(document=document.name, line=1, reason=reason, paper=False)])
    return None


def _results(
    digest: _Digest, entries: list[Entry], text: Text, document: Document
) -> Iterator[Paper | Skipped]:
    read_so_far = 0
    for entry in entries:
        for result in finish(entry, document.name):
            read_so_far += isinstance(result, Paper)
            yield result
    yield from text.notes()
    reason = None
    if digest.total is not None and digest.total != read_so_far:
        follow = "none follows" if not read_so_far else f"{read_so_far} were read"
        reason = f"the table of contents announces {plural(digest.total, 'paper')}, {follow}"
    elif not entries:
        reason = "the digest has no papers"
    if reason:
        yield Skipped(document=document.name, line=digest.contents_line, reason=reason, paper=False)


def _divided(lines: list[str]) -> _Digest:
    digest = _Digest()
    category: str | None = None
    block: Block | None = None
    in_details = False
    index = _after_front_matter(lines)
    while index < len(lines):
        line = lines[index]
        index += 1
        if line.lstrip().startswith(("#", "<div", "<a ")):
            division = category_heading(line)
            if division and division.sure:
                digest.framed = digest.framed or _in_frame(line)
                category, block, in_details = division.name, None, False
                continue
            used, begun = _paper_at(lines, index - 1, in_details)
            if begun:
                block, in_details = begun, False
                block.category = category
                digest.blocks.append(block)
                index += used - 1
                continue
            blank_above = index < 2 or not lines[index - 2].strip()
            if not in_details and _heads_papers(lines, index):
                category, block = None, None
                continue
            if division and blank_above and not in_details and not _within(block, lines, index):
                category, block = division.name, None
                continue
        if (item := listed_paper(line)) is not None:
            heading, rest = item
            block = Block(line=index, title=heading.title, link=heading.link, category=category)
            block.categories = categories_in(rest)
            digest.blocks.append(block)
            in_details = False
            continue
        if block is None:
            _contents(digest, line, index)
            continue
        block.body.append(line)
        lowered = line.strip().lower()
        if lowered.startswith("<details"):
            in_details = True
        if lowered.endswith("</details>"):
            in_details = False
    return digest


def _in_frame(line: str) -> bool:
    return "[[Back]](#" in line or line.replace("'", "").replace('"', "").strip() == "<div id=toc></div>"


def _paper_at(lines: list[str], index: int, in_details: bool) -> tuple[int, Block | None]:
    """The block that begins at a line, and how many lines its heading takes."""
    line = lines[index]
    level = level_of(line)
    if not level or level > 4:
        return 0, None
    if level == 1:
        heading = paper_heading(f"#{line}")
        if heading and heading.link and identify([heading.link]).arxiv:
            return 1, Block(line=index + 1, title=heading.title, link=heading.link)
        if in_details or not _names_authors(lines, index + 1):
            return 0, None
        return 1, Block(line=index + 1, title=line[1:].strip(), link=None, whole=True)
    used = 1
    if opens_link(line):
        for more in range(2, _WRAPPED_TITLE + 1):
            wrapped = lines[index : index + more]
            if len(wrapped) < more or not wrapped[-1].strip() or level_of(wrapped[-1]):
                break
            if wrapped[-1].rstrip().endswith(")") and "](" in wrapped[-1]:
                line, used = "\n".join(wrapped), more
                break
    heading = paper_heading(line)
    if heading and (level == 4 or not heading.link) and (label := label_of(line)) and label.field:
        return 0, None
    if heading is None:
        titled = (level == 2 or could_be_title(line)) and not in_details
        if not titled or not _names_authors(lines, index + 1):
            return 0, None
        return 1, Block(line=index + 1, title=line[level:].strip(), link=None)
    unsure = _names_authors if in_details else _looks_like_entry
    if not heading.sure and not unsure(lines, index + 1):
        return 0, None
    return used, Block(line=index + 1, title=heading.title, link=heading.link)


def _names_authors(lines: list[str], start: int) -> bool:
    """Whether a label of authors follows, before or among other labels; categories and tags may stand before it."""
    for line in filter(str.strip, lines[start : start + _LABELS_AHEAD]):
        label = label_of(line)
        if label and label.marked and not level_of(line):
            if label.field == "authors":
                return True
        elif not line.lstrip().startswith("<") and not is_category(line.strip()):
            return False
    return False


def _looks_like_entry(lines: list[str], start: int) -> bool:
    for number, line in enumerate(lines[start : start + _AHEAD], start):
        titled = could_be_title(line) or (level_of(line) == 4 and paper_heading(line) is not None)
        if level_of(line) in (1, 2, 3) or (titled and _names_authors(lines, number + 1)):
            return False
        label = label_of(line)
        if (label and label.field) or "<summary>abstract</summary>" in line[:80].lower():
            return True
    return False


def _heads_papers(lines: list[str], start: int) -> bool:
    """Whether the heading before `start` is a topic: the next line is the smaller heading of a paper."""
    following = next((i for i in range(start, min(start + _AHEAD, len(lines))) if lines[i].strip()), None)
    if following is None or level_of(lines[start - 1]) != 3 or level_of(lines[following]) != 4:
        return False
    return bool(_paper_at(lines, following, in_details=False)[0])


def _within(block: Block | None, lines: list[str], start: int) -> bool:
    """Whether the heading before `start` stands within an entry: of a document of one paper, or in a summary."""
    return block is not None and (block.whole or _goes_on(lines, start))


def _goes_on(lines: list[str], start: int) -> bool:
    """Whether the folded part of an entry follows, so that what summed the paper up wrote the heading."""
    for line in lines[start : start + _WITHIN]:
        if line.startswith("<details"):
            return True
        if level_of(line) or line.startswith("<div"):
            division, heading = category_heading(line), paper_heading(line)
            if (division and division.sure) or (heading and heading.sure):
                return False
    return False


def _contents(digest: _Digest, line: str, number: int) -> None:
    if digest.blocks:
        return
    total = announced(line)
    if total is not None:
        if digest.total is None:
            digest.contents_line = number
        digest.framed = digest.framed or "[Total:" in line
        digest.total = (digest.total or 0) + total


def _labels_of_the_template(blocks: list[Block]) -> frozenset[str]:
    """Unknown labels that most entries share: the template has them, no sentence does.

    Those of abstracts in parts ("Background:") are not among them.
    """
    times: Counter[str] = Counter()
    if len(blocks) < 2:
        return frozenset()
    for block in blocks:
        above = ""
        names = set()
        for line in block.body:
            if not above.strip() or above.strip().endswith("</summary>"):
                label = label_of(line)
                if label and label.field is None and label.name not in _PARTS_OF_ABSTRACTS:
                    names.add(label.name)
            above = line
        times.update(names)
    return frozenset(name for name, count in times.items() if count > 1 and count * 2 > len(blocks))


def _after_front_matter(lines: list[str]) -> int:
    if lines and lines[0].rstrip() == "---":
        for index, line in enumerate(lines[1:_FRONT_MATTER], start=1):
            if line.rstrip() == "---":
                return index + 1
    return 0


def _says_none(lines: list[str]) -> bool:
    written = [line for line in lines if line.strip()]
    return 0 < len(written) <= _SMALL and any(_NO_PAPERS.search(line[:500]) for line in written)
