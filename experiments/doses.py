"""The doses that a search may choose: their ranges, whole numbers or lists, and many candidate packages."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from approdo.model.errors import BadInput

from .statistics import Real


@dataclass(frozen=True)
class Dose:
    """One number of a package: between `low` and `high`, whole if `whole`, or one of `levels` if there are any."""

    name: str
    low: float = 0.0
    high: float = 1.0
    whole: bool = False
    levels: tuple[float, ...] = ()

    def __post_init__(self) -> None:
        if not self.levels and not self.low < self.high:
            raise BadInput(f'dose "{self.name}": {self.low:g} to {self.high:g}, expected the lower end first.')

    def at(self, quantiles: Real) -> Real:
        """Return the doses at quantiles from 0 to 1."""
        if self.levels:
            listed = np.array(sorted(self.levels), np.float64)
            return listed[np.minimum((quantiles * len(listed)).astype(np.int64), len(listed) - 1)]
        if self.whole:
            low, high = np.ceil(self.low), np.floor(self.high)
            found: Real = np.minimum(np.floor(low + quantiles * (high - low + 1)), high)
            return found
        return self.low + quantiles * (self.high - self.low)

    def near(self, value: float, step: Real) -> Real:
        """Return doses around a value, at most the whole range times `step` (-1 to 1) away."""
        if self.levels:
            listed = np.array(sorted(self.levels), np.float64)
            place = int(np.abs(listed - value).argmin()) + np.round(step * len(listed))
            return listed[np.clip(place, 0, len(listed) - 1).astype(np.int64)]
        moved = np.clip(value + step * (self.high - self.low), self.low, self.high)
        return np.clip(np.round(moved), np.ceil(self.low), np.floor(self.high)) if self.whole else moved


def spread(doses: Sequence[Dose], count: int, rng: np.random.Generator) -> Real:
    """Return packages that fill the space evenly, ``[count, doses]``."""
    from scipy.stats import qmc

    drawn = qmc.Sobol(len(doses), rng=rng).random_base2(max(int(np.ceil(np.log2(count))), 0))[:count]
    return np.column_stack([dose.at(drawn[:, number]) for number, dose in enumerate(doses)])


def around(doses: Sequence[Dose], package: Real, count: int, rng: np.random.Generator, reach: float = 0.1) -> Real:
    """Return packages close to one, ``[count, doses]``; most change a few doses only."""
    steps = rng.uniform(-reach, reach, (count, len(doses))) * (rng.random((count, len(doses))) < 0.6)
    return np.column_stack([dose.near(float(package[n]), steps[:, n]) for n, dose in enumerate(doses)])
