"""One entry of a Markdown digest: from its heading to the next."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html import unescape

from kg.model import SUMMARY_FIELDS
from kg.sources.announcements import abstract as without_announcement
from kg.sources.author_line import author_line
from kg.sources.authors import split_names
from kg.sources.days import iso_day
from kg.sources.entries import Entry
from kg.sources.headings import links_in
from kg.sources.identifiers import identify, is_category
from kg.sources.labels import METADATA, Label, label_of

_RULE = re.compile(r"(?:-{3,}|\*{3,}|_{3,})\s*", re.ASCII)
_BETWEEN_CATEGORIES = re.compile(r"[,，、;；]")
_IN_BRACKETS = re.compile(r"[(（\[]([^()（）\[\]\s]+)[)）\]]$")
_LINK = re.compile(r"\[([^\[\]]*)\]\([^()\s]*\)")
_FOOTNOTES = re.compile(r"[¹²³⁰⁴-⁹†‡§]+")
_BULLETS = re.compile(r"(?:^|\n)[^\S\n]*[-*+•][^\S\n]+")
_MARKS = re.compile(r"(?<![^\W_])[`*_]+|[`*_]+(?![^\W_])")
_TAGS = re.compile(r"<[^<>]{0,200}>")
_HREF = re.compile(r"""<a\s[^<>]{0,100}?\bhref\s*=\s*["']([^"'<>\s]{1,500})["']""")
_REFERENCE = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z][a-zA-Z0-9]{1,30});")
_REMARK = re.compile(r"\s*[(（\[][^()（）\[\]]*[)）\]]")
_IGNORED = ""
_STRAY = "text that belongs to no field"
_BESIDE = re.compile(r"\s+[|·]\s+(?=\*\*)")
"""Between labelled parts of one line."""
_PART = re.compile(r"#{1,6} .{1,200}|\*\*[^*]{1,60}\*\*")
"""Heads a part of an entry: a heading, or words in bold on a line of their own."""
_BARE = "bare"
_LINK_LINE = 300


@dataclass(slots=True)
class Block:
    """The lines of an entry."""

    line: int
    title: str
    link: str | None
    category: str | None = None
    """Named by the heading above it."""
    categories: list[str] = field(default_factory=list)
    """Named beside the title."""
    whole: bool = False
    """Its title is that of the document; smaller headings are of its parts."""
    body: list[str] = field(default_factory=list)


def parse(block: Block, template_labels: frozenset[str]) -> Entry:
    """The parts of an entry. The abstract is its last: once begun, little but the end of the entry ends it."""
    reader = _Reader(block, template_labels)
    reader.read()
    return reader.entry()


class _Reader:
    def __init__(self, block: Block, template_labels: frozenset[str]) -> None:
        self._block = block
        self._template_labels = template_labels
        self._fields: dict[str, list[str]] = {}
        self._current: str | None = None
        self._in_details = False
        self._over = False
        """The abstract has ended; only links and metadata may follow."""
        self._starred = self._bold = self._labelled_plainly = False
        """How the template marks its parts: authors in italics, metadata in bold, words with a colon."""
        self._one_line = False
        """The current part ends at a blank line."""
        self._blank_above = False
        self._authors: str | None = None
        self._links: list[str] = []
        self._notes: list[str] = []

    def read(self) -> None:
        body = self._block.body
        for line in body[self._read_authors(body) :]:
            blank = not line.strip()
            if self._over:
                self._trailing(line)
            elif self._current in ("abstract", _BARE):
                self._abstract_goes_on(line)
            elif blank:
                self._blank()
            elif not self._tag(line) and not self._labelled(line):
                self._plain_text(line)
            self._blank_above = blank

    def entry(self) -> Entry:
        block = self._block
        texts = {name: "\n".join(self._unquoted(lines)).strip() for name, lines in self._fields.items()}
        abstract = texts.get("abstract") or texts.get("abstract?") or texts.get(_BARE, "")
        if not abstract and texts.get("translation"):
            self._note("the abstract is given in translation alone, which is not kept")
        links = [block.link] if block.link else sorted(self._links, key=_rank)
        primary, *others = _primary(texts.get("primary", ""))
        return Entry(
            line=block.line,
            title=_unescaped(block.title),
            abstract=without_announcement(_unescaped(abstract))[0],
            authors=split_names(
                _names(self._authors if self._authors is not None else texts.get("authors", ""))
            ),
            primary=primary or block.category,
            categories=[*others, *block.categories, *_listed(texts.get("categories", ""))],
            ids=[] if block.link else _ids(texts.get("link", "")),
            links=links,
            comment=texts.get("comment") or None,
            code_url=(links_in(texts.get("code", "")) or [texts.get("code", "")])[0] or None,
            published=iso_day(texts.get("published", "")),
            summaries=[(name, text) for name, text in texts.items() if name in SUMMARY_FIELDS],
            notes=self._notes,
        )

    def _unquoted(self, lines: list[str]) -> list[str]:
        """Without the marks of a quotation, where it begins with one; what follows after a blank line is none of it."""
        written = [i for i, line in enumerate(lines) if line.strip()]
        begins = bool(written) and lines[written[0]].lstrip().startswith(">")
        if not begins:
            return lines
        end = next(
            (i for i in written[1:] if not lines[i].lstrip().startswith(">") and not lines[i - 1].strip()),
            len(lines),
        )
        if end < len(lines):
            self._note(_STRAY)
        return [line.strip().removeprefix(">").removeprefix(" ") for line in lines[:end]]

    def _read_authors(self, body: list[str]) -> int:
        """Take the line "*A, B*" below the heading; return how many lines that took."""
        found = author_line(body)
        self._authors, self._starred = found.authors, found.starred
        self._fields.update((name, [text]) for name, text in found.fields.items())
        return found.taken

    def _abstract_goes_on(self, line: str) -> None:
        stripped = line.strip()
        if stripped.lower().endswith("</details>"):
            self._append(line.rstrip()[: -len("</details>")])
            self._over = True
        elif self._is_other_abstract(line):
            self._labelled(line)
        elif self._in_details:
            self._append(line)
        elif self._blank_above and (
            _RULE.fullmatch(stripped)
            or stripped.lower().startswith("<details")
            or self._is_metadata(line)
            or _is_links(stripped)
        ):
            self._over = True
            self._trailing(line)
        elif self._begins_summary(line):
            self._labelled(line)
        elif self._current == _BARE and not self._bold and self._known_plain(line):
            self._fields.pop(_BARE)
            self._note(_STRAY)
            self._current = None
            self._labelled(line)
        else:
            self._append(line)

    def _is_other_abstract(self, line: str) -> bool:
        """Whether the abstract itself begins only here, or its translation or another part of the template follows."""
        label = label_of(line)
        if label is None:
            return False
        if label.field == "abstract" and label.marked:
            if self._current == _BARE:
                self._fields.pop(_BARE)
                self._note(_STRAY)
                return True
            if not "".join(self._fields["abstract"]).strip():
                self._fields.pop("abstract")
                return True
        foreign = not label.name.isascii()
        return self._blank_above and (
            label.field in ("abstract?", "translation")
            or (label.field == "" and foreign)
            or ((foreign or label.marked) and label.name in self._template_labels)
        )

    def _known_plain(self, line: str) -> bool:
        label = label_of(line)
        return label is not None and label.field is not None and label.field not in self._fields

    def _begins_summary(self, line: str) -> bool:
        """Whether a part that no abstract can contain begins below it."""
        label = label_of(line)
        if label is None or not label.marked or not label.field or label.field in self._fields:
            return False
        if line.lstrip().startswith(("- ", "* ", "+ ")):
            return self._one_line
        return self._blank_above and (line.startswith("#") or label.field == "tldr")

    def _is_metadata(self, line: str) -> bool:
        label = label_of(line)
        return label is not None and label.marked and label.field in METADATA

    def _blank(self) -> None:
        if self._one_line:
            self._current = None
        else:
            self._append("")

    def _tag(self, line: str) -> bool:
        """Whether `line` is one of the lines that fold an entry, or a rule; acts on it."""
        stripped = line.strip()
        lowered = stripped.lower()
        if _RULE.fullmatch(stripped):
            self._current = None
            return True
        if lowered.startswith("</details"):
            self._current, self._in_details = None, False
            self._over = bool(self._fields.get("abstract"))
            return True
        if lowered.startswith("<details"):
            self._current, self._in_details = None, True
            stripped = stripped[stripped.find(">") + 1 :].strip()
            lowered = stripped.lower()
        elif not lowered.startswith("<summary"):
            return False
        if lowered.startswith("<summary"):
            end = lowered.find("</summary>")
            name = _TAGS.sub("", stripped[: end if end >= 0 else len(stripped)])
            label = label_of(f"#### {name.strip()}")
            if label and label.field in ("abstract", "abstract?"):
                self._begin("abstract", stripped[end + len("</summary>") :] if end >= 0 else "")
        return True

    def _labelled(self, line: str) -> bool:
        """Whether `line` begins a part; begins it."""
        label = label_of(line)
        if label is None:
            return False
        known = label.field
        if known is None and not self._structural(label):
            return False
        if known in self._fields and not (label.marked and known in METADATA):
            return False
        self._one_line = known in METADATA or line.lstrip().startswith(("- ", "* ", "+ "))
        self._bold = self._bold or (label.marked and known in METADATA)
        self._labelled_plainly = self._labelled_plainly or not label.marked
        self._collect_links(line)
        if known is None:
            self._note(f"field {label.name!r} is none that is kept")
        if not known or known in self._fields:
            self._current = _IGNORED
        elif known in METADATA and label.marked:
            first, *others = _BESIDE.split(label.rest)
            self._begin(known, first)
            for other in map(label_of, others):
                if other and other.field in METADATA - {""}:
                    self._fields.setdefault(other.field, [other.rest])
        else:
            self._begin(known, label.rest)
        return True

    def _structural(self, label: Label) -> bool:
        return label.marked or label.name in self._template_labels

    def _plain_text(self, line: str) -> None:
        self._collect_links(line)
        stripped = line.lstrip()
        if self._current in (None, _IGNORED) and _PART.fullmatch(stripped.rstrip()):
            self._current, self._one_line = _IGNORED, False
            self._note(_STRAY)
            return
        if self._current is None and (named := categories_in(stripped)):
            self._fields.setdefault("categories", [", ".join(named)])
            return
        if stripped.startswith("<") and (_HREF.match(stripped) or not _TAGS.sub("", stripped).strip()):
            return
        if stripped.startswith("|") or (stripped.startswith("[") and links_in(line)):
            self._current = None  # a table, or links below the text
            self._stray(line)
        elif self._current is not None:
            self._append(line)
        elif self._leaves_abstract_bare() and (not links_in(line) or len(line) > _LINK_LINE):
            self._one_line = False
            self._begin(_BARE, line)
        else:
            self._stray(line)

    def _leaves_abstract_bare(self) -> bool:
        """Whether text without a label, here, can only be the abstract."""
        if self._labelled_plainly or self._in_details or "abstract" in self._fields:
            return False
        return self._starred or self._bold

    def _begin(self, name: str, rest: str) -> None:
        self._current = name
        self._fields[name] = []
        if name in ("abstract", _BARE) and rest.rstrip().lower().endswith("</details>"):
            rest, self._over = rest.rstrip()[: -len("</details>")], True
        self._fields[name].append(rest)

    def _append(self, line: str) -> None:
        if self._current:
            self._fields[self._current].append(line)

    def _trailing(self, line: str) -> None:
        known = False
        for part in line.split(" | "):
            label = label_of(part.strip())
            if label and label.marked and label.field in METADATA:
                known = True
                self._fields.setdefault(label.field or _IGNORED, [label.rest])
        self._collect_links(line)
        if not known:
            self._stray(line)

    def _stray(self, line: str) -> None:
        """Note text that goes nowhere; links and tags are no text."""
        stripped = line.strip()
        if stripped and not links_in(line) and not _RULE.fullmatch(stripped) and not stripped.startswith("<"):
            self._note(_STRAY)

    def _note(self, reason: str) -> None:
        if reason not in self._notes:
            self._notes.append(reason)

    def _collect_links(self, line: str) -> None:
        if len(line) < 20_000:
            self._links.extend(links_in(line) if "](" in line else _HREF.findall(line))


def _rank(link: str) -> int:
    """Links to the paper before any other."""
    identity = identify([link])
    if identity.arxiv:
        return 0
    return 1 if identity.doi else 2


def _names(text: str) -> str:
    """Names without links, emphasis and the signs of footnotes; those of a list on one line."""
    text = _BULLETS.sub(", ", text)
    return _MARKS.sub("", _FOOTNOTES.sub("", _LINK.sub(r"\1", text)))


def _is_links(text: str) -> bool:
    """Whether a line holds links and nothing else that could be read."""
    return text.startswith("[") and not re.search(r"\w", _LINK.sub("", text))


def _ids(text: str) -> list[str]:
    """What a line on the link of a paper says: "<https://arxiv.org/abs/2512.02315>", "2512.02315 [cs.LG]"."""
    return [part for word in (text, *text.split()[:1]) if (part := word.strip("<>`[]() "))]


def _unescaped(text: str) -> str:
    """With the characters that Markdown's references stand for: "&#45;" is "-"."""
    return _REFERENCE.sub(lambda match: unescape(match[0]), text)


def categories_in(line: str) -> list[str]:
    """The categories of arXiv that are all of a line, but for the id of the paper."""
    words = [word.strip("`,|") for word in line.split()]
    words = [word for word in words if word and not word.lower().startswith("arxiv:")]
    return words if words and all(map(is_category, words)) else []


def _primary(text: str) -> list[str]:
    """The main category, first, and what else a line on it names; a topic of the digest's own stands as it is."""
    listed = _listed(text.partition(" | ")[0])
    return listed if listed and all(map(is_category, listed)) else [text.strip("` ")]


def _listed(text: str) -> list[str]:
    found: list[str] = []
    for raw in _BETWEEN_CATEGORIES.split(text):
        part = raw.strip("`* ")
        words = [word.strip("`|/") for word in part.split()]
        named = _IN_BRACKETS.search(part)
        if named and is_category(named[1]):
            found.append(named[1])
        elif words and is_category(words[0]) and _REMARK.fullmatch(part.removeprefix(words[0])):
            found.append(words[0])
        elif all(is_category(word) for word in words if word):
            found += filter(None, words)
        else:
            found.append(part)
    return found
