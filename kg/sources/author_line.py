"""The line of authors that follows the heading of an entry in Markdown: "*A, B* | cs.LG"."""

from __future__ import annotations

from dataclasses import dataclass, field

from kg.sources.labels import METADATA, label_of

_MOST_LINES = 100
_TRANSLATED_TITLE = 400
"""Characters of a line that may stand between heading and authors."""
_MARKS = "*_"


@dataclass(slots=True)
class AuthorLine:
    """What stands before the parts of an entry."""

    taken: int
    """Lines of the entry that are read with this one."""
    authors: str | None = None
    starred: bool = False
    """In italics, as the templates have it, so that text without a label may follow."""
    fields: dict[str, str] = field(default_factory=dict)
    """What the line says besides, by the names of `kg.sources.labels`."""


def author_line(body: list[str]) -> AuthorLine:
    """The authors of an entry, if its first line names them, or the next after the title in another language."""
    start = _written(body, 0)
    if start is None:
        return AuthorLine(0)
    found = _names_at(body, start)
    if found is None and _is_translated_title(body[start]):
        after = _written(body, start + 1)
        found = None if after is None else _names_at(body, after)
        if found is not None and not found.starred:
            found = None
    return found or AuthorLine(0)


def _written(body: list[str], start: int) -> int | None:
    return next((i for i in range(start, len(body)) if body[i].strip()), None)


def _is_translated_title(line: str) -> bool:
    """Whether `line` can be the title in another language: bare, quoted or labelled as one."""
    stripped = line.strip()
    if len(stripped) > _TRANSLATED_TITLE or stripped.startswith(("<", "|", "#")):
        return False
    label = label_of(line)
    return label is None or label.field == "" or label.field is None


def _names_at(body: list[str], start: int) -> AuthorLine | None:
    first = body[start].strip()
    if first == "**":
        return AuthorLine(start + 1, "")
    if first.startswith("**") and not first.startswith("***"):
        _, mark, after = first[2:].partition("** | *")
        return AuthorLine(start + 1, after[:-1], starred=True) if mark and after.endswith("*") else None
    if first[0] == "_" and first.endswith("_") and not first.startswith("__") and len(first) > 2:
        return AuthorLine(start + 1, first[1:-1], starred=True)
    if not first.startswith("*") or first.startswith(("* ", "***")):
        return None
    for end in range(start, min(start + _MOST_LINES, len(body))):
        line = body[end].rstrip()
        if not line.strip():
            return AuthorLine(end, _joined(body[start:end]))
        names, mark, more = line.partition("* | ")
        if not mark and line.endswith("*") and (end > start or len(line.strip()) > 1):
            names, mark = line[:-1], "*"
        if mark:
            authors = _joined([*body[start:end], names])
            return AuthorLine(end + 1, authors, starred=True, fields=_fields_of(more))
    return None


def _joined(lines: list[str]) -> str:
    return " ".join(line.strip() for line in lines).removeprefix("*")


def _fields_of(text: str) -> dict[str, str]:
    """What stands behind the authors: categories, bare or labelled, and other labelled parts."""
    found: dict[str, str] = {}
    for part in filter(None, (part.strip() for part in text.split(" | "))):
        label = label_of(part)
        if label is None or label.field is None:
            found.setdefault("categories", part)
        elif label.field in METADATA - {""}:
            found.setdefault(label.field, label.rest)
    return found
