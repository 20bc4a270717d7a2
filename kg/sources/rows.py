"""One row of a digest: a JSON object that describes a paper."""

from __future__ import annotations

import re
from datetime import date
from math import isnan
from typing import Any

from kg.sources.authors import join_suffixes, split_names
from kg.sources.entries import Entry
from kg.sources.identifiers import is_category, orcid
from kg.sources.text import scrub

Row = dict[str, Any]

_IDS = ("id", "arxiv_id", "doi")
_LINKS = ("abs", "url", "link", "abs_url", "pdf", "pdf_url")
_ABSTRACTS = ("abstract", "summary")
_CATEGORIES = ("categories", "cate", "raw_categories", "category")
_SUMMARIES = {
    "tldr": "tldr",
    "task": "tldr",
    "motivation": "motivation",
    "method": "method",
    "result": "result",
    "conclusion": "conclusion",
}
_DAY = re.compile(r"(\d{4})-(\d\d)-(\d\d)(?!\d)", re.ASCII)


def is_kaggle(row: Row) -> bool:
    """Whether `row` is one of the Kaggle snapshot, which is read as metadata, not as a digest."""
    return "authors_parsed" in row or ("update_date" in row and "versions" in row)


def is_paper(row: Row) -> bool:
    """Whether `row` is so much like a paper of a digest that its document must be one."""
    if not isinstance(row.get("title"), str) and not isinstance(row.get("id"), str):
        return False
    return any(key in row for key in (*_ABSTRACTS, *_CATEGORIES, *_LINKS, "authors", "AI"))


def is_placeholder(row: Row) -> bool:
    """Whether `row` only says that there is no paper."""
    if row.get("is_placeholder") is True:
        return True
    return not any(row.get(key) for key in ("title", *_IDS, *_LINKS, *_ABSTRACTS, "authors"))


def entry_of(row: Row, line: int) -> Entry | str:
    """The parts of a row, or why the row is lost."""
    title = row.get("title")
    if title is not None and not isinstance(title, str):
        return f"title is {kind_of(title)}, not text"
    entry = Entry(line=line)
    entry.title = _scrubbed(entry, title or "")
    entry.abstract = next((text for key in _ABSTRACTS if (text := _text(entry, row, key))), "")
    entry.ids = [text for key in _IDS if (text := _text(entry, row, key).strip())]
    entry.links = [text for key in _LINKS if (text := _text(entry, row, key).strip())]
    entry.authors = _authors(entry, row)
    entry.categories = _categories(entry, row)
    primary = _text(entry, row, "primary_category").strip() or _text(entry, row, "cate").strip()
    entry.primary = primary or (entry.categories[0] if len(entry.categories) == 1 else None)
    entry.comment = _text(entry, row, "comment").strip() or None
    entry.code_url = _text(entry, row, "code_url").strip() or None
    entry.published = _day(_text(entry, row, "published"))
    entry.updated = _day(_text(entry, row, "updated"))
    entry.summaries = _summaries(entry, row.get("AI"))
    return entry


def _text(entry: Entry, row: Row, key: str) -> str:
    value = row.get(key)
    if isinstance(value, str):
        return _scrubbed(entry, value)
    if not _is_nothing(value):
        _note(entry, f"{key} is {kind_of(value)}, not text")
    return ""


def _authors(entry: Entry, row: Row) -> list[str]:
    value = row.get("authors")
    if isinstance(value, str):
        return split_names(_scrubbed(entry, value))
    if not isinstance(value, list):
        if value is not None:
            _note(entry, f"authors are {kind_of(value)}, not a list")
        return []
    names = []
    for item in value:
        name = item.get("name") if isinstance(item, dict) else item
        if isinstance(name, str):
            names.append(_scrubbed(entry, name))
            given = item.get("orcid") if isinstance(item, dict) else None
            entry.orcids.setdefault(" ".join(names[-1].split()), []).append(_orcid(entry, given))
        else:
            _note(entry, f"author is {kind_of(name)}, not text")
    return join_suffixes(names)


def _orcid(entry: Entry, value: object) -> str:
    found = orcid(value) if isinstance(value, str) else None
    if found is None and not _is_nothing(value) and value != "":
        _note(entry, "ORCID iD that is none left out")
    return found or ""


def _categories(entry: Entry, row: Row) -> list[str]:
    for key in _CATEGORIES:
        value = row.get(key)
        if isinstance(value, str) and value.strip():
            return _split_categories(_scrubbed(entry, value))
        if isinstance(value, list) and value:
            for item in value:
                if not isinstance(item, str):
                    _note(entry, f"category is {kind_of(item)}, not text")
            return [_scrubbed(entry, item) for item in value if isinstance(item, str)]
        if value and not isinstance(value, str):
            _note(entry, f"{key} is {kind_of(value)}, not a list")
    return []


def _split_categories(text: str) -> list[str]:
    """Blanks separate categories of arXiv; a topic of its own keeps its blanks."""
    parts = [part.strip() for part in re.split("[,;]", text)]
    return [
        name
        for part in parts
        for name in (part.split() if all(map(is_category, part.split())) else [part])
        if name
    ]


def _summaries(entry: Entry, value: object) -> list[tuple[str, str]]:
    if value is None:
        return []
    if not isinstance(value, dict):
        if value != "" and not _is_nothing(value):
            _note(entry, f"AI is {kind_of(value)}, not an object")
        return []
    found: dict[str, str] = {}
    for key, field in _SUMMARIES.items():
        text = value.get(key)
        if isinstance(text, list) and all(isinstance(part, str) for part in text):
            text = "\n".join(text)
        if key in value and field not in found:
            found[field] = _scrubbed(entry, text) if isinstance(text, str) else ""
    return list(found.items())


def _day(text: str) -> date | None:
    match = _DAY.match(text.strip())
    try:
        return date(*map(int, match.groups())) if match else None
    except ValueError:
        return None


def _scrubbed(entry: Entry, text: str) -> str:
    clean = scrub(text)
    if clean != text:
        _note(entry, "NUL characters or halves of surrogate pairs removed")
    return clean


def _is_nothing(value: object) -> bool:
    """Whether a program wrote `value` for want of one; NaN is how tables write an empty cell."""
    return value in (None, [], {}, False) or (isinstance(value, float) and isnan(value))


def _note(entry: Entry, reason: str) -> None:
    if reason not in entry.notes:
        entry.notes.append(reason)


def kind_of(value: object) -> str:
    """What a JSON value is, for people."""
    names: dict[type, str] = {dict: "an object", list: "a list", bool: "true or false", str: "text"}
    return "missing" if value is None else names.get(type(value), "a number")
