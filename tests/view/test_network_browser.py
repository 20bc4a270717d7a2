"""The page in a real browser, opened as a file, with the network cut off."""

import dataclasses
from xml.etree import ElementTree

import pyoxigraph as ox
import pytest

from kg.view.network import render
from kg.view.picture import Edge, Node, Picture

from .opening import opener
from .samples import GLUE, HOSTILE, HU, LORA, PAPER, hostile, large, small, unfolding

pytestmark = pytest.mark.browser


@pytest.fixture
def show(browser, tmp_path):
    """Open a picture; at the end, all that the page loaded and complained of is checked."""
    with opener(browser, tmp_path) as open_:
        yield lambda picture, fragment="", **options: open_(render(picture), fragment, **options)


def click(page, hook, what):
    point = page.evaluate(f"what => kg.{hook}(what)", what)
    page.mouse.click(point["x"], point["y"])


def test_the_picture_is_drawn_at_once_and_stands_still(show):
    page = show(large(36))
    ink = """() => {
        const canvas = document.querySelector("#network canvas");
        const pixels = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data;
        let drawn = 0;
        for (let i = 3; i < pixels.length; i += 4) drawn += pixels[i] > 0;
        return drawn / (pixels.length / 4);
    }"""
    assert 0.02 < page.evaluate(ink) < 0.6
    before = page.evaluate("kg.point('p3')")
    page.wait_for_timeout(400)
    assert page.evaluate("kg.point('p3')") == before
    assert "m" in page.evaluate("kg.names()")
    assert len(page.evaluate("kg.names()")) > 40


def test_a_click_on_a_node_opens_its_panel_with_marked_evidence(show):
    page = show(small())
    click(page, "point", LORA)
    panel = page.locator("#details")
    assert panel.is_visible()
    assert panel.locator("h2").inner_text() == "LoRA"
    assert panel.locator("dl").first.inner_text().split("\n") == ["papers", "12", "first seen", "2021-06"]
    assert "低秩适配" in panel.inner_text()
    assert panel.locator("dl.summary [lang=en]").inner_text() == "Few weights are trained."
    link = panel.locator("a.open")
    assert link.get_attribute("href") == "https://example.org/lora"
    assert link.get_attribute("rel") == "noopener noreferrer"
    assert panel.locator("h3").inner_text() == "introduced by 1"
    assert panel.locator("mark").first.inner_text() == "Low-Rank Adaptation, or LoRA"
    assert panel.locator("blockquote p").first.inner_text() == (
        "We propose Low-Rank Adaptation, or LoRA, which freezes the pretrained model weights."
    )
    assert page.evaluate("kg.selected()") == {"node": LORA}


def test_a_relation_leads_to_the_neighbour(show):
    page = show(small())
    click(page, "point", LORA)
    page.locator(".jump").first.click()
    assert page.evaluate("kg.selected()") == {"node": PAPER}
    assert page.locator("#details h3").all_inner_texts() == ["introduces 1", "uses 1", "by 1"]
    assert page.evaluate("document.activeElement.id") == "details"


def test_a_click_on_an_edge_opens_the_relation(show):
    page = show(small())
    click(page, "edgePoint", 0)
    panel = page.locator("#details")
    assert panel.locator("h2").inner_text() == "introduces"
    assert panel.locator(".jump").all_inner_texts() == [
        "LoRA: Low-Rank Adaptation of Large Language Models",
        "LoRA",
    ]
    assert panel.locator("mark").all_inner_texts() == ["Low-Rank Adaptation, or LoRA", "LoRA"]
    assert page.evaluate("kg.selected()") == {"edge": 0}
    click(page, "edgePoint", 2)
    assert "No sentence is recorded" in panel.inner_text()


def test_bent_edges_can_be_clicked_one_by_one(show):
    base = small()
    twice = (base.edges[0], dataclasses.replace(base.edges[0], label="uses"), base.edges[2])
    back = Edge(source=LORA, target=PAPER, label="back")
    page = show(dataclasses.replace(base, edges=(*twice, back)))
    for number in (0, 1, 3):
        click(page, "edgePoint", number)
        assert page.evaluate("kg.selected()") == {"edge": number}


def test_escape_and_a_click_beside_clear(show):
    page = show(small())
    click(page, "point", LORA)
    page.keyboard.press("Escape")
    assert page.evaluate("kg.selected()") is None
    assert page.locator("#results li").count() == 5
    click(page, "point", LORA)
    box = page.locator("#network").bounding_box()
    page.mouse.click(box["x"] + 5, box["y"] + 5)
    assert page.evaluate("kg.selected()") is None
    assert not page.locator("#details").is_visible()


