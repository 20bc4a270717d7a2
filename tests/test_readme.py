"""What the README says is so, and the links of all documents lead somewhere.

Its sessions and its Python run in tests/test_documentation.py.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.documentation import PAGES, blocks

DOCUMENTS = [
    *PAGES,
    *(
        ROOT / name
        for name in ("CONTRIBUTING.md", "CHANGELOG.md", "examples/README.md", "ontology/README.md")
    ),
    *(ROOT / "training" / name for name in ("README.md", "annotations/README.md")),
]
README = (ROOT / "README.md").read_text(encoding="utf-8")
SHELL = re.findall(r"```sh\n(.*?)```", README, re.DOTALL)


def test_the_readme_has_sessions_and_python() -> None:
    languages = [block.language for block in blocks(ROOT / "README.md") if block.runs]
    assert languages.count("console") >= 3
    assert "python" in languages


def test_the_shell_commands_of_the_readme_are_targets_of_the_makefile() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = [line.split()[1] for block in SHELL for line in block.splitlines() if line.startswith("make ")]
    assert targets == ["demo", "test"]
    assert all(re.search(rf"^{target}:", makefile, re.MULTILINE) for target in targets)


def test_the_ci_runs_nothing_that_the_readme_does_not_tell() -> None:
    script = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    lines = [line for line in script.splitlines() if line and not line.startswith(("#", "set ", "cd "))]
    assert lines == ["make test"]


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_the_links_of_a_document_lead_somewhere(document: Path) -> None:
    text = document.read_text(encoding="utf-8")
    for target in re.findall(r"\]\((?!\w+:)([^)#\s]+)", text):
        assert (document.parent / target).exists(), target


def test_the_changelog_names_the_version() -> None:
    from kg.version import __version__

    assert f"## [{__version__}]" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
