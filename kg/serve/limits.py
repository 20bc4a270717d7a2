"""What one request may cost."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Limits of the service; what goes beyond is refused or stopped, with a reason."""

    seconds: float = 10.0
    """Of one query's evaluation, writing included."""
    quick_seconds: float = 0.4
    """A query that takes longer leaves the short lane."""
    rows: int = 100_000
    """Of one answer; triples for CONSTRUCT and DESCRIBE."""
    size: int = 64 << 20
    """Bytes of one answer, before compression."""
    memory: int = 1 << 30
    """Bytes that one worker may take beyond what it takes at rest; 0: no limit."""
    query_length: int = 64 << 10
    """Bytes of one query."""
    per_client: int = 8
    """Requests of one address that are under way or wait."""
    waiting: int = 64
    """Requests that wait for a worker; one more is refused at once."""
    quick_workers: int = 2
    """Processes for the short lane."""
    slow_workers: int = 2
    """Queries beyond `quick_seconds` that may run at the same time."""
