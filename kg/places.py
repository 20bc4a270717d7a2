"""Where documents lie: those of the sources given now, and those that a graph was made of before."""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from os import PathLike
from pathlib import Path

from kg.errors import SourceError
from kg.model import Document
from kg.sources import find
from kg.sources.documents import STANDARD_INPUT


@dataclass(frozen=True, slots=True)
class Place:
    """A document and where it was found."""

    document: Document
    root: str
    """The folder that its name is relative to, or the archive that holds it; "" for standard input or a pipe."""
    whole: bool
    """Whether `root` was given as a source, so that what is not found in it any more has vanished."""


def found_in(
    sources: Sequence[str | PathLike[str]], spool: Path, output: Path, empty: list[Path]
) -> dict[str, Place]:
    """Every document by name. Standard input is kept in `spool`; the graph's own folder is no source.

    Folders without any digest are added to `empty`: what was built from them before has vanished.
    """
    folders = [Path(s) for s in sources if str(s) != STANDARD_INPUT and Path(s).is_dir()]
    found: dict[str, Place] = {}
    for document in find(sources, empty):
        path = Path(document.path)
        if document.path == STANDARD_INPUT or path.is_fifo():
            held = _spooled(document, spool)
            found[held.name] = Place(held, "", whole=False)
            continue
        if path.resolve().is_relative_to(output.resolve()):
            continue
        folder = next((f for f in folders if path.is_relative_to(f)), None)
        around = path.resolve() if document.member else path.resolve().parent
        root = folder.resolve() if folder else around
        found[document.name] = Place(document, str(root), whole=bool(folder or document.member))
    return found


def _spooled(document: Document, spool: Path) -> Document:
    """Standard input or a pipe, which can be read once, as a file named by what it holds."""
    if document.path == STANDARD_INPUT and sys.stdin is None:
        raise SourceError("standard input is closed", path=STANDARD_INPUT)
    name = "stdin" if document.path == STANDARD_INPUT else "pipe"
    digest = hashlib.sha256()
    with ExitStack() as opened:
        file = opened.enter_context((spool / name).open("wb"))
        stream = sys.stdin.buffer if name == "stdin" else opened.enter_context(Path(document.path).open("rb"))
        while data := stream.read(1 << 20):
            digest.update(data)
            file.write(data)
    path = (spool / name).rename(spool / f"{name}-{digest.hexdigest()[:12]}")
    return Document(name=path.name, path=str(path))


def is_there(root: str, name: str) -> bool:
    """Whether a document's file, or the archive that held it, is where it was."""
    return any(place.is_file() for path in whereabouts(root, name) for place in (path, *path.parents))


def whereabouts(root: str, name: str) -> tuple[Path, ...]:
    """Where the file of a document may be that was found under `root`: none for standard input and pipes.

    The name of the root begins names that were told apart by it (see `kg.sources.find`), and those of members
    of an archive that is the root.
    """
    if not root:
        return ()
    inside = Path(root, name)
    return (inside, Path(root).parent / name) if name.startswith(f"{Path(root).name}/") else (inside,)
