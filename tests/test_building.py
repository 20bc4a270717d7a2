"""Building: what comes in, what stays, what goes, and that the same input gives the same bytes."""

from __future__ import annotations

import itertools
import json
import shutil
from pathlib import Path

import pyoxigraph as ox
import pytest
from filelock import FileLock

from kg.building import build
from kg.errors import GraphError, SourceError
from kg.export import export
from kg.store import Store
from tests.conftest import EXAMPLES

ENTRY = """### [1] [{title}](https://arxiv.org/abs/{id})
*Ann Author, Bob Bauer*

Main category: cs.LG

TL;DR: 一句话。

<details>
  <summary>Details</summary>
Abstract: {abstract}

</details>

"""


def digest(path: Path, *papers: tuple[str, str, str]) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    text = "".join(ENTRY.format(id=i, title=t, abstract=a) for i, t, a in papers)
    path.write_text(f"# cs.LG [[Back]](#toc)\n\n{text}", encoding="utf-8")
    return path


def nquads(folder: Path) -> list[str]:
    return list(Store(folder).quads())


ONE = (
    "2512.00001",
    "A Study of Neural Operators",
    "We introduce FooNet, a neural operator for weather forecasting.",
)
TWO = ("2512.00002", "Flow Matching at Scale", "We use flow matching on QM9.")


def test_building_twice_gives_the_same_bytes_and_reads_nothing_twice(tmp_path: Path) -> None:
    first = build([EXAMPLES], tmp_path / "a", workers=1)
    again = build([EXAMPLES], tmp_path / "a", workers=1)
    other = build([EXAMPLES], tmp_path / "b", workers=1)
    assert (first.made, again.made, other.made) == (3, 0, 3)
    for name in ("turtle", "jsonld", "nquads"):
        files = [tmp_path / f"{folder}.{name}" for folder in "ab"]
        for folder, file in zip("ab", files, strict=True):
            export(Store(tmp_path / folder), file, name)
        assert files[0].read_bytes() == files[1].read_bytes()


def test_workers_do_not_change_the_graph(tmp_path: Path, example_graph: Path) -> None:
    build([EXAMPLES], tmp_path / "two", workers=2)
    assert nquads(tmp_path / "two") == nquads(example_graph)


def test_the_order_of_documents_does_not_change_the_graph(tmp_path: Path) -> None:
    a = digest(tmp_path / "in" / "2025-12-01.md", ONE)
    b = digest(tmp_path / "in" / "2025-12-02.md", TWO)
    for name, order in (("ab", [a, b]), ("ba", [b, a])):
        for source in order:
            build([source], tmp_path / name)
    assert nquads(tmp_path / "ab") == nquads(tmp_path / "ba")


def test_a_changed_digest_replaces_its_graph(tmp_path: Path) -> None:
    source = digest(tmp_path / "in" / "2025-12-01.md", ONE)
    digest(tmp_path / "in" / "2025-12-02.md", TWO)
    build([tmp_path / "in"], tmp_path / "g")
    digest(source, ("2512.00009", "Another Paper", "We use diffusion models."))
    report = build([tmp_path / "in"], tmp_path / "g")
    assert report.made == 1
    text = "\n".join(nquads(tmp_path / "g"))
    assert "FooNet" not in text
    assert "2512.00009" in text
    build([tmp_path / "in"], tmp_path / "fresh")
    assert nquads(tmp_path / "g") == nquads(tmp_path / "fresh")


def test_a_document_that_vanished_from_its_folder_goes(tmp_path: Path) -> None:
    digest(tmp_path / "in" / "2025-12-01.md", ONE)
    gone = digest(tmp_path / "in" / "2025-12-02.md", TWO)
    build([tmp_path / "in"], tmp_path / "g")
    gone.unlink()
    report = build([tmp_path / "in"], tmp_path / "g")
    assert report.removed == ("2025-12-02.md",)
    assert "2512.00002" not in "\n".join(nquads(tmp_path / "g"))


