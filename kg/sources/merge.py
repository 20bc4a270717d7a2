"""One paper where a document gives it several times (cross-lists), however many papers there are."""

from __future__ import annotations

import pickle
import sqlite3
import weakref
from collections.abc import Iterable, Iterator
from dataclasses import replace

from kg.model import Paper, Summary


class MergedPapers:
    """The papers of one document, each id once, in the order of first appearance.

    A newer version wins; of one version the first entry does, and others give the longer abstract. All add
    their categories and summaries and fill what is lacking. A document may hold any number: beyond a bound,
    papers go to a temporary file, as a database of SQLite without a name does by itself.
    """

    def __init__(self, papers: Iterable[Paper] = ()) -> None:
        self._held = sqlite3.connect("", isolation_level=None, check_same_thread=False)
        weakref.finalize(self, self._held.close)
        self._held.execute("PRAGMA journal_mode = OFF")
        self._held.execute(
            "CREATE TABLE paper (place INTEGER PRIMARY KEY, id TEXT UNIQUE NOT NULL, record BLOB NOT NULL)"
        )
        for paper in papers:
            self.add(paper)

    def add(self, paper: Paper) -> Paper | None:
        """Count in one entry; the paper of its id as it was known before, None for a new one."""
        record = pickle.dumps(paper, pickle.HIGHEST_PROTOCOL)
        key = paper.id.encode("utf-8", "surrogatepass")
        if self._held.execute(
            "INSERT OR IGNORE INTO paper (id, record) VALUES (?, ?)", (key, record)
        ).rowcount:
            return None
        (known,) = self._held.execute("SELECT record FROM paper WHERE id = ?", (key,)).fetchone()
        first: Paper = pickle.loads(known)  # written above, to a file of ours alone
        united = pickle.dumps(_united(first, paper), pickle.HIGHEST_PROTOCOL)
        self._held.execute("UPDATE paper SET record = ? WHERE id = ?", (united, key))
        return first

    def __iter__(self) -> Iterator[Paper]:
        for (record,) in self._held.execute("SELECT record FROM paper ORDER BY place"):
            yield pickle.loads(record)

    def __len__(self) -> int:
        (count,) = self._held.execute("SELECT count(*) FROM paper").fetchone()
        return int(count)


def _united(first: Paper, later: Paper) -> Paper:
    summaries: dict[tuple[str, str], Summary] = {}
    for summary in (*first.summaries, *later.summaries):
        summaries.setdefault((summary.field, summary.language), summary)
    base, other = (first, later) if (first.version or 1) >= (later.version or 1) else (later, first)
    same = (first.version or 1) == (later.version or 1)
    primary = base.primary_category or other.primary_category
    categories = dict.fromkeys((*first.categories, *later.categories))
    if primary in categories:
        categories = {primary: None} | categories
    return replace(
        base,
        abstract=max(first.abstract, later.abstract, key=len) if same else base.abstract or other.abstract,
        authors=base.authors or other.authors,
        categories=tuple(categories),
        primary_category=primary,
        version=base.version or other.version,
        arxiv_id=base.arxiv_id or other.arxiv_id,
        doi=base.doi or other.doi,
        url=base.url or other.url,
        comment=base.comment or other.comment,
        code_url=base.code_url or other.code_url,
        published=base.published or other.published,
        updated=base.updated or (other.updated if same else None),
        summaries=tuple(summaries.values()),
        line=first.line,
    )
