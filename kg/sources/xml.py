"""Documents in XML: which format they are in, told by the first element, and the papers of their entries."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from kg.arxiv import arxiv_id
from kg.model import Document, Paper, Skipped
from kg.sources import atom, oai, rss
from kg.sources.elements import Element, NoPaper, parsed
from kg.sources.entries import Entry, finish
from kg.sources.fragments import MAX_ENTRY, End, Fragment, fragments
from kg.sources.identifiers import identify
from kg.sources.text import Text

READ = "Atom, RSS, and OAI-PMH (arXiv, arXivRaw, oai_dc)"

_BEFORE_ROOT = re.compile(
    r"(?:\s+|<\?.*?\?>|<!--.*?-->|<!DOCTYPE[^\[>]*(?:\[.*?\]\s*)?>)", re.DOTALL | re.IGNORECASE
)
_ROOT = re.compile(r"<(?:[\w.-]{1,50}:)?([A-Za-z_][\w.-]{0,50})(?=[\s/>])")
_ID = re.compile(
    r"oai:arXiv\.org:([^<\s]{1,40})|arxiv\.org/abs/([^<\s\"'?#]{1,40})|<id>\s*(?!\w+:)([^<\s]{1,40})",
    re.IGNORECASE,
)
_OF_ARXIV, _OF_OAI, _OF_ATOM = (
    re.compile(rf"""\bxmlns(?::\w+)?\s*=\s*["']{namespace}""")
    for namespace in (
        r"http://arxiv\.org/OAI/arXiv",
        r"http://www\.openarchives\.org/OAI/2\.0/",
        r"http://www\.w3\.org/2005/Atom",
    )
)
_RSS_1 = "http://purl.org/rss/1.0"
_START = 4000
"""Characters within which the declarations of namespaces are looked for."""
_TAIL = 1000
"""Characters within which the end of the first element is looked for."""


@dataclass(frozen=True, slots=True)
class _Format:
    noun: str
    names: tuple[str, ...]
    entry_of: Callable[[Element, int], Entry | NoPaper]


_ATOM = _Format("feed", (atom.ENTRY,), atom.entry_of)
_RSS = _Format("feed", (rss.ENTRY,), rss.entry_of)
_OAI = _Format("answer", oai.ENTRIES, oai.entry_of)
_METADATA = _Format("file", oai.BARE, oai.entry_of)
_BY_ROOT = {
    "feed": _ATOM,
    "entry": _ATOM,
    "rss": _RSS,
    "rdf": _RSS,
    "channel": _RSS,
    "item": _RSS,
    "oai-pmh": _OAI,
    "listrecords": _OAI,
    "getrecord": _OAI,
    "records": _OAI,
    "record": _OAI,
} | dict.fromkeys(oai.BARE, _METADATA)


def read(text: Text, document: Document) -> Iterator[Paper | Skipped] | None:
    """The papers of a document in XML; None where it is in none of the formats that are read."""
    root, form = root_of(text.head), _format_of(text.head)
    return None if root is None or form is None else _results(form, root, text, document.name)


def is_read(head: str) -> bool:
    """Whether a document that begins with `head` is in a format that is read."""
    return _format_of(head) is not None


def root_of(head: str) -> str | None:
    """The name of the first element, in lower case and without prefix; None where none begins the text."""
    place = 0
    while match := _BEFORE_ROOT.match(head, place):
        place = match.end()
    root = _ROOT.match(head, place)
    return root[1].lower() if root else None


def _format_of(head: str) -> _Format | None:
    """By the first element; else, where a program wrapped what it got in one of its own, by what is in it."""
    root = root_of(head)
    if root == "rdf":
        return _RSS if _RSS_1 in head or "<item" in head else None
    if root is None or root in _BY_ROOT:
        return _BY_ROOT.get(root or "")
    start = head[:_START]
    if _OF_OAI.search(start) and "<record" in head:
        return _OAI
    if _OF_ARXIV.search(start):
        return _OAI if "<record" in head else _METADATA
    return _ATOM if _OF_ATOM.search(start) and "<entry" in head else None


def _results(form: _Format, root: str, text: Text, document: str) -> Iterator[Paper | Skipped]:
    pieces = _Ending(text.pieces())
    count, end = 0, End.WHOLE
    for fragment in fragments(pieces, form.names):
        count, end = count + 1, fragment.end
        yield from _of_fragment(fragment, form, document)
    if not count:
        reason = f"the {form.noun} holds no papers"
        yield Skipped(document=document, line=1, reason=reason, paper=False)
    if end is not End.FILE and not pieces.closes(root):
        reason = f"the file ends before the end of the {form.noun}; what followed is lost"
        yield Skipped(document=document, line=pieces.line, reason=reason, paper=False)
    yield from text.notes()


def _of_fragment(fragment: Fragment, form: _Format, document: str) -> Iterator[Paper | Skipped]:
    def skipped(reason: str, *, paper: bool = True) -> Skipped:
        return Skipped(document=document, line=fragment.line, reason=reason, paper=paper)

    if fragment.end is not End.WHOLE:
        yield skipped(_why_lost(fragment))
        return
    element, sound = parsed(fragment.text)
    if element is None:
        yield skipped("entry is not XML")
        return
    entry = form.entry_of(element, fragment.line)
    if isinstance(entry, NoPaper):
        yield skipped(entry.reason, paper=entry.lost)
        return
    identity = identify([*entry.ids, *entry.links])
    if not identity.arxiv and not identity.doi:
        yield skipped("entry with neither an arXiv id nor a DOI")
        return
    if not sound:
        entry.notes.append("entry is not well-formed XML; what could be read of it is kept")
    yield from finish(entry, document)


def _why_lost(fragment: Fragment) -> str:
    if fragment.end is End.LONG:
        return f"entry of more than {MAX_ENTRY // 1_000_000} million characters"
    if fragment.end is End.CUT:
        return "entry without an end"
    written = (next(filter(None, match.groups()), "") for match in _ID.finditer(fragment.text))
    found = next(filter(None, map(arxiv_id, written)), None)
    return f"the file ends within the entry{f' of {found.id}' if found else ''}"


class _Ending:
    """Hands pieces on, and remembers how they end."""

    def __init__(self, pieces: Iterator[str]) -> None:
        self._pieces = pieces
        self._tail = ""
        self.line = 1

    def __iter__(self) -> Iterator[str]:
        for piece in self._pieces:
            self.line += piece.count("\n")
            self._tail = (self._tail + piece)[-_TAIL:]
            yield piece

    def closes(self, root: str) -> bool:
        """Whether the last tag is the end of `root`."""
        name = rf"(?:[\w.-]{{1,50}}:)?{re.escape(root)}\b"
        tag = rf"<(?:/{name}\s*|{name}[^<>]*/)>\s*(?:<!--(?:(?!-->).)*-->\s*)*$"
        return re.search(tag, self._tail, re.IGNORECASE | re.DOTALL) is not None
