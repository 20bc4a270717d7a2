"""One row of a digest: a JSON object that describes a paper."""

from __future__ import annotations

import re
from datetime import date

from kg.sources.announcements import abstract as without_announcement
from kg.sources.authors import join_suffixes, split_names
from kg.sources.days import iso_day
from kg.sources.entries import Entry
from kg.sources.fields import Row, add_orcid, is_nothing, kind_of, note, scrubbed, text_of, title_into
from kg.sources.identifiers import is_category

_IDS = ("id", "arxiv_id", "arxivId", "paper_id", "entry_id", "doi", "DOI")
_LINKS = (
    "abs", "url", "link", "abs_url", "arxiv_url", "arxivUrl", "paper_url", "URL", "entry_id",
    "pdf", "pdf_url", "pdfUrl",
)  # fmt: skip
_ABSTRACTS = ("abstract", "summary")
_AUTHORS = ("authors", "author")
_PARTS_OF_NAMES = (
    ("given", "family"),
    ("first_name", "last_name"),
    ("first", "last"),
    ("forename", "surname"),
)
_CATEGORIES = ("categories", "cate", "raw_categories", "category")
_PRIMARY = ("primary_category", "primaryCategory", "cate")
_PUBLISHED = ("published", "publishedAt", "publishedDate", "published_date", "publication_date", "issued")
_DAY = (4, 2, 2)
"""Digits of year, month and day."""
_KEYS_TOLD = 12
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
    return any(key in row for key in (*_ABSTRACTS, *_CATEGORIES, *_LINKS, *_AUTHORS, "AI"))


def is_placeholder(row: Row) -> bool:
    """Whether `row` only says that there is no paper."""
    if row.get("is_placeholder") is True:
        return True
    return not any(row.get(key) for key in ("title", *_IDS, *_LINKS, *_ABSTRACTS, *_AUTHORS))


def entry_of(row: Row, line: int) -> Entry | str:
    """The parts of a row, or why the row is lost."""
    if isinstance(inner := row.get("paper"), dict) and ("title" in inner or "id" in inner):
        row = row | inner  # as Hugging Face gives its papers of the day
    entry = Entry(line=line)
    if (lost := title_into(entry, row.get("title"))) is not None:
        return lost
    abstract = next((text for key in _ABSTRACTS if (text := text_of(entry, row, key))), "")
    entry.abstract, announced = without_announcement(abstract)
    entry.ids = [text for key in _IDS if (text := text_of(entry, row, key).strip())]
    entry.ids += [announced] if announced else []
    entry.links = [text for key in _LINKS if (text := text_of(entry, row, key).strip())]
    entry.authors = _authors(entry, row)
    entry.categories = _categories(entry, row)
    primary = next((text for key in _PRIMARY if (text := text_of(entry, row, key).strip())), "")
    first = entry.categories[0] if entry.categories else ""
    # arXiv names the primary category first, and so do digests: in all of 46 rows that tell both
    entry.primary = primary or (first if len(entry.categories) == 1 or is_category(first) else None)
    entry.comment = (text_of(entry, row, "comment") or text_of(entry, row, "comments")).strip() or None
    entry.code_url = text_of(entry, row, "code_url").strip() or None
    entry.published = next((day for key in _PUBLISHED if (day := _day(entry, row, key))), None)
    entry.updated = iso_day(text_of(entry, row, "updated"))
    entry.summaries = _summaries(entry, row.get("AI"))
    if not entry.authors and not any((*entry.ids, *entry.links)):
        note(entry, f"neither authors nor an id or link found (keys: {', '.join(sorted(row)[:_KEYS_TOLD])})")
    return entry


def _day(entry: Entry, row: Row, key: str) -> date | None:
    value = row.get(key)
    if isinstance(value, dict):  # CSL JSON: {"date-parts": [[2025, 6, 20]]}
        parts = value.get("date-parts")
        parts = parts[0] if isinstance(parts, list) and parts else None
        if not isinstance(parts, list) or len(parts) < len(_DAY):
            return None
        return iso_day("-".join(str(part).zfill(size) for part, size in zip(parts, _DAY, strict=False)))
    return iso_day(text_of(entry, row, key))


def _authors(entry: Entry, row: Row) -> list[str]:
    value = next((row[key] for key in _AUTHORS if not is_nothing(row.get(key))), None)
    if isinstance(value, str):
        return split_names(scrubbed(entry, value))
    if not isinstance(value, list):
        if value is not None:
            note(entry, f"authors are {kind_of(value)}, not a list")
        return []
    names = []
    for item in value:
        name = _name(item) if isinstance(item, dict) else item
        if isinstance(name, str):
            names.append(scrubbed(entry, name))
            add_orcid(entry, names[-1], item.get("orcid") if isinstance(item, dict) else None)
        else:
            note(entry, f"author is {kind_of(name)}, not text")
    return join_suffixes(names)


def _name(author: Row) -> object:
    """Its name, or the name that its parts make; what stands in the name's place where neither is text."""
    if isinstance(name := author.get("name"), str):
        return name
    for keys in _PARTS_OF_NAMES:
        parts = [part for key in keys if isinstance(part := author.get(key), str) and part]
        if parts:
            return " ".join(parts)
    return author.get("literal", name)


def _categories(entry: Entry, row: Row) -> list[str]:
    for key in _CATEGORIES:
        value = row.get(key)
        if isinstance(value, str) and value.strip():
            return _split_categories(scrubbed(entry, value))
        if isinstance(value, list) and value:
            names = [item.get("term", item.get("name")) if isinstance(item, dict) else item for item in value]
            for name in names:
                if not isinstance(name, str):
                    note(entry, f"category is {kind_of(name)}, not text")
            return [part for name in names if isinstance(name, str) for part in _split(scrubbed(entry, name))]
        if value and not isinstance(value, str):
            note(entry, f"{key} is {kind_of(value)}, not a list")
    return []


def _split_categories(text: str) -> list[str]:
    """Commas and semicolons separate categories, and so do the quotes of a list as Python writes it."""
    if text.startswith("[") and text.endswith("]"):
        text = text[1:-1].replace("'", "").replace('"', "")
    return [name for part in re.split("[,;]", text) for name in _split(part.strip()) if name]


def _split(text: str) -> list[str]:
    """Blanks separate categories of arXiv; a topic of its own keeps its blanks."""
    parts = text.split()
    return parts if parts and all(map(is_category, parts)) else [text]


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
