from __future__ import annotations

import logging
import re
from urllib.parse import unquote

import pyoxigraph as ox
import pytest
import rdflib
from hypothesis import example, given
from hypothesis import strategies as st

from kg.errors import KgError
from kg.graph.iris import Minter, checked_base, paper_id_of, paper_iri_of, segment
from kg.graph.namespaces import BASE, PREFIXES, compact, expand
from kg.model import Kind

TEXT = st.text(st.characters(exclude_categories=("Cs",)), min_size=1, max_size=60)
HOSTILE = [
    ".",
    "..",
    "...",
    "/",
    "//",
    "a/b",
    "a_b",
    "a b",
    "a  b",
    "a+b",
    "a%20b",
    "a%b",
    "%",
    "%2E",
    "~",
    'say "tea"',
    "tea's",
    "<tea>",
    "{tea}",
    "tea\\pot",
    "tea\npot",
    "tea?pot#lid",
    "tea:pot@home;x=1",
    "\x00",
    "\x7f",
    "\u00a0",
    "\u200b",
    "\u202etea",
    "שלום עולם",
    "قهوة",
    "茶壶",
    "😀",
    "👩‍👩‍👧",
    "e\u0301",
    "é",
    "\u0301",
    "\ue000",
    "\ufffe",
    "\uffff",
    "\U000fffff",
    "\U0001fffe",
    "\U000e0001",
    "ﬁ",
    "C++",
    "E(3)",
    "tea" * 700,
    "tea" * 700 + "!",
    "😀" * 2000,
    "." * 2000,
]


def is_valid(iri: str) -> bool:
    """Whether both engines take an IRI as it is."""
    assert ox.NamedNode(iri).value == iri
    quad = f"<{iri}> <{iri}> <{iri}> .\n"
    (triple,) = ox.parse(quad, format=ox.RdfFormat.N_TRIPLES)
    graph = rdflib.Graph().parse(data=quad, format="nt")
    (subject,) = graph.subjects()
    return triple.subject.value == str(subject) == iri and rdflib.URIRef(iri).n3() == f"<{iri}>"


@pytest.mark.parametrize("name", HOSTILE, ids=range(len(HOSTILE)))
def test_a_hostile_name_makes_a_valid_segment_of_its_own(name: str, caplog: pytest.LogCaptureFixture) -> None:
    made = segment(name)
    assert is_valid(f"{BASE}method/{made}")
    assert not caplog.records
    assert made == segment(name)
    assert made not in {segment(other) for other in HOSTILE if other != name}
    assert len(made) <= 120 * 12 + 17


@given(TEXT)
def test_any_name_makes_one_valid_segment(name: str) -> None:
    made = segment(name)
    assert is_valid(f"{BASE}method/{made}")
    assert not re.search(r"[\s/?#<>\"{}|^`\\]", made)
    assert made.strip(".")
    assert segment(name) == made


@given(TEXT)
@example("a_b")
@example("a%5Fb")
@example("..")
def test_a_segment_gives_its_name_back(name: str) -> None:
    assert unquote(segment(name).replace("_", " ")) == name


@given(st.text(max_size=60), st.text(max_size=60))
@example("tea", "tea ")
@example("a b", "a_b")
@example(".", "%2E")
def test_distinct_names_make_distinct_segments(one: str, other: str) -> None:
    if one and other and not re.search("[\ud800-\udfff]", one + other):
        assert (segment(one) == segment(other)) is (one == other)


@given(st.integers(119, 124), st.sampled_from("a😀 /é"), st.sampled_from("b. ~"))
def test_long_names_that_differ_only_at_their_end_stay_apart(length: int, char: str, end: str) -> None:
    names = [char * length, char * length + end, char * (length + 1)]
    assert len({segment(name) for name in names}) == len(set(names))
    assert all(is_valid(f"{BASE}task/{segment(name)}") for name in names)


@pytest.mark.parametrize(
    ("name", "made"),
    [
        ("tea net", "tea_net"),
        ("c++", "c++"),
        ("e(3)", "e(3)"),
        ("tea-2.0", "tea-2.0"),
        ("a/b_c", "a%2Fb%5Fc"),
        ("100%", "100%25"),
        ("..", "%2E%2E"),
        (".a", ".a"),
        ("茶 pot", "茶_pot"),
        ("😀", "%F0%9F%98%80"),
        ("~", "%7E"),
        ("\ud800", "%3F"),
    ],
)
def test_a_segment_stays_readable(name: str, made: str) -> None:
    assert segment(name) == made


def test_an_empty_name_makes_no_segment() -> None:
    with pytest.raises(ValueError, match="empty name"):
        segment("")


