"""A box in the space of inputs: a range for some of them, what lies inside, and how it reads."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .statistics import Real

Flags = NDArray[np.bool_]


@dataclass(frozen=True)
class Box:
    """Lowest and highest value of each input; infinite where it is not restricted."""

    low: tuple[float, ...]
    high: tuple[float, ...]

    def inside(self, x: Real) -> Flags:
        """Return which rows of ``[rows, inputs]`` lie in the box."""
        inside = (x >= np.array(self.low)) & (x <= np.array(self.high))
        return np.asarray(inside.all(axis=1), np.bool_)

    @property
    def restricted(self) -> tuple[int, ...]:
        """Positions of the inputs that are restricted."""
        ends = enumerate(zip(self.low, self.high, strict=True))
        return tuple(number for number, (low, high) in ends if np.isfinite(low) or np.isfinite(high))

    def with_ends(self, number: int, low: float, high: float) -> "Box":
        """Return the box with other ends for one input."""
        lows, highs = list(self.low), list(self.high)
        lows[number], highs[number] = float(low), float(high)
        return Box(tuple(lows), tuple(highs))

    def words(self, names: Sequence[str], flags: Sequence[bool]) -> str:
        """Return the box in words; `flags` tells which inputs are 0 or 1, and read as ``in the case`` or not."""
        return " and ".join(self._words(number, names[number], flags[number]) for number in self.restricted) or "always"

    def _words(self, number: int, name: str, flag: bool) -> str:
        low, high = self.low[number], self.high[number]
        if flag:
            return name if np.isfinite(low) else f"not {name}"
        if np.isfinite(low) and np.isfinite(high):
            return f"{name} between {low:.4g} and {high:.4g}"
        return f"{name} above {low:.4g}" if np.isfinite(low) else f"{name} below {high:.4g}"


def whole_space(inputs: int) -> Box:
    """Return the box without restrictions."""
    return Box((-np.inf,) * inputs, (np.inf,) * inputs)


def coverage_density(box: Box, x: Real, y: Flags) -> tuple[float, float]:
    """Return the share of all failures that lie in the box, and the share of what lies in it that failed."""
    inside = box.inside(x)
    hits = int((inside & y).sum())
    return hits / max(int(y.sum()), 1), hits / max(int(inside.sum()), 1)
