"""Take from a worker process what it does not need: the network, most of the memory, life after its parent.

This is the second line: queries that would reach out are refused before (`kg.serve.refusal`). On Linux a
seccomp filter makes socket(2), connect(2) and io_uring_setup(2) fail with EACCES; elsewhere only what the
platform has is done.
"""

from __future__ import annotations

import ctypes
import errno
import platform
import signal
import struct
import sys
from contextlib import suppress
from pathlib import Path

_PR_SET_PDEATHSIG, _PR_SET_SECCOMP, _PR_SET_NO_NEW_PRIVS = 1, 22, 38
_SECCOMP_MODE_FILTER = 2
_ALLOW, _ERRNO = 0x7FFF0000, 0x00050000
_LOAD, _EQUAL, _AT_LEAST, _RETURN = 0x20, 0x15, 0x35, 0x06
_ARCHITECTURES = {
    "x86_64": (0xC000003E, {"socket": 41, "connect": 42, "io_uring_setup": 425}),
    "aarch64": (0xC00000B7, {"socket": 198, "connect": 203, "io_uring_setup": 425}),
}
"""AUDIT_ARCH_* and numbers of system calls, by `platform.machine()` (linux/audit.h, asm/unistd.h)."""
_X32 = 0x40000000
"""Calls of the x32 interface bear other numbers: all refused."""


def without_network() -> bool:
    """Forbid this process, for good, to open sockets; whether that could be done."""
    known = _ARCHITECTURES.get(platform.machine())
    if sys.platform != "linux" or known is None:
        return False
    audit, numbers = known
    calls = list(numbers.values())
    refuse = 5 + len(calls)  # the place of the refusal; jumps count from the instruction that follows
    program = [
        (_LOAD, 0, 0, 4),  # the architecture
        (_EQUAL, 0, refuse - 2, audit),
        (_LOAD, 0, 0, 0),  # the number of the call
        (_AT_LEAST, refuse - 4, 0, _X32),
        *((_EQUAL, refuse - place - 1, 0, number) for place, number in enumerate(calls, 4)),
        (_RETURN, 0, 0, _ALLOW),
        (_RETURN, 0, 0, _ERRNO | errno.EACCES),
    ]
    code = b"".join(struct.pack("HBBI", *step) for step in program)
    kept = ctypes.create_string_buffer(code, len(code))
    header = ctypes.create_string_buffer(struct.pack("HxxxxxxP", len(program), ctypes.addressof(kept)))
    try:
        libc = ctypes.CDLL(None, use_errno=True)
        done = libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0
        return done and bool(libc.prctl(_PR_SET_SECCOMP, _SECCOMP_MODE_FILTER, header, 0, 0) == 0)
    except (OSError, AttributeError):
        return False


def with_parent() -> None:
    """Have this process end when the one that started it ends, where the platform offers that."""
    if sys.platform == "linux":
        with suppress(OSError, AttributeError):
            ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)


def within_memory(more: int) -> bool:
    """Limit this process to `more` bytes of address space beyond what it has now; whether that could be done."""
    if sys.platform != "linux":
        return False
    import resource  # noqa: PLC0415 - not on Windows

    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
    limit = pages * resource.getpagesize() + more
    with suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        return True
    return False
