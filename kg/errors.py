"""Every error that `kg` raises on purpose.

    KgError
    ├── SourceError      a document that cannot be read: path, line
    ├── GoldError        annotated papers, or a floor, that nothing can be measured by: path, line
    ├── VocabularyError  a SKOS file that cannot be used: path, line
    ├── CorrectionsError a file of corrections that cannot be followed: path, line
    ├── GraphError       a graph folder that is absent, foreign or damaged, or a server that does not answer
    ├── QueryError       a query that is unknown, malformed or lacks a parameter
    ├── ClusterError     a Dask cluster that is not there or cannot do the work
    ├── NotFoundError    a name that nothing in the graph bears; carries suggestions
    ├── ExportError      a format or target that cannot be written
    └── FetchError       the arXiv API cannot be asked, refuses, or fails

The message of each says what happened, where, and what to do about it. The command line prints it
in one line and exits with status 1.
"""

from __future__ import annotations

from pathlib import Path


class KgError(Exception):
    """Base of all errors raised by `kg` on purpose."""


class _PlacedError(KgError):
    """An error in a file. `line` counts from 1; None when no single line is to blame."""

    def __init__(self, message: str, *, path: str | Path, line: int | None = None) -> None:
        self.path = str(path)
        self.line = line
        place = self.path if line is None else f"{self.path}:{line}"
        super().__init__(f"{place}: {message}")


class SourceError(_PlacedError):
    """A document cannot be read at all; single bad papers are counted as skipped instead."""


class GoldError(_PlacedError):
    """A file of annotated or predicted papers, or of floors, is not one."""


class VocabularyError(_PlacedError):
    """A vocabulary file is not Turtle, or its SKOS cannot be used."""


class CorrectionsError(_PlacedError):
    """A file of corrections is not TOML, says what is not known, or contradicts itself or another one."""


class GraphError(KgError):
    """A graph folder is absent, is not a graph of `kg`, or is damaged; or a server of one does not answer."""


class ClusterError(KgError):
    """A Dask cluster does not answer, has no workers, or its workers cannot run kg."""


class QueryError(KgError):
    """A query is unknown, does not parse, or was given wrong parameters."""


class NotFoundError(KgError):
    """Nothing in the graph bears this name."""

    def __init__(self, name: str, suggestions: tuple[str, ...] = ()) -> None:
        self.name = name
        self.suggestions = suggestions
        hint = f" Did you mean: {'; '.join(suggestions)}?" if suggestions else ""
        shown = name if len(name) <= 100 else f"{name[:100]}…"
        super().__init__(f"nothing in the graph is called {shown!r}.{hint}")


class ExportError(KgError):
    """An export format is unknown, or the target cannot be written."""


class FetchError(KgError):
    """The arXiv API cannot be asked for this, refuses, or fails; or there is no place for its answers."""
