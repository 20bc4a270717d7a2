"""Statements by subject, as exports take them: nothing is lost where many are taken at once."""

from __future__ import annotations

from itertools import groupby
from pathlib import Path

import pytest

from kg.export.mentions import block, spelled
from kg.export.subjects import Said, by_subject
from kg.export.turtle import _Layout, _shortener
from kg.graph.namespaces import BASE, expand
from kg.quads import parted, without_graph
from kg.store import Store

ANNOTATION = f"<{expand('rdf:type')}> <{expand('oa:Annotation')}>"


def mention_lines(store: Store) -> list[str]:
    """The lines of one mention and its parts."""
    lines = [line for _, portion in store.portions() for line in portion.split("\n")]
    where = next(line for line in lines if line.endswith(ANNOTATION)).partition(">")[0]
    return sorted(line for line in lines if line.startswith((f"{where}>", f"{where}#")))


def spelled_out(found: list[Said]) -> list[Said]:
    """The same without whole mentions."""
    out: list[Said] = []
    for subject, predicates, objects in found:
        if predicates:
            out.append((subject, predicates, objects))
            continue
        rows = sorted(spelled(subject, objects))
        for part, group in groupby(rows, key=lambda row: row[0]):
            pairs = [(predicate, value) for _, predicate, value in group]
            out.append((part, " ".join(p for p, _ in pairs), [value for _, value in pairs]))
    return out


def same_either_way(portions: list[str]) -> list[Said]:
    """What is said of each subject; the same whether mentions are taken whole or not."""
    plain = list(by_subject(portions, BASE))
    assert spelled_out(list(by_subject(portions, BASE, whole_mentions=True))) == plain
    return plain


def test_every_mention_that_is_built_can_be_taken_whole(store: Store) -> None:
    text = "\n".join(portion for _, portion in store.portions()) + "\n"
    assert len(block(BASE).findall(text)) == text.count(f"{ANNOTATION}\n") > 100


def test_taking_mentions_whole_changes_nothing(store: Store, full_graph: Path) -> None:
    for each in (store, Store(full_graph)):
        found = same_either_way([portion for _, portion in each.portions()])
        lines = {without_graph(line) for line in each.quads()}
        assert sum(len(objects) for _, _, objects in found) == len(lines)


def test_a_mention_cut_by_the_end_of_a_portion_stays_one(store: Store) -> None:
    lines = mention_lines(store)
    whole = same_either_way(["\n".join(lines)])
    assert len(whole) == 4
    for cut in range(1, len(lines)):
        assert same_either_way(["\n".join(lines[:cut]), "\n".join(lines[cut:])]) == whole


@pytest.mark.parametrize("place", [0, 5, -1])
def test_what_two_graphs_say_of_a_mention_is_united(store: Store, place: int) -> None:
    one = mention_lines(store)
    other = sorted([*one[:place], f"{one[place]}x", *one[place:][1:]])
    found = same_either_way(["\n".join(one), "\n".join(other)])
    assert sum(len(objects) for _, _, objects in found) == len(one) + 1
    assert same_either_way(["\n".join(one), "\n".join(one)]) == same_either_way(["\n".join(one)])


@pytest.mark.parametrize("part", ["", "#position", "#another", "#target", "#z"])
def test_a_mention_that_says_more_than_usual_loses_nothing(store: Store, part: str) -> None:
    lines = mention_lines(store)
    where = next(line for line in lines if line.endswith(ANNOTATION))[1:].partition(">")[0]
    for predicate in ("http://a.org/", "http://z.org/"):
        more = sorted([*lines, f'<{where}{part}> <{predicate}> "more"'])
        found = same_either_way(["\n".join(more)])
        assert sum(len(objects) for _, _, objects in found) == len(more)


def test_a_percent_sign_in_a_predicate_or_a_term_stays_one() -> None:
    line = '<http://x.org/%41> <http://x.org/%s> "100%s"'
    (paragraph,) = _Layout(BASE, _shortener({"x": "http://x.org/"})).paragraphs([line])
    assert paragraph == '\nx:%41\n    <http://x.org/%s> "100%s" .\n'


def test_portions_give_every_line_with_its_graph(store: Store) -> None:
    lines = [f"{line} {graph} ." for graph, portion in store.portions() for line in portion.split("\n")]
    assert lines == list(store.quads())


def test_quads_are_parted_where_a_graph_ends() -> None:
    quads = '<s> <p> "a <g> ." <g> .\n<s> <p> <o> <g> .\n<s> <p> <o> <h> .\n<s> <p> "\u2028" <i> .\n'
    assert list(parted(quads.encode())) == [
        ("<g>", '<s> <p> "a <g> ."\n<s> <p> <o>'),
        ("<h>", "<s> <p> <o>"),
        ("<i>", '<s> <p> "\u2028"'),
    ]