def test_an_emptied_folder_is_told_and_what_came_from_it_goes(tmp_path: Path) -> None:
    digest(tmp_path / "b" / "2025-12-01.md", ONE)
    gone = digest(tmp_path / "c" / "2025-12-02.md", TWO)
    build([tmp_path / "b", tmp_path / "c"], tmp_path / "g", fast=True)
    shutil.copytree(tmp_path / "g", tmp_path / "alone")
    gone.unlink()
    for sources, graph in ((["b", "c"], "g"), (["c"], "alone")):
        report = build([tmp_path / source for source in sources], tmp_path / graph, fast=True)
        assert (report.empty, report.removed) == ((tmp_path / "c",), ("2025-12-02.md",))
    again = build([tmp_path / "b", tmp_path / "c"], tmp_path / "g", fast=True)
    assert (again.empty, again.removed, again.made) == ((tmp_path / "c",), (), 0)
    build([tmp_path / "b"], tmp_path / "fresh", fast=True)
    assert nquads(tmp_path / "g") == nquads(tmp_path / "alone") == nquads(tmp_path / "fresh")


def test_an_empty_folder_is_refused_where_the_graph_knows_nothing_of_it_or_nothing_would_be_left(
    tmp_path: Path,
) -> None:
    one = digest(tmp_path / "b" / "2025-12-01.md", ONE)
    (tmp_path / "c").mkdir()
    with pytest.raises(SourceError, match="no digest is in this folder"):
        build([tmp_path / "c"], tmp_path / "g", fast=True)
    assert not (tmp_path / "g").exists()
    build([tmp_path / "b"], tmp_path / "g", fast=True)
    with pytest.raises(SourceError, match="no digest is in this folder"):
        build([tmp_path / "c"], tmp_path / "g", fast=True)
    one.unlink()
    before = nquads(tmp_path / "g")
    with pytest.raises(GraphError, match="delete the folder instead"):
        build([tmp_path / "b"], tmp_path / "g", fast=True)
    assert nquads(tmp_path / "g") == before


def test_documents_of_other_builds_stay(tmp_path: Path) -> None:
    build([digest(tmp_path / "x" / "2025-12-01.md", ONE)], tmp_path / "g")
    build([digest(tmp_path / "y" / "2025-12-02.md", TWO)], tmp_path / "g")
    assert Store(tmp_path / "g").manifest.counts["papers"] == 2


def test_the_same_paper_in_two_documents_is_one_node_in_two_named_graphs(tmp_path: Path) -> None:
    digest(tmp_path / "in" / "2025-12-01.md", ONE)
    digest(tmp_path / "in" / "2025-12-02.md", ONE, TWO)
    report = build([tmp_path / "in"], tmp_path / "g")
    assert report.counts["papers"] == 2
    rows = Store(tmp_path / "g").rows(
        "SELECT ?g WHERE { GRAPH ?g { <https://doi.org/10.48550/arXiv.2512.00001> a fabio:Preprint } } ORDER BY ?g"
    )
    assert [row[0].rpartition("/")[2] for row in rows] == ["2025-12-01.md", "2025-12-02.md"]


def test_what_two_documents_say_is_found_once(tmp_path: Path) -> None:
    digest(tmp_path / "in" / "2025-12-01.md", ONE)
    digest(tmp_path / "in" / "2025-12-02.md", ONE)
    build([tmp_path / "in"], tmp_path / "g")
    assert (
        len(list(Store(tmp_path / "g").rows("SELECT ?t WHERE { ?p a fabio:Preprint ; dcterms:title ?t }")))
        == 1
    )


def test_one_bad_document_does_not_stop_the_others(tmp_path: Path) -> None:
    good = digest(tmp_path / "2025-12-01.md", ONE)
    bad = tmp_path / "drawing.xml"
    bad.write_text('<?xml version="1.0"?><svg></svg>', encoding="utf-8")
    report = build([good, bad], tmp_path / "g")
    assert report.counts["papers"] == 1
    assert len(report.failed) == 1
    assert "drawing.xml" in str(report.failed[0])


def test_a_build_of_nothing_readable_leaves_no_graph(tmp_path: Path) -> None:
    bad = tmp_path / "drawing.xml"
    bad.write_text('<?xml version="1.0"?><svg></svg>', encoding="utf-8")
    with pytest.raises(SourceError):
        build([bad], tmp_path / "g")
    with pytest.raises(GraphError, match="there is no graph"):
        Store(tmp_path / "g")


