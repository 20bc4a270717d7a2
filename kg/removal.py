"""Taking documents out of a graph: what only they said goes with them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from os import PathLike, fspath
from pathlib import Path

from kg.errors import GraphError, NotFoundError
from kg.folder import existing_manifest, locked, switch
from kg.knowledge import settle
from kg.parts import remove_part
from kg.places import whereabouts
from kg.reassembly import reassembled


@dataclass(frozen=True, slots=True, kw_only=True)
class RemovalReport:
    """What a removal did."""

    removed: tuple[str, ...]
    """Names of the documents taken out, sorted."""
    left: int
    """Documents that are still in the graph."""
    before: dict[str, int]
    """Papers, authors, ... before."""
    counts: dict[str, int]
    """And now."""


def remove(
    sources: Sequence[str | PathLike[str]], directory: str | PathLike[str] = "graph", *, dry_run: bool = False
) -> RemovalReport:
    """Take documents out of the graph in `directory`; it becomes what building the others alone gives, byte for byte.

    `sources` are names of documents as `kg query sources` gives them, patterns of such names (`2025-12-*`), or
    the files and folders that were given to `kg build`, whether they still exist or not. With `dry_run` nothing
    is changed, and `counts` are those of before.

    NotFoundError for a source that no document of the graph came from; GraphError where there is no graph, where
    nothing would be left, or where its documents were read by other rules than those of now.
    """
    folder = Path(directory)
    existing_manifest(folder)
    known = settle(folder)
    with locked(folder):
        before = after = existing_manifest(folder)
        gone = sorted({name for source in sources for name in _meant(fspath(source), before.documents)})
        left = sorted(before.documents.keys() - set(gone))
        if not left:
            raise GraphError(f"that is all that {folder} holds; delete the folder instead")
        if not dry_run:
            after = reassembled(folder, before, left, known)
            switch(folder, after)
            for document in gone:
                remove_part(folder / "parts", document)
    return RemovalReport(removed=tuple(gone), left=len(left), before=before.counts, counts=after.counts)


def _meant(source: str, documents: dict[str, str]) -> list[str]:
    """The names of the documents that a name, a pattern, a file or a folder means."""
    if source in documents:
        return [source]
    places = {Path(source).absolute(), Path(source).resolve()}
    found = [
        name
        for name, root in documents.items()
        if fnmatchcase(name, source)
        or any(path.is_relative_to(place) for path in whereabouts(root, name) for place in places)
    ]
    if not found:
        raise NotFoundError(source, _near(source, documents))
    return found


def _near(source: str, documents: dict[str, str]) -> tuple[str, ...]:
    from rapidfuzz import process  # noqa: PLC0415 - only for a mistake

    return tuple(name for name, _, _ in process.extract(source, sorted(documents), limit=3, score_cutoff=60))
