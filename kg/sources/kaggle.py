r"""The arXiv metadata snapshot of Kaggle: one JSON object a line, a paper each.

https://www.kaggle.com/datasets/Cornell-University/arxiv. Categories are one string, the primary one first;
authors stand twice, as free text with LaTeX accents and as parts of names; versions have days. What the snapshot
says of licences, journals, report numbers and submitters is not kept.
"""

from __future__ import annotations

import re
from datetime import date

from kg.sources.authors import join_suffixes, split_names
from kg.sources.days import day
from kg.sources.entries import Entry
from kg.sources.fields import Row, is_nothing, kind_of, list_of, note, scrubbed, text_of, title_into
from kg.sources.latex import plain
from kg.sources.text import scrub

_AND = re.compile(r"\s*(?:,\s*and\s+|\s+and\s+|\s*;\s*|\s+&\s+)")
_IN_PARENTHESES = re.compile(r"\s*\([^()]*\)")
_NESTED_AT_MOST = 5
_SPLIT_INITIAL = re.compile(r"\.\s+-")
_VERSION = re.compile(r"v?([1-9]\d{0,3})\Z", re.ASCII)


def is_row(row: Row) -> bool:
    """Whether `row` is one of the snapshot, or of a copy that lacks a column or two."""
    signs = sum(key in row for key in ("versions", "update_date", "submitter"))
    return "authors_parsed" in row or signs > 1 or (signs == 1 and isinstance(row.get("authors"), str))


def entry_of(row: Row, line: int) -> Entry | str:
    """The parts of a row, or why the row is lost."""
    entry = Entry(line=line)
    if (lost := title_into(entry, row.get("title"))) is not None:
        return lost
    entry.abstract = text_of(entry, row, "abstract")
    version, entry.published, entry.updated = _versions(entry, row)
    name = text_of(entry, row, "id").strip()
    entry.ids = [f"{name}v{version}" if version and name else name, name, *text_of(entry, row, "doi").split()]
    entry.categories = _categories(entry, row)
    entry.primary = entry.categories[0] if entry.categories else None
    entry.comment = text_of(entry, row, "comments").strip() or None
    entry.authors = _parsed_authors(entry, row) or split_authors(text_of(entry, row, "authors"))
    return entry


def split_authors(text: str) -> list[str]:
    r"""The names in free text: separated by commas and "and", affiliations in parentheses, accents in LaTeX.

    >>> split_authors(r"C. Bal\'azs (1), M. M\"uller and J. Doe, Jr. ((1) Turin, (2) Bonn)")
    ['C. Balázs', 'M. Müller', 'J. Doe, Jr.']
    """
    text = " ".join(text.split())
    for _ in range(_NESTED_AT_MOST):
        text, found = _IN_PARENTHESES.subn("", text)
        if not found:
            break
    return split_names(_AND.sub(", ", plain(text)).replace(";", ","))


def _parsed_authors(entry: Entry, row: Row) -> list[str]:
    """Each is family name, given name, suffix, and affiliations."""
    names: list[str] = []
    for parts in list_of(entry, row, "authors_parsed"):
        match parts:
            case [str(family), str(given), str(suffix), *_] if suffix:
                names += (f"{given} {family}", suffix)
            case [str(family), str(given), *_]:
                names.append(f"{given} {family}")
            case [str(family)]:
                names.append(family)
            case _:
                note(entry, f"parsed author is {kind_of(parts)} without a name")
    together = "".join(names)
    if scrub(together) != together or "\\" in together or "{" in together:
        names = [plain(scrubbed(entry, name)) for name in names]
    if " -" in together:
        names = [_SPLIT_INITIAL.sub(".-", name) for name in names]
    return join_suffixes(names)


def _categories(entry: Entry, row: Row) -> list[str]:
    value = row.get("categories")
    if isinstance(value, list):  # as some copies of the snapshot have them: ["cs.LG stat.ML"]
        value = " ".join(item for item in value if isinstance(item, str))
    if isinstance(value, str):
        return scrubbed(entry, value).split()
    if not is_nothing(value):
        note(entry, f"categories are {kind_of(value)}, not text")
    return []


def _versions(entry: Entry, row: Row) -> tuple[int | None, date | None, date | None]:
    """The number of the last version, the day of the first, and that of the last."""
    days: dict[int, date | None] = {}
    for item in list_of(entry, row, "versions"):
        said = item.get("version") if isinstance(item, dict) else item
        match = _VERSION.match(said) if isinstance(said, str) else None
        if match is None:
            note(entry, "version without a number")
            continue
        created = item.get("created") if isinstance(item, dict) else None
        days[int(match[1])] = _day(entry, created) if isinstance(created, str) else None
    last = max(days, default=None)
    return last, days.get(1), None if last is None else days[last]


def _day(entry: Entry, text: str) -> date | None:
    found = day(text)
    if found is None:
        note(entry, "day of a version is no day")
    return found
