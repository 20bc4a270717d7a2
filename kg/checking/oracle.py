"""The shapes applied by pyshacl, an implementation of SHACL that others wrote: slow, but it reads the shapes
file itself and knows all of SHACL. For small graphs, and to tell whether `kg.checking.sparql` is right.
"""

from __future__ import annotations

import importlib.util
import logging
import warnings
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pyoxigraph as ox

from kg.checking.data import Data
from kg.checking.report import Collector, Finding
from kg.checking.shapes import SH, NodeShape, shipped
from kg.errors import KgError
from kg.graph.namespaces import expand

LIMIT = 200_000
"""Triples at most; pyshacl takes about 40 microseconds and 2 kB for each."""

_TYPE = expand("rdf:type")


def is_installed() -> bool:
    """Whether pyshacl can be imported."""
    return importlib.util.find_spec("pyshacl") is not None


def check(data: Data, shapes: Iterable[NodeShape], found: Collector, path: Path | None = None) -> None:
    """Add every violation to `found`; `path` is the file that `shapes` were read from (default: kg's own).

    KgError if pyshacl is not there, the graph is too large for it, or it cannot read it.
    """
    if not is_installed():
        raise KgError("pyshacl is not installed; pip install pyshacl, or check with --engine sparql")
    if data.triples > LIMIT:
        raise KgError(
            f"{data.subject} holds {data.triples:,} statements, too many for pyshacl (at most {LIMIT:,}); "
            "check with --engine sparql"
        )
    with TemporaryDirectory() as folder:
        file = Path(folder) / "data.nt"
        with file.open("w", encoding="utf-8", newline="\n") as lines:
            lines.writelines(data.lines())
        results = _validated(file, path or shipped(), data.subject)
    messages: dict[str, str] = {}
    for node in shapes:
        messages[node.id] = node.message
        messages.update((shape.id, shape.message) for shape in node.properties)
    for finding in sorted(_findings(results, messages), key=str):
        found.add(finding)


def _validated(file: Path, shapes: Path, subject: str) -> bytes:
    """pyshacl's report as N-Triples."""
    import pyshacl  # noqa: PLC0415 - slow to load, and not everybody has it

    logger = logging.getLogger("rdflib.term")
    level = logger.level
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # pyshacl uses what rdflib means to drop
            logger.setLevel(logging.CRITICAL)  # it would tell of ill-typed literals, as the report does
            _, graph, text = pyshacl.validate(
                str(file),
                shacl_graph=str(shapes),
                data_graph_format="nt",
                shacl_graph_format="turtle",
                inference="none",
                advanced=False,
            )
    except Exception as error:
        # it fails in ways of its own, among them rdflib's on IRIs that are none
        raise KgError(f"pyshacl cannot check {subject} ({error}); check with --engine sparql") from error
    finally:
        logger.setLevel(level)
    if not hasattr(graph, "serialize"):
        raise KgError(f"pyshacl cannot check {subject} ({text}); check with --engine sparql")
    data: Any = graph.serialize(format="nt", encoding="utf-8")
    return bytes(data)


def _findings(results: bytes, messages: dict[str, str]) -> Iterable[Finding]:
    nodes: dict[Any, dict[str, list[Any]]] = defaultdict(lambda: defaultdict(list))
    for triple in ox.parse(results, format=ox.RdfFormat.N_TRIPLES):
        nodes[triple.subject][triple.predicate.value].append(triple.object)
    for of in list(nodes.values()):
        if not any(kind.value == f"{SH}ValidationResult" for kind in of[_TYPE]):
            continue
        source = of[f"{SH}sourceShape"][0].value
        path = ""
        for step in of[f"{SH}resultPath"]:
            inverse = nodes[step][f"{SH}inversePath"] if isinstance(step, ox.BlankNode) else []
            path = f"^{inverse[0].value}" if inverse else step.value
        component = of[f"{SH}sourceConstraintComponent"][0].value
        value = next((str(each) for each in of[f"{SH}value"]), "")
        yield Finding(
            severity=of[f"{SH}resultSeverity"][0].value.removeprefix(SH),
            source=source,
            component=component,
            focus=str(of[f"{SH}focusNode"][0]),
            path=path,
            value=value,
            message=messages.get(source, ""),
        )
