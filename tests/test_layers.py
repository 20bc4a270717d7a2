"""Imports run downward only, and the public surface is what is promised."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

import kg

PACKAGE = Path(kg.__file__).parent

LAYERS = [
    {"version", "errors", "resources"},
    {"model"},
    {
        "names",
        "trees",
        "arxiv",
        "sameness",
        "sorting",
        "streams",
        "iri",
        "languages",
        "web",
        "withdrawal",
        "executors",
        "nearby",
        "endpoint",
        "spreadsheet",
        "plural",
        "quads",
    },
    {"vocabulary", "categories", "corrections"},
    {"sources", "extraction", "linking", "graph", "parts"},
    {"sparql", "accounts", "chunks", "fetching", "tables", "growing", "places"},
    {"folder"},
    {"store"},
    {"remote"},
    {"opening"},
    {"lookup", "counting"},
    {"query", "about"},
    {"selection"},
    {"projection"},
    {"export", "view", "checking", "evaluation", "analysis"},
    {"knowledge"},
    {"assembly"},
    {"building"},
    {"reassembly"},
    {"correcting", "removal"},
    {"api"},
    {"serve"},
    {"agents"},
    {"cli"},
]
"""From the bottom up; modules of one layer do not import each other."""

ONLY_IN = {
    "spacy": {"extraction"},
    "lxml": {"sources", "fetching"},
    "rdflib": {"store", "api", "checking"},
    "click": {"cli"},
    "pyvis": {"view"},
    "httpx": {"fetching", "endpoint"},
    "starlette": {"serve"},
    "uvicorn": {"serve"},
    "jinja2": {"serve"},
    "mcp": {"agents"},
}
"""Libraries that only some modules may import."""


def part_of(path: Path) -> str:
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def imports(path: Path) -> list[str]:
    found = []
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            module = node.module or ""
            found += [f"kg.{alias.name}" for alias in node.names] if module == "kg" else [module]
    return found


MODULES = sorted(p for p in PACKAGE.rglob("*.py") if part_of(p) not in ("__init__", "__main__"))


def test_every_module_has_its_place_in_the_layers() -> None:
    assert {part_of(path) for path in MODULES} == set().union(*LAYERS)


@pytest.mark.parametrize("path", MODULES, ids=lambda p: str(p.relative_to(PACKAGE)))
def test_a_module_imports_only_from_lower_layers_or_its_own_folder(path: Path) -> None:
    own = part_of(path)
    level = next(i for i, layer in enumerate(LAYERS) if own in layer)
    allowed = set().union(*LAYERS[:level]) | {own}
    used = {name.split(".")[1] for name in imports(path) if name.startswith("kg.")}
    assert used <= allowed


@pytest.mark.parametrize("library", ONLY_IN)
def test_a_library_is_imported_only_where_it_belongs(library: str) -> None:
    users = {part_of(path) for path in MODULES if any(n.split(".")[0] == library for n in imports(path))}
    assert users <= ONLY_IN[library]


def test_no_module_is_longer_than_400_lines() -> None:
    long = {p.name: n for p in MODULES if (n := len(p.read_text(encoding="utf-8").splitlines())) > 400}
    assert long == {}


def test_the_public_surface_is_exactly_what_is_promised() -> None:
    promised = {"Paper", "Mention", "Entity", "Statement", "Graph", "KgError", "read", "extract", "build"}
    assert set(kg.__all__) == promised
    assert all(hasattr(kg, name) for name in promised)


def test_no_module_has_the_name_of_a_public_function_which_its_import_would_hide() -> None:
    assert {part_of(path) for path in MODULES}.isdisjoint(kg.__all__)


def test_all_code_that_makes_a_graph_of_parts_counts_for_the_form_of_the_graph() -> None:
    from kg.assembly import MAKERS

    found, todo = set(), {"assembly"}
    while todo:
        found |= todo
        of = [name for path in MODULES if part_of(path) in todo for name in imports(path)]
        todo = {name.split(".")[1] for name in of if name.startswith("kg.")} - found
    # the version of kg has a part in the fingerprint; the others only find files and say what is wrong
    assert found - {"version", "errors", "resources", "nearby"} == {
        maker.removesuffix(".py") for maker in MAKERS
    }
