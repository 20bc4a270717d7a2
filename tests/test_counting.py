"""Questions that count: the tables beside the store say what SPARQL says, and `kg query --explain` who answered."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pyoxigraph as ox
import pytest
from click.testing import CliRunner

from kg.cli import kg
from kg.counting import has_tables
from kg.errors import GraphError
from kg.folder import Manifest, switch, write_version
from kg.graph.description import Counts
from kg.graph.iris import Minter
from kg.graph.namespaces import KIND_CLASS, ROLE_PREDICATE
from kg.graph.terms import day, integer, iri, month, name, text, triple
from kg.model import AuthorId, Kind, Role
from kg.query import plan, run, shipped
from kg.store import Store
from kg.tables import TABLES

COUNTING = {name: query for name, query in shipped().items() if query.sql}


def rows(store: Store, query: str, settings: dict[str, str], *, by_tables: bool) -> list[tuple[str, ...]]:
    """All rows, each cell as N-Triples with its variable."""
    asked = COUNTING[query] if by_tables else replace(COUNTING[query], sql="")
    answer = run(store, asked, settings, 0)
    assert isinstance(answer, ox.QuerySolutions)
    names = [variable.value for variable in answer.variables]
    return [tuple(f"{of}={cell}" for of, cell in zip(names, row, strict=True)) for row in answer]


def settings_of(store: Store, query: str) -> Iterator[dict[str, str]]:
    """The commonest things of the kind that the query takes; a day; nothing where it takes neither."""
    if not {"method", "dataset", "task", "category"} & {
        parameter.name for parameter in COUNTING[query].parameters
    }:
        yield {}
    for parameter in COUNTING[query].parameters:
        if parameter.type in ("method", "dataset", "task"):
            pattern = f"?x a kg:{parameter.type.capitalize()} ; kg:paperCount ?n"
            found = store.rows(f"SELECT ?x WHERE {{ {pattern} }} ORDER BY DESC(?n) ?x LIMIT 3")
            yield from ({parameter.name: str(thing)} for (thing,) in found)
        if parameter.type == "category":
            found = store.rows("SELECT DISTINCT ?x WHERE { ?p dcterms:subject ?x } ORDER BY ?x LIMIT 3")
            yield from ({parameter.name: str(thing)} for (thing,) in found)
        if parameter.type == "date" and len(COUNTING[query].parameters) == 1:
            yield {parameter.name: "2025-12-03"}


def same(store: Store, query: str, settings: dict[str, str]) -> list[tuple[str, ...]]:
    """The rows by the tables, after seeing that they are those of SPARQL, in the order of the first column."""
    told = rows(store, query, settings, by_tables=True)
    expected = rows(store, query, settings, by_tables=False)
    assert sorted(told) == sorted(expected)
    if "ORDER BY ?month" in COUNTING[query].text or "ORDER BY DESC(?firstSeen)" in COUNTING[query].text:
        assert [row[0] for row in told] == [row[0] for row in expected]
    return told


@pytest.mark.parametrize("query", COUNTING)
def test_tables_and_sparql_agree_on_the_example_graph(query: str, store: Store) -> None:
    assert has_tables(store.version)
    told = [same(store, query, settings) for settings in ({}, *settings_of(store, query))]
    assert any(told) or query == "homonyms"  # the examples have none


@pytest.mark.parametrize("query", COUNTING)
def test_tables_and_sparql_agree_where_every_feature_is_used(query: str, full_graph: Path) -> None:
    store = Store(full_graph)
    told = [same(store, query, settings) for settings in settings_of(store, query)]
    assert any(told) or query == "first-meetings"


@pytest.mark.parametrize("query", [name for name, query in COUNTING.items() if query.limit])
def test_a_limit_gives_the_first_of_all_rows(query: str, store: Store) -> None:
    everything = list(run(store, COUNTING[query], {}, 0))
    some = list(run(store, COUNTING[query], {}, 2))
    assert [str(row) for row in some] == [str(row) for row in everything[:2]]


def random_graph(folder: Path, seed: int) -> Store:
    """A graph of random papers, entities with families that may turn in a circle, namesakes and categories."""
    chance = random.Random(seed)
    minter = Minter()
    things = {kind: [f'{kind.value.lower()} {i} \\ "{i}"' for i in range(6)] for kind in Kind}
    lines: list[str] = []
    for kind, labels in things.items():
        for label in labels:
            node = iri(minter.entity(kind, label))
            lines += [triple(node, "rdf:type", name(KIND_CLASS[kind]))]
            lines += [triple(node, "skos:prefLabel", text(label, "en"))]
            lines += [triple(node, "kg:paperCount", integer(chance.randrange(4)))]
            lines += [triple(node, "skos:broader", iri(minter.entity(kind, chance.choice(labels))))]
            if chance.random() < 0.7:
                seen = date(2025, 12, 1) + timedelta(chance.randrange(5))
                lines += [triple(node, "kg:firstSeen", day(seen))]
            if kind is Kind.METHOD:
                for task in chance.sample(things[Kind.TASK], 3):
                    lines += [triple(node, "kg:appliedTo", iri(minter.entity(Kind.TASK, task)))]
    for notation in ("cs", "cs.LG", "cs.CL"):
        node = iri(minter.category(notation))
        lines += [
            triple(node, "rdf:type", name("skos:Concept")),
            triple(node, "skos:notation", text(notation)),
        ]
        lines += [triple(node, "skos:prefLabel", text(f"about {notation}", "en"))]
        lines += [triple(node, "skos:broader", iri(minter.category("cs")))] * (notation != "cs")
    for who in "ABC":
        node = iri(minter.identity(AuthorId(who)))
        lines += [triple(node, "kg:identifies", iri(minter.author(who)))]
        lines += [triple(node, "kg:paperCount", integer(chance.randrange(4)))]
        lines += [triple(node, "kg:apartBecause", text(reason)) for reason in chance.sample("zyxwv", 3)]
    for number in range(15):
        node = iri(minter.paper(f"2512.{number:05}"))
        lines += [triple(node, "dcterms:title", text(f"Paper {number % 4}"))]
        lines += [triple(node, "rdf:type", name("fabio:Preprint"))]
        lines += [triple(node, "dcterms:subject", iri(minter.category(chance.choice(["cs.LG", "cs.CL"]))))]
        if chance.random() < 0.5:
            lines += [triple(node, "dcterms:issued", month(2025, 12))]
        source = iri(minter.source(f"day {number % 3}"))
        lines += [triple(source, "rdf:type", name("kg:Source")), triple(source, "dcterms:references", node)]
        lines += [triple(source, "dcterms:issued", day(date(2025, 12, 1 + number % 3)))]
        for who in chance.sample("ABCDE", 2):
            person = iri(minter.author(who))
            lines += [triple(node, "dcterms:creator", person), triple(person, "foaf:name", text(who))]
            lines += [triple(person, "rdf:type", name("foaf:Person"))]
        for _ in range(6):
            kind, role = chance.choice(list(Kind)), chance.choice(list(Role))
            entity = minter.entity(kind, chance.choice(things[kind]))
            lines += [triple(node, ROLE_PREDICATE[role], iri(entity))]
    quads = (f"{line} {iri(minter.derived)} ." for line in sorted(set(lines)))
    version, _ = write_version(folder, quads, lambda _: (), Counts())
    switch(folder, Manifest(current=version))
    return Store(folder)


@pytest.mark.parametrize("seed", range(6))
def test_tables_and_sparql_agree_on_random_graphs(seed: int, tmp_path: Path) -> None:
    store = random_graph(tmp_path / "graph", seed)
    for query in COUNTING:
        for settings in settings_of(store, query):
            same(store, query, settings)


def test_a_graph_without_tables_answers_all_the_same(tmp_path: Path) -> None:
    store = random_graph(tmp_path / "graph", 1)
    before = [str(row) for row in run(store, COUNTING["methods-by-paper-count"], {})]
    (store.version / TABLES).unlink()
    assert plan(store, COUNTING["methods-by-paper-count"], {}).engine == "store"
    assert sorted(str(row) for row in run(store, COUNTING["methods-by-paper-count"], {})) == sorted(before)


def test_damaged_tables_are_explained(tmp_path: Path) -> None:
    store = random_graph(tmp_path / "graph", 1)
    (store.version / TABLES).write_bytes(b"no database " * 1000)
    with pytest.raises(GraphError, match="--rebuild"):
        run(store, COUNTING["methods-by-paper-count"], {})


@pytest.mark.parametrize(
    ("asked", "engine", "text"),
    [
        (["methods-by-paper-count"], "SQLite", "JOIN paper_count"),
        (["coauthors"], "Oxigraph", "dcterms:creator <https://"),
        (["-e", "SELECT ?m WHERE { ?m a kg:Method } LIMIT 1"], "Oxigraph", "?m a kg:Method"),
    ],
)
def test_explaining_tells_the_engine_the_text_and_the_time(
    asked: list[str], engine: str, text: str, example_graph: Path
) -> None:
    result = CliRunner().invoke(kg, ["query", *asked, "-f", "csv", "--explain", "-g", str(example_graph)])
    assert result.exit_code == 0
    assert text in result.stderr
    assert f"({engine}, " in result.stderr.splitlines()[-1]
    assert " s of CPU time" in result.stderr
    assert engine not in result.stdout
