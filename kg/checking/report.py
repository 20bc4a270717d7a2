"""What a check found: as text for people, as JSON, as a SHACL validation report."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from typing import Any

import pyoxigraph as ox

from kg.checking.iris import is_valid
from kg.checking.shapes import SH, SHAPES
from kg.graph.namespaces import PREFIXES, compact, expand
from kg.plural import plural

_PREFIXES = PREFIXES | {"sh": SH, "shape": SHAPES}
_ORDER = ("Violation", "Warning", "Info")
_LONGEST = 160


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing that is wrong. Terms are written as in N-Triples."""

    severity: str
    """"Violation", "Warning" or "Info"."""
    source: str
    """IRI of the shape, or of the check, that was not met."""
    component: str
    """IRI of the kind of constraint."""
    focus: str
    """The node that is wrong."""
    path: str = ""
    """IRI of the predicate in question, with "^" before it where it is followed backwards; "" for none."""
    value: str = ""
    """The value that is wrong; "" where one is missing, or several are too many."""
    message: str = ""


INTEGRITY = f"{SHAPES}IntegrityConstraintComponent"
"""What the checks that are no SHACL name as their constraint component."""


def fault(name: str, focus: str, message: str, path: str = "", value: str = "") -> Finding:
    """A violation of a check that is no SHACL.

    `focus`: an IRI; `path`: a prefixed name; `value`: a term as in N-Triples.
    """
    return Finding(
        severity="Violation",
        source=f"{SHAPES}{name}",
        component=INTEGRITY,
        focus=f"<{focus}>",
        path=expand(path) if path else "",
        value=value,
        message=message,
    )


Rule = tuple[str, str]
"""Source and component of a finding."""


