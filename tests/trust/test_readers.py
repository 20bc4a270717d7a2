"""Everything that is read from outside, damaged with an idea of its structure: papers, notes, or one KgError, soon."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kg import vocabulary
from kg.analysis.following import read_wishes
from kg.building import build
from kg.corrections import reading as corrections
from kg.errors import KgError, NotFoundError
from kg.lookup import find_one
from kg.query import NamedQuery, find_query, run, shipped
from kg.store import Store
from tests.conftest import ROOT
from tests.sources import xml_samples
from tests.sources.samples import ALL
from tests.sources.test_any_bytes import METADATA, survives
from tests.trust.test_crashing import digest

quick = settings(
    max_examples=int(os.environ.get("KG_EXAMPLES", "40")),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
"""KG_EXAMPLES says how many for each."""

JUNK = st.sampled_from(
    [
        *("", "\x00", "\ufeff", "\ud800", "\u202e", "\n", "\r", "\t", "羊", "e\u0301", "a" * 300),
        *(
            "\\",
            '"',
            "'''",
            '"""',
            "[[",
            "]]",
            "{",
            "}",
            "[1,",
            "(",
            ")",
            "[" * 300,
            "{" * 300,
            "#",
            "=",
            ",",
        ),
        *("<", ">", "&", "&#0;", "]]>", "<![CDATA[", "<!--", "<?", "<a>" * 300, "null", "1e999", "-1", "%"),
        *("@", "@prefix", ".", ";", "_:b", "<http://a b>", "<>", "^^", "1979-05-27", "a.b.c"),
    ]
)


@st.composite
def damaged(draw: st.DrawFn, text: str) -> bytes:
    """The text with some of its words taken away, doubled, swapped, or with junk beside them; in some encoding."""
    words = [word for line in text.splitlines(keepends=True) for word in line.split(" ")] or [""]
    for _ in range(draw(st.integers(0, 5))):
        at, other = (draw(st.integers(0, len(words) - 1)) for _ in range(2))
        change = draw(st.sampled_from(["drop", "double", "swap", "junk", "cut"]))
        if change == "drop" and len(words) > 1:
            del words[at]
        elif change == "double":
            words[at:at] = words[min(at, other) : max(at, other)][:200]
        elif change == "swap":
            words[at], words[other] = words[other], words[at]
        elif change == "junk":
            middle = draw(st.integers(0, len(words[at])))
            words[at] = words[at][:middle] + draw(JUNK) + words[at][middle:]
        elif draw(st.integers(0, 4)) == 0:
            words = words[: at + 1]
    encoding = draw(
        st.sampled_from(["utf-8"] * 6 + ["utf-8-sig", "utf-16", "utf-16-be", "gb18030", "latin-1"])
    )
    return " ".join(words).encode(encoding, "surrogatepass" if encoding.startswith("utf") else "replace")


XML = {
    name: text for name, text in vars(xml_samples).items() if isinstance(text, str) and text.startswith("<")
}
DOCUMENTS = {f"digest {number}": text for number, text in enumerate(ALL)} | METADATA | XML


@pytest.mark.parametrize("name", DOCUMENTS)
@quick
@given(data=st.data())
def test_a_document_with_damage_to_its_structure_is_survived(
    tmp_path: Path, name: str, data: st.DataObject
) -> None:
    begin = time.perf_counter()
    survives(tmp_path, data.draw(damaged(DOCUMENTS[name])))
    assert time.perf_counter() - begin < 10


OWN = """@prefix kg: <https://w3id.org/digestgraph/ontology#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@base <https://example.org/> .
<m/one> a kg:Method , skos:Concept ; skos:prefLabel "Tea net"@en , "茶网"@zh ; skos:altLabel "network of tea" ;
    kg:abbreviation "TN" ; skos:broader <m/two> ; kg:matching "label" .
<m/two> a kg:Method ; skos:prefLabel "pot net"@en ; skos:narrower <m/three> ; skos:scopeNote "Of pots."@en .
<d/one> a kg:Dataset ; skos:prefLabel "TeaBank"@en ; skos:exactMatch <https://www.wikidata.org/entity/Q1> .
[] skos:prefLabel "nobody" .
"""
CORRECTIONS = """[[not-an-entity]]
name = "framework"
type = "Method"
paper = "2512.00001"
[[same-as]]
names = ["FNO net", "Fourier neural operator"]
label = "FNO"
[[different-from]]
names = ["MAE", "masked autoencoder"]
[[role]]
paper = "2512.02315"
name = "PRIMO"
role = "introduces"
[[different-people]]
name = "Wei Wang"
papers = [["2501.00001"], ["2502.00002"]]
"""
FOLLOWED = """authors = ["Ada Byron", "Wei Zhang/2512.00003"]
methods = ["flow matching"] # and
categories = ["cs.LG"]
papers = ["2512.02315"]
"""
QUERY = (ROOT / "queries" / "papers-with-method.rq").read_text(encoding="utf-8")
READERS: dict[str, tuple[str, str, Callable[[Path], object]]] = {
    "vocabulary": ("v.ttl", OWN, lambda path: vocabulary.load((str(path),))),
    "corrections": ("c.toml", CORRECTIONS, lambda path: corrections.load([str(path)])),
    "follow file, TOML": ("f.toml", FOLLOWED, read_wishes),
    "follow file, text": ("f.txt", "author: Ada Byron\nflow matching # and\n# not\n", read_wishes),
    "query": ("q.rq", QUERY, lambda path: find_query(str(path))),
}


