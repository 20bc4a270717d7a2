"""BibTeX and BibLaTeX: one paper per entry, told by content.

A document is cut where a line begins with "@", and each piece is read alone (by pybtex), so that a broken entry
harms no other and memory does not grow with the document.
"""

from __future__ import annotations

import re
from calendar import month_abbr
from collections.abc import Iterator
from datetime import date

from pybtex.bibtex.utils import split_name_list
from pybtex.database import InvalidNameString, Person
from pybtex.database.input.bibtex import LowLevelParser, UndefinedMacro, month_names
from pybtex.exceptions import PybtexError
from pybtex.utils import CaseInsensitiveDict

from kg.arxiv import arxiv_id
from kg.model import Document, Paper, Skipped
from kg.sources import dublin_core
from kg.sources.authors import join_suffixes, split_names
from kg.sources.days import iso_day
from kg.sources.entries import Entry, finish
from kg.sources.fields import scrubbed
from kg.sources.identifiers import identify, is_category
from kg.sources.latex import plain
from kg.sources.text import Text

MAX_ENTRY = 4 << 20
"""Characters of an entry; longer ones are broken ones."""

_TYPES = (
    "article|book|booklet|collection|conference|dataset|electronic|inbook|incollection|inproceedings|manual"
    "|mastersthesis|mvbook|misc|online|patent|periodical|phdthesis|preprint|proceedings|report|software|suppbook"
    "|techreport|thesis|unpublished|www"
)
_NO_PAPERS = frozenset("bstctl comment control ieeetranbstctl preamble set string xdata".split())
_ENTRY = re.compile(rf"^[ \t]*@\s*(?:{_TYPES})\s*[{{(]\s*[^\s,=}}]*\s*,", re.IGNORECASE | re.MULTILINE)
_BEGIN = re.compile(r"\s*@\s*[A-Za-z]+\s*[{(]")
_MARKDOWN = re.compile(r"^(?:#{1,6} |<|\s*[-*] \[)", re.MULTILINE)
_ARXIV = re.compile(
    r"(?:arxiv(?:\.org)?(?:\s{0,3}(?:preprint|e-?print)s?)?[:\s/]{0,5}(?:(?:abs|pdf|html)/)?|\babs/)\s{0,3}"
    r"((?:\d{4}\.\d{4,5}|[a-z-]{2,20}(?:\.[a-z-]{2,20})?/\d{7})(?:v\d{1,4})?)(?!\d)",
    re.IGNORECASE | re.ASCII,
)
_MAY_NAME_ARXIV = "url note journal journaltitle howpublished volume publisher booktitle annote".split()
_IN_BRACKETS = re.compile(r"[(\[]([^()\[\]\s]+)[)\]]")
_WRAPPED = re.compile(r"\{(.*)\}", re.DOTALL)
_ESCAPED = re.compile(r"\\([%&#_])|\{\\text(less|greater)\}")
_SIGNS = {"less": "<", "greater": ">"}
_COMMAS_IN_A_NAME = 3
_MONTHS = {name.lower(): number for number, name in enumerate(month_abbr) if name}

Fields = dict[str, str]


def read(text: Text, document: Document) -> Iterator[Paper | Skipped] | None:
    """The papers of a bibliography; None where the document is none."""
    first = _ENTRY.search(text.head)
    if first is None or _MARKDOWN.search(text.head, 0, first.start()):
        return None
    return _results(text, document.name)


def _results(text: Text, document: str) -> Iterator[Paper | Skipped]:
    macros = CaseInsensitiveDict(month_names)
    for line, block in _blocks(text):
        if block is None:
            reason = f"BibTeX entry of more than {MAX_ENTRY >> 20} million characters"
            yield Skipped(document=document, line=line, reason=reason)
            continue
        for result in _entries(line, block, macros):
            if isinstance(result, Entry):
                yield from finish(result, document)
            else:
                yield Skipped(document=document, line=result[0], reason=result[1], paper=result[2])
    yield from text.notes()


def _blocks(text: Text) -> Iterator[tuple[int, str | None]]:
    """Each line that begins an entry, with what follows up to the next; None for one that is too long."""
    begin, size = 0, 0
    lines: list[str] = []
    for number, line in text.lines():
        if _BEGIN.match(line):
            if begin:
                yield begin, "\n".join(lines) if size <= MAX_ENTRY else None
            begin, lines, size = number, [], 0
        size += len(line) + 1
        if begin and size <= MAX_ENTRY:
            lines.append(line)
    if begin and text.damage is None:
        yield begin, "\n".join(lines) if size <= MAX_ENTRY else None


