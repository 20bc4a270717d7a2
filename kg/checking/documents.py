"""What one document of a graph says, gathered for the checks of integrity.

Statements that two documents make of one paper are never combined: each has the paper in its own words,
and its mentions point into those. A document whose account of a paper is superseded only lists it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from kg.checking.data import Data
from kg.checking.iris import is_valid
from kg.graph.namespaces import ROLES, compact


@dataclass(frozen=True, slots=True)
class Quoted:
    """One mention, as its annotation has it."""

    iri: str
    entity: str
    paper: str
    prefix: str
    exact: str
    suffix: str
    start: str
    end: str


@dataclass(slots=True)
class Said:
    """What one document says."""

    graph: str
    """IRI of its named graph; "" where the file has no named graphs and all documents are one."""
    day: str = ""
    """When the document was issued."""
    papers: set[str] = field(default_factory=set)
    titles: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    abstracts: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    issued: Mapping[str, str] = field(default_factory=dict)
    """The days of papers, as all documents together have them."""
    roles: set[tuple[str, str, str]] = field(default_factory=set)
    """(paper, prefixed name of the role, entity)."""

    def texts(self, paper: str) -> list[str]:
        """What mentions in the paper may point into: each title with each abstract."""
        abstracts = self.abstracts.get(paper) or [""]
        return [f"{title}\n\n{abstract}" for title in self.titles.get(paper, ()) for abstract in abstracts]

    def seen(self, paper: str) -> date | None:
        """When a reader of the document met the paper: the document's day, else the paper's own."""
        text = self.day or self.issued.get(paper, "")
        try:
            return date.fromisoformat(f"{text}-01" if len(text) == 7 else text)
        except ValueError:
            return None


def documents(data: Data) -> Iterator[Said]:
    """Each named graph that speaks of papers, sorted; the whole where there are none."""
    issued = _issued(data)
    rows = data.rows("SELECT DISTINCT ?g WHERE { GRAPH ?g { ?paper a fabio:Preprint } FILTER(isIRI(?g)) }")
    for graph in sorted(str(row[0]) for row in rows if is_valid(str(row[0]))) or [""]:
        yield _said(data, graph, issued)


def _issued(data: Data) -> dict[str, str]:
    """The day or month of each paper: one, which stands in the graphs of the documents that give it."""
    query = "SELECT DISTINCT ?paper ?day WHERE { ?paper a fabio:Preprint ; dcterms:issued ?day }"
    found: dict[str, str] = {}
    for paper, day in data.rows(query):
        found[paper] = min(day, found.get(paper, day))
    return found


def _said(data: Data, graph: str, issued: Mapping[str, str]) -> Said:
    said = Said(graph, issued=issued)
    if graph:
        day = next(
            data.rows(f"SELECT ?d WHERE {{ GRAPH <{graph}> {{ <{graph}> dcterms:issued ?d }} }}"), None
        )
        said.day = str(day[0]) if day else ""
    said.papers = {str(row[0]) for row in data.rows(select(graph, "?paper", "?paper a fabio:Preprint"))}
    for paper, title in data.rows(select(graph, "?paper ?title", "?paper dcterms:title ?title")):
        said.titles[paper].append(title)
    for paper, abstract in data.rows(select(graph, "?paper ?text", "?paper dcterms:abstract ?text")):
        said.abstracts[paper].append(abstract)
    pattern = f"VALUES ?role {{ {ROLES} }} ?paper ?role ?entity"
    for paper, role, entity in data.rows(select(graph, "?paper ?role ?entity", pattern)):
        said.roles.add((paper, compact(role), entity))
    return said


def quotations(data: Data, graph: str) -> Iterator[Quoted]:
    """Every mention of a document whose annotation is whole; what is missing, the shapes tell."""
    pattern = """?mention oa:hasBody ?entity ; oa:hasTarget ?target .
        ?target oa:hasSource ?paper ; oa:hasSelector ?quote , ?position .
        ?quote oa:prefix ?prefix ; oa:exact ?exact ; oa:suffix ?suffix .
        ?position oa:start ?start ; oa:end ?end"""
    variables = "?mention ?entity ?paper ?prefix ?exact ?suffix ?start ?end"
    for row in data.rows(select(graph, variables, pattern)):
        yield Quoted(*row)


def select(graph: str, variables: str, pattern: str) -> str:
    """A SELECT over one named graph, or over all triples."""
    inner = f"GRAPH <{graph}> {{ {pattern} }}" if graph else pattern
    return f"SELECT DISTINCT {variables} WHERE {{ {inner} }}"
