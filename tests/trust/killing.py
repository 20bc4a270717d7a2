"""A process that does things to graphs in children which die at a chosen moment.

Run as a module it reads jobs from stdin, a JSON object a line, and answers each with one:

    {"do": ["build", SOURCES, FOLDER], "step": 7}      killed before the 7th change it makes to files
    {"do": ["remove", SOURCES, FOLDER], "after": 0.2}  killed after so many seconds
    {"do": ["export", FOLDER, FILE]}                   not killed

The answer: {"killed": true, "steps": 6, "seconds": 0.19, "error": ""}. Children are forked from a process that
has loaded everything and opened nothing, so that a try costs a fraction of a second.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from types import TracebackType
from typing import Any

CHANGES = (
    "os.rename",
    "os.remove",
    "os.mkdir",
    "os.rmdir",
    "os.chmod",
    "os.truncate",
    "os.link",
    "os.symlink",
)
"""Audit events of what changes files by name; `open` counts where it is for writing."""


class Killer:
    """The process, from a test's side."""

    def __enter__(self) -> Killer:
        env = {**os.environ, "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.trust.killing"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env=env,
            cwd=Path(__file__).parents[2],
        )
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._process.communicate()

    def run(self, *do: object, **when: float) -> dict[str, Any]:
        """Do something; `step` or `after` say when to kill it."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        job = {"do": [d if isinstance(d, list | str) else str(d) for d in do], **when}
        self._process.stdin.write(json.dumps(job) + "\n")
        self._process.stdin.flush()
        answer: dict[str, Any] = json.loads(self._process.stdout.readline())
        assert answer["error"] == ""
        assert answer["killed"] or not when.keys() & {"sure"}
        return answer


def _serve() -> None:
    from kg import building, correcting, export, removal, vocabulary
    from kg.store import Store

    vocabulary.load(())
    deeds = {
        "build": lambda sources, folder, *options: building.build(
            sources, folder, fast=True, workers=1, rebuild="rebuild" in options
        ),
        "remove": removal.remove,
        "correct": lambda folder, files: correcting.correct_again(Path(folder), files),
        "export": lambda folder, file: export.export(Store(Path(folder)), Path(file)),
    }
    for line in sys.stdin:
        job = json.loads(line)
        out, into = os.pipe()
        begun = time.monotonic()
        child = os.fork()
        if child == 0:
            os.close(out)
            _child(deeds, job, into)
        os.close(into)
        if "after" in job:
            time.sleep(job["after"])
            os.kill(child, signal.SIGKILL)
        with os.fdopen(out) as answers:
            told = answers.read().splitlines()
        _, status = os.waitpid(child, 0)
        answer = {
            "killed": os.WIFSIGNALED(status),
            "steps": sum(one == "." for one in told),
            "seconds": time.monotonic() - begun,
            "error": next((one for one in told if one != "."), ""),
        }
        print(json.dumps(answer), flush=True)  # noqa: T201 - the answer


def _child(deeds: dict[str, Any], job: dict[str, Any], into: int) -> None:
    steps = 0

    def watch(event: str, args: tuple[Any, ...]) -> None:
        nonlocal steps
        if event == "open":
            changes = isinstance(args[2], int) and args[2] & (os.O_WRONLY | os.O_RDWR | os.O_CREAT)
        else:
            changes = event in CHANGES
        if changes and not any(str(arg).startswith("/dev/") for arg in args):
            steps += 1
            if steps == job.get("step"):
                os.kill(os.getpid(), signal.SIGKILL)
            os.write(into, b".\n")

    sys.addaudithook(watch)
    try:
        name, *args = job["do"]
        deeds[name](*args)
    except BaseException as error:
        os.write(into, f"{type(error).__name__}: {error}\n".encode())
    os._exit(0)


if __name__ == "__main__":
    _serve()
