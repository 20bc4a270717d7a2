"""Colours of pages and explorer can be told from what they lie on: ratios as WCAG 2.1 defines them, level AA."""

import re
from importlib import resources

import pytest

STYLES = {"pages": ("kg.view", "assets/frame.css"), "explorer": ("kg.serve", "static/explorer.css")}
GROUNDS = ("page", "surface", "press", "tint")
TEXTS = ("ink", "quiet", "accent")
SIGNS = ("paper", "author", "category", "method", "dataset", "task")


def colours(package, name, scheme):
    """The variables of a style sheet that are colours; dark ones stand in its second block."""
    text = (resources.files(package) / name).read_text(encoding="utf-8")
    blocks = re.findall(r":root \{([^}]*)\}", text)
    light = dict(re.findall(r"--(\w+): (#[0-9a-f]{6});", blocks[0]))
    return light if scheme == "light" else light | dict(re.findall(r"--(\w+): (#[0-9a-f]{6});", blocks[1]))


def luminance(colour):
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one, other):
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def test_black_on_white_has_the_contrast_that_wcag_says():
    assert contrast("#ffffff", "#000000") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("where", STYLES)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_texts_have_a_contrast_of_four_and_a_half_and_signs_of_three(where, scheme):
    known = colours(*STYLES[where], scheme)
    weak = [(t, g, r) for t in TEXTS for g in GROUNDS if (r := contrast(known[t], known[g])) < 4.5]
    groups = [name for name in known if re.fullmatch(r"c\d", name)]
    weak += [(s, "surface", r) for s in (*SIGNS, *groups) if (r := contrast(known[s], known["surface"])) < 3]
    code = [n for n in ("keyword", "string", "iri", "name", "comment", "variable", "bad") if n in known]
    weak += [(t, "surface", r) for t in code if (r := contrast(known[t], known["surface"])) < 4.5]
    weak += [("ink", "mark", r)] if (r := contrast(known["ink"], known["mark"])) < 4.5 else []
    assert weak == []
    assert len(groups) == (8 if where == "pages" else 0)
