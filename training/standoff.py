"""Annotations without texts, and with them again.

    python training/standoff.py make GOLD.jsonl -o ANNOTATIONS.jsonl
    python training/standoff.py join ANNOTATIONS.jsonl TEXTS... -o GOLD.jsonl

`make` takes the texts out of annotated papers: what stays is the arXiv id, a hash of the text, and for each
entity [type, role, places, name]. `join` puts texts in from arXiv metadata: JSON Lines with id, title and
abstract or summary (the Kaggle snapshot, also as .gz or .zip), or whatever digests `kg` reads. The result is
what `kg evaluate` reads.

Places count code points in the normal text: title, two line breaks, abstract, with each run of white space
in either made one blank. So texts that differ in white space alone can be joined: their places are aligned
anew, and the papers bear "realigned": true. See training/annotations/README.md.
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import io
import re
import sys
import zipfile
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

import orjson

from kg.arxiv import arxiv_id
from kg.errors import KgError
from kg.evaluation import AnnotatedPaper, read_gold
from kg.evaluation.surfaces import occurrences, places
from kg.model import Paper
from kg.sources import find, read

Place = tuple[int, int]


class Normal:
    """A title and an abstract in normal form, and where each of its characters stands in the text itself."""

    def __init__(self, title: str, abstract: str) -> None:
        self.title, self.abstract = title.strip(), abstract.strip()
        self.whole = f"{self.title}\n\n{self.abstract}"
        head, head_at = _collapsed(self.title, 0)
        body, body_at = _collapsed(self.abstract, len(self.title) + 2)
        gap = len(self.title)
        self.text = f"{head}\n\n{body}"
        self._at = [*head_at, gap, gap + 1, *body_at]
        self._back = {place: i for i, place in enumerate(self._at)}
        self.sha256 = hashlib.sha256(self.text.encode()).hexdigest()

    @property
    def exact(self) -> bool:
        """Whether the text itself is in normal form."""
        return self.whole == self.text

    def out(self, place: Place) -> Place:
        """From the normal text to the text itself."""
        return self._at[place[0]], self._at[place[1] - 1] + 1

    def back(self, place: Place) -> Place:
        """From the text itself to the normal text; KeyError if it begins or ends within white space."""
        return self._back[place[0]], self._back[place[1] - 1] + 1


def _collapsed(text: str, offset: int) -> tuple[str, list[int]]:
    """The text with one blank for each run of white space, and where its characters stood."""
    kept: list[str] = []
    at: list[int] = []
    for match in re.finditer(r"\s+|\S", text):
        kept.append(" " if match[0].isspace() else match[0])
        at.append(offset + match.start())
    return "".join(kept), at


def strip(paper: AnnotatedPaper) -> dict[str, Any]:
    """One annotated paper without its text; ValueError for what this form cannot hold."""
    if paper.text is None:
        raise ValueError("has no title or no abstract")
    normal = Normal(paper.title or "", paper.abstract or "")
    if normal.whole != paper.text:
        raise ValueError("its title or abstract begins or ends with white space")
    owners: dict[str, int] = {}
    for number, entity in enumerate(paper.entities):
        if entity.optional or entity.optional_mentions or entity.other_role or not entity.mentions:
            raise ValueError(f"{entity.name!r} is optional, has a second role, or no mention")
        for mention in entity.mentions:
            if mention.start is not None or owners.setdefault(mention.text, number) != number:
                raise ValueError(f"{mention.text!r} has a place, or stands in two entities")
    found: list[list[Place]] = [[] for _ in paper.entities]
    for start, end, _ in places(paper.text, [(text, paper.entities[n].type) for text, n in owners.items()]):
        found[owners[paper.text[start:end]]].append((start, end))
    for text, number in owners.items():
        if not any(paper.text[start:end] == text for start, end in found[number]):
            inside = next(iter(occurrences(paper.text, text)), None)  # it stands in longer mentions only
            if inside is None:
                raise ValueError(f"{text!r} is not in the text")
            found[number].append(inside)
    rows = []
    for entity, spots in zip(paper.entities, found, strict=True):
        ordered = sorted(spots)
        name = next((spot for spot in ordered if paper.text[slice(*spot)] == entity.name), None)
        if name is not None:
            ordered.remove(name)
            ordered.insert(0, name)
        row: list[Any] = [entity.type, entity.role, [normal.back(spot) for spot in ordered]]
        rows.append(row if name is not None else [*row, entity.name])
    return {"id": paper.id, "sha256": normal.sha256, "entities": rows}


def unite(annotation: dict[str, Any], title: str, abstract: str) -> dict[str, Any] | None:
    """The annotated paper again; None where this is another text."""
    normal = Normal(title, abstract)
    if normal.sha256 != annotation["sha256"]:
        return None
    entities = []
    for kind, role, spots, *name in annotation["entities"]:
        mentions = dict.fromkeys(normal.whole[slice(*normal.out(spot))] for spot in spots)
        known = name[0] if name else normal.text[slice(*spots[0])]
        entities.append({"type": kind, "name": known, "role": role, "mentions": list(mentions)})
    joined: dict[str, Any] = {"id": annotation["id"], "title": normal.title, "abstract": normal.abstract}
    if not normal.exact:
        joined["realigned"] = True
    return joined | {"entities": entities}


def texts(path: str) -> Iterator[tuple[str, str, str, tuple[str, ...]]]:
    """The id, title, abstract and categories of every paper in a file or folder of metadata or digests."""
    if Path(path).is_dir() or not _is_metadata(path):
        for document in find([path]):
            for paper in read(document):
                if isinstance(paper, Paper):
                    yield paper.id, paper.title, paper.abstract, paper.categories
        return
    with _opened(path) as lines:
        for line in lines:
            row = _row(line)
            if row is not None:
                known = arxiv_id(row["id"])
                categories = row.get("categories") or ()
                listed = categories.split() if isinstance(categories, str) else categories
                yield known.id if known else row["id"], row["title"], _abstract(row), tuple(listed)


def _is_metadata(path: str) -> bool:
    with _opened(path) as lines:
        return _row(next((line for line in lines if line.strip()), b"")) is not None


def _row(line: bytes) -> dict[str, Any] | None:
    try:
        row = orjson.loads(line)
    except ValueError:
        return None
    if not isinstance(row, dict) or not all(isinstance(row.get(key), str) for key in ("id", "title")):
        return None
    return row if isinstance(row.get("abstract", row.get("summary")), str) else None


def _abstract(row: dict[str, Any]) -> str:
    return str(row.get("abstract", row.get("summary")))


@contextmanager
def _opened(path: str) -> Iterator[IO[bytes]]:
    with Path(path).open("rb") as raw:
        magic = raw.read(4)
        raw.seek(0)
        if magic[:2] == b"\x1f\x8b":
            with gzip.GzipFile(fileobj=raw) as file:
                yield io.BufferedReader(file, 1 << 20)
        elif magic == b"PK\x03\x04":
            with zipfile.ZipFile(raw) as archive, archive.open(archive.namelist()[0]) as member:
                yield member
        else:
            yield raw


def make(gold: str, output: str) -> str:
    """Write the annotations of a file without texts; what to tell people."""
    records = []
    for paper in read_gold(gold).values():
        try:
            records.append(strip(paper))
        except ValueError as error:
            raise SystemExit(f"standoff: {gold}: {paper.id}: {error}") from error
    records.sort(key=lambda record: record["id"])
    Path(output).write_bytes(b"".join(orjson.dumps(r, option=orjson.OPT_APPEND_NEWLINE) for r in records))
    entities = sum(len(record["entities"]) for record in records)
    return f"{output}: {len(records)} papers, {entities} entities, no texts"


def join(annotations: str, sources: Iterable[str], output: str) -> str:
    """Write the annotations with the texts that fit; what to tell people."""
    wanted: dict[str, dict[str, Any]] = {}
    for number, line in enumerate(Path(annotations).read_bytes().splitlines(), 1):
        try:
            record = orjson.loads(line)
            wanted[record["id"]] = {key: record[key] for key in ("id", "sha256", "entities")}
        except (ValueError, TypeError, KeyError) as error:
            raise SystemExit(f"standoff: {annotations}:{number}: is no annotation without text") from error
    joined: dict[str, dict[str, Any]] = {}
    unlike: set[str] = set()
    for source in sources:
        for key, title, abstract, categories in texts(source):
            if key not in wanted or (key in joined and "realigned" not in joined[key]):
                continue
            paper = unite(wanted[key], title, abstract)
            if paper is None:
                unlike.add(key)
            elif key not in joined or "realigned" not in paper:
                joined[key] = paper | ({"categories": categories} if categories else {})
    ordered = [joined[key] for key in wanted if key in joined]
    Path(output).write_bytes(b"".join(orjson.dumps(p, option=orjson.OPT_APPEND_NEWLINE) for p in ordered))
    return _told(output, wanted, joined, unlike - joined.keys())


def _told(output: str, wanted: Iterable[str], joined: dict[str, dict[str, Any]], unlike: set[str]) -> str:
    fate = Counter("joined" if k in joined else "unlike" if k in unlike else "absent" for k in wanted)
    realigned = sum("realigned" in paper for paper in joined.values())
    lines = [f"{output}: {fate['joined']} of {fate.total()} papers joined"]
    if realigned:
        lines.append(f"  {realigned} of them with other white space, realigned")
    if unlike:
        some = ", ".join(sorted(unlike)[:5]) + (", ..." if len(unlike) > 5 else "")
        lines.append(f"  {fate['unlike']} have another text here, of another version perhaps: {some}")
    if fate["absent"]:
        lines.append(f"  {fate['absent']} are not among the texts given")
    return "\n".join(lines)


def main() -> None:
    parser = argparse.ArgumentParser(description="Annotations without texts, and with them again.")
    commands = parser.add_subparsers(dest="command", required=True)
    making = commands.add_parser("make", help="take the texts out of annotated papers")
    making.add_argument("gold", metavar="GOLD.jsonl")
    joining = commands.add_parser("join", help="put texts in from arXiv metadata or digests")
    joining.add_argument("annotations", metavar="ANNOTATIONS.jsonl")
    joining.add_argument("texts", metavar="TEXTS", nargs="+", help="JSON Lines (.gz, .zip), digests, folders")
    for command in (making, joining):
        command.add_argument("-o", "--output", required=True, help="the file to write")
    options = parser.parse_args()
    try:
        if options.command == "make":
            said = make(options.gold, options.output)
        else:
            said = join(options.annotations, options.texts, options.output)
    except (KgError, OSError) as error:
        raise SystemExit(f"standoff: {error}") from error
    print(said, file=sys.stderr)


if __name__ == "__main__":
    main()
