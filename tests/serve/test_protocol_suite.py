"""The W3C's tests of the SPARQL 1.1 Protocol that a read-only service can meet, one by one under their names.

The requests are ours: that suite's graphs lie on other servers, which this service never asks; so its digests stand in
their places. Tests of updates do not apply; that updates are refused is told in `test_protocol`.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlencode

import httpx
import pytest

from kg.store import Store
from tests.serve.conftest import Server

FORM, DIRECT = "application/x-www-form-urlencoded", "application/sparql-query"
ROWS = (
    "application/sparql-results+json",
    "application/sparql-results+xml",
    "text/csv",
    "text/tab-separated-values",
)
GRAPHS = ("text/turtle", "application/n-triples", "application/rdf+xml", "application/ld+json")


class Data(NamedTuple):
    """Two named graphs, and a paper that each alone lists."""

    one: str
    two: str
    in_one: str
    in_two: str

    @property
    def first(self) -> str:
        return f"<{self.in_one}> dcterms:title ?t1 ."

    @property
    def second(self) -> str:
        return f"<{self.in_two}> dcterms:title ?t2 ."


@pytest.fixture(scope="module")
def data(example_graph: Path) -> Data:
    store = Store(example_graph)
    listed: dict[str, set[str]] = {}
    for graph, paper in store.rows("SELECT ?g ?p { GRAPH ?g { ?g a kg:Source . ?p a fabio:Preprint } }"):
        listed.setdefault(str(graph), set()).add(str(paper))
    one, two, *_ = sorted(listed)
    return Data(one, two, min(listed[one] - listed[two]), min(listed[two] - listed[one]))


def get(server: Server, **fields: object) -> httpx.Response:
    named = {name.replace("_", "-"): value for name, value in fields.items()}
    return server.client.get(f"/sparql?{urlencode(named, doseq=True)}")


def post(server: Server, content: str | bytes, type_: str | None, **fields: object) -> httpx.Response:
    named = {name.replace("_", "-"): value for name, value in fields.items()}
    body = content.encode() if isinstance(content, str) else content
    headers = {"Content-Type": type_} if type_ else {}
    return server.client.post(f"/sparql?{urlencode(named, doseq=True)}", content=body, headers=headers)


def post_form(server: Server, **fields: object) -> httpx.Response:
    named = {name.replace("_", "-"): value for name, value in fields.items()}
    return post(server, urlencode(named, doseq=True), FORM)


def holds(answer: httpx.Response, of: tuple[str, ...] = ROWS) -> bool:
    """Whether an answer is fine, and of a type that suits the query."""
    return answer.status_code == 200 and answer.headers["content-type"].partition(";")[0] in of


def says(answer: httpx.Response) -> bool:
    assert holds(answer)
    return bool(answer.json()["boolean"])


def fails(answer: httpx.Response) -> bool:
    return 400 <= answer.status_code < 500


def default(server: Server, data: Data) -> None:
    assert says(post_form(server, query=f"ASK {{ {data.first} }}", default_graph_uri=data.one))
    assert not says(post_form(server, query=f"ASK {{ {data.first} }}", default_graph_uri=data.two))


def dataset(server: Server, data: Data, ask: Callable[..., httpx.Response]) -> None:
    """What default-graph-uri and named-graph-uri say is the dataset, and nothing besides."""
    both = f"ASK {{ {data.first} {data.second} }}"
    assert says(ask(server, query=both, default_graph_uri=[data.one, data.two]))
    assert not says(ask(server, query=both, default_graph_uri=[data.one]))


def named(server: Server, data: Data, ask: Callable[..., httpx.Response]) -> None:
    both = f"ASK {{ GRAPH ?a {{ {data.first} }} GRAPH ?b {{ {data.second} }} }}"
    assert says(ask(server, query=both, named_graph_uri=[data.one, data.two]))
    assert not says(ask(server, query=both, named_graph_uri=[data.one]))
    assert not says(ask(server, query=f"ASK {{ {data.first} }}", named_graph_uri=[data.one, data.two]))


def full(server: Server, data: Data) -> None:
    query = f"ASK {{ {data.first} GRAPH ?g {{ {data.second} }} }}"
    assert says(post_form(server, query=query, default_graph_uri=data.one, named_graph_uri=data.two))
    assert not says(post_form(server, query=query, default_graph_uri=data.two, named_graph_uri=data.one))


def multiple(server: Server, data: Data) -> None:
    """The dataset of the request stands over that of the query."""
    query = f"ASK FROM <{data.one}> {{ {data.second} }}"
    assert not says(get(server, query=query))
    assert says(get(server, query=query, default_graph_uri=data.two))


def check(answers: Callable[[Server], bool]) -> Callable[[Server, Data], None]:
    def run(server: Server, _: Data) -> None:
        assert answers(server)

    return run


SELECT, CONSTRUCT = "SELECT (1 AS ?value) {}", "CONSTRUCT { <urn:a> <urn:b> 1 } WHERE {}"
DESCRIBE = "DESCRIBE <https://w3id.org/digestgraph/method/primo>"
SUITE: dict[str, Callable[[Server, Data], None]] = {
    "query_get": check(lambda s: says(get(s, query="ASK {}"))),
    "query_post_form": check(lambda s: says(post_form(s, query="ASK {}"))),
    "query_post_direct": check(lambda s: says(post(s, "ASK {}", DIRECT))),
    "query_dataset_default_graph": default,
    "query_dataset_default_graphs_get": lambda s, d: dataset(s, d, get),
    "query_dataset_default_graphs_post": lambda s, d: dataset(s, d, post_form),
    "query_dataset_named_graphs_get": lambda s, d: named(s, d, get),
    "query_dataset_named_graphs_post": lambda s, d: named(s, d, post_form),
    "query_dataset_full": full,
    "query_multiple_dataset": multiple,
    "query_content_type_select": check(lambda s: holds(post_form(s, query=SELECT))),
    "query_content_type_ask": check(lambda s: holds(post_form(s, query="ASK {}"))),
    "query_content_type_describe": check(lambda s: holds(post_form(s, query=DESCRIBE), GRAPHS)),
    "query_content_type_construct": check(lambda s: holds(post_form(s, query=CONSTRUCT), GRAPHS)),
    "bad_query_method": check(
        lambda s: fails(
            s.client.put("/sparql?query=ASK%20%7B%7D", content=b"", headers={"Content-Type": FORM})
        )
    ),
    "bad_multiple_queries": check(lambda s: fails(get(s, query=["ASK {}", "SELECT * {}"]))),
    "bad_query_wrong_media_type": check(lambda s: fails(post(s, "ASK {}", "text/plain"))),
    "bad_query_missing_form_type": check(lambda s: fails(post(s, "query=ASK%20%7B%7D", None))),
    "bad_query_missing_direct_type": check(lambda s: fails(post(s, "ASK {}", None))),
    "bad_query_non_utf8": check(
        lambda s: fails(post(s, "ASK {}".encode("utf-16"), f"{DIRECT}; charset=UTF-16"))
    ),
    "bad_query_syntax": check(lambda s: get(s, query="ASK {").status_code == 400),
}


@pytest.mark.parametrize("name", SUITE)
def test_the_protocol_suite_is_met(server: Server, data: Data, name: str) -> None:
    SUITE[name](server, data)