def test_a_folder_with_other_peoples_files_is_not_written_into(tmp_path: Path) -> None:
    source = digest(tmp_path / "in" / "2025-12-01.md", ONE)
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "thesis.tex").write_text("x", encoding="utf-8")
    with pytest.raises(GraphError, match="other files"):
        build([source], tmp_path / "mine")
    assert [p.name for p in (tmp_path / "mine").iterdir()] == ["thesis.tex"]


def test_two_builds_at_once_are_refused_with_a_reason(tmp_path: Path) -> None:
    source = digest(tmp_path / "in" / "2025-12-01.md", ONE)
    build([source], tmp_path / "g")
    with FileLock(tmp_path / "g" / ".lock"), pytest.raises(GraphError, match="another build"):
        build([source], tmp_path / "g")


def test_a_damaged_part_is_named_and_rebuild_mends_it(tmp_path: Path) -> None:
    one = digest(tmp_path / "in" / "2025-12-01.md", ONE)
    build([one], tmp_path / "g")
    part = next((tmp_path / "g" / "parts").glob("*.gz"))
    part.write_bytes(part.read_bytes()[:-20])
    two = digest(tmp_path / "in" / "2025-12-02.md", TWO)
    with pytest.raises(GraphError, match="damaged"):
        build([two], tmp_path / "g")
    build([one, two], tmp_path / "g", rebuild=True)
    build([tmp_path / "in"], tmp_path / "fresh")
    assert nquads(tmp_path / "g") == nquads(tmp_path / "fresh")


@pytest.mark.parametrize("damage", ["store", "quads"])
def test_rebuild_mends_a_damaged_store(tmp_path: Path, damage: str) -> None:
    source = digest(tmp_path / "in" / "2025-12-01.md", ONE)
    build([source], tmp_path / "g")
    before = nquads(tmp_path / "g")
    version = next((tmp_path / "g").glob("graph-*"))
    if damage == "store":
        shutil.rmtree(version / "store")
    else:
        (version / "quads.nq.gz").write_bytes(b"")
    build([source], tmp_path / "g", rebuild=True)
    assert nquads(tmp_path / "g") == before


def test_a_document_does_not_silently_replace_one_of_its_name_from_another_folder(tmp_path: Path) -> None:
    build([digest(tmp_path / "x" / "2025-12-01.md", ONE)], tmp_path / "g")
    with pytest.raises(GraphError, match="is in the graph already"):
        build([digest(tmp_path / "y" / "2025-12-01.md", TWO)], tmp_path / "g")
    assert "FooNet" in "\n".join(nquads(tmp_path / "g"))


def test_a_file_given_through_another_folder_is_the_same_document(tmp_path: Path) -> None:
    digest(tmp_path / "in" / "sub" / "2025-12-01.md", ONE)
    build([tmp_path / "in" / "sub"], tmp_path / "g")
    report = build([tmp_path / "in"], tmp_path / "g")
    assert [part.document.name for part in report.parts] == ["sub/2025-12-01.md"]


def test_a_graph_below_the_folder_of_digests_is_no_source(tmp_path: Path) -> None:
    digest(tmp_path / "2025-12-01.md", ONE)
    names = [[p.document.name for p in build([tmp_path], tmp_path / "graph").parts] for _ in range(3)]
    assert names == [["2025-12-01.md"]] * 3


def test_a_graph_keeps_the_base_it_was_begun_with(tmp_path: Path) -> None:
    source = digest(tmp_path / "in" / "2025-12-01.md", ONE)
    build([source], tmp_path / "g", base="https://example.org/kg")
    digest(source, TWO)
    build([source], tmp_path / "g")
    assert Store(tmp_path / "g").manifest.base == "https://example.org/kg/"
    with pytest.raises(GraphError, match="new folder"):
        build([source], tmp_path / "g", base="https://other.example/")


@pytest.mark.parametrize(
    "link", ["https://e.org/?q=%zz", "http://e.org:abc/a", "https://e.org/a[b]", "https://e.org/#a#b"]
)
def test_an_odd_link_is_left_out_counted_and_stops_nothing(tmp_path: Path, link: str) -> None:
    rows = [{"title": "T", "summary": "We use flow matching.", "abs": link}]
    path = tmp_path / "d.jsonl"
    path.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    report = build([path], tmp_path / "g")
    assert report.counts["papers"] == 1
    assert [skipped.reason for part in report.parts for skipped in part.skipped] == [
        "link that is no web address left out"
    ]


