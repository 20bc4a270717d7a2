"""One row of a digest: a JSON object that describes a paper."""

from __future__ import annotations

import re

from kg.sources.authors import join_suffixes, split_names
from kg.sources.days import iso_day
from kg.sources.entries import Entry
from kg.sources.fields import Row, add_orcid, is_nothing, kind_of, note, scrubbed, text_of, title_into
from kg.sources.identifiers import is_category

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
    entry = Entry(line=line)
    if (lost := title_into(entry, row.get("title"))) is not None:
        return lost
    entry.abstract = next((text for key in _ABSTRACTS if (text := text_of(entry, row, key))), "")
    entry.ids = [text for key in _IDS if (text := text_of(entry, row, key).strip())]
    entry.links = [text for key in _LINKS if (text := text_of(entry, row, key).strip())]
    entry.authors = _authors(entry, row)
    entry.categories = _categories(entry, row)
    primary = text_of(entry, row, "primary_category").strip() or text_of(entry, row, "cate").strip()
    first = entry.categories[0] if entry.categories else ""
    # arXiv names the primary category first, and so do digests: in all of 46 rows that tell both
    entry.primary = primary or (first if len(entry.categories) == 1 or is_category(first) else None)
    entry.comment = (text_of(entry, row, "comment") or text_of(entry, row, "comments")).strip() or None
    entry.code_url = text_of(entry, row, "code_url").strip() or None
    entry.published = iso_day(text_of(entry, row, "published"))
    entry.updated = iso_day(text_of(entry, row, "updated"))
    entry.summaries = _summaries(entry, row.get("AI"))
    return entry


def _authors(entry: Entry, row: Row) -> list[str]:
    value = row.get("authors")
    if isinstance(value, str):
        return split_names(scrubbed(entry, value))
    if not isinstance(value, list):
        if value is not None:
            note(entry, f"authors are {kind_of(value)}, not a list")
        return []
    names = []
    for item in value:
        name = item.get("name") if isinstance(item, dict) else item
        if isinstance(name, str):
            names.append(scrubbed(entry, name))
            add_orcid(entry, names[-1], item.get("orcid") if isinstance(item, dict) else None)
        else:
            note(entry, f"author is {kind_of(name)}, not text")
    return join_suffixes(names)


def _categories(entry: Entry, row: Row) -> list[str]:
    for key in _CATEGORIES:
        value = row.get(key)
        if isinstance(value, str) and value.strip():
            return _split_categories(scrubbed(entry, value))
        if isinstance(value, list) and value:
            for item in value:
                if not isinstance(item, str):
                    note(entry, f"category is {kind_of(item)}, not text")
            return [scrubbed(entry, item) for item in value if isinstance(item, str)]
        if value and not isinstance(value, str):
            note(entry, f"{key} is {kind_of(value)}, not a list")
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
        if value != "" and not is_nothing(value):
            note(entry, f"AI is {kind_of(value)}, not an object")
        return []
    found: dict[str, str] = {}
    for key, field in _SUMMARIES.items():
        text = value.get(key)
        if isinstance(text, list) and all(isinstance(part, str) for part in text):
            text = "\n".join(text)
        if key in value and field not in found:
            found[field] = scrubbed(entry, text) if isinstance(text, str) else ""
    return list(found.items())
