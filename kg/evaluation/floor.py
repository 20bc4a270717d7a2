"""Figures that must not fall: a JSON object of names of figures and least values."""

from __future__ import annotations

from collections.abc import Mapping
from math import floor as down
from pathlib import Path

import orjson

from kg.errors import GoldError
from kg.nearby import unreadable

_STEPS = 200
"""Steps of a raised floor: 0.005."""


def read_floor(path: str | Path, known: Mapping[str, float]) -> dict[str, float]:
    """The floor of a file; GoldError if it names a figure that is not among `known`, or is no floor."""
    try:
        text = Path(path).read_bytes()
    except (OSError, ValueError) as error:
        raise GoldError(unreadable(error, path), path=path) from error
    try:
        found = orjson.loads(text)
    except ValueError as error:
        raise GoldError(
            "is not JSON; a floor is one object of figures and least values", path=path
        ) from error
    if not isinstance(found, dict) or not found:
        raise GoldError(
            'is no floor: one object of figures and least values, like {"entity F1": 0.5}', path=path
        )
    for name, value in found.items():
        if name not in known:
            raise GoldError(f"there is no figure {name!r}; there are: {', '.join(known)}", path=path)
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise GoldError(f"the least value of {name!r} is not a number", path=path)
    return {name: float(value) for name, value in found.items()}


def below(floor: Mapping[str, float], figures: Mapping[str, float]) -> list[str]:
    """The figures that fell, by name."""
    return [name for name, least in floor.items() if figures[name] < least]


def raised(floor: Mapping[str, float], figures: Mapping[str, float]) -> dict[str, float]:
    """The floor at what is measured now, rounded down to 0.005; never lower than it was."""
    return {name: max(least, down(figures[name] * _STEPS) / _STEPS) for name, least in floor.items()}


def write_floor(path: str | Path, floor: Mapping[str, float]) -> None:
    """Write a floor in the form that `read_floor` reads."""
    Path(path).write_bytes(orjson.dumps(dict(floor), option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE))
