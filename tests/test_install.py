"""A wheel installed elsewhere, and `make demo` in a fresh copy, work with nothing prepared beforehand."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from kg.cli.view import KINDS
from tests.conftest import EXAMPLES, ROOT


def call(*command: str | Path, cwd: Path, **env: str) -> str:
    environment = {
        k: v for k, v in os.environ.items() if k not in ("PYTHONPATH", "KG_GRAPH", "VIRTUAL_ENV")
    } | env
    done = subprocess.run(
        [str(part) for part in command], cwd=cwd, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout + done.stderr


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The repository as a clone has it: only what is tracked, or would be."""
    folder = tmp_path_factory.mktemp("clone") / "kg"
    try:
        listed = call("git", "ls-files", "--cached", "--others", "--exclude-standard", cwd=ROOT)
    except (AssertionError, FileNotFoundError):
        pytest.skip("not a git checkout")
    for name in listed.splitlines():
        if (ROOT / name).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, folder / name)
    return folder


@pytest.fixture(scope="module")
def wheel(copy: Path) -> Path:
    call(sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", copy / "dist", cwd=copy)
    return next((copy / "dist").glob("digestgraph-*.whl"))


def test_the_wheel_holds_package_ontology_and_queries(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    for name in (
        "kg/py.typed",
        "kg/ontology/kg.ttl",
        "kg/ontology/methods.ttl",
        "kg/queries/evidence.rq",
        "kg/view/assets/helpers.js",
        "kg/view/assets/network.js",
        "kg/view/assets/frame.html",
        "kg/view/atlas.npz",
        "kg/serve/static/explorer.js",
        "kg/serve/pages/templates/base.html",
    ):
        assert name in names
    assert wheel.stat().st_size < 30_000_000


def test_an_installed_wheel_builds_a_graph_outside_the_repository(wheel: Path, tmp_path: Path) -> None:
    call(sys.executable, "-m", "venv", tmp_path / "venv", cwd=tmp_path)
    python = tmp_path / "venv" / "bin" / "python"
    call(python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", wheel, cwd=tmp_path)
    command = tmp_path / "venv" / "bin" / "kg"
    assert "33 papers" in call(command, "build", EXAMPLES, "-o", tmp_path / "graph", cwd=tmp_path)
    assert "diffusion model" in call(
        command, "query", "methods-by-paper-count", "-g", tmp_path / "graph", cwd=tmp_path
    )
    call(command, "view", "-g", tmp_path / "graph", "-o", tmp_path / "page.html", cwd=tmp_path)
    where = call(python, "-c", "import kg; print(kg.__file__)", cwd=tmp_path)
    assert str(tmp_path) in where


def test_make_demo_in_a_fresh_copy_leaves_things_to_look_at(copy: Path) -> None:
    printed = call("make", "demo", f"PYTHON={sys.executable}", cwd=copy)
    assert "Open demo/index.html" in printed
    for name in ("graph.ttl", "graph.jsonld", "index.html", "neural-operator.html", "primo.html"):
        assert (copy / "demo" / name).stat().st_size > 1000
    index = (copy / "demo" / "index.html").read_text(encoding="utf-8")
    linked = set(re.findall(r'href="([^"]+)"', index))
    assert {f"{kind}.html" for kind in KINDS} - {"network.html"} <= linked
    assert all((copy / "demo" / name).stat().st_size > 1000 for name in linked)
