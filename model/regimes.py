"""Dated rules: which law holds in a calendar month."""

import tomllib
from functools import cache
from pathlib import Path
from typing import NamedTuple

import numpy as np

from .calendar import parse_month
from .world import Calendar

FILE = Path(__file__).parent / "data" / "regimes.toml"


class Regime(NamedTuple):
    """The rules from a month on."""

    start: int
    name: str
    special_convertible: bool
    special_renewable: bool
    source: str


@cache
def regimes() -> tuple[Regime, ...]:
    """Return the dated regimes, earliest first."""
    rows = tomllib.loads(FILE.read_text(encoding="utf-8"))["regime"]
    return tuple(
        Regime(parse_month(r["from"]), r["name"], r["special_convertible"], r["special_renewable"], r["source"])
        for r in rows
    )


def regime_of(month: int) -> Regime:
    """Return the regime of a calendar month; before the first one, the first holds."""
    return [regime for regime in regimes() if regime.start <= month or regime is regimes()[0]][-1]


def calendar_of(first: int, months: int) -> Calendar:
    """Return the calendar of `months` months from calendar month `first`."""
    held = [regime_of(first + t) for t in range(months)]
    return Calendar(
        np.array([(first + t) % 12 for t in range(months)], np.int8),
        np.array([regime.special_convertible for regime in held], np.int8),
        np.array([regime.special_renewable for regime in held], np.int8),
    )
