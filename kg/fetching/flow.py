"""A fetch from top to bottom: requests, answers, files; what was fetched when it stops is kept."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from math import ceil
from pathlib import Path

from filelock import FileLock, Timeout

from kg.arxiv import ArxivId
from kg.errors import FetchError, KgError
from kg.fetching.answers import Answer, Row, read_answer
from kg.fetching.asking import ByCategory, ById, id_parameters
from kg.fetching.client import PACE, BadRequestError, Client, Faulty
from kg.fetching.files import DigestFiles, newer
from kg.fetching.journal import Journal

PAGE = 200
"""Results of one request; the API gives up to 2,000, more slowly and less surely."""
BATCH = 100
"""Ids of one request: the address must stay short."""
MOST = 10_000
"""Results of one query; beyond 30,000 the API gives none, so longer spans of days are divided."""

_FEW = 10
"""Results that may be given up at the end of a query, and are then counted as not given."""
_SURE = 3
"""Empty answers in a row that are believed."""

Asked = ByCategory | ById
Watcher = Callable[[int, int], object]
"""Called with how many papers are there, and how many there will be."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What came of a fetch."""

    papers: int
    """Different ones, answers of an earlier run that was stopped included."""
    expected: int
    """As the API counts them."""
    files: tuple[str, ...]
    """Names of the files that hold these papers, sorted."""
    requests: int
    """Made by this run."""
    missing: tuple[str, ...] = ()
    """Ids that were asked for and that the API does not have."""
    unnamed: int = 0
    """Entries of the answers without id or title."""
    short: int = 0
    """Papers that the API counted and did not give."""
    stopped: KgError | KeyboardInterrupt | None = None
    """Why not all is there; the same fetch goes on from here."""


@dataclass(frozen=True, slots=True)
class Estimate:
    """What a fetch would be."""

    papers: int
    requests: int

    @property
    def seconds(self) -> float:
        """At least, by the pace that arXiv asks for."""
        return self.requests * PACE


def estimate(asked: Asked, client: Client) -> Estimate:
    """How much `asked` is; one request for categories, none for ids."""
    if isinstance(asked, ById):
        papers = sum(map(len, asked.batches(BATCH)))
        return Estimate(papers, ceil(papers / BATCH))
    total = client.ask({**asked.parameters(asked.days), "start": "0", "max_results": "1"}, read_answer).total
    divided = ceil(total / MOST) if total > MOST else 0
    return Estimate(total, max(ceil(total / PAGE), 1) + divided)


def fetch(
    asked: Asked,
    folder: Path,
    client: Client,
    *,
    restart: bool = False,
    watch: Watcher = lambda _papers, _expected: None,
) -> Report:
    """Fetch what is asked for into digest files in `folder`.

    A fetch that was stopped (an error, Ctrl-C, even a killed process) goes on when it is asked for again, but
    with `restart`. Errors of the API and Ctrl-C come back in the report, with what there is in the files.
    FetchError, before anything is asked, for a folder that cannot be used.
    """
    _refuse_foreign(folder)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with FileLock(folder / ".kg-fetch.lock", timeout=0):
            return _Fetch(folder, client, watch).all_of(asked, restart)
    except Timeout as error:
        raise FetchError(f"another fetch into {folder} is under way; wait for it to end") from error
    except OSError as error:
        raise FetchError(
            f"{folder} cannot be written: {error.strerror}; name another folder with -o"
        ) from error


def _refuse_foreign(folder: Path) -> None:
    if folder.exists() and not folder.is_dir():
        raise FetchError(f"{folder} is a file; name a folder for the digests with -o")
    if (folder / "kg.json").exists():
        raise FetchError(f"{folder} is a graph; name another folder for the digests with -o")


