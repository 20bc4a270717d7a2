"""What to say of a file that cannot be read, and which one was meant where one is named that is not there."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

_MOST = 5_000
"""Names that are looked at: a folder may hold millions."""


def unreadable(error: Exception, path: str | os.PathLike[str]) -> str:
    """Why a file cannot be read, for people, and a file of that folder which may have been meant."""
    hint = did_you_mean(path) if isinstance(error, FileNotFoundError) else ""
    return f"cannot be read ({reason(error)}).{hint}" if hint else f"cannot be read ({reason(error)})"


def reason(error: Exception) -> str:
    """What went wrong with a file, in a clause."""
    if isinstance(error, ValueError) and "null" in str(error):
        return "its name holds a NUL character"
    text = getattr(error, "strerror", None) or str(error) or "damaged"
    return " ".join(text.split())


def did_you_mean(path: str | os.PathLike[str], fits: Callable[[Path], bool] = lambda _: True) -> str:
    """ " Did you mean: ...?" with up to two names of the same folder that are written like `path`; else "".

    Only of things that `fits` accepts.
    """
    from rapidfuzz import fuzz, process  # noqa: PLC0415 - only for a mistake

    wanted = Path(path)
    try:
        with os.scandir(wanted.parent) as entries:
            names = sorted(entry.name for entry, _ in zip(entries, range(_MOST), strict=False))
    except (OSError, ValueError):
        return ""
    shown = [n for n in names if not n.startswith(".") and n.isprintable() and fits(wanted.parent / n)]
    near = process.extract(wanted.name, shown, scorer=fuzz.ratio, limit=2, score_cutoff=70)
    return f" Did you mean: {'; '.join(str(wanted.parent / name) for name, _, _ in near)}?" if near else ""
