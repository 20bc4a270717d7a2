"""RDF terms as N-Quads text (W3C RDF 1.1 N-Quads, canonical escapes), and triples of them.

Nothing here builds objects per term: a statement is one string, made once. IRIs must be valid already
(see `kg.graph.iris`); literals are escaped here, and only here.
"""

from __future__ import annotations

from datetime import date
from functools import cache

from kg.graph.namespaces import PREFIXES, expand

_ESCAPES = str.maketrans(
    {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t", "\b": "\\b", "\f": "\\f"}
    | {code: f"\\u{code:04X}" for code in [*range(0x08), 0x0B, *range(0x0E, 0x20), 0x7F]}
)
_XSD = PREFIXES["xsd"]


def iri(value: str) -> str:
    """An IRI reference."""
    return f"<{value}>"


@cache
def name(prefixed: str) -> str:
    """The IRI reference of a prefixed name such as "kg:uses"."""
    return f"<{expand(prefixed)}>"


def text(value: str, language: str = "") -> str:
    """A string literal, with a language tag where one is given."""
    literal = f'"{value.translate(_ESCAPES)}"'
    return f"{literal}@{language}" if language else literal


def integer(value: int) -> str:
    """An xsd:integer."""
    return f'"{value}"^^<{_XSD}integer>'


def decimal(value: float) -> str:
    """An xsd:decimal with at most three decimals, in the shortest form: 0.8, 1."""
    shown = f"{value:.3f}".rstrip("0").rstrip(".")
    return f'"{shown}"^^<{_XSD}decimal>'


def day(value: date) -> str:
    """An xsd:date."""
    return f'"{value.isoformat()}"^^<{_XSD}date>'


def midnight(value: date) -> str:
    """The xsd:dateTime at which a day begins, UTC."""
    return f'"{value.isoformat()}T00:00:00Z"^^<{_XSD}dateTime>'


def month(year: int, number: int) -> str:
    """An xsd:gYearMonth; `number` is 1 to 12."""
    return f'"{year:04d}-{number:02d}"^^<{_XSD}gYearMonth>'


def triple(subject: str, predicate: str, value: str) -> str:
    """A triple without its closing dot, ready for a graph name; the predicate is a prefixed name."""
    return f"{subject} {name(predicate)} {value}"
