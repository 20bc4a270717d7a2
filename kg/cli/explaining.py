"""`kg query --explain`: which engine answered, by what text, and how long it took."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from time import perf_counter, process_time
from typing import TYPE_CHECKING

from kg.cli.console import say

if TYPE_CHECKING:
    from kg.query import Plan

_ENGINES = {"store": "the store (Oxigraph, SPARQL)", "tables": "the tables beside the store (SQLite, SQL)"}


@contextmanager
def explained(plan: Plan) -> Iterator[None]:
    """Tell on stderr what was asked of which engine, and how long what happens inside took, in seconds."""
    say(plan.text.strip())
    for name, value in plan.parameters.items():
        say(f"  :{name} = {value}")
    began, worked = perf_counter(), process_time()
    yield
    took, work = perf_counter() - began, process_time() - worked
    say(f"answered by {_ENGINES[plan.engine]} in {took:.3f} s, printing included; {work:.3f} s of CPU time")
