"""The description of the other addresses is true: requests made from it are answered as it says."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, Phase, given, settings

from kg.serve.openapi import description
from tests.serve.conftest import Server

schemathesis = pytest.importorskip("schemathesis")
PATHS = sorted(description()["paths"])


@pytest.mark.parametrize("path", PATHS)
def test_requests_made_from_the_description_are_answered_as_it_says(server: Server, path: str) -> None:
    server.wait_for_index()
    schema = schemathesis.openapi.from_dict(description())

    @given(case=schema[path]["GET"].as_strategy())
    @settings(
        max_examples=8,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
        derandomize=True,
        database=None,
    )
    def holds(case) -> None:
        case.call_and_validate(base_url=server.url, headers={"Accept": "*/*"})

    holds()
