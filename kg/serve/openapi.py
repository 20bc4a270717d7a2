"""The OpenAPI description of what is not SPARQL."""

from __future__ import annotations

from typing import Any

from kg.version import __version__

_TEXT = {"type": "string"}
_PROBLEM = {
    "type": "object",
    "required": ["title", "status", "detail"],
    "properties": {"title": _TEXT, "status": {"type": "integer"}, "detail": _TEXT},
}
_HITS = {
    "type": "array",
    "items": {
        "type": "object",
        "required": ["label", "kind", "name", "href"],
        "properties": {"label": _TEXT, "kind": _TEXT, "name": _TEXT, "href": _TEXT},
    },
}
_PAGE = {"text/html": {"schema": _TEXT}}
_DOCUMENT = {
    kind: {"schema": _TEXT}
    for kind in ("text/html", "text/turtle", "application/n-triples", "application/rdf+xml")
} | {"application/ld+json": {"schema": {"type": "object"}}}


def _field(name: str, about: str, required: bool = False, **schema: Any) -> dict[str, Any]:
    return {
        "name": name,
        "in": "query",
        "description": about,
        "required": required,
        "schema": _TEXT | schema,
    }


def _get(about: str, content: dict[str, Any], *parameters: dict[str, Any]) -> dict[str, Any]:
    return {
        "get": {
            "summary": about,
            "parameters": list(parameters),
            "responses": {
                "200": {"description": "what was asked for", "content": content},
                "303": {"description": "it is elsewhere, see Location"},
                "default": {
                    "description": "why there is no answer",
                    "content": {
                        "application/problem+json": {"schema": _PROBLEM},
                        "text/plain": {"schema": _TEXT},
                        "text/html": {"schema": _TEXT},
                        "text/turtle": {"schema": _TEXT},
                        "application/n-triples": {"schema": _TEXT},
                        "application/rdf+xml": {"schema": _TEXT},
                        "application/ld+json": {"schema": {"type": "object"}},
                    },
                },
            },
        }
    }


def description() -> dict[str, Any]:
    """The description; /sparql is described by the SPARQL 1.1 Protocol and its own service description."""
    kinds = ["", "method", "dataset", "task", "entity", "author", "category", "paper", "day"]
    name = {
        "name": "name",
        "in": "path",
        "required": True,
        "description": "as in the thing's IRI; with .ttl, .jsonld, .nt, .rdf or .html for a form",
        "schema": _TEXT | {"minLength": 1},
    }
    things = ("author", "category", "dataset", "doi", "method", "orcid", "paper", "source", "task")
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "digestgraph",
            "version": __version__,
            "description": "Methods, datasets and tasks of papers, with the sentences that prove each fact.",
        },
        "paths": {
            "/": _get("The front page", _PAGE),
            "/search": _get(
                "What bears a name like this",
                _PAGE,
                _field("q", "part of a name"),
                _field("kind", "of what", enum=kinds),
            ),
            "/suggest": _get(
                "The best eight names for what was written",
                {"application/json": {"schema": _HITS}},
                _field("q", "part of a name"),
                _field("kind", "of what", enum=kinds),
            ),
            "/new": _get(
                "What was seen for the first time",
                _PAGE,
                _field("by", "grouping", enum=["day", "week"]),
                _field("until", "the latest day", format="date"),
                _field("page", "which page", pattern="^[0-9]{1,6}$"),
            ),
            "/queries": _get("The shipped queries", _PAGE),
            "/query": _get(
                "The SPARQL page",
                _PAGE,
                _field("query", "a query"),
                _field("name", "a shipped query; its parameters are set.NAME"),
                _field("as", "how the answer is drawn", enum=["table", "chart", "graph"]),
            ),
            "/network": _get(
                "A picture of what surrounds a thing", _PAGE, _field("iri", "the thing", True, minLength=1)
            ),
            "/resource": _get(
                "What the graph says of a thing", _DOCUMENT, _field("iri", "the thing", True, minLength=1)
            ),
            "/ontology": _get("The ontology", _DOCUMENT),
            **{
                f"/{kind}/{{name}}": _get(f"What the graph says of a thing of /{kind}/", _DOCUMENT, name)
                for kind in things
            },
        },
    }
