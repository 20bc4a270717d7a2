"""A worker: a process that reads one version of the graph and does one job after the other.

    python -m kg.serve.worker FOLDER LIMITS SCRATCH

Jobs come by standard input, answers go to standard output, see `kg.serve.frames`; LIMITS is the JSON of
`kg.serve.limits.Limits`. It ends when its input does.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, TextIO

import orjson

from kg.errors import GraphError, KgError, NotFoundError
from kg.serve.confinement import with_parent, within_memory, without_network
from kg.serve.frames import LENGTH, PROBLEM, READY, frame
from kg.serve.limits import Limits
from kg.serve.output import Output
from kg.serve.problem import Problem


@dataclass(frozen=True, slots=True)
class Workplace:
    """What jobs are done with."""

    store: Any
    """The `kg.store.Store`; its modules are loaded after the process is confined."""
    limits: Limits
    version: str
    scratch: Path
    """A folder of the server's own, where indexes lie that other processes make."""


Job = Callable[[Workplace, dict[str, Any], Output], None]


def version_of(manifest: Any) -> str:
    """What tells one state of a graph folder from another."""
    return f"{manifest.current} {manifest.built}"


def main(folder: Path, limits: Limits, scratch: Path) -> None:
    """Open the graph, then do jobs until there are no more."""
    with_parent()
    confined = without_network()
    # the protocol has the pipe for itself: whatever a library prints goes elsewhere
    jobs, answers = sys.stdin.buffer, os.fdopen(os.dup(1), "wb", buffering=0)
    os.dup2(2, 1)
    complaints = os.fdopen(os.dup(2), "w", encoding="utf-8", errors="replace", buffering=1)
    try:
        from kg.serve.jobs import JOBS  # noqa: PLC0415 - loaded without network
        from kg.store import Store  # noqa: PLC0415

        place = Workplace(store := Store(folder), limits, version_of(store.manifest), scratch)
    except GraphError as error:
        answers.write(frame(PROBLEM, orjson.dumps(Problem(503, str(error)).record())))
        return
    if limits.memory:
        within_memory(limits.memory)
    ready = {
        "version": place.version,
        "base": store.manifest.base,
        "counts": store.manifest.counts,
        "confined": confined,
    }
    answers.write(frame(READY, orjson.dumps(ready)))
    silence = os.open(os.devnull, os.O_WRONLY)
    os.dup2(silence, 2)  # what the engine says when it runs out of memory is for nobody
    os.dup2(silence, 1)
    while (length := jobs.read(LENGTH.size)) and (data := jobs.read(LENGTH.unpack(length)[0])):
        work(JOBS, place, orjson.loads(data), answers, complaints)


def work(
    jobs: dict[str, Job], place: Workplace, job: dict[str, Any], answers: BinaryIO, complaints: TextIO
) -> None:
    """Do one job; whatever goes wrong is told as a problem, faults of ours besides in a line of `complaints`."""
    output = Output(answers, place.limits)
    try:
        jobs[job["job"]](place, job, output)
        output.end()
    except Problem as problem:
        output.fail(problem)
    except NotFoundError as error:
        output.fail(Problem(404, str(error)))
    except KgError as error:
        output.fail(Problem(400, str(error)))
    except MemoryError:
        output.fail(Problem(503, out_of_memory(place.limits)))
    except RecursionError:
        output.fail(Problem(400, "this is nested too deeply"))
    except Exception as error:
        place_ = error.__traceback__
        while place_ and place_.tb_next:
            place_ = place_.tb_next
        where = f"{Path(place_.tb_frame.f_code.co_filename).name}:{place_.tb_lineno}" if place_ else "?"
        complaints.write(f"kg serve: {type(error).__name__}: {error} ({where})\n")
        output.fail(Problem(500, "this is a fault of kg; please report it"))


def out_of_memory(limits: Limits) -> str:
    """What is said where a job took too much memory."""
    return (
        f"stopped: its process ended, as it does for queries that need more than {limits.memory / (1 << 20):g} MB "
        "of memory, the limit here; ask for less"
    )


if __name__ == "__main__":
    main(Path(sys.argv[1]), Limits(**orjson.loads(sys.argv[2])), Path(sys.argv[3]))
