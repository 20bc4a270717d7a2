"""The views of a selection in a real browser: what people click, and what hostile data try."""

import dataclasses
from pathlib import Path

import pytest

from kg.view.authors import co_authors
from kg.view.drawing import draw
from kg.view.families import family_tree
from kg.view.frame import document
from kg.view.map import paper_map
from kg.view.matrix import matrix
from kg.view.schema import schema
from kg.view.timeline import timeline

from .opening import opener
from .samples import HOSTILE
from .selections import hostile_selection, selection

pytestmark = pytest.mark.browser
MAKERS = [timeline, matrix, family_tree, co_authors, paper_map]


@pytest.fixture
def show(browser, tmp_path):
    with opener(browser, tmp_path) as open_:
        yield lambda frame, fragment="", **options: open_(document(frame), fragment, **options)


def titles(page):
    return page.locator("#panel .papers li > :first-child").all_inner_texts()


def test_a_timeline_lists_the_papers_of_a_picture_and_of_a_bar(show):
    page = show(timeline(selection()))
    assert page.evaluate("kg.rows()")[0] == "neural network"
    page.locator('[data-name="transformer"]').click(position={"x": 20, "y": 8})
    assert page.locator("#panel h2").inner_text() == "transformer"
    assert titles(page) == [f"Paper {i} on transformer" for i in (5, 3, 2)]
    page.locator('[data-name="transformer"] .hit').nth(2).click()
    assert "2025-11: 2 of 2 papers, 100 %" in page.locator("#panel").inner_text()
    page.locator('[data-name="transformer"] .hit').nth(2).hover()
    assert page.locator("#tip").inner_text() == "transformer\n2025-11: 2 of 2 papers, 100 %"
    page.keyboard.press("Escape")
    assert page.locator("#panel").is_hidden()


def test_a_timeline_is_filtered_ordered_and_folded_and_the_address_keeps_it(show):
    page = show(timeline(selection()))
    page.get_by_role("button", name="Tasks").click()
    assert page.evaluate("kg.rows()") == ["property prediction", "machine translation"]
    page.locator("#order").select_option("name")
    assert page.evaluate("kg.rows()") == ["machine translation", "property prediction"]
    again = show(timeline(selection()), page.evaluate("location.hash"))
    assert again.evaluate("kg.rows()") == ["machine translation", "property prediction"]
    again.get_by_role("button", name="Methods").click()
    again.locator("#families").select_option("folded")
    assert "transformer" not in again.evaluate("kg.rows()")
    again.keyboard.press("/")
    again.keyboard.type("NEURAL")
    assert again.evaluate("kg.rows()") == ["neural network"]


def test_a_timeline_calls_nothing_risen_or_fallen_that_few_papers_tell(show):
    page = show(timeline(selection()))
    shares = page.locator(".multiple p span:first-child").all_inner_texts()
    assert any(text.split(" → ")[0] != text.split(" → ")[1] for text in shares)
    assert not any("↑" in text or "↓" in text for text in shares)


def test_a_timeline_is_used_by_the_keyboard(show):
    page = show(timeline(selection()))
    page.locator(".multiple").first.focus()
    page.keyboard.press("Enter")
    assert page.locator("#panel").evaluate("e => e === document.activeElement")
    page.keyboard.press("Escape")
    assert page.locator(".multiple").first.evaluate("e => e === document.activeElement")


def test_a_cell_of_a_matrix_opens_its_papers(show):
    page = show(matrix(selection()))
    page.get_by_role("button", name="graph neural network and property prediction: 3 papers").click()
    assert page.locator("#panel h2").inner_text() == "graph neural network and property prediction"
    assert titles(page) == [
        "Paper 4 on neural network",
        *[f"Paper {i} on graph neural network" for i in (1, 0)],
    ]
    assert page.locator("#panel a").first.get_attribute("href") == "https://arxiv.org/abs/2509.00004"
    page.get_by_role("button", name="Category × method").click()
    assert page.locator("#panel").is_hidden()
    assert "cs.CL" in page.locator("#table").inner_text()


