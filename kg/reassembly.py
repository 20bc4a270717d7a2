"""A graph put together again from what is kept of its documents, without their sources."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from shlex import quote

from kg.assembly import assemble, form
from kg.building import fingerprint
from kg.errors import GraphError
from kg.extraction import Setting
from kg.folder import Manifest
from kg.knowledge import Knowledge
from kg.parts import PartHeader, read_header, state


def reassembled(folder: Path, manifest: Manifest, names: Sequence[str], known: Knowledge) -> Manifest:
    """The manifest of a new version that holds the documents of these names; readers do not see it yet.

    It is the version that building these documents with this knowledge gives, byte for byte. GraphError where
    what is kept is lost, or was made by another version of kg, another setting or another vocabulary.
    """
    headers = [_header(folder, name, manifest) for name in sorted(names)]
    setting = Setting(known.vocabularies, manifest.fast, manifest.min_confidence, manifest.accurate)
    if fingerprint(setting) != manifest.fingerprint:
        raise GraphError(
            f"{folder} was built by another version of kg or another vocabulary; give its sources to kg build again"
        )
    current, counts = assemble(
        folder,
        headers,
        known,
        manifest.base,
        setting.rules,
        manifest.fingerprint,
        anew=manifest.form != form(),
    )
    return replace(
        manifest,
        current=current,
        counts=counts,
        form=form(),
        built=datetime.now(UTC).isoformat(timespec="seconds"),
        documents={name: manifest.documents[name] for name in sorted(names)},
        corrections=list(known.corrections),
        corrected=known.corrector.corrections.digest,
        made_of=state(headers),
    )


def _header(folder: Path, name: str, manifest: Manifest) -> PartHeader:
    header = read_header(folder / "parts", name)
    if header is None:
        raise GraphError(
            f"what was read of {name} is lost; build it again: kg build SOURCE -o {quote(str(folder))}"
        )
    if header.fingerprint != manifest.fingerprint:
        raise GraphError(
            f"{name} was read by other rules than the rest of {folder}; give its source to kg build again"
        )
    return header
