"""CSV cells that spreadsheets show as they are, where they would take some for formulas.

A cell that begins with "=", "+", "-", "@", a tab or a line break is a formula to Excel, LibreOffice and Google
Sheets, and formulas can send data away or start programs; see "CSV Injection" of OWASP. An apostrophe in front
makes it text. That changes the cell, so it is done only where somebody asks for it.
"""

from __future__ import annotations

import csv
import io
import re
from typing import BinaryIO

_FORMULA = re.compile(r"\s*[=+\-@＝＋－＠]|[\t\r\n]")
_NUMBER = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?")


def shown(cell: str) -> str:
    """The cell with an apostrophe in front if it is a formula; numbers are none.

    >>> shown("=1+2"), shown("-1.5"), shown("A = B")
    ("'=1+2", '-1.5', 'A = B')
    """
    return f"'{cell}" if _FORMULA.match(cell) and not _NUMBER.fullmatch(cell) else cell


def write_shown(data: bytes, out: BinaryIO) -> None:
    """Write CSV anew, every cell as `shown`."""
    text = io.TextIOWrapper(out, encoding="utf-8", newline="", write_through=True)
    rows = csv.reader(io.StringIO(data.decode(), newline=""))
    csv.writer(text).writerows([shown(cell) for cell in row] for row in rows)
    text.flush()
    text.detach()
