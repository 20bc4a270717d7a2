"""Draw docs/layers.svg from the layers that tests/test_layers.py holds.

python docs/layers.py [OUTPUT]
"""

from __future__ import annotations

import ast
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
DRAWING = ROOT / "docs" / "layers.svg"

_ROW, _LEFT, _LETTER = 34, 70, 7.7
_STYLE = """\
    text { font: 13px ui-monospace, monospace; fill: #1b1f24 }
    .folder { font-weight: 700; fill: #0550ae }
    .note { font-family: system-ui, sans-serif; fill: #57606a }
    rect { fill: #f6f8fa; stroke: #d0d7de }
    path { fill: none; stroke: #57606a; stroke-width: 1.5 }
    marker path { fill: #57606a; stroke: none }
    @media (prefers-color-scheme: dark) {
      text { fill: #e6edf3 }
      .folder { fill: #79c0ff }
      .note { fill: #9da7b3 }
      rect { fill: #161b22; stroke: #30363d }
      path { stroke: #9da7b3 }
      marker path { fill: #9da7b3 }
    }"""


def layers() -> list[set[str]]:
    """LAYERS of tests/test_layers.py, from the bottom up."""
    tree = ast.parse((ROOT / "tests" / "test_layers.py").read_text(encoding="utf-8"))
    for node in tree.body:
        if isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") == "LAYERS":
            found: list[set[str]] = ast.literal_eval(node.value)
            return found
    raise SystemExit("tests/test_layers.py has no LAYERS")


def drawing() -> str:
    """The picture: the highest layer on top, folders in bold."""
    rows = layers()[::-1]
    height = _ROW * len(rows) + 34
    width = _LEFT + round(max(sum(len(name) + 2 for name in names) for names in rows) * _LETTER)
    out = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" role="img">',
        "  <title>The layers of kg: each imports only from those below it</title>",
        f"  <style>\n{_STYLE}\n  </style>",
        '  <defs><marker id="arrow" viewBox="0 0 8 8" refX="8" refY="4" markerWidth="9" markerHeight="9" '
        'orient="auto"><path d="M0 0 8 4 0 8z"/></marker></defs>',
        f'  <path d="M30 12V{height - 30}" marker-end="url(#arrow)"/>',
        f'  <text class="note" x="14" y="{height - 8}">imports run downward; folders are bold</text>',
    ]
    for number, names in enumerate(rows):
        top = 6 + number * _ROW
        out.append(f'  <rect x="{_LEFT - 12}" y="{top}" width="{width - _LEFT}" height="{_ROW - 6}" rx="5"/>')
        x = float(_LEFT)
        for name in sorted(names):
            style = ' class="folder"' if (ROOT / "kg" / name).is_dir() else ""
            out.append(f'  <text{style} x="{x:.0f}" y="{top + 19}">{name}</text>')
            x += (len(name) + 2) * _LETTER
    return "\n".join([*out, "</svg>", ""])


if __name__ == "__main__":
    (Path(sys.argv[1]) if len(sys.argv) > 1 else DRAWING).write_text(drawing(), encoding="utf-8")
