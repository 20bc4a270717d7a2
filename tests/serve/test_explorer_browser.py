"""The explorer in a real browser that reaches nothing but the service."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from importlib import resources
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

from kg.graph.namespaces import BASE
from tests.browser import chromium
from tests.serve.conftest import Server, running

pytestmark = pytest.mark.browser

PAGES = (
    "/",
    "/search?q=diffusion",
    "/new",
    "/new?by=week",
    "/queries",
    "/query",
    "/query?name=papers-with-method&set.method=transformer",
    "/query?name=methods-by-paper-count&as=chart",
    "/query?name=describe-method&as=graph",
    "/method/diffusion_model",
    "/dataset/qm9",
    "/doi/10.48550/arXiv.2512.02315",
    "/author/amir_barati_farimani",
    "/category/cs.LG",
    "/source/2025-12-04.md",
    "/graph",
    "/ontology",
    "/nothing",
)


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with chromium() as running_:
        yield running_


@pytest.fixture
def visit(browser: Any, server: Server) -> Iterator[Callable[..., Any]]:
    """Open a page; at the end, what it asked for and complained of is checked."""
    opened = []
    server.wait_for_index()

    def open_(path: str, at: Server = server, **options: Any) -> Any:
        context = browser.new_context(**{"viewport": {"width": 1280, "height": 800}, **options})
        page = context.new_page()
        seen: dict[str, Any] = {"asked": [], "complaints": [], "url": at.url}
        page.on("request", lambda request: seen["asked"].append(request.url))
        page.on("console", lambda message: seen["complaints"].append(f"{message.type}: {message.text}"))
        page.on("pageerror", lambda error: seen["complaints"].append(f"error: {error}"))
        page.on("dialog", lambda dialog: seen["complaints"].append(f"dialog: {dialog.message}"))
        page.goto(at.url + path)
        opened.append((context, page, seen))
        return page

    yield open_
    for context, page, seen in opened:
        assert [url for url in seen["asked"] if not url.startswith(seen["url"])] == []
        assert [
            c for c in seen["complaints"] if "Failed to load resource" not in c
        ] == []  # 404 is an answer too
        assert page.evaluate("window.hit") is None
        context.close()


def test_a_walk_from_a_typo_to_a_shared_answer(visit: Callable[..., Any]) -> None:
    page = visit("/", permissions=["clipboard-read", "clipboard-write"])
    page.keyboard.press("/")
    page.keyboard.type("difusion modl")
    option = page.get_by_role("option").first
    option.wait_for()
    assert "diffusion model" in option.inner_text()
    page.keyboard.press("ArrowDown")
    assert option.get_attribute("aria-selected") == "true"
    page.keyboard.press("Enter")
    page.wait_for_url("**/method/diffusion_model")
    assert page.locator("h1").inner_text() == "diffusion model"
    assert page.locator("blockquote mark").first.inner_text().lower().startswith("diffusion")

    page.get_by_role("link", name="Questions").click()
    page.get_by_role("link", name="Papers with a method").click()
    field = page.get_by_label("method")
    field.fill("transf")
    page.get_by_role("option", name="transformer").first.click()
    assert field.input_value() == "transformer"
    page.get_by_role("button", name="Ask").click()
    page.locator("#shown table").wait_for()
    assert "method/transformer" in page.locator("#query").input_value()
    rows = page.locator("#shown tbody tr").count()
    assert rows >= 5

    page.goto(page.url.partition("/query")[0] + "/query?name=methods-by-paper-count")
    page.locator("#shown table").wait_for()
    page.get_by_role("button", name="Chart").click()
    bars = page.locator("#shown svg rect").count()
    assert bars == 20
    page.get_by_role("button", name="Copy the link").click()
    page.get_by_role("button", name="Copied").wait_for()
    link = page.evaluate("navigator.clipboard.readText()")
    assert "as=chart" in link
    page.goto(link)
    page.locator("#shown svg rect").first.wait_for()
    assert page.locator("#shown svg rect").count() == bars


def test_an_answer_can_be_had_as_table_graph_and_file(visit: Callable[..., Any]) -> None:
    page = visit("/query?name=describe-method&as=graph")
    page.locator("#shown svg circle").first.wait_for()
    assert page.locator("#shown svg a").count() > 3
    page.get_by_role("button", name="Table").click()
    assert page.locator("#shown tbody tr").count() > 5
    with page.expect_download() as download:
        page.locator("#downloads").get_by_role("link", name="Turtle").click()
    assert "kg:Method" in Path(download.value.path()).read_text(encoding="utf-8")


def test_the_editor_completes_runs_and_can_be_left_by_keyboard(visit: Callable[..., Any]) -> None:
    page = visit("/query")
    page.wait_for_load_state("networkidle")
    editor = page.locator("#query")
    editor.fill("")
    editor.press_sequentially("SELECT ?d WHERE { ?d a kg:Data")
    page.get_by_role("option", name="kg:Dataset").wait_for()
    page.keyboard.press("Enter")
    editor.press_sequentially(" } LIMIT 3")
    assert editor.input_value() == "SELECT ?d WHERE { ?d a kg:Dataset } LIMIT 3"
    assert page.locator(".t-keyword").all_inner_texts() == ["SELECT", "WHERE", "a", "LIMIT"]
    page.keyboard.press("Control+Enter")
    page.locator("#shown table").wait_for()
    assert page.locator("#shown tbody tr").count() == 3
    page.keyboard.press("Escape")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.id") != "query"


def test_a_query_that_is_refused_says_why(visit: Callable[..., Any]) -> None:
    page = visit("/")
    page.goto(page.url + "query?query=" + quote("SELECT nonsense"))
    page.wait_for_selector("#status.complaint")
    assert "does not parse" in page.locator("#status").inner_text()


HOSTILE = [
    "<script>window.hit=1</script>",
    "</script><script>window.hit=1</script>",
    '" onload="window.hit=1',
    "<img src=x onerror=window.hit=1>",
    "' onmouseover='window.hit=1",
    "javascript:window.hit=1",
    "{{ 7*7 }} {% raw %}",
    "\u202eevil\u202c",
]


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    from kg.building import build

    folder = tmp_path_factory.mktemp("hostile")
    rows = [
        {
            "id": f"2512.0000{i}",
            "title": f"{text}: a method",
            "summary": f"We use GPT-4 and {text} on ImageNet. {text}",
            "authors": [f"Eve {text}"],
            "categories": ["cs.LG"],
            "url": "javascript:window.hit=1",
            "AI": {"tldr": text},
        }
        for i, text in enumerate(HOSTILE)
    ]
    day = folder / "2025-12-01.jsonl"
    day.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    build([day], folder / "graph", fast=True, workers=1)
    with running(folder / "graph") as server:
        server.wait_for_index()
        yield server


def test_what_papers_say_is_text_everywhere(visit: Callable[..., Any], hostile: Server) -> None:
    page = visit("/", hostile)
    for i, text in enumerate(HOSTILE):
        page.goto(f"{hostile.url}/doi/10.48550/arXiv.2512.0000{i}")
        assert page.locator("h1").text_content() == f"{text}: a method"
        assert page.locator('a[href^="javascript:" i]').count() == 0
        assert page.evaluate("window.hit") is None
    lists = [f"/search?q={quote(text)}" for text in HOSTILE]
    lists += [
        "/method/gpt_4",
        "/category/cs.LG",
        "/source/2025-12-01.jsonl",
        f"/new?until={quote(HOSTILE[0])}",
    ]
    lists += [f"/query?query={quote(HOSTILE[1])}&as={quote(HOSTILE[2])}", f"/query?name={quote(HOSTILE[0])}"]
    lists += [f"/{quote(HOSTILE[3])}", f"/network?iri={quote(BASE + 'method/gpt_4', safe='')}"]
    for path in lists:
        page.goto(hostile.url + path)
        assert page.locator('a[href^="javascript:" i]').count() == 0
        assert page.evaluate("window.hit") is None
    page.goto(f"{hostile.url}/")
    page.locator("#q").fill("a method")
    page.get_by_role("option").first.wait_for()
    rows = quote("SELECT ?t ?p (1 AS ?n) { ?p dcterms:title ?t }")
    for view in ("table", "chart", "graph"):
        page.goto(f"{hostile.url}/query?query={rows}&as={view}")
        page.locator("#shown > *").first.wait_for(state="attached")
    assert page.evaluate("window.hit") is None


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("path", PAGES)
def test_axe_finds_no_violation(visit: Callable[..., Any], path: str, scheme: str) -> None:
    pytest.importorskip("axe_playwright_python")
    page = visit(path, color_scheme=scheme, bypass_csp=True)
    if path.startswith("/query?"):
        page.locator("#shown > *").first.wait_for(state="attached")
    page.add_script_tag(
        content=(resources.files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8")
    )
    found = page.evaluate("axe.run({ resultTypes: ['violations'] })")
    assert [(v["id"], [n["html"][:120] for n in v["nodes"][:3]]) for v in found["violations"]] == []


@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("path", PAGES)
def test_no_page_is_wider_than_its_window(visit: Callable[..., Any], path: str, width: int) -> None:
    page = visit(path, viewport={"width": width, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.locator("h1").count() == 1
