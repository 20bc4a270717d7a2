"""Clients that others wrote work against the service."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import pytest
import rdflib
from rdflib.plugins.stores.sparqlstore import SPARQLStore

from tests.conftest import ROOT
from tests.serve.conftest import Server

pytestmark = pytest.mark.filterwarnings(
    "ignore::DeprecationWarning", "ignore::pytest.PytestUnraisableExceptionWarning"
)

ROWS = """PREFIX kg: <https://w3id.org/digestgraph/ontology#>
SELECT ?m WHERE { ?m a kg:Method } ORDER BY ?m LIMIT 3"""
GRAPH = "PREFIX kg: <https://w3id.org/digestgraph/ontology#> CONSTRUCT WHERE { ?m a kg:Method }"


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize("form", ["json", "xml"])
def test_sparqlwrapper_reads_rows(server: Server, method: str, form: str) -> None:
    wrapper = pytest.importorskip("SPARQLWrapper")
    client = wrapper.SPARQLWrapper(f"{server.url}/sparql")
    client.setQuery(ROWS)
    client.setMethod(method)
    client.setReturnFormat(form)
    found = client.queryAndConvert()
    rows = found["results"]["bindings"] if form == "json" else found.getElementsByTagName("result")
    assert len(rows) == 3


@pytest.mark.parametrize("way", ["urlencoded", "postdirectly"])
def test_sparqlwrapper_posts_either_way(server: Server, way: str) -> None:
    wrapper = pytest.importorskip("SPARQLWrapper")
    client = wrapper.SPARQLWrapper(f"{server.url}/sparql")
    client.setQuery(ROWS)
    client.setMethod("POST")
    client.setRequestMethod(way)
    client.setReturnFormat("csv")
    assert len(client.queryAndConvert().decode().split()) == 4


@pytest.mark.parametrize("form", ["turtle", "xml", "n3", "json-ld"])
def test_sparqlwrapper_reads_graphs(server: Server, form: str) -> None:
    wrapper = pytest.importorskip("SPARQLWrapper")
    client = wrapper.SPARQLWrapper(f"{server.url}/sparql")
    client.setQuery(GRAPH)
    client.setReturnFormat(form)
    found = client.query().convert()
    graph = found if isinstance(found, rdflib.Graph) else rdflib.Graph().parse(data=found, format=form)
    assert len(graph) > 100


@pytest.mark.parametrize("method", ["GET", "POST", "POST_FORM"])
def test_rdflib_asks_through_its_sparql_store(server: Server, method: str) -> None:
    graph = rdflib.Graph(SPARQLStore(f"{server.url}/sparql", method=method))
    assert len(list(graph.query(ROWS))) == 3
    assert len(graph.query(GRAPH).graph) > 100
    assert bool(graph.query("ASK { ?s ?p ?o }"))
    kind = rdflib.URIRef("https://w3id.org/digestgraph/ontology#Dataset")
    assert len(list(graph.subjects(rdflib.RDF.type, kind))) >= 12


def test_rdflib_reads_a_thing_by_its_address(server: Server) -> None:
    graph = rdflib.Graph().parse(f"{server.url}/method/primo")
    assert len(graph) > 20


def test_comunica_joins_over_the_endpoint(server: Server, tmp_path: Path) -> None:
    """Where node and @comunica/query-sparql are (npm install; COMUNICA names the folder of node_modules)."""
    import os

    folder = Path(os.environ.get("COMUNICA", ROOT / "node_modules"))
    if shutil.which("node") is None or not (folder / "@comunica" / "query-sparql").is_dir():
        pytest.skip("no node with @comunica/query-sparql")
    script = tmp_path / "ask.cjs"
    script.write_text(
        f"""const {{ QueryEngine }} = require({json.dumps(str(folder / "@comunica" / "query-sparql"))});
(async () => {{
  const rows = await new QueryEngine().queryBindings({json.dumps(ROWS)},
    {{ sources: [{{ type: "sparql", value: {json.dumps(server.url + "/sparql")} }}] }});
  console.log((await rows.toArray()).length);
}})();""",
        encoding="utf-8",
    )
    done = subprocess.run(["node", script], capture_output=True, text=True, check=False, timeout=120)
    assert done.stdout.strip() == "3", done.stderr
