"""A graph on a SPARQL server: the same questions as of a graph folder, answered by others.

What a folder says in its manifest, a server says in the graph's own description (VoID). Where the server's default
graph is empty because all statements stand in named graphs, those of `kg` are named with each query, so that
their union is the default graph.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import chain, islice
from typing import Any

import pyoxigraph as ox

from kg.endpoint import SILENCE, Endpoint, RefusedError, Reply
from kg.errors import GraphError
from kg.folder import Manifest
from kg.graph.iris import Minter
from kg.graph.namespaces import ONTOLOGY, compact
from kg.quads import parted
from kg.sorting import Sorter
from kg.sparql import Answer, Term, answer, bind, keywords, with_prefixes
from kg.store import Store

MOST_GRAPHS = 2000
"""Named graphs that are sent along with a query at most."""

_PORTION = 2000
"""Statements handed on at once."""
_ROWS = "application/sparql-results+json, application/sparql-results+xml;q=0.5"
_TRIPLES = "application/n-triples, text/turtle;q=0.8, application/rdf+xml;q=0.5"
_DESCRIPTION = f"?d dcterms:conformsTo <{ONTOLOGY.rstrip('#')}> ; void:uriSpace ?base"
_CLASSES = {
    "kg:Source": "documents",
    "fabio:Preprint": "papers",
    "foaf:Person": "authors",
}
"""Classes whose instances the description counts, and what people call them."""
_COUNTED = {
    "categories": "?x a skos:Concept ; skos:notation ?label FILTER EXISTS { ?paper dcterms:subject ?x }",
    "methods": "?x a kg:Method ; kg:paperCount ?papers FILTER(?papers > 0)",
    "datasets": "?x a kg:Dataset ; kg:paperCount ?papers FILTER(?papers > 0)",
    "tasks": "?x a kg:Task ; kg:paperCount ?papers FILTER(?papers > 0)",
}
"""What is counted by asking: the description also counts what no paper speaks of."""


class RemoteStore(Store):
    """A graph on a server; every question is one request, or few."""

    def __init__(self, address: str, token: str = "", silence: float = SILENCE) -> None:
        """Ask the server for its graph, see `kg.endpoint.Endpoint`.

        GraphError where it cannot be asked, or holds no graph of `kg`.
        """
        self._endpoint = Endpoint(address, token, silence)
        self.name = self._endpoint.shown
        self._graphs: tuple[str, ...] = ()
        bases = self._bases(f"SELECT DISTINCT ?base WHERE {{ {_DESCRIPTION} }}")
        if not bases:
            bases = self._bases(f"SELECT DISTINCT ?base WHERE {{ GRAPH ?g {{ {_DESCRIPTION} }} }}")
            if bases:
                self._graphs = self._named(Minter(bases[0]))
        if not bases:
            raise GraphError(
                f"{self.name} holds no graph of kg: nothing there describes itself as one; "
                "load the file quads.nq.gz of a graph folder, see docs/servers.md"
            )
        if len(bases) > 1:
            raise GraphError(
                f"{self.name} holds several graphs of kg ({', '.join(bases)}); "
                "load each into a data set of its own"
            )
        if len(self._graphs) > MOST_GRAPHS:
            raise GraphError(
                f"the default graph of {self.name} does not hold its {len(self._graphs):,} named graphs, "
                "which are too many to name; make their union the default graph, see docs/servers.md"
            )
        self.manifest = self._described(bases[0])

    @property
    def version(self) -> None:
        """A server has no folder that we could read."""
        return None

    def _bases(self, text: str) -> list[str]:
        return sorted(str(row[0]) for row in self.rows(text))

    def _named(self, minter: Minter) -> tuple[str, ...]:
        """The named graphs of `kg`, in the order of a folder's statements."""
        found = self.rows("SELECT DISTINCT ?g WHERE { GRAPH ?g { ?g a kg:Source } }")
        return (minter.derived, *sorted(str(row[0]) for row in found), minter.description)

    def _described(self, base: str) -> Manifest:
        dataset = ox.NamedNode(Minter(base).dataset)
        counts = dict.fromkeys(sorted([*_CLASSES.values(), *_COUNTED, "statements"]), 0)
        query = (
            "SELECT DISTINCT ?c ?n WHERE { ?d void:classPartition ?x . ?x void:class ?c ; void:entities ?n }"
        )
        for of, number in self.rows(query, d=dataset):
            if compact(of) in _CLASSES:
                counts[_CLASSES[compact(of)]] = int(number)
        counted = " UNION ".join(
            f"{{ SELECT ('{called}' AS ?what) (COUNT(DISTINCT ?x) AS ?n) WHERE {{ {pattern} }} }}"
            for called, pattern in _COUNTED.items()
        )
        for called, number in self.rows(f"SELECT ?what ?n WHERE {{ {counted} }}"):
            counts[called] = int(number)
        for (number,) in self.rows("SELECT DISTINCT ?n WHERE { ?d void:triples ?n }", d=dataset):
            counts["statements"] = int(number)
        run = "SELECT DISTINCT ?v WHERE { ?d prov:wasGeneratedBy ?run . ?run kg:softwareVersion ?v }"
        software = max((str(row[0]) for row in self.rows(run, d=dataset)), default="")
        return Manifest(current="", base=base, software=software, counts=counts)

    def query(self, text: str, bindings: Mapping[str, Term] | None = None) -> Answer:
        """Answer a SPARQL query; see `Store.query`.

        GraphError where the server does not answer, or not to the end.
        """
        whole = bind(text, bindings or {})
        words = [word for word, depth in keywords(whole) if depth == 0]
        if any(word in ("CONSTRUCT", "DESCRIBE") for word in words):
            return self._triples(self._ask(whole, words, _TRIPLES))
        reply = self._ask(whole, words, _ROWS)
        found, rows = self._solutions(reply)
        if reply.most_rows is not None and rows >= reply.most_rows:
            raise GraphError(
                f"{self.name} cuts answers off at {reply.most_rows:,} rows; ask for less (-n), "
                "or raise its limit, see docs/servers.md"
            )
        return found

    def _ask(self, text: str, words: list[str], accept: str) -> Reply:
        graphs = () if "FROM" in words else self._graphs
        try:
            return self._endpoint.ask(with_prefixes(text), accept, graphs)
        except RefusedError:
            answer(ox.Store(), text)  # says where, if this is no SPARQL
            raise

    def _solutions(self, reply: Reply) -> tuple[ox.QuerySolutions | ox.QueryBoolean, int]:
        """An answer and its number of rows, known to be well-formed to its end."""
        form = ox.QueryResultsFormat.from_media_type(reply.media)
        try:
            if form is None:
                raise SyntaxError(f"its type is {reply.media or 'not told'}")
            found = ox.parse_query_results(reply.body, format=form)
            if isinstance(found, ox.QueryBoolean):
                return found, 0
            rows = sum(1 for _ in found)
            reply.body.seek(0)
            again = ox.parse_query_results(reply.body, format=form)
            assert isinstance(again, ox.QuerySolutions)
            return again, rows
        except (SyntaxError, ValueError) as error:
            raise self._unreadable(error) from error

    def _triples(self, reply: Reply) -> ox.QueryTriples:
        form = ox.RdfFormat.from_media_type(reply.media)
        held = ox.Store()
        try:
            if form is None:
                raise SyntaxError(f"its type is {reply.media or 'not told'}")
            held.extend(
                ox.Quad(quad.subject, quad.predicate, quad.object)
                for quad in ox.parse(reply.body, format=form)
            )
        except (SyntaxError, ValueError) as error:
            raise self._unreadable(error) from error
        found = held.query("CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }")
        assert isinstance(found, ox.QueryTriples)
        return found

    def _unreadable(self, error: Exception) -> GraphError:
        return GraphError(
            f"what {self.name} answers is no SPARQL result, or not a whole one ({error}); "
            "is this the address that takes queries?"
        )

    @property
    def once(self) -> bool:
        """See `Store.once`; told by the authors, whom every document names anew."""
        query = "SELECT (COUNT(*) AS ?all) (COUNT(DISTINCT ?x) AS ?each) WHERE { ?x a foaf:Person }"
        found, each = next(self.rows(query))
        return bool(found == each)

    def quads(self) -> Iterator[str]:
        """Every statement as a line of N-Quads, graph by graph, sorted within each.

        GraphError where the server does not give all that it counts, or has no named graphs.
        """
        graphs = self._graphs or self._named(Minter(self.manifest.base))
        if len(graphs) == 2:
            raise GraphError(
                f"{self.name} holds the statements without their named graphs; load quads.nq.gz, see docs/servers.md"
            )
        for graph in graphs:
            yield from self._statements(graph)

    def portions(self) -> Iterator[tuple[str, str]]:
        """The same by portions, see `kg.quads.read_portions`."""
        lines = self.quads()
        while some := list(islice(lines, _PORTION)):
            yield from parted(("\n".join(some) + "\n").encode())

    def _statements(self, graph: str) -> Iterator[str]:
        pattern = f"GRAPH <{graph}> {{ ?s ?p ?o }}"
        due = int(next(self.rows(f"SELECT (COUNT(*) AS ?n) WHERE {{ {pattern} }}"))[0])
        lines = Sorter()
        try:
            size, first = self._collect(f"SELECT ?s ?p ?o WHERE {{ {pattern} }}", graph, lines)
            if 0 < size < due:  # the server cuts answers off: page by page, in an order that stays
                ordered = f"{{ SELECT ?s ?p ?o WHERE {{ {pattern} }} ORDER BY ?s ?p ?o }}"
                for start in range(0, due, size):
                    before = first if start else None
                    page = f"SELECT ?s ?p ?o WHERE {{ {ordered} }} LIMIT {size} OFFSET {start}"
                    rows, first = self._collect(page, graph, lines)
                    if not rows or first == before:
                        break  # it does not go on
            given = 0
            for line in lines:
                given += 1
                yield line
        finally:
            lines.close()
        if given < due:
            raise GraphError(
                f"{self.name} gave {given:,} of the {due:,} statements of <{graph}>; raise its limit of rows"
            )

    def _collect(self, text: str, graph: str, lines: Sorter) -> tuple[int, str | None]:
        """Take the statements that a query finds; how many rows it gave, and the first."""
        found, rows = self._solutions(self._ask(text, ["SELECT"], _ROWS))
        assert isinstance(found, ox.QuerySolutions)
        statements = (f"{s} {p} {o} <{graph}> ." for s, p, o in found)
        first = next(statements, None)
        lines.extend([] if first is None else chain([first], statements))
        return rows, first

    def rdflib(self) -> Any:
        """GraphError: rdflib asks servers by itself."""
        raise GraphError(
            f"{self.name} is a server: rdflib asks it by rdflib.Graph('SPARQLStore'), without kg; "
            "or load what kg export writes"
        )
