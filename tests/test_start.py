"""Commands load what they need and nothing else: imports are counted, for seconds depend on the machine."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

RUN = """
import json, sys
from kg.cli import main
sys.argv = ["kg", *json.loads(sys.argv[1])]
try:
    main()
except SystemExit:
    pass
print(json.dumps(sorted(sys.modules)), file=sys.stderr)
"""


def loaded(*arguments: str) -> set[str]:
    """The modules that are loaded when a command has ended."""
    command = [sys.executable, "-c", RUN, json.dumps(arguments)]
    result = subprocess.run(command, capture_output=True, check=True, timeout=120)
    assert result.stdout
    return set(json.loads(result.stderr.splitlines()[-1]))


def libraries(modules: set[str]) -> set[str]:
    """Libraries other than Python's own; names with an underscore are helpers that installers leave behind."""
    roots = {module.partition(".")[0] for module in modules}
    return {root for root in roots - set(sys.stdlib_module_names) if not root.startswith("_")}


def own(modules: set[str]) -> set[str]:
    """The modules of kg beside its command line."""
    return {name for name in modules if name.startswith("kg.") and not name.startswith("kg.cli")}


def test_help_loads_nothing_but_the_command_line() -> None:
    modules = loaded("--help")
    assert libraries(modules) == {"kg", "click"}
    assert own(modules) == {
        "kg.api",
        "kg.errors",
        "kg.model",
        "kg.nearby",
        "kg.plural",
        "kg.resources",
        "kg.version",
    }


@pytest.mark.parametrize(
    ("asked", "besides"),
    [
        (("methods-by-paper-count",), {"kg.counting"}),
        (("coauthors",), {"kg.sparql"}),
        (("-e", "ASK { ?x a kg:Method }"), {"kg.store"}),
    ],
)
def test_a_query_loads_the_engine_and_no_library_more(
    asked: tuple[str, ...], besides: set[str], example_graph: Path
) -> None:
    modules = loaded("query", *asked, "-g", str(example_graph))
    assert libraries(modules) == {"kg", "click", "pyoxigraph"}
    assert besides <= own(modules)
    assert len(own(modules)) <= 26


def test_what_reading_and_writing_need_is_not_loaded_by_a_query(example_graph: Path) -> None:
    modules = own(loaded("query", "sources", "-g", str(example_graph)))
    heavy = {"building", "assembly", "extraction", "linking", "sources", "export", "vocabulary", "analysis"}
    assert {name.split(".")[1] for name in modules}.isdisjoint(heavy)
