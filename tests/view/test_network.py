import base64
import dataclasses
import hashlib
import html.parser
import json
import re

import pytest

from kg.view.network import MAX_EDGES, MAX_NODES, render
from kg.view.picture import TYPES, Edge, Node, Picture

from .samples import HOSTILE, LORA, hostile, large, small


class Document(html.parser.HTMLParser):
    """The elements of a page with their attributes."""

    def __init__(self, text):
        super().__init__()
        self.elements = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attributes):
        self.elements.append((tag, dict(attributes)))


def data_of(page):
    block = re.search(r'<script type="application/json" id="data">(.*?)</script>', page, re.DOTALL)
    return json.loads(block[1])


def policy_of(page):
    return re.search(r'http-equiv="Content-Security-Policy" content="([^"]*)"', page)[1]


@pytest.mark.parametrize("picture", [small, hostile, lambda: large(12)])
def test_the_same_picture_gives_the_same_bytes(picture):
    assert render(picture()).encode() == render(picture()).encode()


def test_the_document_is_whole():
    page = render(small())
    assert page.startswith('<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">')
    assert "<title>LoRA</title>" in page
    assert page.count("<h1") == page.count("<main") == 1
    assert "shown 5 of 2,431 nodes, 3 of 9,120 relations" in page
    assert "digestgraph 0.1.0, 553 papers" in page
    assert "Which papers use LoRA, and on what?" in page


def test_nothing_is_loaded_from_outside():
    for tag, attributes in Document(render(small())).elements:
        for name in ("src", "href", "action", "srcset", "poster", "data"):
            assert name not in attributes or (tag, attributes[name]) == ("link", "data:,")
    style = re.search(r"<style>(.*?)</style>", render(small()), re.DOTALL)[1]
    assert "url(" not in style
    assert "@import" not in style
    assert "sourceMappingURL" not in render(small())


def test_the_policy_names_the_scripts_and_the_style_by_hash():
    page = render(small())
    policy = dict(part.strip().split(" ", 1) for part in policy_of(page).split(";"))
    assert policy["default-src"] == policy["base-uri"] == policy["form-action"] == "'none'"
    assert policy["img-src"] == "data: blob:"
    scripts = re.findall("<script>(.*?)</script>", page, re.DOTALL)
    styles = re.findall("<style>(.*?)</style>", page, re.DOTALL)
    assert len(scripts) == 4
    for directive, texts in (("script-src", scripts), ("style-src", styles)):
        hashes = [base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() for text in texts]
        assert policy[directive].split() == [f"'sha256-{value}'" for value in hashes]


def test_hostile_text_adds_no_element():
    shapes = [
        [(tag, sorted(attributes)) for tag, attributes in Document(render(picture)).elements]
        for picture in (small(), hostile())
    ]
    assert shapes[0] == shapes[1]


def test_hostile_text_is_escaped_and_comes_back():
    page = render(hostile())
    block = re.search(r'id="data">(.*?)</script>', page, re.DOTALL)[1]
    assert not set("<>&\u2028\u2029") & set(block)
    whole = [text.replace("\ud83d", "\ufffd") for text in HOSTILE]
    nodes = data_of(page)["nodes"]
    assert [node["label"] for node in nodes] == whole
    assert [node["text"] for node in nodes] == whole
    page.encode()


def test_every_text_of_a_picture_reaches_the_page():
    data = data_of(render(small()))
    node = data["nodes"][0]
    assert node == {
        "id": LORA,
        "label": "LoRA",
        "type": "Method",
        "facts": [["papers", "12"], ["first seen", "2021-06"]],
        "text": "低秩适配：冻结权重。",
        "url": "https://example.org/lora",
        "weight": 12,
        "focus": True,
        "summaries": [["tldr", "Few weights are trained.", "en"]],
        "time": "",
        "spare": False,
    }
    assert data["edges"][0]["evidence"][0]["exact"] == "Low-Rank Adaptation, or LoRA"
    drawn = data["network"]
    assert drawn["options"]["physics"] == {"enabled": False}
    assert [(e["id"], e["from"], e["to"], e["arrows"]) for e in drawn["edges"]] == [
        (0, 1, 0, "to"),
        (1, 1, 2, "to"),
        (2, 1, 3, "to"),
    ]
    assert all({"x", "y", "shape", "color", "size", "label", "title"} <= set(n) for n in drawn["nodes"])
    assert drawn["nodes"][0]["title"] == "LoRA\npapers: 12\nfirst seen: 2021-06"


@pytest.mark.parametrize(
    ("url", "kept"),
    [
        ("https://arxiv.org/abs/2106.09685", True),
        ("http://example.org", True),
        ("HTTPS://EXAMPLE.ORG", True),
        ("javascript:alert(1)", False),
        (" javascript:alert(1)", False),
        ("data:text/html,x", False),
        ("file:///etc/passwd", False),
        ("//example.org", False),
        ("https:", False),
        ("http://[", False),
        ("", False),
        (None, False),
    ],
)
def test_only_links_to_the_web_are_kept(url, kept):
    picture = Picture(
        title="t", nodes=(Node(id="a", label="a", type="Task", url=url),), total_nodes=1, total_edges=0
    )
    assert data_of(render(picture))["nodes"][0]["url"] == (url if kept else None)


def test_types_differ_in_colour_and_in_shape():
    types = data_of(render(small()))["types"]
    assert list(types) == list(TYPES)
    assert len({t["fill"] for t in types.values()}) == len({t["shape"] for t in types.values()}) == len(TYPES)


def test_parallel_relations_do_not_hide_each_other():
    base = small()
    first = base.edges[0]
    back = Edge(source=first.target, target=first.source, label="back")
    more = dataclasses.replace(first, label="uses")
    data = data_of(render(dataclasses.replace(base, edges=(first, more, back))))
    bends = [edge.get("smooth", {}).get("roundness", 0) for edge in data["network"]["edges"]]
    assert len(set(bends)) == 3


def test_an_empty_picture_is_a_page():
    page = render(Picture(title="", nodes=(), total_nodes=0, total_edges=0))
    assert "shown 0 of 0 nodes, 0 of 0 relations" in page


def test_a_node_without_a_name_says_so():
    picture = Picture(
        title="t", nodes=(Node(id="urn:a", label=" ", type="Task"),), total_nodes=1, total_edges=0
    )
    assert data_of(render(picture))["network"]["nodes"][0]["label"] == "(no name)"


def test_too_large_a_picture_is_refused():
    nodes = tuple(Node(id=str(i), label=str(i), type="Task") for i in range(MAX_NODES + 1))
    with pytest.raises(ValueError, match="at most 600 nodes and 2,000 edges, not 601 and 0"):
        render(Picture(title="t", nodes=nodes, total_nodes=601, total_edges=0))
    edges = (Edge(source="0", target="1", label="x"),) * (MAX_EDGES + 1)
    with pytest.raises(ValueError, match="not 2 and 2,001"):
        render(Picture(title="t", nodes=nodes[:2], edges=edges, total_nodes=2, total_edges=2001))


def test_the_page_stays_small():
    assert len(render(large(36)).encode()) < 700_000
