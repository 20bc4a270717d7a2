"""What makes a score doubtful: predictions for other papers, mentions that are not in the text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from kg.evaluation.annotated import AnnotatedMention, AnnotatedPaper
from kg.evaluation.surfaces import occurrences


def doubts(gold: Mapping[str, AnnotatedPaper], predicted: Mapping[str, AnnotatedPaper]) -> Iterator[str]:
    """One clause for people about each thing that is not as it should be, with how often and where first."""
    texts = {key: paper.text for key, paper in gold.items()}
    without = [key for key, text in texts.items() if text is None]
    yield from _told(without, "gold papers without title or abstract have no mention score")
    for whose, papers in (("gold", gold), ("predicted", predicted)):
        lost = list(_not_in_text(papers.items(), texts))
        yield from _told(lost, f"{whose} mentions are not in the text at their place; none can match there")
    yield from _told(
        [key for key in gold if key not in predicted], "gold papers have no prediction: all missed"
    )
    yield from _told(
        [key for key in predicted if key not in gold], "predicted papers are not in gold: left out"
    )
    other = [
        key
        for key, paper in predicted.items()
        if paper.text is not None and texts.get(key) is not None and paper.text != texts[key]
    ]
    yield from _told(other, "papers were predicted from another text than gold's; places may be shifted")


def _told(where: list[str], clause: str) -> Iterator[str]:
    if where:
        yield f"{len(where)} {clause} ({where[0]}{' for one' if len(where) > 1 else ''})"


def _not_in_text(
    papers: Iterable[tuple[str, AnnotatedPaper]], texts: Mapping[str, str | None]
) -> Iterator[str]:
    for key, paper in papers:
        text = texts.get(key)
        if text is not None:
            for entity in paper.entities:
                for mention in (*entity.mentions, *entity.optional_mentions):
                    if not _stands(mention, text):
                        yield f"{key}: {mention.text!r}"


def _stands(mention: AnnotatedMention, text: str) -> bool:
    if mention.start is None or mention.end is None:
        return bool(occurrences(text, mention.text))
    return 0 <= mention.start < mention.end and text[mention.start : mention.end] == mention.text
