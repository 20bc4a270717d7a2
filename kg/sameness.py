"""Which names are one."""

from __future__ import annotations

from typing import Generic, TypeVar

Name = TypeVar("Name")


class Same(Generic[Name]):
    """Disjoint sets; each is known by the member that was met first."""

    def __init__(self) -> None:
        self._parent: dict[Name, Name] = {}
        self._met: dict[Name, int] = {}

    def find(self, name: Name) -> Name:
        """The member that stands for the set of `name`; itself where nothing was joined to it."""
        while (parent := self._parent.get(name, name)) != name:
            name = parent
        return name

    def join(self, *names: Name) -> None:
        """Make one set of the sets of all these."""
        for name in names:
            self._met.setdefault(name, len(self._met))
        roots = sorted({self.find(name) for name in names}, key=self._met.__getitem__)
        for root in roots[1:]:
            self._parent[root] = roots[0]
