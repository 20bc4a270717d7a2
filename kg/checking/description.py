"""Whether what a graph says of itself is true: every count of its description, made again."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import pyoxigraph as ox

from kg.checking.data import Data
from kg.checking.iris import is_valid
from kg.checking.report import Finding, fault
from kg.graph.iris import Minter
from kg.graph.namespaces import PREFIXES

_PARTS = "void:classPartition|void:propertyPartition|void:subset"
_CONTENT = "VALUES ?t { fabio:Preprint foaf:Person kg:Method kg:Dataset kg:Task oa:Annotation } ?x a ?t"
_POSITION = f"{PREFIXES['rdf']}_"


def described(data: Data) -> Iterator[Finding]:
    """The counts of the description (VoID) are those of the graph it stands in.

    A file that holds a description alone, or one of something else, is not judged; nor is one that a strict
    parser refuses.
    """
    if data.refused:
        return
    pattern = "?d a void:Dataset ; void:uriSpace ?base"
    found = sorted({(str(d), str(base)) for d, base in data.rows(f"SELECT ?d ?base WHERE {{ {pattern} }}")})
    found = [(d, base) for d, base in found if d == Minter(base).dataset and is_valid(d)]
    if data.minted and not found:
        message = "The graph does not describe itself; build it again with kg build --rebuild."
        yield fault("Undescribed", Minter(data.base).dataset, message, "rdf:type")
    if not data.minted and next(data.rows(f"SELECT ?x WHERE {{ {_CONTENT} }} LIMIT 1"), None) is None:
        return
    for dataset, base in found:
        yield from _Recount(data, dataset, base).differences()


class _Recount:
    """What there is in the data beside the description of `dataset`."""

    def __init__(self, data: Data, dataset: str, base: str) -> None:
        self._data = data
        self._dataset = dataset
        parts = data.rows(f"SELECT DISTINCT ?x WHERE {{ <{dataset}> {_PARTS} ?x }}")
        self._own = {dataset, *(str(row[0]) for row in parts)}
        said = [
            row
            for own in sorted(self._own)
            if is_valid(own)
            for row in data.terms(f"SELECT DISTINCT (<{own}> AS ?s) ?p ?o WHERE {{ <{own}> ?p ?o }}")
        ]
        subjects = {str(row[0].value) for row in said}
        self.triples = self._number("?s ?p ?o", "") - len(said)
        self.subjects = self._number("?s", "") - len(subjects)
        self.entities = self._number("?s", f"FILTER(STRSTARTS(STR(?s), {ox.Literal(base)}))") - sum(
            subject.startswith(base) for subject in subjects
        )
        self.objects = self._number("?o", "") - sum(
            not self._is_said_elsewhere(o) for o in {row[2] for row in said}
        )
        self.properties = self._each("?p", "?s ?p ?o", [row[1].value for row in said])
        types = [row[2].value for row in said if row[1].value == f"{PREFIXES['rdf']}type"]
        self.classes = self._each("?o", "?s a ?o", types)
        self.properties = {p: n for p, n in self.properties.items() if not p.startswith(_POSITION)}

    def _number(self, variables: str, condition: str) -> int:
        """How many distinct terms, or combinations of terms, there are."""
        pattern = f"?s ?p ?o {condition}"
        if variables == "?s ?p ?o" and self._data.once:
            query = f"SELECT (COUNT(*) AS ?n) WHERE {{ {pattern} }}"
        else:
            inner = f"SELECT DISTINCT {variables} WHERE {{ {pattern} }}"
            query = f"SELECT (COUNT(*) AS ?n) WHERE {{ {{ {inner} }} }}"
        return int(next(self._data.rows(query))[0])

    def _each(self, variable: str, pattern: str, less: Sequence[str]) -> dict[str, int]:
        """How often each value of a variable occurs, those in `less` taken off."""
        distinct = "" if self._data.once else "DISTINCT"
        inner = f"SELECT {distinct} ?s {variable} ?o WHERE {{ {pattern} }}".replace("?o ?o", "?o")
        query = f"SELECT {variable} (COUNT(*) AS ?n) WHERE {{ {{ {inner} }} }} GROUP BY {variable}"
        counts = {str(term): int(n) - less.count(str(term)) for term, n in self._data.rows(query)}
        return {term: count for term, count in counts.items() if count}

    def _is_said_elsewhere(self, term: ox.NamedNode | ox.Literal | ox.BlankNode) -> bool:
        if isinstance(term, ox.BlankNode):
            return False
        own = ", ".join(f"<{iri}>" for iri in sorted(self._own) if is_valid(iri))
        query = f"SELECT ?s WHERE {{ ?s ?p {term} FILTER(?s NOT IN ({own})) }} LIMIT 1"
        return next(self._data.rows(query), None) is not None

    def differences(self) -> Iterator[Finding]:
        """A finding for each count that differs."""
        numbers = {
            "void:triples": self.triples,
            "void:distinctSubjects": self.subjects,
            "void:distinctObjects": self.objects,
            "void:entities": self.entities,
            "void:classes": len(self.classes),
            "void:properties": len(self.properties),
        }
        for path, number in numbers.items():
            yield from self._compared(self._dataset, path, number, path)
        for kind, term, count, counts in (
            ("void:classPartition", "void:class", "void:entities", self.classes),
            ("void:propertyPartition", "void:property", "void:triples", self.properties),
        ):
            query = f"SELECT DISTINCT ?x ?term WHERE {{ <{self._dataset}> {kind} ?x . ?x {term} ?term }}"
            partitions = sorted((str(x), str(of)) for x, of in self._data.rows(query))
            for node, of in partitions:
                yield from self._compared(node, count, counts.get(of, 0), f"{count} of <{of}>")
            for missing in sorted(set(counts) - {of for _, of in partitions}):
                message = "The description counts all that is used; this class or property has no partition."
                yield fault("Count", self._dataset, message, kind, f"<{missing}>")
        query = (
            f"SELECT DISTINCT ?x ?p WHERE {{ <{self._dataset}> void:subset ?x . ?x void:linkPredicate ?p }}"
        )
        for node, of in sorted((str(x), str(p)) for x, p in self._data.rows(query)):
            yield from self._compared(
                node, "void:triples", self.properties.get(of, 0), f"void:triples of <{of}>"
            )

    def _compared(self, node: str, path: str, number: int, name: str) -> Iterator[Finding]:
        if not is_valid(node):
            return  # the shapes say that it must be an IRI
        for (said,) in self._data.rows(f"SELECT DISTINCT ?n WHERE {{ <{node}> {path} ?n }}"):
            if said != str(number):
                message = f"The description must count what is in the graph: {name} is {number}."
                yield fault("Count", node, message, path, str(ox.Literal(str(said))))
