"""The ledger of assumptions: how the headline's difference goes with what was drawn for each unsourced number.

All assumptions are drawn at once, one set a world. A rank correlation says which of them the difference follows; the
means over the third of worlds with the lowest and the highest draws say how far. With more assumptions than worlds
some correlate by chance alone: the ledger says how many would, and how strong a correlation rules that out.
"""

import math
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Final

import numpy as np

from approdo.experiments.screening import rank_correlations
from approdo.experiments.statistics import LEVEL, Estimate, Real, estimate
from approdo.model.outcomes import TOTALS

if TYPE_CHECKING:
    from approdo.experiments.contrast import Contrast

    from .material import Drawn

FEWEST: Final = 12  # worlds in which the package does something: below, thirds hold too few to say anything
MOST: Final = 12  # assumptions that are shown


@dataclass(frozen=True, eq=False)
class Doubt:
    """One assumption: its rank correlation with the difference, and the mean difference where it was low and high.

    `drawn` is what was drawn for it, `change` the difference, world by world.
    """

    name: str
    correlation: float
    drawn: Real
    change: Real

    @cached_property
    def low(self) -> Estimate:
        """The mean difference in the third of worlds with the lowest draws."""
        return estimate(self.change[self._order[: len(self._order) // 3]])

    @cached_property
    def high(self) -> Estimate:
        """The same with the highest draws."""
        return estimate(self.change[self._order[-(len(self._order) // 3) :]])

    @cached_property
    def _order(self) -> "np.ndarray[tuple[int], np.dtype[np.intp]]":
        return np.argsort(self.drawn, kind="stable")

    @property
    def turns(self) -> bool:
        """Tell whether the mean difference has another sign in the lowest third of draws than in the highest."""
        return self.low.mean is not None and self.high.mean is not None and self.low.mean * self.high.mean < 0

    @property
    def surely_turns(self) -> bool:
        """Tell whether both of these means are clearly apart from zero."""
        return self.turns and self.low.clear and self.high.clear


@dataclass(frozen=True)
class Ledger:
    """Every assumption that was drawn, the strongest first.

    `single` is the correlation that one unrelated number exceeds with 5 %; `all` the one that any of them exceeds with
    5 %; `beyond` how many exceed the first, `expected` how many would by chance.
    """

    doubts: tuple[Doubt, ...]
    worlds: int
    single: float
    all: float
    beyond: int
    expected: float

    @property
    def shown(self) -> tuple[Doubt, ...]:
        """The strongest."""
        return self.doubts[:MOST]

    @property
    def sure(self) -> tuple[Doubt, ...]:
        """Those that chance does not explain, even among so many."""
        return tuple(doubt for doubt in self.doubts if abs(doubt.correlation) > self.all)


def ledger(contrast: "Contrast", drawn: "Drawn | None") -> Ledger | None:
    """Return the ledger of one contrast; None where nothing was drawn, nothing varies, or too few worlds tell."""
    column = TOTALS.index(contrast.outcome("strict"))
    return ledger_of(contrast.policy.totals[:, column] - contrast.base.totals[:, column], drawn)


def ledger_of(change: Real, drawn: "Drawn | None") -> Ledger | None:
    """Return the ledger of any difference, a value a world; None as in `ledger`."""
    from scipy.special import ndtri

    if drawn is None:
        return None
    known = np.isfinite(change)
    worlds, count = int(known.sum()), len(drawn.names)
    if np.count_nonzero(change[known]) < FEWEST or not np.ptp(change[known]):
        return None
    values, change = drawn.values[known], change[known]
    found = rank_correlations(values, change)
    doubts = [
        Doubt(name, correlation, drawn_, change)
        for name, correlation, drawn_ in zip(drawn.names, found.tolist(), values.T, strict=True)
    ]
    doubts.sort(key=lambda doubt: (-abs(doubt.correlation), doubt.name))
    error = 1 / math.sqrt(worlds - 1)
    single, of_all = (float(ndtri(1 - (1 - LEVEL) / 2 / tests)) * error for tests in (1, count))
    beyond = sum(abs(doubt.correlation) > single for doubt in doubts)
    return Ledger(tuple(doubts), worlds, single, of_all, beyond, (1 - LEVEL) * count)
