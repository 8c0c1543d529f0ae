"""Named numbers with unit, range, source and status; frozen once loaded."""

import math
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache, cached_property
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np

from .errors import BadInput

FILE = Path(__file__).parent / "data" / "parameters.toml"

Values: TypeAlias = Any  # the record a rule reads: one float64 field per parameter, `section_name`; money in cents


@dataclass(frozen=True)
class Parameter:
    """One number of the model: `low` to `high` is the range it may plausibly have."""

    name: str
    value: float
    unit: str
    low: float
    high: float
    status: str
    source: str
    evidence: tuple[str, ...]

    @property
    def field(self) -> str:
        """The name of the number inside a rule."""
        return self.name.replace(".", "_")

    @property
    def stored(self) -> float:
        """The value as rules read it: EUR become cents."""
        return float(round(self.value * 100.0)) if self.unit.startswith("EUR") else float(self.value)


@cache
def defaults() -> tuple[Parameter, ...]:
    """Return every parameter of the model as it stands in `parameters.toml`, in the order of the file."""
    tables = tomllib.loads(FILE.read_text(encoding="utf-8"))
    rows = []
    for section, entries in tables.items():
        if section == "format":
            continue
        for name, entry in entries.items():
            low, high = entry["range"]
            rows.append(
                Parameter(
                    f"{section}.{name}",
                    float(entry["value"]),
                    entry["unit"],
                    float(low),
                    float(high),
                    entry["status"],
                    entry["source"],
                    tuple(entry.get("evidence", ())),
                )
            )
    return tuple(rows)


class Parameters(Mapping[str, float]):
    """An immutable set of values for every parameter."""

    def __init__(self, rows: tuple[Parameter, ...]) -> None:
        self.rows = rows
        self._by_name = {row.name: row for row in rows}

    def __getitem__(self, name: str) -> float:
        """Return a value by its dotted name, in its own unit."""
        return self._by_name[name].value

    def __iter__(self) -> Iterator[str]:
        return iter(self._by_name)

    def __len__(self) -> int:
        return len(self.rows)

    def canonical(self) -> dict[str, float]:
        """Return name to value, ready for JSON: what the key of a run is made of."""
        return {row.name: row.value for row in self.rows}

    def record(self) -> Values:
        """Return the values as the record that rules read; nothing writes to it."""
        return self._record

    @cached_property
    def _record(self) -> Values:
        kind = np.dtype([(row.field, np.float64) for row in self.rows])
        table = np.zeros(1, kind).view(np.recarray)
        for row in self.rows:
            table[row.field][0] = row.stored
        return table[0]


def load_parameters(overrides: Mapping[str, float] | None = None) -> Parameters:
    """Return the model's parameters, with some values replaced.

    Raises:
        BadInput: a name that does not exist, or a value outside the parameter's range.
    """
    changes = dict(overrides or {})
    names = [row.name for row in defaults()]
    for name, value in changes.items():
        if name not in names:
            near = get_close_matches(name, names, 1)
            hint = f' Did you mean "{near[0]}"?' if near else ""
            raise BadInput(f'unknown parameter "{name}".{hint} All parameters: approdo parameters')
        row = next(row for row in defaults() if row.name == name)
        if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
            raise BadInput(f'parameter "{name}" = {value!r}, expected a number in {row.unit}.')
        if not row.low <= value <= row.high:
            raise BadInput(f'parameter "{name}" = {value}, expected {row.low:g} to {row.high:g} ({row.unit}).')
    rows = tuple(
        Parameter(
            row.name,
            float(changes.get(row.name, row.value)),
            row.unit,
            row.low,
            row.high,
            row.status,
            row.source,
            row.evidence,
        )
        for row in defaults()
    )
    return Parameters(rows)
