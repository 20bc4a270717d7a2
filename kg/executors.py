"""Who does the work: this process, others on this machine, or a Dask cluster; all behind one `Executor`."""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing import get_context
from typing import Any

from kg.errors import ClusterError, KgError
from kg.version import __version__

_WAIT = 10
"""Seconds in which a scheduler must answer, and a first worker be there."""


@contextmanager
def here(workers: int) -> Iterator[tuple[Executor, int]]:
    """`workers` processes, or this one, and how many pieces of work to hand out ahead.

    Processes start afresh: forking beside the thread of a progress bar is not safe.
    """
    if workers <= 1:
        yield _Here(), 1
        return
    with ProcessPoolExecutor(workers, get_context("spawn"), _let_the_parent_decide) as executor:
        yield executor, 2 * workers


@contextmanager
def on_cluster(address: str, check: Callable[[], object] = bool) -> Iterator[tuple[Executor, int]]:
    """The workers of a Dask cluster, and how many pieces of work to hand out ahead.

    Work that was at a worker that dies is given to another one. ClusterError where Dask is not installed, no
    scheduler answers at the address, it has no workers, they run another version of kg, or `check` fails there.
    """
    try:
        from distributed import Client, KilledWorker  # noqa: PLC0415 - an extra
    except ImportError as error:
        raise ClusterError(
            "--scheduler needs Dask; install it with: pip install 'digestgraph[cluster]'"
        ) from error
    try:
        client: Any = Client(address, timeout=_WAIT, set_as_default=False)  # type: ignore[no-untyped-call]
    except (OSError, ValueError) as error:
        raise ClusterError(
            f"no Dask scheduler answers at {address} ({error}); start one with: dask scheduler"
        ) from error
    with client:
        try:
            client.wait_for_workers(1, timeout=_WAIT)
        except TimeoutError as error:
            raise ClusterError(
                f"the scheduler at {address} has no workers; start some with: dask worker {address}"
            ) from error
        try:
            versions = client.run(_version)
        except Exception as error:
            raise ClusterError(
                f"the workers of {address} cannot run kg ({error}); install digestgraph {__version__} there"
            ) from error
        others = sorted(set(versions.values()) - {__version__})
        if others:
            raise ClusterError(
                f"workers of {address} run digestgraph {', '.join(others)}; install {__version__} there"
            )
        try:
            client.run(check)
        except KgError as error:
            raise ClusterError(f"the workers of {address} lack something: {error}") from error
        executor = client.get_executor(pure=False, retries=3)
        try:
            yield executor, 2 * sum(client.nthreads().values())
        except KilledWorker as error:
            raise ClusterError(
                f"workers of {address} died one after the other ({error}); what is finished is kept: mend the "
                "cluster and run the same command again"
            ) from error
        finally:
            executor.shutdown(wait=False)


def _version() -> str:
    return __version__


class _Here(Executor):
    """Does what is submitted at once, in this process."""

    def submit(self, function: Callable[..., Any], /, *arguments: Any, **named: Any) -> Future[Any]:
        future: Future[Any] = Future()
        try:
            future.set_result(function(*arguments, **named))
        except Exception as error:  # as other executors do, it comes out where the result is asked for
            future.set_exception(error)
        return future


def _let_the_parent_decide() -> None:
    """Ctrl-C in a terminal reaches every process: the workers finish what they are at."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
