"""What a study changes from point to point: a factor is a field of a lever or a parameter, and what it may be."""

import math
from dataclasses import dataclass
from typing import Any, Final, TypeAlias

import numpy as np

from .distributions import Distribution
from .statistics import Real

Value: TypeAlias = "int | float | bool | str | None"  # None: an optional field that is not set

DIGITS: Final = 12  # of a drawn value; its last bits may differ between versions of a library, and it is part of a key
TAILS: Final = (0.05, 0.95)  # of a distribution, where a design asks for its ends


@dataclass(frozen=True)
class Factor:
    """A field of a lever or a parameter, by its path, and the values it may take.

    It has either `levels` (values, or the steps of a range), or a `distribution` (a plain range is a uniform one).
    `base` is the value in the package's file or the parameter's default. `uncertain`: a state of the world, drawn;
    otherwise a decision, varied. `whole`: drawn values are whole numbers, each as likely as the next in a range.
    """

    path: str
    base: Value
    unit: str
    uncertain: bool = False
    levels: tuple[Value, ...] = ()
    distribution: Distribution | None = None
    whole: bool = False

    def values(self, quantiles: Real) -> list[Value]:
        """Return the values at quantiles (from 0 up to, but not, 1)."""
        if self.distribution is None:
            return [self.levels[min(int(u * len(self.levels)), len(self.levels) - 1)] for u in quantiles.tolist()]
        if self.whole and self.distribution.name == "uniform":
            # floor of a range that is one longer: rounding would make both ends half as likely
            low, high = int(self.distribution.low), int(self.distribution.high)
            return [min(low + math.floor(u * (high - low + 1)), high) for u in quantiles.tolist()]
        drawn = self.distribution.quantiles(quantiles).tolist()
        return [round(value) if self.whole else float(f"{value:.{DIGITS}g}") for value in drawn]

    def at(self, quantile: float) -> Value:
        """Return the value at one quantile."""
        return self.values(np.array([quantile]))[0]

    def ends(self) -> tuple[Value, ...]:
        """Return the values that one-at-a-time designs try: every level, the ends of a range, or 5 % and 95 %."""
        if self.distribution is None:
            return self.levels
        if not self.uncertain:
            cast = int if self.whole else float
            return (cast(self.distribution.low), cast(self.distribution.high))
        return tuple(self.values(np.array(TAILS)))

    def typed(self, value: Value) -> Value:
        """Return a number as the field's type, so that 2, 2.0 and NumPy's 2.0 are one point with one set of seeds."""
        plain: Value = value.item() if isinstance(value, np.generic) else value
        if isinstance(plain, bool) or not isinstance(plain, int | float):
            return plain
        integer = self.whole if self.base is None else isinstance(self.base, int)
        if not integer:
            return float(plain)
        return int(plain) if float(plain).is_integer() else plain

    def number(self, value: Value) -> float:
        """Return a value as a number: a text as its position among the levels, what is not set as NaN."""
        if isinstance(value, str):
            return float(self.levels.index(value)) if value in self.levels else math.nan
        return math.nan if value is None else float(value)

    @property
    def low(self) -> float | None:
        """The least value; None for texts."""
        return self._end(min)

    @property
    def high(self) -> float | None:
        """The greatest value; None for texts."""
        return self._end(max)

    def _end(self, choose: Any) -> float | None:
        if self.distribution is not None:
            return float(choose(self.distribution.low, self.distribution.high))
        if any(isinstance(level, str) or level is None for level in self.levels):
            return None
        return float(choose(self.number(level) for level in self.levels))

    def canonical(self) -> dict[str, Any]:
        """Return what decides the points, ready for JSON."""
        shape: Any = list(self.levels) if self.distribution is None else self.distribution.canonical()
        return {"path": self.path, "uncertain": self.uncertain, "whole": self.whole, "values": shape}
