"""Shipped queries count and order rightly where people share names and documents differ about a paper."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from kg.building import build
from kg.query import run, shipped
from kg.store import Store

ABSTRACT = "We apply flow matching to molecular property prediction and evaluate on QM9."


def entry(paper: str, title: str, author: str, category: str, **more: str) -> dict[str, object]:
    return {
        "id": paper,
        "title": title,
        "abstract": ABSTRACT,
        "authors": [author, "Ottoline Quibblewick"],
        "categories": [category],
        **more,
    }


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    """Two people called Wei Zhang; a paper that two documents call by other titles, one of them with a day."""
    folder = tmp_path_factory.mktemp("answers")
    galaxies = {**entry("2511.00003", "On galaxies", "Wei Zhang", "astro-ph.GA"), "authors": ["Wei Zhang"]}
    documents = {
        "2025-12-01.jsonl": [
            entry("2512.00001", "On proteins", "Wei Zhang", "q-bio.BM"),
            entry("2512.00002", "On knots", "Jane  Doe", "math.GT"),
            galaxies,
        ],
        "2025-12-02.jsonl": [
            entry("2512.00001", "On proteins!", "Wei Zhang", "q-bio.BM", published="2025-11-30"),
            entry("2512.00004", "On links", "JANE DOE", "math.GT"),
        ],
    }
    for name, rows in documents.items():
        text = "".join(f"{json.dumps(row)}\n" for row in rows)
        (folder / name).write_text(text, encoding="utf-8")
    build([folder], folder / "graph", workers=1)
    return Store(folder / "graph")


def rows(store: Store, name: str, columns: str, **settings: str) -> list[tuple[str, ...]]:
    return [
        tuple(row[column].value if row[column] is not None else "" for column in columns.split())
        for row in run(store, shipped()[name], settings)
    ]


def test_people_of_one_name_are_counted_apart(store: Store) -> None:
    found = rows(store, "authors-of-method", "name papers", method="flow matching")
    assert sorted(found) == [
        ("JANE DOE", "2"),
        ("Ottoline Quibblewick", "3"),
        ("Wei Zhang", "1"),
        ("Wei Zhang", "1"),
    ]


def test_a_co_author_with_two_spellings_is_one_row(store: Store) -> None:
    found = rows(store, "coauthors", "name papers", author="Ottoline Quibblewick")
    assert found == [("JANE DOE", "2"), ("Wei Zhang", "1")]


def test_a_paper_that_documents_call_differently_is_one_row_with_its_day(store: Store) -> None:
    expected = [
        ("2025-12", "On knots"),
        ("2025-12", "On links"),
        ("2025-11-30", "On proteins!"),
        ("2025-11", "On galaxies"),
    ]
    for name, settings in (
        ("papers-with-method", {"method": "flow matching"}),
        ("papers-with-dataset", {"dataset": "QM9"}),
        ("papers-for-task", {"task": "molecular property prediction"}),
    ):
        assert rows(store, name, "issued title", **settings) == expected, name
    found = rows(store, "papers-by-author", "issued title", author="Ottoline Quibblewick")
    assert found == expected[:3]


def test_a_paper_counts_in_one_month_whatever_months_documents_give(store: Store) -> None:
    query = shipped()["method-per-month"]
    for asked in (query, replace(query, sql="")):
        found = run(store, asked, {"method": "flow matching"})
        months = [(row["month"].value, row["papers"].value) for row in found]
        assert months == [("2025-11", "2"), ("2025-12", "2")]


def test_every_sentence_that_proves_something_is_one_row(store: Store) -> None:
    mentions = "SELECT ?m WHERE { ?m oa:hasBody <https://w3id.org/digestgraph/dataset/qm9> }"
    found = rows(store, "evidence", "words title", entity="QM9")
    assert len(found) == len(list(store.rows(mentions)))


def test_a_category_holds_what_stands_below_it(store: Store) -> None:
    below = rows(store, "methods-in-category", "method papers", category="math")
    assert below == rows(store, "methods-in-category", "method papers", category="math.GT") != []


def test_somebody_with_one_paper_and_no_namesake_needs_no_reason(store: Store) -> None:
    galaxies = rows(store, "author-identity", "title because", author="Wei Zhang/2511.00003")
    assert galaxies == [("On galaxies", "")]
    both = rows(store, "author-identity", "title shared", author="Jane Doe")
    assert both == [("On knots", "Ottoline Quibblewick"), ("On links", "Ottoline Quibblewick")]


def test_a_meeting_is_dated_by_the_first_digest_with_both_and_counts_each_paper_once(store: Store) -> None:
    found = rows(store, "first-meetings", "firstMet type name papers", method="flow matching")
    assert found == [
        ("2025-12-01", "Dataset", "QM9", "4"),
        ("2025-12-01", "Task", "molecular property prediction", "4"),
    ]
    assert rows(store, "first-meetings", "name", method="flow matching", since="2025-12-02") == []
