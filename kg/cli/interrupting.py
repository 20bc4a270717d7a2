"""Ctrl-C while an engine works: it is written in another language, and Python hears of signals only after it."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def ended_at_once() -> Iterator[None]:
    """Ctrl-C ends the process as the system does it, which shells report as status 130; nothing is cleared away.

    So it is for what only reads and prints. Where Ctrl-C is ignored or heard by somebody else it stays so, as
    in threads other than the first, which cannot say what signals do.
    """
    ours = threading.current_thread() is threading.main_thread()
    if not ours or signal.getsignal(signal.SIGINT) is not signal.default_int_handler:
        yield
        return
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, signal.default_int_handler)
