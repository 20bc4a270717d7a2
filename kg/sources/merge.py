"""One paper where a document gives it several times (cross-lists)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from kg.model import Paper, Summary


def merge(papers: Iterable[Paper]) -> list[Paper]:
    """The papers of one document, each id once, in the order of first appearance.

    The first wins; later ones add their categories and summaries, fill what it lacks, and give the
    longer abstract and the higher version.
    """
    merged: dict[str, Paper] = {}
    for paper in papers:
        first = merged.get(paper.id)
        merged[paper.id] = paper if first is None else _united(first, paper)
    return list(merged.values())


def _united(first: Paper, later: Paper) -> Paper:
    summaries: dict[tuple[str, str], Summary] = {}
    for summary in (*first.summaries, *later.summaries):
        summaries.setdefault((summary.field, summary.language), summary)
    primary = first.primary_category or later.primary_category
    categories = dict.fromkeys((*first.categories, *later.categories))
    if primary in categories:
        categories = {primary: None} | categories
    return replace(
        first,
        abstract=max(first.abstract, later.abstract, key=len),
        authors=first.authors or later.authors,
        categories=tuple(categories),
        primary_category=primary,
        version=max(filter(None, (first.version, later.version)), default=None),
        arxiv_id=first.arxiv_id or later.arxiv_id,
        doi=first.doi or later.doi,
        url=first.url or later.url,
        comment=first.comment or later.comment,
        code_url=first.code_url or later.code_url,
        published=first.published or later.published,
        summaries=tuple(summaries.values()),
    )