def test_a_matrix_is_walked_by_the_keyboard(show):
    page = show(matrix(selection()))
    page.locator('.heat button[tabindex="0"]').focus()
    page.keyboard.press("ArrowDown")
    first = page.evaluate("document.activeElement.getAttribute('aria-label')")
    page.keyboard.press("Enter")
    assert page.locator("#panel h2").inner_text() == first.split(":")[0]
    assert page.locator('.heat button[tabindex="0"]').count() == 1


def test_families_unfold_and_are_found(show):
    page = show(family_tree(selection()))
    names = page.locator(".tree .name")
    assert names.all_inner_texts() == ["neural network", "graph neural network", "transformer", "learning"]
    page.locator('[aria-label^="neural network"]').focus()
    page.keyboard.press("ArrowLeft")
    assert names.all_inner_texts() == ["neural network", "learning"]
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowRight")
    assert names.all_inner_texts() == ["neural network", "learning", "diffusion model"]
    page.keyboard.press("Enter")
    assert page.locator("#panel h2").inner_text() == "learning"
    page.locator("#search").fill("graph")
    assert names.all_inner_texts() == ["neural network", "graph neural network"]
    assert page.locator(".tree mark").inner_text() == "graph neural network"


def test_a_type_of_the_schema_tells_what_is_said_of_it(show, store):
    page = show(schema(store))
    page.locator('[data-type="fabio:Preprint"]').click()
    assert "dcterms:title" in page.locator("#panel").inner_text()
    page.locator("#panel").get_by_role("button", name="Author", exact=True).first.click()
    assert page.locator("#panel h2").inner_text() == "Author"
    few = page.locator(".type").count()
    page.locator("#every").click()
    assert page.locator(".type").count() > few
    with page.expect_download() as waiting:
        page.locator("#save").click()
    assert waiting.value.suggested_filename == "schema.svg"


def test_authors_and_their_links_open_their_papers(show):
    page = show(co_authors(selection()))
    point = page.evaluate("kg.point(0)")
    page.mouse.click(point["x"], point["y"])
    assert page.locator("#panel h2").inner_text() == "Author A"
    assert len(titles(page)) == 3
    page.locator("#panel").get_by_role("button", name="Author B").click()
    assert page.locator("#panel h2").inner_text() == "Author B"
    again = show(co_authors(selection()), page.evaluate("location.hash"))
    assert again.locator("#panel h2").inner_text() == "Author B"
    again.keyboard.press("Escape")
    again.locator("#search").fill("author e")
    assert again.locator("#people tr").count() == 1
    again.keyboard.press("Enter")
    assert again.locator("#panel h2").inner_text() == "Author E"


def test_a_map_shows_papers_that_are_searched_for_and_timed(show):
    page = show(paper_map(selection()))
    assert page.evaluate("kg.lit()") == [0, 0, 7, 0]
    page.keyboard.press("/")
    page.keyboard.type("translation")
    page.wait_for_function("kg.lit()[3] === 2")
    assert sorted(titles(page)) == [f"Paper {i} on transformer" for i in (2, 3)]
    page.keyboard.press("Escape")
    page.wait_for_function("kg.lit()[2] === 7")
    page.locator("#to").fill("0")
    page.wait_for_function("kg.lit()[2] === 2")
    assert page.locator("#span").inner_text() == "2025-09 to 2025-09: 2 papers"
    page.locator('[data-category="1"]').click()
    again = show(paper_map(selection()), page.evaluate("location.hash"))
    assert again.evaluate("kg.lit()") == page.evaluate("kg.lit()")


