"""The page of the ontology: made from kg.ttl, complete, and in need of nothing else."""

from __future__ import annotations

import importlib.util
import os
import re
import subprocess
import sys
from html.parser import HTMLParser
from types import ModuleType

import pytest

from tests.conftest import ROOT

HTML = (ROOT / "docs" / "ontology.html").read_text(encoding="utf-8")
TERMS = re.findall(r"^kg:(\w+) a ", (ROOT / "ontology" / "kg.ttl").read_text(encoding="utf-8"), re.MULTILINE)
VOID = {"meta", "input", "br"}


@pytest.fixture(scope="module")
def generator() -> ModuleType:
    spec = importlib.util.spec_from_file_location("ontology_page", ROOT / "docs" / "ontology_page.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module  # dataclasses look their module up
    spec.loader.exec_module(module)
    return module


class Reader(HTMLParser):
    """Collects identifiers and links, and complains where tags do not match."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.ids: list[str] = []
        self.attributes: list[tuple[str, str, str]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.open += [] if tag in VOID else [tag]
        self.ids += [value or "" for name, value in attrs if name == "id"]
        self.attributes += [(tag, name, value or "") for name, value in attrs]

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag, self.getpos()


def test_the_committed_page_is_made_from_the_ontology_as_it_stands(generator: ModuleType) -> None:
    assert generator.page() == HTML, "docs/ontology.html is stale: run `make docs` and commit it"


def test_the_page_is_the_same_whatever_the_order_of_hashes() -> None:
    code = "import ontology_page as p, sys; sys.stdout.buffer.write(p.page().encode())"
    pages = {
        subprocess.run(
            [sys.executable, "-c", code],
            cwd=ROOT / "docs",
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert pages == {HTML.encode()}


def test_every_term_has_its_place_under_its_local_name() -> None:
    ids = Reader(HTML).ids
    assert set(TERMS) <= set(ids)
    assert len(ids) == len(set(ids))


def test_every_term_stands_in_the_page_with_label_comment_and_example_in_both_languages() -> None:
    for name in TERMS:
        article = HTML[HTML.index(f'id="{name}"') :].partition("</article>")[0]
        assert len(re.findall(r'<p class="tr" lang="en">[^<]', article)) == 2, name
        assert len(re.findall(r'<p class="tr" lang="zh">[^<]', article)) == 2, name
        assert "CONSTRUCT" in article or name not in {"appliedTo", "builtOn", "evaluatedOn"}


def test_tags_match_and_links_within_the_page_lead_somewhere() -> None:
    reader = Reader(HTML)
    assert reader.open == []
    links = [value for tag, name, value in reader.attributes if tag == "a" and name == "href"]
    assert {link[1:] for link in links if link.startswith("#")} <= set(reader.ids)
    files = [link for link in links if not link.startswith(("#", "http"))]
    assert all((ROOT / "docs" / link).is_file() for link in files)


def test_the_page_fetches_nothing_and_runs_nothing() -> None:
    reader = Reader(HTML)
    assert not {tag for tag, _, _ in reader.attributes} & {"script", "img", "link", "iframe", "object"}
    assert not [name for _, name, _ in reader.attributes if name == "src" or name.startswith("on")]
    assert not re.search(r"url\(|@import", HTML)


def test_make_docs_makes_the_page() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    assert re.search(r"^docs: .*\n\t.*python docs/ontology_page\.py$", makefile, re.MULTILINE)
