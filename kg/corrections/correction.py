"""A correction: what a user knows better than kg found."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from enum import StrEnum

from kg.model import Kind, Role
from kg.names import author_key, normal_form


class Sort(StrEnum):
    """What is corrected; the value is the name of the table."""

    NOT_AN_ENTITY = "not-an-entity"
    WRONG_TYPE = "wrong-type"
    SAME_AS = "same-as"
    DIFFERENT_FROM = "different-from"
    BETTER_NAME = "better-name"
    ROLE = "role"
    SAME_PERSON = "same-person"
    DIFFERENT_PEOPLE = "different-people"


PEOPLE = frozenset({Sort.SAME_PERSON, Sort.DIFFERENT_PEOPLE})
"""Corrections of authors; all others are of methods, datasets and tasks."""
OF_TASKS = frozenset({Role.ADDRESSES, Role.MENTIONS})
"""Roles that tasks have; methods and datasets have the others."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """One table of a file."""

    sort: Sort
    names: tuple[str, ...]
    """As written; of `BETTER_NAME` the old one alone."""
    path: str
    line: int
    """Of the table, counted from 1."""
    file: int = 0
    """Position in `Corrections.files`."""
    kind: Kind | None = None
    """Only what is of this kind; None: of any."""
    right: Kind | None = None
    label: str = ""
    role: Role | None = None
    papers: tuple[str, ...] = ()
    """`Paper.id`s that it is limited to; empty: all papers."""
    categories: tuple[str, ...] = ()
    """The same of categories; "cs" stands for "cs.LG" too."""
    people: tuple[tuple[str, ...], ...] = ()
    """Papers of each person, where one name is several people's."""

    @property
    def place(self) -> str:
        """File and line."""
        return f"{self.path}:{self.line}"

    @property
    def kinds(self) -> tuple[Kind, ...]:
        """The kinds of things that it may speak of."""
        if self.kind is not None:
            return (self.kind,)
        if self.role is not None:
            return tuple(kind for kind in Kind if (kind is Kind.TASK) == (self.role in OF_TASKS))
        return tuple(kind for kind in Kind if kind is not self.right)

    @property
    def forms(self) -> tuple[str, ...]:
        """Normal forms of all names, the label's among them."""
        form = author_key if self.sort in PEOPLE else normal_form
        return tuple(dict.fromkeys(map(form, (*self.names, *filter(None, [self.label])))))

    @property
    def limited(self) -> bool:
        """Whether it speaks of some papers alone."""
        return bool(self.papers or self.categories)


@dataclass(frozen=True, slots=True)
class Corrections:
    """All corrections of all files, in their order."""

    rules: tuple[Correction, ...] = ()
    files: tuple[tuple[str, str], ...] = ()
    """Name (without its folder) and SHA-256 of each."""

    @property
    def digest(self) -> str:
        """Tells corrections apart; "" where there is no file."""
        return hashlib.sha256(repr(self.files).encode()).hexdigest()[:16] if self.files else ""


NONE = Corrections()
