"""Rows -> digest files: one for each day of first submission, and one for papers asked for by id.

A paper stands in one file of the folder only. It is in the file of its day if it was ever fetched by
category, so that the order of fetches does not matter.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from pathlib import Path

import orjson

from kg.errors import FetchError
from kg.fetching.answers import Row
from kg.sources.identifiers import identify

BY_ID = "papers.jsonl"
"""The file of papers that were asked for by id."""

_OURS = frozenset(
    "id title authors categories primary_category abs pdf summary comment journal_ref doi published updated".split()
)
"""What a fetch says of a paper; other fields of a row are kept when the paper comes again."""


class DigestFiles:
    """The digest files of a folder; FetchError where one cannot be read or written."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.touched: set[str] = set()
        """Names of the files that hold papers of this fetch."""

    def merge(self, rows: Iterable[Row], by_id: bool) -> None:
        """Put rows into their files, in place of what these said of the same papers before."""
        days: dict[str, dict[str, Row]] = {}
        for row in rows:
            days.setdefault(_day_file(row), {})[row["id"]] = row
        asked: dict[str, Row] = {}
        for name, fetched in sorted(days.items()):
            if name == BY_ID:
                asked |= fetched
            elif by_id:
                there = self._read(name)
                if not there.keys().isdisjoint(fetched):
                    self._write(name, there, {key: row for key, row in fetched.items() if key in there})
                asked |= {key: row for key, row in fetched.items() if key not in there}
            else:
                self._write(name, self._read(name), fetched)
        moved = set() if by_id else {key for fetched in days.values() for key in fetched} - asked.keys()
        there = self._read(BY_ID)
        if asked or not moved.isdisjoint(there):
            self._write(BY_ID, {key: held for key, held in there.items() if key not in moved}, asked)

    def _read(self, name: str) -> dict[str, list[Row]]:
        """Rows by id; what is no paper of arXiv is kept by its own text. A file may repeat a paper."""
        path = self._folder / name
        rows: dict[str, list[Row]] = {}
        try:
            lines = path.read_bytes().splitlines() if path.exists() else []
        except OSError as error:
            raise FetchError(f"{path} cannot be read: {error.strerror}") from error
        for number, line in enumerate(lines, 1):
            if not line.strip():
                continue
            try:
                row = orjson.loads(line)
            except ValueError:
                row = None
            if not isinstance(row, dict):
                raise FetchError(
                    f"{path}:{number}: this is no row of a digest, and writing the file anew would lose it; "
                    "mend it, or name another folder with -o"
                )
            found = identify([value for key in ("id", "abs") if isinstance(value := row.get(key), str)]).arxiv
            rows.setdefault(found.id if found else f"~{line.decode('utf-8', 'replace')}", []).append(row)
        return rows

    def _write(self, name: str, there: dict[str, list[Row]], fetched: dict[str, Row]) -> None:
        rows = there | {key: [_renewed(there.get(key, []), row)] for key, row in fetched.items()}
        data = b"".join(
            orjson.dumps(row, option=orjson.OPT_APPEND_NEWLINE) for key in sorted(rows) for row in rows[key]
        )
        if fetched:
            self.touched.add(name)
        path = self._folder / name
        beside = self._folder / f".{name}.new"
        try:
            if not rows:
                path.unlink(missing_ok=True)
            elif not path.exists() or path.read_bytes() != data:
                beside.write_bytes(data)
                beside.replace(path)
        except OSError as error:
            raise FetchError(f"{path} cannot be written: {error.strerror}") from error
        finally:
            beside.unlink(missing_ok=True)


def newer(first: Row, later: Row) -> Row:
    """Of two rows of one paper that of the higher version; the later one where that is the same."""
    return max((later, first), key=_version)


def _version(row: Row) -> int:
    found = identify([row["pdf"]]).arxiv
    return (found.version if found else None) or 0


def _renewed(before: list[Row], row: Row) -> Row:
    held: Row = {}
    for old in before:
        held |= {key: value for key, value in old.items() if key not in _OURS}
    return row | held


def _day_file(row: Row) -> str:
    """Papers whose day the API does not say have no file of a day."""
    try:
        return f"{date.fromisoformat(row.get('published', '')[:10])}.jsonl"
    except ValueError:
        return BY_ID