def test_search_from_the_keyboard(show):
    page = show(small())
    assert page.locator("#results li").count() == 5  # all nodes, the focus first
    assert page.locator("#results .name").first.inner_text() == "LoRA"
    page.keyboard.press("/")
    page.keyboard.type("EDWARD")  # neither case nor accents matter
    assert page.locator("#results .name").all_inner_texts() == ["Édward Hu"]
    assert page.locator("#status").inner_text() == "1 node"
    page.keyboard.press("Enter")
    assert page.evaluate("kg.selected()") == {"node": HU}
    page.keyboard.press("/")
    page.keyboard.type("lora")
    page.keyboard.press("ArrowDown")
    active = page.locator("#search").get_attribute("aria-activedescendant")
    assert page.locator(f"#{active}").get_attribute("aria-selected") == "true"
    page.keyboard.press("Enter")
    assert page.evaluate("kg.selected()") == {"node": PAPER}
    page.keyboard.press("/")
    page.keyboard.type("nobody")
    page.keyboard.press("Enter")
    assert page.locator("#status").inner_text() == "Nothing here bears that name."
    assert page.evaluate("kg.selected()") == {"node": PAPER}


def test_the_mouse_does_not_take_the_keyboard(show):
    page = show(small())
    page.keyboard.press("/")
    point = page.evaluate("id => kg.point(id)", LORA)
    page.mouse.move(point["x"], point["y"])
    page.mouse.move(point["x"] + 80, point["y"] + 40)
    assert page.evaluate("document.activeElement.id") == "search"


def test_the_drawing_answers_keys(show):
    page = show(small())
    page.locator("#network .vis-network").focus()
    before = page.evaluate("id => kg.point(id)", LORA)
    page.keyboard.press("ArrowRight")
    after = page.evaluate("id => kg.point(id)", LORA)
    assert after["x"] == pytest.approx(before["x"] - 60, abs=1)
    distance = "ids => Math.abs(kg.point(ids[0]).x - kg.point(ids[1]).x)"
    wide = page.evaluate(distance, [LORA, GLUE])
    page.keyboard.press("-")
    assert page.evaluate(distance, [LORA, GLUE]) < wide


def test_the_legend_counts_and_toggles(show):
    page = show(small())
    legend = page.locator("#legend button")
    assert legend.all_text_contents() == ["Paper 1", "Author 1", "Category 1", "Method 1", "Dataset 1"]
    author = page.locator("[data-type=Author]")
    assert author.get_attribute("aria-pressed") == "true"
    author.click()
    assert author.get_attribute("aria-pressed") == "false"
    page.wait_for_function("id => !kg.names().includes(id)", arg=HU)
    assert page.locator("#results li").count() == 4
    assert page.evaluate("location.hash") == "#hide=Author"
    point = page.evaluate("id => kg.point(id)", HU)
    page.mouse.click(point["x"], point["y"])
    assert page.evaluate("kg.selected()") is None
    page.locator("#all").click()
    assert author.get_attribute("aria-pressed") == "true"
    page.wait_for_function("id => kg.names().includes(id)", arg=HU)


def test_hiding_the_type_of_the_selected_node_clears_it(show):
    page = show(small())
    click(page, "point", LORA)
    page.locator("[data-type=Method]").click()
    assert page.evaluate("kg.selected()") is None
    assert not page.locator("#details").is_visible()


@pytest.mark.parametrize("pick", [("point", LORA), ("edgePoint", 1)])
def test_the_address_brings_the_selection_back(show, pick):
    page = show(small())
    page.locator("[data-type=Category]").click()
    click(page, *pick)
    again = show(small(), page.evaluate("location.hash"))
    assert again.evaluate("kg.selected()") == page.evaluate("kg.selected()")
    assert again.locator("#details").inner_text() == page.locator("#details").inner_text()
    assert again.locator("[data-type=Category]").get_attribute("aria-pressed") == "false"
    page.go_back()
    page.wait_for_function("kg.selected() === null")


def test_an_address_may_be_written_by_hand_or_be_wrong(show):
    assert show(small(), "#node=" + LORA).evaluate("kg.selected()") == {"node": LORA}
    for fragment in ("#node=nothing", "#source=a&target=b", "#hide=__proto__,Venue", "#%"):
        page = show(small(), fragment)
        assert page.evaluate("kg.selected()") is None
        assert page.locator("#results li").count() == 5


def test_a_selection_dims_the_rest(show):
    page = show(large(12))
    page.evaluate("kg.select('p3')")
    page.wait_for_function("kg.names().length <= 6")
    assert set(page.evaluate("kg.names()")) <= {"p3", "m", "c1", "a3.0", "a3.1", "a3.2"}
    assert "p3" in page.evaluate("kg.names()")


