"""Which arm is better than which: every pair over the same worlds, and ranks with ties where the worlds cannot tell."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations
from typing import Final

import numpy as np

from .statistics import LEVEL, Estimate, Real, estimate
from .uncertainty import Share, share_of

METHOD: Final = (
    "Ranks by the mean over worlds; two packages share a rank where the paired 95 % interval of their difference "
    "(Bonferroni over all pairs, so that all hold at once) contains zero."
)


@dataclass(frozen=True)
class Pair:
    """Two arms: the difference of the first less the second, simultaneous interval; share of worlds where it is lower.

    Worlds in which both are equal count half for each in `first_lower`.
    """

    first: str
    second: str
    difference: Estimate
    first_lower: Share
    same: bool


@dataclass(frozen=True)
class Rank:
    """An arm among the others: its rank lies between `low` and `high`, 1 being the fewest homeless months.

    `best` is the share of worlds in which no other arm is better; arms that are equally good there share it.
    """

    arm: str
    mean: float
    low: int
    high: int
    best: float


@dataclass(frozen=True, eq=False)
class Ranking:
    """Arms by one outcome of which less is better; `values` has a row for each world and a column for each arm."""

    arms: tuple[str, ...]
    values: Real

    @cached_property
    def pairs(self) -> tuple[Pair, ...]:
        """Every pair of arms, in the order of `arms`."""
        number = len(self.arms) * (len(self.arms) - 1) // 2
        return tuple(self._pair(a, b, number) for a, b in combinations(range(len(self.arms)), 2))

    @cached_property
    def ranks(self) -> tuple[Rank, ...]:
        """The arms, the best mean first; arms of equal means in the order of `arms`."""
        if not len(self.values):
            return ()
        better = dict.fromkeys(self.arms, 0)
        worse = dict.fromkeys(self.arms, 0)
        for pair in self.pairs:
            if pair.difference.clear and pair.difference.mean is not None:
                lower, higher = (pair.first, pair.second) if pair.difference.mean < 0 else (pair.second, pair.first)
                better[higher] += 1
                worse[lower] += 1
        lowest = self.values == self.values.min(axis=1, keepdims=True)
        best = (lowest / lowest.sum(axis=1, keepdims=True)).mean(axis=0)
        means = self.values.mean(axis=0)
        made = [
            Rank(arm, float(means[n]), 1 + better[arm], len(self.arms) - worse[arm], float(best[n]))
            for n, arm in enumerate(self.arms)
        ]
        return tuple(sorted(made, key=lambda rank: rank.mean))

    def _pair(self, a: int, b: int, pairs: int) -> Pair:
        difference = self.values[:, a] - self.values[:, b]
        lower = float((difference < 0).sum()) + 0.5 * float((difference == 0).sum())
        return Pair(
            self.arms[a],
            self.arms[b],
            estimate(difference, 1 - (1 - LEVEL) / pairs),
            share_of(lower, len(difference)) if len(difference) else Share(0.5, 0.0, 1.0),
            len(difference) > 0 and not difference.any(),
        )


def rank_arms(arms: Sequence[str], columns: Sequence[Real]) -> Ranking:
    """Return the ranking of arms over the worlds in which the outcome is defined in all of them."""
    values = np.stack(list(columns), axis=1)
    return Ranking(tuple(arms), values[np.isfinite(values).all(axis=1)])
