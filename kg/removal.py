"""Taking documents out of a graph: what only they said goes with them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from fnmatch import fnmatchcase
from os import PathLike, fspath
from pathlib import Path

from kg.assembly import assemble, form
from kg.building import fingerprint
from kg.errors import GraphError, NotFoundError
from kg.extraction import Setting
from kg.folder import Manifest, existing_manifest, locked, switch
from kg.parts import read_header, remove_part


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
    manifest = existing_manifest(folder)
    with locked(folder):
        gone = sorted({name for source in sources for name in _meant(fspath(source), manifest.documents)})
        left = [name for name in sorted(manifest.documents) if name not in gone]
        if not left:
            raise GraphError(f"that is all that {folder} holds; delete the folder instead")
        counts = manifest.counts
        if not dry_run:
            name, counts = _assembled(folder, manifest, left)
            documents = {name: manifest.documents[name] for name in left}
            built = datetime.now(UTC).isoformat(timespec="seconds")
            switch(
                folder,
                replace(manifest, current=name, counts=counts, documents=documents, form=form(), built=built),
            )
            for document in gone:
                remove_part(folder / "parts", document)
    return RemovalReport(removed=tuple(gone), left=len(left), before=manifest.counts, counts=counts)


def _meant(source: str, documents: dict[str, str]) -> list[str]:
    """The names of the documents that a name, a pattern, a file or a folder means."""
    places = {Path(source).absolute(), Path(source).resolve()}
    found = [
        name
        for name, root in documents.items()
        if fnmatchcase(name, source)
        or (root and any(Path(root, name).is_relative_to(place) for place in places))
    ]
    if not found:
        raise NotFoundError(source, _near(source, documents))
    return found


def _near(source: str, documents: dict[str, str]) -> tuple[str, ...]:
    from rapidfuzz import process  # noqa: PLC0415 - only for a mistake

    return tuple(name for name, _, _ in process.extract(source, sorted(documents), limit=3, score_cutoff=60))


def _assembled(folder: Path, manifest: Manifest, left: Sequence[str]) -> tuple[str, dict[str, int]]:
    headers = []
    for name in left:
        header = read_header(folder / "parts", name)
        if header is None:
            raise GraphError(f"what was read of {name} is lost; build it again: kg build SOURCE -o {folder}")
        headers.append(header)
    prints = {header.fingerprint for header in headers}
    if prints != {manifest.fingerprint}:
        raise GraphError(
            f"documents of {folder} were read by different rules; build their sources again first: kg build SOURCE "
            f"-o {folder}"
        )
    setting = Setting(tuple(manifest.vocabularies), manifest.fast, manifest.min_confidence)
    if fingerprint(setting) != manifest.fingerprint:
        raise GraphError(
            f"{folder} was built by other rules or another vocabulary than now; build its sources again first: "
            f"kg build SOURCE -o {folder}"
        )
    return assemble(
        folder,
        headers,
        setting.vocabularies,
        manifest.base,
        setting.rules,
        manifest.fingerprint,
        anew=manifest.form != form(),
    )
