"""Open a graph, wherever it is: in a folder that `kg build` made, or on a SPARQL server."""

from __future__ import annotations

from dataclasses import dataclass
from os import PathLike
from pathlib import Path

from kg.store import Store


@dataclass(frozen=True, slots=True)
class Address:
    """Of a server; a name and password may stand in the address, a token beside it."""

    url: str
    token: str = ""


Where = str | PathLike[str] | Address


def is_address(text: str) -> bool:
    """Whether a text is a server's address rather than a folder's name."""
    return text.lower().startswith(("http://", "https://"))


def open_graph(where: Where) -> Store:
    """Open the graph in a folder, or at the address of a server that takes SPARQL queries.

    GraphError where there is none.
    """
    if isinstance(where, str) and is_address(where):
        where = Address(where)
    if isinstance(where, Address):
        from kg.remote import RemoteStore  # noqa: PLC0415 - folders are opened without what asks servers

        return RemoteStore(where.url, where.token)
    return Store(Path(where))
