"""Files of other people as they come: other encodings, contexts on the web, strange graph names, nothing at all."""

from __future__ import annotations

import gzip
import io
import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from kg.checking import check_file, check_graph
from kg.checking.files import read
from kg.checking.shapes import SHAPES
from kg.cli.check import check
from kg.errors import KgError
from kg.export import export
from kg.resources import CONTEXT
from kg.store import Store
from tests.checking.samples import names

ONE = '@prefix : <http://x.org/> . :a :b "café" .'
PAPER = "<http://x.org/p> a <http://purl.org/spar/fabio/Preprint> ."


@pytest.mark.parametrize(
    "form", ["turtle", "ntriples", "nquads", "trig", "rdfxml", "jsonld", "ndjsonld", "void"]
)
def test_every_export_conforms_as_a_file(form: str, full_graph: Path, tmp_path: Path) -> None:
    file = tmp_path / f"graph.{SUFFIXES.get(form, form)}"
    export(Store(full_graph), file, form)
    assert check_file(file).findings == ()


SUFFIXES = {"turtle": "ttl", "ntriples": "nt", "nquads": "nq", "rdfxml": "rdf", "void": "ttl"}


def test_a_file_may_be_packed(tmp_path: Path) -> None:
    file = tmp_path / "x.ttl.gz"
    file.write_bytes(gzip.compress(ONE.encode()))
    assert len(read(file).store) == 1


def test_a_byte_order_mark_is_found_wanting_and_the_file_read_all_the_same(tmp_path: Path) -> None:
    file = tmp_path / "x.ttl"
    file.write_text(ONE, encoding="utf-8-sig")
    (finding,) = check_file(file).findings
    assert finding.source == f"{SHAPES}Syntax"
    assert "byte order mark" in finding.value


@pytest.mark.parametrize("encoding", ["utf-16", "latin-1"])
def test_another_encoding_is_named_as_the_fault(encoding: str, tmp_path: Path) -> None:
    file = tmp_path / "x.ttl"
    file.write_text(ONE, encoding=encoding)
    with pytest.raises(KgError, match=r"not written in UTF-8.*save it as UTF-8"):
        check_file(file)


@pytest.mark.parametrize(("name", "text"), [("x.ttl", ""), ("x.ttl", "# a comment\n"), ("x.jsonld", "{}")])
def test_a_file_without_a_statement_does_not_pass_for_a_good_one(
    name: str, text: str, tmp_path: Path
) -> None:
    file = tmp_path / name
    file.write_text(text, encoding="utf-8")
    with pytest.raises(KgError, match="holds no statement"):
        check_file(file)


def test_a_context_on_the_web_is_not_fetched_but_named(tmp_path: Path) -> None:
    file = tmp_path / "x.jsonld"
    file.write_text('{"@context": "https://schema.org/", "@id": "x:a", "name": "b"}', encoding="utf-8")
    with pytest.raises(KgError, match=r"names the context https://schema\.org/, which kg does not fetch"):
        check_file(file)


def test_the_context_of_kg_is_known(tmp_path: Path) -> None:
    file = tmp_path / "x.jsonld"
    person = {"@context": CONTEXT, "id": "http://x.org/a", "type": "Person"}
    file.write_text(json.dumps(person), encoding="utf-8")
    assert names(check_file(file).findings) == {"Person-name", "Person-paper"}
    lines = tmp_path / "x.ndjsonld"
    other = {
        "@context": {"foaf": "http://xmlns.com/foaf/0.1/"},
        "@id": "http://x.org/b",
        "@type": "foaf:Person",
    }
    lines.write_text(f"{json.dumps(person)}\n\n{json.dumps(other)}\n", encoding="utf-8")
    assert len({finding.focus for finding in check_file(lines).findings}) == 2


def test_graphs_whose_names_are_no_iris_are_checked_with_the_rest(tmp_path: Path) -> None:
    for number, name in enumerate(("_:g", "<http://x.org/a b>")):
        file = tmp_path / f"{number}.trig"
        file.write_text(f"{name} {{ {PAPER} }}", encoding="utf-8")
        assert {"Paper", "Paper-title"} <= names(check_file(file).findings)


def test_a_description_of_other_shape_is_left_to_the_shapes(tmp_path: Path) -> None:
    file = tmp_path / "x.ttl"
    file.write_text(
        f"""@prefix void: <http://rdfs.org/ns/void#> . @base <https://w3id.org/digestgraph/> . {PAPER}
        <graph> a void:Dataset ; void:uriSpace "https://w3id.org/digestgraph/" ; void:triples "many" ;
            void:classPartition "x" ; void:propertyPartition [ void:property 7 ; void:triples "7" ] .""",
        encoding="utf-8",
    )
    assert {"Description-triples", "ClassPartition", "Count"} & names(check_file(file).findings)


def test_a_graph_folder_may_stand_in_place_of_a_file(full_graph: Path) -> None:
    result = CliRunner().invoke(check, [str(full_graph)])
    assert result.exit_code == 0
    assert "conforms" in result.stdout


def test_the_report_says_how_many_shapes_had_something_to_check(full_graph: Path) -> None:
    report = check_graph(full_graph)
    assert set(report.shapes.values()) & {0} == set()
    assert f"by {len(report.shapes)} of {len(report.shapes)} shapes" in report.text()
    papers = Store(full_graph).manifest.counts["papers"]
    assert json.loads(report.json())["shapes"]["Paper"] == papers


def test_a_file_cut_off_is_an_error_with_its_line(full_graph: Path, tmp_path: Path) -> None:
    out = io.BytesIO()
    export(Store(full_graph), out, "turtle")
    file = tmp_path / "x.ttl"
    file.write_bytes(out.getvalue()[:5000])
    with pytest.raises(KgError, match=r"is not Turtle: Parser error at line \d+"):
        check_file(file)


def test_one_of_a_sort_is_told_in_the_singular(tmp_path: Path) -> None:
    file = tmp_path / "x.nt"
    file.write_text(
        PAPER.replace(" a ", " <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> "), encoding="utf-8"
    )
    assert "(1 statement, 1 thing checked by " in check_file(file).text()
