"""What went wrong with a request, in words for its sender (RFC 9457, "problem details")."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

import orjson


class Problem(Exception):  # noqa: N818 - the term of RFC 9457
    """A request that is answered by a status and a reason in place of what it asked for."""

    def __init__(self, status: int, detail: str, **headers: str) -> None:
        """`detail` says what happened and what to do; `headers` go into the answer, "_" for "-"."""
        super().__init__(detail)
        self.status = status
        self.detail = detail
        self.headers = {name.replace("_", "-"): value for name, value in headers.items()}

    @property
    def title(self) -> str:
        """What HTTP calls this status."""
        return HTTPStatus(self.status).phrase

    def record(self) -> dict[str, Any]:
        """As a worker tells the server."""
        return {"status": self.status, "detail": self.detail, "headers": self.headers}

    @classmethod
    def of_record(cls, record: dict[str, Any]) -> Problem:
        """The inverse of `record`."""
        return cls(record["status"], record["detail"], **record["headers"])

    def json(self) -> bytes:
        """As application/problem+json."""
        return orjson.dumps({"title": self.title, "status": self.status, "detail": self.detail}) + b"\n"

    def text(self) -> bytes:
        """As text/plain."""
        return f"{self.status} {self.title}: {self.detail}\n".encode()
