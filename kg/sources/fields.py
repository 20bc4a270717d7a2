"""Values of JSON rows -> fields of an entry; what has the wrong type is noted in the entry and left out."""

from __future__ import annotations

from math import isnan
from typing import Any

from kg.sources.entries import Entry
from kg.sources.identifiers import orcid
from kg.sources.text import scrub

Row = dict[str, Any]


def text_of(entry: Entry, row: Row, key: str) -> str:
    """The text under `key`; "" where there is none."""
    value = row.get(key)
    if isinstance(value, str):
        return scrubbed(entry, value)
    if not is_nothing(value):
        note(entry, f"{key} is {kind_of(value)}, not text")
    return ""


def object_of(entry: Entry, row: Row, key: str) -> Row:
    """The object under `key`; an empty one where there is none."""
    value = row.get(key)
    if isinstance(value, dict):
        return value
    if not is_nothing(value):
        note(entry, f"{key} is {kind_of(value)}, not an object")
    return {}


def list_of(entry: Entry, row: Row, key: str) -> list[Any]:
    """The list under `key`; an empty one where there is none."""
    value = row.get(key)
    if isinstance(value, list):
        return value
    if not is_nothing(value):
        note(entry, f"{key} is {kind_of(value)}, not a list")
    return []


def title_into(entry: Entry, value: object) -> str | None:
    """Take the title; or why the whole row is lost."""
    if value is not None and not isinstance(value, str):
        return f"title is {kind_of(value)}, not text"
    entry.title = scrubbed(entry, value or "")
    return None


def add_orcid(entry: Entry, name: str, value: object) -> None:
    """Say of the next author of this name which ORCID iD they have, if any."""
    found = orcid(value) if isinstance(value, str) else None
    if found is None and not is_nothing(value) and value != "":
        note(entry, "ORCID iD that is none left out")
    entry.orcids.setdefault(" ".join(name.split()), []).append(found or "")


def scrubbed(entry: Entry, text: str) -> str:
    """Without what no output can carry."""
    clean = scrub(text)
    if clean != text:
        note(entry, "NUL characters or halves of surrogate pairs removed")
    return clean


def is_nothing(value: object) -> bool:
    """Whether a program wrote `value` for want of one; NaN is how tables write an empty cell."""
    return value in (None, [], {}, False) or (isinstance(value, float) and isnan(value))


def note(entry: Entry, reason: str) -> None:
    """Remember, once, what was left out of the entry."""
    if reason not in entry.notes:
        entry.notes.append(reason)


def kind_of(value: object) -> str:
    """What a JSON value is, for people."""
    names: dict[type, str] = {dict: "an object", list: "a list", bool: "true or false", str: "text"}
    return "missing" if value is None else names.get(type(value), "a number")
