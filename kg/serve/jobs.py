"""What workers can do, by name: queries, documents, pages."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import quote

import orjson

from kg.graph.namespaces import ONTOLOGY
from kg.lookup import KINDS, find_one
from kg.serve import ontology
from kg.serve.addresses import address, iris_of
from kg.serve.answering import answer_query, write_triples
from kg.serve.documents import described, is_known, write_document
from kg.serve.negotiation import DOCUMENTS, GRAPHS, HTML, Form, choose, with_charset
from kg.serve.output import Output
from kg.serve.pages import lists
from kg.serve.pages.rendering import render
from kg.serve.pages.thing import thing_page
from kg.serve.problem import Problem
from kg.serve.records import RECORDS, slim
from kg.serve.search import index_path, search
from kg.serve.service import described as described_service
from kg.serve.worker import Job, Workplace
from kg.store import Store

_PAGE = "text/html; charset=utf-8"


def _query(place: Workplace, job: dict[str, Any], output: Output) -> None:
    answer_query(place.store, job, place.limits, output)


def _service(place: Workplace, job: dict[str, Any], output: Output) -> None:
    form, type_ = choose(job["accept"], GRAPHS)
    output.head(with_charset(type_))
    write_triples(list(described_service(place.store, job["endpoint"])), form, output)


def _common(place: Workplace) -> dict[str, Any]:
    """What every page shows."""
    return {"papers_in_all": place.store.manifest.counts.get("papers", 0)}


def _thing(place: Workplace, job: dict[str, Any], output: Output) -> None:
    """What the graph says of the thing at an address, in the form asked for."""
    store, base = place.store, place.store.manifest.base
    if job["iri"]:
        candidates: list[tuple[str, Form | None]] = [(job["iri"], None)]
    else:
        candidates = list(iris_of(job["path"].encode("latin-1"), base))
    iri, asked = next(((iri, form) for iri, form in candidates if is_known(store, iri)), ("", None))
    if not iri:
        raise Problem(404, "the graph says nothing of that; search for its name at /search")
    local = address(iri, base)
    if (job["iri"] and not local.startswith("/resource?")) or (
        job["path"].startswith("paper/") and not local.startswith("/paper/")
    ):
        suffix = f".{asked.suffix}" if asked else ""
        output.head("text/plain; charset=utf-8", {"Location": f"{local}{suffix}"}, 303)
        output.write(f"see {local}\n".encode())
        return
    form, type_ = (asked, asked.type) if asked else choose(job["accept"], DOCUMENTS)
    headers = {"Link": _links(iri, local)}
    if not local.startswith("/resource?"):
        headers["Content-Location"] = f"{local}.{form.suffix}"
    if form is HTML:
        page = thing_page(store, iri, job["page"], _common(place) | {"local": local, "forms": _forms(local)})
        output.head(_PAGE, headers)
        output.write(page)
        return
    triples = described(store, iri, f"{job['origin']}{local}")
    output.head(with_charset(type_), headers)
    write_document(triples, form, output)


def _forms(local: str) -> list[tuple[str, str]]:
    """Names and addresses of a document's other forms."""
    if local.startswith("/resource?"):
        return []
    return [(form.name, f"{local}.{form.suffix}") for form in GRAPHS]


def _links(iri: str, local: str) -> str:
    links = [f'<{quote(iri, safe=":/#?&=%@!$()*+,;~")}>; rel="http://xmlns.com/foaf/0.1/primaryTopic"']
    if not local.startswith("/resource?"):
        links += [f'<{local}.{form.suffix}>; rel="alternate"; type="{form.type}"' for form in DOCUMENTS]
    return ", ".join(links)


def _page(make: Callable[[Workplace, dict[str, Any]], bytes]) -> Job:
    def do(place: Workplace, job: dict[str, Any], output: Output) -> None:
        page = make(place, job)
        output.head(_PAGE)
        output.write(page)

    return do


def _unless_indexed(place: Workplace) -> dict[str, str]:
    """What is found without the index is not to be kept."""
    return {} if index_path(place.scratch, place.version).exists() else {"Cache-Control": "no-store"}


def _home(place: Workplace, _: dict[str, Any]) -> bytes:
    return lists.home_page(place.store, _common(place))


def _search(place: Workplace, job: dict[str, Any], output: Output) -> None:
    headers = _unless_indexed(place)
    index = index_path(place.scratch, place.version)
    page = lists.search_page(place.store, index, job["q"], job["kind"], _common(place))
    output.head(_PAGE, headers)
    output.write(page)


def _new(place: Workplace, job: dict[str, Any]) -> bytes:
    return lists.new_page(place.store, job["by"], job["until"], job["page"], _common(place))


def _queries(place: Workplace, _: dict[str, Any]) -> bytes:
    return lists.queries_page(place.store, _common(place))


def _query_page(place: Workplace, job: dict[str, Any]) -> bytes:
    return lists.query_page(
        place.store, job["query"], job["name"], job["settings"], job["as"], _common(place)
    )


def _suggest(place: Workplace, job: dict[str, Any], output: Output) -> None:
    """Names for a field in which somebody writes."""
    headers = _unless_indexed(place)
    index = index_path(place.scratch, place.version)
    hits = search(place.store, index, job["q"], 8, KINDS.get(job["kind"], ()))
    found = [
        {
            "label": hit.thing.label,
            "kind": hit.thing.kind,
            "name": hit.name if hit.name != hit.thing.label else "",
            "href": address(hit.thing.iri, place.store.manifest.base),
        }
        for hit in hits
    ]
    output.head("application/json", headers)
    output.write(orjson.dumps(found))


def _network(place: Workplace, job: dict[str, Any], output: Output) -> None:
    """The network page of a thing, as `kg view` draws it."""
    from kg.view import neighbourhood  # noqa: PLC0415 - loads what lays graphs out
    from kg.view import render as draw  # noqa: PLC0415

    page = draw(neighbourhood(place.store, find_one(place.store, job["iri"]), 120))
    output.head(_PAGE, {"Content-Security-Policy": _policy(page)})
    output.write(page.encode())


def _policy(page: str) -> str:
    """The page's own policy, which names its scripts by their hashes."""
    policy = page.partition('http-equiv="Content-Security-Policy" content="')[2].partition('"')[0]
    return f"{policy.replace('&#x27;', chr(39))}; frame-ancestors 'none'"


def _ontology(place: Workplace, job: dict[str, Any], output: Output) -> None:
    """The ontology: its file, other forms of it, or a page."""
    form, type_ = choose(job["accept"], DOCUMENTS)
    output.head(with_charset(type_))
    if form is HTML:
        output.write(
            render("ontology.html", ONTOLOGY, title="Ontology", terms=ontology.terms(), **_common(place))
        )
    elif form.name == "turtle":
        output.write(ontology.file())
    else:
        write_triples(ontology.triples(), form, output)


def _record(make: Callable[[Store, Path, dict[str, Any]], Any]) -> Job:
    def do(place: Workplace, job: dict[str, Any], output: Output) -> None:
        record = make(place.store, index_path(place.scratch, place.version), job)
        output.head("application/json")
        output.write(orjson.dumps(record if isinstance(record, dict) else slim(record)))

    return do


JOBS: dict[str, Job] = {
    "query": _query,
    "service": _service,
    "thing": _thing,
    "home": _page(_home),
    "search": _search,
    "new": _page(_new),
    "queries": _page(_queries),
    "query page": _page(_query_page),
    "suggest": _suggest,
    "network": _network,
    "ontology": _ontology,
    **{name: _record(make) for name, make in RECORDS.items()},
}
