"""A graph put together again by other corrections, without its sources."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from filelock import FileLock, Timeout

from kg.assembly import assemble, form
from kg.building import fingerprint
from kg.errors import GraphError
from kg.extraction import Setting
from kg.folder import read_manifest, switch
from kg.knowledge import Knowledge, settle
from kg.parts import part_path, read_header
from kg.store import Store


def correct_again(folder: Path, corrections: Sequence[str] | None = None) -> tuple[Knowledge, dict[str, int]]:
    """Put the graph in `folder` together by these files of corrections (None: those it was built with).

    What the corrections did, and how much the graph now holds of each thing. Nothing is read but what is kept
    of the documents, so the graph is the one that building with these corrections gives. GraphError if there
    is no graph, it is being built, or what is kept was made by another version or vocabulary.
    """
    if read_manifest(folder) is None:
        raise GraphError(f"there is no graph in {folder}; build one first: kg build SOURCE -o {folder}")
    known = settle(folder, None, corrections)
    try:
        with FileLock(folder / ".lock", timeout=0):
            before = read_manifest(folder)
            assert before is not None  # a build never takes one away
            headers = [read_header(part_path(folder / "parts", name)) for name in sorted(before.documents)]
            sound = [header for header in headers if header is not None]
            rules = next(
                (str(row[0]) for row in Store(folder).rows("SELECT ?r WHERE { ?run kg:rules ?r }")), ""
            )
            if len(sound) < len(headers) or fingerprint(_setting(rules, known)) != before.fingerprint:
                raise GraphError(
                    f"{folder} was built by another version of kg or another vocabulary; "
                    "give its sources to kg build again"
                )
            name, counts = assemble(folder, sound, known, before.base, rules, before.fingerprint, False)
            switch(
                folder,
                replace(
                    before,
                    current=name,
                    counts=counts,
                    form=form(),
                    corrections=list(known.corrections),
                    corrected=known.corrector.corrections.digest,
                ),
            )
    except Timeout as error:
        raise GraphError(f"another build is under way in {folder}; wait for it to end") from error
    return known, counts


def _setting(rules: str, known: Knowledge) -> Setting:
    """The setting that these rules were named by."""
    sure = re.search(r" min-confidence-(\S+)", rules)
    return Setting(known.vocabularies, " fast" in rules, float(sure[1]) if sure else 0.0)