class _Fetch:
    """One fetch under way."""

    def __init__(self, folder: Path, client: Client, watch: Watcher) -> None:
        self._folder = folder
        self._client = client
        self._watch = watch
        self._files = DigestFiles(folder)
        self._met: set[str] = set()
        self._expected = self._unnamed = self._short = 0
        self._missing: list[str] = []

    def all_of(self, asked: Asked, restart: bool) -> Report:
        stopped: KgError | KeyboardInterrupt | None = None
        self._journal = Journal(self._folder, f"{self._client.endpoint}\n{asked!r}")
        if restart:
            self._journal.discard()
        with self._journal:
            try:
                if isinstance(asked, ById):
                    self._by_id(asked)
                else:
                    self._by_category(asked)
                self._journal.discard()
            except (FetchError, KeyboardInterrupt) as reason:
                stopped = reason
        return Report(
            papers=len(self._met),
            expected=self._expected,
            files=tuple(sorted(self._files.touched)),
            requests=self._client.requests,
            missing=tuple(self._missing),
            unnamed=self._unnamed,
            short=self._short,
            stopped=stopped,
        )

    def _by_category(self, asked: ByCategory) -> None:
        todo = [asked.days]
        while todo:
            days = todo.pop()
            parameters = asked.parameters(days)
            total = self._page(parameters, 0, PAGE).total
            self._expected = max(self._expected, total)
            if total > MOST and (parts := days.parts()):
                todo += reversed(parts)
                continue
            rows: dict[str, Row] = {}
            try:
                for answer in self._pages(parameters):
                    self._take(answer, rows)
                    total = answer.total
                self._short += max(total - len(rows), 0)
            finally:
                self._files.merge(rows.values(), by_id=False)

    def _by_id(self, asked: ById) -> None:
        rows: dict[str, Row] = {}
        batches = list(asked.batches(BATCH))
        self._expected = len({one.id for batch in batches for one in batch})
        try:
            for batch in batches:
                self._batch(batch, rows)
        finally:
            self._files.merge(rows.values(), by_id=True)

    def _batch(self, batch: tuple[ArxivId, ...], rows: dict[str, Row]) -> None:
        """The API refuses all ids for one that it does not like: halves are asked for until it stands alone."""
        missing = batch
        try:
            for _ in range(2):  # what did not come is asked for once more
                answer = self._page(id_parameters(missing), 0, len(missing), due=False)
                self._take(answer, rows)
                missing = tuple(one for one in missing if one.id not in rows)
                if not missing:
                    return
        except BadRequestError:
            if len(missing) > 1:
                self._batch(missing[: len(missing) // 2], rows)
                self._batch(missing[len(missing) // 2 :], rows)
                return
        self._missing += dict.fromkeys(one.id for one in missing)

    def _take(self, answer: Answer, rows: dict[str, Row]) -> None:
        for row in answer.rows:
            known = rows.get(row["id"])
            rows[row["id"]] = row if known is None else newer(known, row)
            self._met.add(row["id"])
        self._unnamed += answer.entries - len(answer.rows)
        self._watch(len(self._met), max(self._expected, len(self._met)))

    def _pages(self, parameters: Mapping[str, str]) -> Iterator[Answer]:
        """All pages of a query.

        The next page begins after the entries that came, should they be fewer than asked for. If the API
        counts fewer results than before, those behind the lost ones moved up, past the begin of this page: it
        is asked for again, from so much earlier on (but never so much that there would be no progress).
        """
        start, before = 0, 0
        while True:
            answer = self._page(parameters, start, PAGE)
            yield answer
            lost = min(before - answer.total, answer.entries // 2, start)
            start += -lost if lost > 0 else answer.entries
            before = answer.total
            if start >= answer.total or not answer.entries:
                return

    def _page(self, parameters: Mapping[str, str], start: int, size: int, due: bool = True) -> Answer:
        """From the journal, else from the API. `due`: what the API counts must come."""
        asked = {**parameters, "start": str(start), "max_results": str(size)}
        answer = self._journal.get(asked)
        if answer is None:
            read = _Due(start) if due else read_answer
            answer = self._client.ask(asked, read)
            if due and not answer.total:  # the API sometimes says so when it has too much to do
                answer = self._client.ask(asked, read)
            self._journal.add(asked, answer)
        return answer


class _Due:
    """Reads the answers to one request for results from `start` on; an empty one is faulty while some are due.

    The API's count may be some too high, so that the last few never come: these are given up.
    """

    def __init__(self, start: int) -> None:
        self._start = start
        self._empty = 0

    def __call__(self, data: bytes) -> Answer:
        answer = read_answer(data)
        nothing = answer.total == 0 and self._start == 0
        if answer.entries or nothing or 0 < answer.total <= self._start:
            return answer
        self._empty += 1
        if self._empty >= _SURE and 0 < answer.total - self._start <= _FEW:
            return answer
        raise Faulty(f"an empty page in the midst of results (after {self._start:,})")