class Collector:
    """Counts findings and keeps the first of each rule."""

    def __init__(self, keep: int | None = None) -> None:
        """`keep` examples of each rule; None: all."""
        self.counts: dict[Rule, int] = {}
        self.findings: list[Finding] = []
        self._keep = keep

    def add(self, finding: Finding) -> None:
        """Count a finding; keep it if there are few of its rule."""
        rule = (finding.source, finding.component)
        self.counts[rule] = count = self.counts.get(rule, 0) + 1
        if self._keep is None or count <= self._keep:
            self.findings.append(finding)


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """All that was found in one graph."""

    subject: str
    """What was checked: a folder or file."""
    engine: str
    """What applied the shapes: "sparql" or "pyshacl"."""
    triples: int
    nodes: int
    """How many things the shapes speak of; 0 means that nothing of the kinds that kg knows was there."""
    findings: tuple[Finding, ...]
    shapes: dict[str, int] = field(default_factory=dict)
    """How many things each shape speaks of, by its IRI; a shape with none has checked nothing."""
    counts: dict[Rule, int] = field(default_factory=dict)
    """How often each rule was broken; `findings` may hold fewer examples."""

    @property
    def conforms(self) -> bool:
        """Whether nothing is violated; warnings do not count."""
        return not self.count("Violation")

    def count(self, severity: str) -> int:
        """How many findings of this severity there are."""
        return sum(count for first, count, _ in self._groups() if first.severity == severity)

    def _groups(self) -> list[tuple[Finding, int, list[Finding]]]:
        """(a finding, how many there are, those kept) of each rule; worst and commonest first."""
        found: dict[Rule, list[Finding]] = {}
        for finding in self.findings:
            found.setdefault((finding.source, finding.component), []).append(finding)
        for kept in found.values():
            kept.sort(key=lambda finding: (finding.focus, finding.path, finding.value))
        groups = [(kept[0], self.counts[rule], kept) for rule, kept in found.items()]
        return sorted(groups, key=lambda g: (_ORDER.index(g[0].severity), -g[1], g[0].source, g[0].component))

    def text(self, examples: int = 3) -> str:
        """For people: the verdict with counts, then each rule that is broken, with some examples."""
        lines = [f"{self.subject}: {self._verdict()}"]
        if not self.nodes:
            lines.append(
                "The shapes had nothing to check: nothing in it is a paper, author, method, dataset, task or "
                "another thing that kg knows."
            )
        for first, count, kept in self._groups():
            name = _name(first.source)
            where = f" on {_path(first.path)}" if first.path and "Closed" not in first.component else ""
            lines += ["", f"{count:,} x {first.severity.lower()} of {name}{where} ({_name(first.component)})"]
            lines.append(f"    {first.message}")
            for finding in kept[:examples]:
                more = f" ({finding.message})" if finding.message != first.message else ""
                lines.append(f"    - {_example(finding)}{more}")
            if count > min(examples, len(kept)):
                lines.append(f"    - and {count - min(examples, len(kept)):,} more")
        return "\n".join(lines)

    def _verdict(self) -> str:
        used = sum(count > 0 for count in self.shapes.values())
        by = f" by {used} of {len(self.shapes)} shapes" if self.shapes else ""
        checked = f"{plural(self.triples, 'statement')}, {plural(self.nodes, 'thing')} checked{by}"
        violations, warnings = self.count("Violation"), self.count("Warning")
        said = plural(warnings, "warning") if warnings else ""
        if not violations:
            return f"conforms ({', '.join(filter(None, (checked, said)))})"
        rules = sum(first.severity == "Violation" for first, _, _ in self._groups())
        counts = f"{plural(violations, 'violation')} of {plural(rules, 'rule')}"
        return f"does not conform: {', '.join(filter(None, (counts, said)))} ({checked})"

    def json(self) -> str:
        """One JSON object; every rule with its count and the findings kept."""
        rules = [
            {
                "rule": _name(first.source),
                "source": first.source,
                "component": first.component,
                "severity": first.severity,
                "message": first.message,
                "count": count,
                "findings": [
                    {key: value for key, value in asdict(f).items() if key in ("focus", "path", "value")}
                    | ({"message": f.message} if f.message != first.message else {})
                    for f in kept
                ],
            }
            for first, count, kept in self._groups()
        ]
        record: dict[str, Any] = {
            "subject": self.subject,
            "conforms": self.conforms,
            "engine": self.engine,
            "triples": self.triples,
            "nodes": self.nodes,
            "violations": self.count("Violation"),
            "warnings": self.count("Warning"),
            "shapes": {_name(iri): count for iri, count in self.shapes.items()},
            "rules": rules,
        }
        return json.dumps(record, ensure_ascii=False, indent=1)

    def turtle(self) -> str:
        """A SHACL validation report. As SHACL has it, sh:conforms is false where there is any result."""
        lines = "\n".join(self._triples())
        triples = ox.parse(lines, format=ox.RdfFormat.N_TRIPLES)
        data = ox.serialize(triples, format=ox.RdfFormat.TURTLE, prefixes=_PREFIXES)
        return data.decode() if isinstance(data, bytes) else ""

    def _triples(self) -> Iterator[str]:
        kind = f"<{PREFIXES['rdf']}type>"
        conforms = f'"{str(not self.findings).lower()}"^^<{PREFIXES["xsd"]}boolean>'
        yield f"_:report {kind} <{SH}ValidationReport> ."
        yield f"_:report <{SH}conforms> {conforms} ."
        n = 0
        for _, _, kept in self._groups():
            for finding in kept:
                n += 1
                node = f"_:r{n}"
                yield f"_:report <{SH}result> {node} ."
                yield f"{node} {kind} <{SH}ValidationResult> ."
                yield f"{node} <{SH}resultSeverity> <{SH}{finding.severity}> ."
                yield f"{node} <{SH}focusNode> {_safe(finding.focus)} ."
                yield f"{node} <{SH}sourceShape> <{finding.source}> ."
                yield f"{node} <{SH}sourceConstraintComponent> <{finding.component}> ."
                if finding.path.startswith("^"):
                    yield f"{node} <{SH}resultPath> _:p{n} ."
                    yield f"_:p{n} <{SH}inversePath> {_safe(f'<{finding.path[1:]}>')} ."
                elif finding.path:
                    yield f"{node} <{SH}resultPath> {_safe(f'<{finding.path}>')} ."
                if finding.value:
                    yield f"{node} <{SH}value> {_safe(finding.value)} ."
                if finding.message:
                    yield f"{node} <{SH}resultMessage> {ox.Literal(finding.message, language='en')} ."


def _safe(term: str) -> str:
    """The term; as a string where it is an IRI that must not stand in RDF."""
    if term.startswith("<") and not is_valid(term[1:-1]):
        return str(ox.Literal(term[1:-1]))
    return term


def _name(iri: str) -> str:
    return iri.removeprefix(SHAPES).removeprefix(SH).removesuffix("ConstraintComponent")


def _path(path: str) -> str:
    return f"^{compact(path[1:])}" if path.startswith("^") else compact(path)


def _example(finding: Finding) -> str:
    """A finding in one line: the node, and the value where there is one."""
    shown = _term(finding.focus)
    if "Closed" in finding.component:
        shown += f" {_path(finding.path)}"
    if (
        finding.value
        and finding.value.strip('"') != finding.focus.strip("<>")
        and finding.value != finding.focus
    ):
        shown += f": {_term(finding.value)}"
    return shown


def _term(term: str) -> str:
    """A term for people: IRIs without brackets, long texts cut."""
    if term.startswith("<"):
        return term[1:-1]
    if (short := term.replace(f"^^<{PREFIXES['xsd']}", "^^xsd:")) != term:
        term = short.removesuffix(">")
    return term if len(term) <= _LONGEST else f"{term[:_LONGEST]}..."
