"""One household's way out of reception, many times: when it leaves, why, and whether it looks for a SAI place.

A future draws the named delays once, for everybody; each household then has its own luck. Months count from the month
of the count: 1 is the next one. The rules, in full, are in docs/how-to/exits-planner.md.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from approdo.experiments.seeds import generator_seed
from approdo.experiments.statistics import Real

from .checks import SAI
from .delays import Delays
from .reading import Cell

NEVER: Final = 10_000  # months; beyond every horizon
TERM, ABANDONED, REFUSED = 0, 1, 2
REASONS: Final = ("term", "abandoned", "refused")

Months = NDArray[np.int16]
Flags = NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Ways:
    """The households of one cell in every future, ``[futures, households]``.

    `leaves` is the month in which the stay ends (`NEVER`: not within sight), `reason` why; `abandons` the month in
    which the household leaves on its own, if it is still there. Where `wants_sai`, a free SAI place is taken instead
    when the stay ends, for `in_sai` months more; `order` decides who is first among those of one month.
    """

    cell: Cell
    leaves: Months
    reason: Months
    abandons: Months
    wants_sai: Flags
    in_sai: Months
    order: Real


def drawn_delays(delays: Delays, seed: int, futures: int) -> Mapping[str, Real]:
    """Return the named numbers of every future."""
    return {name: delay.drawn(seed, futures) for name, delay in delays.items()}


def ways(cell: Cell, count: int, numbers: Mapping[str, Real], seed: int) -> Ways:
    """Return the futures of one cell.

    Args:
        cell: its luck depends on nothing but the seed and what the cell is.
        count: month of the count.
        numbers: the named delays, a value a future.
        seed: of the plan.
    """
    luck = _Luck(numbers, seed, cell)
    reason = np.full(luck.shape, TERM, np.int16)
    wants: Flags = luck.happens("sai_share") & (cell.reception not in SAI)
    extension = np.where(luck.happens("extension_share"), luck.months("extension_months"), 0)
    if cell.exit is not None:
        leaves = cell.exit - count + luck.months("notice_slip_months")
    elif cell.reception in SAI:
        ends = luck.months("sai_left_months") if cell.ends is None else cell.ends - count
        leaves = ends + extension
    elif cell.permit == "applicant":
        granted = luck.happens("recognition_share")
        reason = np.where(granted, TERM, REFUSED).astype(np.int16)
        wants &= granted
        out = granted | luck.happens("refused_leave_share")
        leaves = np.where(out, luck.months("decision_months") + luck.months("notice_months"), NEVER)
    else:
        leaves = (cell.decided or count) - count + luck.months("notice_months")
    in_sai = np.maximum(luck.months("sai_months"), 1) + extension
    return Ways(cell, _whole(leaves), reason, luck.first("abandon_hazard"), wants, _whole(in_sai), luck.uniform())


class _Luck:
    """The chance of the households of one cell, always asked in the same order."""

    def __init__(self, numbers: Mapping[str, Real], seed: int, cell: Cell) -> None:
        self.numbers = numbers
        self.shape = (len(numbers["spread"]), len(cell.sizes))
        self._rng = np.random.default_rng(generator_seed(seed, "exits", "cell", cell.name))

    def uniform(self) -> Real:
        """Return a number from 0 to 1 for each household in each future."""
        return self._rng.random(self.shape)

    def happens(self, name: str) -> Flags:
        """Return where an event with this chance happens."""
        found: Flags = self.uniform() < self.numbers[name][:, None]
        return found

    def months(self, name: str) -> NDArray[np.int64]:
        """Return whole months about a named delay: spread between households, rounded up or down by chance."""
        delay = self.numbers[name][:, None] * (1.0 + self.numbers["spread"][:, None] * (2.0 * self.uniform() - 1.0))
        whole = np.floor(delay)
        made: NDArray[np.int64] = (whole + (self.uniform() < delay - whole)).astype(np.int64)
        return made

    def first(self, name: str) -> Months:
        """Return the month of the first event with this chance in every month."""
        hazard = self.numbers[name][:, None]
        with np.errstate(divide="ignore", invalid="ignore"):
            months = np.ceil(np.log1p(-self.uniform()) / np.log1p(-hazard))
        return _whole(np.where(hazard <= 0, NEVER, months))


def _whole(months: NDArray[np.int64] | Real) -> Months:
    """Return months from the next one on."""
    return np.clip(months, 1, NEVER).astype(np.int16)
