"""What is said of each subject, subjects in the order of exports: papers first, then entities, people, evidence.

Statements come as text, portion by portion, and stay text: a line is cut once into subject, predicate and
object, and what is said of a subject travels through the sorting as one entry

    SECTION IRI " " PREDICATE " " PREDICATE ... "\\r" OBJECT "\\r" OBJECT ...

where a carriage return, which no term of N-Triples holds, parts the objects.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from itertools import chain, groupby
from operator import itemgetter, methodcaller

from kg.export.mentions import block, spelled
from kg.sorting import sort_unique

SECTIONS = (
    "paper",
    "method",
    "dataset",
    "task",
    "author",
    "category",
    "author-list",
    "relation",
    "identity",
    "mention",
    "source",
    "run",
)
"""Kinds of subjects in their order, by the first part of their path; whatever else there is comes last."""

Said = tuple[str, str, list[str]]
"""An IRI, the predicates of what is said of it, parted by blanks, and the objects; in order of both, none twice.

Without predicates it is a whole mention, and the objects are the terms in which it differs from others, see
`kg.export.mentions`.
"""

_terms = methodcaller("split", " ", 2)
_DOI = "<https://doi.org/"


Head = Callable[[str], str]


def section_of(base: str) -> Head:
    """A function that tells the section of a subject, written `<IRI>`, as one sortable character."""
    ranks = {name: chr(ord("a") + rank) for rank, name in enumerate(SECTIONS)}
    skip = len(base) + 1
    near, last = "<", "z"

    def section(subject: str) -> str:
        nonlocal near, last
        # neighbours are nearly always of one section
        if near == "<" or not subject.startswith(near):
            if subject.startswith(_DOI):
                near, last = _DOI, "a"
            elif subject.startswith(base, 1) and "/" in subject[skip:]:
                near = subject[: subject.index("/", skip) + 1]
                last = ranks.get(near[skip:-1], "z")
            else:
                near, last = "<", ranks.get(subject[skip:-1], "z") if subject.startswith(base, 1) else "z"
        return last

    return section


def by_subject(portions: Iterable[str], base: str, whole_mentions: bool = False) -> Iterator[Said]:
    """What is said of each subject, in the order of sections and in these by IRI.

    A portion is lines of N-Triples without their dots, those of a subject together and sorted.
    """
    section = section_of(base)

    def head(subject: str) -> str:
        # without its brackets an IRI sorts before those that go on after it: "cs" before "cs.LG", a
        # mention before its parts
        return f"{section(subject)}{subject[1:-1]}"

    taken = partial(_with_mentions, mention=block(base)) if whole_mentions else entries_of
    for _, group in groupby(sort_unique(chain.from_iterable(taken(p, head) for p in portions)), _root):
        entry, *others = group
        yield from _united([entry, *others]) if others else (_said(entry),)


def _with_mentions(portion: str, head: Head, mention: re.Pattern[str]) -> Iterator[str]:
    """An entry for each mention that can be taken whole, and for each other subject."""
    text, done = f"{portion}\n", 0
    for found in mention.finditer(text):
        if found.start() > done:
            yield from entries_of(text[done : found.start() - 1], head)
        where, *differing = found.groups()
        yield f"{head(f'<{where}>')} \r" + "\r".join(differing)
        done = found.end()
    if done < len(text):
        yield from entries_of(text[done:-1], head)


def entries_of(portion: str, head: Head) -> Iterator[str]:
    """An entry for each subject of a portion; `head` makes what it begins with of `<IRI>`."""
    for subject, group in groupby(map(_terms, portion.split("\n")), itemgetter(0)):
        _, predicates, objects = zip(*group, strict=True)
        yield f"{head(subject)} {' '.join(predicates)}\r" + "\r".join(objects)


def _root(entry: str) -> str:
    """What the entries of a subject and of its parts have in common."""
    return entry[: entry.index(" ")].partition("#")[0]


def _said(entry: str) -> Said:
    head, *objects = entry.split("\r")
    subject, _, predicates = head.partition(" ")
    return subject[1:], predicates, objects


def _united(entries: Iterable[str]) -> Iterator[Said]:
    """What several entries say of a subject and its parts, those of two graphs perhaps of the same."""
    about: dict[str, set[tuple[str, str]]] = {}
    for subject, predicates, objects in map(_said, entries):
        if predicates:
            about.setdefault(subject, set()).update(zip(predicates.split(" "), objects, strict=True))
        else:
            for part, predicate, value in spelled(subject, objects):
                about.setdefault(part, set()).add((predicate, value))
    for subject, said in sorted(about.items()):
        pairs = sorted(said)
        yield subject, " ".join(predicate for predicate, _ in pairs), [value for _, value in pairs]