def test_hovering_tells_more(show):
    page = show(small())
    point = page.evaluate("id => kg.point(id)", LORA)
    page.mouse.move(point["x"] + 3, point["y"])
    page.mouse.move(point["x"], point["y"])
    page.locator("#tip").wait_for(state="visible")
    assert page.locator("#tip").inner_text() == "LoRA\npapers: 12\nfirst seen: 2021-06"
    page.mouse.move(5, 5)
    page.locator("#tip").wait_for(state="hidden")


def test_a_dragged_node_stays_where_it_was_put(show):
    page = show(small())
    start = page.evaluate("id => kg.point(id)", GLUE)
    page.mouse.move(start["x"], start["y"])
    page.mouse.down()
    page.mouse.move(start["x"] + 30, start["y"] + 20, steps=4)
    page.mouse.move(start["x"] + 60, start["y"] + 40, steps=4)
    page.mouse.up()
    put = page.evaluate("id => kg.point(id)", GLUE)
    assert put["x"] > start["x"] + 25
    page.evaluate("id => kg.select(id)", LORA)
    page.keyboard.press("Escape")
    now = page.evaluate("id => kg.point(id)", GLUE)
    assert (now["x"], now["y"]) == pytest.approx((put["x"], put["y"]), abs=1.5)


def test_more_names_appear_with_the_zoom(show):
    page = show(large(36))
    few = len(page.evaluate("kg.names()"))
    page.locator("#network .vis-network").focus()
    for _ in range(5):
        page.keyboard.press("+")
    page.wait_for_function("few => kg.names().length > few + 20", arg=few)


def test_fit_brings_all_into_view(show):
    page = show(large(12))
    page.mouse.move(400, 400)
    for _ in range(6):
        page.mouse.wheel(0, -400)
    page.locator("#fit").click()
    box = page.locator("#network").bounding_box()
    for name in ("m", "p0", "a3.1", "c2"):
        point = page.evaluate("id => kg.point(id)", name)
        assert box["x"] < point["x"] < box["x"] + box["width"]
        assert box["y"] < point["y"] < box["y"] + box["height"]


@pytest.mark.parametrize(
    ("button", "name", "begins"),
    [
        ("save", "network.png", b"\x89PNG"),
        ("svg", "network.svg", b"<svg "),
        ("turtle", "network.ttl", b"@prefix "),
    ],
)
def test_the_picture_can_be_saved(show, tmp_path, button, name, begins):
    page = show(small())
    with page.expect_download() as waiting:
        page.locator("#" + button).click()
    assert waiting.value.suggested_filename == name
    waiting.value.save_as(tmp_path / name)
    assert (tmp_path / name).read_bytes().startswith(begins)


@pytest.mark.parametrize("picture", [small, hostile])
def test_what_is_shown_is_saved_as_svg_that_is_xml_and_turtle_that_is_rdf(show, tmp_path, picture):
    page = show(picture())
    for button, name in (("svg", "network.svg"), ("turtle", "network.ttl")):
        with page.expect_download() as waiting:
            page.locator("#" + button).click()
        waiting.value.save_as(tmp_path / name)
    drawn = ElementTree.parse(tmp_path / "network.svg")
    shapes = list(drawn.iter("{http://www.w3.org/2000/svg}path"))
    assert len(shapes) == len(picture().nodes) + len(picture().edges)
    assert not [
        e for e in drawn.iter() if e.tag.rpartition("}")[2] not in ("svg", "title", "rect", "path", "text")
    ]
    found = list(ox.parse(path=str(tmp_path / "network.ttl")))
    assert sum(t.predicate.value.endswith("#type") for t in found) == (
        len(picture().nodes) if picture is small else 0  # what has no IRI is not said
    )


def test_the_turtle_of_a_picture_says_what_the_graph_says(show, tmp_path):
    page = show(small())
    page.locator("[data-type=Author]").click()
    with page.expect_download() as waiting:
        page.locator("#turtle").click()
    waiting.value.save_as(tmp_path / "network.ttl")
    found = {str(t) for t in ox.parse(path=str(tmp_path / "network.ttl"))}
    ontology = "https://w3id.org/digestgraph/ontology#"
    assert f"<{PAPER}> <{ontology}introduces> <{LORA}>" in found
    assert f'<{LORA}> <http://www.w3.org/2004/02/skos/core#prefLabel> "LoRA"@en' in found
    assert not any(HU in line for line in found)


def test_neighbours_unfold_and_fold_again(show):
    page = show(unfolding())
    assert page.evaluate("kg.shown()") == ["m", "p0", "p1"]
    page.evaluate("kg.select('p0')")
    assert page.locator("#unfold").inner_text() == "Unfold 2 more"
    page.locator("#unfold").click()
    assert page.evaluate("kg.shown()") == ["m", "p0", "p1", "a0", "a1"]
    assert page.locator("#unfold").count() == 0
    again = show(unfolding(), page.evaluate("location.hash"))
    assert again.evaluate("kg.shown()") == ["m", "p0", "p1", "a0", "a1"]
    again.keyboard.press("u")
    assert again.evaluate("kg.shown()") == ["m", "p0", "p1"]
    assert again.locator("#undo").is_disabled()
    page.locator("#undo").click()
    assert page.evaluate("kg.shown()") == ["m", "p0", "p1"]


