"""The planner's named numbers, each with unit, range, status and source; drawn once for each future."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

import numpy as np

from approdo.experiments.distributions import halves
from approdo.experiments.seeds import generator_seed
from approdo.experiments.statistics import Real
from approdo.model.parameters import load_parameters

FILE: Final = Path(__file__).with_name("delays.toml")


@dataclass(frozen=True)
class Delay:
    """A number with its range; drawn as often below `value` as above it."""

    name: str
    value: float
    low: float
    high: float
    unit: str
    status: str
    source: str
    source_it: str
    label_en: str
    label_it: str

    @property
    def source_en(self) -> str:
        """The source in English, which is the language of the record."""
        return self.source

    def drawn(self, seed: int, draws: int) -> Real:
        """Return its value in each future: a function of the seed and the name only."""
        rng = np.random.default_rng(generator_seed(seed, "exits", self.name))
        return np.asarray(halves(rng.random(draws), self.low, self.value, self.high), np.float64)


Delays = Mapping[str, Delay]


@cache
def load_delays() -> Delays:
    """Return the numbers by name."""
    table = tomllib.loads(FILE.read_text(encoding="utf-8"))
    rows = {row.name: row for row in load_parameters().rows}
    made = {}
    for name, entry in table.items():
        if name == "format":
            continue
        if "model" in entry:
            row = rows[entry["model"]]
            found = (row.value, row.low, row.high, row.unit, row.status, row.source)
        else:
            found = tuple(entry[key] for key in ("value", "low", "high", "unit", "status", "source"))
        made[name] = Delay(name, *found, entry["source_it"], entry["en"], entry["it"])
    return made
