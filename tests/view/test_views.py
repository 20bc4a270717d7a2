"""What stands in the pages of the views of a selection, before any browser sees them."""

import json
import re
from importlib import import_module

import numpy as np
import pytest

from kg.cli.view import KINDS as NAMED
from kg.errors import QueryError
from kg.lookup import find_one
from kg.plural import plural
from kg.projection import communities
from kg.selection import Named
from kg.view.authors import about, co_authors, linked, links, spoken
from kg.view.drawing import KINDS, draw
from kg.view.families import family_tree, kinds_of, roots_of
from kg.view.frame import document
from kg.view.matrix import matrix, order
from kg.view.neighbourhood import neighbourhood
from kg.view.schema import schema
from kg.view.timeline import spans, timeline, week

from .selections import ENTITIES, hostile_selection, selection

MAKERS = [timeline, matrix, family_tree, co_authors]


@pytest.mark.parametrize("make", MAKERS)
@pytest.mark.parametrize("some", [selection, hostile_selection])
def test_the_same_selection_gives_the_same_bytes(make, some):
    assert document(make(some())).encode() == document(make(some())).encode()


@pytest.mark.parametrize("make", MAKERS)
def test_hostile_text_adds_no_markup(make):
    quiet, loud = (
        re.sub(r'id="data">.*?</script>', "", document(make(some())), flags=re.DOTALL)
        for some in (selection, hostile_selection)
    )
    assert [quiet.count("<" + tag) for tag in ("script", "img", "svg", "b>")] == [
        loud.count("<" + tag) for tag in ("script", "img", "svg", "b>")
    ]
    block = re.search(r'id="data">(.*?)</script>', document(make(hostile_selection())), re.DOTALL)[1]
    assert not set("<>&\u2028\u2029") & set(block)
    json.loads(block)


@pytest.mark.parametrize("make", MAKERS)
def test_a_page_says_how_much_of_how_much_it_shows(make):
    assert "7 of 553 papers: all papers" in document(make(selection()))


@pytest.mark.parametrize(
    ("times", "found"),
    [
        ([], []),
        (["", ""], []),
        (["2025-12"], ["2025-12"]),
        (["2025-11-30", "2026-02"], ["2025-11", "2025-12", "2026-01", "2026-02"]),
        (["2025-12-04", "2025-12-15"], ["2025-12-01", "2025-12-08", "2025-12-15"]),
        (["2025-12-04", "2025-12"], ["2025-12"]),
        (["2024-12-04", "2025-12-04"], [f"2024-{12}", *[f"2025-{m:02}" for m in range(1, 13)]]),
    ],
)
def test_times_span_weeks_where_they_are_few_and_known_and_months_else(times, found):
    assert spans(times) == found


@pytest.mark.parametrize(
    ("day", "monday"),
    [("2025-12-01", "2025-12-01"), ("2025-12-07", "2025-12-01"), ("2026-01-01", "2025-12-29")],
)
def test_a_week_is_named_by_its_monday(day, monday):
    assert week(day) == monday


def test_a_timeline_counts_papers_alone_and_with_kinds():
    data = timeline(selection()).data
    assert data["periods"] == [["2025-09", 2], ["2025-10", 0], ["2025-11", 2], ["2025-12", 2]]
    rows = {row["label"]: row for row in data["rows"]}
    assert rows["neural network"]["own"] == [(3, 1, [4])]
    assert rows["neural network"]["with"] == [(0, 2, [0, 1]), (2, 2, [2, 3]), (3, 2, [4, 5])]
    assert rows["transformer"]["above"] == [0]
    assert "learning" not in rows  # no paper names it
    assert "1 without a date left out" in timeline(selection()).shown


def test_a_timeline_halves_the_papers_not_the_time():
    assert timeline(selection()).data["half"] == 2


def test_a_matrix_holds_the_papers_of_each_pair():
    tables = matrix(selection()).data["matrices"]
    assert [(t["rows"]["kind"], t["columns"]["kind"]) for t in tables] == [
        ("Method", "Task"),
        ("Method", "Dataset"),
        ("Category", "Method"),
    ]
    first = tables[0]
    cells = {
        (first["rows"]["names"][r][0], first["columns"]["names"][c][0]): papers
        for r, c, _, papers in first["cells"]
    }
    assert cells == {
        ("neural network", "property prediction"): [0, 1, 4],
        ("neural network", "machine translation"): [2, 3],
        ("graph neural network", "property prediction"): [0, 1, 4],
        ("transformer", "machine translation"): [2, 3],
    }
    assert first["rows"]["names"][0][1] >= 2


def test_rows_with_like_profiles_stand_side_by_side():
    table = np.array([[5, 0, 0], [0, 4, 1], [4, 0, 0], [0, 5, 1], [9, 0, 1]], np.float64)
    found = list(order(table))
    assert sorted(found) == [0, 1, 2, 3, 4]
    assert abs(found.index(1) - found.index(3)) == 1
    assert {found.index(i) for i in (0, 2, 4)} in ({0, 1, 2}, {2, 3, 4})


@pytest.mark.parametrize("size", [0, 1, 2])
def test_few_rows_stay_in_their_order(size):
    assert list(order(np.ones((size, 2)))) == list(range(size))