def test_the_shortest_way_between_two_things_is_found_and_shown(show):
    page = show(unfolding())
    page.evaluate("kg.select('p1')")
    page.locator("#way").click()
    page.keyboard.type("author 0")
    page.keyboard.press("Enter")
    assert page.evaluate("kg.selected()") == {"way": ["p1", "m", "p0", "a0"]}
    assert page.locator("#details h2").inner_text() == "Paper 1 to Author 0"
    assert page.locator("#details .arrow").all_inner_texts() == ["↓ uses", "↓ used by", "↓ by"]
    again = show(unfolding(), page.evaluate("location.hash"))
    assert again.evaluate("kg.selected()") == page.evaluate("kg.selected()")
    again.evaluate("kg.select('p1')")
    again.locator("#way").click()
    again.keyboard.type("apart")
    again.keyboard.press("Enter")
    assert "Nothing that this page holds leads to Apart" in again.locator("#details").inner_text()


def test_a_time_hides_papers_and_what_only_they_lead_to(show):
    page = show(unfolding())
    page.locator("#to").fill("0")
    assert page.evaluate("kg.shown()") == ["m", "p0"]
    assert page.locator("#span").inner_text() == "2025-09-29 to 2025-09-29: 1 paper"
    again = show(unfolding(), page.evaluate("location.hash"))
    assert again.evaluate("kg.shown()") == ["m", "p0"]
    again.locator("#all").click()
    assert again.evaluate("kg.shown()") == ["m", "p0", "p1"]


def test_hostile_text_runs_nothing_and_is_shown_as_it_is(show):
    page = show(hostile())
    whole = [text.replace("\ud83d", "\ufffd") for text in HOSTILE]
    for text in whole:
        page.evaluate("id => kg.select(id)", text)
        assert page.locator("#details h2").evaluate("e => e.textContent") == text
        assert page.locator("#details a").count() == 0
        assert page.locator("#details img, #details svg[onload], #details b, #details script").count() == 0
    page.keyboard.press("Escape")
    for text in whole[:4]:
        point = page.evaluate("id => kg.point(id)", text)
        page.mouse.move(point["x"] + 2, point["y"])
        page.mouse.move(point["x"], point["y"])
        page.locator("#tip").wait_for(state="visible")
        page.mouse.click(point["x"], point["y"])
        page.keyboard.press("Escape")
    click(page, "edgePoint", 1)
    assert page.locator("#details h2").evaluate("e => e.textContent") == whole[1]
    assert page.evaluate("document.querySelectorAll('script').length") == 5


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_names_are_legible_in_both_schemes(show, scheme):
    page = show(small(), color_scheme=scheme)
    colours = page.evaluate("""() => {
        const style = getComputedStyle(document.documentElement);
        return ["ink", "quiet", "accent", "surface"].map((n) => style.getPropertyValue("--" + n).trim());
    }""")

    def light(colour):
        parts = [int(colour[k : k + 2], 16) / 255 for k in (1, 3, 5)]
        linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    ground = light(colours[-1])
    assert (ground > 0.5) == (scheme == "light")
    for colour in colours[:-1]:
        high, low = sorted((light(colour), ground), reverse=True)
        assert (high + 0.05) / (low + 0.05) >= 4.5


def test_a_narrow_screen_has_the_panel_below(show):
    page = show(large(36), viewport={"width": 390, "height": 844})
    network, side = page.locator("#network").bounding_box(), page.locator(".side").bounding_box()
    assert side["y"] >= network["y"] + network["height"]
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    click(page, "point", "m")
    assert page.evaluate("kg.selected()") == {"node": "m"}
    assert page.locator("#details").is_visible()


@pytest.mark.parametrize("n", [0, 1, 2])
def test_tiny_pictures(show, n):
    nodes = tuple(Node(id=str(i), label=f"Node {i}", type="Task") for i in range(n))
    edges = (Edge(source="0", target="0", label="self"),) if n else ()
    page = show(Picture(title="t", nodes=nodes, edges=edges, total_nodes=n, total_edges=len(edges)))
    page.locator("#fit").click()
    assert page.locator("#results li").count() == n
    assert page.locator("#status").inner_text() == ["Nothing to show.", "1 node", "2 nodes"][n]
    if n:
        page.evaluate("kg.select('0')")
        assert page.locator("#details h2").inner_text() == "Node 0"
