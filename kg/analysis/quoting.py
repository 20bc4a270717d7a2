"""Papers and their words as a report shows them: read only for what is shown."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

import pyoxigraph as ox

from kg import about
from kg.analysis.timeline import portions
from kg.graph.iris import paper_id_of
from kg.lookup import Thing
from kg.model import Kind
from kg.store import Store


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperShown:
    """A paper as people want to see it named."""

    iri: str
    id: str
    """arXiv id; "doi:10..." or "x:" and a hash where it has none; see `Paper.id`."""
    title: str
    url: str
    """Where to read it: what a source says, else the IRI."""
    day: date | None
    """When it came, see `kg.analysis.timeline`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Quote:
    """A sentence of a paper with the words that prove something."""

    sentence: str
    """As the paper has it, line breaks included."""
    spans: tuple[tuple[int, int], ...]
    """(start, end) of the words, in order."""


@dataclass(slots=True)
class Quotations:
    """What papers say, read when asked for and kept."""

    store: Store
    _mentions: dict[str, dict[str, list[about.Evidence]]] = field(default_factory=dict)

    def paper(self, iri: str, day: date | None) -> PaperShown:
        """How to name a paper; of several titles or addresses the first in the order of the alphabet."""
        titles = about.values(self.store, iri, "dcterms:title")
        urls = about.values(self.store, iri, "schema:url")
        return PaperShown(
            iri=iri,
            id=paper_id_of(iri, self.store.manifest.base) or iri,
            title=" ".join(titles[0].split()) if titles else iri,
            url=urls[0] if urls else iri,
            day=day,
        )

    def thing(self, iri: str, kind: Kind) -> Thing:
        """A method, dataset or task with its label."""
        labels = about.values(self.store, iri, "skos:prefLabel")
        return Thing(iri, f"kg:{kind.value}", labels[0] if labels else iri)

    def quote(self, paper: str, *entities: str) -> tuple[Quote, ...]:
        """The sentence that proves that a paper speaks of these entities: one with all of them, else one each."""
        found = [about.sentences(self._of(paper).get(entity, ())) for entity in entities]
        first = found[0] if found else []
        for sentence, spans in first:
            others = [dict(each).get(sentence) for each in found[1:]]
            if all(other is not None for other in others):
                together = {*spans, *(span for other in others for span in other or ())}
                return (Quote(sentence=sentence, spans=_apart(sorted(together))),)
        return tuple(Quote(sentence=each[0][0], spans=_apart(each[0][1])) for each in found if each)

    def confidence(self, paper: str, entity: str) -> float:
        """The probability, 0 to 1, of the surest mention of an entity in a paper."""
        return max((each.confidence for each in self._of(paper).get(entity, ())), default=0.0)

    def _of(self, paper: str) -> dict[str, list[about.Evidence]]:
        if paper not in self._mentions:
            found: dict[str, set[about.Evidence]] = {}
            for entity, before, exact, after, confidence, start in self.store.rows(
                _MENTIONS, paper=ox.NamedNode(paper)
            ):
                found.setdefault(entity, set()).add(
                    about.Evidence(
                        before=before,
                        exact=exact,
                        after=after,
                        confidence=float(confidence),
                        start=int(start),
                    )
                )
            self._mentions[paper] = {
                entity: sorted(each, key=lambda e: (e.start, e.exact, e.before))
                for entity, each in found.items()
            }
        return self._mentions[paper]


_MENTIONS = """SELECT ?entity ?before ?exact ?after ?confidence ?start WHERE {
  ?target oa:hasSource ?paper ; oa:hasSelector ?quote , ?position .
  ?mention oa:hasTarget ?target ; oa:hasBody ?entity ; kg:confidence ?confidence .
  ?quote oa:prefix ?before ; oa:exact ?exact ; oa:suffix ?after .
  ?position oa:start ?start .
}"""


def weights(store: Store, papers: Iterable[str]) -> dict[tuple[str, str], float]:
    """For each paper and entity how many mentions of it there are in expectation: the sum of their confidences.

    What a paper is about it names often, and what is no name at all has low confidence wherever it stands.
    """
    found: dict[tuple[str, str], dict[str, float]] = {}
    for some in portions(papers):
        query = f"""SELECT ?paper ?entity ?mention ?confidence WHERE {{
          VALUES ?paper {{ {" ".join(str(ox.NamedNode(paper)) for paper in some)} }}
          ?target oa:hasSource ?paper .
          ?mention oa:hasTarget ?target ; oa:hasBody ?entity ; kg:confidence ?confidence .
        }}"""
        for paper, entity, mention, confidence in store.rows(query):
            found.setdefault((paper, entity), {})[mention] = float(confidence)
    return {key: sum(each.values()) for key, each in found.items()}


def _apart(spans: Iterable[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    """Spans that do not overlap: of two that do, the first."""
    found: list[tuple[int, int]] = []
    for begin, end in spans:
        if not found or begin >= found[-1][1]:
            found.append((begin, end))
    return tuple(found)
