"""Every command and code block of the README runs, and prints what the README says."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT

README = (ROOT / "README.md").read_text(encoding="utf-8")
SESSIONS = re.findall(r"```console\n(.*?)```", README, re.DOTALL)
PYTHON = re.findall(r"```python\n(.*?)```", README, re.DOTALL)
SHELL = re.findall(r"```sh\n(.*?)```", README, re.DOTALL)


def commands(session: str) -> list[tuple[str, list[str]]]:
    """Each command of a session with the lines it prints."""
    found: list[tuple[str, list[str]]] = []
    for line in session.splitlines():
        if line.startswith("$ "):
            found.append((line[2:], []))
        else:
            found[-1][1].append(line)
    return found


def matches(printed: list[str], said: list[str]) -> bool:
    """Whether the lines are equal; a line "..." stands for any number of lines."""
    if not said:
        return not printed
    if said[0] == "...":
        return any(matches(printed[i:], said[1:]) for i in range(len(printed) + 1))
    return bool(printed) and printed[0].rstrip() == said[0] and matches(printed[1:], said[1:])


@pytest.fixture(scope="module")
def workplace(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("readme")
    shutil.copytree(ROOT / "examples", folder / "examples")
    return folder


def run(command: list[str] | str, folder: Path, shell: bool = False) -> tuple[int, str]:
    env = {**os.environ, "PYTHONPATH": str(ROOT), "COLUMNS": "100", "NO_COLOR": "1"}
    env.pop("KG_GRAPH", None)
    done = subprocess.run(
        command,
        cwd=folder,
        env=env,
        shell=shell,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        check=False,
    )
    return done.returncode, done.stdout.decode()


def test_the_sessions_print_what_the_readme_says(workplace: Path) -> None:
    assert len(SESSIONS) >= 3
    for session in SESSIONS:
        for command, said in commands(session):
            assert command.startswith("kg ")
            line = command.replace("kg ", f"{shlex.quote(sys.executable)} -m kg ", 1)
            status, printed = run(line, workplace, shell=True)
            assert status == 0, printed
            assert matches(printed.splitlines(), said), f"$ {command}\n{printed}"


def test_the_python_of_the_readme_runs(workplace: Path) -> None:
    for code in PYTHON:
        status, printed = run([sys.executable, "-c", code], workplace)
        assert status == 0, printed
        assert "diffusion model 4" in printed


def test_the_shell_commands_of_the_readme_are_targets_of_the_makefile() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = [line.split()[1] for block in SHELL for line in block.splitlines() if line.startswith("make ")]
    assert targets == ["demo", "test"]
    assert all(re.search(rf"^{target}:", makefile, re.MULTILINE) for target in targets)


def test_the_ci_runs_nothing_that_the_readme_does_not_tell() -> None:
    script = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    lines = [line for line in script.splitlines() if line and not line.startswith(("#", "set ", "cd "))]
    assert lines == ["make test"]


def test_the_links_of_the_documents_lead_somewhere() -> None:
    for document in (
        "README.md",
        "CONTRIBUTING.md",
        "CHANGELOG.md",
        "examples/README.md",
        "ontology/README.md",
        "docs/corrections.md",
        "docs/performance.md",
    ):
        text = (ROOT / document).read_text(encoding="utf-8")
        for target in re.findall(r"\]\(([^)#:]+)\)", text):
            assert ((ROOT / document).parent / target).exists(), f"{document}: {target}"


def test_the_changelog_names_the_version() -> None:
    from kg.version import __version__

    assert f"## [{__version__}]" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
