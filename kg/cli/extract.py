"""`kg extract`: what each paper speaks of, one JSON object a line (as `kg evaluate --predicted` reads it)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

import orjson

from kg import building
from kg.cli.console import say
from kg.errors import SourceError
from kg.extraction import Setting
from kg.graph.iris import Minter
from kg.knowledge import correct
from kg.languages import foreign_note
from kg.model import Paper, Statement
from kg.sources import find


def lines(sources: Sequence[str], setting: Setting, corrections: Sequence[str] = ()) -> Iterator[bytes]:
    """One line per paper, in order of documents and papers; what is skipped is counted on stderr."""
    skipped, failed = 0, 0
    foreign: Counter[str] = Counter()
    documents = find(sources)
    for document in documents:
        try:
            papers, _, passed = building.read_document(document)
        except SourceError as error:
            say(f"kg: {error}")
            failed += 1
            continue
        skipped += sum(item.paper for item in passed)
        foreign.update(note for paper in papers if (note := foreign_note(paper.abstract)))
        found = building.extract_papers(papers, setting)
        for paper, statements in correct(found, corrections, setting.vocabularies):
            yield orjson.dumps(record(paper, statements), option=orjson.OPT_APPEND_NEWLINE)
    for note, count in sorted(foreign.items()):
        say(f"{count}x: {note}")
    if skipped:
        say(f"{skipped} entries could not be read; kg build --verbose tells which")
    if failed:
        raise SourceError(f"{failed} of {len(documents)} documents could not be read", path=sources[0])


def record(paper: Paper, statements: Sequence[Statement]) -> dict[str, Any]:
    """One paper as `kg extract` prints it."""
    minter = Minter()
    return {
        "id": paper.id,
        "title": paper.title,
        "abstract": paper.abstract,
        "entities": [
            {
                "type": s.entity.kind.value,
                "name": s.entity.name,
                "role": s.role.value,
                "iri": minter.entity(s.entity.kind, s.entity.key),
                "confidence": round(s.confidence, 3),
                "mentions": [{"text": m.text, "start": m.start, "end": m.end} for m in s.evidence],
            }
            for s in statements
        ],
    }