def _entries(line: int, block: str, macros: CaseInsensitiveDict) -> Iterator[Entry | tuple[int, str, bool]]:
    """The entries of a block; for what is none, its line, the reason, and whether a paper is lost."""
    errors: list[Exception] = []
    parser = LowLevelParser(block, macros=macros, handle_error=errors.append)
    items = iter(parser)
    while True:
        errors.clear()
        try:
            item = next(items, None)
        except (PybtexError, RecursionError, IndexError, ValueError) as error:
            errors.append(error)
            item = None
        at = line + block.count("\n", 0, parser.command_start or 0)
        if any(not isinstance(error, UndefinedMacro) for error in errors):
            yield at, "entry is not valid BibTeX", True
            if item is None:
                return
            continue
        if item is None:
            return
        kind, content = item
        if kind.lower() in ("string", "preamble", "comment"):
            continue
        if kind.lower() in _NO_PAPERS:
            yield at, f"@{kind.lower()} is no paper", False
            continue
        entry = entry_of(_fields(content[1]), at)
        if errors:
            entry.notes.append("abbreviation that is not defined left out")
        yield entry


def _fields(given: list[tuple[str, list[str]]]) -> Fields:
    fields: Fields = {}
    for name, parts in given:
        fields.setdefault(name.lower(), "".join(parts).strip())
    return fields


def entry_of(fields: Fields, line: int) -> Entry:
    """The parts of a BibTeX entry."""
    entry = Entry(line=line)
    entry.title = _flat(entry, fields.get("title", ""))
    if entry.title and fields.get("subtitle"):
        entry.title += f": {_flat(entry, fields['subtitle'])}"
    abstract = _ESCAPED.sub(lambda match: match[1] or _SIGNS[match[2]], fields.get("abstract", ""))
    entry.abstract = scrubbed(entry, _unwrapped(abstract))
    entry.authors = _authors(entry, fields.get("author", ""))
    entry.ids = _ids(fields)
    entry.links = [link for link in (_unwrapped(fields.get("url", "")).replace("\\", ""),) if link]
    entry.categories = _categories(fields, of_arxiv=identify([*entry.ids, *entry.links]).arxiv is not None)
    entry.primary = fields.get("primaryclass") or fields.get("eprintclass") or None
    note = fields.get("comment") or fields.get("note") or ""
    entry.comment = _flat(entry, note) or None if not _ARXIV.search(note) else None
    entry.published = _day(fields)
    return entry


def _flat(entry: Entry, text: str) -> str:
    return scrubbed(entry, " ".join(plain(text).split()))


def _unwrapped(text: str) -> str:
    """Without the braces around the whole of it."""
    match = _WRAPPED.fullmatch(text)
    return match[1].strip() if match and "{" not in match[1] and "}" not in match[1] else text


def _authors(entry: Entry, text: str) -> list[str]:
    names = []
    for name in split_name_list(" ".join(text.split())):
        try:
            person = Person(name)
        except InvalidNameString:  # a list with commas only
            names += split_names(_flat(entry, name))
            continue
        parts = person.first_names + person.middle_names + person.prelast_names + person.last_names
        names.append(_flat(entry, " ".join(parts)))
        names += [_flat(entry, suffix) for suffix in person.lineage_names]
    return join_suffixes(names)


def _ids(fields: Fields) -> list[str]:
    """What may identify the paper: the eprint if it is one of arXiv, the DOI, then what other fields name."""
    archive = (fields.get("archiveprefix") or fields.get("eprinttype") or "arxiv").strip().lower()
    eprint = _unwrapped(fields.get("eprint", ""))
    found = [fields.get("arxivid", ""), fields.get("arxiv", "")]
    if archive == "arxiv":
        found.append(eprint)
        if arxiv_id(eprint) is None:
            found.append(f"{fields.get('primaryclass', '')}/{eprint}")
    else:
        found.append(f"{archive}/{eprint}")
    found.append(_unwrapped(fields.get("doi", "")).replace("\\", ""))
    for name in _MAY_NAME_ARXIV:
        match = _ARXIV.search(fields.get(name, ""))
        if match and (name != "volume" or fields.get(name, "").lower().startswith("abs/")):
            found.append(match[1])
    return [text.strip() for text in found if text.strip()]


def _categories(fields: Fields, *, of_arxiv: bool) -> list[str]:
    """In arXiv's own keywords: in brackets ("Machine Learning (cs.LG)"), or by the names of Dublin Core.

    Zotero and ADS write the latter ("Computer Science - Machine Learning"); some names have commas.
    """
    keywords = fields.get("keywords", "")
    found = [name for name in _IN_BRACKETS.findall(keywords) if is_category(name)]
    words = [word.strip() for word in keywords.split(",")] if of_arxiv else []
    for start in range(len(words)):
        names = (", ".join(words[start : start + more + 1]) for more in range(_COMMAS_IN_A_NAME + 1))
        found += [known for name in names if (known := dublin_core.notations().get(name)) is not None]
    return list(dict.fromkeys(found))


def _day(fields: Fields) -> date | None:
    """A day, only where the entry gives year, month and day."""
    if given := iso_day(fields.get("date", "")):
        return given
    month = fields.get("month", "").strip().lower()
    try:
        number = _MONTHS.get(month[:3]) or int(month)
        return date(int(fields.get("year", "")), number, int(fields.get("day", "")))
    except (ValueError, OverflowError):
        return None