def test_a_tree_of_families_has_counts_of_both_kinds():
    data = family_tree(selection()).data
    assert data["roots"] == [0, 6]
    nodes = data["nodes"]
    assert (nodes[0]["own"], nodes[0]["with"], nodes[0]["below"]) == (1, 6, [1, 2])
    assert (nodes[6]["own"], nodes[6]["with"], nodes[6]["below"]) == (0, 2, [7])
    assert "3 things belong to none" in family_tree(selection()).shown


def test_every_family_is_reached_though_they_form_a_circle():
    named = [
        Named(iri=str(i), kind="Task", label=str(i), broader=b) for i, b in enumerate([(1,), (0,), (1,), ()])
    ]
    below = kinds_of(named, {0, 1, 2, 3})
    assert below == {1: [0, 2], 0: [1]}
    assert roots_of(named, below) == [0]


def test_authors_are_linked_by_two_papers_together():
    together, large = links(selection())
    assert together == {("urn:a-a", "urn:a-b"): [0, 1, 4], ("urn:a-e", "urn:a-f"): [2, 3]}
    assert large == 0
    data = co_authors(selection()).data
    assert [p["name"] for p in data["people"]] == ["Author A", "Author B", "Author E", "Author F"]
    assert data["links"] == [[0, 1, [0, 1, 4]], [2, 3, [2, 3]]]
    assert [g["size"] for g in data["groups"]] == [2, 2]


def test_a_paper_of_thousands_links_nobody():
    together, large = links(hostile_selection())
    assert large == 1
    assert len(together) == 3


def test_groups_are_found_and_do_not_depend_on_chance():
    pairs = [(a, b) for group in ("abcd", "wxyz") for a in group for b in group if a < b]
    graph = linked({pair: [1, 2] for pair in [*pairs, ("d", "w")]})
    assert communities(graph) == communities(graph) == [[0, 1, 2, 3], [4, 5, 6, 7]]


def test_a_group_is_about_what_its_papers_speak_of_more_than_others():
    some = selection()
    assert about(some, spoken(some), [[2, 3]])[0] == "machine translation"
    assert about(some, spoken(some), [[0]]) == []


@pytest.mark.parametrize(
    ("count", "name", "found"),
    [(1, "paper", "1 paper"), (2, "paper", "2 papers"), (0, "category", "0 categories")],
)
def test_counts_agree_with_their_words(count, name, found):
    assert plural(count, name) == found


def test_a_schema_counts_what_is_in_the_graph(store):
    data = schema(store).data
    counts = {node["type"]: node["count"] for node in data["nodes"]}
    assert (counts["fabio:Preprint"], counts["foaf:Person"], counts["kg:Source"]) == (33, 163, 3)
    named = {i: node["type"] for i, node in enumerate(data["nodes"])}
    links_ = {(named[s], p, named.get(o)): n for s, p, o, n in data["links"]}
    assert links_["fabio:Preprint", "dcterms:title", None] == 33
    assert links_["kg:Source", "dcterms:references", "fabio:Preprint"] == 33
    for sheet in data["sheets"].values():
        assert all(0 <= x <= sheet["size"][0] and 0 <= y <= sheet["size"][1] for x, y in sheet["all"])


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_is_drawn_of_a_graph_in_the_same_bytes(store, kind):
    page = draw(store, kind)
    assert page.text == draw(store, kind).text
    assert page.text.startswith("<!doctype html>")
    assert " of " in page.says


def test_a_selection_without_papers_is_refused(store):
    with pytest.raises(QueryError, match="no such papers"):
        draw(store, "timeline", since="2031")
    with pytest.raises(QueryError, match="there is no picture 'pie'"):
        draw(store, "pie")
    with pytest.raises(QueryError, match="of the whole graph"):
        draw(store, "schema", since="2025")


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("top", [-1, 0, 501])
def test_a_picture_of_no_thing_or_of_too_many_is_refused(store, kind, top):
    with pytest.raises(QueryError, match=f"1 to 500 things, not {top}"):
        draw(store, kind, top=top)


def test_a_network_of_more_relations_than_a_page_holds_is_refused(store, monkeypatch):
    monkeypatch.setattr("kg.view.drawing.MAX_EDGES", 9)
    with pytest.raises(QueryError, match=r"nobody reads more than 9; ask for fewer things"):
        draw(store, "network")


def test_more_things_than_a_page_holds_are_not_dropped_from_the_wrong_end(store, monkeypatch):
    monkeypatch.setattr(import_module("kg.view.neighbourhood"), "MAX_HELD", 20)
    picture = neighbourhood(store, find_one(store, "transformer"), 30)
    assert [node.spare for node in picture.nodes] == [False] * 30


def test_a_page_says_no_more_things_than_there_are():
    assert "the 7 things of most papers of 7 things named" in timeline(selection()).shown
    assert "the 3 things of most papers of 7 things named" in timeline(selection(), top=3).shown
    assert "in each table at most 24 rows and columns, those" in matrix(selection()).shown


def test_the_command_names_every_kind_of_picture():
    assert NAMED == KINDS


def test_samples_name_every_entity():
    assert {e for p in selection().papers for e in p.uses} == set(range(len(ENTITIES))) - {6}
