"""The tools: what they take, how they are described to models, and what they answer."""

from __future__ import annotations

from collections.abc import Awaitable
from typing import Annotated, Any, Literal

import orjson
from mcp.server.mcpserver.exceptions import ToolError
from mcp.types import CallToolResult, TextContent
from pydantic import Field, RootModel

from kg import query as shipped
from kg.agents.graphs import Graph
from kg.errors import KgError
from kg.graph.namespaces import PREFIXES, ROLE_PREDICATE
from kg.query import NamedQuery
from kg.serve import ontology
from kg.serve.limits import Limits
from kg.serve.problem import Problem
from kg.serve.records import MOST, Hits, Rows, Shown

Kind = Literal["method", "dataset", "task", "entity", "author", "category", "paper", "day"]
_KIND = Field(description='What it is; "entity" stands for method, dataset and task; left out: anything')
_Values = RootModel[dict[str, Any]]


class Tools:
    """The tools of a graph; names, parameters and docstrings are what models read."""

    def __init__(self, graph: Graph, limits: Limits) -> None:
        self._graph = graph
        self._limits = limits

    async def search(
        self,
        text: Annotated[str, Field(description="A name or part of one, as people write it", max_length=300)],
        kind: Annotated[Kind | None, _KIND] = None,
        limit: Annotated[int, Field(ge=1, le=MOST, description="Things at most")] = 10,
    ) -> Annotated[CallToolResult, RootModel[Hits]]:
        """Find methods, datasets, tasks, papers, authors and categories by name, best first.

        Takes abbreviations, titles, arXiv ids and parts of names; forgives typos, plural and case. Gives each
        thing's name, kind, IRI and number of papers, and the name it was found by (matched) where that differs.
        """
        job = {"job": "found", "text": text, "kind": kind or "", "limit": limit}
        return await _answer(self._graph.record(job))

    async def show(
        self,
        name: Annotated[
            str,
            Field(
                description="Name, abbreviation, title, arXiv id, DOI, day (2026-01-31) or IRI",
                max_length=1000,
            ),
        ],
        kind: Annotated[Kind | None, _KIND] = None,
        limit: Annotated[int, Field(ge=0, le=MOST, description="Papers at most")] = 10,
        skip: Annotated[int, Field(ge=0, le=10_000, description="Papers to leave out before them")] = 0,
    ) -> Annotated[CallToolResult, RootModel[Shown]]:
        """Tell everything about one thing, each fact with the sentences of the paper that prove it.

        Of a method, dataset or task: other names, relations, and its papers (facts: role, paper, evidence), those
        that introduce it first, then the newest. Of a paper: authors, abstract, and what it speaks of (facts:
        role, entity, evidence). Of an author, category or day: what its papers speak of, and the papers.
        In evidence "words" are the words of "sentence" that prove the fact. also_called_so lists other things of
        that name: show them by IRI.
        """
        job = {"job": "shown", "name": name, "kind": kind or "", "limit": limit, "skip": skip}
        return await _answer(self._graph.record(job))

    async def list_queries(self) -> Annotated[CallToolResult, _Values]:
        """List the questions that run_query answers: name, what is asked, and the parameters of each."""
        return _result({"queries": [_described(query) for query in shipped.shipped().values()]})

    async def run_query(
        self,
        name: Annotated[str, Field(description="As list_queries names it, such as methods-for-task")],
        parameters: Annotated[
            dict[str, str | int] | None,
            Field(
                description='Values by parameter, such as {"method": "diffusion model"}; things by their names'
            ),
        ] = None,
        limit: Annotated[
            int | None, Field(ge=1, description="Rows at most; left out: as the query says")
        ] = None,
    ) -> Annotated[CallToolResult, RootModel[Rows]]:
        """Answer a shipped query: rows of values by column; "more" tells that there are further rows."""
        given = {key: str(value) for key, value in (parameters or {}).items()}
        job = {
            "job": "asked",
            "name": name,
            "parameters": given,
            "limit": limit or 0,
            "most": self._limits.rows,
        }
        return await _answer(self._graph.record(job))

    async def sparql(
        self,
        query: Annotated[str, Field(description="SELECT, ASK, CONSTRUCT or DESCRIBE")],
    ) -> Annotated[CallToolResult, RootModel[Rows]]:
        """See `sparql_described`."""
        return await _answer(self._graph.sparql(query))

    async def vocabulary(self) -> Annotated[CallToolResult, _Values]:
        """List classes and properties of the graph's ontology with what they mean, and prefixes, for sparql."""
        terms = [{"name": t.name, "kind": t.kind, "means": t.comment or t.label} for t in ontology.terms()]
        return _result({"terms": terms, "prefixes": dict(PREFIXES)})

    async def whats_new(
        self,
        since: Annotated[str | None, Field(description="First day (2026-01-31) or month (2026-01)")] = None,
        until: Annotated[str | None, Field(description="Last day or month; left out: the newest")] = None,
        last: Annotated[
            str | None, Field(description="In place of since: 7d, 2w or 1m, back from the newest paper")
        ] = None,
        category: Annotated[str, Field(description="arXiv category such as cs.LG; left out: all")] = "",
        kinds: Annotated[
            list[Literal["method", "dataset", "task"]] | None, Field(description="Left out: all three")
        ] = None,
        limit: Annotated[int, Field(ge=1, le=MOST, description="Items of each list at most")] = 5,
    ) -> Annotated[CallToolResult, _Values]:
        """Tell what a period brought: methods, datasets and tasks never seen before, first meetings of a method with
        a dataset or task, what rises and falls beyond chance (with the test's figures), each with its proof.
        """
        job = {"job": "news", "since": since or "", "until": until or "", "last": last or ""}
        if not since and not last:
            job["last"] = "7d"
        job |= {"category": category, "kinds": list(kinds or ()), "limit": limit}  # type: ignore[dict-item]
        return await _answer(self._graph.record(job))


def sparql_described(limits: Limits) -> str:
    """How the tool for SPARQL is described; it tells the limits."""
    return (
        "Answer a SPARQL 1.1 query over the graph: rows by column, yes or no (boolean), or triples (turtle). "
        "Prefixes need no declaration. A paper is a fabio:Preprint (dcterms:title, dcterms:issued, dcterms:creator, "
        "dcterms:subject) and leads to kg:Method, kg:Dataset and kg:Task (skos:prefLabel, kg:paperCount) by "
        f"{', '.join(ROLE_PREDICATE.values())}; vocabulary lists all terms. SERVICE, FROM and updates are refused. "
        f"Stopped after {limits.seconds:g} s; {limits.rows:,} rows at most, so add a LIMIT."
    )


def _described(query: NamedQuery) -> dict[str, Any]:
    """A shipped query as models need it."""
    return {
        "name": query.name,
        "asks": query.question,
        "parameters": [
            {
                "name": parameter.name,
                "type": parameter.type,
                **({"required": True} if parameter.default is None else {"default": parameter.default}),
                "means": parameter.help,
            }
            for parameter in query.parameters
        ],
    }


async def _answer(asked: Awaitable[dict[str, Any]]) -> CallToolResult:
    """What was asked for. ToolError, which tells the model why, where there is none."""
    try:
        return _result(await asked)
    except Problem as problem:
        raise ToolError(problem.detail) from problem
    except KgError as error:
        raise ToolError(str(error)) from error


def _result(values: dict[str, Any]) -> CallToolResult:
    """Values, and the same as text for clients that take none."""
    text = TextContent(type="text", text=orjson.dumps(values).decode())
    return CallToolResult(content=[text], structured_content=values)
