"""The example workflow is a workflow, asks for no more than it needs, and runs commands that exist."""

from __future__ import annotations

import re
import shlex
from pathlib import Path
from typing import Any

import click
import pytest
import yaml

from kg.analysis import read_wishes
from kg.cli import kg
from tests.conftest import ROOT

FOLDER = ROOT / "examples" / "github-action"
WORKFLOW: dict[Any, Any] = yaml.safe_load((FOLDER / "daily.yml").read_text(encoding="utf-8"))
STEPS = [step for job in WORKFLOW["jobs"].values() for step in job["steps"]]
COMMANDS = [
    line.strip()
    for step in STEPS
    for line in step.get("run", "").splitlines()
    if line.strip().startswith("kg ")
]


def test_it_runs_daily_and_when_asked() -> None:
    on = WORKFLOW[True]  # YAML 1.1 reads the key "on" as true
    assert set(on) == {"schedule", "workflow_dispatch"}
    assert len(on["schedule"][0]["cron"].split()) == 5


def test_every_action_is_one_of_githubs_own_and_pinned_to_a_version() -> None:
    used = [step["uses"] for step in STEPS if "uses" in step]
    assert len(used) == 5
    assert all(re.fullmatch(r"actions/[a-z-]+@v\d+\.\d+\.\d+", name) for name in used)


def test_jobs_have_no_rights_but_those_they_need() -> None:
    assert WORKFLOW["permissions"] == {}
    rights = {name: job["permissions"] for name, job in WORKFLOW["jobs"].items()}
    assert rights == {"graph": {"contents": "write"}, "publish": {"pages": "write", "id-token": "write"}}


def test_nothing_from_outside_is_pasted_into_a_script() -> None:
    assert not [step for step in STEPS if "${{" in step.get("run", "")]


def test_it_fetches_builds_tells_and_draws() -> None:
    assert [command.split()[1] for command in COMMANDS] == "fetch build diff diff view export diff".split()


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_exists_with_the_options_given(command: str) -> None:
    name, *arguments = shlex.split(command)[1:]
    found = kg.get_command(click.Context(kg), name)
    if found is None and name == "fetch":
        pytest.skip("this kg has no fetch")
    assert found is not None
    found.make_parser(click.Context(found)).parse_args(arguments)


def test_the_names_to_follow_beside_it_can_be_read() -> None:
    assert Path(WORKFLOW["env"]["FOLLOW"]).name == "follow.toml"
    assert len(read_wishes(FOLDER / "follow.toml")) == 4
