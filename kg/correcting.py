"""A graph put together again by other corrections, without its sources."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from kg.folder import existing_manifest, locked, switch
from kg.knowledge import Knowledge, settle
from kg.reassembly import reassembled


def correct_again(folder: Path, corrections: Sequence[str] | None = None) -> tuple[Knowledge, dict[str, int]]:
    """Put the graph in `folder` together by these files of corrections (None: those it was built with).

    What the corrections did, and how much the graph now holds of each thing. Nothing is read but what is kept
    of the documents, so the graph is the one that building with these corrections gives. GraphError if there
    is no graph, it is being built, or what is kept was made by another version or vocabulary.
    """
    existing_manifest(folder)
    known = settle(folder, None, corrections)
    with locked(folder):
        before = existing_manifest(folder)
        after = reassembled(folder, before, list(before.documents), known)
        switch(folder, after)
    return known, after.counts
