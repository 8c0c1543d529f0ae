"""When to stop: runs come in doubling batches, and after each one looks whether the answer is narrow enough.

Looking several times and stopping at a lucky moment makes an interval too sure of itself. The looks are few and fixed
(32, 64, 128, ... runs), none comes before 32 runs, and the interval that is looked at is the one of 96 %: with it the
truth is inside in at least 95 % of repetitions for symmetric differences (tests/experiments/test_sequential.py; 92 % at
worst for ones as skewed as an exponential distribution).
"""

import math
import re
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from approdo.model.errors import BadInput

from .statistics import Real, estimate

FIRST: Final = 32  # runs before the first look
MOST: Final = 4096  # runs, unless the user says otherwise
LEVEL_OF_LOOKS: Final = 0.96
NUMBER: Final = re.compile(r"(\d+(?:\.\d*)?|\.\d+)\s*(%?)")


@dataclass(frozen=True)
class Precision:
    """Half the width that the interval of a mean must not exceed: `value`, or that share of the mean's size."""

    value: float
    relative: bool

    def __str__(self) -> str:
        return f"{self.value * 100:g}%" if self.relative else f"{self.value:g}"

    def reached(self, difference: Real) -> bool:
        """Tell whether the mean of one difference a run is known well enough."""
        found = estimate(difference, LEVEL_OF_LOOKS)
        if found.mean is None or found.low is None:
            return False
        return found.mean - found.low <= (self.value * abs(found.mean) if self.relative else self.value)


@dataclass(frozen=True)
class Stopping:
    """What ends a comparison before all its runs: precision, minutes, or neither; and what did."""

    precision: Precision | None = None
    minutes: float | None = None

    @property
    def early(self) -> bool:
        """Tell whether it may end early at all."""
        return self.precision is not None or self.minutes is not None

    def looks(self, runs: int) -> Iterator[int]:
        """Yield after how many runs to look, the last time after all of them."""
        look = FIRST
        while self.early and look < runs:
            yield look
            look *= 2
        yield runs

    def deadline(self) -> float:
        """Return when to stop, counted from now, on the clock of `time.monotonic`."""
        return math.inf if self.minutes is None else time.monotonic() + 60 * self.minutes


def read_stopping(precision: str | float | None, minutes: float | None) -> Stopping:
    """Read ``"5%"`` (of the difference) or ``0.1`` (in the outcome's unit), and a time.

    Raises:
        BadInput: no such numbers.
    """
    if minutes is not None and not 0 < minutes <= 60 * 24 * 30:
        raise BadInput(f"minutes = {minutes:g}, expected more than 0 and at most 43,200 (30 days).")
    if precision is None:
        return Stopping(None, minutes)
    found = NUMBER.fullmatch(str(precision).strip())
    value = float(found[1]) if found else math.nan
    if not found or not 0 < value < math.inf:
        raise BadInput(
            f'precision "{str(precision)[:40]}": expected a share of the difference ("5%") or a half width in the '
            "unit of the headline (0.1)."
        )
    relative = bool(found[2])
    return Stopping(Precision(value / 100 if relative else value, relative), minutes)
