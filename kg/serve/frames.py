"""What the server and a worker say to each other through pipes.

A job is its length (4 bytes, big-endian) and that much JSON. Whatever a worker says is a kind (1 byte), a
length, and a payload: READY once, then for each job HEAD, any number of DATA and END; or PROBLEM at any
place before END, after which all that came before does not count.
"""

from __future__ import annotations

import struct

READY, HEAD, DATA, END, PROBLEM = b"R", b"H", b"D", b"E", b"P"
LENGTH = struct.Struct(">I")
FRAME = struct.Struct(">cI")


def frame(kind: bytes, payload: bytes = b"") -> bytes:
    """One thing said."""
    return FRAME.pack(kind, len(payload)) + payload
