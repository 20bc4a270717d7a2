"""What is new in graphs that are built from digests: days, proofs, followed names, and the reports of it."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from markdown_it import MarkdownIt

from kg.analysis import WhatIsNew, Wish, chosen_period, read_wishes, what_is_new
from kg.analysis.report_json import as_json
from kg.analysis.report_markdown import as_markdown, escaped
from kg.analysis.timeline import NO_DAY, read_timeline
from kg.analysis.trends import Trend
from kg.analysis.what_is_new import Change
from kg.building import build
from kg.cli.diff_report import write_report
from kg.errors import NotFoundError, QueryError
from kg.lookup import Thing
from kg.model import Kind
from kg.store import Store

Entry = dict[str, Any]
TITLE = "Pots & [kettles] of $T_c$ | a *hot* `topic` <b> by @somebody\\"


def entry(paper: str, abstract: str, title: str = "", **more: Any) -> Entry:
    return {
        "id": paper,
        "title": title or f"On {paper}",
        "abstract": abstract,
        "authors": ["Ottoline Quibblewick"],
        "categories": ["cs.LG"],
        **more,
    }


FLOW = "We use flow matching for molecular property prediction."
QM9 = "We evaluate on QM9."
KETTLE = "We introduce KettleNet, a neural network. On QM9, KettleNet with flow matching outperforms U-Net."
DIGESTS: dict[str, list[Entry]] = {
    "2026-01-01.jsonl": [
        entry("2601.00001", FLOW),
        entry("2601.00002", QM9, categories=["math.GT"]),
        entry("2601.00006", "Galaxies.", authors=["Wei Zhang", "Ada Alder"], categories=["astro-ph.GA"]),
    ],
    "2026-01-09.jsonl": [
        entry("2601.00001", FLOW + " We use tabular learning with XGBoost."),
        entry("2601.00003", KETTLE, TITLE, url="https://example.org/p?a=(1)"),
        entry("2601.00007", "Proteins.", authors=["Wei Zhang"], categories=["q-bio.BM"]),
    ],
    "papers.jsonl": [
        entry("2601.00004", "We use diffusion models.", published="2026-01-09"),
        entry("2512.00005", "We use normalizing flows on MNIST."),
    ],
}


@pytest.fixture(scope="module")
def make(tmp_path_factory: pytest.TempPathFactory) -> Callable[[dict[str, list[Entry]]], Store]:
    def made(digests: dict[str, list[Entry]]) -> Store:
        folder = tmp_path_factory.mktemp("digests")
        for name, rows in digests.items():
            lines = "".join(f"{json.dumps(row)}\n" for row in rows)
            (folder / name).write_text(lines, encoding="utf-8")
        build([folder], folder / "graph", fast=True, workers=1)
        return Store(folder / "graph")

    return made


@pytest.fixture(scope="module")
def store(make: Callable[[dict[str, list[Entry]]], Store]) -> Store:
    return make(DIGESTS)


def news(store: Store, since: str, until: str | None = None, **more: Any) -> WhatIsNew:
    return what_is_new(store, chosen_period(since, until, None), **more)


def labels(found: WhatIsNew) -> list[list[str]]:
    return [[term.thing.label for term in terms.items] for terms in found.terms]


def test_a_paper_counts_on_the_day_of_its_first_digest_else_on_its_own_or_its_months_first(
    store: Store,
) -> None:
    known = read_timeline(store)
    days = {
        paper.rpartition("arXiv.")[2]: (str(date.fromordinal(int(day))), bool(monthly))
        for paper, day, monthly in zip(known.papers, known.days, known.by_month, strict=True)
    }
    assert days == {
        "2601.00001": ("2026-01-01", False),
        "2601.00002": ("2026-01-01", False),
        "2601.00003": ("2026-01-09", False),
        "2601.00004": ("2026-01-09", False),
        "2512.00005": ("2025-12-01", True),
        "2601.00006": ("2026-01-01", False),
        "2601.00007": ("2026-01-09", False),
    }


def test_the_first_day_of_every_term_is_the_first_seen_of_the_graph(store: Store) -> None:
    known = read_timeline(store)
    first = {
        iri: str(date.fromordinal(int(day)))
        for iri, day in zip(known.entities, known.first_seen(), strict=True)
    }
    assert first == dict(store.rows("SELECT ?x ?day WHERE { ?x kg:firstSeen ?day }"))
    assert first


def test_a_term_counts_on_the_day_its_paper_was_first_listed_whichever_account_names_it(store: Store) -> None:
    """Of two accounts of a paper one is in force; what it says was said of a paper that came before."""
    found = {term.thing.label: term for term in news(store, "2026-01-01").terms[0].items}
    assert found["XGBoost"].first_seen == found["XGBoost"].proofs[0].paper.day == date(2026, 1, 1)
    assert "XGBoost" not in {term.thing.label for term in news(store, "2026-01-09").terms[0].items}


def test_the_last_days_count_back_from_the_newest_digest(store: Store) -> None:
    found = what_is_new(store, chosen_period(None, None, "2d"))
    assert str(found.period) == "2026-01-08 to 2026-01-09"


def test_new_terms_come_with_paper_role_and_the_sentence_that_proves_them(store: Store) -> None:
    methods = news(store, "2026-01-09").terms[0]
    kettle = methods.items[0]
    assert (kettle.thing.label, kettle.introduced, kettle.papers) == ("KettleNet", True, 1)
    proof = kettle.proofs[0]
    assert (proof.paper.id, proof.paper.title, proof.roles) == ("2601.00003", TITLE, ("introduces",))
    quote = proof.quotes[0]
    assert [quote.sentence[a:b] for a, b in quote.spans] == ["KettleNet"]
    assert quote.sentence == "We introduce KettleNet, a neural network."
    assert "flow matching" not in {term.thing.label for term in methods.items}


def test_a_first_meeting_is_proved_by_one_sentence_that_names_both(store: Store) -> None:
    met = news(store, "2026-01-09").meetings[0]
    assert (met.total, met.known) == (len(met.items), 1)
    first = met.items[0]
    assert (first.method.label, first.partner.label) == ("flow matching", "QM9")
    assert (first.method_before, first.partner_before, first.expected) == (1, 1, 1 / 4)
    assert len(first.quotes) == 1
    assert [first.quotes[0].sentence[a:b] for a, b in first.quotes[0].spans] == ["QM9", "flow matching"]


@pytest.mark.parametrize(
    ("since", "until", "papers", "says"),
    [
        ("2020-01", "2020-02", 0, "The graph begins on 2025-12-01, after this period."),
        ("2026-02", None, 0, "The graph ends on 2026-01-09, before this period."),
        ("2026-01-02", "2026-01-08", 0, "No paper came in this period."),
        ("2025-12", None, 7, "There is nothing before this period to compare with"),
        (
            "2025-12",
            "2025-12",
            1,
            "Of 1 paper of the period the month alone is known; it counts on its first day.",
        ),
        ("2026-01-09", "2026-02", 3, "The graph ends on 2026-01-09."),
        ("2026-01-09", None, 3, "1 paper listed again is counted when first listed."),
    ],
)
def test_what_a_reader_must_know_is_said(
    store: Store, since: str, until: str | None, papers: int, says: str
) -> None:
    found = news(store, since, until)
    assert found.coverage.papers == papers
    assert any(note.startswith(says) for note in found.notes), found.notes
    assert found.tested == 0


def test_papers_without_a_day_are_counted_and_left_out(
    make: Callable[[dict[str, list[Entry]]], Store],
) -> None:
    undated = {**entry("", FLOW, "A note"), "id": "", "url": "https://example.org/note"}
    store = make({"2026-01-01.jsonl": [entry("2601.00002", QM9)], "notes.jsonl": [undated]})
    found = news(store, "2025-01")
    assert (found.coverage.papers, found.coverage.undated) == (1, 1)
    assert "1 paper without a day is left out." in found.notes
    assert (read_timeline(store).days == NO_DAY).sum() == 1
    with pytest.raises(QueryError, match="nothing can be called new"):
        news(make({"notes.jsonl": [undated]}), "2026-01")


def test_with_a_category_only_its_papers_prove_anything(store: Store) -> None:
    assert news(store, "2026-01-09", category="cs").coverage.papers == 2
    found = news(store, "2026-01", category="math.GT")
    assert (found.coverage.papers, found.category) == (1, "math.GT")
    assert labels(found) == [[], ["QM9"], []]
    with pytest.raises(NotFoundError, match=r"cs\.LG"):
        news(store, "2026-01", category="cs.LQ")


@pytest.mark.parametrize(
    ("name", "text", "wishes"),
    [
        (
            "names.txt",
            "# people\nAda  Alder\n\nauthor: Mercury # the person\nC# and more\nx:y\ndoi:10.1/ab\n"
            "paper:2601.00001\nAda Alder\n",
            [
                Wish("Ada Alder"),
                Wish("Mercury", "author"),
                Wish("C# and more"),
                Wish("x:y"),
                Wish("doi:10.1/ab"),
                Wish("2601.00001", "paper"),
            ],
        ),
        (
            "names.toml",
            'authors = ["Ada Alder", " "]\ncategories = ["cs.LG"]\ntasks = []\n',
            [Wish("Ada Alder", "author"), Wish("cs.LG", "category")],
        ),
    ],
)
def test_a_follow_file_is_lines_or_toml(tmp_path: Path, name: str, text: str, wishes: list[Wish]) -> None:
    (tmp_path / name).write_text(text, encoding="utf-8")
    assert list(read_wishes(tmp_path / name)) == wishes


@pytest.mark.parametrize(
    ("name", "data", "says"),
    [
        ("a.toml", b"authors = [\nx]", "not TOML: .* line 2"),
        ("a.toml", b'author = ["A"]', "no list 'author' .* authors, methods"),
        ("a.toml", b'authors = "A"', 'authors is a list of names such as \\["one", "two"\\]'),
        ("a.toml", b"authors = [1]", "authors is a list of names"),
        ("a.toml", b"", "nothing to follow"),
        ("a.txt", b"# nobody\n\n", "nothing to follow"),
        ("a.txt", b"\xff\xfe\x00", "cannot be read"),
        ("none.txt", None, "No such file"),
    ],
)
def test_a_file_that_names_nothing_to_follow_is_explained(
    tmp_path: Path, name: str, data: bytes | None, says: str
) -> None:
    if data is not None:
        (tmp_path / name).write_bytes(data)
    with pytest.raises(QueryError, match=f"{name}: .*{says}"):
        read_wishes(tmp_path / name)


def followed(store: Store, wish: Wish, since: str = "2026-01-02") -> Any:
    return news(store, since, wishes=[wish]).followed[0]


@pytest.mark.parametrize(
    ("wish", "papers"),
    [
        (Wish("Ottoline Quibblewick"), ["2601.00003", "2601.00004"]),
        (Wish("neural network", "method"), ["2601.00003"]),
        (Wish("FLOW MATCHING"), ["2601.00003"]),
        (Wish("molecular property prediction", "task"), []),
        (Wish("QM9", "dataset"), ["2601.00003"]),
        (Wish("cs", "category"), ["2601.00003", "2601.00004"]),
        (Wish("2601.00004"), ["2601.00004"]),
        (Wish("2601.00001"), []),
    ],
)
def test_new_papers_of_what_is_followed_are_told(store: Store, wish: Wish, papers: list[str]) -> None:
    found = followed(store, wish)
    assert (found.total, [proof.paper.id for proof in found.papers]) == (len(papers), papers)
    if found.thing.type.startswith("kg:"):
        assert all(proof.quotes for proof in found.papers)


def test_a_family_that_is_followed_stands_for_its_kinds(store: Store) -> None:
    found = followed(store, Wish("generative model", "method"), "2025-12")
    assert {proof.paper.id for proof in found.papers} >= {"2601.00004", "2512.00005"}


def test_an_unknown_name_is_no_error_but_brings_names_like_it(store: Store) -> None:
    found = followed(store, Wish("Otoline Quiblewick", "author"))
    assert (found.thing, found.total, found.suggestions) == (None, 0, ("Ottoline Quibblewick",))


def test_of_people_of_one_name_the_first_is_followed_and_the_others_are_told_of(store: Store) -> None:
    found = followed(store, Wish("Wei Zhang", "author"))
    assert found.total == 0
    assert [(other.name, other.papers) for other in found.namesakes] == [("Wei Zhang/2601.00007", 1)]
    assert [p.paper.id for p in followed(store, Wish("Wei Zhang/2601.00007", "author")).papers] == [
        "2601.00007"
    ]


@pytest.mark.parametrize(
    "text",
    [
        TITLE,
        "1. First",
        "1) First",
        "# Heading",
        "- item",
        "+ item",
        "=== ",
        "a\nb  c",
        "<script>alert(1)</script>",
        "&amp; &#64;",
        "snake_case_name and __init__",
        "![x](y) [z]: http://a",
        "~~gone~~ ~sub~",
        "a | b || c",
        "`` ` ``",
        r"\textbf{\*x*} \\",
        "***",
        "> quote",
    ],
)
def test_markdown_shows_escaped_text_exactly_as_it_is(text: str) -> None:
    parser = MarkdownIt().enable(["table", "strikethrough"])
    for before in ("", "- ", "> ", "- **x**, in "):
        tokens = parser.parse(before + escaped(text))
        inline = [token for token in tokens if token.type == "inline"]
        assert len(inline) == 1
        children = [child for child in inline[0].children or () if child.type in ("text", "text_special")]
        shown = "".join(child.content for child in children).removeprefix("x, in ").replace("\u2060", "")
        assert shown == " ".join(text.split())
        assert not [
            t.type for t in tokens if t.type.startswith(("heading", "html", "hr", "ordered", "table"))
        ]


def test_the_markdown_of_a_report_links_papers_and_quotes_sentences(store: Store) -> None:
    text = as_markdown(news(store, "2026-01-09", wishes=[Wish("Wei Zhang"), Wish("no such name at all")]))
    tokens = MarkdownIt().enable("table").parse(text)
    links = {str(c.attrs["href"]) for t in tokens for c in t.children or () if c.type == "link_open"}
    assert "https://example.org/p?a=(1)" in links
    assert {t.type for t in tokens} >= {"heading_open", "blockquote_open", "bullet_list_open"}
    assert not [t for t in tokens if t.type.startswith("html") or t.type == "code_block"]
    bold = [
        t.children[i + 1].content
        for t in tokens
        if t.type == "inline" and t.children
        for i, child in enumerate(t.children)
        if child.type == "strong_open"
    ]
    assert bold[:2] == ["KettleNet", "KettleNet"]
    assert "Nothing in the graph is called so." in text
    assert "follow Wei Zhang/2601.00007 for them" in text.replace("\\", "")
    assert text.endswith("\n")


def test_the_json_of_a_report_holds_what_the_others_say_and_days_as_text(store: Store) -> None:
    found = json.loads(json.dumps(as_json(news(store, "2026-01-09", wishes=[Wish("QM9")]))))
    assert (found["since"], found["until"], found["category"]) == ("2026-01-09", "2026-01-09", None)
    assert found["coverage"] | {"papers": 3, "before": 4, "first": "2025-12-01"} == found["coverage"]
    assert found["new"]["methods"]["items"][0]["proofs"][0]["paper"] == {
        "id": "2601.00003",
        "iri": "https://doi.org/10.48550/arXiv.2601.00003",
        "title": TITLE,
        "url": "https://example.org/p?a=(1)",
        "day": "2026-01-09",
    }
    assert found["meetings"]["datasets"]["both_known"] == 1
    assert found["followed"][0]["papers"][0]["roles"] == ["uses"]


def test_the_same_graph_gives_the_same_report(store: Store) -> None:
    assert as_markdown(news(store, "2025-12")) == as_markdown(news(store, "2025-12"))


def test_a_rising_term_is_a_row_of_a_table_with_counts_base_rate_interval_and_test(
    store: Store, capsys: pytest.CaptureFixture[str]
) -> None:
    trend = Trend(
        entity="x:y",
        kind=Kind.METHOD,
        count=30,
        papers=100,
        count_before=10,
        papers_before=200,
        interval=(0.22, 0.4),
        difference=(0.161, 0.347),
        p=7.6e-9,
        q=2.3e-8,
    )
    change = Change(thing=Thing("x:y", "kg:Method", "a|b *c*"), trend=trend)
    found = replace(news(store, "2026-01-09"), tested=3, rises=1, rising=(change,), nearest=None)
    table = MarkdownIt().enable("table").parse(as_markdown(found))
    cells = [t.content for i, t in enumerate(table) if i and table[i - 1].type == "td_open"]
    assert cells[0] == "a|b \\*c\\*"
    assert cells[1:] == [
        "method",
        "30 of 100",
        "30 %",
        "10 of 200",
        "5 %",
        "+25.0 (+16.1 to +34.7)",
        "7.6e-09",
        "2.3e-08",
    ]
    write_report(found, "table", None)
    printed = capsys.readouterr().out
    assert "Rising (1)" in printed
    assert all(cell in printed for cell in cells[1:])
    assert "3 terms of at least 5 papers tested by Fisher's exact test" in " ".join(printed.split())


def test_the_tables_and_the_store_tell_the_same_news(
    store: Store, full_graph: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    graphs = (store, Store(full_graph))
    by_tables = [news(graph, "2025-12-02", "2026-12") for graph in graphs]
    monkeypatch.setattr("kg.analysis.timeline.has_tables", lambda _: False)
    assert [news(graph, "2025-12-02", "2026-12") for graph in graphs] == by_tables
    assert all(found.coverage.papers for found in by_tables)
