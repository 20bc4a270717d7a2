"""What comes with kg: licences of all that it needs, pinned versions, and packages that anybody can make again."""

from __future__ import annotations

import hashlib
import os
import re
import subprocess
import sys
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.conftest import ROOT

PYPROJECT = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
LOCK = ROOT / "requirements.lock"
PERMISSIVE = re.compile(
    r"\b(?:MIT|BSD|Apache|PSF|Python Software Foundation|ISC|0BSD|Zlib|MPL|Mozilla Public License|Unlicense|HPND|CC0)\b"
)
COPYLEFT = re.compile(r"\b(?:A?GPL|(?:Affero )?GNU General Public|GPLv\d)\b")
LESSER = re.compile(r"\b(?:LGPL|Lesser General)\b")


def hard_dependencies() -> dict[str, Distribution]:
    """All that `pip install digestgraph` brings, by name."""
    import tomllib

    found: dict[str, Distribution] = {}
    todo = [Requirement(line) for line in tomllib.loads(PYPROJECT)["project"]["dependencies"]]
    while todo:
        wanted = todo.pop()
        name = canonicalize_name(wanted.name)
        if name in found or (wanted.marker and not wanted.marker.evaluate({"extra": ""})):
            continue
        try:
            found[name] = distribution(name)
        except PackageNotFoundError:
            pytest.fail(f"{name} is not installed")
        todo += [Requirement(line) for line in found[name].requires or []]
    return found


def licence(package: Distribution) -> str:
    """What a package says of its licence, shortest first: the expression, the classifiers, the field."""
    told = package.metadata
    classifiers = [c for c in told.get_all("Classifier") or [] if c.startswith("License ::")]
    return told.get("License-Expression") or "; ".join(classifiers) or (told.get("License") or "")[:300]


def test_every_hard_dependency_has_a_permissive_licence() -> None:
    told = {name: licence(package) for name, package in hard_dependencies().items()}
    assert len(told) > 20
    wrong = {
        name: said
        for name, said in told.items()
        if not PERMISSIVE.search(said) or COPYLEFT.search(said) or LESSER.search(said)
    }
    assert wrong == {}


@pytest.mark.parametrize(
    "said", ["GPL-3.0-only", "GNU General Public License v2 (GPLv2)", "AGPL-3.0", "proprietary", ""]
)
def test_other_licences_would_be_found(said: str) -> None:
    assert COPYLEFT.search(said) or not PERMISSIVE.search(said)


def locked() -> dict[str, str]:
    """Name -> version of the lock file."""
    lines = re.findall(r"^([A-Za-z0-9._-]+)==([^\s;\\]+)", LOCK.read_text(encoding="utf-8"), re.MULTILINE)
    return {canonicalize_name(name): version for name, version in lines}


def test_the_lock_file_pins_every_hard_dependency_within_its_bounds_and_with_hashes() -> None:
    import tomllib

    pinned = locked()
    assert hard_dependencies().keys() <= pinned.keys()
    for line in tomllib.loads(PYPROJECT)["project"]["dependencies"]:
        wanted = Requirement(line)
        assert wanted.specifier.contains(pinned[canonicalize_name(wanted.name)]), line
    text = LOCK.read_text(encoding="utf-8")
    blocks = re.split(r"^(?=[A-Za-z0-9._-]+==)", text, flags=re.MULTILINE)[1:]
    assert len(blocks) >= len(pinned)
    assert all(re.search(r"--hash=sha256:[0-9a-f]{64}", block) for block in blocks)


def test_no_package_of_others_lies_in_the_repository() -> None:
    try:
        listed = subprocess.run(
            ["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True
        ).stdout
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("not a git checkout")
    assert [name for name in listed.splitlines() if name.endswith((".whl", ".tar.gz", ".egg", ".so"))] == []


@pytest.mark.parametrize("kind", ["wheel", "sdist"])
def test_two_builds_of_a_package_are_equal_byte_for_byte(tmp_path: Path, kind: str) -> None:
    made = []
    for number in (1, 2):
        out = tmp_path / str(number)
        command = [
            sys.executable,
            "-m",
            "build",
            f"--{kind}",
            "--no-isolation",
            "--outdir",
            str(out),
            str(ROOT),
        ]
        subprocess.run(
            command, check=True, capture_output=True, env=os.environ | {"SOURCE_DATE_EPOCH": "1764547200"}
        )
        (package,) = out.iterdir()
        made.append((package.name, hashlib.sha256(package.read_bytes()).hexdigest()))
        assert package.stat().st_size < 30_000_000
    assert made[0] == made[1]
