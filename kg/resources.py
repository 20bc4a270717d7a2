"""Find the folders `ontology/` and `queries/`, and where a file of theirs is published.

They lie at the top of the repository, where people look for them. A wheel carries copies inside the
package (see `force-include` in pyproject.toml); a checkout or an editable install has them beside it.
"""

from __future__ import annotations

from pathlib import Path
from typing import Literal

CONTEXT = "https://w3id.org/digestgraph/context.jsonld"
"""Where the context of JSON-LD is published; `ontology/context.jsonld` is what lies there."""
_PACKAGE = Path(__file__).resolve().parent


def folder(name: Literal["ontology", "queries"]) -> Path:
    """The folder of shipped files; FileNotFoundError means that the installation is broken."""
    for place in (_PACKAGE / name, _PACKAGE.parent / name):
        if place.is_dir():
            return place
    raise FileNotFoundError(f"the folder {name}/ of kg is missing; reinstall digestgraph")