def test_of_an_abstract_in_chinese_no_entities_are_sought(tmp_path: Path) -> None:
    abstract = "我们使用 flow matching 和 LoRA 进行蛋白质设计，并在 QM9 数据集上验证了方法的有效性和准确性。"
    build(
        [digest(tmp_path / "in" / "d.md", ("2512.00007", "Diffusion models for proteins", abstract))],
        tmp_path / "g",
    )
    rows = Store(tmp_path / "g").rows("SELECT ?l WHERE { ?p kg:uses ?m . ?m skos:prefLabel ?l }")
    assert [row[0] for row in rows] == ["diffusion model"]


def test_a_reader_keeps_its_graph_while_a_build_replaces_it(tmp_path: Path) -> None:
    source = digest(tmp_path / "in" / "2025-12-01.md", ONE)
    build([source], tmp_path / "g")
    reader = Store(tmp_path / "g")
    digest(source, TWO)
    build([source], tmp_path / "g")
    assert reader.query("ASK { <https://doi.org/10.48550/arXiv.2512.00001> a fabio:Preprint }")
    assert Store(tmp_path / "g").query("ASK { <https://doi.org/10.48550/arXiv.2512.00002> a fabio:Preprint }")


def test_a_base_of_ones_own_is_used_for_everything_minted(tmp_path: Path) -> None:
    build([digest(tmp_path / "in" / "2025-12-01.md", ONE)], tmp_path / "g", base="https://example.org/kg/")
    minted = {line.split()[0] for line in nquads(tmp_path / "g")}
    assert not any(iri.startswith("<https://w3id.org/digestgraph/") for iri in minted)


def test_a_users_vocabulary_is_found_linked_and_matched(tmp_path: Path) -> None:
    terms = tmp_path / "mine.ttl"
    terms.write_text(
        """@prefix kg: <https://w3id.org/digestgraph/ontology#> .
        @prefix skos: <http://www.w3.org/2004/02/skos/core#> .
        <https://lab.example/m/1> a kg:Method ; skos:prefLabel "gargle blasting"@en .""",
        encoding="utf-8",
    )
    source = digest(tmp_path / "in" / "d.md", ("2512.00003", "On Blasting", "We study gargle blasting."))
    build([source], tmp_path / "g", vocabularies=[str(terms)])
    store = Store(tmp_path / "g")
    assert store.query(
        "ASK { ?p kg:uses ?m . ?m skos:prefLabel 'gargle blasting'@en ; skos:exactMatch <https://lab.example/m/1> }"
    )


def test_hostile_text_comes_back_equal_from_the_store(tmp_path: Path) -> None:
    title = r'A "quoted" \alpha $\frac{a}{b}$ <b>中文</b> {curly} `tick`'
    source = digest(
        tmp_path / "in" / "d.md", ("2512.00004", title, r"Backslash \\ and 'quotes' — 你好 \n not a newline.")
    )
    build([source], tmp_path / "g")
    found = next(
        Store(tmp_path / "g").rows("SELECT ?t ?a WHERE { ?p dcterms:title ?t ; dcterms:abstract ?a }")
    )
    assert found == (title, r"Backslash \\ and 'quotes' — 你好 \n not a newline.")


def test_the_store_holds_exactly_the_sorted_statements(example_graph: Path) -> None:
    store = Store(example_graph)
    lines = list(store.quads())
    order = [line[line.rindex(" <") :] for line in lines]
    assert [graph for graph, _ in itertools.groupby(order)] == list(dict.fromkeys(order))
    for _, group in itertools.groupby(lines, key=lambda line: line[line.rindex(" <") :]):
        found = list(group)
        assert found == sorted(set(found))
    parsed = {str(q) for q in ox.parse("\n".join(lines), format=ox.RdfFormat.N_QUADS)}
    held = set(store._store.quads_for_pattern(None, None, None, None))
    default = {str(q.triple) for q in held if q.graph_name == ox.DefaultGraph()}
    assert parsed == {str(q) for q in held if q.graph_name != ox.DefaultGraph()}
    assert default == {str(q.triple) for q in ox.parse("\n".join(lines), format=ox.RdfFormat.N_QUADS)}


