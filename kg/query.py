"""The shipped queries, and how parameters get into them.

A query is a file `queries/NAME.rq`. Its leading comment describes it:

    # Papers that use a method
    #
    # Which papers introduce, use or compare with this method, newest first?
    #
    # @param method method = flow matching    the method, or any family of methods
    # @param since date = 1900-01-01          only papers seen on or after this day
    # @limit 50

The number of rows also takes the place of that number where it stands as the LIMIT of a query within the query.

A parameter's name is the variable it is bound to; its type is string, integer, date, or a kind of thing
(method, dataset, task, entity, author, category, paper) that is looked up by name. Parameters are bound as
RDF terms by the engine, never pasted into the text. Without "=" a parameter must be given.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Literal

import pyoxigraph as ox

from kg import counting, resources, sparql
from kg.errors import QueryError
from kg.graph.namespaces import PREFIXES
from kg.lookup import KINDS, find_one
from kg.nearby import did_you_mean
from kg.sparql import Answer, Term, keywords
from kg.store import Store

_PARAMETER = re.compile(r"@param\s+(\w+)\s+(\w+)(?:\s*=\s*(.*?))?(?:\s{2,}(.*))?$")
_LIMIT = re.compile(r"@limit\s+(\d+)$")
_DESCRIBED = re.compile(r"(?:#.*\n)*#\s*@(?:param|limit)\b")
_CHARACTERS = re.compile(r"(?:, )?\['[^\]]*\]|, \[_\]")
_MOST_ROWS = 2**63 - 1
"""As far as the engines count."""
_PLAIN_TYPES = ("string", "integer", "date")


@dataclass(frozen=True, slots=True)
class Parameter:
    """A value that a query takes."""

    name: str
    type: str
    default: str | None
    """None: it must be given."""
    help: str


@dataclass(frozen=True, slots=True)
class NamedQuery:
    """A query; one that was given as text alone has neither title nor parameters."""

    name: str
    text: str
    title: str = ""
    question: str = ""
    parameters: tuple[Parameter, ...] = ()
    limit: int = 0
    """Rows to give where nobody asks for another number; 0: all."""
    sql: str = ""
    """The same over the tables beside the store, see `kg.counting`; "" where there is none."""


@dataclass(frozen=True, slots=True)
class Plan:
    """A query as it is sent to an engine, all values in it."""

    engine: Literal["store", "tables"]
    text: str
    parameters: Mapping[str, int | str] = field(default_factory=dict)
    """Values that stand beside the text; of the tables alone."""


def read_query(path: Path) -> NamedQuery:
    """A query file; QueryError where its comment names a parameter or a limit that is none."""
    text = path.read_text(encoding="utf-8", errors="replace")
    title, question, limit = "", [], 0
    parameters: list[Parameter] = []
    for line in text.splitlines():
        if not line.startswith("#"):
            break
        comment = line[1:].strip()
        if comment.startswith("@param"):
            match = _PARAMETER.match(comment)
            if match is None or match[2] not in (*_PLAIN_TYPES, *KINDS):
                raise QueryError(f"{path}: not a parameter: {comment}")
            default = match[3].strip() if match[3] is not None else None
            parameters.append(Parameter(match[1], match[2], default, (match[4] or "").strip()))
        elif comment.startswith("@limit"):
            found = _LIMIT.match(comment)
            if found is None:
                raise QueryError(f"{path}: not a limit: {comment}")
            limit = int(found[1])
        elif not title:
            title = comment
        elif comment:
            question.append(comment)
    beside = path.with_suffix(".sql")
    sql = beside.read_text(encoding="utf-8") if beside.is_file() else ""
    return NamedQuery(path.stem, text, title, " ".join(question), tuple(parameters), limit, sql)


def shipped() -> dict[str, NamedQuery]:
    """All shipped queries by name, sorted."""
    return {path.stem: read_query(path) for path in sorted(resources.folder("queries").glob("*.rq"))}


def find_query(name: str) -> NamedQuery:
    """The shipped query of this name, or the one in this file.

    QueryError with suggestions if there is neither.
    """
    if name.endswith(".rq") or "/" in name:
        path = Path(name)
        if not path.is_file():
            raise QueryError(f"there is no query file {name}.{did_you_mean(path)}".rstrip("."))
        text = path.read_text(encoding="utf-8", errors="replace")
        return read_query(path) if _DESCRIBED.match(text) else NamedQuery(path.stem, text)
    queries = shipped()
    if name in queries:
        return queries[name]
    from rapidfuzz import process  # noqa: PLC0415 - only for a mistake

    near = [match for match, _, _ in process.extract(name, list(queries), limit=3, score_cutoff=60)]
    hint = f" Did you mean: {', '.join(near)}?" if near else ""
    raise QueryError(f"there is no query {name!r}.{hint} `kg queries` lists them")


def bind(store: Store, query: NamedQuery, settings: Mapping[str, str]) -> dict[str, Term]:
    """The terms for a query's parameters.

    QueryError for a parameter that the query does not take, one that is missing, or a value that is not
    of its type; NotFoundError where nothing bears the name given.
    """
    unknown = sorted(set(settings) - {p.name for p in query.parameters})
    if unknown:
        takes = ", ".join(p.name for p in query.parameters) or "nothing"
        raise QueryError(f"{query.name} takes no {unknown[0]!r}; it takes {takes}")
    bindings: dict[str, Term] = {}
    for parameter in query.parameters:
        value = settings.get(parameter.name, parameter.default)
        if value is None:
            raise QueryError(f"{query.name} needs {parameter.name}: add --set {parameter.name}=VALUE")
        bindings[parameter.name] = _term(store, query, parameter, value)
    return bindings


def _term(store: Store, query: NamedQuery, parameter: Parameter, value: str) -> Term:
    xsd = PREFIXES["xsd"]
    if parameter.type == "string":
        return ox.Literal(value.encode("utf-8", "replace").decode())
    try:
        if parameter.type == "integer":
            return ox.Literal(int(value))
        if parameter.type == "date":
            return ox.Literal(date.fromisoformat(value).isoformat(), datatype=ox.NamedNode(f"{xsd}date"))
    except ValueError:
        wanted = "a whole number" if parameter.type == "integer" else "a day such as 2026-01-31"
        raise QueryError(f"{query.name}: {parameter.name} is {wanted}, not {value!r}") from None
    return ox.NamedNode(find_one(store, value, KINDS[parameter.type]).iri)


def run(store: Store, query: NamedQuery, settings: Mapping[str, str], limit: int | None = None) -> Answer:
    """Answer a query; `limit` rows at most (None: as the query says, 0: all). See `plan` and `answer` for errors."""
    return answer(store, plan(store, query, settings, limit))


def plan(store: Store, query: NamedQuery, settings: Mapping[str, str], limit: int | None = None) -> Plan:
    """Who is to answer a query, and by what text: the tables where query and graph have them, else the store.

    QueryError for a query that reaches out, or that limits itself where `limit` is given; for parameters see
    `bind`.
    """
    words = keywords(query.text)
    if any(word == "SERVICE" for word, _ in words):
        raise QueryError("SERVICE asks other servers, and kg does not reach out by itself")
    bindings = bind(store, query, settings)
    rows = min(query.limit if limit is None else limit, _MOST_ROWS)
    if query.sql and store.version and counting.has_tables(store.version):
        return Plan("tables", query.sql, {**counting.values(bindings), "rows": rows or -1})
    text = query.text
    if query.limit:
        text = re.sub(rf"\bLIMIT {query.limit}\b", f"LIMIT {rows}" if rows else "", text)
    if rows:
        if any(word in ("LIMIT", "VALUES") and depth == 0 for word, depth in words):
            if limit is not None:
                raise QueryError(
                    "the query ends in LIMIT or VALUES of its own; change it there instead of -n"
                )
        elif not any(word in ("ASK", "DESCRIBE") and depth == 0 for word, depth in words):
            text = f"{text}\nLIMIT {rows:d}"
    return Plan("store", sparql.bind(text, bindings))


def answer(store: Store, planned: Plan) -> Answer:
    """Answer a query that was planned. QueryError if it does not parse, with the line."""
    if planned.engine == "tables" and store.version:
        return counting.count(store.version, planned.text, planned.parameters)
    try:
        return store.query(planned.text)
    except (SyntaxError, ValueError) as error:
        raise QueryError(f"the query does not parse: {in_a_line(error)}") from error
    except (OSError, RuntimeError) as error:
        raise QueryError(f"the query cannot be answered: {error}") from error


def in_a_line(error: Exception) -> str:
    """What the engine says, without the sets of characters that it would have taken besides words and signs."""
    return " ".join(_CHARACTERS.sub("", str(error)).split())
