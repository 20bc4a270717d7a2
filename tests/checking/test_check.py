"""`kg check` as people meet it: reports in three forms, exit statuses, files of others, errors."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pyoxigraph as ox
import pytest
from click.testing import CliRunner, Result

from kg.checking import check_file, check_graph, oracle
from kg.checking.data import of_file
from kg.checking.report import Finding, Report
from kg.checking.shapes import SH, SHAPES, shipped
from kg.cli.check import check
from kg.errors import GraphError, KgError
from kg.graph.namespaces import BASE
from tests.checking.samples import triples_of

BROKEN = """
@prefix fabio: <http://purl.org/spar/fabio/> . @prefix dcterms: <http://purl.org/dc/terms/> .
@prefix schema: <https://schema.org/> . @prefix : <https://example.org/> .
:p1 a fabio:Preprint , schema:ScholarlyArticle ; dcterms:title "One" ; fabio:hasArXivID "2512.00001" .
<https://doi.org/10.1234/2> a fabio:Preprint , schema:ScholarlyArticle ; fabio:hasArXivId "arXiv:2512.00002v1" .
<https://doi.org/10.1234/3> a fabio:Preprint , schema:ScholarlyArticle ; fabio:hasArXivId "2512.3\\u0007" .
[] a <http://xmlns.com/foaf/0.1/Person> ; <http://xmlns.com/foaf/0.1/name> "A" .
"""


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(check, [str(a) for a in arguments])


@pytest.fixture
def broken(tmp_path: Path) -> Path:
    file = tmp_path / "other.ttl"
    file.write_text(BROKEN, encoding="utf-8")
    return file


@pytest.mark.parametrize("engine", ["sparql", "pyshacl", "auto"])
def test_a_graph_of_kg_conforms(full_graph: Path, engine: str) -> None:
    if engine == "pyshacl" and not oracle.is_installed():
        pytest.skip("pyshacl is not installed")
    result = run("-g", full_graph, "--engine", engine)
    assert result.exit_code == 0
    assert result.stdout.startswith(f"{full_graph}: conforms (")
    assert len(result.stdout.splitlines()) == 1


def test_the_example_graph_conforms(example_graph: Path) -> None:
    assert run("-g", example_graph).exit_code == 0


def test_a_broken_file_ends_with_status_3_and_a_readable_report(broken: Path) -> None:
    result = run(broken, "--engine", "sparql")
    assert result.exit_code == 3
    lines = result.stdout.splitlines()
    assert lines[0].startswith(f"{broken}: does not conform: 7 violations of ")
    assert "2 x violation of Paper-arxiv on fabio:hasArXivId (Pattern)" in lines
    assert '    - https://doi.org/10.1234/2: "arXiv:2512.00002v1"' in lines
    assert "1 x warning of Paper-terms (Closed)" in lines
    assert any(line.endswith('fabio:hasArXivID: "2512.00001"') for line in lines)
    assert '    - https://doi.org/10.1234/3: "2512.3\\u0007"' in lines, (
        "control characters do not reach the terminal"
    )
    places = [i for i, line in enumerate(lines) if " x " in line]
    kinds = ["violation" in lines[i] for i in places]
    assert kinds == sorted(kinds, reverse=True)


def test_examples_are_as_many_as_asked_for_and_all_are_counted(broken: Path) -> None:
    result = run(broken, "--engine", "sparql", "--examples", "1")
    assert "2 x violation of Paper-arxiv" in result.stdout
    assert "    - and 1 more" in result.stdout
    none = run(broken, "--engine", "sparql", "--examples", "0").stdout
    assert "    - and 2 more" in none
    assert "    - https" not in none


def test_the_report_as_json(broken: Path) -> None:
    result = run(broken, "-f", "json", "--engine", "sparql")
    assert result.exit_code == 3
    report = json.loads(result.stdout)
    assert report["conforms"] is False
    assert report["violations"] == sum(r["count"] for r in report["rules"] if r["severity"] == "Violation")
    rule = next(r for r in report["rules"] if r["rule"] == "Paper-arxiv")
    assert rule["source"] == f"{SHAPES}Paper-arxiv"
    assert {"focus": "<https://doi.org/10.1234/3>", "value": '"2512.3\\u0007"'}.items() <= rule["findings"][
        1
    ].items()


def test_the_report_as_a_shacl_report(broken: Path) -> None:
    result = run(broken, "-f", "turtle", "--engine", "sparql")
    assert result.exit_code == 3
    triples = list(ox.parse(result.stdout, format=ox.RdfFormat.TURTLE))
    results = [t for t in triples if t.predicate.value == f"{SH}result"]
    assert len(results) == 8
    conforms = [t.object.value for t in triples if t.predicate.value == f"{SH}conforms"]
    assert conforms == ["false"]
    for name in ("focusNode", "resultSeverity", "sourceShape", "sourceConstraintComponent", "resultMessage"):
        assert len([t for t in triples if t.predicate.value == SH + name]) == 8, name


def test_the_report_of_a_sound_graph_as_a_shacl_report(full_graph: Path) -> None:
    result = run("-g", full_graph, "-f", "turtle")
    assert result.exit_code == 0
    triples = list(ox.parse(result.stdout, format=ox.RdfFormat.TURTLE))
    assert [t.object.value for t in triples if t.predicate.value == f"{SH}conforms"] == ["true"]


def test_warnings_alone_do_not_fail(tmp_path: Path) -> None:
    file = tmp_path / "x.nt"
    paper = "<https://doi.org/10.1234/5678>"
    file.write_text(
        f"{paper} a <http://purl.org/spar/fabio/Preprint> , <https://schema.org/ScholarlyArticle> ;"
        '<http://purl.org/dc/terms/title> "T" ; <https://example.org/mood> "good" .',
        encoding="utf-8",
    )
    file = file.rename(tmp_path / "x.ttl")
    result = run(file)
    assert result.exit_code == 0
    assert "1 warning" in result.stdout


@pytest.mark.parametrize("suffix", [".ttl", ".nt", ".nq", ".trig", ".rdf", ".ttl.gz"])
def test_exports_in_any_format_conform(full_graph: Path, tmp_path: Path, suffix: str) -> None:
    from kg.checking.data import of_graph

    form = ox.RdfFormat.from_extension(suffix.split(".")[1])
    data = ox.serialize(triples_of(of_graph(full_graph)), format=form)
    assert data is not None
    file = tmp_path / f"graph{suffix}"
    file.write_bytes(gzip.compress(data) if suffix.endswith(".gz") else data)
    result = run(file, "--engine", "sparql")
    assert (result.exit_code, result.stdout.count("\n")) == (0, 1)


def test_a_file_with_iris_that_are_none_is_read_and_found_wanting(tmp_path: Path) -> None:
    file = tmp_path / "void.ttl"
    file.write_text(
        r"<https://example.org/x> <http://rdfs.org/ns/void#vocabulary> <http://www.w3.org /2001/XMLSchema> .",
        encoding="utf-8",
    )
    for form in ("text", "json", "turtle"):
        result = run(file, "-f", form)
        assert result.exit_code == 3, form
        assert "http://www.w3.org /2001/XMLSchema" in result.stdout
    rules = {f.source.removeprefix(SHAPES) for f in check_file(file).findings}
    assert rules == {"Syntax", "Iri"}
    assert check_file(file).engine == "sparql"


def test_a_file_of_something_else_says_that_nothing_was_checked(tmp_path: Path) -> None:
    file = tmp_path / "x.ttl"
    file.write_text("<urn:a> <urn:b> <urn:c> .", encoding="utf-8")
    result = run(file)
    assert result.exit_code == 0
    assert "nothing to check" in result.stdout


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("x.ttl", b"not turtle", "is not Turtle"),
        ("x.csv", b"a,b", "names no RDF format"),
        ("x.ttl.gz", b"no gzip", "cannot be read"),
        ("x.nt", b"\xff\xfe", "is not N-Triples"),
        ("none.ttl", None, "cannot be read"),
    ],
)
def test_a_file_that_is_no_rdf_is_an_error(
    tmp_path: Path, name: str, content: bytes | None, says: str
) -> None:
    file = tmp_path / name
    if content is not None:
        file.write_bytes(content)
    result = run(file)
    assert isinstance(result.exception, KgError)
    assert says in str(result.exception)
    assert "\n" not in str(result.exception)


def test_a_folder_without_a_graph_is_an_error(tmp_path: Path) -> None:
    assert isinstance(run("-g", tmp_path).exception, GraphError)


def test_a_file_and_a_graph_together_are_wrong_usage(broken: Path, full_graph: Path) -> None:
    assert run(broken, "-g", full_graph).exit_code == 2


def test_the_help_has_examples() -> None:
    result = run("--help")
    assert result.exit_code == 0
    assert "Examples:" in result.output


def test_pyshacl_is_asked_for_and_not_there(full_graph: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(oracle, "is_installed", lambda: False)
    with pytest.raises(KgError, match="pip install pyshacl"):
        check_graph(full_graph, "pyshacl")
    assert check_graph(full_graph).engine == "sparql"


def test_pyshacl_refuses_large_graphs(full_graph: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(oracle, "is_installed", lambda: True)
    monkeypatch.setattr(oracle, "LIMIT", 10)
    with pytest.raises(KgError, match="--engine sparql"):
        check_graph(full_graph, "pyshacl")


@pytest.mark.skipif(not oracle.is_installed(), reason="pyshacl is not installed")
def test_where_pyshacl_fails_auto_goes_on_by_sparql(tmp_path: Path) -> None:
    file = tmp_path / "x.ttl"
    file.write_text(
        f"""@prefix kg: <{BASE}ontology#> . @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
        <https://example.org/method/x> a kg:Method ;
            kg:firstSeen "2025-02-30"^^xsd:date ; kg:lastSeen "2025-01-01"^^xsd:date .""",
        encoding="utf-8",
    )
    with pytest.raises(KgError, match="pyshacl cannot check"):
        check_file(file, "pyshacl")
    report = check_file(file)
    assert report.engine == "sparql"
    assert not report.conforms


def test_a_report_counts_what_it_does_not_hold() -> None:
    finding = Finding(
        severity="Violation", source=f"{SHAPES}X", component=f"{SH}Y", focus="<urn:a>", message="M."
    )
    rule = (finding.source, finding.component)
    report = Report(
        subject="s", engine="sparql", triples=1, nodes=1, findings=(finding,), counts={rule: 1234}
    )
    assert report.count("Violation") == 1234
    assert not report.conforms
    assert "1,234 violations of 1 rule " in report.text()
    assert "- and 1,233 more" in report.text()


def test_the_union_of_named_graphs_in_a_file_is_checked(tmp_path: Path) -> None:
    file = tmp_path / "x.nq"
    file.write_text(
        "<urn:a> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <http://xmlns.com/foaf/0.1/Person> <urn:g> .\n"
    )
    assert of_file(file).triples == 1
    assert {f.source.removeprefix(SHAPES) for f in check_file(file).findings} == {
        "Person-name",
        "Person-paper",
    }


def test_files_of_the_ontology_and_authors_without_a_list_have_nothing_wrong(tmp_path: Path) -> None:
    assert check_file(shipped().parent / "kg.ttl").findings == ()
    file = tmp_path / "x.ttl"
    file.write_text(
        """@prefix : <https://doi.org/10.1234/> . @prefix dcterms: <http://purl.org/dc/terms/> .
        :1 a <http://purl.org/spar/fabio/Preprint> , <https://schema.org/ScholarlyArticle> ;
            dcterms:title "T" ; dcterms:creator <https://orcid.org/1> .
        <https://orcid.org/1> a <http://xmlns.com/foaf/0.1/Person> ; <http://xmlns.com/foaf/0.1/name> "A" .""",
        encoding="utf-8",
    )
    assert check_file(file).findings == ()