@pytest.mark.shared
def test_the_users_digests_build_whole(shared: Path, tmp_path: Path) -> None:
    report = build([shared / "digests"], tmp_path / "g", workers=2)
    assert report.counts["papers"] == 553
    assert report.failed == ()
    shutil.rmtree(tmp_path / "g" / "parts")  # the graph answers without them
    assert Store(tmp_path / "g").query("ASK { ?m a kg:Method ; skos:prefLabel 'flow matching'@en }")


@pytest.mark.shared
def test_every_statement_has_evidence_and_every_quote_is_its_slice(shared: Path, tmp_path: Path) -> None:
    build([shared / "digests"], tmp_path / "g", workers=2)
    store = Store(tmp_path / "g")
    texts = {
        p: f"{t}\n\n{a}"
        for p, t, a in store.rows("SELECT ?p ?t ?a WHERE { ?p dcterms:title ?t ; dcterms:abstract ?a }")
    }
    quotes = store.rows(
        """SELECT ?p ?s ?e ?b ?x ?a ?entity WHERE { ?m oa:hasBody ?entity ; oa:hasTarget ?t . ?t oa:hasSource ?p ;
             oa:hasSelector ?q , ?o . ?q oa:prefix ?b ; oa:exact ?x ; oa:suffix ?a . ?o oa:start ?s ; oa:end ?e }"""
    )
    proven = set()
    for paper, start, end, before, exact, after, entity in quotes:
        text, s, e = texts[paper], int(start), int(end)
        assert text[s:e] == exact
        assert text[s - len(before) : e + len(after)] == before + exact + after
        proven.add((paper, entity))
    stated = set(
        store.rows(
            """SELECT DISTINCT ?p ?e WHERE {
                 VALUES ?r { kg:introduces kg:uses kg:comparesWith kg:addresses kg:mentionsTask } ?p ?r ?e }"""
        )
    )
    assert stated == proven
    assert len(stated) > 2000


def test_what_is_no_digest_is_passed_over_told_and_not_counted(tmp_path: Path) -> None:
    source = tmp_path / "in"
    source.mkdir()
    digest(source / "2025-12-01.md", ONE)
    for name in ("notes.txt", "paper.md"):
        (source / name).write_bytes(b"%PDF-1.7\n\x00\xff tea")
    for made in (1, 0):
        report = build([source], tmp_path / "graph", workers=1)
        assert (report.made, len(report.parts)) == (made, 1)
        assert [header.document.name for header in report.passed_over] == ["notes.txt", "paper.md"]


def test_a_graph_of_another_form_is_put_together_anew_without_reading_anything(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = digest(tmp_path / "2025-12-01.md", ONE)
    build([source], tmp_path / "graph", workers=1)
    monkeypatch.setattr("kg.graph.description.RIGHTS", "Ask first.")
    assert build([source], tmp_path / "graph", workers=1).made == 0
    assert not any("Ask first." in line for line in nquads(tmp_path / "graph"))
    monkeypatch.setattr("kg.building.form", lambda: "another")
    assert build([source], tmp_path / "graph", workers=1).made == 0
    assert any("Ask first." in line for line in nquads(tmp_path / "graph"))


def test_what_is_less_sure_than_asked_for_is_not_in_the_graph(tmp_path: Path) -> None:
    def surest(folder: str) -> list[float]:
        query = "SELECT (MAX(?c) AS ?best) WHERE { ?m oa:hasBody ?e ; kg:confidence ?c } GROUP BY ?e"
        return [float(str(row[0])) for row in Store(tmp_path / folder).rows(query)]

    digest(tmp_path / "in" / "2025-12-01.md", ONE, TWO)
    build([tmp_path / "in"], tmp_path / "whole", workers=1)
    bound = sorted(surest("whole"))[-2]
    build([tmp_path / "in"], tmp_path / "sure", workers=1, min_confidence=bound)
    assert sorted(surest("sure")) == [c for c in sorted(surest("whole")) if c >= bound]
    assert len(surest("sure")) < len(surest("whole"))
    assert build([tmp_path / "in"], tmp_path / "sure", workers=1, min_confidence=0.99).made == 1
