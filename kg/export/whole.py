"""Write a file whole or not at all."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from kg.errors import ExportError
from kg.nearby import reason


@contextmanager
def written_whole(target: Path) -> Iterator[BinaryIO]:
    """A stream whose contents become the file `target` when all is written; after an error nothing has changed.

    Symbolic links are followed; pipes and devices are written into directly. ExportError if the target
    cannot be written.
    """
    try:
        real = target.resolve()
        if real.exists() and not real.is_file():
            with real.open("wb") as out:
                yield out
            return
        descriptor, beside = tempfile.mkstemp(dir=real.parent, prefix=f".{real.name}.")
        try:
            with os.fdopen(descriptor, "wb") as out:
                yield out
            Path(beside).chmod(real.stat().st_mode & 0o7777 if real.exists() else 0o666 & ~_umask())
            Path(beside).replace(real)
        finally:
            Path(beside).unlink(missing_ok=True)
    except BrokenPipeError:
        raise
    except (OSError, ValueError) as error:
        raise ExportError(f"{target} cannot be written: {reason(error)}") from error


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
