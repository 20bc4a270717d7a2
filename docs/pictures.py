"""Take the two pictures of the README: docs/neural-operator.png of examples/, docs/map.png of digests of one's own.

python docs/pictures.py DIGESTS     (needs the extra "test" and a Chromium)
"""

from __future__ import annotations

import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

import kg  # noqa: E402 - of this folder
from tests.browser import chromium  # noqa: E402


def main(digests: Path) -> None:
    """Write both pictures."""
    with TemporaryDirectory() as folder, chromium() as browser:
        examples = kg.build(ROOT / "examples" / "digests", Path(folder) / "examples")
        page = opened(browser, Path(folder), examples.view("network", focus="neural operator").text)
        page.get_by_role("option", name="neural operator").first.click()
        page.screenshot(path=ROOT / "docs" / "neural-operator.png")
        everything = kg.build(digests, Path(folder) / "digests")
        page = opened(browser, Path(folder), everything.view("map").text)
        page.screenshot(path=ROOT / "docs" / "map.png")


def opened(browser: Any, folder: Path, text: str) -> Any:
    """A page of 1280 by 800, light, when its first picture is drawn."""
    file = folder / "page.html"
    file.write_text(text, encoding="utf-8")
    page = browser.new_context(
        viewport={"width": 1280, "height": 800}, color_scheme="light", reduced_motion="reduce"
    ).new_page()
    page.goto(file.as_uri())
    page.wait_for_function("window.kg && window.kg.ready")
    page.wait_for_timeout(300)
    return page


if __name__ == "__main__":
    main(Path(sys.argv[1]))
