"""The page that all views share: one HTML file that needs nothing else and never runs what data say.

A view gives its own body, style and scripts (files of `assets/`, written by us) and its data. All data travel
as JSON in which "<" is escaped and reach the page as text, never as markup. A content security policy names
the page's own scripts and its style by their hashes and forbids all else, so nothing is ever loaded.
"""

from __future__ import annotations

import base64
import hashlib
import html
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import resources
from string import Template

# The palette of Okabe and Ito, which colour-blind people tell apart; the shape is the second cue.
# Each: shape, fill, and the border in light and in dark mode (contrast 3:1 at least).
STYLES: dict[str, tuple[str, str, str, str]] = {
    "Paper": ("square", "#56b4e9", "#2379ab", "#8fd0f5"),
    "Author": ("dot", "#cc79a7", "#9c4a79", "#e8a9cb"),
    "Category": ("hexagon", "#0072b2", "#00507d", "#5aa9dc"),
    "Method": ("diamond", "#d55e00", "#9a4400", "#ff9c54"),
    "Dataset": ("triangle", "#009e73", "#006b4e", "#4fd0aa"),
    "Task": ("triangleDown", "#e69f00", "#996a00", "#ffcb57"),
}

SIGNS = {kind: {"shape": shape, "fill": fill} for kind, (shape, fill, _, _) in STYLES.items()}
"""Of each type the shape and the fill, as pages that draw its sign read them."""
MOST_LISTED = 100
"""Papers that a page lists for one thing, time or cell."""

_KEYS = (("/", "search"), ("↑ ↓ ← →", "move"), ("Enter", "choose"), ("Esc", "clear"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """What differs between the pages of two views."""

    kind: str
    """Name of the view: its body is assets/KIND.html, its style assets/KIND.css, its script assets/KIND.js."""
    title: str
    caption: str
    """The question that the page answers."""
    shown: str
    """How much of how much is shown, and by which rule."""
    details: str
    """Where the data come from."""
    data: object
    """What the scripts read; anything that JSON holds."""
    keys: Sequence[tuple[str, str]] = _KEYS
    """What keys do, for the foot of the page."""
    libraries: Sequence[str] = ()
    """Texts of scripts that run before the view's own."""
    shared: Sequence[str] = ("helpers.js", "frame.js")
    """Scripts of `assets/` that several views use, in order."""


def document(frame: Frame) -> str:
    """The page as text; the same frame gives the same bytes. Write it as UTF-8."""
    style = asset("frame.css") + asset(f"{frame.kind}.css")
    scripts = [*frame.libraries, *map(asset, frame.shared), asset(f"{frame.kind}.js")]
    hashes = " ".join(_hash(text) for text in scripts)
    policy = (
        f"default-src 'none'; script-src {hashes}; style-src {_hash(style)}; "
        "img-src data: blob:; base-uri 'none'; form-action 'none'"
    )
    keys = " ".join(
        "".join(f"<kbd>{_text(k)}</kbd>" for k in key.split()) + f" {_text(does)}" for key, does in frame.keys
    )
    return Template(asset("frame.html")).substitute(
        policy=policy,
        style=style,
        title=_text(frame.title),
        caption=_text(frame.caption),
        body=asset(f"{frame.kind}.html"),
        shown=_text(frame.shown),
        details=_text(frame.details),
        keys=keys,
        data=as_json(frame.data),
        scripts="\n".join(f"<script>{text}</script>" for text in scripts),
    )


def asset(name: str) -> str:
    """A file of our own that pages are made of."""
    return (resources.files(__package__) / "assets" / name).read_text(encoding="utf-8")


def of(shown: int, total: int) -> str:
    """Two counts as pages write them: "120 of 2,431"."""
    return f"{shown:,} of {total:,}"


def on_one_line(text: str) -> str:
    """The text on one line and without the halves of surrogate pairs, which UTF-8 cannot hold."""
    return " ".join(text.encode("utf-16", "surrogatepass").decode("utf-16", "replace").split())


def _text(text: str) -> str:
    return html.escape(on_one_line(text))


_ESCAPES = {"<": "\\u003c", ">": "\\u003e", "&": "\\u0026", "\u2028": "\\u2028", "\u2029": "\\u2029"}


def as_json(data: object) -> str:
    """JSON that no parser of HTML or JavaScript can take for anything else."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    return re.sub("[<>&\u2028\u2029\ud800-\udfff]", _escape, text)


def _escape(match: re.Match[str]) -> str:
    return _ESCAPES.get(match[0], "\ufffd")


def _hash(text: str) -> str:
    digest = hashlib.sha256(text.encode()).digest()
    return f"'sha256-{base64.b64encode(digest).decode()}'"
