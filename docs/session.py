"""Draw docs/session.svg: a terminal in which a graph is built and asked, with what the commands truly print.

python docs/session.py [OUTPUT]
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from html import escape
from pathlib import Path
from tempfile import TemporaryDirectory

ROOT = Path(__file__).resolve().parent.parent
DRAWING = ROOT / "docs" / "session.svg"

COMMANDS = (
    "kg build examples/digests",
    "kg query methods-by-paper-count -n 3 -f table",
    "kg show PRIMO",
    'kg view --focus "neural operator" -o neural-operator.html',
)
_COLUMNS, _LETTER, _LINE, _MARGIN, _TOP = 104, 7.83, 19, 20, 44
_STYLE = """\
    text { font: 13px ui-monospace, SFMono-Regular, Menlo, Consolas, "DejaVu Sans Mono", monospace; fill: #d6dde6;
      white-space: pre }
    .command { fill: #ffffff; font-weight: 700 }
    .prompt { fill: #7ee2a8; font-weight: 700 }
    .proof { fill: #ffd479 }
    .terminal { fill: #161b22; stroke: #30363d }"""


def printed(folder: Path) -> list[tuple[str, list[str]]]:
    """Each command with the lines it prints, in a folder that holds examples/."""
    place = {**os.environ, "COLUMNS": str(_COLUMNS), "NO_COLOR": "1", "PYTHONPATH": str(ROOT)}
    place.pop("KG_GRAPH", None)
    found = []
    for command in COMMANDS:
        words = re.findall(r'"([^"]*)"|(\S+)', command)
        done = subprocess.run(
            [sys.executable, "-m", *(quoted or bare for quoted, bare in words)],
            cwd=folder,
            env=place,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            check=True,
        )
        found.append((command, [line.rstrip() for line in done.stdout.decode().splitlines()]))
    return found


def drawing() -> str:
    """The SVG, made by running the commands."""
    with TemporaryDirectory() as folder:
        shutil.copytree(ROOT / "examples", Path(folder) / "examples")
        return drawn(printed(Path(folder)))


def drawn(session: list[tuple[str, list[str]]]) -> str:
    """The SVG of commands and what they print."""
    rows: list[str] = []
    for command, lines in session:
        rows.append(f'<tspan class="prompt">$ </tspan><tspan class="command">{escape(command)}</tspan>')
        proof = False
        for line in lines:
            proof = proof or line.lstrip().startswith("“")
            rows.append(f'<tspan class="proof">{escape(line)}</tspan>' if proof else escape(line))
            proof = proof and not line.endswith("”")
        rows.append("")
    del rows[-1]
    wide, high = round(_COLUMNS * _LETTER + 2 * _MARGIN), _TOP + len(rows) * _LINE + 14
    texts = [
        f'  <text x="{_MARGIN}" y="{_TOP + 14 + i * _LINE}">{row}</text>' for i, row in enumerate(rows) if row
    ]
    lights = [
        f'  <circle cx="{_MARGIN + 6 + 20 * i}" cy="22" r="6" fill="{colour}"/>'
        for i, colour in enumerate(("#f47067", "#e0b341", "#57ab5a"))
    ]
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {wide} {high}" role="img" aria-labelledby="said">',
            '  <title id="said">A terminal: three digests become a graph, which is asked for its methods, for one '
            "of them with the sentences that prove it, and for a picture</title>",
            f"  <style>\n{_STYLE}\n  </style>",
            f'  <rect class="terminal" x="0.5" y="0.5" width="{wide - 1}" height="{high - 1}" rx="10"/>',
            *lights,
            *texts,
            "</svg>",
            "",
        ]
    )


if __name__ == "__main__":
    target = Path(sys.argv[1]) if len(sys.argv) > 1 else DRAWING
    target.write_text(drawing(), encoding="utf-8")