@pytest.mark.parametrize(
    ("paper_id", "iri"),
    [
        ("2512.00001", "https://doi.org/10.48550/arXiv.2512.00001"),
        ("math/0306001", "https://doi.org/10.48550/arXiv.math/0306001"),
        ("doi:10.9999/tea.1", "https://doi.org/10.9999/tea.1"),
        ("doi:10.9999/tea<1>/x", "https://doi.org/10.9999/tea%3C1%3E/x"),
        ("doi:10.9999/(sici)1:2", "https://doi.org/10.9999/(sici)1:2"),
        ("doi:10.9999//tea", "https://doi.org/10.9999//tea"),
        ("doi:10.9999/100%20", "https://doi.org/10.9999/100%2520"),
        ("x:0123abcd", f"{BASE}paper/0123abcd"),
    ],
)
def test_a_papers_iri_and_its_id_give_each_other(paper_id: str, iri: str) -> None:
    assert paper_iri_of(paper_id) == Minter().paper(paper_id) == iri
    assert paper_id_of(iri) == paper_id
    assert is_valid(iri)


@pytest.mark.parametrize(
    "iri",
    [
        f"{BASE}method/tea_net",
        "https://doi.org/10.48550/arXiv.a%62",
        "http://doi.org/10.48550/arXiv.2512.00001",
        "https://tea.example/",
    ],
)
def test_no_other_iri_is_a_papers(iri: str) -> None:
    assert paper_id_of(iri) is None


def test_minted_papers_live_below_the_base() -> None:
    base = "https://tea.example/kg/"
    assert paper_iri_of("x:ab", base) == f"{base}paper/ab"
    assert paper_id_of(f"{base}paper/ab", base) == "x:ab"
    assert paper_id_of(f"{base}paper/ab") is None


@pytest.mark.parametrize(
    ("given_base", "base"),
    [
        (BASE, BASE),
        ("https://tea.example", "https://tea.example/"),
        ("https://tea.example/kg/", "https://tea.example/kg/"),
    ],
)
def test_a_base_ends_in_a_slash(given_base: str, base: str) -> None:
    assert checked_base(given_base) == base


@pytest.mark.parametrize(
    "given_base",
    [
        "",
        "tea.example",
        "ftp://tea.example/",
        "https://",
        "https:///kg",
        "https://tea example/",
        "https://tea.example/<x>",
        'https://tea"/',
        "https://tea.example/?x=1",
        "https://tea.example/kg#",
    ],
)
def test_what_is_no_web_address_is_no_base(given_base: str) -> None:
    with pytest.raises(KgError, match="--base must be"):
        checked_base(given_base)


@given(TEXT, st.sampled_from([BASE, "https://tea.example/kg/"]))
def test_everything_a_minter_makes_of_any_name_is_valid_and_below_its_base(name: str, base: str) -> None:
    minter = Minter(base)
    made = [minter.entity(kind, name) for kind in Kind]
    made += [minter.mention(name, name, 1, 2), minter.author_list(name, "ab"), minter.run(name)]
    made += [minter.source(name), minter.relation(name, "uses", name), minter.derived, minter.dataset]
    assert len(set(made)) == len(made)
    for iri in made:
        assert iri.startswith(base)
        assert ox.NamedNode(iri).value == iri


@pytest.mark.parametrize(
    ("make", "iri"),
    [
        (lambda m: m.entity(Kind.DATASET, "tea set"), "dataset/tea_set"),
        (lambda m: m.author("Ada  Teapot"), "author/ada_teapot"),
        (lambda m: m.category("cs.LG"), "category/cs.LG"),
        (lambda m: m.category(" tea  pots "), "category/tea_pots"),
        (lambda m: m.source("2025/01/tea 1.md"), "source/2025/01/tea_1.md"),
        (lambda m: m.source("../tea"), "source/%2E%2E/tea"),
        (lambda m: m.vocabulary, "vocabulary"),
    ],
)
def test_each_sort_of_thing_has_a_place_of_its_own(make, iri: str) -> None:
    assert make(Minter()) == BASE + iri


def test_mentions_of_two_texts_and_of_two_places_are_apart() -> None:
    minter = Minter()
    made = {minter.mention("1", text, start, end) for text in "ab" for start, end in ((0, 1), (0, 2), (1, 2))}
    assert len(made) == 6


def test_a_prefixed_name_expands_and_compacts() -> None:
    for prefix, namespace in PREFIXES.items():
        assert expand(f"{prefix}:tea") == f"{namespace}tea"
        assert compact(f"{namespace}tea") == f"{prefix}:tea"
    assert compact("https://tea.example/x") == "https://tea.example/x"
    with pytest.raises(KeyError):
        expand("tea:pot")


def test_rdflib_says_so_when_an_iri_is_not_valid(caplog: pytest.LogCaptureFixture) -> None:
    """The checks above would see it."""
    with caplog.at_level(logging.WARNING), pytest.raises(ValueError, match="IRI"):
        ox.NamedNode(f"{BASE}a b<c>")
    rdflib.URIRef(f"{BASE}a b<c>")
    assert "does not look like a valid URI" in caplog.text
