"""Find a Chromium for tests of pages, and open one that reaches nothing outside."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

import pytest

NAMES = ("chromium", "chromium-browser", "google-chrome")
FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1",
]
"""Nothing but what listens on this very machine can be reached."""
HOW = "no Chromium or Chrome on PATH; on Debian: apt-get update && apt-get install -y chromium"


@cache
def _find() -> str | None:
    """The path of a browser. Where there is none and we may, Debian's own is installed, once."""
    found = next(filter(None, map(shutil.which, NAMES)), None)
    if (
        found is None
        and os.name == "posix"
        and os.geteuid() == 0
        and _is_debian()
        and shutil.which("apt-get")
    ):
        environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        for line in (["apt-get", "-qq", "update"], ["apt-get", "-qq", "install", "-y", "chromium"]):
            if subprocess.run(
                line, capture_output=True, check=False, env=environment, timeout=900
            ).returncode:
                return None
        found = shutil.which("chromium")
    return found


def _is_debian() -> bool:
    release = Path("/etc/os-release")
    return release.is_file() and "\nID=debian\n" in "\n" + release.read_text(encoding="utf-8")


def path() -> str:
    """The path of a browser; the test is skipped where there is none."""
    found = _find()
    if found is None:
        pytest.skip(HOW)
    return found


@contextmanager
def chromium() -> Iterator[Any]:
    """A playwright browser; the test is skipped where playwright or the browser is missing."""
    executable = path()
    playwright = pytest.importorskip("playwright.sync_api", reason="pip install playwright")
    with playwright.sync_playwright() as engine:
        browser = engine.chromium.launch(executable_path=executable, args=FLAGS)
        try:
            yield browser
        finally:
            browser.close()