@pytest.mark.parametrize("name", READERS)
@quick
@given(data=st.data())
def test_a_file_of_the_users_own_with_damage_is_read_or_refused_in_one_line(
    tmp_path: Path, name: str, data: st.DataObject
) -> None:
    file, text, load = READERS[name]
    path = tmp_path / file
    path.write_bytes(data.draw(damaged(text)))
    read_or_refused(load, path)


def read_or_refused(load: Callable[[Path], object], path: Path) -> None:
    begin = time.perf_counter()
    refusal = str(path)
    try:
        load(path)
    except KgError as error:
        refusal = str(error)
    assert refusal.startswith(str(path))
    assert len(refusal.splitlines()) == 1
    assert time.perf_counter() - begin < 10


NO_SUCH = [b"\xff\xfe\x00", b"\x00" * 100, b"[" * 100_000, b"a" * 100_000, b"a = " + b"[" * 50_000]
NO_SUCH += [
    b"a." * 2_000 + b"a = 1",
    b"# a\n# \xff\n# @param a string\n",
    b"a = {" * 20_000,
    b"( " * 50_000,
    b"<a> <b> ( " * 20_000,
]


@pytest.mark.parametrize("name", READERS)
@pytest.mark.parametrize("content", NO_SUCH, ids=range(len(NO_SUCH)))
def test_a_file_of_the_users_own_that_is_no_such_thing_is_refused_soon(
    tmp_path: Path, name: str, content: bytes
) -> None:
    file, _, load = READERS[name]
    (tmp_path / file).write_bytes(content)
    read_or_refused(load, tmp_path / file)


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    folder = tmp_path_factory.mktemp("graph")
    build([digest(folder / "in" / "2025-12-01.jsonl", 1, 2)], folder / "g", fast=True, workers=1)
    return Store(folder / "g")


VALUES = (
    st.text(max_size=20)
    | JUNK
    | st.sampled_from(
        [
            'x" } DROP ALL #',
            "x> ?p ?o } ; INSERT DATA { <a> <b> <c> } #",
            "?paper",
            "2025-13-45",
            "9" * 50,
            "{}",
            "FooNet1",
        ]
    )
)


@pytest.mark.parametrize("name", sorted(shipped()))
@settings(quick, max_examples=8)
@given(data=st.data())
def test_no_value_of_a_parameter_changes_what_is_asked(store: Store, name: str, data: st.DataObject) -> None:
    query = shipped()[name]
    given = {parameter.name: data.draw(VALUES) for parameter in query.parameters}
    before = len(list(store.quads()))
    refusal, columns = "", []
    try:
        columns = columns_of(run(store, query, given, 5))
    except KgError as error:
        refusal = str(error)
    assert "does not parse" not in refusal
    assert refusal or columns == names_of_columns(store, query)
    assert len(list(store.quads())) == before


@pytest.mark.parametrize(
    "name", ["\udcff", "\x00", "\ud800/2512.00001", "...", "\u202e", " ", "/", ":", "://", "kg:"]
)
def test_what_is_no_name_is_not_found(store: Store, name: str) -> None:
    with pytest.raises(NotFoundError):
        find_one(store, name)


def columns_of(answer: object) -> list[str]:
    """Names of variables; those of a triple for a graph."""
    variables = getattr(answer, "variables", None)
    return ["triple"] if variables is None else [variable.value for variable in variables]


def names_of_columns(store: Store, query: NamedQuery) -> list[str]:
    given = {parameter.name: parameter.default or "FooNet1" for parameter in query.parameters}
    kinds = {parameter.name: parameter.type for parameter in query.parameters}
    for name, kind in kinds.items():
        if kind not in ("string", "integer", "date"):
            given[name] = {"paper": "2512.00001"}.get(kind, "FooNet1")
    return columns_of(run(store, query, given, 1))