def test_a_point_of_the_map_opens_its_paper_and_a_lasso_all_inside(show):
    page = show(paper_map(selection()))
    point = page.evaluate("kg.point(2)")
    page.mouse.click(point["x"], point["y"])
    assert page.locator("#panel h2").inner_text().startswith("Paper ")
    page.keyboard.press("Escape")
    box = page.locator("#points").bounding_box()
    page.keyboard.press("l")
    corners = [(2, 2), (box["width"] - 4, 2), (box["width"] - 4, box["height"] - 4), (2, box["height"] - 4)]
    page.mouse.move(box["x"] + 2, box["y"] + 2)
    page.mouse.down()
    for x, y in corners:
        page.mouse.move(box["x"] + x, box["y"] + y, steps=3)
    page.mouse.up()
    assert page.locator("#panel h2").inner_text() == "7 papers in the lasso"
    assert len(titles(page)) == 7
    page.keyboard.press("Escape")
    page.locator("#list").click()
    assert page.locator("#panel h2").inner_text() == "7 papers in view"


@pytest.mark.parametrize("make", MAKERS)
@pytest.mark.parametrize("viewport", [(1280, 800), (390, 844)])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_hostile_data_run_nothing_and_break_no_page(show, make, viewport, scheme):
    page = show(
        make(hostile_selection()), viewport={"width": viewport[0], "height": viewport[1]}, color_scheme=scheme
    )
    if make is not paper_map:
        target = {timeline: ".multiple", matrix: ".heat button", family_tree: ".row", co_authors: ".who"}[
            make
        ]
        if page.locator(target).count():
            page.locator(target).first.click()
    else:
        page.locator("#list").click()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert page.locator("main img, main b, main svg[onload], main script").count() == 0
    assert page.locator("#panel a:not([href^=http])").count() == 0


@pytest.mark.parametrize("kind", ["network", "timeline", "map"])
def test_a_notebook_shows_a_page_in_a_frame_that_reaches_nothing(browser, tmp_path, store, kind):
    cell = draw(store, kind)._repr_html_()
    (tmp_path / "cell.html").write_text(f"<!doctype html><title>t</title>{cell}", encoding="utf-8")
    context = browser.new_context()
    page = context.new_page()
    said = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.goto((tmp_path / "cell.html").as_uri())
    inner = page.frames[1]
    inner.wait_for_function("window.kg && window.kg.ready")
    inner.locator(".multiple, #list, #results li").first.click()
    assert inner.locator("#panel h2, #details h2").inner_text()
    assert said == []
    context.close()


@pytest.mark.parametrize("make", MAKERS)
def test_a_selection_of_one_paper_is_a_page(show, make):
    one = dataclasses.replace(selection(), papers=selection().papers[:1])
    page = show(make(one))
    assert "1 of 553 papers" in page.locator("#shown").inner_text()


def test_names_are_shown_as_they_are_written(show):
    page = show(timeline(hostile_selection()))
    whole = {text.replace("\ud83d", "\ufffd") for text in HOSTILE}
    assert set(page.evaluate("kg.rows()")) <= whole


@pytest.mark.parametrize("make", [*MAKERS, "schema", "network"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_no_barrier(browser, tmp_path, store, make, scheme):
    axe = pytest.importorskip("axe_playwright_python", reason="pip install axe-playwright-python")
    script = (Path(axe.__file__).parent / "axe.min.js").read_text(encoding="utf-8")
    text = draw(store, make).text if isinstance(make, str) else document(make(selection()))
    with opener(browser, tmp_path) as open_:
        page = open_(text, color_scheme=scheme, bypass_csp=True)
        for click in (None, ".multiple, .heat button, .row, .type rect, #people button, #list, #results li"):
            if click:
                page.locator(click).first.click()
            page.evaluate(script)
            found = page.evaluate(
                "axe.run(document, {runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'best-practice']})"
            )
            assert len(found["passes"]) > 15
            assert [(v["id"], v["nodes"][0]["html"]) for v in found["violations"]] == []
