"""Which file was meant, where one is named that is not there."""

from __future__ import annotations

import os
from pathlib import Path

_MOST = 5_000
"""Names that are looked at: a folder may hold millions."""


def did_you_mean(path: str | os.PathLike[str]) -> str:
    """ " Did you mean: ...?" with up to two names of the same folder that are written like `path`; else ""."""
    from rapidfuzz import fuzz, process  # noqa: PLC0415 - only for a mistake

    wanted = Path(path)
    try:
        with os.scandir(wanted.parent) as entries:
            names = sorted(entry.name for entry, _ in zip(entries, range(_MOST), strict=False))
    except (OSError, ValueError):
        return ""
    shown = [name for name in names if not name.startswith(".") and name.isprintable()]
    near = process.extract(wanted.name, shown, scorer=fuzz.ratio, limit=2, score_cutoff=70)
    return f" Did you mean: {'; '.join(str(wanted.parent / name) for name, _, _ in near)}?" if near else ""
